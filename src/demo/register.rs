//! The regional office's register of invoices: an Excel book as people keep it by hand, with title rows,
//! a merged two-storey head, subtotals by month and a totals row.

use std::io;

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

use super::cast::RegisterWords;
use super::orders::Kinds;
use super::truth::KindTruth;
use super::words::{dotted, render};
use super::world::{Channel, Company, Document, Flaw};

/// Where the head begins; titles stand above.
const HEAD_ROW: u32 = 3;

/// The book and what it holds.
pub(crate) fn register(company: &Company, words: &RegisterWords, months: &[String]) -> io::Result<(Vec<u8>, Kinds)> {
    let documents: Vec<&Document> =
        company.documents.iter().map(AsRef::as_ref).filter(|d| d.channel == Channel::Register).collect();
    let mut truth = KindTruth::default();
    for document in &documents {
        match document.flaw {
            None => truth.add(Some(document.total)),
            Some(_) => truth.refuse(),
        }
    }
    let period = period(&documents);
    let subtitle = render(&words.subtitle, &[("from", period.0.as_str()), ("to", period.1.as_str())])?;
    let bytes = book(company, words, months, &documents, &subtitle).map_err(io::Error::other)?;
    Ok((bytes, Kinds::from([(RecordKind::Invoice, truth)])))
}

fn period(documents: &[&Document]) -> (String, String) {
    let dates = || documents.iter().map(|document| document.date);
    (dates().min().map(dotted).unwrap_or_default(), dates().max().map(dotted).unwrap_or_default())
}

fn book(
    company: &Company,
    words: &RegisterWords,
    months: &[String],
    documents: &[&Document],
    subtitle: &str,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed time of creation keeps the bytes the same for the same story.
    let made = excel_date(company.today)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet().set_name(&words.sheet)?;
    for (column, width) in (0_u16..).zip(&words.widths) {
        sheet.set_column_width(column, *width)?;
    }
    titles(sheet, words, subtitle)?;
    head(sheet, words)?;
    let mut body = Body { sheet, words, row: HEAD_ROW + 2, ordinal: 0 };
    let mut month: Vec<&Document> = Vec::new();
    for document in documents {
        if month.last().is_some_and(|last| last.date.month() != document.date.month()) {
            body.subtotal(&month, months)?;
            month.clear();
        }
        body.invoice(document)?;
        month.push(document);
    }
    body.subtotal(&month, months)?;
    body.total_row(&words.total, readable(documents))?;
    book.save_to_buffer()
}

fn titles(sheet: &mut Worksheet, words: &RegisterWords, subtitle: &str) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(14);
    sheet.merge_range(0, 0, 0, 8, &words.title, &title)?;
    sheet.merge_range(1, 0, 1, 8, subtitle, &Format::new().set_italic())?;
    Ok(())
}

/// Neighbours with one upper caption share a merged cell; a caption without a lower one spans both storeys.
fn head(sheet: &mut Worksheet, words: &RegisterWords) -> Result<(), XlsxError> {
    let format = Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    let mut columns = (0_u16..).zip(&words.head).peekable();
    while let Some((column, [upper, lower])) = columns.next() {
        if lower.is_empty() {
            sheet.merge_range(HEAD_ROW, column, HEAD_ROW + 1, column, upper, &format)?;
            continue;
        }
        sheet.write_string_with_format(HEAD_ROW + 1, column, lower, &format)?;
        let mut last = column;
        while let Some((next, [_, lower])) = columns.next_if(|(_, [other, _])| other == upper) {
            sheet.write_string_with_format(HEAD_ROW + 1, next, lower, &format)?;
            last = next;
        }
        sheet.merge_range(HEAD_ROW, column, HEAD_ROW, last, upper, &format)?;
    }
    Ok(())
}

struct Body<'a> {
    sheet: &'a mut Worksheet,
    words: &'a RegisterWords,
    row: u32,
    ordinal: u32,
}

impl Body<'_> {
    fn invoice(&mut self, document: &Document) -> Result<(), XlsxError> {
        let (row, words) = (self.row, self.words);
        self.ordinal += 1;
        let cell = Format::new().set_border(FormatBorder::Thin);
        let day = cell.clone().set_num_format("dd.mm.yyyy");
        let client = &document.client;
        self.sheet.write_number_with_format(row, 0, self.ordinal, &cell)?;
        self.sheet.write_string_with_format(row, 1, &document.number, &cell)?;
        self.sheet.write_datetime_with_format(row, 2, excel_date(document.date)?, &day)?;
        self.sheet.write_string_with_format(row, 3, client.trade_name.trim(), &cell)?;
        // Typed as a number, a tax number loses its leading zero: this is where lost zeros come from.
        self.sheet.write_number_with_format(
            row,
            4,
            number(client.tax_id.as_deref()),
            &cell.clone().set_num_format("0"),
        )?;
        match document.flaw {
            Some(Flaw::Sum) => self.sheet.write_string_with_format(row, 5, &words.unreadable, &cell)?,
            _ => self.sheet.write_number_with_format(row, 5, amount(document.total), &money(&cell))?,
        };
        match document.due {
            // Now and then somebody types the date as text.
            Some(due) if self.ordinal.is_multiple_of(5) => {
                self.sheet.write_string_with_format(row, 6, dotted(due), &cell)?
            }
            Some(due) => self.sheet.write_datetime_with_format(row, 6, excel_date(due)?, &day)?,
            None => self.sheet.write_blank(row, 6, &cell)?,
        };
        let manager = document.manager.as_deref().unwrap_or(&words.no_manager);
        self.sheet.write_string_with_format(row, 7, manager, &cell)?;
        let notes = words.notes.iter().cycle().nth(usize::try_from(self.ordinal).unwrap_or(0));
        self.sheet.write_string_with_format(row, 8, notes.map_or("", String::as_str), &cell)?;
        self.row += 1;
        Ok(())
    }

    fn subtotal(&mut self, month: &[&Document], months: &[String]) -> Result<(), XlsxError> {
        let Some(last) = month.last() else { return Ok(()) };
        let name = usize::try_from(last.date.month() - 1).ok().and_then(|at| months.get(at));
        let month_text = format!("{} {}", name.map_or("", String::as_str), last.date.year());
        let caption = self.words.group.replace("{{ month }}", &month_text);
        self.total_row(&caption, readable(month))
    }

    fn total_row(&mut self, caption: &str, total: Money) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        self.sheet.write_string_with_format(self.row, 0, caption, &bold)?;
        let sum = Formula::new(format!("={total}")).set_result(total.to_string());
        self.sheet.write_formula_with_format(self.row, 5, sum, &money(&bold))?;
        self.row += 1;
        Ok(())
    }
}

/// The total of the rows whose sum can be read.
fn readable(documents: &[&Document]) -> Money {
    let minor = documents.iter().filter(|d| d.flaw.is_none()).map(|d| d.total.minor).sum();
    Money { minor, currency: Currency::RUB }
}

fn money(base: &Format) -> Format {
    base.clone().set_num_format("#,##0.00")
}

/// The file format has no other number than the float; the text is exact and so is its nearest float for sums this small.
fn amount(money: Money) -> f64 {
    number(Some(&money.to_string()))
}

fn number(text: Option<&str>) -> f64 {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| u8::try_from(part).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(1900), part(date.month()), part(date.day()))
}
