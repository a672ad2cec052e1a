//! What a book shows now, and its file drawn from that.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use jiff::Timestamp;
use jiff::civil::Time;

use super::{Book, ask, asked, lists};
use crate::lang::Lang;
use crate::model::book::{BookRow, Edition, SAID_FOR};
use crate::model::change::Reason;
use crate::model::deed::Absence;
use crate::model::ids::{ClientId, DocumentId, PaymentId};
use crate::model::layout::BookRule;
use crate::model::record::Direction;
use crate::model::row_id::{RowId, RowKind};
use crate::model::view::{BookData, PaymentView, UndoneEdit};
use crate::normalize::names::name_core;
use crate::output::words;
use crate::pipeline::{SyncError, Workspace};
use crate::reconcile::waits;
use crate::store::books::BookScope;
use crate::store::undo::UndoneValue;
use crate::workbook::layout::{Layout, sort};
use crate::workbook::render::WordList;
use crate::workbook::{BookOptions, Missing, RenderError, render, render_missing, render_summary, snapshot};

/// Settled rows of any age: a book once showed them, and its file still has them.
const EVER: u32 = 36_500;

/// What a book shows.
pub(super) struct Content {
    /// The data it is drawn from.
    pub(super) data: BookData,
    /// The same as canonical rows.
    pub(super) rows: Vec<BookRow>,
    /// The ids of those that the book shows; of what is known besides, its file has rows.
    pub(super) shown: BTreeSet<RowId>,
    /// Where each of the rows stands among them.
    places: BTreeMap<RowId, usize>,
}

impl Content {
    /// What a book shows now.
    pub(super) fn of(workspace: &Workspace, book: &Book, now: Timestamp) -> Result<Self, SyncError> {
        let (data, shown) = Self::shown(workspace, book, now, &BTreeSet::new())?;
        Ok(Self::made(workspace, book, data, shown))
    }

    /// The same with what the store has for rows of its file that are too old or too many to be shown: they are kept up
    /// to date. Only these are looked for, whatever else the store holds.
    pub(super) fn of_file(
        workspace: &Workspace,
        book: &Book,
        now: Timestamp,
        in_file: &BTreeSet<RowId>,
    ) -> Result<Self, SyncError> {
        let (mut data, shown) = Self::shown(workspace, book, now, in_file)?;
        if data.left_out.first().is_some_and(|clients| *clients > 0) {
            let all = Self::within(workspace, book, now, (EVER, usize::MAX))?;
            // What is beyond the bounds in a drawn book is beyond them in this one too, and is said.
            let BookData { questions, questions_left, left_out, controls, .. } = data;
            let data = BookData { questions, questions_left, left_out, controls, ..all };
            return Ok(Self::made(workspace, book, data, shown));
        }
        let also = |kind: RowKind| in_file.difference(&shown).filter(move |id| id.kind == kind);
        let documents: Vec<DocumentId> = also(RowKind::Document).map(|id| DocumentId(id.number)).collect();
        let payments: Vec<PaymentId> = also(RowKind::Payment).map(|id| PaymentId(id.number)).collect();
        let scope = Self::scope(workspace, book, now, (EVER, usize::MAX));
        workspace.store.add_to_book(&scope, &mut data, &documents, &payments)?;
        narrow(workspace, book, &mut data);
        Ok(Self::made(workspace, book, data, shown))
    }

    fn made(workspace: &Workspace, book: &Book, mut data: BookData, shown: BTreeSet<RowId>) -> Self {
        for payment in &mut data.payments {
            payment.why = why(&payment.reasons, workspace.lang);
            if payment.why.is_empty() {
                payment.why = says_for_whom(payment, workspace.lang);
            }
        }
        let rows = snapshot::rows(&data, workspace.lang, workspace.config.base_currency, &layout(workspace, book));
        let places = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        Self { data, rows, shown, places }
    }

    /// What the store has now for a row.
    pub(super) fn row(&self, id: RowId) -> Option<&BookRow> {
        self.rows.get(*self.places.get(&id)?)
    }

