//! What `fuzz/` does, for a short while: the fixtures and the built-in mappings made strange.

use std::env;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use sverka::mapping::Library;

use crate::desk::{Desk, files_below};
use crate::exercise;
use crate::mutator::Mutator;

/// Longer files only make every input slower.
const LEN_MAX: usize = 60_000;
/// No input of that length may take longer, on a machine that has much else to do.
const TIME_MAX: Duration = Duration::from_secs(20);

fn below(folder: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = files_below(&root).into_iter().filter(|file| file.components().any(|part| part.as_os_str() == "input"));
    files.map(|file| fs::read(file).unwrap()).filter(|bytes| bytes.len() < LEN_MAX).collect()
}

/// Books as the program draws them, and one of somebody's own.
fn books() -> Vec<Vec<u8>> {
    let mut desk = Desk::new(
        "lang = \"ru\"\nintake = { quiet_seconds = 0 }\n[[source]]\nname = \"a\"\n[[manager]]\nname = \"Анна\"\n\
         book = \"Анна.xlsx\"\n[[owner_rule]]\nmanager = \"Анна\"\n",
    );
    let card = "{\"record\":\"invoice\",\"id\":\"1\",\"number\":\"1\",\"date\":\"2026-10-05\",\"total\":\"5\",\
                \"client\":{\"id\":\"c\",\"name\":\"Клён\"}}\n";
    desk.drop("a", "a.jsonl", card.as_bytes());
    desk.sync();
    let mut own = Workbook::new();
    own.add_worksheet().write_row(0, 0, ["Клиент", "Телефон"]).unwrap();
    let drawn = files_below(&desk.path("managers")).into_iter().map(|file| fs::read(file).unwrap());
    drawn.chain([own.save_to_buffer().unwrap()]).collect()
}

/// Tries inputs made of these files; where one ends in a panic, or takes too long, says which and keeps it.
fn slice(name: &str, files: &[Vec<u8>], usually: u64, target: &dyn Fn(&[u8])) {
    let runs = env::var("SVERKA_FUZZ_RUNS").ok().and_then(|text| text.parse().ok()).unwrap_or(usually);
    let first = env::var("SVERKA_FUZZ_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    assert!(!files.is_empty(), "{name} has no files to begin with");
    for seed in first..first + runs {
        let mut mutator = Mutator::new(seed);
        let (file, other) = (&files[mutator.below(files.len())], &files[mutator.below(files.len())]);
        let bytes = mutator.changed(file, other);
        let begun = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| target(&bytes)));
        if ended.is_err() || begun.elapsed() > TIME_MAX {
            let kept = env::temp_dir().join(format!("sverka-{name}-{seed}"));
            fs::write(&kept, &bytes).unwrap();
            panic!("{name}: SVERKA_FUZZ_SEED={seed} took {:?}; the input is {}", begun.elapsed(), kept.display());
        }
    }
    println!("{name}: {runs} inputs from seed {first}");
}

#[test]
fn strange_deliveries_are_no_panic() {
    let files = below("fixtures");
    slice("delivery", &files, 600, &|bytes| {
        exercise::delivery(bytes);
    });
}

#[test]
fn strange_deliveries_are_cut_without_a_panic() {
    let files = below("fixtures");
    let cut = files.iter().filter(|bytes| exercise::mending(bytes) > 1).count();
    assert!(cut * 3 > files.len(), "of {} files only {cut} are cut, and what is cut out of them too", files.len());
    slice("mending", &files, 300, &|bytes| {
        exercise::mending(bytes);
    });
}

#[test]
fn the_files_that_are_made_strange_are_read_as_they_are() {
    let rows: Vec<usize> = below("fixtures").iter().map(|bytes| exercise::delivery(bytes)).collect();
    let read = rows.iter().filter(|rows| **rows > 0).count();
    assert!(read * 2 > rows.len(), "of {} files only {read} have rows", rows.len());
}

#[test]
fn strange_mappings_are_no_panic() {
    let library = Library::builtin();
    let files: Vec<Vec<u8>> = library.iter().map(|mapping| library.text(mapping.name()).into()).collect();
    slice("mapping", &files, 150, &|bytes| exercise::mapping(&String::from_utf8_lossy(bytes)));
}

#[test]
fn strange_workbooks_are_no_panic() {
    slice("workbook", &books(), 150, &exercise::workbook);
}

#[test]
fn strange_words_are_no_panic() {
    let purposes = [
        "Оплата по счетам 101, 102 от 05.10.2026 и № 0000-000103 на сумму 1234.56 руб., в т.ч. НДС 22% - 222,63",
        "Согл. дог. N 12/3-К от 1 октября 2026г. за УПД 101–104, частично; Сумма 76000-00 Без налога (НДС)",
        "рахунок № 55 від 05.10.2026; +7 (916) 000-00-01, 8-495-123-45-67 доб. 12; a.b@mail.example; 40702810100000012345",
        "ООО «Ромашка» (дубль, не использовать), ИП Полынин П.П., Общество с ограниченной ответственностью",
    ];
    let files: Vec<Vec<u8>> = purposes.iter().map(|text| text.as_bytes().to_vec()).collect();
    slice("words", &files, 3_000, &|bytes| exercise::words(&String::from_utf8_lossy(bytes)));
}
