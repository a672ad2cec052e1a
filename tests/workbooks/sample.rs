//! An invented trading company's books: names, numbers and sums mean nobody. A seed makes them repeatable.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use sverka::lang::Lang;
use sverka::model::change::Reason;
use sverka::model::control::{ControlState, ControlView};
use sverka::model::ids::{ClientId, DocumentId, OrganizationId, PaymentId};
use sverka::model::money::{Currency, Money};
use sverka::model::record::{Direction, PaymentMethod, RecordKind};
use sverka::model::view::{BookData, ClientBalance, ClientView, DocumentStatus, DocumentView, PaymentView};
use sverka::workbook::BookOptions;

/// The business date of the samples.
pub(crate) const TODAY: Date = date(2026, 11, 22);

const NAMES: [&str; 24] = [
    "Северный ветер",
    "Ромашка",
    "Гранит-Плюс",
    "Тёплый дом",
    "Волна",
    "Медный всадник",
    "Сосновый бор",
    "Альтаир",
    "Кедр",
    "Полюс",
    "Янтарь",
    "Заря",
    "Ладога Трейд",
    "Мозаика",
    "Берег",
    "Орбита",
    "Каравелла",
    "Рубин",
    "Сибирский лён",
    "Кристалл",
    "Белый камень",
    "Уральские узоры",
    "Парус",
    "Новый квартал",
];
const FORMS: [&str; 4] = ["ООО", "АО", "ИП", "ООО"];
const SEGMENTS: [&str; 5] = ["Розница", "Опт", "Строительство", "Гостиницы", "Производство"];
const MANAGERS: [&str; 4] = ["Анна Кольцова", "Игорь Мельник", "Светлана Орлова", ""];

/// A generator of repeatable noise (an LCG, for want of anything better to need).
struct Noise(u64);

impl Noise {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn amount(&mut self, bound: u64) -> i64 {
        i64::try_from(self.below(bound) * 100 + self.below(100)).expect("small") + 100_000
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len() as u64);
        *from.get(usize::try_from(at).expect("small")).expect("below the length")
    }
}

/// Options of a Russian book in roubles.
pub(crate) fn options(lang: Lang) -> BookOptions {
    BookOptions {
        lang,
        created: TODAY.at(9, 15, 0, 0),
        base_currency: Currency::RUB,
        company: "ООО «Верба»".to_owned(),
        book_id: "manager:koltsova".to_owned(),
        edition: 1.into(),
        lists: Default::default(),
        layout: Default::default(),
        scratch_dir: None,
    }
}

/// The book of a manager (or of the head) with so many clients and documents.
pub(crate) fn book(manager: Option<&str>, clients: usize, documents: usize) -> BookData {
    let mut noise = Noise(20_261_122);
    let mut data = BookData {
        manager: manager.map(str::to_owned),
        today: TODAY,
        clients: (0..clients).map(|at| client(at, manager, &mut noise)).collect(),
        documents: Vec::new(),
        payments: Vec::new(),
        controls: if manager.is_none() { controls() } else { Vec::new() },
        conflicts: Vec::new(),
        questions: Vec::new(),
        questions_left: 0,
        declined: Vec::new(),
        undone: Vec::new(),
        left_out: [0; 4],
    };
    for at in 0..documents {
        let owner = usize::try_from(noise.below(clients.max(1) as u64)).expect("small");
        let Some(client) = data.clients.get(owner).cloned() else { break };
        let document = document(at, &client, &mut noise);
        if document.paid.minor > 0 {
            data.payments.push(payment(at, &client, &document, &mut noise));
        }
        data.documents.push(document);
    }
    data.documents.sort_by(|a, b| b.date.cmp(&a.date).then(b.id.cmp(&a.id)));
    data.payments.sort_by(|a, b| b.date.cmp(&a.date).then(b.id.cmp(&a.id)));
    settle(&mut data);
    data.clients.sort_by(|a, b| a.name.cmp(&b.name));
    data
}

