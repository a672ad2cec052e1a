//! Names that settings give and that last as long as the program: sheets and columns are known by such names everywhere.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// A text that lasts; equal texts are kept once, so that settings that are read again cost nothing. Only for what settings
/// say: a file from outside could say anything, and however much of it.
#[must_use]
pub fn lasting(text: &str) -> &'static str {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(text) {
        return found;
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    known.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_kept_once() {
        let (one, other) = (lasting("Скидка"), lasting(&String::from("Скидка")));
        assert_eq!(one, "Скидка");
        assert!(std::ptr::eq(one, other));
    }
}
