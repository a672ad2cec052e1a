//! Addresses: `B5`, `$A$5:$N$30`, whole columns and rows; zero-based inside.

use std::fmt::Write;

/// Rows a sheet can have.
pub(super) const ROWS: u32 = 1_048_576;
/// Columns a sheet can have.
pub(super) const COLUMNS: u32 = 16_384;

/// A rectangle of cells, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Area {
    /// Reads a range of A1 form, with or without dollars.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let ((left, top), (right, bottom)) = (corner(first)?, corner(last)?);
        if text.contains(':') || (left.is_some() && top.is_some()) {
            let area = Self {
                top: top.unwrap_or(0),
                left: left.unwrap_or(0),
                bottom: bottom.unwrap_or(ROWS - 1),
                right: right.unwrap_or(COLUMNS - 1),
            };
            return (area.top <= area.bottom && area.left <= area.right).then_some(area);
        }
        None
    }

    /// Whether the two have a cell in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.top <= other.bottom && other.top <= self.bottom && self.meets_columns(other)
    }

    /// Whether the two have a column in common.
    pub(super) fn meets_columns(&self, other: &Self) -> bool {
        self.left <= other.right && other.left <= self.right
    }

    pub(super) fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }

    /// The smallest area that holds both.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            top: self.top.min(other.top),
            left: self.left.min(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.max(other.right),
        }
    }

    /// A1 form, without dollars.
    pub(super) fn text(&self) -> String {
        let first = address(self.top, self.left);
        let last = address(self.bottom, self.right);
        if first == last { first } else { format!("{first}:{last}") }
    }

    /// A1 form with dollars.
    pub(super) fn fixed(&self) -> String {
        let corner = |row: u32, column: u32| format!("${}${}", letters(column), row + 1);
        format!("{}:{}", corner(self.top, self.left), corner(self.bottom, self.right))
    }
}

/// One end of a range: column and row, of which one may be left out.
fn corner(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let mut column: Option<u32> = None;
    let mut row: Option<u32> = None;
    for letter in text.bytes().filter(|byte| *byte != b'$') {
        match letter {
            b'A'..=b'Z' | b'a'..=b'z' if row.is_none() => {
                let digit = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
                column = Some(column.unwrap_or(0).checked_mul(26)?.checked_add(digit)?);
            }
            b'0'..=b'9' => row = Some(row.unwrap_or(0).checked_mul(10)?.checked_add(u32::from(letter - b'0'))?),
            _ => return None,
        }
    }
    let within = |value: Option<u32>, limit: u32| match value {
        None => Some(None),
        Some(value) if (1..=limit).contains(&value) => Some(Some(value - 1)),
        Some(_) => None,
    };
    (column.is_some() || row.is_some()).then_some((within(column, COLUMNS)?, within(row, ROWS)?))
}

/// Reads a cell's address: row and column.
pub(super) fn cell(text: &str) -> Option<(u32, u32)> {
    let (column, row) = corner(text)?;
    Some((row?, column?))
}

/// A cell's address.
pub(super) fn address(row: u32, column: u32) -> String {
    let mut text = letters(column);
    // Writing to a string does not fail.
    write!(text, "{}", row + 1).unwrap_or_default();
    text
}

fn letters(column: u32) -> String {
    let mut backwards = Vec::with_capacity(3);
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        backwards.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    backwards.iter().rev().collect()
}

/// How ranges grow with appended rows: those that end at an old end and lie in the columns reach the new end.
#[derive(Debug, Clone)]
pub(super) struct Growth {
    /// The rows with which the data used to end: the last used row, the table's last one, the last before those that
    /// somebody typed.
    pub(super) ends: Vec<u32>,
    /// The columns concerned; its rows are those appended.
    pub(super) area: Area,
}

impl Growth {
    /// The grown area, if it is one that grows.
    pub(super) fn grown(&self, area: Area) -> Option<Area> {
        let grows =
            self.ends.contains(&area.bottom) && area.bottom < self.area.bottom && area.meets_columns(&self.area);
        grows.then_some(Area { bottom: self.area.bottom, ..area })
    }

    /// A list of ranges parted by blanks with the growing ones grown; nothing if none does.
    pub(super) fn list(&self, text: &str) -> Option<String> {
        let mut changed = false;
        let ranges: Vec<String> = text
            .split_ascii_whitespace()
            .map(|range| match Area::parse(range).and_then(|area| self.grown(area)) {
                Some(area) => {
                    changed = true;
                    area.text()
                }
                None => range.to_owned(),
            })
            .collect();
        changed.then(|| ranges.join(" "))
    }
}

/// The formula of a defined name (`'Sheet'!$A$5:$N$30,'Sheet'!$B$1:$B$2`) with those of its ranges changed that are to be;
/// nothing if none is.
pub(super) fn in_formula(text: &str, change: impl Fn(Area) -> Option<Area>) -> Option<String> {
    let mut changed = false;
    let mut grown = String::with_capacity(text.len() + 8);
    for (at, piece) in outside_quotes(text, ',').into_iter().enumerate() {
        if at > 0 {
            grown.push(',');
        }
        let (sheet, range) = piece.rsplit_once('!').unwrap_or(("", piece));
        match Area::parse(range).and_then(&change) {
            Some(area) if !sheet.is_empty() => {
                changed = true;
                grown.push_str(sheet);
                grown.push('!');
                grown.push_str(&area.fixed());
            }
            _ => grown.push_str(piece),
        }
    }
    changed.then_some(grown)
}

/// Splits at a character that stands outside apostrophes.
fn outside_quotes(text: &str, at: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(move |letter: char| {
        quoted ^= letter == '\'';
        !quoted && letter == at
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        assert_eq!(cell("B5"), Some((4, 1)));
        assert_eq!(cell("$xfd$1048576"), Some((1_048_575, 16_383)));
        assert_eq!(address(1_048_575, 16_383), "XFD1048576");
        assert_eq!(address(0, 26), "AA1");
        for wrong in ["", "5", "B", "XFE1", "A0", "A1048577", "A99999999999", "ZZZZZZZZ1", "1A", "А1"] {
            assert_eq!(cell(wrong), None, "{wrong}");
        }
        assert_eq!(Area::parse("A:C").map(|area| area.bottom), Some(ROWS - 1));
        assert_eq!(Area::parse("3:4").map(|area| area.right), Some(COLUMNS - 1));
        assert_eq!(Area::parse("$A$5:$N$30").unwrap().text(), "A5:N30");
        assert_eq!(Area::parse("B7").unwrap().text(), "B7");
    }

    #[test]
    fn ranges_that_ended_with_the_data_grow_and_no_others() {
        let growth = Growth { ends: vec![29, 32], area: Area { top: 33, left: 0, bottom: 39, right: 13 } };
        assert_eq!(
            growth.list("B6:B30 C6:C33 D6:D1000 E6:E20 P6:P30 F30").as_deref(),
            Some("B6:B40 C6:C40 D6:D1000 E6:E20 P6:P30 F30:F40")
        );
        assert_eq!(growth.list("B:B A1:A2 junk"), None);
        assert_eq!(
            in_formula("'О, ''нас''!'!$A$5:$N$30,'x'!$A$1", |area| growth.grown(area)).as_deref(),
            Some("'О, ''нас''!'!$A$5:$N$40,'x'!$A$1")
        );
        assert_eq!(in_formula("#REF!", |area| growth.grown(area)), None);
    }
}
