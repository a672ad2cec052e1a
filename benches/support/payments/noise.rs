//! Lines that settle no invoice: fees, taxes, wages, transfers, loans, the acquirer's payouts, refunds.

use super::lines::{Cashier, Truth};
use super::market::Party;
use super::random::account;

impl Cashier<'_> {
    /// A number of no invoice of this client, and a sum of none: an advance, or a question.
    pub(crate) fn cite_wrong(&mut self, at: usize) {
        let invoice = self.invoice(at);
        let amount = invoice.total / 3 + 777;
        let day = invoice.date.strftime("%d.%m.%Y");
        let text = format!("Оплата по счету № {} от {day}", self.random.between(200_000, 900_000));
        self.push("wrong number", at, amount, &text, Truth::Nothing);
    }

    /// What moves on an account and settles no invoice.
    pub(crate) fn noise(&mut self) {
        let at = self.random.below(self.market.invoices.len());
        let invoice = self.invoice(at);
        let (number, day) = (invoice.number.clone(), invoice.date.strftime("%d.%m.%Y").to_string());
        let digits = number.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned();
        let amount = self.random.between(10_000, 5_000_000);
        let (incoming, purpose) = match self.random.below(12) {
            0 => (false, format!("Комиссия за ведение счета за {day}")),
            1 => (false, "Единый налоговый платеж".to_owned()),
            2 => (false, format!("Перечисление заработной платы по реестру № {digits} от {day}")),
            3 => (true, format!("Перевод собственных средств. НДС не облагается, поручение {digits}")),
            4 => (
                true,
                format!("Возмещение по договору эквайринга № {digits} от {day}, реестр {digits}. Комиссия 120.50"),
            ),
            5 => (true, format!("Возврат ошибочно перечисленных средств по п/п № {digits} от {day}")),
            6 => (true, format!("Предоставление займа по договору № {digits} от {day}")),
            7 => (true, format!("Выплата процентов по депозитному договору {digits} от {day}")),
            8 => (false, format!("Оплата поставщику по счету № {digits} от {day}")),
            9 => (true, "Пополнение счета. Взнос наличными".to_owned()),
            10 => (true, format!("Страховое возмещение по полису N {digits} от {day}")),
            _ => (false, format!("Возврат покупателю по заявлению № {digits} от {day}")),
        };
        let bank = Party {
            id: String::new(),
            core: "Банк Северное Сияние".into(),
            name: "АО \"Банк Северное Сияние\"".into(),
            tax_id: "7799000019".into(),
            account: "30232810200000000974".into(),
        };
        let own = purpose.starts_with("Перевод собственных");
        let other = if own {
            let other = &self.market.companies[invoice.company].party;
            Party { account: account(&mut self.random, "40702810"), ..other.clone() }
        } else {
            bank
        };
        self.push("noise", at, amount, "", Truth::Nothing);
        let line = self.last();
        (line.incoming, line.purpose, line.other) = (incoming, purpose, other);
    }
}
