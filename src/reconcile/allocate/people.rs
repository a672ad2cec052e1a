//! What a person said: this payment pays that document, or does not. Nothing is derived against it, and it exceeds neither
//! the payment nor what is open of the document.

use crate::model::change::{DecidedBy, Reason};
use crate::model::decision::DecidedLink;
use crate::model::ledger::LedgerPayment;

use super::{Books, Why};

impl Books<'_> {
    /// Pays what people decided, in the order they did.
    pub(super) fn by_people(&mut self, payments: &[&LedgerPayment], decided: &[DecidedLink]) {
        let mut links: Vec<&DecidedLink> = decided.iter().collect();
        links.sort_by_key(|link| link.decision);
        for link in links {
            let DecidedLink { payment, document, amount, decision, who } = link;
            if amount.is_some() {
                self.linked.insert(*payment)
            } else {
                self.refused.insert(*payment)
            };
            if let (Some(amount), Some(payment)) = (amount, payments.iter().find(|known| known.id == *payment)) {
                let reason = Reason::new("person-said").with("who", who).with("decision", decision.to_string());
                let why = Why { decided_by: DecidedBy::Person, confidence: 100, reasons: vec![reason] };
                self.pay(payment, &self.targets(*document), amount.minor, &why);
            }
            // What another document stands for is paid, or not, there.
            let targets = self.targets(*document).into_iter().chain([*document]);
            self.decided.extend(targets.map(|target| (link.payment, target)));
        }
    }
}
