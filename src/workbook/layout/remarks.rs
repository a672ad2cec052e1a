//! The sheet of remarks: what could not be read or taken, where it stands, and why. Nothing of it is read back.

use super::{Column, Kind, Row, Sheet, Value};

/// A remark: sheet, row, column, what stands there, what is wrong with it.
pub type RemarkLine = [String; 5];

/// The sheet of remarks.
pub const REMARKS: Sheet<RemarkLine> =
    Sheet { id: "remarks", table: "sverka_remarks", entity: "issues", frozen_columns: 0, columns: COLUMNS, extra: &[] };

impl Row for RemarkLine {}

type Col = Column<RemarkLine>;

const COLUMNS: &[Col] = &[
    Col::new("remark_sheet", Kind::Text, (16, 30), |[sheet, ..], _| Value::text(sheet.as_str())),
    Col::new("remark_row", Kind::Code, (10, 12), |[_, row, ..], _| Value::text(row.as_str())),
    Col::new("remark_column", Kind::Text, (22, 32), |[_, _, column, ..], _| Value::text(column.as_str())),
    Col::new("remark_value", Kind::Code, (28, 40), |[_, _, _, value, _], _| Value::text(value.as_str())).that_wraps(),
    Col::new("remark_reason", Kind::Text, (70, 70), |[.., reason], _| Value::text(reason.as_str())).that_wraps(),
];
