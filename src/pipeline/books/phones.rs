//! Phones of a file, as the store has them.

use crate::model::tax_id::Country;
use crate::normalize::contacts::phones;
use crate::workbook::merge::{Finding, Remark};
use crate::workbook::read::{BookFile, FileRow};
use crate::workbook::value::{FileCell, Trouble};

/// The column of phones.
pub(super) const PHONE: &str = "phone";

/// Brings the phones of a file into the store's form; says where words beside them are not taken.
pub(super) fn normalize_phones(file: &mut BookFile, home: Country) -> Vec<Finding> {
    let mut worded = Vec::new();
    for sheet in &mut file.sheets {
        let has_words = |row: &mut FileRow| {
            let shown = normalize(row, home)?;
            let (sheet, column) = (sheet.id.to_owned(), Some(PHONE));
            Some(Finding { sheet, row: Some(row.row), id: None, column, remark: Remark::PhoneWords, shown })
        };
        worded.extend(sheet.rows.iter_mut().filter_map(has_words));
    }
    worded
}

/// Phones as the store has them, however they were typed: the cell itself stays as she wrote it. Words are no phones, and
/// do not clear what is known. Where words stand beside the numbers, the numbers that are taken without them.
fn normalize(row: &mut FileRow, home: Country) -> Option<String> {
    let cell = row.cells.get_mut(PHONE)?;
    let (FileCell::Value(text) | FileCell::Digits(text)) = cell else { return None };
    let reading = phones(text, home);
    if text.is_empty() || (reading.unreadable.is_empty() && !reading.found.is_empty()) {
        let has_words = text.chars().any(char::is_alphabetic);
        *text = reading.found.join(", ");
        has_words.then(|| text.clone())
    } else {
        let shown = std::mem::take(text);
        *cell = FileCell::Unreadable { trouble: Trouble::NotAPhone, shown };
        None
    }
}
