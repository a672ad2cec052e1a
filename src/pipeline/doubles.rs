//! Says what a delivery may have told a second time.

use crate::model::double::{Doubles, Stated};
use crate::model::ids::RecordNo;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::reconcile::doubles::told_twice;
use crate::store::{Revision, SqlResult};

/// Remarks on what the revision in hand states anew.
pub(super) fn remarks(revision: &Revision<'_>, found: &[Doubles]) -> SqlResult<Vec<Issue>> {
    let mut issues = Vec::new();
    for doubles in found {
        for group in &doubles.payments {
            let mut equal = Vec::with_capacity(group.len());
            for id in group {
                equal.extend(revision.stated(RecordNo::Payment(*id))?);
            }
            let pairs = told_twice(&equal);
            issues.extend(pairs.into_iter().map(|(new, other)| remark(IssueCode::PerhapsSamePayment, new, other)));
        }
        for (order, bill) in &doubles.deals {
            let [order, bill] = [order, bill].map(|id| revision.stated(RecordNo::Document(*id)));
            let (Some(order), Some(bill)) = (order?, bill?) else { continue };
            if bill.is_new {
                issues.push(remark(IssueCode::OrderBesideInvoice, &bill, &order).with("what", "order"));
            } else if order.is_new {
                issues.push(remark(IssueCode::OrderBesideInvoice, &order, &bill).with("what", "invoice"));
            }
        }
    }
    Ok(issues)
}

fn remark(code: IssueCode, new: &Stated, other: &Stated) -> Issue {
    let mut issue = Issue::new(code, Severity::Warning, new.position.clone())
        .with("number", if other.number.is_empty() { "—" } else { &other.number })
        .with("day", other.date.to_string())
        .with("total", other.amount.currency.decimal_string(other.amount.minor.into()))
        .with("currency", other.amount.currency.code())
        .with("file", other.file.clone())
        .with("line", other.position.line.to_string());
    if !new.number.is_empty() {
        issue.name_record(&new.number);
    }
    issue
}
