//! What is done to any bytes at all, by the fuzzer and by an ordinary test: none of it may panic, hang, or take memory
//! without measure.

use std::fs;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::date;
use sverka::intake::unpack::{UnpackLimits, is_package, unpack};
use sverka::lang::Lang;
use sverka::mapping::{Library, Mapping, Reading, Recognition};
use sverka::model::mending::{Cut, Keep};
use sverka::model::money::Currency;
use sverka::normalize::{Rules, contacts, names, normalize};
use sverka::output::mending::{cut_words, draw};
use sverka::parse::cut::reasons;
use sverka::parse::{Document, FORMATS, Format, Head};
use sverka::reconcile::citation::citations;
use sverka::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch};
use sverka::workbook::read::read;

/// How much of a file its recognition sees.
const HEAD: usize = 64 * 1024;

/// A delivery on its whole way: unpacked, recognised, read, mapped, normalized. The number of its rows.
pub(crate) fn delivery(bytes: &[u8]) -> usize {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("delivery");
    fs::write(&path, bytes).expect("it can be written");
    if !is_package(&head(bytes)) {
        return document(&Document { name: "delivery".to_owned(), path, part: "".into(), sheets: None });
    }
    let into = folder.path().join("unpacked");
    fs::create_dir(&into).expect("it can be made");
    let limits = UnpackLimits { entries: 100, total_bytes: 20 << 20, ..UnpackLimits::default() };
    let rows = unpack(&path, &into, &limits).map_or(0, |documents| documents.iter().map(document).sum());
    inside(folder.path(), 2);
    rows
}

/// Nothing was written beside the folder it was told.
fn inside(folder: &Path, expected: usize) {
    assert_eq!(fs::read_dir(folder).expect("it is there").count(), expected, "something was unpacked elsewhere");
}

fn head(bytes: &[u8]) -> Head<'_> {
    Head { name: "delivery", bytes: bytes.get(..HEAD).unwrap_or(bytes), len: bytes.len() as u64 }
}

/// A document by every format that recognises it and the mapping that does.
fn document(document: &Document) -> usize {
    let bytes = fs::read(&document.path).expect("it was written");
    FORMATS.iter().filter(|format| format.recognises(&head(&bytes))).map(|format| by_format(*format, document)).sum()
}

fn by_format(format: &'static dyn Format, document: &Document) -> usize {
    drop(format.is_complete(document));
    drop(format.content(document));
    let Ok(preview) = format.preview(document) else { return 0 };
    let Recognition::One(mapping) = Library::builtin().recognise(format.name(), &preview) else { return 0 };
    let rules = Rules::of_currency(Currency::RUB);
    let mut reader = mapping.reader(&[]);
    if reader.look_ahead(format, document).is_err() {
        return 0;
    }
    let (mut rows, mut issues) = (0, Vec::new());
    let outcome = format.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| {
        issues.clear();
        if let Ok(raw) = &raw {
            reader.read_each(raw, &mut |reading| {
                if let Reading::Draft(draft, _) = reading {
                    rows += usize::from(normalize(*draft, &rules, &mut issues).is_ok());
                }
            });
        }
        if reader.passed_limit().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    outcome.map_or(0, |()| rows)
}

/// A delivery of whose records some are cut out, as refused ones are, and what came out cut again. How often it was cut.
pub(crate) fn mending(bytes: &[u8]) -> usize {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let cut = |bytes: &[u8], name: &str| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("it can be written");
        let document = Document { name: "delivery".to_owned(), path, part: "".into(), sheets: None };
        let head = head(bytes);
        let formats = FORMATS.iter().copied().filter(|format| format.recognises(&head));
        formats.filter_map(|format| cut_out(format, &document)).collect::<Vec<_>>()
    };
    let once = cut(bytes, "whole");
    once.len() + once.iter().map(|part| cut(part, "part").len()).sum::<usize>()
}

/// What comes out where every third record of a document is refused.
fn cut_out(format: &'static dyn Format, document: &Document) -> Option<Vec<u8>> {
    let preview = format.preview(document).ok()?;
    let library = Library::builtin();
    let Recognition::One(mapping) = library.recognise(format.name(), &preview) else { return None };
    let mut places = Vec::new();
    let read = format.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| {
        places.push(raw.map_or_else(|error| error.position, |raw| raw.position.clone()));
        ControlFlow::Continue(())
    });
    read.ok()?;
    let words = cut_words(Lang::Ru);
    drop(reasons(format, document, mapping.shape(), &words));
    let refused = places.into_iter().step_by(3);
    let keep: Vec<Keep> =
        refused.map(|position| Keep { position, reason: "сумма «-->\"'<&;\n» неверна".to_owned() }).collect();
    match format.cut(document, mapping.shape(), &keep, &words).ok()?? {
        Cut::Text(bytes) => Some(bytes),
        Cut::Book(sheets) => draw(&sheets).ok(),
    }
}

/// A mapping file that somebody wrote.
pub(crate) fn mapping(text: &str) {
    if let Err(problems) = Mapping::compile(text) {
        assert!(!problems.is_empty(), "a mapping is refused without a word");
    }
}

/// A workbook that comes back: read, and written into where it can be.
pub(crate) fn workbook(bytes: &[u8]) {
    let Ok(book) = read(Cursor::new(bytes)) else { return };
    let Some(sheet) = book.sheets.first() else { return };
    let changed = SheetPatch {
        cells: vec![CellPatch { row: sheet.header_row, column: 0, value: CellValue::Text("=1+1".to_owned()) }],
        ..SheetPatch::of(
            &sheet.name,
            Block {
                header: sheet.header_row.saturating_sub(1),
                data: sheet.header_row,
                first: 0,
                last: 20,
                id: Some(0),
            },
        )
    };
    let mark = BookMark { book: "book".to_owned(), edition: 1.into() };
    let limits = PatchLimits::default();
    if let Ok(patched) = patch(bytes, &[changed], &mark, limits) {
        read(Cursor::new(&patched.bytes)).expect("what was written into can be read again");
    }
}

/// Purposes of payments, names, telephones: whatever people type.
pub(crate) fn words(text: &str) {
    for citation in citations(text, date(2026, 11, 20)) {
        // A bill may be cited by its day alone.
        let by_day = citation.number.is_empty() && citation.date.is_some();
        assert!(by_day || citation.number.chars().any(char::is_numeric), "{citation:?}");
    }
    drop((names::name_core(text), contacts::emails(text), contacts::account(text)));
    drop(contacts::phones(text, sverka::model::tax_id::Country::Russia));
}
