//! The contract of every wire format, checked on each entry of `FORMATS`: damaged and hostile bytes cost neither a
//! panic nor time nor memory, positions grow, a break is honoured.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use sverka::model::provenance::Position;
use sverka::parse::shape::{Column, PathPattern, TableShape};
use sverka::parse::{Document, FORMATS, Format, Head, ReadError, ReadErrorKind, RecordShape};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sound document of each kind, with the name of the format that reads it and how many records it has.
struct Sample {
    name: &'static str,
    bytes: Vec<u8>,
    records: usize,
}

fn samples() -> Vec<Sample> {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Корень Дата=\"2026-10-05\">\n\
        <Запись вид=\"а&amp;б\"><Номер>1</Номер></Запись>\n<Запись><Номер><![CDATA[2]]></Номер></Запись>\n\
        <!-- x --><Запись/>\n</Корень>\n";
    let bank = "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=1\r\n\
        СекцияДокумент=Платежное поручение\r\nНомер=1\r\nСумма=5\r\nНазначениеПлатежа=за то\r\nи это\r\nКонецДокумента\r\n\
        СекцияДокумент=Банковский ордер\r\nНомер=2\r\nСумма=7\r\nКонецДокумента\r\nКонецФайла\r\n";
    let csv = "Номер;Сумма\r\n1;\"5\"\r\n2;7,50\r\nИтого;12,50\r\n";
    let json = "{\"Дата\": \"2026-10-05\", \"Записи\": {\"Запись\": [\n{\"Номер\": 1, \"x\": [\"]\"]},\n{\"Номер\": null}\n]}}\n";
    let lines = "{\"Запись\": {\"Номер\": \"1\"}}\n{\"Запись\": [{\"Номер\": 2}]}\n\n{\"Запись\": {}}\n";
    let dbf = "Номер C 3;Сумма N 7.2\n1;5\n*2;6\n3;7.50\n";
    let cp1251 = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    vec![
        Sample { name: "a.xml", bytes: xml.into(), records: 3 },
        Sample { name: "utf16.xml", bytes: utf16(&xml.replace("UTF-8", "UTF-16")), records: 3 },
        Sample { name: "cp1251.xml", bytes: cp1251(&xml.replace("UTF-8", "windows-1251")), records: 3 },
        Sample { name: "bank.txt", bytes: cp1251(bank), records: 2 },
        Sample { name: "a.json", bytes: json.into(), records: 2 },
        Sample { name: "utf16.json", bytes: utf16(json), records: 2 },
        Sample { name: "a.jsonl", bytes: lines.into(), records: 3 },
        Sample { name: "a.dbf", bytes: drawn(dbf), records: 2 },
        Sample { name: "a.csv", bytes: csv.into(), records: 3 },
        Sample { name: "a.xlsx", bytes: xlsx(), records: 2 },
        Sample { name: "a.xlsb", bytes: crate::xlsb::draw("Номер;Сумма\n1;5\n2;7,50\n", false), records: 2 },
        Sample {
            name: "a.ods", bytes: ods(&ods_row(&["Номер", "Сумма"]), &ods_row(&["1", "5"])), records: 1
        },
    ]
}

/// The names of the fields are in the encoding of DOS, as Clipper wrote them.
fn drawn(text: &str) -> Vec<u8> {
    let bytes = crate::dbf::draw(
        &text.replace("Номер", "NOMER").replace("Сумма", "SUMMA"),
        crate::dbf::Head::default(),
        |text| text.as_bytes().to_vec(),
    );
    let cp866 = |text: &str| encoding_rs::IBM866.encode(text).0.into_owned();
    let mut bytes = bytes;
    for (at, name) in [(32, "Номер"), (64, "Сумма")] {
        bytes[at..at + 5].copy_from_slice(&cp866(name));
    }
    bytes
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Номер", "Сумма"]).unwrap();
    sheet.write_row(1, 0, ["1", "5"]).unwrap();
    sheet.write_row(2, 0, [2.0, 7.5]).unwrap();
    book.save_to_buffer().unwrap()
}

fn ods_row(texts: &[&str]) -> String {
    let cells: String = texts
        .iter()
        .map(|text| format!("<t:table-cell o:value-type=\"string\"><x:p>{text}</x:p></t:table-cell>"))
        .collect();
    format!("<t:table-row>{cells}</t:table-row>")
}

