//! Stage 8: the managers' workbooks, both ways: drawn from the store, read back, merged cell by cell.
//!
//! | file | holds |
//! |---|---|
//! | `layout` | the sheets and columns as data: ids, owners, kinds, what a cell shows |
//! | `render` | a new book from [`crate::model::view::BookData`] |
//! | `patch` | an existing book patched in place |
//! | `snapshot` | the same rows as canonical texts: what is written, and what the store has now |
//! | `value` | canonical values of cells, drawn and read |
//! | `read` | a book that came back: whose it is, its sheets, rows and cells |
//! | `matching` | which row of a file is which |
//! | `merge` | base, file and store, cell by cell; and when a file is held |
//! | `restored` | codes of rows that were lost |
//! | `strays` | values that stayed in place while their rows were sorted |
//! | `refresh` | the first sheet of a book that is gone on with |
//! | `missing` | sheets that a book has not, put into it |
//! | `offered` | the words of its drop-downs |
//! | `lines` | how high rows of long texts are |
//! | `words` | what is said of all that |

pub mod layout;
mod lines;
pub mod matching;
pub mod merge;
pub mod missing;
pub mod offered;
pub mod patch;
pub mod read;
pub mod refresh;
pub mod renamed;
pub mod render;
pub mod restored;
pub mod snapshot;
pub mod strays;
pub mod value;
pub mod words;

pub use render::{BookOptions, BookSummary, Missing, RenderError, render, render_missing, render_summary};
