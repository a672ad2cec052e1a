//! Golden rows as readers of the store see them: reports, workbooks, exports.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::asked::QuestionView;
use super::book::KeptClash;
use super::change::Reason;
use super::control::ControlView;
use super::ids::{ClientId, DocumentId, OrganizationId, PaymentId};
use super::money::Money;
use super::record::{Direction, PaymentMethod, RecordKind};
use super::row_id::RowId;

/// A client as a workbook shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientView {
    /// Its id.
    pub id: ClientId,
    /// Working name.
    pub name: String,
    /// Official name.
    pub legal_name: String,
    /// Tax number, digits as text.
    pub tax_id: String,
    /// КПП.
    pub kpp: String,
    /// Phones in E.164.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Segment.
    pub segment: String,
    /// Stage of the sale, as the manager keeps it.
    pub stage: String,
    /// When the manager means to speak to the client next.
    pub next_contact: Option<Date>,
    /// The manager's comment.
    pub comment: String,
    /// Region.
    pub region: String,
    /// The owning manager's name as settings have it; empty without one.
    pub manager: String,
    /// Marked deleted in every source that knows it.
    pub deleted: bool,
    /// Per currency: what is invoiced, paid, still open and overdue, and the last payment's date.
    pub balances: Vec<ClientBalance>,
    /// Date of the newest document.
    pub last_document: Option<Date>,
    /// Date of the newest payment.
    pub last_payment: Option<Date>,
    /// Whatever else is known of it, by name: what sources say, and what people fill in in columns of their own.
    pub attributes: BTreeMap<String, String>,
}

/// A client's standing in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientBalance {
    /// Total of its receivable documents.
    pub invoiced: Money,
    /// Allocated to them.
    pub paid: Money,
    /// Still open.
    pub open: Money,
    /// Open and past due.
    pub overdue: Money,
    /// Received and not allocated to any document.
    pub unallocated: Money,
}

/// The state of a document, most significant first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentStatus {
    /// Marked deleted in the source.
    Deleted,
    /// Cancelled in the source.
    Canceled,
    /// Not posted: no money yet.
    Draft,
    /// Allocations cover the total.
    Paid,
    /// Allocations cover a part.
    PartlyPaid,
    /// Nothing allocated.
    Open,
}

impl DocumentStatus {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Canceled => "canceled",
            Self::Draft => "draft",
            Self::Paid => "paid",
            Self::PartlyPaid => "partly_paid",
            Self::Open => "open",
        }
    }
}

/// A document as a workbook shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentView {
    /// Its id.
    pub id: DocumentId,
    /// Invoice, order, shipment or return.
    pub kind: RecordKind,
    /// Number as written.
    pub number: String,
    /// Date.
    pub date: Date,
    /// Pay until: as stated, else nothing.
    pub due_date: Option<Date>,
    /// The client, where it is known.
    pub client: Option<ClientId>,
    /// The client's working name.
    pub client_name: String,
    /// Our company.
    pub organization: Option<OrganizationId>,
    /// Our company's name.
    pub organization_name: String,
    /// Total.
    pub total: Money,
    /// Allocated to it.
    pub paid: Money,
    /// What returns and corrections take off the total; below zero where they add to it. Zero for a document that is no
    /// money.
    pub reduced: Money,
    /// Total less what it was reduced by and what was paid; zero for a document that is no money.
    pub balance: Money,
    /// State.
    pub status: DocumentStatus,
    /// The owning manager of the client.
    pub manager: String,
    /// When the manager expects the money.
    pub planned_payment: Option<Date>,
    /// The manager's comment.
    pub comment: String,
    /// What people fill in in columns of their own, by name.
    pub attributes: BTreeMap<String, String>,
}

impl DocumentView {
    /// Days past due on a day; zero when not overdue or settled.
    #[must_use]
    pub fn overdue_days(&self, today: Date) -> i32 {
        match self.due_date {
            Some(due) if self.balance.minor > 0 && due < today => (today - due).get_days(),
            _ => 0,
        }
    }
}

/// A payment as a workbook shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PaymentView {
    /// Its id.
    pub id: PaymentId,
    /// Number.
    pub number: String,
    /// The day money moved.
    pub date: Date,
    /// In, out or internal.
    pub direction: Direction,
    /// Bank, cash or card.
    pub method: PaymentMethod,
    /// The client, where it is known.
    pub client: Option<ClientId>,
    /// The client's working name, else the counterparty as the source names it.
    pub client_name: String,
    /// Amount.
    pub amount: Money,
    /// Allocated to documents.
    pub allocated: Money,
    /// Not yet allocated.
    pub unallocated: Money,
    /// Given back, or a payment that took it back.
    pub returned: Money,
    /// Who paid, as the source names him; nothing for money paid out.
    pub payer: String,
    /// The payer's tax number as the source has it.
    pub payer_tax: String,
    /// It is another's money than the payer's.
    pub is_anothers: bool,
    /// Why it pays what it pays, by the numbers of the documents, and what was given back of it.
    pub reasons: Vec<(String, Reason)>,
    /// The same in words.
    pub why: String,
    /// Purpose.
    pub purpose: String,
    /// Numbers of the documents it pays, in order.
    pub documents: Vec<String>,
    /// The owning manager of the client.
    pub manager: String,
}

/// A value that somebody had filled in and that was taken back with the run that took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneEdit {
    /// The row.
    pub row: RowId,
    /// The column's id.
    pub column: String,
    /// The value; empty where it had been cleared.
    pub value: String,
    /// The day it was taken.
    pub day: Date,
}

/// Everything one workbook shows: already filtered by owner and age.
#[derive(Debug, Clone, PartialEq)]
pub struct BookData {
    /// Whose book: the manager's name; nothing for the head's.
    pub manager: Option<String>,
    /// The business date of the figures.
    pub today: Date,
    /// Clients, by name.
    pub clients: Vec<ClientView>,
    /// Receivable documents, newest first.
    pub documents: Vec<DocumentView>,
    /// Payments, newest first.
    pub payments: Vec<PaymentView>,
    /// The books against the balances that sources state, what differs first; only in the head's book.
    pub controls: Vec<ControlView>,
    /// Values of this book that collide with the store's and wait for the manager or the accountant.
    pub conflicts: Vec<KeptClash>,
    /// Questions that wait for a person, the oldest first.
    pub questions: Vec<QuestionView>,
    /// Questions left out because a book holds no more.
    pub questions_left: usize,
    /// Values of this book that the accountant declined lately.
    pub declined: Vec<KeptClash>,
    /// Values of this book that were taken back with a run lately.
    pub undone: Vec<UndoneEdit>,
    /// Rows left out because a sheet holds no more: clients, documents, payments, balances.
    pub left_out: [usize; 4],
}