fn client(at: usize, manager: Option<&str>, noise: &mut Noise) -> ClientView {
    let name = NAMES.get(at % NAMES.len()).expect("in range");
    let form = FORMS.get(at % FORMS.len()).expect("in range");
    let round = at / NAMES.len();
    let name = if round == 0 { format!("{name}, {form}") } else { format!("{name}-{round}, {form}") };
    ClientView {
        id: ClientId(i64::try_from(at).expect("small") + 1),
        legal_name: name.clone(),
        name,
        tax_id: format!("0{:09}", 100_000_000 + noise.below(800_000_000)),
        kpp: if *form == "ИП" { String::new() } else { format!("0{:08}", 10_010_010 + noise.below(9) * 1_000_000) },
        phones: if noise.below(4) == 0 { Vec::new() } else { vec![format!("+7900{:07}", noise.below(10_000_000))] },
        emails: Vec::new(),
        segment: noise.pick(&SEGMENTS).to_owned(),
        stage: String::new(),
        next_contact: None,
        comment: String::new(),
        region: String::new(),
        manager: manager.map_or_else(|| noise.pick(&MANAGERS).to_owned(), str::to_owned),
        deleted: false,
        balances: Vec::new(),
        last_document: None,
        last_payment: None,
        attributes: Default::default(),
    }
}

fn document(at: usize, client: &ClientView, noise: &mut Noise) -> DocumentView {
    let day = TODAY - i64::try_from(noise.below(200)).expect("small").days();
    let foreign = noise.below(25) == 0;
    let currency = if foreign { "USD".parse().expect("a code") } else { Currency::RUB };
    let total = Money { minor: noise.amount(if foreign { 9_000 } else { 400_000 }), currency };
    let (status, paid) = match noise.below(20) {
        0 => (DocumentStatus::Canceled, 0),
        1 => (DocumentStatus::Draft, 0),
        2..=10 => (DocumentStatus::Paid, total.minor),
        11..=12 => (DocumentStatus::PartlyPaid, total.minor / 3),
        _ => (DocumentStatus::Open, 0),
    };
    let no_money = matches!(status, DocumentStatus::Canceled | DocumentStatus::Draft);
    let reduced = if status == DocumentStatus::Open && at.is_multiple_of(9) { total.minor / 5 } else { 0 };
    DocumentView {
        id: DocumentId(i64::try_from(at).expect("small") + 1),
        kind: noise.pick(&[RecordKind::Invoice, RecordKind::Invoice, RecordKind::Invoice, RecordKind::Shipment]),
        number: format!("{:06}", at + 1),
        date: day,
        due_date: (noise.below(12) > 0).then(|| day + i64::try_from(noise.below(4) * 15 + 5).expect("small").days()),
        client: Some(client.id),
        client_name: client.name.clone(),
        organization: Some(OrganizationId(1)),
        organization_name: noise.pick(&["ООО «Верба»", "ООО «Верба Юг»"]).to_owned(),
        total,
        paid: Money { minor: paid, currency },
        reduced: Money { minor: reduced, currency },
        balance: Money { minor: if no_money { 0 } else { total.minor - reduced - paid }, currency },
        status,
        manager: client.manager.clone(),
        planned_payment: None,
        comment: String::new(),
        attributes: Default::default(),
    }
}

