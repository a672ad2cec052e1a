//! The steps of a seed. What a step picks from what is there then (a row, a question) is chosen by a number of its own, so
//! that the others may be left out.

use crate::dice::Dice;
use crate::world::{BOOKS, DAYS, Dress, INVOICES, Parcel};

/// How a file is spoiled on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoilt {
    No,
    /// It ends somewhere: so many thousandths of it are there.
    Cut(usize),
}

/// What goes wrong in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// One step fails.
    Fails(usize),
    /// Every step fails from one on: as if the program had died there.
    Dies(usize),
    /// Somebody writes another file over the first one that is opened, and so many steps later the program dies.
    WrittenOver(Parcel, usize),
}

/// What somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    Accept,
    Reject,
    Merge,
    Unmerge,
    Undo,
    Link,
    Unlink,
    Assign,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// A file is dropped under one of a few names; its time of writing may be older than any other's.
    Drop { parcel: Parcel, dress: Dress, spoilt: Spoilt, name: usize, old: bool },
    /// A file of before is dropped again under another name.
    Again(usize),
    /// Somebody writes into a cell of a book and saves.
    Edit { book: usize, row: usize, field: usize },
    /// Somebody decides.
    Decide(Choice, u64),
    /// The clock goes by so many hours.
    Clock(i64),
    /// The program runs, and something goes wrong.
    Troubled(Trouble),
    /// The last calm run is taken back, if nothing came of anybody's doing since.
    TakeBack,
    /// The program runs.
    Run,
}

fn parcel(dice: &mut Dice) -> Parcel {
    let is_bank = dice.one_in(2);
    let (count, end) = if is_bank { (1 + dice.below(5), DAYS) } else { (1 + dice.below(8), INVOICES) };
    let mut numbers: Vec<u32> = (1..=end).collect();
    dice.shuffle(&mut numbers);
    numbers.truncate(count);
    if is_bank {
        return Parcel::Days(numbers);
    }
    Parcel::Invoices { day: 1 + u32::try_from(dice.below(20)).unwrap(), numbers }
}

fn dropped(dice: &mut Dice) -> Act {
    let dresses = [Dress::Plain, Dress::Zip, Dress::OtherEncoding, Dress::Wide, Dress::Crlf];
    let parcel = parcel(dice);
    let dress = match (*dice.pick(&dresses), &parcel) {
        // A bank's text has only lines of its own kind, in letters of one byte.
        (Dress::Wide | Dress::Crlf, Parcel::Days(_)) => Dress::Plain,
        (dress, _) => dress,
    };
    let spoilt = if dice.one_in(5) { Spoilt::Cut(dice.below(990)) } else { Spoilt::No };
    Act::Drop { parcel, dress, spoilt, name: dice.below(4), old: dice.one_in(3) }
}

fn trouble(dice: &mut Dice) -> Trouble {
    // Most steps come early: a run without news has few.
    let step = |dice: &mut Dice| if dice.one_in(2) { dice.below(60) } else { dice.below(700) };
    match dice.below(3) {
        0 => Trouble::Fails(step(dice)),
        1 => Trouble::Dies(step(dice)),
        _ => Trouble::WrittenOver(parcel(dice), dice.below(40)),
    }
}

/// The steps of a seed.
pub(crate) fn plan(seed: u64) -> Vec<Act> {
    let mut dice = Dice::new(seed);
    let mut acts = Vec::new();
    for _ in 0..8 + dice.below(10) {
        acts.push(match dice.below(20) {
            0..=6 => dropped(&mut dice),
            7 => Act::Again(dice.below(50)),
            8..=11 => Act::Edit { book: dice.below(BOOKS.len()), row: dice.below(20), field: dice.below(4) },
            12..=15 => {
                use Choice::{Accept, Assign, Link, Merge, Reject, Undo, Unlink, Unmerge};
                let choices = [Accept, Accept, Reject, Merge, Unmerge, Undo, Undo, Link, Unlink, Assign];
                Act::Decide(*dice.pick(&choices), dice.next())
            }
            16 => Act::Clock(i64::try_from(dice.below(800)).unwrap() - 80),
            _ => Act::Troubled(trouble(&mut dice)),
        });
        if dice.one_in(3) {
            acts.push(Act::Run);
            if dice.one_in(3) {
                acts.push(Act::TakeBack);
            }
        }
    }
    acts
}
