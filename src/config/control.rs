//! `[control]`: how the books are compared with balances that sources state.

use rust_decimal::Decimal;

use super::{Control, keys, read};
use crate::model::problem::{Problems, Section};

/// Accounts of settlements with buyers in the Russian chart and the Ukrainian one; advances stand on some of them.
const LEDGERS: [&str; 3] = ["62", "36", "681"];

pub(super) fn control(top: &mut Section<'_, '_>, problems: &mut Problems) -> Control {
    let mut control = Control { tolerance: Decimal::ONE, ledgers: LEDGERS.map(str::to_owned).to_vec() };
    let Some(mut section) = top.section("control", problems) else { return control };
    if let Some(asked) = section.text("tolerance", problems) {
        match asked.value.replace(',', ".").parse::<Decimal>() {
            Ok(tolerance) if !tolerance.is_sign_negative() => control.tolerance = tolerance,
            _ => problems.push(read::bad_value("tolerance", &asked, "amount", None)),
        }
    }
    let ledgers = section.texts("ledgers", problems);
    for asked in ledgers.iter().filter(|asked| asked.value.trim().is_empty()) {
        problems.push(read::bad_value("ledgers", asked, "ledger-account", None));
    }
    if !ledgers.is_empty() {
        control.ledgers = ledgers.into_iter().map(|asked| asked.value.trim().to_owned()).collect();
    }
    section.finish_as(&keys::CONTROL, problems);
    control
}