    /// The data within the bounds of settings, and the ids of what it shows: all but questions that only the file has.
    fn shown(
        workspace: &Workspace,
        book: &Book,
        now: Timestamp,
        in_file: &BTreeSet<RowId>,
    ) -> Result<(BookData, BTreeSet<RowId>), SyncError> {
        let settings = &workspace.config.workbooks;
        let rule = rule(workspace, book);
        let recent_days = rule.and_then(|rule| rule.recent_days).unwrap_or(settings.recent_days);
        let rows_max = rule.and_then(|rule| rule.rows_max).unwrap_or(settings.rows_max);
        let mut data = Self::within(workspace, book, now, (recent_days, rows_max))?;
        let mut ids: BTreeSet<RowId> = data.clients.iter().map(|client| client.id.into()).collect();
        ids.extend(data.documents.iter().map(|document| RowId::from(document.id)));
        ids.extend(data.payments.iter().map(|payment| RowId::from(payment.id)));
        ids.extend(data.conflicts.iter().map(|kept| RowId::from(kept.id)));
        let asked = asked::shown(workspace, book, data.manager.as_deref(), in_file)?;
        ids.extend(asked.waiting);
        (data.questions, data.questions_left) = (asked.questions, asked.left);
        Ok((data, ids))
    }

    fn scope(workspace: &Workspace, book: &Book, now: Timestamp, (recent_days, rows_max): (u32, usize)) -> BookScope {
        BookScope {
            // Whose the clients of a book of before are now, nobody knows but the store.
            manager: book.manager.clone().filter(|_| book.heir.is_none()),
            today: workspace.local(now).date(),
            recent_days,
            rows_max,
            payment_term_days: workspace.config.payment_term_days,
        }
    }

    /// The data within bounds of age and number, without questions.
    fn within(workspace: &Workspace, book: &Book, now: Timestamp, bounds: (u32, usize)) -> Result<BookData, SyncError> {
        let scope = Self::scope(workspace, book, now, bounds);
        let mut data = workspace.store.book(&scope)?;
        // As people look for them, whatever stands before a name.
        data.clients.sort_by_cached_key(|client| (name_core(&client.name), client.id));
        data.conflicts = workspace.store.open_clashes(book.shown_in())?;
        let since = now.checked_sub(SAID_FOR).unwrap_or(now).to_string();
        data.declined = workspace.store.declined_requests(book.shown_in(), &since)?;
        data.undone = undone(workspace, &since)?;
        narrow(workspace, book, &mut data);
        let absent = ask::absent(workspace, book)?;
        let is_away = |id: RowId| absent.get(&id) == Some(&Absence::Away);
        data.documents.retain(|document| !is_away(document.id.into()));
        data.payments.retain(|payment| !is_away(payment.id.into()));
        for control in &mut data.controls {
            let reasons = control.reasons.iter().map(|reason| words::decision_text(reason, workspace.lang));
            control.explanation = reasons.collect::<Vec<_>>().join("; ");
            let began = control.since_at.as_deref().and_then(|at| at.parse().ok());
            control.since_at = began.map(|at| workspace.local(at).to_string());
        }
        let by = rule(workspace, book).map(|rule| rule.sort.as_slice()).unwrap_or_default();
        sort(&mut data, workspace.lang, workspace.config.base_currency, &layout(workspace, book), by);
        Ok(data)
    }

    /// The file; equal data and version give equal bytes all day long.
    pub(super) fn drawn(&self, workspace: &Workspace, book: &Book, version: u32) -> Result<Vec<u8>, RenderError> {
        let mut bytes = Cursor::new(Vec::new());
        render(&self.data, &self.options(workspace, book, version), &mut bytes).map(|_summary| bytes.into_inner())
    }

    /// The first sheet alone, as a book of its own.
    pub(super) fn summary(&self, workspace: &Workspace, book: &Book) -> Result<Vec<u8>, RenderError> {
        let mut bytes = Cursor::new(Vec::new());
        render_summary(&self.data, &self.options(workspace, book, 1), &mut bytes).map(|()| bytes.into_inner())
    }

