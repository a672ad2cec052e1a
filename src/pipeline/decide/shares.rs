//! What a payment pays of the documents that a question about it names. Nothing is taken from what other payments pay:
//! whoever wants that says it of both.

use std::collections::BTreeSet;

use super::money::{money_of, payable, records};
use super::{About, Made, Making, Refusal};
use crate::model::decision::{DocumentFigures, Fact, Share};
use crate::model::ids::{ClientId, DocumentId, PaymentId};
use crate::model::money::Money;
use crate::model::record::RecordKind;

/// A document with what is open of it.
type Open = (DocumentId, DocumentFigures);

/// The money pays these documents as far as they are open. Money for the one that is paid already is the client's.
pub(super) fn pay(making: &mut Making<'_, '_>, payment: PaymentId, documents: &[DocumentId]) -> Made<()> {
    let whole = money_of(making, payment)?;
    let mut clients: BTreeSet<ClientId> = BTreeSet::new();
    for document in documents {
        clients.extend(payable(making, payment, *document, whole)?.client);
    }
    // A payment is one client's: what it pays of another's would pay nothing.
    if clients.len() > 1 {
        let clients: Vec<String> = clients.iter().map(ToString::to_string).collect();
        return Err(Refusal::new("two-clients").with("clients", &clients.join(", ")).into());
    }
    let (open, free) = open_of(making, payment, documents)?;
    let free = if free.minor > 0 { free } else { whole };
    let money = records(making, RecordKind::Payment, payment.0)?;
    let named = |making: &Making<'_, '_>, id: DocumentId| records(making, RecordKind::Invoice, id.0);
    let mut about = About { clients: clients.into_iter().collect(), payment: Some(payment), ..About::default() };
    if let [only] = documents {
        about.document = Some(*only);
    }
    let fact = match &open[..] {
        [(id, figures)] if is_paid(figures) => Fact::Overpays { payment: money, document: named(making, *id)? },
        [(id, figures)] => {
            let part = if figures.open.minor > 0 { figures.open.minor.min(free.minor) } else { whole.minor };
            let amount = Money { minor: part, ..whole };
            Fact::Link { payment: money, document: named(making, *id)?, amount }
        }
        several => {
            let mut shares = Vec::new();
            for (id, amount) in spread(several, free)? {
                shares.push(Share { document: named(making, id)?, amount });
                about.documents.push(id);
            }
            Fact::Pays { payment: money, shares }
        }
    };
    making.decide(fact, about)?;
    Ok(making.revision.wake_payment(payment)?)
}

/// What is open of the documents, in this order, and what of the payment pays nothing yet.
fn open_of(making: &Making<'_, '_>, payment: PaymentId, documents: &[DocumentId]) -> Made<(Vec<Open>, Money)> {
    let wanted = documents.iter().copied().collect();
    let mut figures = making.revision.figures(&BTreeSet::new(), &wanted, &BTreeSet::from([payment]))?;
    let open = documents.iter().filter_map(|id| Some((*id, figures.documents.remove(id)?))).collect();
    let free = figures.payments.get(&payment).ok_or_else(|| Refusal::unknown(&payment))?.free;
    Ok((open, free))
}

fn is_paid(document: &DocumentFigures) -> bool {
    document.open.minor <= 0 && document.paid.minor > 0
}

/// The money spread over several documents: in the order in which they are named where it is as much as they need, else
/// over the oldest first.
fn spread(documents: &[Open], free: Money) -> Made<Vec<(DocumentId, Money)>> {
    if let Some((paid, _)) = documents.iter().find(|(_, figures)| is_paid(figures)) {
        return Err(Refusal::new("paid-already").with("document", paid).into());
    }
    let needed: i64 = documents.iter().map(|(_, figures)| figures.open.minor).sum();
    let mut ordered: Vec<&Open> = documents.iter().collect();
    if needed != free.minor {
        ordered.sort_by_key(|(_, figures)| figures.date);
    }
    let mut left = free.minor;
    let mut shares = Vec::new();
    for (id, figures) in ordered {
        let part = figures.open.minor.min(left);
        if part <= 0 {
            return Err(Refusal::new("nothing-left-for").with("document", id).into());
        }
        left -= part;
        shares.push((*id, Money { minor: part, ..free }));
    }
    Ok(shares)
}
