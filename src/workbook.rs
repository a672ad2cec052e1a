//! Stage 8: the managers' workbooks. Now the first drawing; reading edits back and patching an existing book follow
//! the same [`layout`].
//!
//! | file | holds |
//! |---|---|
//! | `layout` | the sheets and columns as data: ids, owners, kinds, what a cell shows |
//! | `render` | a new book from [`crate::model::view::BookData`] |
//! | `patch` | an existing book patched in place |

pub mod layout;
pub mod patch;
pub mod render;

pub use render::{BookOptions, BookSummary, RenderError, render};
