//! The sheets of a book, their parts and the calendar: the part `workbook.bin` ([MS-XLSB], the part Workbook) and its relations.

use std::collections::HashMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};

use super::super::malformed;
use super::record::Records;
use super::{Archive, WORKBOOK, index_of, open};
use crate::parse::ReadErrorKind;

const RELATIONS: &str = "xl/_rels/workbook.bin.rels";
/// No book of people has more.
const SHEETS_LIMIT: usize = 10_000;
/// Every sheet has one; themes, styles, texts and links to other books have some more.
const RELATIONS_LIMIT: usize = SHEETS_LIMIT + 10_000;

/// `BrtEndBook`.
const END_BOOK: u16 = 132;
/// `BrtWbProp`: settings of the book.
const PROPERTIES: u16 = 153;
/// `BrtBundleSh`: a sheet.
const SHEET: u16 = 156;

/// What the workbook part says.
#[derive(Default)]
pub(super) struct Book {
    is_1904: bool,
    /// Names of sheets with the identities of their relations, in order; hidden ones too.
    sheets: Vec<(String, String)>,
    relations: HashMap<String, Relation>,
}

#[derive(Default)]
struct Relation {
    kind: String,
    part: String,
}

impl Book {
    pub(super) fn read(archive: &mut Archive) -> Result<Self, ReadErrorKind> {
        let mut book = Self::default();
        if index_of(archive, RELATIONS).is_some() {
            book.read_relations(&mut Reader::from_reader(open(archive, RELATIONS)?))?;
        }
        book.read_records(&mut Records::new(open(archive, WORKBOOK)?, WORKBOOK))?;
        Ok(book)
    }

    /// Whether days are counted from 1904.
    pub(super) fn is_1904(&self) -> bool {
        self.is_1904
    }

    /// Names and parts of the sheets that hold cells: not of charts and dialogs.
    pub(super) fn sheets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sheets.iter().filter_map(|(name, id)| {
            let relation = self.relations.get(id)?;
            relation.is("worksheet").then_some((name.as_str(), relation.part.as_str()))
        })
    }

    /// The part of a kind: `styles`.
    pub(super) fn part(&self, kind: &str) -> Option<&str> {
        self.relations.values().find(|relation| relation.is(kind)).map(|relation| relation.part.as_str())
    }

    fn read_records<R: BufRead>(&mut self, records: &mut Records<'_, R>) -> Result<(), ReadErrorKind> {
        loop {
            match records.next()? {
                END_BOOK => return Ok(()),
                PROPERTIES => self.is_1904 = records.fields()?.u32()? & 1 != 0,
                SHEET if self.sheets.len() == SHEETS_LIMIT => {
                    return Err(ReadErrorKind::Limit { name: "sheets", limit: SHEETS_LIMIT as u64 });
                }
                SHEET => {
                    let mut fields = records.fields()?;
                    // Whether it is hidden, and its number: an accountant's hidden sheet is read as in an xlsx.
                    fields.skip(8)?;
                    let relation = fields.name()?;
                    let name = fields.name()?;
                    if !self.relations.contains_key(&relation) {
                        return Err(malformed(format!("the sheet {name} has no part")));
                    }
                    self.sheets.push((name, relation));
                }
                _ => {}
            }
        }
    }

    fn read_relations<R: BufRead>(&mut self, xml: &mut Reader<R>) -> Result<(), ReadErrorKind> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|error| malformed(error.to_string()))? {
                Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == "Relationship" => {
                    let (id, relation) = Relation::of(&start)?;
                    if self.relations.len() >= RELATIONS_LIMIT {
                        return Err(ReadErrorKind::Limit { name: "relations", limit: RELATIONS_LIMIT as u64 });
                    }
                    self.relations.entry(id).or_insert(relation);
                }
                Event::DocType(_) => return Err(ReadErrorKind::DocumentType),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }
}

impl Relation {
    /// Its identity, and itself.
    fn of(start: &BytesStart<'_>) -> Result<(String, Self), ReadErrorKind> {
        let (mut id, mut relation) = (String::new(), Self::default());
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
            let value =
                unescape_with(&attribute.value, resolve_xml_entity).map_err(|error| malformed(error.to_string()))?;
            match attribute.key.local_name().as_ref() {
                "Id" => id = value.into_owned(),
                "Type" => relation.kind = value.into_owned(),
                // Beside the workbook, unless it begins at the root of the package.
                "Target" => {
                    relation.part = value.strip_prefix('/').map_or_else(|| format!("xl/{value}"), str::to_owned);
                }
                _ => {}
            }
        }
        Ok((id, relation))
    }

    /// Kinds are addresses; the last word is the same in the strict and the transitional ones.
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}
