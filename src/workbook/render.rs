//! A new book: six sheets a person reads, in the head's book a seventh, and one very hidden that carries the book's
//! identity.
//!
//! Data sheets are written row by row in constant memory, so the cost of a book is its bytes, not its cells at once.
//! Equal data, options and creation time give equal bytes.

mod cell;
mod chart;
mod color;
mod figures;
pub(in crate::workbook) mod identity;
mod sheet;
mod style;
mod summary;

pub(in crate::workbook) use cell::clean;
pub(in crate::workbook) use identity::{MARK, SHEET as SYNC_SHEET};

use std::collections::BTreeMap;
use std::io::{Seek, Write};
use std::path::PathBuf;

use jiff::civil::DateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::layout::{
    CLIENTS, CONFLICTS, CONTROLS, Column, DOCUMENTS, Frame, Layout, PAYMENTS, QUESTIONS, REMARKS, RemarkLine, Row,
    Sheet, sheet_name,
};
use super::{lines, words};
use crate::lang::{Arg, Lang};
use crate::model::book::Edition;
use crate::model::money::Currency;
use crate::model::view::BookData;

/// Deflate level: Excel itself uses 3; 6 costs twice the time for a tenth of the size.
const COMPRESSION: u8 = 3;

/// What a book is drawn with, apart from its data.
#[derive(Debug, Clone)]
pub struct BookOptions {
    /// Language of names, captions and notes.
    pub lang: Lang,
    /// When the book is made, in the workspace's time zone; the caller fixes it, so that equal data give equal bytes.
    pub created: DateTime,
    /// Currency of the figures.
    pub base_currency: Currency,
    /// Our company, for the file's properties; may be empty.
    pub company: String,
    /// The book's lasting identity.
    pub book_id: String,
    /// The version being written, from 1; the base that a later merge is made against.
    pub edition: Edition,
    /// What the drop-downs of columns offer, by column.
    pub lists: BTreeMap<&'static str, WordList>,
    /// What settings say of its sheets and columns. What is drawn hidden stays in the file, so that formulas and reading
    /// find it.
    pub layout: Layout,
    /// Where rows are spooled while the book is drawn; nothing for the system's place.
    pub scratch_dir: Option<PathBuf>,
}

/// Words to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordList {
    /// The words, in order.
    pub words: Vec<String>,
    /// Whether nothing else may be typed.
    pub binds: bool,
}

/// What was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookSummary {
    /// Rows on the sheet of clients.
    pub clients: usize,
    /// Rows on the sheet of documents.
    pub documents: usize,
    /// Rows on the sheet of payments.
    pub payments: usize,
    /// Rows the caller left out: clients, documents, payments, balances.
    pub left_out: [usize; 4],
}

/// Why a book can't be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A sheet broke a limit of the format, or its rows could not be spooled.
    #[error("sheet {sheet:?} can't be drawn")]
    Sheet {
        /// The sheet's name.
        sheet: String,
        /// What the writer says.
        source: XlsxError,
    },
    /// The finished book could not be written.
    #[error("the workbook can't be written")]
    Write(#[source] XlsxError),
}

/// Draws a book of this data into a writer. Nothing is written before every sheet is drawn.
///
/// # Errors
/// When a limit of the format is broken (rows beyond a sheet's million) or the writer or the spool fails.
pub fn render<W>(data: &BookData, options: &BookOptions, to: W) -> Result<BookSummary, RenderError>
where
    W: Write + Seek + Send,
{
    let frame = Frame::of(data, options.lang, options.base_currency, &options.layout);
    let scene = Scene { data, options, frame: &frame, styles: style::Styles::new(options.lang) };
    let mut book = Workbook::new();
    let failed_on = |id: &str| {
        let sheet = sheet_name(options.lang, id);
        move |source| RenderError::Sheet { sheet, source }
    };
    prepare(&mut book, &scene).map_err(failed_on("summary"))?;
    summary::draw(&mut book, &scene).map_err(failed_on("summary"))?;
    sheet::draw(&mut book, &scene, &CLIENTS, &data.clients, data.left_out[0]).map_err(failed_on(CLIENTS.id))?;
    sheet::draw(&mut book, &scene, &DOCUMENTS, &data.documents, data.left_out[1]).map_err(failed_on(DOCUMENTS.id))?;
    sheet::draw(&mut book, &scene, &PAYMENTS, &data.payments, data.left_out[2]).map_err(failed_on(PAYMENTS.id))?;
    if scene.head() {
        let left = data.left_out[3];
        sheet::draw(&mut book, &scene, &CONTROLS, &data.controls, left).map_err(failed_on(CONTROLS.id))?;
    }
    sheet::draw(&mut book, &scene, &CONFLICTS, &data.conflicts, 0).map_err(failed_on(CONFLICTS.id))?;
    let left = data.questions_left;
    sheet::draw(&mut book, &scene, &QUESTIONS, &data.questions, left).map_err(failed_on(QUESTIONS.id))?;
    identity::draw(&mut book, &scene).map_err(failed_on("summary"))?;
    book.save_to_writer(to).map_err(RenderError::Write)?;
    Ok(BookSummary {
        clients: data.clients.len(),
        documents: data.documents.len(),
        payments: data.payments.len(),
        left_out: data.left_out,
    })
}