fn ods(head: &str, rows: &str) -> Vec<u8> {
    let content = format!(
        "<o:document xmlns:o=\"o\" xmlns:t=\"t\" xmlns:x=\"x\"><t:table t:name=\"Л\">{head}{rows}</t:table></o:document>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let method =
            if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn shape() -> RecordShape {
    let mut shape = RecordShape::default();
    let names = &mut shape.names;
    let pattern = |steps, attribute| PathPattern { anchored: false, steps, attribute };
    shape.records =
        vec![pattern(vec![names.intern("Запись")], None), pattern(vec![names.intern("СекцияДокумент")], None)];
    let (root, date, account, number) =
        (names.intern("Корень"), names.intern("Дата"), names.intern("РасчСчет"), names.intern("Номер"));
    shape.file_values = vec![pattern(vec![root], Some(date)), pattern(vec![account], None), pattern(vec![root], None)];
    let sum = names.intern("Сумма");
    let column = |key, caption: &str| Column {
        key,
        captions: vec![caption.to_owned()],
        required: true,
        rest: false,
        unit: None,
    };
    shape.table = Some(TableShape {
        columns: vec![column(number, "Номер"), column(sum, "Сумма")],
        totals: vec!["Итого".to_owned()],
        ..TableShape::default()
    });
    shape
}

struct Read {
    result: Result<(), ReadError>,
    positions: Vec<Position>,
}

fn read(format: &dyn Format, document: &Document) -> Read {
    let mut positions = Vec::new();
    let result = format.read(document, &shape(), &mut Vec::new(), &mut |record| {
        positions.push(match record {
            Ok(record) => {
                // Every node can be reached.
                let mut open: Vec<_> = record.tree.root().into_iter().collect();
                while let Some(node) = open.pop() {
                    assert!(!node.text().contains('\u{fffd}'));
                    open.extend(node.children());
                }
                record.position.clone()
            }
            Err(error) => error.position,
        });
        ControlFlow::Continue(())
    });
    Read { result, positions }
}

fn document(folder: &Path, name: &str, bytes: &[u8]) -> Document {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    Document { name: name.to_owned(), path, part: "".into(), sheets: None }
}

fn head(bytes: &[u8]) -> Head<'_> {
    Head { name: "a", bytes: &bytes[..bytes.len().min(64 * 1024)], len: bytes.len() as u64 }
}

fn format_of(bytes: &[u8]) -> &'static dyn Format {
    *FORMATS.iter().find(|format| format.recognises(&head(bytes))).expect("some format recognises it")
}

/// Everything a format can be asked about a document, none of which may panic or hang.
fn exercise(format: &dyn Format, document: &Document) -> Read {
    drop(format.is_complete(document));
    drop(format.preview(document));
    read(format, document)
}

#[test]
fn exactly_one_format_recognises_each_sample() {
    for sample in samples() {
        let count = FORMATS.iter().filter(|format| format.recognises(&head(&sample.bytes))).count();
        assert_eq!(count, 1, "{}", sample.name);
    }
}

#[test]
fn samples_are_read_whole_and_positions_grow() {
    let folder = tempfile::tempdir().unwrap();
    for sample in samples() {
        let document = document(folder.path(), sample.name, &sample.bytes);
        let read = exercise(format_of(&sample.bytes), &document);
        read.result.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.positions.len(), sample.records, "{}", sample.name);
        let lines: Vec<_> = read.positions.iter().map(|position| position.line).collect();
        assert!(lines.is_sorted() && lines[0] > 0, "{} {lines:?}", sample.name);
        assert!(read.positions.iter().all(|position| !position.path.is_empty()));
        assert!(
            format_of(&sample.bytes)
                .is_complete(&document)
                .is_ok_and(|found| found == sverka::parse::Completeness::Complete)
        );
    }
}

#[test]
fn a_break_ends_the_reading() {
    let folder = tempfile::tempdir().unwrap();
    for sample in samples() {
        let document = document(folder.path(), sample.name, &sample.bytes);
        let mut count = 0;
        let result = format_of(&sample.bytes).read(&document, &shape(), &mut Vec::new(), &mut |_| {
            count += 1;
            ControlFlow::Break(())
        });
        assert!(result.is_ok(), "{}", sample.name);
        assert_eq!(count, 1, "{}", sample.name);
    }
}

#[test]
fn a_document_cut_anywhere_is_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    for sample in samples() {
        let format = format_of(&sample.bytes);
        // Every byte of a book would take minutes and teach nothing.
        let step = sample.bytes.len().div_ceil(700);
        for length in (0..sample.bytes.len()).step_by(step) {
            let document = document(folder.path(), sample.name, &sample.bytes[..length]);
            exercise(format, &document);
        }
    }
}

