//! The floor: the least work anybody must do with the same bytes. Tokenise them and insert raw rows, nothing else.

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::{Duration, Instant};

use quick_xml::Reader;
use quick_xml::events::Event;
use rusqlite::{CachedStatement, Connection, Statement, params};

/// What the floor measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Floor {
    /// Until COMMIT returned.
    pub(crate) time: Duration,
    /// Documents inserted.
    pub(crate) documents: u64,
    /// Lines inserted.
    pub(crate) lines: u64,
}

/// Texts of the record being read, by what is wanted of it.
#[derive(Default)]
struct Texts {
    id: String,
    number: String,
    date: String,
    total: String,
    client: String,
}

/// Reads an export and inserts one row per document and line: one transaction, the store's pragmas, no secondary index.
pub(crate) fn floor(export: &Path, database: &Path) -> Result<Floor, Box<dyn Error>> {
    let started = Instant::now();
    let connection = Connection::open(database)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE document (id INTEGER PRIMARY KEY, external TEXT, number TEXT, date TEXT, client TEXT, total TEXT);
         CREATE TABLE line (id INTEGER PRIMARY KEY, document INTEGER, product TEXT, quantity TEXT, price TEXT, total TEXT);
         BEGIN IMMEDIATE;",
    )?;
    let (documents, lines) = insert_all(export, &connection)?;
    connection.execute_batch("COMMIT")?;
    Ok(Floor { time: started.elapsed(), documents, lines })
}

fn insert_all(export: &Path, connection: &Connection) -> Result<(u64, u64), Box<dyn Error>> {
    let mut document: CachedStatement<'_> = connection
        .prepare_cached("INSERT INTO document (external, number, date, client, total) VALUES (?, ?, ?, ?, ?)")?;
    let mut line = connection
        .prepare_cached("INSERT INTO line (document, product, quantity, price, total) VALUES (?, ?, ?, ?, ?)")?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 20, File::open(export)?));
    let mut scan = Scan::default();
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok((scan.documents, scan.lines)),
            Event::Start(start) => scan.open(start.local_name().as_ref()),
            Event::Text(text) => scan.text.push_str(&text),
            Event::End(end) => {
                scan.close(end.local_name().as_ref(), &mut document, &mut line)?;
            }
            _ => {}
        }
        buffer.clear();
    }
}

#[derive(Default)]
struct Scan {
    text: String,
    in_line: bool,
    in_client: bool,
    document: Texts,
    line: Texts,
    documents: u64,
    lines: u64,
}

impl Scan {
    fn open(&mut self, name: &str) {
        self.text.clear();
        match name {
            "Товар" => self.in_line = true,
            "Контрагент" => self.in_client = true,
            _ => {}
        }
    }

    fn close(
        &mut self,
        name: &str,
        document: &mut Statement<'_>,
        line: &mut Statement<'_>,
    ) -> Result<(), rusqlite::Error> {
        let text = std::mem::take(&mut self.text);
        match (name, self.in_line, self.in_client) {
            ("Ид", true, _) if self.line.id.is_empty() => self.line.id = text,
            ("Количество", true, _) => self.line.number = text,
            ("ЦенаЗаЕдиницу", true, _) => self.line.date = text,
            ("Сумма", true, _) => self.line.total = text,
            ("Ид", _, true) => self.document.client = text,
            ("Ид", false, false) => self.document.id = text,
            ("Номер", false, false) => self.document.number = text,
            ("Дата", false, false) => self.document.date = text,
            ("Сумма", false, false) => self.document.total = text,
            ("Контрагент", ..) => self.in_client = false,
            ("Товар", ..) => {
                let Texts { id, number, date, total, client: _ } = std::mem::take(&mut self.line);
                line.execute(params![i64::try_from(self.documents + 1).unwrap_or(i64::MAX), id, number, date, total])?;
                self.in_line = false;
                self.lines += 1;
            }
            ("Документ", ..) => {
                let Texts { id, number, date, total, client } = std::mem::take(&mut self.document);
                document.execute(params![id, number, date, client, total])?;
                self.documents += 1;
            }
            _ => {}
        }
        Ok(())
    }
}
