//! The looks of cells carried from one book into another: what a style is made of is added to the lists of the book,
//! unless they hold it, and styles are counted anew.

use std::collections::BTreeMap;

use super::NotPatched;
use super::list::List;
use super::xml::{Edits, Node, Tag, Walk, unescape};

/// Ids below this are formats of numbers that every program knows.
const OWN_FORMATS: u32 = 164;
/// What stands behind the looks of conditional formats.
const BEHIND_LOOKS: [&str; 3] = ["tableStyles", "colors", "extLst"];

/// What the looks of a book's cells are made of.
struct Looks<'t> {
    text: &'t str,
    part: &'t str,
    prefix: &'t str,
    formats: Option<List<'t>>,
    fonts: List<'t>,
    fills: List<'t>,
    borders: List<'t>,
    styles: List<'t>,
    conditional: Option<List<'t>>,
    /// Where the first list begins, and where one of conditional looks would stand.
    start: usize,
    behind: usize,
}

impl<'t> Looks<'t> {
    fn read(text: &'t str, part: &'t str) -> Result<Self, NotPatched> {
        let mut walk = Walk::from(text, 0, part);
        let mut lists: BTreeMap<&str, List<'t>> = BTreeMap::new();
        let mut root: Option<Tag<'t>> = None;
        let mut behind = None;
        while let Some((node, span)) = walk.next()? {
            match node {
                Node::Open(tag) if root.is_none() => root = Some(tag),
                Node::Open(tag) => {
                    let item = match tag.local() {
                        "numFmts" => "numFmt",
                        "fonts" => "font",
                        "fills" => "fill",
                        "borders" => "border",
                        "cellXfs" => "xf",
                        "dxfs" => "dxf",
                        other => {
                            behind = behind.or(BEHIND_LOOKS.contains(&other).then_some(span.start));
                            walk.close(&tag)?;
                            continue;
                        }
                    };
                    lists.insert(tag.local(), List::read(&tag, item, &mut walk)?);
                }
                Node::Close(_) => behind = behind.or(Some(span.start)),
                Node::Text | Node::Other => {}
            }
        }
        let absent = || NotPatched::unknown(part, "no styles");
        let root = root.ok_or_else(absent)?;
        Ok(Self {
            text,
            part,
            prefix: root.prefix(),
            formats: lists.remove("numFmts"),
            fonts: lists.remove("fonts").ok_or_else(absent)?,
            fills: lists.remove("fills").ok_or_else(absent)?,
            borders: lists.remove("borders").ok_or_else(absent)?,
            styles: lists.remove("cellXfs").ok_or_else(absent)?,
            conditional: lists.remove("dxfs"),
            start: root.span.end,
            behind: behind.unwrap_or(text.len()),
        })
    }

    /// Formats of numbers of its own, by id.
    fn formats(&self) -> Vec<(u32, String)> {
        let items = self.formats.iter().flat_map(|list| &list.items);
        let format = |tag: Tag<'_>| {
            Some((tag.value("numFmtId")?.parse().ok()?, unescape(tag.attribute("formatCode")?.value).into_owned()))
        };
        items.filter_map(|span| format(first(self.text.get(span.clone())?, self.part)?)).collect()
    }
}

/// The tag that a text begins with.
fn first<'t>(text: &'t str, part: &'t str) -> Option<Tag<'t>> {
    match Walk::from(text, 0, part).next() {
        Ok(Some((Node::Open(tag), _))) => Some(tag),
        _ => None,
    }
}

/// The looks of one book carried into another.
pub(super) struct Palette<'s, 't> {
    from: Looks<'s>,
    to: Looks<'t>,
    /// Formats of numbers of the two, and those that are new.
    known: [Vec<(u32, String)>; 2],
    new_formats: Vec<String>,
    new_conditional: Vec<String>,
    carried: BTreeMap<u32, usize>,
}

