//! The rows of an ods, streamed. Rows and cells repeat by number, so a small file may claim any number of cells:
//! empty repetitions are only counted, filled ones are limited. (calamine lays such rows out before it limits them.)

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::cells::{Row, write_number};
use super::container::{bounded_zip, zip_error};
use super::{COLUMNS_LIMIT, LAID_OUT_LIMIT, Next, Visitor, malformed};
use crate::parse::ReadErrorKind;

const DEPTH_LIMIT: usize = 256;
const MANIFEST: &str = "META-INF/manifest.xml";
const CONTENT: &str = "content.xml";

pub(super) fn visit(path: &Path, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
    let mut archive = bounded_zip(path)?;
    if is_encrypted(&mut archive)? {
        return Err(ReadErrorKind::Encrypted);
    }
    let content = archive.by_name(CONTENT).map_err(|error| zip_error(&error))?;
    let mut xml = Reader::from_reader(BufReader::new(content));
    Book::default().visit(&mut xml, visitor)
}

fn is_encrypted(archive: &mut ZipArchive<BufReader<File>>) -> Result<bool, ReadErrorKind> {
    let manifest = match archive.by_name(MANIFEST) {
        Ok(manifest) => manifest,
        Err(zip::result::ZipError::FileNotFound) => return Ok(false),
        Err(error) => return Err(zip_error(&error)),
    };
    let mut xml = Reader::from_reader(BufReader::new(manifest));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|error| malformed(error.to_string()))? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == "encryption-data" => {
                return Ok(true);
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

#[derive(Default)]
struct Book {
    /// Number of the row that is read, from 1.
    number: u64,
    row_repeats: u64,
    row: Row,
    column: u32,
    cell: Option<CellHead>,
    text: String,
    /// Paragraphs of the cell; further ones begin a new line.
    paragraphs: u64,
    in_paragraph: usize,
    /// Depth of the note that stands in the cell: its paragraphs are not the cell's.
    note: usize,
    depth: usize,
    cells: u64,
    /// The visitor does not want the rest of the sheet.
    skips: bool,
}

#[derive(Default)]
struct CellHead {
    repeats: u32,
    kind: String,
    value: String,
}

impl Book {
    fn visit<R: BufRead>(&mut self, xml: &mut Reader<R>, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let next = match xml.read_event_into(&mut buffer).map_err(|error| malformed(error.to_string()))? {
                Event::Start(start) => self.start(&start, visitor)?,
                Event::Empty(start) => match self.start(&start, visitor)? {
                    Next::Stop => Next::Stop,
                    _ => self.end(start.local_name().as_ref(), visitor)?,
                },
                Event::End(end) => self.end(end.local_name().as_ref(), visitor)?,
                Event::Text(text) => self.add_text(&text.xml10_content()),
                Event::CData(text) => self.add_text(&text),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().map_err(|error| malformed(error.to_string()))?;
                    match character {
                        Some(character) => self.add_text(character.encode_utf8(&mut [0; 4])),
                        None => self.add_text(resolve_xml_entity(&reference).unwrap_or_default()),
                    }
                }
                Event::DocType(_) => return Err(ReadErrorKind::DocumentType),
                Event::Eof if self.depth > 0 => {
                    return Err(ReadErrorKind::Truncated { expected: CONTENT.to_owned() });
                }
                Event::Eof => return Ok(()),
                _ => Next::Row,
            };
            if next == Next::Stop {
                return Ok(());
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, visitor: &mut dyn Visitor) -> Result<Next, ReadErrorKind> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(ReadErrorKind::Limit { name: "depth", limit: DEPTH_LIMIT as u64 });
        }
        match start.local_name().as_ref() {
            "table" if self.cell.is_none() => {
                self.number = 0;
                let next = visitor.sheet(&attribute(start, "name")?.unwrap_or_default())?;
                self.skips = next == Next::Sheet;
                return Ok(next);
            }
            "table-row" => {
                self.number += 1;
                self.row.begin(self.number);
                self.row_repeats = repeats(start, "number-rows-repeated")?;
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" if self.cell.is_none() => {
                self.cell = Some(cell_head(start)?);
                self.text.clear();
                (self.paragraphs, self.in_paragraph, self.note) = (0, 0, 0);
            }
            "annotation" if self.cell.is_some() => self.note += 1,
            "p" if self.cell.is_some() && self.note == 0 => {
                if self.paragraphs > 0 && self.in_paragraph == 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                self.in_paragraph += 1;
            }
            "s" if self.in_paragraph > 0 => {
                let blanks = repeats(start, "c")?.min(1_000);
                self.text.extend((0..blanks).map(|_| ' '));
            }
            "tab" | "line-break" if self.in_paragraph > 0 => self.text.push(' '),
            _ => {}
        }
        Ok(Next::Row)
    }

    fn add_text(&mut self, text: &str) -> Next {
        if self.in_paragraph > 0 && self.note == 0 {
            self.text.push_str(text);
        }
        Next::Row
    }

    fn end(&mut self, name: &str, visitor: &mut dyn Visitor) -> Result<Next, ReadErrorKind> {
        self.depth = self.depth.saturating_sub(1);
        match name {
            "p" => self.in_paragraph = self.in_paragraph.saturating_sub(1),
            "annotation" => self.note = self.note.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.put(&cell)?;
                }
            }
            "table-row" => return self.hand_over(visitor),
            _ => {}
        }
        Ok(Next::Row)
    }

    fn put(&mut self, cell: &CellHead) -> Result<(), ReadErrorKind> {
        let is_empty = self.text.trim().is_empty() && cell.value.is_empty();
        let repeats = if is_empty { 0 } else { cell.repeats };
        self.count(u64::from(repeats))?;
        for column in (self.column..self.column.saturating_add(repeats)).take_while(|column| *column < COLUMNS_LIMIT) {
            match cell.kind.as_str() {
                "float" | "currency" | "percentage" => match cell.value.parse::<f64>() {
                    Ok(number) => self.row.push(column, |text| write_number(number, text)),
                    Err(_) => self.row.push_error(column, &cell.value),
                },
                "date" => self.row.push_text(column, cell.value.strip_suffix("T00:00:00").unwrap_or(&cell.value)),
                "boolean" => self.row.push_text(column, &cell.value),
                "error" => self.row.push_error(column, self.text.trim()),
                _ if self.text.is_empty() => self.row.push_text(column, &cell.value),
                _ => self.row.push_text(column, &self.text),
            }
        }
        self.column = self.column.saturating_add(cell.repeats);
        Ok(())
    }

    fn count(&mut self, cells: u64) -> Result<(), ReadErrorKind> {
        self.cells = self.cells.saturating_add(cells);
        if self.cells > LAID_OUT_LIMIT {
            return Err(ReadErrorKind::Limit { name: "sheet cells", limit: LAID_OUT_LIMIT });
        }
        Ok(())
    }

    fn hand_over(&mut self, visitor: &mut dyn Visitor) -> Result<Next, ReadErrorKind> {
        let further = self.row_repeats.saturating_sub(1);
        if self.row.is_empty() || self.skips {
            self.number = self.number.saturating_add(further);
            return Ok(Next::Row);
        }
        self.count((self.row.cells().count() as u64).saturating_mul(further))?;
        for repeat in 0..=further {
            if repeat > 0 {
                self.number += 1;
                self.row.number = self.number;
            }
            match visitor.row(&self.row)? {
                Next::Row => {}
                Next::Sheet => {
                    self.skips = true;
                    break;
                }
                Next::Stop => return Ok(Next::Stop),
            }
        }
        Ok(Next::Row)
    }
}

