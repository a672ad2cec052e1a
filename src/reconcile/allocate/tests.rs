use super::*;
use crate::model::ids::PaymentId;
use crate::model::ledger::{Idle, ResolvedRef};
use crate::model::money::{Currency, Money};
use crate::model::record::DocumentRef;

fn rub(whole: i64) -> Money {
    Money { minor: whole * 100, currency: Currency::RUB }
}

pub(super) fn doc(id: i64, kind: RecordKind, number: &str, date: &str, whole: i64) -> LedgerDocument {
    LedgerDocument {
        id: DocumentId(id),
        kind,
        source: "1c".into(),
        mapping: "test".into(),
        number: number.into(),
        date: date.parse().unwrap(),
        total: rub(whole),
        organization: None,
        idle: None,
        tax_only: false,
        correction: false,
        based_on: Vec::new(),
        paid_by: Vec::new(),
        cited_as: Vec::new(),
        about: String::new(),
    }
}

pub(super) fn invoice(id: i64, number: &str, date: &str, whole: i64) -> LedgerDocument {
    doc(id, RecordKind::Invoice, number, date, whole)
}

pub(super) fn payment(id: i64, date: &str, whole: i64, purpose: &str) -> LedgerPayment {
    LedgerPayment {
        id: PaymentId(id),
        number: id.to_string(),
        date: date.parse().unwrap(),
        value_date: None,
        amount: rub(whole),
        organization: None,
        counts: true,
        payer: (String::new(), String::new()),
        is_sent_by_another: false,
        whose: None,
        purpose: purpose.into(),
        pays: Vec::new(),
        rule: None,
    }
}

fn paid(ledger: &Ledger) -> Vec<(i64, i64, i64)> {
    allocate(ledger).allocations.iter().map(|a| (a.payment.0, a.document.0, a.amount.minor / 100)).collect()
}

#[test]
fn a_cited_number_and_date_pay_the_invoice() {
    let ledger = Ledger {
        documents: vec![invoice(1, "0000-000101", "2026-10-05", 300), invoice(2, "0000-000102", "2026-10-07", 500)],
        payments: vec![payment(9, "2026-10-10", 200, "Оплата по счету № 101 от 05.10.2026, НДС не облагается")],
        ..Ledger::default()
    };
    assert_eq!(paid(&ledger), [(9, 1, 200)]);
}

#[test]
fn one_payment_pays_several_invoices_and_the_rest_stays_an_advance() {
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-07", 500)],
        payments: vec![payment(9, "2026-10-10", 900, "Оплата по сч. 101 от 05.10.2026, 102 от 07.10.2026")],
        ..Ledger::default()
    };
    assert_eq!(paid(&ledger), [(9, 1, 300), (9, 2, 500)]);
}

#[test]
fn a_number_that_a_register_states_and_nobody_knows_is_asked_not_guessed() {
    let mut money = payment(9, "2026-10-15", 100, "");
    let named = |number: &str| {
        let reference =
            DocumentRef { kind: Some(RecordKind::Invoice), number: number.into(), ..DocumentRef::default() };
        vec![ResolvedRef { reference, document: None }]
    };
    money.pays = named("А-1");
    let documents = vec![invoice(1, "А-9", "2026-10-05", 100)];
    let ledger = Ledger { documents: documents.clone(), payments: vec![money.clone()], ..Ledger::default() };
    let answer = allocate(&ledger);
    assert!(answer.allocations.is_empty());
    assert_eq!(answer.reviews.len(), 1);
    money.pays = named("А-9");
    assert_eq!(paid(&Ledger { documents, payments: vec![money], ..Ledger::default() }), [(9, 1, 100)]);
}