    /// Sheets alone that a file lacks, as a book of their own.
    pub(super) fn missing(
        &self,
        workspace: &Workspace,
        book: &Book,
        sheets: &[Missing<'_>],
    ) -> Result<Vec<u8>, RenderError> {
        let mut bytes = Cursor::new(Vec::new());
        let options = self.options(workspace, book, 1);
        render_missing(&self.data, &options, sheets, &mut bytes).map(|()| bytes.into_inner())
    }

    /// What its drop-downs offer, by column.
    pub(super) fn lists(&self, workspace: &Workspace, book: &Book) -> BTreeMap<&'static str, WordList> {
        lists::offered(&workspace.config.dictionaries, &layout(workspace, book), &self.data, workspace.lang)
    }

    fn options(&self, workspace: &Workspace, book: &Book, version: u32) -> BookOptions {
        let config = &workspace.config;
        BookOptions {
            lang: workspace.lang,
            // The day, not the moment.
            created: self.data.today.to_datetime(Time::midnight()),
            base_currency: config.base_currency,
            company: config.organizations.first().map(|company| company.name.clone()).unwrap_or_default(),
            book_id: book.name.clone(),
            edition: Edition::of(version, &self.rows),
            lists: self.lists(workspace, book),
            layout: layout(workspace, book),
            scratch_dir: Some(workspace.scratch()),
        }
    }
}

/// Why money pays what it pays, in words; the number of a document stands before its first reason.
fn why(reasons: &[(String, Reason)], lang: Lang) -> String {
    let mut before = None;
    let mut said = Vec::new();
    for (number, reason) in reasons {
        let text = words::decision_text(reason, lang);
        let is_first = before != Some(number) && !number.is_empty();
        said.push(if is_first { format!("№ {number}: {text}") } else { text });
        before = Some(number);
    }
    said.join("; ")
}

/// For whom money is said to be that pays nothing yet and stays with its payer, in words.
fn says_for_whom(payment: &PaymentView, lang: Lang) -> String {
    let waits = payment.direction == Direction::In && payment.unallocated.minor > 0 && !payment.is_anothers;
    let said = || waits::says_for_whom(&payment.purpose, (&payment.payer, &payment.payer_tax));
    waits.then(said).flatten().map(|reason| words::decision_text(&reason, lang)).unwrap_or_default()
}

/// What settings say of this book.
fn rule<'w>(workspace: &'w Workspace, book: &Book) -> Option<&'w BookRule> {
    workspace.config.workbooks.rule(book.manager.as_deref())
}

/// The sheets and columns of this book, by what settings say of them.
pub(super) fn layout(workspace: &Workspace, book: &Book) -> Layout {
    Layout::of(book.manager.as_deref(), &workspace.config.workbooks.columns, rule(workspace, book))
}

/// Leaves out clients that settings keep out of the book, with their documents and payments.
fn narrow(workspace: &Workspace, book: &Book, data: &mut BookData) {
    let Some(rule) = rule(workspace, book).filter(|rule| rule.is_narrow()) else { return };
    data.clients.retain(|client| rule.shows(&client.segment, &client.region));
    let shown: BTreeSet<ClientId> = data.clients.iter().map(|client| client.id).collect();
    let is_shown = |client: Option<ClientId>| client.is_some_and(|client| shown.contains(&client));
    data.documents.retain(|document| is_shown(document.client));
    data.payments.retain(|payment| is_shown(payment.client));
}

/// What was taken back with its run, of whatever book: only rows of this one are said anything of.
fn undone(workspace: &Workspace, since: &str) -> Result<Vec<UndoneEdit>, SyncError> {
    let edit = |UndoneValue { row, column, value, filled_at }: UndoneValue| {
        let day = workspace.local(filled_at.parse().ok()?).date();
        Some(UndoneEdit { row, column, value, day })
    };
    Ok(workspace.store.undone_values(since)?.into_iter().filter_map(edit).collect())
}
