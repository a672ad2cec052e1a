//! The promises of the product, each with tests that would fail if it were broken.
//!
//! | file | promise |
//! |---|---|
//! | `lost` | nothing is lost: counts and sums found by plain text search equal the report's |
//! | `twice` | nothing is done twice: the same again, in any order, in any wrapping |
//! | `reports` | what a bank tells in several reports is counted once, in whatever order they come |
//! | `answers` | every drop gets an answer, and a bad file costs itself alone |
//! | `doubles` | one payment or deal in two lists is counted once, or said
//! | `named` | what a purpose names is heard: bills that are not in force, other clients', and for whom is paid |
//! | `exchange` | numbered messages: what is confirmed was committed, what is doubtful is not confirmed |
//! | `chosen` | what is chosen in a book is decided once, about what was shown there |
//! | `crash` | a kill or a torn run at any moment, a second copy, a newer store |
//! | `decisions` | what a person decided holds, and can be taken back |
//! | `joined` | what is made one client is listed and taken back, and money says why it waits |
//! | `payers` | clients of one tax number receive their own money, by name |
//! | `contracted` | money that names a contract is its client's, or asked about |
//! | `shares` | what a payment pays in a person's words, and what is asked of the rest |
//! | `parted` | who was told apart pays for himself, whatever his name |
//! | `accounts` | what waited because an account was unknown is counted once when it is known |
//! | `refunds` | money that was given back is no advance |
//! | `rematch` | judged anew, clients say why they are one, and what people decided holds |
//! | `brake` | a mass change, and a change of a closed period, wait for a person |
//! | `drift` | a source that sends something other than before is heard |
//! | `books` | books balance: what differs from a stated balance is said, explained and dated, until it is gone |
//! | `edits` | nobody's edit in a workbook is overwritten unseen, and what is not ours in it stays |
//! | `added` | a sheet that she must see is put into her file, and nothing else in it changes |
//! | `beside` | what lies beside a book under another name is said, and so is what a book can't hold |
//! | `requests` | what a manager wishes, deletes or saves by mistake waits for a person, and becomes what was decided |
//! | `mending` | refused records come back as her own file, and only they run once it is mended |
//! | `mending_known` | such a file is known by what stands in it; what is wrong, and what is missing, is said |
//! | `mending_whose` | of several such files it is told which one comes back, or said that it can't be told |
//! | `kept` | a file in the managers' folder that is not known to be ours is never written over, and she is told what to do |
//! | `columns` | a line in settings is a column of the books: drawn, filled in, merged, exported, and nothing of hers is lost |
//! | `looks` | a book that is gone on with looks as one that is drawn: sheets that are added, rows of long texts, drop-downs
//! | `captions` | a column that somebody renamed stays known, and one of hers in the place of ours is hers |
//! | `held` | a book that is held loses nothing, and what a person says of one save is not done to another |
//! | `sides` | what was decided holds, and what both sides changed at once waits for a choice, whatever the field |
//! | `sorted` | whoever sorts a part of a table mixes up nobody's values |
//! | `dragged` | whoever drags a code over those of other rows loses nothing |
//! | `wrong` | what can't be meant is neither taken nor silently lost: it is said where she sees it |
//! | `undo` | a run is taken back as a whole, or what needs it is named |
//! | `undo_answers` | what such a run had answered is taken back too, wherever it lies |
//! | `undo_books` | what people chose, wished and answered in their books in such a run is said, and can be again |
//! | `undo_controls` | stated balances and decisions of books that were compared and taken in such a run |
//! | `undo_repeats` | what a later file said again stays when such a run goes, and is that file's |
//! | `undo_mending` | what was mended in such a run can be mended again, and nothing is mended for what is gone |
//! | `views` | every value is exported and explained |

#[cfg(test)]
#[path = "../desk/book.rs"]
mod book;
#[cfg(test)]
#[path = "../desk/dbf.rs"]
mod dbf;
#[cfg(test)]
#[path = "../desk/desk.rs"]
mod desk;
#[cfg(test)]
#[path = "../fixtures/draw.rs"]
mod draw;
#[cfg(test)]
#[path = "../desk/undoing.rs"]
mod undoing;

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod added;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod beside;
#[cfg(test)]
mod books;
#[cfg(test)]
mod brake;
#[cfg(test)]
mod captions;
#[cfg(test)]
mod chosen;
#[cfg(test)]
mod columns;
#[cfg(test)]
mod contracted;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod decisions;
#[cfg(test)]
mod doubles;
#[cfg(test)]
mod dragged;
#[cfg(test)]
mod drift;
#[cfg(test)]
mod edits;
#[cfg(test)]
mod exchange;
#[cfg(test)]
mod first_sheet;
#[cfg(test)]
mod held;
#[cfg(test)]
mod joined;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod lost;
#[cfg(test)]
mod mending;
#[cfg(test)]
mod mending_changed;
#[cfg(test)]
mod mending_daily;
#[cfg(test)]
mod mending_known;
#[cfg(test)]
mod mending_whose;
#[cfg(test)]
mod named;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod parted;
#[cfg(test)]
mod payers;
#[cfg(test)]
mod refunds;
#[cfg(test)]
mod rematch;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod rows;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod service;
#[cfg(test)]
mod shares;
#[cfg(test)]
mod sides;
#[cfg(test)]
mod sorted;
#[cfg(test)]
mod twice;
mod twins;
#[cfg(test)]
mod undo;
#[cfg(test)]
mod undo_answers;
#[cfg(test)]
mod undo_books;
#[cfg(test)]
mod undo_controls;
#[cfg(test)]
mod undo_mending;
#[cfg(test)]
mod undo_repeats;
#[cfg(test)]
mod undo_shared;
#[cfg(test)]
mod views;
#[cfg(test)]
mod waiting;
#[cfg(test)]
mod written;
#[cfg(test)]
mod wrong;