fn cell_head(start: &BytesStart<'_>) -> Result<CellHead, ReadErrorKind> {
    let mut head = CellHead { repeats: 1, ..CellHead::default() };
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
        let value = unescaped(&attribute.value)?;
        match attribute.key.local_name().as_ref() {
            "number-columns-repeated" => head.repeats = value.parse().unwrap_or(1).max(1),
            // LibreOffice says of an error that it is a string, and the truth in an attribute of its own.
            "value-type" if head.kind != "error" => head.kind = value.into_owned(),
            "value" | "date-value" | "boolean-value" | "string-value" => head.value = value.into_owned(),
            _ => {}
        }
    }
    Ok(head)
}

fn repeats(start: &BytesStart<'_>, name: &str) -> Result<u64, ReadErrorKind> {
    Ok(attribute(start, name)?.and_then(|text| text.parse().ok()).unwrap_or(1).max(1))
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, ReadErrorKind> {
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
        if attribute.key.local_name().as_ref() == name {
            return unescaped(&attribute.value).map(|value| Some(value.into_owned()));
        }
    }
    Ok(None)
}

fn unescaped(raw: &str) -> Result<std::borrow::Cow<'_, str>, ReadErrorKind> {
    unescape_with(raw, resolve_xml_entity).map_err(|error| malformed(error.to_string()))
}
