//! Colors that follow the values: overdue rows, sums past due, what is settled, what is no money.

use rust_xlsxwriter::{Color, ConditionalFormatFormula, Format, Worksheet, XlsxError};

use super::{Scene, cell};
use crate::model::control::ControlState;
use crate::model::view::DocumentStatus;
use crate::workbook::layout::{CLIENTS, CONTROLS, DATA_ROW, DOCUMENTS, PAYMENTS, QUESTIONS, Row, STATUS, Sheet};

/// Rows below the table that colors already cover, so that appended rows have them at once.
pub(super) const SPARE_ROWS: u32 = 1_000;
/// The last row a sheet can have.
pub(super) const ROW_MAX: u32 = 1_048_575;

/// Days overdue above which a row takes the color; the strongest first, each ends the search.
const OVERDUE: [(u32, Color); 4] =
    [(90, Color::RGB(0xF4_A79D)), (60, Color::RGB(0xF8_C4BC)), (30, Color::RGB(0xFB_D9D4)), (0, Color::RGB(0xFD_ECEA))];

const RED_INK: Color = Color::RGB(0xB4_2318);
const GREEN_INK: Color = Color::RGB(0x1E_6B3C);
const GREEN_FILL: Color = Color::RGB(0xDF_F3E4);
const YELLOW_FILL: Color = Color::RGB(0xFF_F3C4);
const GRAY_INK: Color = Color::RGB(0x9A_A5B1);

/// Adds the rules of a sheet.
pub(super) fn apply<R: Row>(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    last_row: u32,
    last_column: u16,
) -> Result<(), XlsxError> {
    let last_row = last_row.saturating_add(SPARE_ROWS).min(ROW_MAX);
    let mut rules = Rules { sheet, last_row, last_column };
    let place = |id: &str| scene.place(layout, id);
    match layout.id {
        id if id == CLIENTS.id => rules.positive(place("overdue"), RED_INK, OVERDUE[3].1),
        id if id == PAYMENTS.id => rules.positive(place("unallocated"), Color::RGB(0x8A_5A00), YELLOW_FILL),
        id if id == CONTROLS.id => controls(&mut rules, scene, place),
        id if id == QUESTIONS.id => questions(&mut rules, scene, place(STATUS)),
        id if id == DOCUMENTS.id => documents(&mut rules, scene, place),
        _ => Ok(()),
    }
}

fn documents(rules: &mut Rules<'_>, scene: &Scene<'_>, place: impl Fn(&str) -> u16) -> Result<(), XlsxError> {
    let status = place("status");
    let row = DATA_ROW + 1;
    let cell_of = |place: u16| format!("${}{row}", letters(place));
    for no_money in [DocumentStatus::Deleted, DocumentStatus::Canceled, DocumentStatus::Draft] {
        let rule = format!("={}=\"{}\"", cell_of(status), scene.frame.word(no_money.name()));
        rules.whole_row(&rule, &Format::new().set_font_color(GRAY_INK).set_italic())?;
    }
    let paid = format!("={}=\"{}\"", cell_of(status), scene.frame.word(DocumentStatus::Paid.name()));
    rules.one_column(status, &paid, &Format::new().set_font_color(GREEN_INK).set_background_color(GREEN_FILL))?;
    let days = cell_of(place("overdue_days"));
    let due = cell_of(place("due_date"));
    if let Some(today) = cell::serial(scene.data.today) {
        let soon = format!("=AND(ISNUMBER({due}),{}>0,{due}>={today},{due}<={today}+7)", cell_of(place("balance")));
        rules.one_column(place("due_date"), &soon, &Format::new().set_background_color(YELLOW_FILL))?;
    }
    rules.one_column(
        place("overdue_days"),
        &format!("=AND(ISNUMBER({days}),{days}>0)"),
        &Format::new().set_bold().set_font_color(RED_INK),
    )?;
    for (above, fill) in OVERDUE {
        rules
            .whole_row(&format!("=AND(ISNUMBER({days}),{days}>{above})"), &Format::new().set_background_color(fill))?;
    }
    Ok(())
}

/// What differs is red, what agrees green, what can't be compared gray.
fn controls(rules: &mut Rules<'_>, scene: &Scene<'_>, place: impl Fn(&str) -> u16) -> Result<(), XlsxError> {
    let verdict = place("verdict");
    let is =
        |state: ControlState| format!("=${}{}=\"{}\"", letters(verdict), DATA_ROW + 1, scene.frame.word(state.name()));
    let green = Format::new().set_font_color(GREEN_INK).set_background_color(GREEN_FILL);
    rules.one_column(verdict, &is(ControlState::Agrees), &green)?;
    let red = Format::new().set_bold().set_font_color(RED_INK);
    rules.one_column(place("difference"), &is(ControlState::Differs), &red)?;
    rules.whole_row(&is(ControlState::Differs), &Format::new().set_background_color(OVERDUE[3].1))?;
    rules.whole_row(&is(ControlState::NotComparable), &Format::new().set_font_color(GRAY_INK).set_italic())
}

/// What waits no more is gray, by the words with which its state begins: a question that is open again looks so.
fn questions(rules: &mut Rules<'_>, scene: &Scene<'_>, state: u16) -> Result<(), XlsxError> {
    let gray = Format::new().set_font_color(GRAY_INK).set_italic();
    for key in ["book-asked-decided", "book-asked-resolved"] {
        let word = scene.text(key, &[]).replace('"', "\"\"");
        let cell = format!("${}{}", letters(state), DATA_ROW + 1);
        rules.whole_row(&format!("=LEFT({cell},{})=\"{word}\"", word.chars().count()), &gray)?;
    }
    Ok(())
}

struct Rules<'a> {
    sheet: &'a mut Worksheet,
    last_row: u32,
    last_column: u16,
}

impl Rules<'_> {
    fn whole_row(&mut self, rule: &str, format: &Format) -> Result<(), XlsxError> {
        self.add((0, self.last_column), rule, format)
    }

    fn one_column(&mut self, place: u16, rule: &str, format: &Format) -> Result<(), XlsxError> {
        self.add((place, place), rule, format)
    }

    /// A cell of a column stands out where its number is above zero.
    fn positive(&mut self, place: u16, ink: Color, fill: Color) -> Result<(), XlsxError> {
        let cell = format!("${}{}", letters(place), DATA_ROW + 1);
        let rule = format!("=AND(ISNUMBER({cell}),{cell}>0)");
        self.one_column(place, &rule, &Format::new().set_font_color(ink).set_background_color(fill))
    }

    fn add(&mut self, (from, to): (u16, u16), rule: &str, format: &Format) -> Result<(), XlsxError> {
        let rule = ConditionalFormatFormula::new().set_rule(rule).set_format(format);
        self.sheet.add_conditional_format(DATA_ROW, from, self.last_row, to, &rule)?;
        Ok(())
    }
}

/// The letters of a column from zero: A, B … Z, AA.
fn letters(place: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(place)
}
