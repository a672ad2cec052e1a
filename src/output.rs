//! Stage 9: what goes out after a commit.
//!
//! | file | holds |
//! |---|---|
//! | `receipt` | the accountant's answer, one per dropped file |
//! | `words` | issues, reasons and positions in a person's language |

pub mod receipt;
pub mod words;