#[test]
fn money_for_an_order_goes_to_its_invoice() {
    let mut bill = invoice(2, "B-7", "2026-10-06", 300);
    let reference = DocumentRef { number: "142".into(), ..DocumentRef::default() };
    bill.based_on = vec![ResolvedRef { reference: reference.clone(), document: None }];
    let mut money = payment(9, "2026-10-10", 300, "");
    money.pays = vec![ResolvedRef { reference, document: Some(DocumentId(1)) }];
    let ledger = Ledger {
        documents: vec![doc(1, RecordKind::Order, "142", "2026-10-05", 300), bill],
        payments: vec![money],
        ..Ledger::default()
    };
    let answer = allocate(&ledger);
    assert_eq!(answer.covered, [DocumentId(1)].into());
    assert_eq!((answer.allocations[0].document, answer.allocations[0].decided_by), (DocumentId(2), DecidedBy::Source));
}

#[test]
fn a_shipment_of_an_invoice_is_owed_once() {
    let mut shipment = doc(2, RecordKind::Shipment, "77", "2026-10-08", 300);
    shipment.based_on = vec![ResolvedRef { reference: DocumentRef::default(), document: Some(DocumentId(1)) }];
    let alone = doc(3, RecordKind::Shipment, "78", "2026-10-08", 50);
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300), shipment, alone],
        payments: vec![],
        ..Ledger::default()
    };
    assert_eq!(allocate(&ledger).covered, [DocumentId(2)].into());
}

/// A shipment of an invoice that names the advance 73 of 1 October, 100 of it.
fn naming_a_payment() -> Vec<LedgerDocument> {
    let mut shipment = doc(2, RecordKind::Shipment, "77", "2026-10-08", 300);
    shipment.based_on = vec![ResolvedRef { reference: DocumentRef::default(), document: Some(DocumentId(1)) }];
    shipment.paid_by = vec![DocumentRef {
        number: "73".into(),
        date: Some("2026-10-01".parse().unwrap()),
        amount: Some(rub(100)),
        ..DocumentRef::default()
    }];
    vec![invoice(1, "101", "2026-10-05", 300), shipment]
}

#[test]
fn a_document_that_names_its_payment_is_paid_by_it() {
    let mut advance = payment(73, "2026-10-02", 250, "Предоплата");
    let ledger =
        |advance: LedgerPayment| Ledger { documents: naming_a_payment(), payments: vec![advance], ..Ledger::default() };
    assert!(paid(&ledger(advance.clone())).is_empty(), "another date is another payment");
    advance.value_date = Some("2026-10-01".parse().unwrap());
    assert_eq!(paid(&ledger(advance.clone())), [(73, 1, 100)], "only what the document says of it");
    let answer = allocate(&ledger(advance.clone()));
    assert_eq!(answer.allocations[0].decided_by, DecidedBy::Source);
    advance.amount = rub(99);
    assert!(paid(&ledger(advance)).is_empty(), "less than the document says cannot be the payment it means");
}

#[test]
fn of_two_payments_that_fit_none_is_taken() {
    let one = payment(73, "2026-10-01", 100, "Предоплата");
    let twin = LedgerPayment { id: PaymentId(74), ..one.clone() };
    let ledger = Ledger { documents: naming_a_payment(), payments: vec![one, twin], ..Ledger::default() };
    assert!(paid(&ledger).is_empty());
}

#[test]
fn a_tax_invoice_is_owed_on_its_shipment() {
    let mut tax_invoice = doc(2, RecordKind::Shipment, "А-17", "2026-10-08", 300);
    let reference = DocumentRef { number: "88".into(), ..DocumentRef::default() };
    tax_invoice.based_on = vec![ResolvedRef { reference, document: None }];
    let mut waybill = doc(1, RecordKind::Shipment, "88", "2026-10-08", 300);
    let money = payment(9, "2026-10-10", 300, "По с/ф А-17 от 08.10.2026");
    let ledger = Ledger {
        documents: vec![waybill.clone(), tax_invoice.clone()],
        payments: vec![money.clone()],
        ..Ledger::default()
    };
    assert_eq!(allocate(&ledger).covered, [DocumentId(2)].into());
    assert_eq!(paid(&ledger), [(9, 1, 300)]);
    // What adds to a shipment is owed besides.
    let more = LedgerDocument { total: rub(40), ..tax_invoice.clone() };
    let corrected = Ledger { documents: vec![waybill.clone(), more], payments: Vec::new(), ..Ledger::default() };
    assert!(allocate(&corrected).covered.is_empty());
    // Each names the other: one of them stays what is owed.
    waybill.based_on = vec![ResolvedRef { reference: DocumentRef::default(), document: Some(DocumentId(2)) }];
    let ledger = Ledger { documents: vec![waybill, tax_invoice], payments: vec![money], ..Ledger::default() };
    assert_eq!((allocate(&ledger).covered.len(), paid(&ledger).len()), (1, 1));
}

