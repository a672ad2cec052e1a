//! Which styles show numbers as dates ([MS-XLSB] 2.1.7.51).

use std::collections::HashMap;
use std::io::BufRead;

use super::record::Records;
use crate::parse::ReadErrorKind;

/// No book has more styles of cells (2.4.660).
const STYLES_LIMIT: usize = 65_536;

/// `BrtFmt`: a number format.
const FORMAT: u16 = 44;
/// `BrtXF`: a style of cells, or what styles are made from.
const STYLE: u16 = 47;
/// `BrtBeginCellXFs` and `BrtEndCellXFs`: between them stand the styles that cells name.
const CELL_STYLES: u16 = 617;
const END_CELL_STYLES: u16 = 618;
/// `BrtEndStyleSheet`.
const END: u16 = 279;

/// How a number is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shown {
    #[default]
    Number,
    Date,
    /// Hours that may be more than a day's.
    Duration,
}

/// The styles of cells, by number.
#[derive(Default)]
pub(super) struct Styles(Vec<Shown>);

impl Styles {
    pub(super) fn read<R: BufRead>(records: &mut Records<'_, R>) -> Result<Self, ReadErrorKind> {
        let mut formats = HashMap::new();
        let mut styles = Self::default();
        let mut is_of_cells = false;
        loop {
            match records.next()? {
                END => return Ok(styles),
                CELL_STYLES => is_of_cells = true,
                END_CELL_STYLES => is_of_cells = false,
                FORMAT => {
                    let mut fields = records.fields()?;
                    let number = fields.u16()?;
                    formats.insert(number, shown_by(fields.text()?.as_deref().unwrap_or_default()));
                }
                STYLE if is_of_cells && styles.0.len() == STYLES_LIMIT => {
                    return Err(ReadErrorKind::Limit { name: "styles", limit: STYLES_LIMIT as u64 });
                }
                STYLE if is_of_cells => {
                    let mut fields = records.fields()?;
                    fields.skip(2)?;
                    let number = fields.u16()?;
                    styles.0.push(formats.get(&number).copied().unwrap_or_else(|| shown_by_number(number)));
                }
                _ => {}
            }
        }
    }

    /// How the style of a number shows; without such a style, as a number.
    pub(super) fn shown(&self, style: u32) -> Shown {
        usize::try_from(style).ok().and_then(|at| self.0.get(at)).copied().unwrap_or_default()
    }
}

/// The formats that every program knows, by number ([ECMA-376] part 1, 18.8.30); those of East Asia are dates too.
fn shown_by_number(number: u16) -> Shown {
    match number {
        46 => Shown::Duration,
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Shown::Date,
        _ => Shown::Number,
    }
}

/// By the letters of a format's first section: `dd.mm.yyyy`, `[h]:mm`, `# ##0,00" шт"`.
fn shown_by(format: &str) -> Shown {
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => break,
            // The next one is shown, is as wide as the gap, or fills the cell.
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.by_ref().find(|letter| *letter == '"')),
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                let is_run = |unit: char| inside.chars().all(|letter| letter.eq_ignore_ascii_case(&unit));
                // Else a color, a condition or a language.
                if !inside.is_empty() && ['h', 'm', 's'].into_iter().any(is_run) {
                    return Shown::Duration;
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => return Shown::Date,
            _ => {}
        }
    }
    Shown::Number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_letters() {
        for (format, shown) in [
            ("dd.mm.yyyy", Shown::Date),
            ("[$-419]D MMMM YYYY;@", Shown::Date),
            ("h:mm AM/PM", Shown::Date),
            ("[h]:mm:ss", Shown::Duration),
            ("[mm]:ss", Shown::Duration),
            ("General", Shown::Number),
            ("# ##0.00\" дней\";[Red]-# ##0.00", Shown::Number),
            ("#,##0_d\\m*y", Shown::Number),
            ("0.00E+00;dd", Shown::Number),
            ("[>100]0", Shown::Number),
            ("\"не закрыто d", Shown::Number),
            ("", Shown::Number),
        ] {
            assert_eq!(shown_by(format), shown, "{format}");
        }
    }
}