impl<'s, 't> Palette<'s, 't> {
    /// Of the parts of styles of the two.
    pub(super) fn of(from: (&'s str, &'s str), to: (&'t str, &'t str)) -> Result<Self, NotPatched> {
        let (from, to) = (Looks::read(from.0, from.1)?, Looks::read(to.0, to.1)?);
        let known = [from.formats(), to.formats()];
        let (new_formats, new_conditional, carried) = (Vec::new(), Vec::new(), BTreeMap::new());
        Ok(Self { from, to, known, new_formats, new_conditional, carried })
    }

    /// The number that a style has in the other book.
    pub(super) fn style(&mut self, style: u32) -> Result<usize, NotPatched> {
        if let Some(known) = self.carried.get(&style) {
            return Ok(*known);
        }
        let broken = || NotPatched::unknown(self.from.part, "a style that is not there");
        let item = self.from.styles.item(self.from.text, style).ok_or_else(broken)?;
        let tag = first(item, self.from.part).ok_or_else(broken)?;
        let number = |name: &str| tag.value(name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
        let format = self.format(number("numFmtId"));
        let font =
            carry(&self.from, &self.from.fonts, number("fontId"), self.to.text, self.to.prefix, &mut self.to.fonts);
        let fill =
            carry(&self.from, &self.from.fills, number("fillId"), self.to.text, self.to.prefix, &mut self.to.fills);
        let border = carry(
            &self.from,
            &self.from.borders,
            number("borderId"),
            self.to.text,
            self.to.prefix,
            &mut self.to.borders,
        );
        let parts = [("numFmtId", format, "applyNumberFormat"), ("fontId", font, "applyFont")];
        let parts = parts.into_iter().chain([("fillId", fill, "applyFill"), ("borderId", border, "applyBorder")]);
        let mut edits = Edits::default();
        for (name, value, applies) in parts {
            if usize::try_from(number(name)) != Ok(value) {
                tag.set(name, &value.to_string(), &mut edits);
                tag.set(applies, "1", &mut edits);
            }
        }
        let made = edits.applied(item).map_err(|_error| NotPatched::unknown(self.from.part, "a style"))?;
        let place = self.to.styles.push(self.to.text, prefixed(&made, self.to.prefix));
        self.carried.insert(style, place);
        Ok(place)
    }

    /// The number that the looks of a condition have in the other book.
    pub(super) fn conditional(&mut self, looks: u32) -> Result<usize, NotPatched> {
        let item = self.from.conditional.as_ref().and_then(|list| list.item(self.from.text, looks));
        let item = item.ok_or_else(|| NotPatched::unknown(self.from.part, "a look that is not there"))?;
        let item = prefixed(item, self.to.prefix);
        if let Some(list) = &mut self.to.conditional {
            return Ok(list.push(self.to.text, item));
        }
        let known = self.new_conditional.iter().position(|known| *known == item);
        Ok(known.unwrap_or_else(|| {
            self.new_conditional.push(item);
            self.new_conditional.len() - 1
        }))
    }

    /// The id of a format of numbers in the other book.
    fn format(&mut self, id: u32) -> usize {
        let [ours, theirs] = &mut self.known;
        let Some((_, code)) = ours.iter().find(|(known, _)| id >= OWN_FORMATS && *known == id) else {
            return usize::try_from(id).unwrap_or_default();
        };
        let known = theirs.iter().find(|(_, known)| known == code).map(|(id, _)| *id);
        let id = known.unwrap_or_else(|| {
            let next = theirs.iter().map(|(id, _)| id.saturating_add(1)).max().unwrap_or(0).max(OWN_FORMATS);
            let (prefix, raw) = (self.to.prefix, super::xml::escape(code));
            self.new_formats.push(format!("<{prefix}numFmt numFmtId=\"{next}\" formatCode=\"{raw}\"/>"));
            theirs.push((next, code.clone()));
            next
        });
        usize::try_from(id).unwrap_or_default()
    }

    /// The changes of the other book's part.
    pub(super) fn edits(mut self) -> Edits {
        let mut edits = Edits::default();
        let prefix = self.to.prefix;
        let whole = |name: &str, items: &[String]| {
            format!("<{prefix}{name} count=\"{}\">{}</{prefix}{name}>", items.len(), items.concat())
        };
        match &mut self.to.formats {
            Some(list) => {
                for format in self.new_formats.drain(..) {
                    list.push(self.to.text, format);
                }
                list.grow(&mut edits);
            }
            None if self.new_formats.is_empty() => {}
            None => edits.insert(self.to.start, whole("numFmts", &self.new_formats)),
        }
        for list in [&self.to.fonts, &self.to.fills, &self.to.borders, &self.to.styles] {
            list.grow(&mut edits);
        }
        match &self.to.conditional {
            Some(list) => list.grow(&mut edits),
            None if self.new_conditional.is_empty() => {}
            None => edits.insert(self.to.behind, whole("dxfs", &self.new_conditional)),
        }
        edits
    }
}

fn carry(from: &Looks<'_>, list: &List<'_>, place: u32, text: &str, prefix: &str, to: &mut List<'_>) -> usize {
    let item =
        list.items.get(usize::try_from(place).unwrap_or(usize::MAX)).and_then(|span| from.text.get(span.clone()));
    item.map_or(0, |item| to.push(text, prefixed(item, prefix)))
}

/// Elements with what stands before the names of the other part's.
fn prefixed(item: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return item.to_owned();
    }
    item.replace('<', &format!("<{prefix}")).replace(&format!("<{prefix}/"), &format!("</{prefix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"&quot;d&quot; 0\"/></numFmts>\
        <fonts count=\"2\"><font/><font><b/></font></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/>\
        </borders><cellXfs count=\"2\"><xf fontId=\"0\"/><xf numFmtId=\"164\" fontId=\"1\" fillId=\"0\" borderId=\"0\"/></cellXfs>\
        <dxfs count=\"1\"><dxf><font><i/></font></dxf></dxfs></styleSheet>";

    #[test]
    fn a_look_is_made_of_what_the_other_book_has_or_is_given() {
        let to = "<x:styleSheet><x:fonts count=\"1\"><x:font><x:u/></x:font></x:fonts><x:fills count=\"1\"><x:fill/></x:fills>\
            <x:borders count=\"1\"><x:border/></x:borders><x:cellXfs count=\"1\"><x:xf/></x:cellXfs><x:tableStyles/></x:styleSheet>";
        let mut palette = Palette::of((FROM, "a"), (to, "b")).unwrap();
        assert_eq!((palette.style(1).unwrap(), palette.style(1).unwrap()), (1, 1));
        assert_eq!((palette.conditional(0).unwrap(), palette.conditional(0).unwrap()), (0, 0));
        assert!(palette.style(7).is_err() && palette.conditional(7).is_err());
        let text = palette.edits().applied(to).unwrap();
        let expected = [
            "<x:styleSheet><x:numFmts count=\"1\"><x:numFmt numFmtId=\"164\" formatCode=\"&quot;d&quot; 0\"/></x:numFmts>",
            "<x:font><x:b/></x:font></x:fonts>",
            "<x:fills count=\"1\"><x:fill/></x:fills>",
            "<x:xf numFmtId=\"164\" fontId=\"1\" fillId=\"0\" borderId=\"0\"",
            "<x:dxfs count=\"1\"><x:dxf><x:font><x:i/></x:font></x:dxf></x:dxfs><x:tableStyles/>",
        ];
        assert!(expected.iter().all(|piece| text.contains(piece)), "{text}");
        let mut again = Palette::of((FROM, "a"), (&text, "b")).unwrap();
        assert_eq!((again.style(1).unwrap(), again.conditional(0).unwrap()), (1, 0));
        assert!(again.edits().is_empty(), "it has all of it by now");
    }
}