fn payment(at: usize, client: &ClientView, document: &DocumentView, noise: &mut Noise) -> PaymentView {
    let spare = if noise.below(9) == 0 { 1_250_000 } else { 0 };
    let out = noise.below(30) == 0;
    let amount = Money { minor: document.paid.minor + spare, currency: document.total.currency };
    let date = (document.date + i64::try_from(noise.below(30)).expect("small").days()).min(TODAY);
    PaymentView {
        id: PaymentId(i64::try_from(at).expect("small") + 1),
        number: format!("{}", 100 + noise.below(900)),
        date,
        direction: if out { Direction::Out } else { Direction::In },
        method: noise.pick(&[PaymentMethod::Bank, PaymentMethod::Bank, PaymentMethod::Bank, PaymentMethod::Cash]),
        client: Some(client.id),
        client_name: client.name.clone(),
        amount,
        allocated: document.paid,
        unallocated: Money { minor: spare, currency: amount.currency },
        returned: Money { minor: 0, currency: amount.currency },
        payer: client.name.clone(),
        payer_tax: String::new(),
        is_anothers: false,
        reasons: Vec::new(),
        why: "в назначении назван счёт".to_owned(),
        purpose: format!(
            "Оплата по счёту № {} от {} за товары, в т.ч. НДС 20%",
            document.number,
            Lang::Ru.date(document.date)
        ),
        documents: vec![document.number.clone()],
        manager: client.manager.clone(),
    }
}

/// Gives every client the balances that its documents and payments add up to.
fn settle(data: &mut BookData) {
    for client in &mut data.clients {
        let mut balances: Vec<ClientBalance> = Vec::new();
        let zero = Money::zero;
        for document in data.documents.iter().filter(|document| document.client == Some(client.id)) {
            let currency = document.total.currency;
            let late = document.overdue_days(data.today) > 0;
            let balance = match balances.iter_mut().find(|balance| balance.open.currency == currency) {
                Some(balance) => balance,
                None => {
                    let fresh = zero(currency);
                    balances.push(ClientBalance {
                        invoiced: fresh,
                        paid: fresh,
                        open: fresh,
                        overdue: fresh,
                        unallocated: fresh,
                    });
                    balances.last_mut().expect("just pushed")
                }
            };
            if !matches!(document.status, DocumentStatus::Canceled | DocumentStatus::Draft) {
                balance.invoiced.minor += document.total.minor;
            }
            balance.paid.minor += document.paid.minor;
            balance.open.minor += document.balance.minor;
            balance.overdue.minor += if late { document.balance.minor } else { 0 };
            client.last_document = client.last_document.max(Some(document.date));
        }
        for payment in data.payments.iter().filter(|payment| payment.client == Some(client.id)) {
            client.last_payment = client.last_payment.max(Some(payment.date));
            if let Some(balance) = balances.iter_mut().find(|balance| balance.open.currency == payment.amount.currency)
            {
                balance.unallocated.minor += payment.unallocated.minor;
            }
        }
        client.balances = balances;
    }
}

/// Balances that agree, differ and can't be compared.
fn controls() -> Vec<ControlView> {
    let control = |subject: &str, state: ControlState, stated: i64, held: i64, explanation: &str| {
        let money = |minor| Money { minor, currency: Currency::RUB };
        let differs = state == ControlState::Differs;
        ControlView {
            organization: "ООО «Верба»".to_owned(),
            subject: subject.to_owned(),
            client: None,
            start: date(2026, 10, 1),
            end: date(2026, 10, 31),
            source: "accounting".to_owned(),
            file: "осв 62 октябрь.xlsx".to_owned(),
            stated: money(stated),
            held: money(held),
            difference: money(if differs { stated - held } else { 0 }),
            state,
            since_run: differs.then_some(17),
            since_at: differs.then(|| "2026-11-12T09:15:00".to_owned()),
            reasons: vec![Reason::new("control-no-shipments")],
            candidates: Vec::new(),
            explanation: explanation.to_owned(),
        }
    };
    vec![
        control("Ромашка, ООО", ControlState::Differs, 15_000_000, 20_000_000, "D-7 № 101 от 12.10.2026 повторяет D-4"),
        control("Заря, АО", ControlState::NotComparable, 500_000, 0, "сравнить не с чем"),
        control("40702810100000012345", ControlState::Agrees, 91_234_500, 91_234_500, ""),
    ]
}
