//! Gray variants of styles: the same formats, fills and borders with a gray font, added at the end of their lists.

use std::collections::BTreeMap;

use super::NotPatched;
use super::list::List;
use super::xml::{Edits, Node, Walk};

/// The font color of removed records; also how they are known again.
const GRAY: &str = "FF808080";
/// More styles a book can't have.
const STYLES_MAX: usize = 64_000;
/// A font's children that stand behind its color.
const BEHIND_COLOR: &[&str] = &["name", "family", "charset", "scheme", "extLst"];

/// The fonts and cell styles of a book.
pub(super) struct Styles<'t> {
    text: &'t str,
    part: &'t str,
    fonts: List<'t>,
    styles: List<'t>,
    gray_fonts: BTreeMap<usize, usize>,
    gray_styles: BTreeMap<u32, u32>,
    plain_styles: BTreeMap<u32, u32>,
}

impl<'t> Styles<'t> {
    pub(super) fn read(text: &'t str, part: &'t str) -> Result<Self, NotPatched> {
        let mut walk = Walk::from(text, 0, part);
        let (mut fonts, mut styles) = (None, None);
        while let Some((node, _)) = walk.next()? {
            let Node::Open(tag) = node else { continue };
            match tag.local() {
                "fonts" => fonts = Some(List::read(&tag, "font", &mut walk)?),
                "cellXfs" => styles = Some(List::read(&tag, "xf", &mut walk)?),
                _ => {}
            }
        }
        let (Some(fonts), Some(styles)) = (fonts, styles) else {
            return Err(NotPatched::unknown(part, "no styles"));
        };
        let (gray_fonts, gray_styles, plain_styles) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Ok(Self { text, part, fonts, styles, gray_fonts, gray_styles, plain_styles })
    }

    /// Whether cells of this style belong to a removed record.
    pub(super) fn is_gray(&self, style: u32) -> bool {
        let font = self.styles.item(self.text, style).and_then(|item| font_of(item, self.part));
        font.and_then(|font| self.fonts.item(self.text, font)).is_some_and(|font| font.contains(GRAY))
    }

    /// The gray variant of a style; the style itself where it is gray already or the book can't hold another.
    pub(super) fn gray(&mut self, style: u32) -> Result<u32, NotPatched> {
        if let Some(known) = self.gray_styles.get(&style) {
            return Ok(*known);
        }
        let Some(item) = self.styles.item(self.text, style) else { return Ok(style) };
        if self.is_gray(style) || self.styles.len() >= STYLES_MAX {
            return Ok(style);
        }
        let font = font_of(item, self.part).unwrap_or(0);
        let font = self.gray_font(font)?;
        let made = with_font(item, font, self.part)?;
        let place = u32::try_from(self.styles.push(self.text, made)).unwrap_or(style);
        self.gray_styles.insert(style, place);
        Ok(place)
    }

    /// The style that a gray one was made of: one that differs in nothing but its font, and whose font differs in nothing
    /// but its color. Where a program that saved the book has dropped it, the same without a color.
    pub(super) fn ungray(&mut self, style: u32) -> Result<u32, NotPatched> {
        if let Some(known) = self.plain_styles.get(&style) {
            return Ok(*known);
        }
        if !self.is_gray(style) {
            return Ok(style);
        }
        let Some(item) = self.styles.item(self.text, style) else { return Ok(style) };
        let wanted = self.without_font(item)?;
        let gray = font_of(item, self.part).and_then(|font| self.fonts.item(self.text, font)).unwrap_or_default();
        let bare = colored(gray, "", self.part)?;
        let mut place = None;
        for (at, span) in self.styles.items.iter().enumerate() {
            let Some(other) = self.text.get(span.clone()) else { continue };
            let font = font_of(other, self.part).and_then(|font| self.fonts.item(self.text, font)).unwrap_or_default();
            if !font.contains(GRAY) && self.without_font(other)? == wanted && colored(font, "", self.part)? == bare {
                place = u32::try_from(at).ok();
                break;
            }
        }
        let place = match place {
            Some(place) => place,
            None if self.styles.len() >= STYLES_MAX => style,
            None => {
                let font = self.fonts.push(self.text, bare);
                let made = with_font(item, font, self.part)?;
                u32::try_from(self.styles.push(self.text, made)).unwrap_or(style)
            }
        };
        self.plain_styles.insert(style, place);
        Ok(place)
    }

    /// A style without what is said of its font.
    fn without_font(&self, style: &str) -> Result<String, NotPatched> {
        with_font(style, 0, self.part)
    }

    fn gray_font(&mut self, font: u32) -> Result<usize, NotPatched> {
        let place = usize::try_from(font).unwrap_or_default();
        if let Some(known) = self.gray_fonts.get(&place) {
            return Ok(*known);
        }
        let prefix = self.fonts.tag.prefix();
        let color = format!("<{prefix}color rgb=\"{GRAY}\"/>");
        let made = match self.fonts.item(self.text, font) {
            Some(item) => colored(item, &color, self.part)?,
            None => format!("<{prefix}font>{color}</{prefix}font>"),
        };
        let place_of_gray = self.fonts.push(self.text, made);
        self.gray_fonts.insert(place, place_of_gray);
        Ok(place_of_gray)
    }

