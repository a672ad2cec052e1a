//! Small integers that stand for kinds and states in the tables. Never renumber: stores keep them.

use crate::model::ledger::Idle;
use crate::model::record::{Direction, PaymentMethod, RecordKind, Standing};

pub(super) fn kind_code(kind: RecordKind) -> i64 {
    match kind {
        RecordKind::Organization => 1,
        RecordKind::Client => 2,
        RecordKind::Contact => 3,
        RecordKind::Contract => 4,
        RecordKind::Product => 5,
        RecordKind::Invoice => 6,
        RecordKind::Order => 7,
        RecordKind::Shipment => 8,
        RecordKind::Return => 9,
        RecordKind::Payment => 10,
        RecordKind::Balance => 11,
    }
}

pub(super) fn kind_of(code: i64) -> Option<RecordKind> {
    RecordKind::ALL.into_iter().find(|kind| kind_code(*kind) == code)
}

pub(super) fn standing_code(standing: Standing) -> i64 {
    match standing {
        Standing::Mention => 0,
        Standing::Full => 1,
    }
}

pub(super) fn standing_of(code: i64) -> Standing {
    if code == 1 { Standing::Full } else { Standing::Mention }
}

/// Why a document is not in force, by what queries make of its marks: of several the strongest.
pub(super) fn idle_of(code: Option<i64>) -> Option<Idle> {
    match code? {
        1 => Some(Idle::Draft),
        2 => Some(Idle::Canceled),
        _ => Some(Idle::Deleted),
    }
}

pub(super) fn direction_code(direction: Direction) -> i64 {
    match direction {
        Direction::In => 1,
        Direction::Out => 2,
        Direction::Internal => 3,
        Direction::Unknown => 4,
    }
}

pub(super) fn direction_of(code: i64) -> Direction {
    match code {
        1 => Direction::In,
        2 => Direction::Out,
        3 => Direction::Internal,
        _ => Direction::Unknown,
    }
}

pub(super) fn method_code(method: PaymentMethod) -> i64 {
    match method {
        PaymentMethod::Bank => 1,
        PaymentMethod::Cash => 2,
        PaymentMethod::Card => 3,
        PaymentMethod::Offset => 4,
    }
}

pub(super) fn method_of(code: i64) -> PaymentMethod {
    match code {
        2 => PaymentMethod::Cash,
        3 => PaymentMethod::Card,
        4 => PaymentMethod::Offset,
        _ => PaymentMethod::Bank,
    }
}

/// Types of blocking keys in `client_key`.
pub(super) const KEY_TAX: i64 = 1;
/// Name without legal form.
pub(super) const KEY_NAME: i64 = 2;
/// The same, of names that its records have or had besides the one that is shown.
pub(super) const KEY_CALLED: i64 = 3;

/// Types of keys in `payment_key`: what makes two lines of a bank's reports one payment, or a line and the accounting's
/// record of it where one of them does not tell the tax number.
pub(super) const KEY_SAME: i64 = 1;
/// References of an entry that stands for itself, with all its parts.
pub(super) const KEY_ENTRY: i64 = 2;
/// References of the entry that a payment is a part of.
pub(super) const KEY_PART: i64 = 3;
/// What a reversal looks for.
pub(super) const KEY_REVERSAL: i64 = 4;
/// What a payment is found by when it is taken back.
pub(super) const KEY_ORIGINAL: i64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        assert!(RecordKind::ALL.into_iter().all(|kind| kind_of(kind_code(kind)) == Some(kind)));
        for direction in [Direction::In, Direction::Out, Direction::Internal, Direction::Unknown] {
            assert_eq!(direction_of(direction_code(direction)), direction);
        }
        for method in PaymentMethod::ALL {
            assert_eq!(method_of(method_code(method)), method);
        }
    }
}