#[test]
fn what_the_payer_pastes_cites_the_document() {
    let mut bill = invoice(1, "ЭД/17-Б", "2026-10-05", 300);
    bill.cited_as = vec!["239 от 05.10.2026 (№ 239 от 05.10.2026)".into()];
    let ledger = Ledger {
        documents: vec![bill],
        payments: vec![payment(9, "2026-10-10", 200, "Счет № 239 от 05.10.2026")],
        ..Ledger::default()
    };
    assert_eq!(paid(&ledger), [(9, 1, 200)]);
}

#[test]
fn nothing_is_allocated_beyond_the_payment_or_the_document() {
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300)],
        payments: vec![
            payment(8, "2026-10-09", 200, "счет 101 от 05.10.2026"),
            payment(9, "2026-10-10", 200, "счет 101 от 05.10.2026"),
        ],
        ..Ledger::default()
    };
    assert_eq!(paid(&ledger), [(8, 1, 200), (9, 1, 100)]);
}

#[test]
fn other_currencies_and_drafts_are_left_alone() {
    let mut dollars = invoice(1, "101", "2026-10-05", 300);
    dollars.total.currency = "USD".parse().unwrap();
    let mut draft = invoice(2, "102", "2026-10-05", 300);
    draft.idle = Some(Idle::Draft);
    let ledger = Ledger {
        documents: vec![dollars, draft],
        payments: vec![payment(9, "2026-10-10", 300, "счета 101 и 102 от 05.10.2026")],
        ..Ledger::default()
    };
    assert!(paid(&ledger).is_empty());
}

pub(super) fn by_id(kind: RecordKind, id: i64) -> ResolvedRef {
    let reference = DocumentRef { kind: Some(kind), id: id.to_string(), ..DocumentRef::default() };
    ResolvedRef { reference, document: Some(DocumentId(id)) }
}

#[test]
fn a_share_that_the_source_states_is_not_exceeded_and_shares_add_up() {
    let share = |whole| {
        let mut link = by_id(RecordKind::Invoice, 1);
        link.reference.amount = Some(rub(whole));
        link
    };
    let mut money = payment(9, "2026-10-10", 300, "");
    money.pays = vec![share(100), by_id(RecordKind::Invoice, 2), share(50)];
    let documents = vec![invoice(1, "1", "2026-10-05", 300), invoice(2, "2", "2026-10-05", 120)];
    let answer = allocate(&Ledger { documents, payments: vec![money], ..Ledger::default() });
    let sums: Vec<_> = answer.allocations.iter().map(|a| (a.document.0, a.amount.minor / 100)).collect();
    assert_eq!(sums, [(1, 150), (2, 120)]);
    assert_eq!(answer.allocations[0].reasons, [Reason::new("source-link")], "one reason, not two");
}

#[test]
fn a_link_to_another_client_s_document_pays_nothing_here() {
    let mut money = payment(9, "2026-10-10", 300, "счет 101 от 05.10.2026");
    money.pays = vec![by_id(RecordKind::Invoice, 77)];
    let ledger =
        Ledger { documents: vec![invoice(1, "101", "2026-10-05", 300)], payments: vec![money], ..Ledger::default() };
    assert_eq!(paid(&ledger), [(9, 1, 300)], "the purpose still counts");
}