    /// The changes of the part; none if no style was added.
    pub(super) fn edits(&self) -> Edits {
        let mut edits = Edits::default();
        self.fonts.grow(&mut edits);
        self.styles.grow(&mut edits);
        edits
    }
}

fn font_of(style: &str, part: &str) -> Option<u32> {
    match Walk::from(style, 0, part).next() {
        Ok(Some((Node::Open(tag), _))) => tag.value("fontId")?.parse().ok(),
        _ => None,
    }
}

/// A style with another font.
fn with_font(style: &str, font: usize, part: &str) -> Result<String, NotPatched> {
    let mut walk = Walk::from(style, 0, part);
    let Some((Node::Open(tag), _)) = walk.next()? else { return Ok(style.to_owned()) };
    let mut edits = Edits::default();
    tag.set("fontId", &font.to_string(), &mut edits);
    tag.set("applyFont", "1", &mut edits);
    edits.applied(style).map_err(|_error| NotPatched::unknown(part, "a style"))
}

/// A font with another color.
fn colored(font: &str, color: &str, part: &str) -> Result<String, NotPatched> {
    let mut walk = Walk::from(font, 0, part);
    let mut edits = Edits::default();
    let mut is_colored = false;
    let mut behind = None;
    while let Some((node, span)) = walk.next()? {
        match node {
            Node::Open(tag) if tag.local() == "font" && tag.is_empty() => {
                return Ok(format!("<{0}>{color}</{0}>", tag.name()));
            }
            Node::Open(tag) if tag.local() == "color" => {
                let end = walk.close(&tag)?;
                let with = if is_colored { String::new() } else { color.to_owned() };
                edits.replace(span.start..end.end, with);
                is_colored = true;
            }
            Node::Open(tag) if BEHIND_COLOR.contains(&tag.local()) => behind = behind.or(Some(span.start)),
            Node::Close("font") => behind = behind.or(Some(span.start)),
            _ => {}
        }
    }
    if !is_colored {
        edits.insert(behind.unwrap_or(font.len()), color.to_owned());
    }
    edits.applied(font).map_err(|_error| NotPatched::unknown(part, "a font"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<styleSheet><fonts count=\"2\"><font/><font><b/><color theme=\"1\"/><name val=\"X\"/></font></fonts>\
        <cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"14\" fontId=\"1\" fillId=\"3\"><alignment/></xf>\
        </cellXfs></styleSheet>";

    #[test]
    fn a_gray_style_keeps_all_but_its_color() {
        let mut styles = Styles::read(TEXT, "p").unwrap();
        assert_eq!((styles.gray(1).unwrap(), styles.gray(0).unwrap(), styles.gray(1).unwrap()), (2, 3, 2));
        assert_eq!(styles.gray(77).unwrap(), 77);
        let text = styles.edits().applied(TEXT).unwrap();
        assert!(text.contains("<fonts count=\"4\">") && text.contains("<cellXfs count=\"4\">"), "{text}");
        assert!(text.contains("<font><b/><color rgb=\"FF808080\"/><name val=\"X\"/></font>"), "{text}");
        assert!(
            text.contains("<xf numFmtId=\"14\" fontId=\"2\" fillId=\"3\" applyFont=\"1\"><alignment/></xf>"),
            "{text}"
        );
        let mut again = Styles::read(&text, "p").unwrap();
        assert!(again.is_gray(2) && again.is_gray(3) && !again.is_gray(1));
        assert_eq!((again.gray(2).unwrap(), again.gray(1).unwrap()), (2, 2));
        assert!(again.edits().is_empty());
        assert_eq!((again.ungray(2).unwrap(), again.ungray(3).unwrap(), again.ungray(1).unwrap()), (1, 0, 1));
        assert!(again.edits().is_empty(), "what it was made of is there");
    }

    #[test]
    fn a_gray_style_whose_origin_is_gone_loses_its_color() {
        let text = "<styleSheet><fonts count=\"2\"><font/><font><b/><color rgb=\"FF808080\"/></font></fonts>\
            <cellXfs count=\"2\"><xf fontId=\"0\"/><xf fontId=\"1\" fillId=\"3\" applyFont=\"1\"/></cellXfs></styleSheet>";
        let mut styles = Styles::read(text, "p").unwrap();
        assert_eq!((styles.ungray(1).unwrap(), styles.ungray(1).unwrap()), (2, 2));
        let text = styles.edits().applied(text).unwrap();
        assert!(text.contains("<font><b/></font></fonts>"), "{text}");
        assert!(text.contains("<xf fontId=\"2\" fillId=\"3\" applyFont=\"1\"/></cellXfs>"), "{text}");
    }
}
