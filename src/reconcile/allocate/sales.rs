//! A shipment of one system beside the bill of another without a link between them: one sale, owed once.

mod loosely;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Books, ROUNDING};
use crate::model::change::Reason;
use crate::model::ids::{DocumentId, OrganizationId, PaymentId};
use crate::model::ledger::{LedgerDocument, LedgerPayment, ResolvedRef};
use crate::model::money::Currency;
use crate::model::number::number_core;
use crate::model::record::RecordKind;

/// Goods follow their bill within so many days, or come before it within some.
const DAYS_AFTER: i32 = 45;
const DAYS_BEFORE: i32 = 3;

/// Shipments that nothing stands for, and bills and orders that stand for none, of one amount.
#[derive(Default)]
struct Alike<'l> {
    shipments: Vec<&'l LedgerDocument>,
    bills: Vec<&'l LedgerDocument>,
}

impl<'l> Books<'l> {
    /// Lets a bill or order stand for a shipment of another list: the same client, company and amount, days that follow,
    /// and neither names another document.
    ///
    /// Of several the oldest go together. Which of them it is changes no money: the bills stay what is to be paid, and as
    /// many shipments as there are bills are not owed besides.
    pub(super) fn join_sales(&mut self, live: &[&'l LedgerDocument], payments: &[LedgerPayment]) {
        let Some(first) = live.first() else { return };
        if live.iter().all(|doc| doc.list() == first.list()) {
            return;
        }
        let shipped = self.shipped(live);
        let mut groups: BTreeMap<(i64, Currency), Alike<'l>> = BTreeMap::new();
        for doc in live.iter().filter(|doc| !self.covered.contains(&doc.id) && doc.total.minor > 0) {
            let group = groups.entry((doc.total.minor, doc.total.currency)).or_default();
            match doc.kind {
                RecordKind::Shipment if names_nothing(doc) => group.shipments.push(doc),
                RecordKind::Invoice | RecordKind::Order if !shipped.contains(&doc.id) => group.bills.push(doc),
                _ => {}
            }
        }
        let mut rest = Alike::default();
        for group in groups.values() {
            rest.shipments.extend(&group.shipments);
            rest.bills.extend(&group.bills);
        }
        let mut sales: Vec<Sale<'l>> = groups.into_values().flat_map(Alike::sales).collect();
        rest.leave_out(&sales);
        sales.extend(rest.loosely());
        if sales.is_empty() {
            return;
        }
        let cited = Cited::by(self, payments);
        let two: BTreeSet<DocumentId> =
            sales.iter().filter(|sale| cited.are_two(sale)).map(|sale| sale.bill.id).collect();
        // Parts of one bill stand or fall together.
        for Sale { shipment, bill, is_part } in sales.into_iter().filter(|sale| !two.contains(&sale.bill.id)) {
            self.stand_ins.entry(shipment.id).or_default().push(bill.id);
            let code = if is_part { "sale-billed-together" } else { "sale-billed-elsewhere" };
            let why = Reason::new(code).with("number", &bill.number);
            let why = why.with("date", bill.date.to_string()).with("source", &bill.source);
            self.cover(shipment.id, why);
        }
    }

    /// What stands for a shipment already.
    fn shipped(&self, live: &[&LedgerDocument]) -> BTreeSet<DocumentId> {
        let linked = live.iter().filter(|doc| doc.kind == RecordKind::Shipment && self.stand_ins.contains_key(&doc.id));
        linked.flat_map(|doc| self.targets(doc.id)).collect()
    }
}

/// A shipment with what bills it.
#[derive(Clone, Copy)]
struct Sale<'l> {
    shipment: &'l LedgerDocument,
    bill: &'l LedgerDocument,
    /// It is one of several that are billed together.
    is_part: bool,
}

/// Whether two documents may be one deal: of two lists, and of one company of ours.
fn may_be_one_deal(shipment: &LedgerDocument, list: (&str, &str), company: Option<OrganizationId>) -> bool {
    list != shipment.list()
        && (company.is_none() || shipment.organization.is_none() || company == shipment.organization)
}

