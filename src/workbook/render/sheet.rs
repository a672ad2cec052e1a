//! One data sheet: title, figures that follow the filter, bands of ownership, an Excel table, print setup.

use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{
    DataValidation, Formula, IgnoreError, Note, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::style::{self, ColumnStyle};
use super::{Scene, cell, color, identity};
use crate::lang::Arg;
use crate::model::money::{Currency, Money};
use crate::workbook::layout::{
    AS_OF_ROW, BAND_ROW, CLIENTS, CONFLICTS, Column, ColumnSpec, DATA_ROW, DOCUMENTS, FIGURES_ROW, HEADER_ROW, Kind,
    Owner, PAYMENTS, QUESTIONS, Row, Sheet, TITLE_ROW, Value, choice_word,
};
use crate::workbook::lines;

/// Rows whose text is measured for the widths; amounts are measured all, a cut amount shows as `####`.
const MEASURED_ROWS: usize = 1_000;

/// The id of the first sheet.
const SUMMARY: &str = "summary";

/// Draws a sheet of these rows.
pub(super) fn draw<R: Row>(
    book: &mut Workbook,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    rows: &[R],
    left_out: usize,
) -> Result<(), XlsxError> {
    draw_some(book, scene, layout, (rows, rows), left_out)
}

/// Draws a sheet that is wide enough for these rows and has none of them.
pub(super) fn draw_empty<R: Row>(
    book: &mut Workbook,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    rows: &[R],
) -> Result<(), XlsxError> {
    draw_some(book, scene, layout, (rows, &[]), 0)
}

fn draw_some<R: Row>(
    book: &mut Workbook,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    (measured, rows): (&[R], &[R]),
    left_out: usize,
) -> Result<(), XlsxError> {
    let columns = scene.columns(layout);
    let totals = measure_totals(scene, &columns, rows);
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(layout.name(scene.options.lang))?;
    // A sheet without rows still needs one for its table: an empty one, to be typed over.
    let last_row = HEADER_ROW + u32::try_from(rows.len().max(1)).map_err(|_range| XlsxError::RowColumnLimitError)?;
    let last_column = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    show(sheet, scene, layout.id);
    set_up_view(sheet, scene, layout, last_column)?;
    let widths = set_up_columns(sheet, scene, &columns, measured, &totals)?;
    draw_heading(sheet, scene, layout, left_out)?;
    draw_figures(sheet, scene, layout, &totals)?;
    draw_bands(sheet, scene, &columns)?;
    draw_table(sheet, scene, layout, &columns, last_row, last_column)?;
    let is_long = columns.iter().any(|column| column.spec.wraps);
    let styles: Vec<ColumnStyle> = columns.iter().map(|column| scene.styles.column(&column.spec, is_long)).collect();
    let lang = scene.options.lang;
    for (at, row) in (DATA_ROW..).zip(rows) {
        if let Some(pixels) = height(scene, &columns, &widths, row) {
            sheet.set_row_height_pixels(at, pixels)?;
        }
        for ((place, column), style) in (0_u16..).zip(&columns).zip(&styles) {
            cell::write(sheet, (at, place), &column.shows(row, scene.frame), style, lang)?;
        }
    }
    if is_long && !rows.is_empty() {
        // In constant memory the writer writes a last row that has a height of its own twice.
        sheet.write_blank(last_row + 1, 0, &scene.styles.spare(Kind::Id))?;
    }
    if rows.is_empty() {
        for (place, style) in (0_u16..).zip(&styles) {
            cell::write(sheet, (DATA_ROW, place), &Value::Blank, style, lang)?;
        }
    }
    for (place, column) in (0_u16..).zip(&columns) {
        if matches!(column.spec.kind, Kind::Code | Kind::Id) {
            let spare = last_row.saturating_add(color::SPARE_ROWS).min(color::ROW_MAX);
            sheet.ignore_error_range(DATA_ROW, place, spare, place, IgnoreError::NumberStoredAsText)?;
        }
        if scene.options.layout.hides(layout.id, column.spec.id) {
            sheet.set_column_hidden(place)?;
        }
        drop_down(sheet, scene, &column.spec, place, last_row)?;
    }
    sheet.set_print_area(0, 0, last_row, last_column)?;
    color::apply(sheet, scene, layout, last_row, last_column)
}

/// Hides a sheet that settings leave out; where the first is hidden, the first that is shown is the one to begin with.
pub(super) fn show(sheet: &mut Worksheet, scene: &Scene<'_>, id: &str) {
    let layout = &scene.options.layout;
    let shown = [SUMMARY, CLIENTS.id, DOCUMENTS.id, PAYMENTS.id, CONFLICTS.id].into_iter().find(|id| layout.shows(id));
    if !layout.shows(id) {
        sheet.set_hidden(true);
    } else if id != SUMMARY && shown == Some(id) {
        sheet.set_active(true).set_first_tab(true);
    }
}

/// A list to choose from, also in the rows to come.
fn drop_down(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    spec: &ColumnSpec,
    place: u16,
    last_row: u32,
) -> Result<(), XlsxError> {
    if let Some(list) = spec.list.and_then(|list| identity::list(scene, list)) {
        let list = list.ignore_blank(true);
        let spare = last_row.saturating_add(color::SPARE_ROWS).min(color::ROW_MAX);
        sheet.add_data_validation(DATA_ROW, place, spare, place, &list)?;
        return Ok(());
    }
    if spec.choices.is_empty() {
        return Ok(());
    }
    let words: Vec<String> = spec.choices.iter().map(|name| choice_word(scene.options.lang, name)).collect();
    let list = DataValidation::new().allow_list_strings(&words)?.ignore_blank(true);
    let spare = last_row.saturating_add(color::SPARE_ROWS).min(color::ROW_MAX);
    sheet.add_data_validation(DATA_ROW, place, spare, place, &list)?;
    Ok(())
}

fn set_up_view<R>(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    last_column: u16,
) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(DATA_ROW, layout.frozen_columns)?;
    sheet.set_screen_gridlines(false);
    sheet.set_row_height_pixels(TITLE_ROW, 30)?;
    sheet.set_row_height_pixels(HEADER_ROW, 36)?;
    sheet.set_repeat_rows(BAND_ROW, HEADER_ROW)?;
    sheet.set_repeat_columns(0, layout.frozen_columns.saturating_sub(1).min(last_column))?;
    print_setup(sheet, scene, &layout.name(scene.options.lang));
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Paper, margins, header and footer, the same on every sheet.
pub(super) fn print_setup(sheet: &mut Worksheet, scene: &Scene<'_>, name: &str) {
    // An ampersand starts a code in a header; the format allows 255 characters in all.
    let escape = |text: &str| text.chars().take(80).collect::<String>().replace('&', "&&");
    let title = escape(&scene.title(name));
    let day = escape(&scene.options.lang.date(scene.data.today));
    let page = scene.text("book-page", &[("page", Arg::Text("&P")), ("pages", Arg::Text("&N"))]);
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    // The blank ends the size: without it the digits of the day would be read as a part of it.
    sheet.set_header(format!("&L&8 {title}&R&8 {day}"));
    sheet.set_footer(format!("&L&8 sverka&R&8 {page}"));
}

/// The figure of each totaled column: the sum in the base currency, and whether the column holds others too.
struct Total {
    id: &'static str,
    adds: &'static [&'static str],
    place: u16,
    sum: Money,
    mixed: bool,
    widest: usize,
}

