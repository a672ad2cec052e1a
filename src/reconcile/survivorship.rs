//! Which source's value is the golden one.
//!
//! | file | holds |
//! |---|---|
//! | `party` | clients and our own companies, field by field |
//! | `ranking` | whose word on a field counts, and why |
//! | `spelling` | which names are spelt well |
//!
//! A payment's statements are told from one another by what they are: a bank's line leads the accounting's record of it.

use crate::model::change::Links;
use crate::model::record::{Booking, Payment, PaymentSide, is_made_up};
use crate::model::snapshot::PaymentStatement;

mod party;
mod ranking;
mod spelling;

pub use party::{golden_party, orders};

/// The golden payment of a bank line and the accounting's own record of it, or of one line in several reports: what is
/// carried out leads, and the statement with both accounts; links to documents are united, and it counts unless every source took it back. Nothing without statements.
///
/// The client is the one that a source names by an id of its own, before one found by a tax number: the accountant
/// knows which branch it was.
#[must_use]
pub fn golden_payment(mut statements: Vec<PaymentStatement>) -> Option<(Payment, Links)> {
    let accounts = |payment: &Payment| {
        usize::from(!payment.payer.account.is_empty()) + usize::from(!payment.payee.account.is_empty())
    };
    statements.sort_by(|a, b| {
        // A line still on its way leads nowhere once another report has it booked.
        b.payment
            .posted
            .cmp(&a.payment.posted)
            .then_with(|| accounts(&b.payment).cmp(&accounts(&a.payment)))
            .then_with(|| a.source.cmp(&b.source))
            .then_with(|| a.external_id.cmp(&b.external_id))
    });
    let links = payment_links(&statements);
    let deleted = statements.iter().all(|statement| statement.payment.deleted);
    let posted = statements.iter().any(|statement| {
        // Taken back by one source and only planned in the other, it is no money.
        statement.payment.posted && (deleted || !statement.payment.deleted)
    });
    let mut payments = statements.into_iter().map(|statement| statement.payment);
    let mut golden = payments.next()?;
    for payment in payments {
        complete_payment(&mut golden, payment);
    }
    golden.deleted = deleted;
    golden.posted = posted;
    Some((golden, links))
}

fn payment_links(statements: &[PaymentStatement]) -> Links {
    let by_own_id =
        |statement: &&PaymentStatement| statement.payment.client.as_deref().is_some_and(|id| !is_made_up(id));
    let strongest = statements.iter().filter(by_own_id).chain(statements.iter());
    Links {
        client: strongest.clone().find_map(|statement| statement.client),
        organization: strongest.into_iter().find_map(|statement| statement.organization),
        contract: None,
    }
}

fn complete_payment(golden: &mut Payment, weaker: Payment) {
    let Payment {
        number,
        date: _,
        value_date,
        direction: _,
        method: _,
        amount: _,
        payer,
        payee,
        organization,
        client,
        purpose,
        pays,
        posted: _,
        deleted: _,
        not_settlement,
        booking,
    } = weaker;
    fill(&mut golden.number, number);
    fill(&mut golden.purpose, purpose);
    golden.value_date = golden.value_date.or(value_date);
    golden.organization = golden.organization.take().or(organization);
    golden.client = golden.client.take().or(client);
    golden.not_settlement = golden.not_settlement && not_settlement;
    complete_booking(&mut golden.booking, booking);
    complete_side(&mut golden.payer, payer);
    complete_side(&mut golden.payee, payee);
    unite(&mut golden.pays, pays);
}

fn complete_booking(golden: &mut Booking, weaker: Booking) {
    let Booking { reports, references, entry, entry_total, reversal } = weaker;
    unite(&mut golden.reports, reports);
    unite(&mut golden.references, references);
    unite(&mut golden.entry, entry);
    golden.entry_total = golden.entry_total.or(entry_total);
    golden.reversal = golden.reversal || reversal;
}

fn complete_side(golden: &mut PaymentSide, weaker: PaymentSide) {
    let PaymentSide { name, tax_id, account } = weaker;
    fill(&mut golden.name, name);
    fill(&mut golden.tax_id, tax_id);
    fill(&mut golden.account, account);
}

fn fill(golden: &mut String, weaker: String) {
    if golden.is_empty() {
        *golden = weaker;
    }
}

fn unite<T: PartialEq>(golden: &mut Vec<T>, weaker: Vec<T>) {
    for value in weaker {
        if !golden.contains(&value) {
            golden.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClientId;
    use crate::model::record::Body;
    use crate::model::sample;

    fn pays(source: &str, account: &str, client: Option<(&str, i64)>) -> PaymentStatement {
        let Body::Payment(payment) = sample::payment(source, "15", "2026-10-05", 5, ("", ""), "").body else {
            unreachable!()
        };
        let mut payment = *payment;
        payment.payer.account = account.into();
        payment.client = client.map(|(id, _)| id.to_owned());
        PaymentStatement {
            source: source.into(),
            external_id: source.into(),
            payment,
            client: client.map(|(_, id)| ClientId(id)),
            organization: None,
        }
    }

    #[test]
    fn the_bank_s_line_leads_and_the_accountant_s_client_counts() {
        let line = pays("z-bank", "40702", Some(("tax:7733147896", 1)));
        let mut own = pays("a-1c", "", Some(("guid", 2)));
        own.payment.purpose = "по счету 101".into();
        for statements in [vec![line.clone(), own.clone()], vec![own.clone(), line.clone()]] {
            let (payment, links) = golden_payment(statements).unwrap();
            assert_eq!((payment.payer.account.as_str(), payment.purpose.as_str()), ("40702", "по счету 101"));
            assert_eq!(links.client, Some(ClientId(2)));
        }
        let unknown = pays("a-1c", "", Some(("guid", 2)));
        let unknown = PaymentStatement { client: None, ..unknown };
        assert_eq!(golden_payment(vec![line, unknown]).unwrap().1.client, Some(ClientId(1)), "better than none");
        assert!(golden_payment(Vec::new()).is_none());
    }

    #[test]
    fn a_payment_counts_while_one_source_that_kept_it_carried_it_out() {
        let golden = |changes: [(bool, bool); 2]| {
            let statements = changes.into_iter().zip(["a", "b"]).map(|((posted, deleted), source)| {
                let mut said = pays(source, "", None);
                (said.payment.posted, said.payment.deleted) = (posted, deleted);
                said
            });
            let (payment, _) = golden_payment(statements.collect()).unwrap();
            (payment.posted, payment.deleted)
        };
        assert_eq!(golden([(true, false), (false, false)]), (true, false));
        assert_eq!(golden([(true, true), (true, false)]), (true, false));
        assert_eq!(golden([(true, true), (false, false)]), (false, false), "taken back here, only planned there");
        assert_eq!(golden([(true, true), (true, true)]), (true, true));
    }
}
