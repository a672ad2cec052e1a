//! The first drawing of a book against the floor: the same cells, with formats, put into plain sheets by
//! rust_xlsxwriter in its cheapest mode at the same compression. Prints medians and their ratio.
//!
//! `cargo bench --bench workbook [-- ROWS]`

#[path = "../tests/workbooks/sample.rs"]
mod sample;

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use rust_xlsxwriter::{Format, Workbook};
use sverka::lang::Lang;
use sverka::model::view::BookData;
use sverka::workbook::layout::{CLIENTS, DOCUMENTS, Frame, Kind, PAYMENTS, Sheet, Value};
use sverka::workbook::{BookOptions, render};

const RUNS: usize = 5;

/// A cell made ready beforehand, so that the floor pays for writing alone.
enum Cell {
    Blank,
    Text(String),
    Number(f64),
}

fn ready<R>(sheet: &Sheet<R>, rows: &[R], frame: &Frame<'_>, head: bool) -> (Vec<Kind>, Vec<Vec<Cell>>) {
    let columns = sheet.columns_of(head);
    let kinds = columns.iter().map(|column| column.spec.kind).collect();
    let cell = |value| match value {
        Value::Blank => Cell::Blank,
        Value::Text(text) => Cell::Text(text.into_owned()),
        Value::Date(date) => Cell::Number(f64::from(46_022 + i32::from(date.day_of_year()))),
        Value::Money(money) => Cell::Number(money.to_string().parse().expect("a number")),
        Value::Days(days) => Cell::Number(f64::from(days)),
        Value::Number(number) => Cell::Number(number.to_string().parse().expect("a number")),
    };
    (kinds, rows.iter().map(|row| columns.iter().map(|column| cell((column.value)(row, frame))).collect()).collect())
}

fn floor(sheets: &[(Vec<Kind>, Vec<Vec<Cell>>)]) -> usize {
    let mut book = Workbook::new();
    book.set_zip_compression_level(3);
    for (kinds, rows) in sheets {
        let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
        let formats: Vec<Format> = kinds
            .iter()
            .map(|kind| match kind {
                Kind::Date => Format::new().set_num_format("dd.mm.yyyy"),
                Kind::Money => Format::new().set_num_format("#,##0.00"),
                Kind::Code | Kind::Id => Format::new().set_num_format("@"),
                Kind::Text | Kind::Word | Kind::Days | Kind::Number => Format::new().set_bold(),
            })
            .collect();
        for (at, row) in (0_u32..).zip(rows) {
            for ((place, cell), format) in (0_u16..).zip(row).zip(&formats) {
                match cell {
                    Cell::Blank => sheet.write_blank(at, place, format),
                    Cell::Text(text) => sheet.write_string_with_format(at, place, text, format),
                    Cell::Number(number) => sheet.write_number_with_format(at, place, *number, format),
                }
                .expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("saved").len()
}

fn ours(data: &BookData, options: &BookOptions) -> usize {
    let mut to = Cursor::new(Vec::new());
    render(data, options, &mut to).expect("drawn");
    to.into_inner().len()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn main() {
    let rows = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(20_000);
    let data = sample::book(None, 60, rows);
    let options = sample::options(Lang::Ru);
    let frame = Frame::new(&data, options.lang, options.base_currency);
    let sheets = [
        ready(&CLIENTS, &data.clients, &frame, true),
        ready(&DOCUMENTS, &data.documents, &frame, true),
        ready(&PAYMENTS, &data.payments, &frame, true),
    ];
    let written = data.clients.len() + data.documents.len() + data.payments.len();
    let (mut floors, mut drawn) = (Vec::new(), Vec::new());
    // Interleaved, so that a busy neighbour slows both alike.
    for _run in 0..RUNS {
        let start = Instant::now();
        std::hint::black_box(floor(&sheets));
        floors.push(start.elapsed());
        let start = Instant::now();
        std::hint::black_box(ours(&data, &options));
        drawn.push(start.elapsed());
    }
    let (floor, ours) = (median(floors), median(drawn));
    let ratio = ours.as_micros() * 100 / floor.as_micros().max(1);
    let per_row = ours.as_micros() / u128::try_from(written.max(1)).unwrap_or(1);
    writeln!(
        std::io::stdout(),
        "workbook: {written} rows drawn in {ours:.0?} ({per_row} µs a row), floor {floor:.0?}, ratio {}.{:02}",
        ratio / 100,
        ratio % 100
    )
    .expect("stdout");
}