/// What reading gave, as text: records whole, errors by their code.
fn printed(format: &dyn Format, document: &Document) -> Result<Vec<Result<String, String>>, ReadError> {
    let mut records = Vec::new();
    let result = format.read(document, &shape(), &mut Vec::new(), &mut |record| {
        records.push(match record {
            Ok(record) => {
                let is_record = record.pattern < shape().records.len();
                let mut text = String::new();
                let mut open: Vec<_> = record.tree.root().filter(|_| is_record).into_iter().collect();
                while let Some(node) = open.pop() {
                    text.push_str(&format!("{:?}={};", node.name(), node.text().trim()));
                    open.extend(node.children());
                }
                Ok(text)
            }
            Err(error) => Err(error.issue.code.name().to_owned()),
        });
        ControlFlow::Continue(())
    });
    result.map(|()| records)
}

/// What is told of a document by its end: everything; whole records, as bank texts without their end mark have; nothing.
fn tells_by_end(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("csv" | "jsonl") => "nothing",
        Some("txt") => "records",
        _ => "everything",
    }
}

#[test]
fn a_document_cut_at_every_byte_never_gives_a_wrong_record() {
    let folder = tempfile::tempdir().unwrap();
    for sample in samples() {
        let format = format_of(&sample.bytes);
        let whole = printed(format, &document(folder.path(), sample.name, &sample.bytes)).unwrap();
        for length in 0..sample.bytes.len() {
            let document = document(folder.path(), sample.name, &sample.bytes[..length]);
            if format.is_complete(&document).unwrap() != sverka::parse::Completeness::Complete {
                continue;
            }
            let Ok(found) = printed(format, &document) else { continue };
            for (at, record) in found.iter().enumerate() {
                match record {
                    Ok(text) => assert_eq!(Ok(text), whole[at].as_ref(), "{} {length}", sample.name),
                    Err(code) => assert_eq!(code, "unterminated-line", "{} {length}", sample.name),
                }
            }
            if tells_by_end(sample.name) == "everything" {
                assert_eq!(found.len(), whole.len(), "{} cut at {length} passes for whole", sample.name);
            }
        }
    }
}

/// A generator of its own, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap()
    }
}

#[test]
fn random_bytes_and_random_damage_are_no_panic() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(0x5EED_0000_0001);
    for round in 0..200 {
        let bytes: Vec<u8> = (0..dice.roll(3_000)).map(|_| dice.byte()).collect();
        for format in FORMATS {
            exercise(*format, &document(folder.path(), &format!("{round}.bin"), &bytes));
        }
    }
    for sample in samples() {
        let format = format_of(&sample.bytes);
        for _ in 0..150 {
            let mut bytes = sample.bytes.clone();
            for _ in 0..=dice.roll(4) {
                let at = dice.roll(bytes.len());
                bytes[at] = dice.byte();
            }
            exercise(format, &document(folder.path(), sample.name, &bytes));
        }
    }
}

fn within(limit: Duration, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    assert!(start.elapsed() < limit, "took {:?}", start.elapsed());
}

#[test]
fn bombs_are_refused_cheaply() {
    let folder = tempfile::tempdir().unwrap();
    let laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]><Корень>&c;</Корень>";
    let deep = "<Запись>".repeat(100_000);
    let wide = format!("<Корень><Запись>{}", "<a/>".repeat(1_200_000));
    let long = format!("<Корень><Запись>{}", "x".repeat(70 << 20));
    let spaces = vec![b' '; 100 << 20];
    let row = "<t:table-row t:number-rows-repeated=\"1048576\"><t:table-cell t:number-columns-repeated=\"16384\" o:value-type=\"float\" o:value=\"1\"/></t:table-row>";
    let bombs: Vec<(&str, Vec<u8>)> = vec![
        ("laughs.xml", laughs.into()),
        ("deep.xml", deep.into()),
        ("wide.xml", wide.into()),
        ("long.xml", long.into()),
        ("rows.ods", ods(&ods_row(&["Номер", "Сумма"]), row)),
        ("zip.xlsx", zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/sharedStrings.xml", &spaces)])),
        ("zip.xlsb", zip(&[("xl/workbook.bin", b""), ("xl/sharedStrings.bin", &spaces)])),
        ("zip.ods", zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &spaces)])),
    ];
    for (name, bytes) in bombs {
        let document = document(folder.path(), name, &bytes);
        let format = format_of(&bytes);
        within(Duration::from_secs(20), || {
            let error = exercise(format, &document).result.expect_err(name);
            assert!(matches!(error.kind, ReadErrorKind::Limit { .. } | ReadErrorKind::DocumentType), "{name}: {error}");
        });
    }
}
