//! What reading a large register costs: rows a second beside bare streaming of the same cells, and the peak of resident
//! memory. Numbers of invoices all differ, as in life, so the table of shared strings is as long as the sheet.
//!
//! `cargo bench --bench table -- [ROWS]`, 1,000,000 unless told.
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]
#![expect(clippy::float_arithmetic, reason = "ratios of durations and sizes; sums of an invented register")]

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use rust_xlsxwriter::{Format as CellFormat, Workbook as NewBook};
use sverka::mapping::Library;
use sverka::parse::{Document, Format, table::Workbook};

/// Rows of the register unless told otherwise.
const ROWS: u32 = 1_000_000;
const CAPTIONS: [&str; 8] = ["Дата", "№ счета", "Контрагент", "ИНН", "Сумма", "НДС", "Срок оплаты", "Менеджер"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rows = arguments.iter().find_map(|argument| argument.parse().ok());
    if let [verb, path, ..] = arguments.as_slice()
        && verb == "write"
    {
        return write(Path::new(path), rows.unwrap_or(ROWS));
    }
    let full = arguments.iter().any(|argument| argument == "--bench");
    let rows = rows.unwrap_or(if full { ROWS } else { 500 });
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("register.xlsx");
    // Another process writes the book: the memory of writing must not count as that of reading.
    let written = Command::new(std::env::current_exe()?).arg("write").arg(&path).arg(rows.to_string()).status()?;
    if !written.success() {
        return Err("the book could not be written".into());
    }
    let bytes = fs::metadata(&path)?.len();
    println!("register: {rows} rows × {} columns, {:.1} MB packed", CAPTIONS.len(), per(bytes, 1 << 20));

    let before = peak_memory_kb();
    let (records, time) = read(&path)?;
    if records != u64::from(rows) {
        return Err(format!("{records} rows were read out of {rows}").into());
    }
    println!("read         {time:9.3?}  {:9.0} rows/s", f64::from(rows) / time.as_secs_f64());
    if let (Some(before), Some(after)) = (before, peak_memory_kb()) {
        println!("peak memory  {:.1} MB, {:.1} MB before reading", per(after, 1024), per(before, 1024));
    }
    let (cells, bare) = stream(&path)?;
    println!("bare cells   {bare:9.3?}  {cells} cells; reading is {:.2}×", time.as_secs_f64() / bare.as_secs_f64());
    Ok(())
}

/// Reads the register as the program does, up to the records.
fn read(path: &Path) -> Result<(u64, Duration), Box<dyn Error>> {
    let mapping = Library::builtin().get("register-invoices").ok_or("no such mapping")?;
    let document = Document { name: "register.xlsx".into(), path: path.to_owned(), part: "".into(), sheets: None };
    let mut records = 0;
    let start = Instant::now();
    Workbook.read(&document, mapping.shape(), &mut Vec::new(), &mut |record| {
        records += u64::from(record.is_ok());
        ControlFlow::Continue(())
    })?;
    Ok((records, start.elapsed()))
}

/// Streams the cells and does nothing with them.
fn stream(path: &Path) -> Result<(u64, Duration), Box<dyn Error>> {
    let start = Instant::now();
    let mut book = Xlsx::new(BufReader::new(File::open(path)?))?;
    let mut cells = 0;
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name)?;
        while reader.next_cell()?.is_some() {
            cells += 1;
        }
    }
    Ok((cells, start.elapsed()))
}

fn write(path: &Path, rows: u32) -> Result<(), Box<dyn Error>> {
    let mut book = NewBook::new();
    let day = CellFormat::new().set_num_format("dd.mm.yyyy");
    let sheet = book.add_worksheet_with_low_memory()?;
    sheet.write_row(0, 0, CAPTIONS)?;
    for row in 1..=rows {
        let client = row % 5_000;
        let total = f64::from(row % 900_000 + 1_000) / 4.0;
        sheet.write_with_format(row, 0, 46_023 + row % 365, &day)?;
        sheet.write(row, 1, format!("СЧ-{row:07}"))?;
        sheet.write(row, 2, format!("ООО «Покупатель {client}»"))?;
        sheet.write(row, 3, format!("77{client:08}"))?;
        sheet.write(row, 4, total)?;
        sheet.write(row, 5, total / 6.0)?;
        sheet.write_with_format(row, 6, 46_037 + row % 365, &day)?;
        sheet.write(row, 7, format!("Менеджер {}", row % 20))?;
    }
    book.save(path)?;
    Ok(())
}

/// The high-water mark of resident memory, where the system tells.
fn peak_memory_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn per(amount: u64, unit: u64) -> f64 {
    amount as f64 / unit as f64
}
