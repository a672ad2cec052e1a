//! The first sheet: figures as formulas over the tables of the other sheets (they grow with the tables), one chart,
//! the largest debtors. Every formula carries its value, for programs that show a book without computing it.

use jiff::civil::Date;
use rust_xlsxwriter::utility::row_col_to_cell_absolute;
use rust_xlsxwriter::{Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use super::figures::{self, Age, Figure, ManagerLine};
use super::{Scene, cell, chart, sheet, style};
use crate::lang::Arg;
use crate::model::money::{Currency, Money};
use crate::model::record::Direction;
use crate::workbook::layout::{CLIENTS, CONTROLS, DOCUMENTS, PAYMENTS, sheet_name};

/// First column of the left half: a label, a count, a sum.
const LEFT: u16 = 1;
/// First column of the right half.
pub(super) const RIGHT: u16 = 5;
/// Last column of the right half.
const LAST: u16 = 9;
/// Where the day of the figures stands.
const DAY: (u32, u16) = (1, LEFT);
/// Lines of managers that may come to the book later.
const SPARE_LINES: usize = 2;
/// First row of both halves.
pub(super) const TOP: u32 = 4;
/// Rows that the chart covers.
pub(super) const CHART_ROWS: u32 = 17;
const WIDTHS: [(u16, u16); 10] =
    [(0, 2), (1, 46), (2, 15), (3, 18), (4, 3), (5, 30), (6, 14), (7, 20), (8, 20), (LAST, 22)];

/// Draws the sheet.
pub(super) fn draw(book: &mut Workbook, scene: &Scene<'_>) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    let name = sheet_name(scene.options.lang, "summary");
    sheet.set_name(&name)?;
    sheet::show(sheet, scene, "summary");
    sheet.set_screen_gridlines(false);
    sheet.set_tab_color(style::NAVY);
    for (column, width) in WIDTHS {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height_pixels(0, 32)?;
    let styles = &scene.styles;
    sheet.write_string_with_format(0, LEFT, cell::clean(&scene.title(&name)), &styles.title)?;
    draw_day(sheet, scene)?;
    let mut left = Pen { sheet, scene, row: TOP, column: LEFT };
    main_figures(&mut left)?;
    let aging = aging(&mut left)?;
    debtors(&mut left)?;
    let left_end = left.row;
    let mut right = Pen { sheet, scene, row: TOP + CHART_ROWS + 1, column: RIGHT };
    let managers = if scene.head() { by_manager(&mut right)? } else { None };
    foreign(&mut right)?;
    legend(&mut right)?;
    let end = left_end.max(right.row);
    chart::insert(sheet, scene, &name, aging, managers)?;
    sheet::print_setup(sheet, scene, &name);
    sheet.set_print_area(0, 0, end, LAST)?;
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

/// The day of the figures: a day that reads as a sentence, so that formulas count months from it.
fn draw_day(sheet: &mut Worksheet, scene: &Scene<'_>) -> Result<(), XlsxError> {
    let (row, column) = DAY;
    match cell::serial(scene.data.today) {
        Some(day) => {
            let format = scene.styles.as_of.clone().set_num_format(style::day_sentence(scene.options.lang));
            sheet.write_number_with_format(row, column, day, &format.set_align(FormatAlign::Left))?
        }
        None => sheet.write_string_with_format(row, column, scene.as_of(), &scene.styles.as_of)?,
    };
    Ok(())
}

/// Writes downwards from a place.
struct Pen<'a, 'b> {
    sheet: &'a mut Worksheet,
    scene: &'a Scene<'b>,
    row: u32,
    column: u16,
}

/// A cell of the summary.
enum Item<'a> {
    Text(&'a str),
    Count(&'a str, usize),
    Sum(&'a str, Money),
    /// A formula that comes to nothing, of a count or of a sum.
    Formula(&'a str, bool),
    Blank,
}

impl Pen<'_, '_> {
    fn base(&self) -> Currency {
        self.scene.options.base_currency
    }

    fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.base() }
    }

    /// The heading of a block and the captions under it; the first is of text, the others of numbers.
    fn heading(&mut self, section: &str, captions: &[String]) -> Result<(), XlsxError> {
        let styles = &self.scene.styles;
        let title = self.scene.text(section, &[]);
        self.sheet.write_string_with_format(self.row, self.column, title, &styles.section)?;
        self.row += 1;
        for (at, caption) in (self.column..).zip(captions) {
            let format = if at == self.column { &styles.head_text } else { &styles.head_number };
            self.sheet.write_string_with_format(self.row, at, caption, format)?;
        }
        self.row += u32::from(!captions.is_empty());
        Ok(())
    }

    fn caption(&self, key: &str) -> String {
        self.scene.text(key, &[("currency", Arg::Text(self.base().code()))])
    }

    fn line(&mut self, items: &[Item<'_>]) -> Result<(), XlsxError> {
        let styles = &self.scene.styles;
        self.items(items, [&styles.label, &styles.count, &styles.money])
    }

    fn sum_line(&mut self, items: &[Item<'_>]) -> Result<(), XlsxError> {
        let styles = &self.scene.styles;
        self.items(items, [&styles.sum_label, &styles.sum_count, &styles.sum_money])
    }

    fn items(&mut self, items: &[Item<'_>], [label, count, money]: [&Format; 3]) -> Result<(), XlsxError> {
        for (at, item) in (self.column..).zip(items) {
            match item {
                Item::Text(text) => self.sheet.write_string_with_format(self.row, at, cell::clean(text), label)?,
                Item::Blank => self.sheet.write_blank(self.row, at, label)?,
                Item::Count(formula, value) => {
                    let formula = Formula::new(formula).set_result(value.to_string());
                    self.sheet.write_formula_with_format(self.row, at, formula, count)?
                }
                Item::Formula(formula, is_count) => {
                    let format = if *is_count { count } else { money };
                    // An empty result would be written as a zero.
                    let formula = Formula::new(formula).set_result(" ");
                    self.sheet.write_formula_with_format(self.row, at, formula, format)?
                }
                Item::Sum(formula, value) => {
                    let format = money.clone().set_num_format(style::money_format(value.currency.minor_digits()));
                    if formula.is_empty() {
                        self.sheet.write_number_with_format(self.row, at, cell::number(*value), &format)?
                    } else {
                        let formula = Formula::new(formula).set_result(value.to_string());
                        self.sheet.write_formula_with_format(self.row, at, formula, &format)?
                    }
                }
            };
        }
        self.row += 1;
        Ok(())
    }

    /// A line of a count and a sum over the rows of a table that meet conditions.
    fn figure(&mut self, label: &str, table: &Where, figure: Figure) -> Result<(), XlsxError> {
        let sum = self.money(figure.minor);
        self.line(&[Item::Text(label), Item::Count(&table.count(), figure.count), Item::Sum(&table.sum(), sum)])
    }

    fn open(&self) -> Where {
        let of = |id: &str| self.scene.reference(&DOCUMENTS, id);
        Where::new(of("balance")).with(&of("balance"), "\">0\"").with(&of("currency"), &quoted(self.base().code()))
    }

    fn received(&self, sum: &str) -> Where {
        self.moved(Direction::In, sum)
    }

    fn moved(&self, direction: Direction, sum: &str) -> Where {
        let of = |id: &str| self.scene.reference(&PAYMENTS, id);
        Where::new(of(sum))
            .with(&of("direction"), &quoted(self.scene.frame.word(direction.name())))
            .with(&of("currency"), &quoted(self.base().code()))
            // A payment that went to another book has no amount here.
            .with(&of("amount"), "\"<>\"")
    }

    /// What was received in a month, counted from that of the figures.
    fn received_in(&self, month: i32) -> Where {
        let dates = self.scene.reference(&PAYMENTS, "date");
        self.received("amount").with(&dates, &edge(">=", month)).with(&dates, &edge("<", month + 1))
    }

    /// What was given back or paid out in a month; amounts of such payments have a minus.
    fn sent_in(&self, month: i32) -> Where {
        let dates = self.scene.reference(&PAYMENTS, "date");
        self.moved(Direction::Out, "amount").with(&dates, &edge(">=", month)).with(&dates, &edge("<", month + 1))
    }

    fn late(&self) -> Where {
        self.open().with(&self.days(), "\">0\"")
    }

    fn days(&self) -> String {
        self.scene.reference(&DOCUMENTS, "overdue_days")
    }
}

/// Conditions over a table, as the functions `COUNTIFS` and `SUMIFS` take them.
#[derive(Clone)]
struct Where {
    sum: String,
    conditions: String,
}

impl Where {
    fn new(sum: String) -> Self {
        Self { sum, conditions: String::new() }
    }

    fn with(mut self, column: &str, condition: &str) -> Self {
        if !self.conditions.is_empty() {
            self.conditions.push(',');
        }
        self.conditions.push_str(&format!("{column},{condition}"));
        self
    }

    fn count(&self) -> String {
        format!("=COUNTIFS({})", self.conditions)
    }

    fn sum(&self) -> String {
        format!("=SUMIFS({},{})", self.sum, self.conditions)
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The first day of a month, counted from that of the figures: the book may be gone on with in another month.
fn edge(sign: &str, month: i32) -> String {
    let day = row_col_to_cell_absolute(DAY.0, DAY.1);
    format!("\"{sign}\"&DATE(YEAR({day}),MONTH({day}){month:+},1)")
}

fn month(scene: &Scene<'_>, key: &str, day: Date) -> String {
    let name = scene.text(&format!("book-month-{}", day.month()), &[]);
    scene.text(key, &[("month", Arg::from(&name))])
}

fn main_figures(pen: &mut Pen<'_, '_>) -> Result<(), XlsxError> {
    let (scene, data, base) = (pen.scene, pen.scene.data, pen.base());
    let captions = [pen.caption("book-head-figure"), pen.caption("book-head-count"), pen.caption("book-head-sum")];
    pen.heading("book-section-main", &captions)?;
    // Clients who went to another book have no figures here.
    let clients = format!("=COUNT({})", scene.reference(&CLIENTS, "debt"));
    let label = pen.caption("book-figure-clients");
    pen.line(&[Item::Text(&label), Item::Count(&clients, data.clients.len()), Item::Blank])?;
    let (last, this, next) = figures::months(data.today);
    let label = pen.caption("book-figure-open");
    pen.figure(&label, &pen.open(), figures::open(data, base))?;
    let label = pen.caption("book-figure-overdue");
    pen.figure(&label, &pen.late(), figures::overdue(data, base))?;
    let label = month(scene, "book-figure-paid-this", this);
    pen.figure(&label, &pen.received_in(0), figures::paid(data, base, this, next))?;
    let label = month(scene, "book-figure-paid-last", last);
    pen.figure(&label, &pen.received_in(-1), figures::paid(data, base, last, this))?;
    let label = month(scene, "book-figure-out-this", this);
    pen.figure(&label, &pen.sent_in(0), figures::sent(data, base, this, next))?;
    let label = pen.caption("book-figure-unallocated");
    let column = scene.reference(&PAYMENTS, "unallocated");
    let free = pen.received("unallocated").with(&column, "\">0\"");
    pen.figure(&label, &free, figures::unallocated(data, base))?;
    pen.row += 1;
    Ok(())
}

/// The debt by age; gives the first and last row of the ages, for the chart.
fn aging(pen: &mut Pen<'_, '_>) -> Result<(u32, u32), XlsxError> {
    let (data, base) = (pen.scene.data, pen.base());
    let captions = [pen.caption("book-head-term"), pen.caption("book-head-documents"), pen.caption("book-head-sum")];
    pen.heading("book-section-aging", &captions)?;
    let first = pen.row;
    let due = pen.scene.reference(&DOCUMENTS, "due_date");
    for age in Age::ALL {
        let table = match age {
            Age::NoDueDate => pen.open().with(&due, "\"=\""),
            Age::NotDue => pen.open().with(&due, "\"<>\"").with(&pen.days(), "0"),
            Age::Past(from, None) => pen.open().with(&pen.days(), &format!("\">={from}\"")),
            Age::Past(from, Some(to)) => {
                pen.open().with(&pen.days(), &format!("\">={from}\"")).with(&pen.days(), &format!("\"<={to}\""))
            }
        };
        let label = pen.caption(age.key());
        pen.figure(&label, &table, figures::aged(data, base, age))?;
    }
    let last = pen.row - 1;
    let all = figures::open(data, base);
    let rows = |column: &str| format!("=SUM({column}{}:{column}{})", first + 1, last + 1);
    let label = pen.caption("book-total");
    let sum = pen.money(all.minor);
    pen.sum_line(&[Item::Text(&label), Item::Count(&rows("C"), all.count), Item::Sum(&rows("D"), sum)])?;
    pen.row += 1;
    Ok((first, last))
}

fn debtors(pen: &mut Pen<'_, '_>) -> Result<(), XlsxError> {
    let captions = [
        pen.scene.text("book-column-client", &[]),
        pen.caption("book-column-debt"),
        pen.caption("book-column-overdue"),
    ];
    pen.heading("book-section-debtors", &captions)?;
    let debtors = figures::debtors(pen.scene.data, pen.base());
    for debtor in &debtors {
        let (open, overdue) = (pen.money(debtor.open), pen.money(debtor.overdue));
        pen.line(&[Item::Text(&debtor.name), Item::Sum("", open), Item::Sum("", overdue)])?;
    }
    if debtors.is_empty() {
        let label = pen.caption("book-nobody-owes");
        pen.line(&[Item::Text(&label), Item::Blank, Item::Blank])?;
    }
    // As many lines as there may ever be: a book that is gone on with has more or fewer.
    for _ in debtors.len().max(1)..figures::DEBTORS_MAX {
        pen.line(&[Item::Blank, Item::Blank, Item::Blank])?;
    }
    Ok(())
}

/// A line for every manager; gives the first and last row, for the chart.
fn by_manager(pen: &mut Pen<'_, '_>) -> Result<Option<(u32, u32)>, XlsxError> {
    let scene = pen.scene;
    let (_, this, _) = figures::months(scene.data.today);
    let captions = [
        scene.text("book-column-manager", &[]),
        pen.caption("book-head-clients"),
        pen.caption("book-head-debt"),
        pen.caption("book-head-overdue"),
        month(scene, "book-head-paid-month", this),
    ];
    pen.heading("book-section-managers", &captions)?;
    let first = pen.row;
    for line in figures::by_manager(scene.data, pen.base()) {
        manager_line(pen, &line, scene.frame.manager(&line.name))?;
    }
    let rows = (pen.row > first).then(|| (first, pen.row - 1));
    for _ in 0..SPARE_LINES {
        manager_line(pen, &ManagerLine::default(), "")?;
    }
    pen.row += 1;
    Ok(rows)
}

/// A line of formulas over the name in its first cell; without one it is blank.
fn manager_line(pen: &mut Pen<'_, '_>, line: &ManagerLine, name: &str) -> Result<(), XlsxError> {
    let cell = format!("$F{}", pen.row + 1);
    let of_line = |formula: &str| format!("=IF({cell}=\"\",\"\",{})", formula.trim_start_matches('='));
    let of_documents = pen.scene.reference(&DOCUMENTS, "manager");
    let has_figures = pen.scene.reference(&CLIENTS, "debt");
    let clients = Where::new(String::new()).with(&pen.scene.reference(&CLIENTS, "manager"), &cell);
    let clients = of_line(&clients.with(&has_figures, "\"<>\"").count());
    let open = of_line(&pen.open().with(&of_documents, &cell).sum());
    let late = of_line(&pen.late().with(&of_documents, &cell).sum());
    let paid = of_line(&pen.received_in(0).with(&pen.scene.reference(&PAYMENTS, "manager"), &cell).sum());
    if name.is_empty() {
        let [label, count, money] = [Item::Blank, Item::Formula(&clients, true), Item::Formula(&open, false)];
        return pen.line(&[label, count, money, Item::Formula(&late, false), Item::Formula(&paid, false)]);
    }
    let [opened, overdue, received] = [line.open, line.overdue, line.paid_this_month].map(|minor| pen.money(minor));
    pen.line(&[
        Item::Text(name),
        Item::Count(&clients, line.clients),
        Item::Sum(&open, opened),
        Item::Sum(&late, overdue),
        Item::Sum(&paid, received),
    ])
}

fn foreign(pen: &mut Pen<'_, '_>) -> Result<(), XlsxError> {
    let lines = figures::foreign(pen.scene.data, pen.base());
    if lines.is_empty() {
        return Ok(());
    }
    let captions =
        ["currency", "debt", "overdue", "unallocated"].map(|id| pen.scene.text(&format!("book-column-{id}"), &[]));
    let [currency, debt, overdue, unallocated] = captions;
    pen.heading("book-section-foreign", &[currency, debt, overdue, unallocated])?;
    for line in lines {
        let of = |minor| Money { minor, currency: line.currency };
        let (open, overdue, free) = (of(line.open), of(line.overdue), of(line.unallocated));
        pen.line(&[
            Item::Text(line.currency.code()),
            Item::Sum("", open),
            Item::Sum("", overdue),
            Item::Sum("", free),
        ])?;
    }
    pen.row += 1;
    Ok(())
}

/// What the colors mean, and what was left out of the sheets.
fn legend(pen: &mut Pen<'_, '_>) -> Result<(), XlsxError> {
    let scene = pen.scene;
    pen.heading("book-section-legend", &[])?;
    let documents = DOCUMENTS.name(scene.options.lang);
    let lines = [
        ("book-legend-red", style::RED),
        ("book-legend-yellow", style::GRAY),
        ("book-legend-filter", style::GRAY),
        ("book-legend-manager", style::GREEN),
    ];
    for (key, color) in lines {
        let text = scene.text(key, &[("sheet", Arg::from(&documents))]);
        let format = scene.styles.note.clone().set_font_color(color);
        pen.sheet.write_string_with_format(pen.row, pen.column, text, &format)?;
        pen.row += 1;
    }
    let left_out = [
        (CLIENTS.id, CLIENTS.entity),
        (DOCUMENTS.id, DOCUMENTS.entity),
        (PAYMENTS.id, PAYMENTS.entity),
        (CONTROLS.id, CONTROLS.entity),
    ];
    for ((sheet, entity), count) in left_out.into_iter().zip(scene.data.left_out) {
        if let Some(notice) = scene.left_out(sheet, entity, count) {
            pen.sheet.write_string_with_format(pen.row, pen.column, notice, &scene.styles.warning)?;
            pen.row += 1;
        }
    }
    Ok(())
}
