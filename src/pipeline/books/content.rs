//! What a book shows now, and its file drawn from that.

use std::io::Cursor;

use jiff::Timestamp;
use jiff::civil::Time;

use super::{Book, asked};
use crate::model::book::{BookRow, Edition};
use crate::model::view::BookData;
use crate::output::words;
use crate::pipeline::{SyncError, Workspace};
use crate::store::books::BookScope;
use crate::workbook::{BookOptions, RenderError, render, snapshot};

/// Settled rows of any age: a book once showed them, and its file still has them.
const EVER: u32 = 36_500;

/// What a book shows.
pub(super) struct Content {
    /// The data it is drawn from.
    pub(super) data: BookData,
    /// The same as canonical rows.
    pub(super) rows: Vec<BookRow>,
}

impl Content {
    /// What a book shows now.
    pub(super) fn of(workspace: &Workspace, book: &Book, now: Timestamp) -> Result<Self, SyncError> {
        let settings = &workspace.config.workbooks;
        Self::within(workspace, book, now, settings.recent_days, settings.rows_max, false)
    }

    /// What it would show if nothing were too old or too much: rows that a file still has are kept up to date.
    pub(super) fn of_all(workspace: &Workspace, book: &Book, now: Timestamp) -> Result<Self, SyncError> {
        Self::within(workspace, book, now, EVER, usize::MAX, true)
    }

    fn within(
        workspace: &Workspace,
        book: &Book,
        now: Timestamp,
        recent_days: u32,
        rows_max: usize,
        with_former: bool,
    ) -> Result<Self, SyncError> {
        let config = &workspace.config;
        let scope = BookScope {
            // Whose the clients of a book of before are now, nobody knows but the store.
            manager: book.manager.clone().filter(|_| book.heir.is_none()),
            today: workspace.local(now).date(),
            recent_days,
            rows_max,
            payment_term_days: config.payment_term_days,
        };
        let mut data = workspace.store.book(&scope)?;
        data.conflicts = workspace.store.open_clashes(book.shown_in())?;
        let shown = asked::shown(workspace, book, scope.manager.as_deref(), with_former)?;
        (data.questions, data.questions_left) = (shown.questions, shown.left);
        for control in &mut data.controls {
            let reasons = control.reasons.iter().map(|reason| words::decision_text(reason, workspace.lang));
            control.explanation = reasons.collect::<Vec<_>>().join("; ");
            let began = control.since_at.as_deref().and_then(|at| at.parse().ok());
            control.since_at = began.map(|at| workspace.local(at).to_string());
        }
        let rows = snapshot::rows(&data, workspace.lang, config.base_currency);
        Ok(Self { data, rows })
    }

    /// The file; equal data and version give equal bytes all day long.
    pub(super) fn drawn(&self, workspace: &Workspace, book: &Book, version: u32) -> Result<Vec<u8>, RenderError> {
        let config = &workspace.config;
        let options = BookOptions {
            lang: workspace.lang,
            // The day, not the moment.
            created: self.data.today.to_datetime(Time::midnight()),
            base_currency: config.base_currency,
            company: config.organizations.first().map(|company| company.name.clone()).unwrap_or_default(),
            book_id: book.name.clone(),
            edition: Edition::of(version, &self.rows),
            scratch_dir: Some(workspace.scratch()),
        };
        let mut bytes = Cursor::new(Vec::new());
        render(&self.data, &options, &mut bytes).map(|_summary| bytes.into_inner())
    }
}
