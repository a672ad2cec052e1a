//! What only shows when it is compared with what stood there: codes that are none, numbers that are percent.
//!
//! What nobody changed is never judged: accounting may know a number that fails its own check.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::book::{BookRow, Cells};
use crate::model::row_id::RowId;
use crate::model::tax_id::{Country, TaxId, TaxIdReading, is_kpp};
use crate::workbook::layout::{ColumnSpec, Digits, Owner, Readable};
use crate::workbook::read::{BookFile, FileRow};
use crate::workbook::value::{FileCell, Trouble};

/// The column of the code that tells branches apart.
const KPP: &str = "kpp";

/// Puts aside what somebody wrote where a code or a number of another kind belongs; takes `10%` for ten in a column of
/// percent.
///
/// `formats_known` says whether the file tells the formats of its cells: copies of other kinds do not.
pub(super) fn check(
    sheets: &[Readable],
    file: &mut BookFile,
    (base, theirs): (&[BookRow], &[BookRow]),
    home: Country,
    formats_known: bool,
) {
    let (of_base, of_theirs) = (by_id(base), by_id(theirs));
    for sheet in &mut file.sheets {
        let Some(spec) = sheets.iter().find(|spec| spec.id == sheet.id) else { continue };
        let columns: Vec<&ColumnSpec> = spec.columns.iter().filter(|column| is_checked(column)).collect();
        for row in &mut sheet.rows {
            let id = row.value("id").and_then(RowId::parse);
            let sides = [&of_base, &of_theirs].map(|rows| id.and_then(|id| rows.get(&id).copied()));
            for column in &columns {
                check_cell(column, row, &sides, home, formats_known);
            }
        }
    }
}

fn by_id(rows: &[BookRow]) -> BTreeMap<RowId, &Cells> {
    rows.iter().map(|row| (row.id, &row.cells)).collect()
}

fn is_checked(column: &ColumnSpec) -> bool {
    column.digits == Digits::TaxId || column.id == KPP || is_number(column)
}

fn is_number(column: &ColumnSpec) -> bool {
    use crate::workbook::layout::Kind::{Days, Money, Number};
    column.owner == Owner::Manager && matches!(column.kind, Days | Money | Number)
}

fn check_cell(column: &ColumnSpec, row: &mut FileRow, sides: &[Option<&Cells>], home: Country, formats_known: bool) {
    let is_percent = row.percents.contains(column.id);
    let Some(cell) = row.cells.get_mut(column.id) else { return };
    let is_known =
        |cell: &FileCell| sides.iter().flatten().filter_map(|cells| cells.get(column.id)).any(|known| cell.says(known));
    let Some(said) = cell.value().filter(|said| !said.is_empty()).map(str::to_owned) else { return };
    if is_known(cell) {
        return;
    }
    let trouble = if is_number(column) {
        if !is_percent {
            // Where no format is told, the hundredth of what is known is that.
            let whole = hundredfold(&said).map(FileCell::Value).filter(|_| !formats_known && column.is_percent());
            if let Some(known) = whole.filter(is_known) {
                *cell = known;
            }
            return;
        }
        match hundredfold(&said).filter(|_| column.is_percent()) {
            Some(shown) => {
                *cell = FileCell::Value(shown);
                return;
            }
            None => Trouble::Percent,
        }
    } else if column.id == KPP {
        if is_kpp(&said.to_uppercase()) {
            return;
        }
        Trouble::NotAKpp
    } else {
        match TaxId::read(&said, None, home) {
            TaxIdReading::NotATaxId(_) | TaxIdReading::BadCheckDigits { .. } | TaxIdReading::Placeholder(_) => {
                Trouble::NotATaxId
            }
            _ => return,
        }
    };
    let shown = hundredfold(&said).filter(|_| is_percent).map_or(said, |percent| format!("{percent}%"));
    *cell = FileCell::Unreadable { trouble, shown };
}

/// What a cell shows whose format is percent.
fn hundredfold(said: &str) -> Option<String> {
    let number: Decimal = said.parse().ok()?;
    Some(number.checked_mul(Decimal::ONE_HUNDRED)?.normalize().to_string())
}
