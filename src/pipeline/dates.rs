//! Dates that are likely a slip of the pen: a document of another century, or of years to come.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::record::{Body, Record};

/// No accounting program in use has older documents.
const LIKELY_FROM: i16 = 1990;
/// Before that year it is no date of a document at all.
const POSSIBLE_FROM: i16 = 1900;

/// What is to be said of the day of a document or payment; an error refuses it.
pub(super) fn unlikely(record: &Record, today: Date) -> Option<Issue> {
    let date = match &record.body {
        Body::Document(document) => document.date,
        Body::Payment(payment) => payment.date,
        _ => return None,
    };
    let latest = today.saturating_add(1.year());
    let severity = if date.year() < POSSIBLE_FROM { Severity::Error } else { Severity::Warning };
    let is_unlikely = date.year() < LIKELY_FROM || date > latest;
    let issue = || Issue::new(IssueCode::UnlikelyDate, severity, record.provenance.position.clone());
    is_unlikely.then(|| issue().with("field", Field::Date.name()).with("value", date.to_string()))
}
