//! Parts of reports as `--json` shows them.

use serde_json::{Map, Value, json};

use crate::model::issue::Issue;
use crate::model::tally::{Counts, Sums, Tally};

/// A count as `--json` shows it: rows by outcome, money by currency and outcome as decimal strings.
#[must_use]
pub fn tally_json(tally: &Tally) -> Map<String, Value> {
    let Counts { read, applied, unchanged, queued, refused } = tally.rows;
    let mut object = Map::new();
    for (name, count) in [
        ("read", read),
        ("applied", applied),
        ("unchanged", unchanged),
        ("queued", queued),
        ("refused", refused),
        ("skipped", tally.skipped),
    ] {
        object.insert(name.into(), json!(count));
    }
    let mut money = Map::new();
    for (currency, Sums { read, applied, unchanged, queued, refused }) in tally.money_by_currency() {
        let sums = json!({
            "read": currency.decimal_string(read),
            "applied": currency.decimal_string(applied),
            "unchanged": currency.decimal_string(unchanged),
            "queued": currency.decimal_string(queued),
            "refused": currency.decimal_string(refused),
        });
        money.insert(currency.code().to_owned(), sums);
    }
    object.insert("money".into(), Value::Object(money));
    object
}

/// Changes of what a source sends as `--json` shows them: code, whether it matters, what it is about.
#[must_use]
pub fn drift_json(issues: &[Issue]) -> Value {
    let change = |issue: &Issue| {
        let mut object = Map::new();
        object.insert("code".into(), json!(issue.code));
        object.insert("severity".into(), json!(issue.severity));
        object.extend(issue.params.iter().map(|(name, value)| (name.clone(), json!(value))));
        Value::Object(object)
    };
    issues.iter().map(change).collect()
}
