//! Written books, reopened by other programs.

mod sample;

use std::io::Cursor;

use sverka::lang::Lang;
use sverka::workbook::render;

#[test]
fn scratch_picture() {
    let Some(dir) = std::env::var_os("SVERKA_PICTURES") else { return };
    for (name, data, lang) in [
        ("manager", sample::book(Some("Анна Кольцова"), 24, 120), Lang::Ru),
        ("head", sample::book(None, 60, 400), Lang::Ru),
        ("english", sample::book(Some("Anna Koltsova"), 10, 30), Lang::En),
        ("empty", sample::book(Some("Анна Кольцова"), 0, 0), Lang::Uk),
    ] {
        let mut bytes = Cursor::new(Vec::new());
        render(&data, &sample::options(lang), &mut bytes).unwrap();
        std::fs::write(std::path::Path::new(&dir).join(format!("{name}.xlsx")), bytes.into_inner()).unwrap();
    }
}
