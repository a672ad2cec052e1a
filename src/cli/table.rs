//! Aligned columns, by the width of letters on a terminal.

use unicode_width::UnicodeWidthStr;

/// Rows of cells; the first column is flush left, the others flush right unless the table is one of texts.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    is_of_texts: bool,
}

#[derive(Debug)]
enum Row {
    Cells(Vec<String>),
    /// A remark across all columns.
    Note(String),
    Rule,
}

impl Table {
    /// A table of texts: every column is flush left.
    pub(crate) fn of_texts() -> Self {
        Self { is_of_texts: true, ..Self::default() }
    }

    /// Adds a row of cells.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(Row::Cells(cells.into_iter().collect()));
    }

    /// Adds a remark below the last row.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.rows.push(Row::Note(text.into()));
    }

    /// Adds a line across.
    pub(crate) fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    /// The table as text.
    pub(crate) fn render(&self) -> String {
        let widths = self.widths();
        let whole = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        let mut text = String::new();
        for row in &self.rows {
            let line = match row {
                Row::Cells(cells) => cells_line(cells, &widths, self.is_of_texts),
                Row::Note(note) => format!("    {note}"),
                Row::Rule => "-".repeat(whole),
            };
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.rows {
            let Row::Cells(cells) = row else { continue };
            widths.resize(widths.len().max(cells.len()), 0);
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.width());
            }
        }
        widths
    }
}

fn cells_line(cells: &[String], widths: &[usize], is_of_texts: bool) -> String {
    let mut line = String::new();
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let blanks = " ".repeat(width.saturating_sub(cell.width()));
        if at > 0 {
            line.push_str("  ");
        }
        if at == 0 || is_of_texts {
            line.push_str(cell);
            line.push_str(&blanks);
        } else {
            line.push_str(&blanks);
            line.push_str(cell);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_alphabet() {
        let mut table = Table::default();
        table.row(["Файл".into(), "Rows".into()]);
        table.row(["a".into(), "12".into()]);
        table.note("да");
        table.rule();
        assert_eq!(table.render(), "Файл  Rows\na       12\n    да\n----------\n");
        let mut table = Table::of_texts();
        table.row(["Файл".into(), "Rows".into()]);
        table.row(["a".into(), "12".into()]);
        assert_eq!(table.render(), "Файл  Rows\na     12\n");
    }
}