#[test]
fn a_question_shows_what_is_open_after_everything_certain() {
    let ledger = Ledger {
        documents: vec![
            invoice(1, "101", "2026-10-05", 300),
            invoice(2, "102", "2026-10-06", 70),
            invoice(3, "103", "2026-10-07", 500),
        ],
        payments: vec![
            payment(8, "2026-10-08", 60, "за товар"),
            payment(9, "2026-10-09", 300, "счет 101 от 05.10.2026"),
        ],
        ..Ledger::default()
    };
    let answer = allocate(&ledger);
    let [question] = &answer.reviews[..] else { panic!("{answer:?}") };
    let offered: Vec<&str> = question.candidates.iter().map(|candidate| candidate.id.as_str()).collect();
    assert_eq!(offered, ["D-2", "D-3"], "the paid one not at all");
}

#[test]
fn money_that_fits_one_open_document_alone_pays_it() {
    let documents = vec![
        invoice(1, "101", "2026-10-05", 300),
        invoice(2, "102", "2026-10-06", 70),
        invoice(3, "103", "2026-10-07", 70),
    ];
    let with = |whole, purpose: &str| Ledger {
        documents: documents.clone(),
        payments: vec![payment(9, "2026-10-10", whole, purpose)],
        ..Ledger::default()
    };
    assert_eq!(paid(&with(300, "за товар")), [(9, 1, 300)]);
    assert_eq!(paid(&with(300, "по договору № 7 от 01.02.2026")), [(9, 1, 300)]);
    assert_eq!(paid(&with(70, "за товар")), [], "two fit");
    assert_eq!(paid(&with(300, "счет 900 от 01.09.2026")), [], "it names another");
    assert_eq!(paid(&with(300, "счет 110 от 05.10.2026")), [(9, 1, 300)], "a slip of the pen: the day agrees");
    assert_eq!(paid(&with(70, "счет 107")), [], "102 no more than 103");
    assert_eq!(paid(&with(70, "счет 120")), [(9, 2, 70)], "two digits changed about");
    assert_eq!(paid(&with(70, "счет от 07.10.2026")), [(9, 3, 70)]);
}

#[test]
fn what_is_cited_later_is_not_taken_by_an_equal_sum_before() {
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300)],
        payments: vec![
            payment(8, "2026-10-08", 300, "за товар"),
            payment(9, "2026-10-20", 300, "счет 101 от 05.10.2026"),
        ],
        ..Ledger::default()
    };
    assert_eq!(paid(&ledger), [(9, 1, 300)]);
}

#[test]
fn the_only_sum_of_open_documents_is_taken_and_one_of_two_is_asked() {
    let mut documents =
        vec![invoice(1, "1", "2026-10-01", 311), invoice(2, "2", "2026-10-02", 173), invoice(3, "3", "2026-10-03", 95)];
    let money = vec![payment(9, "2026-10-10", 406, "за товар")];
    assert_eq!(
        paid(&Ledger { documents: documents.clone(), payments: money.clone(), ..Ledger::default() }),
        [(9, 1, 311), (9, 3, 95)]
    );
    documents.push(invoice(4, "4", "2026-10-04", 233));
    assert_eq!(paid(&Ledger { documents, payments: money, ..Ledger::default() }), [], "173 + 233 is the same");
}

#[test]
fn an_agreed_share_pays_its_invoice_and_the_difference_another_one_explains() {
    let documents = vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-06", 77)];
    let with = |whole, purpose: &str| Ledger {
        documents: documents.clone(),
        payments: vec![payment(9, "2026-10-10", whole, purpose)],
        ..Ledger::default()
    };
    assert_eq!(paid(&with(150, "счет 101")), [(9, 1, 150)]);
    assert_eq!(paid(&with(70, "аванс по счету 101")), [(9, 1, 70)]);
    assert_eq!(paid(&with(377, "счет 101 от 05.10.2026")), [(9, 1, 300), (9, 2, 77)]);
}