impl<'l> Alike<'l> {
    /// Each shipment in turn with the oldest bill that is free: with windows of one length no other order finds more.
    fn sales(mut self) -> Vec<Sale<'l>> {
        let by_day = |doc: &&LedgerDocument| (doc.date, doc.number.clone(), doc.id);
        self.shipments.sort_by_key(by_day);
        self.bills.sort_by_key(by_day);
        let mut lanes: BTreeMap<Lane<'l>, VecDeque<&'l LedgerDocument>> = BTreeMap::new();
        for bill in self.bills {
            lanes.entry((bill.list(), bill.organization)).or_default().push_back(bill);
        }
        let sale = |shipment| Some(Sale { shipment, bill: oldest(shipment, &mut lanes)?, is_part: false });
        self.shipments.into_iter().filter_map(sale).collect()
    }

    /// Forgets what is sold already.
    fn leave_out(&mut self, sales: &[Sale<'l>]) {
        let sold: BTreeSet<DocumentId> = sales.iter().flat_map(|sale| [sale.shipment.id, sale.bill.id]).collect();
        self.shipments.retain(|doc| !sold.contains(&doc.id));
        self.bills.retain(|doc| !sold.contains(&doc.id));
    }
}

/// What payments cite, by number: each payment with its amount.
struct Cited(BTreeMap<String, BTreeMap<PaymentId, i64>>);

impl Cited {
    fn by(books: &Books<'_>, payments: &[LedgerPayment]) -> Self {
        let mut cited: BTreeMap<String, BTreeMap<PaymentId, i64>> = BTreeMap::new();
        for payment in payments.iter().filter(|payment| payment.counts) {
            for citation in books.citations(payment) {
                cited.entry(citation.core.clone()).or_default().insert(payment.id, payment.amount.minor);
            }
        }
        Self(cited)
    }

    /// Whether both are paid by their own numbers, and with more than one of them is: two sales.
    fn are_two(&self, Sale { shipment, bill, is_part: _ }: &Sale<'_>) -> bool {
        let of = |doc: &LedgerDocument| self.0.get(&number_core(&doc.number)).cloned().unwrap_or_default();
        let (of_bill, mut of_shipment) = (of(bill), of(shipment));
        of_shipment.retain(|payment, _| !of_bill.contains_key(payment));
        let paid: i64 = of_bill.values().chain(of_shipment.values()).fold(0, |sum, minor| sum.saturating_add(*minor));
        !of_bill.is_empty() && !of_shipment.is_empty() && paid > bill.total.minor.saturating_add(ROUNDING)
    }
}

/// Bills of one list and company.
type Lane<'l> = ((&'l str, &'l str), Option<OrganizationId>);

/// Takes the oldest bill that may be this shipment's. A bill that is too old for it is so for all that follow.
fn oldest<'l>(
    shipment: &LedgerDocument,
    lanes: &mut BTreeMap<Lane<'l>, VecDeque<&'l LedgerDocument>>,
) -> Option<&'l LedgerDocument> {
    let days = |bill: &LedgerDocument| (shipment.date - bill.date).get_days();
    let of_deal = |(list, company): &Lane<'_>| may_be_one_deal(shipment, *list, *company);
    let mut fitting = Vec::new();
    for (lane, bills) in lanes.iter_mut().filter(|(lane, _)| of_deal(lane)) {
        while bills.front().is_some_and(|bill| days(bill) > DAYS_AFTER) {
            bills.pop_front();
        }
        if let Some(bill) = bills.front().filter(|bill| days(bill) >= -DAYS_BEFORE) {
            fitting.push(((bill.date, bill.kind != RecordKind::Invoice, bill.id), *lane));
        }
    }
    let (_, lane) = fitting.into_iter().min()?;
    lanes.get_mut(&lane)?.pop_front()
}

/// A shipment that says what it rests on belongs to that, also where it has not come yet.
fn names_nothing(doc: &LedgerDocument) -> bool {
    let named = |base: &ResolvedRef| base.document.is_some() || !base.reference.number.is_empty();
    !doc.correction && !doc.tax_only && !doc.based_on.iter().any(named)
}