fn measure_totals<R: Row>(scene: &Scene<'_>, columns: &[Column<R>], rows: &[R]) -> Vec<Total> {
    let base = scene.options.base_currency;
    let totaled = columns.iter().filter(|column| column.spec.totaled);
    totaled
        .map(|column| {
            let ColumnSpec { id, adds, .. } = column.spec;
            let place = place_of(columns, id);
            let mut total = Total { id, adds, place, sum: Money::zero(base), mixed: false, widest: 0 };
            for row in rows {
                if let Value::Money(money) = column.shows(row, scene.frame) {
                    total.add(money, base);
                }
            }
            total.widest = total.widest.max(width_of(total.sum) + 1);
            total
        })
        .collect()
}

/// The place of a column, from zero.
fn place_of<R>(columns: &[Column<R>], id: &str) -> u16 {
    let at = columns.iter().position(|column| column.spec.id == id);
    at.and_then(|at| u16::try_from(at).ok()).unwrap_or_default()
}

impl Total {
    fn add(&mut self, money: Money, base: Currency) {
        self.widest = self.widest.max(width_of(money));
        if money.currency == base {
            self.sum.minor = self.sum.minor.saturating_add(money.minor);
        } else {
            self.mixed = true;
        }
    }
}

/// Characters of an amount with its group separators.
fn width_of(money: Money) -> usize {
    let digits = money.to_string().len();
    digits + digits.saturating_sub(4) / 3
}

