//! How high a row must be for its long texts: no program measures them in a file that it did not write itself.

/// Height of a line of text, of an ordinary row, and the most that a row can have, in pixels of a screen.
const LINE: u32 = 17;
pub(super) const ROW: u32 = 20;
const ROW_MAX: u32 = 540;
/// An indent and a margin take two characters; words that do not fit leave a part of the line blank.
const LOST: usize = 4;

/// The height of a row whose long texts stand in columns so many characters wide; nothing where one line is enough: such
/// a row has no height of its own and grows with what is written into it later.
pub(super) fn height<'t>(texts: impl IntoIterator<Item = (&'t str, u16)>) -> Option<u32> {
    let lines = |(text, width): (&str, u16)| -> usize {
        let width = usize::from(width).saturating_sub(LOST).max(1);
        text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum()
    };
    let lines = texts.into_iter().map(lines).max().filter(|lines| *lines > 1)?;
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    Some(lines.saturating_mul(LINE).saturating_add(8).clamp(ROW, ROW_MAX))
}

/// The same as a file states it: in quarters of a point, of which three make a pixel.
pub(super) fn points(pixels: u32) -> String {
    let quarters = pixels.saturating_mul(3);
    match (quarters / 4, quarters % 4) {
        (whole, 0) => whole.to_string(),
        (whole, 2) => format!("{whole}.5"),
        (whole, rest) => format!("{whole}.{}", rest * 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_longest_text() {
        assert_eq!(height([("коротко", 34), ("", 10)]), None);
        let long = "слово ".repeat(12);
        assert_eq!(height([(long.as_str(), 34), ("два\nслова", 34)]), Some(3 * 17 + 8));
        assert_eq!(height([("а\nб".repeat(60).as_str(), 30)]), Some(540));
        assert_eq!([20, 59, 42, 33].map(points), ["15", "44.25", "31.5", "24.75"]);
    }
}
