//! What the normalization of one draft shares: the rules, the issues found so far, amounts, the records mentioned.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::draft::Fields;
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::{Currency, Money, MoneyError};
use crate::model::provenance::{Position, Provenance};
use crate::model::record::{Body, DocumentRef, Record, RecordKind, RecordVersion, Standing};

use super::Rules;

/// The draft can't become a record; the issue that says why has been added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused;

/// One draft on the desk.
pub(super) struct Desk<'a> {
    /// What is known of the workspace.
    pub(super) rules: &'a Rules,
    /// Where the draft came from.
    pub(super) provenance: Provenance,
    /// What orders it.
    pub(super) version: RecordVersion,
    /// Issues found so far.
    pub(super) issues: &'a mut Vec<Issue>,
    /// Records mentioned so far, each once.
    pub(super) mentions: Vec<Record>,
    /// The amount the draft states, for a refusal.
    pub(super) stated: Option<Money>,
    /// The draft is well formed and none of ours to keep.
    pub(super) left_out: bool,
}

impl Desk<'_> {
    /// Where the draft stands.
    pub(super) fn position(&self) -> Position {
        self.provenance.position.clone()
    }

    /// Says that a value is doubtful.
    pub(super) fn warn(&mut self, code: IssueCode, field: Field, value: impl Into<String>) {
        self.say(code, Severity::Warning, field, value);
    }

    /// Adds an issue about a value.
    pub(super) fn say(&mut self, code: IssueCode, severity: Severity, field: Field, value: impl Into<String>) {
        let issue = Issue::new(code, severity, self.position()).with("field", field.name()).with("value", value);
        self.issues.push(issue);
    }

    /// Says that a value can't be read as what its field holds.
    pub(super) fn malformed(&mut self, field: Field, value: impl Into<String>, expected: &str) {
        let issue = Issue::new(IssueCode::MalformedValue, Severity::Warning, self.position())
            .with("field", field.name())
            .with("value", value)
            .with("expected", expected);
        self.issues.push(issue);
    }

    /// Adds the issue that refuses the record.
    pub(super) fn refuse(&mut self, issue: Issue) -> Refused {
        self.issues.push(issue);
        Refused
    }

    /// Refuses the record for what the last issue says.
    pub(super) fn refuse_for_last(&mut self) -> Refused {
        if let Some(issue) = self.issues.last_mut() {
            issue.severity = Severity::Error;
        }
        Refused
    }

    /// Refuses the record for a missing field.
    pub(super) fn missing(&mut self, field: Field) -> Refused {
        let issue = Issue::new(IssueCode::MissingField, Severity::Error, self.position()).with("field", field.name());
        self.refuse(issue)
    }

    /// Refuses the record for a value.
    pub(super) fn refuse_value(&mut self, code: IssueCode, field: Field, value: impl Into<String>) -> Refused {
        let issue = Issue::new(code, Severity::Error, self.position()).with("field", field.name()).with("value", value);
        self.refuse(issue)
    }

    /// The currency a record names, or the base currency where it names none.
    pub(super) fn currency(&mut self, fields: &mut Fields) -> Result<Currency, Refused> {
        let text = fields.take_text(Field::Currency);
        if text.trim().is_empty() {
            return Ok(self.rules.base_currency);
        }
        text.parse().map_err(|_unknown| self.refuse_value(IssueCode::UnknownValue, Field::Currency, text))
    }

    /// An amount in minor units; one that is more precise than the coin is rounded half away from zero and said.
    ///
    /// Nothing where the amount is out of range, which is said too.
    pub(super) fn money(&mut self, field: Field, amount: Decimal, currency: Currency) -> Option<Money> {
        match Money::from_decimal(amount, currency) {
            Ok(money) => Some(money),
            Err(MoneyError::TooPrecise { .. }) => {
                self.warn(IssueCode::TooPrecise, field, amount.to_string());
                let rounded =
                    amount.round_dp_with_strategy(currency.minor_digits(), RoundingStrategy::MidpointAwayFromZero);
                Money::from_decimal(rounded, currency).ok()
            }
            Err(MoneyError::TooLarge { .. }) => {
                self.malformed(field, amount.to_string(), "money");
                None
            }
        }
    }

    /// The amount of an optional field.
    pub(super) fn take_money(&mut self, fields: &mut Fields, field: Field, currency: Currency) -> Option<Money> {
        let amount = fields.take_decimal(field)?;
        self.money(field, amount, currency)
    }

    /// A date the record can't do without.
    pub(super) fn require_date(&mut self, fields: &mut Fields, field: Field) -> Result<Date, Refused> {
        fields.take_date(field).ok_or_else(|| self.missing(field))
    }

    /// References to documents.
    pub(super) fn references(&mut self, fields: &mut Fields, field: Field, currency: Currency) -> Vec<DocumentRef> {
        let groups = fields.take_many(field);
        groups.into_iter().filter_map(|group| self.reference(group, currency)).collect()
    }

    fn reference(&mut self, mut group: Fields, currency: Currency) -> Option<DocumentRef> {
        let kind_text = group.take_text(Field::Kind);
        let kind = RecordKind::from_name(&kind_text);
        if kind.is_none() && !kind_text.is_empty() {
            self.say(IssueCode::UnknownValue, Severity::Notice, Field::Kind, kind_text);
        }
        let amount = self.take_money(&mut group, Field::Amount, currency);
        let reference = DocumentRef {
            kind,
            id: group.take_text(Field::Id),
            number: group.take_text(Field::Number),
            date: group.take_date(Field::Date),
            amount,
        };
        let says_which = !reference.id.is_empty() || !reference.number.is_empty() || reference.date.is_some();
        says_which.then_some(reference)
    }

    /// Adds a record found inside this one, unless it is there already.
    ///
    /// `token` is the row version the source gives for the mentioned record itself, `place` its name in the path.
    pub(super) fn mention(&mut self, kind: RecordKind, id: &str, body: Body, token: String, place: &str) {
        if self.mentions.iter().any(|held| held.kind == kind && held.id == id) {
            return;
        }
        let mut provenance = self.provenance.clone();
        provenance.position.path.push('/');
        provenance.position.path.push_str(place);
        let version = RecordVersion { token: Some(token).filter(|token| !token.is_empty()), ..self.version.clone() };
        let (id, standing) = (id.to_owned(), Standing::Mention);
        self.mentions.push(Record { kind, kept_as: kind, id, provenance, version, standing, body });
    }
}