fn set_up_columns<R: Row>(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    columns: &[Column<R>],
    rows: &[R],
    totals: &[Total],
) -> Result<Vec<u16>, XlsxError> {
    let mut widths = Vec::new();
    for (place, column) in (0_u16..).zip(columns) {
        let spec = &column.spec;
        let caption = spec.caption(scene.options.lang);
        // The longest word must fit beside the filter's button.
        let word = caption.split(' ').map(|word| word.chars().count()).max().unwrap_or_default() + 5;
        let content = match totals.iter().find(|total| total.id == spec.id) {
            Some(total) => total.widest + 3,
            None => {
                rows.iter()
                    .take(MEASURED_ROWS)
                    .map(|row| text_width(&column.shows(row, scene.frame)))
                    .max()
                    .unwrap_or_default()
                    + 3
            }
        };
        let (least, most) = spec.width;
        let wanted = u16::try_from(word.max(content)).unwrap_or(u16::MAX);
        let width = wanted.clamp(least, most.max(least));
        sheet.set_column_width(place, f64::from(width))?;
        sheet.set_column_format(place, &scene.styles.spare(spec.kind))?;
        widths.push(width);
    }
    Ok(widths)
}

/// How high a row must be for its long texts.
fn height<R: Row>(scene: &Scene<'_>, columns: &[Column<R>], widths: &[u16], row: &R) -> Option<u32> {
    let long = columns.iter().zip(widths).filter(|(column, _)| column.spec.wraps);
    let texts = long.filter_map(|(column, width)| match column.shows(row, scene.frame) {
        Value::Text(text) => Some((text, *width)),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    lines::height(texts.iter().map(|(text, width)| (&**text, *width)))
}

fn text_width(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or_default(),
        Value::Blank | Value::Date(_) | Value::Money(_) | Value::Days(_) | Value::Number(_) => 0,
    }
}

fn draw_heading<R>(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    left_out: usize,
) -> Result<(), XlsxError> {
    let title = scene.title(&layout.name(scene.options.lang));
    sheet.write_string_with_format(TITLE_ROW, 0, cell::clean(&title), &scene.styles.title)?;
    match scene.left_out(layout.id, layout.entity, left_out) {
        Some(notice) => {
            let line = format!("{} {notice}", scene.as_of());
            sheet.write_string_with_format(AS_OF_ROW, 0, line, &scene.styles.warning)?;
        }
        None => {
            sheet.write_string_with_format(AS_OF_ROW, 0, scene.as_of(), &scene.styles.as_of)?;
        }
    }
    Ok(())
}

/// Figures above the header: a totals row below would stand in the way of appended rows.
fn draw_figures<R>(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    totals: &[Total],
) -> Result<(), XlsxError> {
    if layout.id == QUESTIONS.id {
        sheet.write_string_with_format(FIGURES_ROW, 0, scene.text("book-hint-questions", &[]), &scene.styles.note)?;
    }
    if totals.is_empty() {
        return Ok(());
    }
    let base = scene.options.base_currency;
    let label = scene.text("book-visible-total", &[("currency", Arg::Text(base.code()))]);
    sheet.write_string_with_format(FIGURES_ROW, 0, label, &scene.styles.total_label)?;
    let format = scene.styles.total.clone().set_num_format(style::money_format(base.minor_digits()));
    for total in totals {
        let parts: Vec<&Total> = totals.iter().filter(|part| total.adds.contains(&part.id)).collect();
        let (sum, formula) = if parts.is_empty() {
            (total.sum, visible_sum(scene, layout, total))
        } else {
            let minor = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(part.sum.minor));
            let cells: Vec<String> = parts.iter().map(|part| row_col_to_cell(FIGURES_ROW, part.place)).collect();
            (Money { minor, currency: base }, format!("={}", cells.join("+")))
        };
        let formula = Formula::new(formula).set_result(sum.to_string());
        sheet.write_formula_with_format(FIGURES_ROW, total.place, formula, &format)?;
    }
    Ok(())
}

