//! JSON Lines: lines are copied as they are written, the reason as one more key at the beginning of the object.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Whole, on_one_line, without_end};
use crate::model::mending::{Cut, Keep, TOKEN};
use crate::parse::text::Declared;
use crate::parse::{Document, ReadErrorKind};

/// Cuts a document whose lines are objects; nothing where its records are not lines.
pub(in crate::parse) fn cut(document: &Document, keep: &[Keep]) -> Result<Option<Cut>, ReadErrorKind> {
    let whole = Whole::read(document, Declared::Standard)?;
    let keep: BTreeMap<u64, &Keep> = keep.iter().map(|keep| (keep.position.line, keep)).collect();
    let mut made = String::new();
    for (number, line) in (1_u64..).zip(whole.text.split_inclusive('\n')) {
        let (object, end) = without_end(line);
        let text = object.trim();
        if !(text.is_empty() || text.starts_with('{') && text.ends_with('}')) {
            return Ok(None);
        }
        let Some(Keep { reason, .. }) = keep.get(&number) else { continue };
        made.push_str(&with_reason(&without_reason(object), &on_one_line(reason)));
        made.push_str(if end.is_empty() { "\n" } else { end });
    }
    Ok(Some(Cut::Text(whole.encoded(&made))))
}

fn with_reason(object: &str, reason: &str) -> String {
    let Some(rest) = object.trim_start().strip_prefix('{').filter(|_| !reason.is_empty()) else {
        return object.to_owned();
    };
    let comma = if rest.trim_start().starts_with('}') { "" } else { "," };
    format!("{{\"{TOKEN}\":{}{comma}{rest}", serde_json::Value::from(reason))
}

/// An object without the reason that an earlier file of this sort gave.
fn without_reason(object: &str) -> Cow<'_, str> {
    let Some(rest) = object.trim_start().strip_prefix(&format!("{{\"{TOKEN}\":\"")) else { return object.into() };
    let mut is_escaped = false;
    let end = rest.char_indices().find(|(_, letter)| {
        let is_end = *letter == '"' && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        is_end
    });
    let Some(behind) = end.and_then(|(at, _)| rest.get(at + 1..)) else { return object.into() };
    format!("{{{}", behind.trim_start().trim_start_matches(',')).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_put_in_and_taken_out() {
        for object in [r#"{"a":"}\"","b":[1,2]}"#, "{ }"] {
            let marked = with_reason(object, r#"сумма «"1\2"» неверна"#);
            assert!(marked.starts_with(r#"{"sverka-mend":"сумма «\"1\\2\"» неверна""#), "{marked}");
            assert!(serde_json::from_str::<serde_json::Value>(&marked).is_ok(), "{marked}");
            assert_eq!(without_reason(&marked), object);
            assert_eq!(without_reason(object), object);
        }
    }
}
