//! Patching 1,000 cells in a sheet of 100,000 rows × 15 columns against the floor: unpacking that sheet and packing it
//! again at the same level. Prints medians of interleaved runs and their ratio; then what reading the result again costs.
//!
//! `cargo bench --bench patch [-- ROWS]`
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]
#![expect(clippy::float_arithmetic, reason = "ratios of durations")]

use std::error::Error;
use std::hint::black_box;
use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use sverka::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch, verify};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const RUNS: usize = 7;
const COLUMNS: u16 = 15;
const CELLS: u32 = 1_000;
const SHEET: &str = "Счета";
const PART: &str = "xl/worksheets/sheet1.xml";

fn book(rows: u32) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(SHEET)?;
    for row in 0..rows {
        for column in 0..COLUMNS {
            match column {
                0..=10 => sheet.write_string(row, column, format!("ООО «Ромашка {}» {column}", row % 997))?,
                _ => sheet.write_number(row, column, f64::from(row) + f64::from(column) / 100.0)?,
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

fn floor(book: &[u8]) -> Result<usize, Box<dyn Error>> {
    let mut text = Vec::new();
    ZipArchive::new(Cursor::new(book))?.by_name(PART)?.read_to_end(&mut text)?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(PART, SimpleFileOptions::default().compression_level(Some(3)))?;
    writer.write_all(&text)?;
    Ok(writer.finish()?.into_inner().len())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let full = arguments.iter().any(|argument| argument == "--bench");
    let rows = arguments.iter().find_map(|argument| argument.parse().ok());
    let rows = rows.unwrap_or(if full { 100_000 } else { 1_000 }).max(CELLS);
    let bytes = book(rows)?;
    let cells = (0..CELLS).map(|at| CellPatch {
        row: at * (rows / CELLS),
        column: u16::try_from(at % 11).unwrap_or_default(),
        value: CellValue::Text(format!("новое значение {at}")),
    });
    let block = Block { header: 0, data: 1, first: 0, last: COLUMNS - 1, id: Some(0) };
    let sheets = [SheetPatch { cells: cells.collect(), ..SheetPatch::of(SHEET, block) }];
    let mark = BookMark { book: "bench".to_owned(), edition: 2.into() };
    let limits = PatchLimits::default();
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    let mut last = patch(&bytes, &sheets, &mark, limits)?;
    for _ in 0..RUNS {
        let start = Instant::now();
        black_box(floor(&bytes)?);
        least.push(start.elapsed());
        let start = Instant::now();
        last = patch(&bytes, &sheets, &mark, limits)?;
        ours.push(start.elapsed());
    }
    let (ours, least) = (median(ours), median(least));
    println!("{CELLS} cells in {rows} × {COLUMNS}, {} KB packed", bytes.len() / 1024);
    println!("patch              {ours:9.3?}");
    println!("unpack and pack    {least:9.3?}; patching is {:.2}×", ours.as_secs_f64() / least.as_secs_f64());
    let start = Instant::now();
    verify(&bytes, &last, &sheets, &mark, limits)?;
    println!("read again         {:9.3?}", start.elapsed());
    Ok(())
}