#[test]
fn an_invoice_in_another_currency_is_paid_at_a_rate_near_the_day_s() {
    let mut euros = invoice(1, "101", "2026-10-05", 100);
    euros.total.currency = "EUR".parse().unwrap();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let rates = [((None, euros.total.currency), [(day("2026-10-05"), "98.5".parse().unwrap())].into())];
    let pays = |whole, date: &str, purpose: &str| {
        let ledger = Ledger {
            documents: vec![euros.clone()],
            payments: vec![payment(9, date, whole, purpose)],
            rates: rates.clone().into(),
            ..Ledger::default()
        };
        let answer = allocate(&ledger);
        answer.allocations.iter().map(|a| (a.amount.minor / 100, a.settled.to_string())).collect::<Vec<_>>()
    };
    let dated = "счет 101 от 05.10.2026";
    assert_eq!(pays(9_950, "2026-10-10", dated), [(9_950, "100.00".to_owned())], "one per cent of difference");
    assert_eq!(pays(10_500, "2026-10-10", dated), [], "six");
    assert_eq!(pays(10_500, "2026-11-30", dated), [(10_500, "100.00".to_owned())], "six in two months");
    assert_eq!(pays(4_925, "2026-10-10", "аванс по счету 101 от 05.10.2026"), [(4_925, "50.00".to_owned())]);
    assert_eq!(pays(9_850, "2026-10-10", "счет 101"), [], "a number alone");
}

#[test]
fn money_on_another_company_s_account_pays_where_number_day_and_sum_agree() {
    let mut theirs = invoice(1, "101", "2026-10-05", 300);
    theirs.organization = Some(crate::model::ids::OrganizationId(1));
    let with = |whole, purpose: &str| {
        let mut money = payment(9, "2026-10-10", whole, purpose);
        money.organization = Some(crate::model::ids::OrganizationId(2));
        Ledger { documents: vec![theirs.clone()], payments: vec![money], ..Ledger::default() }
    };
    assert_eq!(paid(&with(300, "счет 101 от 05.10.2026")), [(9, 1, 300)]);
    assert_eq!(paid(&with(299, "счет 101 от 05.10.2026")), []);
    assert_eq!(paid(&with(300, "счет 101")), []);
}

#[test]
fn an_order_that_a_bill_stands_for_is_not_offered_and_a_return_is_never_paid() {
    let mut bill = invoice(2, "B-7", "2026-10-06", 300);
    bill.based_on = vec![by_id(RecordKind::Order, 1), by_id(RecordKind::Order, 1)];
    let documents = vec![
        doc(1, RecordKind::Order, "142", "2026-10-05", 300),
        bill,
        doc(3, RecordKind::Return, "9", "2026-10-05", 300),
    ];
    let answer =
        allocate(&Ledger {
            documents, payments: vec![payment(9, "2026-10-10", 10, "за товар")], ..Ledger::default()
        });
    let offered: Vec<&str> = answer.reviews[0].candidates.iter().map(|candidate| candidate.id.as_str()).collect();
    assert_eq!(offered, ["D-2"]);
}

mod cited;
mod corrections;
mod idle;
mod laws;
mod lists;
mod loosely;
mod months;
mod outside;
mod own;
mod people;
mod periods;
mod refunds;
mod sales;
mod twins;
mod written;

#[test]
fn a_shipment_of_an_order_and_an_invoice_joins_the_two() {
    let mut shipment = doc(3, RecordKind::Shipment, "77", "2026-10-08", 300);
    shipment.based_on = [(1, RecordKind::Order), (2, RecordKind::Invoice)]
        .map(|(id, kind)| ResolvedRef {
            reference: DocumentRef { kind: Some(kind), ..DocumentRef::default() },
            document: Some(DocumentId(id)),
        })
        .to_vec();
    let documents =
        vec![doc(1, RecordKind::Order, "55", "2026-10-01", 300), invoice(2, "101", "2026-10-02", 300), shipment];
    let ledger = Ledger {
        documents,
        payments: vec![payment(9, "2026-10-10", 300, "Оплата заказа 55 от 01.10.2026")],
        ..Ledger::default()
    };
    assert_eq!(paid(&ledger), [(9, 2, 300)]);
    assert_eq!(allocate(&ledger).covered, BTreeSet::from([DocumentId(1), DocumentId(3)]));
}
