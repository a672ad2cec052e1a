//! Why a book, or one of its cells, was left as it is, and how a person is told.

use crate::lang::{Arg, Lang};

/// Why a book was not patched; the file is untouched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPatched {
    /// The file is no xlsx or xlsm, or it is damaged.
    #[error("the file is no xlsx workbook")]
    NotWorkbook,
    /// The file is protected with a password.
    #[error("the file is protected with a password")]
    Encrypted,
    /// The file is signed; any change would void the signature.
    #[error("the file is signed")]
    Signed,
    /// The file was saved as Strict Open XML, which writes days and names otherwise.
    #[error("the file is Strict Open XML")]
    Strict,
    /// A part is not built as parts of books are.
    #[error("{part}: {what}")]
    Unknown {
        /// The part's name.
        part: String,
        /// What was met, for the log.
        what: String,
    },
    /// The book has no such sheet.
    #[error("no sheet {sheet:?}")]
    SheetAbsent {
        /// The sheet's name.
        sheet: String,
    },
    /// Something stands under the data, where new rows would go.
    #[error("sheet {sheet:?}: row {row} under the data is in use")]
    Occupied {
        /// The sheet's name.
        sheet: String,
        /// The first row in use, from 1.
        row: u32,
    },
    /// The table has a row of totals, which new rows would have to push down.
    #[error("sheet {sheet:?}: the table has a row of totals")]
    Totals {
        /// The sheet's name.
        sheet: String,
    },
    /// The book holds too much.
    #[error("more than {limit} {name}")]
    Limit {
        /// Which limit.
        name: &'static str,
        /// Its value.
        limit: u64,
    },
}

impl NotPatched {
    pub(super) fn unknown(part: &str, what: &str) -> Self {
        Self::Unknown { part: part.to_owned(), what: what.to_owned() }
    }

    /// What a person is told: what is in the way, and what to do about it.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::NotWorkbook => lang.text("patch-not-workbook", &[]),
            Self::Encrypted => lang.text("patch-encrypted", &[]),
            Self::Signed => lang.text("patch-signed", &[]),
            Self::Strict => lang.text("patch-strict", &[]),
            Self::Unknown { part, .. } => lang.text("patch-unknown", &[("part", Arg::Text(part))]),
            Self::SheetAbsent { sheet } => lang.text("patch-sheet-absent", &[("sheet", Arg::Text(sheet))]),
            Self::Occupied { sheet, row } => {
                // Row numbers are not grouped: a person looks for them at the margin.
                let row = row.to_string();
                lang.text("patch-occupied", &[("sheet", Arg::Text(sheet)), ("row", Arg::Text(&row))])
            }
            Self::Totals { sheet } => lang.text("patch-totals", &[("sheet", Arg::Text(sheet))]),
            Self::Limit { .. } => lang.text("patch-limit", &[]),
        }
    }
}

/// A cell that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The sheet's name.
    pub sheet: String,
    /// Its row, from 0.
    pub row: u32,
    /// Its column, from 0.
    pub column: u16,
    /// Why.
    pub why: LeftWhy,
}

/// Why a cell was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftWhy {
    /// It holds a person's formula.
    Formula,
    /// An array formula or a data table fills it.
    Array,
    /// It is covered by a merged cell.
    Merged,
    /// Its address stands twice in the sheet.
    Twice,
}

impl LeftWhy {
    /// What a person is told.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let key = match self {
            Self::Formula => "patch-left-formula",
            Self::Array => "patch-left-array",
            Self::Merged => "patch-left-merged",
            Self::Twice => "patch-left-twice",
        };
        lang.text(key, &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_every_reason() {
        let sheet = || "Счета".to_owned();
        let reasons = [
            NotPatched::NotWorkbook,
            NotPatched::Encrypted,
            NotPatched::Signed,
            NotPatched::Strict,
            NotPatched::unknown("xl/workbook.xml", "no sheets"),
            NotPatched::SheetAbsent { sheet: sheet() },
            NotPatched::Occupied { sheet: sheet(), row: 12_345 },
            NotPatched::Totals { sheet: sheet() },
            NotPatched::Limit { name: "parts", limit: 1 },
        ];
        for lang in Lang::ALL {
            let texts: Vec<String> = reasons.iter().map(|reason| reason.text(lang)).collect();
            assert!(texts.iter().all(|text| !text.starts_with("patch-")), "{texts:?}");
            assert!(texts[6].contains("12345") && texts[6].contains("Счета"), "{}", texts[6]);
            for why in [LeftWhy::Formula, LeftWhy::Array, LeftWhy::Merged, LeftWhy::Twice] {
                assert!(!why.text(lang).starts_with("patch-"));
            }
        }
    }
}
