//! Files that are small and unfold, or lie of their size.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TIES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The name of an entry, and what writes it.
type Entry<'e> = (&'e str, &'e dyn Fn(&mut dyn Write));

/// A package; what is written for each entry is told piece by piece.
fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, write) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        write(&mut writer);
    }
    writer.finish().unwrap().into_inner()
}

fn text(text: &str) -> impl Fn(&mut dyn Write) + use<> {
    let text = text.to_owned();
    move |to| to.write_all(text.as_bytes()).unwrap()
}

/// So many mebibytes of one byte.
fn fill(byte: u8, mebibytes: usize) -> impl Fn(&mut dyn Write) {
    move |to| (0..mebibytes).for_each(|_| to.write_all(&vec![byte; 1 << 20]).unwrap())
}

/// Lies of the length that an entry unpacks to, in both of its headers.
fn lying(mut package: Vec<u8>, says: u32) -> Vec<u8> {
    let marks = [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)];
    for at in 0..package.len().saturating_sub(28) {
        for (mark, offset) in marks {
            if package[at..].starts_with(mark) {
                package[at + offset..at + offset + 4].copy_from_slice(&says.to_le_bytes());
            }
        }
    }
    package
}

/// A book of one sheet with this text, and these shared strings.
fn book(sheet: &str, strings: &str) -> Vec<u8> {
    let content = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{TIES}\"><sheets><sheet name=\"Л\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let tie = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{TIES}/{kind}\" Target=\"{target}\"/>")
    };
    let ties = |inside: String| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>"
        )
    };
    let inner = tie("rId1", "worksheet", "worksheets/sheet1.xml") + &tie("rId2", "sharedStrings", "sharedStrings.xml");
    zip(&[
        (
            "[Content_Types].xml",
            &text("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ),
        ("_rels/.rels", &text(&ties(tie("rId1", "officeDocument", "xl/workbook.xml")))),
        ("xl/workbook.xml", &text(&content)),
        ("xl/_rels/workbook.xml.rels", &text(&ties(inner))),
        ("xl/sharedStrings.xml", &text(&format!("<sst xmlns=\"{MAIN}\" {strings}"))),
        ("xl/worksheets/sheet1.xml", &text(&format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>"))),
    ])
}

/// Books that lie of how large they are.
pub(crate) fn books() -> Vec<(&'static str, Vec<u8>)> {
    let cells =
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let far = "<sheetData><row r=\"4294967295\"><c r=\"ZZZZZZZ4294967295\"><v>1</v></c></row></sheetData>";
    let merged = format!("{cells}<mergeCells>{}</mergeCells>", "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(20_000));
    let missing = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>4000000000</v></c></row></sheetData>";
    vec![
        (
            "a dimension of the whole sheet",
            book(&format!("<dimension ref=\"A1:XFD1048576\"/>{cells}"), "><si><t>a</t></si></sst>"),
        ),
        ("a dimension beyond the sheet", book(&format!("<dimension ref=\"A1:ZZZZZZ4294967295\"/>{far}"), "></sst>")),
        ("merged cells without end", book(&merged, "><si><t>a</t></si></sst>")),
        ("strings that are not there", book(missing, "count=\"4294967295\" uniqueCount=\"4294967295\"></sst>")),
        (
            "rows that only have numbers",
            book(&format!("<sheetData>{}</sheetData>", "<row r=\"1048576\"/>".repeat(300_000)), "></sst>"),
        ),
        ("strings that unfold", {
            let heavy = |to: &mut dyn Write| (0..200).for_each(|_| fill(b'x', 1)(to));
            zip(&[
                ("[Content_Types].xml", &text("<Types/>")),
                ("xl/workbook.xml", &text("<workbook/>")),
                ("xl/sharedStrings.xml", &heavy),
            ])
        }),
    ]
}

/// What is delivered: what is hostile about it, its name, its bytes.
type Hostile = (&'static str, &'static str, Vec<u8>);

/// Deliveries of every kind.
pub(crate) fn deliveries() -> Vec<Hostile> {
    let books = books().into_iter().map(|(name, bytes)| (name, "a.xlsx", bytes));
    documents().into_iter().chain(texts()).chain(packages()).chain(books).collect()
}

fn documents() -> Vec<Hostile> {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))).collect();
    vec![
        (
            "entities of entities",
            "a.xml",
            format!("{xml}<!DOCTYPE a [<!ENTITY a0 \"ha\">{laughs}]><a>&a9;</a>").into_bytes(),
        ),
        (
            "one long entity, many times",
            "a.xml",
            format!("{xml}<!DOCTYPE a [<!ENTITY a \"{}\">]><a>{}</a>", "x".repeat(200_000), "&a;".repeat(200_000))
                .into_bytes(),
        ),
        ("elements in elements", "a.xml", format!("{xml}{}", "<КоммерческаяИнформация>".repeat(400_000)).into_bytes()),
        (
            "an element of many attributes",
            "a.xml",
            format!(
                "{xml}<КоммерческаяИнформация {}/>",
                (0..400_000).map(|n| format!("a{n}=\"\" ")).collect::<String>()
            )
            .into_bytes(),
        ),
        (
            "a text without end",
            "a.xml",
            format!(
                "{xml}<КоммерческаяИнформация><Документ>{}</Документ></КоммерческаяИнформация>",
                "x".repeat(80 << 20)
            )
            .into_bytes(),
        ),
    ]
}

fn texts() -> Vec<Hostile> {
    vec![
        ("arrays in arrays", "a.json", format!("{{\"record\":\"client\",\"x\":{}", "[".repeat(2_000_000)).into_bytes()),
        (
            "a number of many digits",
            "a.json",
            format!("{{\"record\":\"invoice\",\"total\":{}}}", "9".repeat(4 << 20)).into_bytes(),
        ),
        ("one line without end", "a.csv", format!("Номер;Сумма;{}", "x;".repeat(20 << 20)).into_bytes()),
        ("a quote that never ends", "a.csv", format!("Номер;Сумма\n\"{}", "x\n".repeat(20 << 20)).into_bytes()),
        (
            "a bank's line without end",
            "kl.txt",
            format!(
                "1CClientBankExchange\r\nКодировка=UTF-8\r\nСекцияДокумент=Платежное поручение\r\nНазначениеПлатежа={}",
                "я".repeat(20 << 20)
            )
            .into_bytes(),
        ),
    ]
}

fn packages() -> Vec<Hostile> {
    vec![
        ("a table that says it has four milliard rows", "a.dbf", dbf(u32::MAX, 65, 20)),
        ("a table whose rows have no length", "a.dbf", dbf(u32::MAX, 65, 0)),
        ("a table whose head ends behind its end", "a.dbf", dbf(1, u16::MAX, 20)),
        ("a package that unfolds", "a.zip", zip(&[("orders.xml", &fill(0, 300))])),
        ("a package that says it is small", "a.zip", lying(zip(&[("orders.xml", &fill(b' ', 300))]), 10)),
        ("a package that says it is large", "a.zip", lying(zip(&[("orders.xml", &text("<a/>"))]), u32::MAX - 1)),
        (
            "packages in packages",
            "a.zip",
            (0..12)
                .fold(b"x".to_vec(), |inner, _| zip(&[("a.zip", &|to: &mut dyn Write| to.write_all(&inner).unwrap())])),
        ),
        ("a package of many files", "a.zip", many(70_000)),
    ]
}

fn many(count: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..count {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(format!("{number}.xml"), stored).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A table of dBase with one field and one row, whose head says something else.
fn dbf(rows: u32, head: u16, row: u16) -> Vec<u8> {
    let mut bytes = vec![3, 126, 1, 1];
    bytes.extend(rows.to_le_bytes());
    bytes.extend(head.to_le_bytes());
    bytes.extend(row.to_le_bytes());
    bytes.resize(32, 0);
    bytes.extend(b"NUMBER\0\0\0\0\0C\0\0\0\0\x13");
    bytes.resize(64, 0);
    bytes.push(13);
    bytes.extend(b" 1234567890123456789\x1a");
    bytes
}

/// Names of entries that lead elsewhere, or are no names of files on some system.
pub(crate) const NAMES: [&str; 14] = [
    "../../../../escaped.jsonl",
    "/escaped.jsonl",
    "C:\\escaped.jsonl",
    "\\\\server\\share\\escaped.jsonl",
    "a/../../escaped.jsonl",
    "CON",
    "con.jsonl",
    "NUL.jsonl",
    "aux.",
    "LPT1.jsonl",
    "name.jsonl:stream",
    " . ",
    "a\u{202e}lnosj.jsonl",
    "a\0b.jsonl",
];

/// A package whose entries have these names, one client each.
pub(crate) fn named() -> Vec<u8> {
    let cards: Vec<_> = (0..NAMES.len())
        .map(|n| text(&format!("{{\"record\":\"client\",\"id\":\"c{n}\",\"name\":\"Клиент {n}\"}}\n")))
        .collect();
    let entries: Vec<Entry<'_>> =
        NAMES.iter().zip(&cards).map(|(name, card)| (*name, card as &dyn Fn(&mut dyn Write))).collect();
    zip(&entries)
}
