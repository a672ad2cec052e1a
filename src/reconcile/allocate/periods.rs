//! Money that says for which months it is («за июль 2025», «сентябрь–октябрь»): of equal acts and bills that come each month,
//! those of these months.

use super::uncited::without_their_shipments;
use super::{Books, only};
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, LedgerPayment};

use super::super::citation::Month;

/// So many documents of one month are looked at where several months are paid.
const OF_MONTH_MAX: usize = 6;

impl Books<'_> {
    /// The documents of these months that the money is exactly enough for, if no others of them are.
    pub(super) fn of_months<'d>(
        &self,
        payment: &LedgerPayment,
        months: &[Month],
        equal: &[&LedgerDocument],
        payable: impl Iterator<Item = &'d LedgerDocument>,
    ) -> Option<Vec<DocumentId>> {
        if let [month] = months
            && !equal.is_empty()
        {
            return nearest(*month, equal).map(|doc| vec![doc.id]);
        }
        let mut by_month: Vec<Vec<&LedgerDocument>> = vec![Vec::new(); months.len()];
        for doc in payable {
            let of_doc = months.iter().position(|month| month.nearness(doc.date) == Some(0));
            if let Some(theirs) = of_doc.and_then(|at| by_month.get_mut(at)) {
                theirs.push(doc);
            }
        }
        if let [theirs] = &by_month[..] {
            return self.only_sum(theirs.iter().copied(), payment);
        }
        if by_month.iter().any(|theirs| theirs.is_empty() || theirs.len() > OF_MONTH_MAX) {
            return None;
        }
        let mut found = Vec::new();
        self.one_of_each(&by_month, payment, self.left(payment), &mut Vec::new(), &mut found);
        match <[Vec<DocumentId>; 1]>::try_from(found) {
            Ok([only]) => Some(only),
            Err(_) => None,
        }
    }

    /// Every way to choose one document of each month so that they amount to `wanted`.
    fn one_of_each(
        &self,
        months: &[Vec<&LedgerDocument>],
        payment: &LedgerPayment,
        wanted: i64,
        chosen: &mut Vec<DocumentId>,
        found: &mut Vec<Vec<DocumentId>>,
    ) {
        let Some((first, rest)) = months.split_first() else {
            if wanted == 0 {
                found.push(chosen.clone());
            }
            return;
        };
        for doc in first {
            let open = self.open(doc.id, payment);
            if open <= wanted && found.len() < 2 {
                chosen.push(doc.id);
                self.one_of_each(rest, payment, wanted - open, chosen, found);
                chosen.pop();
            }
        }
    }
}

/// The one document that lies nearest to a month: in it, else in the first days behind it, else in the last ones before.
fn nearest<'d>(month: Month, documents: &[&'d LedgerDocument]) -> Option<&'d LedgerDocument> {
    let near = documents.iter().filter_map(|doc| Some((month.nearness(doc.date)?, *doc)));
    let near: Vec<(u8, &LedgerDocument)> = near.collect();
    let best = near.iter().map(|(nearness, _)| *nearness).min()?;
    let found = near.into_iter().filter(|(nearness, _)| *nearness == best).map(|(_, doc)| doc).collect();
    only(without_their_shipments(found).into_iter())
}