/// The sum of visible rows. Where a column mixes currencies, only rows of the base currency count: `SUBTOTAL` knows no
/// condition, so it is asked row by row there.
fn visible_sum<R>(scene: &Scene<'_>, layout: &Sheet<R>, total: &Total) -> String {
    let lang = scene.options.lang;
    let amounts = scene.options.layout.reference(layout, lang, total.id);
    if !total.mixed {
        return format!("=SUBTOTAL(109,{amounts})");
    }
    let currencies = scene.options.layout.reference(layout, lang, "currency");
    let code = scene.options.base_currency.code();
    format!(
        "=SUMPRODUCT(SUBTOTAL(109,OFFSET({amounts},ROW({amounts})-MIN(ROW({amounts})),0,1,1)),--({currencies}=\"{code}\"))"
    )
}

fn draw_bands<R>(sheet: &mut Worksheet, scene: &Scene<'_>, columns: &[Column<R>]) -> Result<(), XlsxError> {
    let mut before = None;
    for (place, column) in (0_u16..).zip(columns) {
        let owner = column.spec.owner;
        let format = style::band(owner);
        let mut rest = columns.iter().skip(usize::from(place) + 1);
        // The words do not fit above a single column: where others follow or the print ends they would be cut off.
        let is_single = rest.next().is_none_or(|next| next.spec.owner != owner);
        if before == Some(owner) {
            sheet.write_blank(BAND_ROW, place, &format)?;
        } else {
            let length = if is_single { "-short" } else { "" };
            let text = scene.text(&format!("book-band-{}{length}", owner.name()), &[]);
            sheet.write_string_with_format(BAND_ROW, place, text, &format)?;
        }
        before = Some(owner);
    }
    Ok(())
}

fn draw_table<R>(
    sheet: &mut Worksheet,
    scene: &Scene<'_>,
    layout: &Sheet<R>,
    columns: &[Column<R>],
    last_row: u32,
    last_column: u16,
) -> Result<(), XlsxError> {
    let lang = scene.options.lang;
    let heads: Vec<TableColumn> = columns
        .iter()
        .map(|column| {
            TableColumn::new().set_header(column.spec.caption(lang)).set_header_format(style::header(&column.spec))
        })
        .collect();
    let table =
        Table::new().set_name(layout.table).set_style(TableStyle::Medium2).set_banded_rows(true).set_columns(&heads);
    sheet.add_table(HEADER_ROW, 0, last_row, last_column, &table)?;
    let note = scene.text("book-note-manager", &[]);
    for (place, column) in (0_u16..).zip(columns) {
        if column.spec.owner == Owner::Manager {
            let note = Note::new(&note).set_author("sverka").add_author_prefix(false).set_width(220).set_height(90);
            sheet.insert_note(HEADER_ROW, place, &note)?;
        }
    }
    Ok(())
}