/// Draws only the first sheet of a book: what a book that is gone on with should show there.
///
/// # Errors
/// As [`render`].
pub fn render_summary<W>(data: &BookData, options: &BookOptions, to: W) -> Result<(), RenderError>
where
    W: Write + Seek + Send,
{
    let frame = Frame::of(data, options.lang, options.base_currency, &options.layout);
    let scene = Scene { data, options, frame: &frame, styles: style::Styles::new(options.lang) };
    let mut book = Workbook::new();
    let failed = |source| RenderError::Sheet { sheet: sheet_name(options.lang, "summary"), source };
    prepare(&mut book, &scene).map_err(failed)?;
    summary::draw(&mut book, &scene).map_err(failed)?;
    book.save_to_writer(to).map_err(RenderError::Write)
}

/// A sheet that a book which is gone on with lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing<'m> {
    /// Of values that collide; its rows are put into it later.
    Conflicts,
    /// Of questions; its rows are put into it later.
    Questions,
    /// Of remarks, with these.
    Remarks(&'m [RemarkLine]),
}

/// Draws sheets alone, to be put into a book that lacks them.
///
/// # Errors
/// As [`render`].
pub fn render_missing<W>(
    data: &BookData,
    options: &BookOptions,
    sheets: &[Missing<'_>],
    to: W,
) -> Result<(), RenderError>
where
    W: Write + Seek + Send,
{
    let frame = Frame::of(data, options.lang, options.base_currency, &options.layout);
    let scene = Scene { data, options, frame: &frame, styles: style::Styles::new(options.lang) };
    let mut book = Workbook::new();
    let failed_on = |id: &str| {
        let sheet = sheet_name(options.lang, id);
        move |source| RenderError::Sheet { sheet, source }
    };
    prepare(&mut book, &scene).map_err(failed_on(CONFLICTS.id))?;
    for missing in sheets {
        match missing {
            Missing::Conflicts => sheet::draw_empty(&mut book, &scene, &CONFLICTS, &data.conflicts),
            Missing::Questions => sheet::draw_empty(&mut book, &scene, &QUESTIONS, &data.questions),
            Missing::Remarks(lines) => sheet::draw(&mut book, &scene, &REMARKS, lines, 0),
        }
        .map_err(failed_on(missing.id()))?;
    }
    book.save_to_writer(to).map_err(RenderError::Write)
}

impl Missing<'_> {
    /// The sheet's id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Conflicts => CONFLICTS.id,
            Self::Questions => QUESTIONS.id,
            Self::Remarks(_) => REMARKS.id,
        }
    }
}

/// The most lines that the list of debtors has.
pub(in crate::workbook) const DEBTOR_LINES: usize = figures::DEBTORS_MAX;

/// What every drawing function needs.
struct Scene<'a> {
    data: &'a BookData,
    options: &'a BookOptions,
    frame: &'a Frame<'a>,
    styles: style::Styles,
}

impl Scene<'_> {
    fn text(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.options.lang.text(key, args)
    }

    /// Whether it is the head's book.
    fn head(&self) -> bool {
        self.data.manager.is_none()
    }

    /// The columns of a sheet.
    fn columns<R: Row>(&self, sheet: &Sheet<R>) -> Vec<Column<R>> {
        self.options.layout.columns(sheet, self.head())
    }

    /// The place of a column, from zero.
    fn place<R: Row>(&self, sheet: &Sheet<R>, id: &str) -> u16 {
        self.options.layout.place(sheet, self.head(), id).unwrap_or_default()
    }

    /// A reference to a column's data.
    fn reference<R>(&self, sheet: &Sheet<R>, id: &str) -> String {
        self.options.layout.reference(sheet, self.options.lang, id)
    }

    /// Whose book it is, in words.
    fn owner(&self) -> String {
        self.data.manager.clone().unwrap_or_else(|| self.text("book-everyone", &[]))
    }

    fn title(&self, sheet: &str) -> String {
        self.text("book-title", &[("sheet", Arg::Text(sheet)), ("owner", Arg::from(&self.owner()))])
    }

    /// The line under a title: the day of the figures. The hour is not known here: a book is written again only when
    /// its figures change, so that equal data give equal bytes all day long.
    fn as_of(&self) -> String {
        let day = self.options.lang.date(self.data.today);
        self.text("book-as-of", &[("date", Arg::from(&day))])
    }

    /// A line that says what was left out of a sheet; nothing where nothing was.
    fn left_out(&self, sheet: &str, entity: &str, count: usize) -> Option<String> {
        words::left_out(sheet, entity, count, self.options.lang)
    }
}

fn prepare(book: &mut Workbook, scene: &Scene<'_>) -> Result<(), XlsxError> {
    if let Some(dir) = &scene.options.scratch_dir {
        book.set_tempdir(dir)?;
    }
    book.set_default_format(&style::base(), lines::ROW, 64)?;
    book.set_zip_compression_level(COMPRESSION);
    let made = scene.options.created;
    // A clock before 1900 is not worth failing a book for.
    let created = u16::try_from(made.year())
        .ok()
        .zip(u8::try_from(made.month()).ok().zip(u8::try_from(made.day()).ok()))
        .and_then(|(year, (month, day))| ExcelDateTime::from_ymd(year, month, day).ok())
        .and_then(|date| {
            let time = (
                u16::try_from(made.hour()).ok()?,
                u8::try_from(made.minute()).ok()?,
                u8::try_from(made.second()).ok()?,
            );
            date.and_hms(time.0, time.1, time.2).ok()
        })
        .unwrap_or_default();
    let properties = DocProperties::new()
        .set_title(clean(&scene.title(&sheet_name(scene.options.lang, "summary"))))
        .set_author("sverka")
        .set_company(clean(&scene.options.company))
        .set_manager(clean(&scene.owner()))
        .set_creation_datetime(&created);
    book.set_properties(&identity::mark(properties, scene));
    identity::name(book, scene)
}
