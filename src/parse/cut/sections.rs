//! Sections of keys: those of records that are not wanted are left out line by line; the reason is one more key.

use std::collections::BTreeMap;
use std::fs;

use super::{encoded, on_one_line, without_end};
use crate::model::mending::{Cut, CutWords, Keep, TOKEN};
use crate::parse::client_bank::{Encodings, Marks};
use crate::parse::text::Charset;
use crate::parse::{Document, ReadErrorKind, RecordShape};

/// Cuts a document.
pub(in crate::parse) fn cut(
    document: &Document,
    shape: &RecordShape,
    keep: &[Keep],
    words: &CutWords,
) -> Result<Cut, ReadErrorKind> {
    let encodings = Encodings::find(&document.path)?;
    let charset = encodings.charset();
    let bytes = fs::read(&document.path).map_err(ReadErrorKind::Io)?;
    if bytes.len() as u64 > super::BYTES_MAX {
        return Err(ReadErrorKind::Limit { name: "bytes", limit: super::BYTES_MAX });
    }
    let marks = Marks::of(document, &encodings)?;
    // Where two bytes make a unit lines can't be told by their bytes.
    let wide = charset.is_utf16().then(|| charset.decode_lossy(&bytes).trim_start_matches('\u{feff}').to_owned());
    let inner = if wide.is_some() { Charset::UTF_8 } else { charset };
    let lines = wide.as_ref().map_or(bytes.as_slice(), |text| text.as_bytes());
    let keep: BTreeMap<u64, &Keep> = keep.iter().map(|keep| (keep.position.line, keep)).collect();
    let mut made = Vec::new();
    let mut reason: Option<String> = None;
    let mut is_kept = true;
    for (number, line) in (1_u64..).zip(lines.split_inclusive(|byte| *byte == b'\n')) {
        if let Some(section) = marks.section_at(number) {
            let wanted = keep.get(&number);
            is_kept = wanted.is_some() || !section.is_record(shape);
            reason = wanted.map(|keep| on_one_line(&keep.reason)).filter(|reason| !reason.is_empty());
        } else if number == marks.end {
            is_kept = true;
        }
        let text = inner.decode_lossy(line);
        if !is_kept || is_ours(&text, words) {
            continue;
        }
        made.extend_from_slice(line);
        let end = without_end(&text).1;
        if number == marks.magic {
            made.extend(encoded(inner, &format!("{TOKEN}: {}{end}", on_one_line(&words.mark))));
        }
        if let Some(reason) = reason.take() {
            made.extend(encoded(inner, &format!("{}={reason}{end}", words.key)));
        }
    }
    Ok(Cut::Text(match wide {
        Some(_) => charset.encode(&String::from_utf8_lossy(&made)),
        None => made,
    }))
}

/// What was written in an earlier file of this sort.
fn is_ours(line: &str, words: &CutWords) -> bool {
    let line = line.trim();
    line.starts_with(TOKEN)
        || words.keys.iter().any(|key| line.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('=')))
}
