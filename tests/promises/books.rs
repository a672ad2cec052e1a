//! The store against the balances that sources state: a difference appears with a run, stays until it is mended, and is
//! explained by the documents that make it up.

use serde_json::Value;

use crate::desk::Desk;
use crate::edits;
use crate::papers::{SETTINGS, cp1251};
use sverka::model::control::{ControlState, ControlView};
use sverka::model::record::RecordKind;
use sverka::pipeline::explain;

const CLIENT: &str = r#""client": {"name": "ООО «Берёзка»", "tax_id": "7799012346"}"#;
const US: &str = r#""organization": {"name": "ООО «Гранит-Сервис»", "tax_id": "7701555010"}"#;

pub(crate) fn shipment(id: &str, date: &str, total: &str, more: &str) -> String {
    format!(
        r#"{{"record": "shipment", "id": "{id}", "number": "{id}", "date": "{date}", "currency": "RUB", "total": "{total}", {CLIENT}, {US}{more}}}"#
    )
}

pub(crate) fn payment(id: &str, date: &str, amount: &str, currency: &str) -> String {
    format!(
        r#"{{"record": "payment", "id": "{id}", "number": "{id}", "date": "{date}", "direction": "in", "currency": "{currency}", "amount": "{amount}", "payer": {{"name": "ООО «Берёзка»", "tax_id": "7799012346"}}, {CLIENT}, {US}}}"#
    )
}

/// A turnover sheet of October: opening, debit, credit, closing of each client.
pub(crate) fn sheet(rows: &[(&str, [&str; 4])]) -> String {
    let rows = rows.iter().map(|(client, [opening, debit, credit, closing])| {
        format!("{client};{opening};;{debit};{credit};{closing};\n")
    });
    format!(
        "ООО «Гранит-Сервис»;;;;;;\nОборотно-сальдовая ведомость по счету 62 за Октябрь 2026 г.;;;;;;\n\
         Контрагенты;Сальдо на начало периода;;Обороты за период;;Сальдо на конец периода;\n\
         ;Дебет;Кредит;Дебет;Кредит;Дебет;Кредит\n{}",
        rows.collect::<String>()
    )
}

fn october() -> String {
    sheet(&[("ООО «Берёзка»", ["", "800", "500", "300"])])
}

fn desk() -> Desk {
    Desk::new(SETTINGS)
}

pub(crate) fn give(desk: &mut Desk, name: &str, lines: &[String]) {
    desk.drop("accounting", name, lines.join("\n").as_bytes());
}

pub(crate) fn open_questions(desk: &Desk) -> Vec<Value> {
    let store = desk.store();
    let rows = store["review"].as_array().cloned().unwrap_or_default();
    rows.into_iter().filter(|row| row["kind"] == "control" && row["state"] == "open").collect()
}

fn of_the_client(desk: &Desk) -> ControlView {
    let workspace = desk.open();
    let store = workspace.store();
    let client = store.find(RecordKind::Client, "7799012346").unwrap();
    let [client] = client[..] else { panic!("{client:?}") };
    let mut controls =
        explain(store, &workspace.config.authorities, RecordKind::Client, client).unwrap().unwrap().controls;
    assert_eq!(controls.len(), 1, "{controls:?}");
    controls.pop().unwrap()
}

fn codes(view: &ControlView) -> Vec<&str> {
    view.reasons.iter().map(|reason| reason.code.as_str()).collect()
}

fn verdict(desk: &Desk) -> (ControlState, String, Option<i64>) {
    let view = of_the_client(desk);
    (view.state, view.difference.to_string(), view.since_run)
}

#[test]
fn a_difference_appears_with_a_run_stays_and_goes() {
    let mut desk = desk();
    let goods = [shipment("s1", "2026-10-05", "500.00", ""), shipment("s2", "2026-10-12", "300.00", "")];
    give(&mut desk, "1.jsonl", &goods);
    give(&mut desk, "2.jsonl", &[payment("p1", "2026-10-08", "200.00", "RUB")]);
    desk.sync();
    desk.drop("accounting", "осв.csv", october().as_bytes());
    let second = desk.sync();
    assert_eq!(second.review.get("control"), Some(&1), "asked once");
    assert_eq!(verdict(&desk), (ControlState::Differs, "-300.00".into(), Some(second.run)));
    assert_eq!(codes(&of_the_client(&desk)), ["control-client-credit-less"]);
    desk.sync();
    give(&mut desk, "3.jsonl", &[payment("p2", "2026-10-20", "100.00", "RUB")]);
    let fourth = desk.sync();
    assert_eq!(verdict(&desk), (ControlState::Differs, "-200.00".into(), Some(second.run)), "smaller, and as old");
    assert_eq!(open_questions(&desk).len(), 1);
    give(&mut desk, "4.jsonl", &[payment("p3", "2026-10-21", "200.00", "RUB")]);
    desk.sync();
    assert_eq!(verdict(&desk), (ControlState::Agrees, "0.00".into(), None));
    assert!(open_questions(&desk).is_empty(), "nobody is asked about what is gone");
    give(&mut desk, "5.jsonl", &[payment("p4", "2026-10-22", "7.00", "RUB")]);
    let again = desk.sync();
    assert_eq!(verdict(&desk), (ControlState::Differs, "7.00".into(), Some(again.run)), "counted anew");
    assert!(again.run > fourth.run);
    let balances = &desk.store()["balances"][0];
    assert_eq!((&balances["held_closing"], &balances["difference"]), (&"293.00".into(), &"7.00".into()));
    assert_eq!(balances["since_run"], again.run);
}

#[test]
fn the_comparisons_in_an_edited_book_of_the_head_are_brought_up_to_date_in_place() {
    let mut desk = desk();
    give(
        &mut desk,
        "1.jsonl",
        &[shipment("s1", "2026-10-05", "500.00", ""), shipment("s2", "2026-10-12", "300.00", "")],
    );
    give(&mut desk, "2.jsonl", &[payment("p1", "2026-10-08", "200.00", "RUB")]);
    desk.sync();
    desk.drop("accounting", "осв.csv", october().as_bytes());
    desk.sync();
    let head = "Руководитель";
    let row = edits::row_of(&desk, head, "ООО «Берёзка»");
    edits::edit(&desk, head, "clients", &[(row, "comment", "смотреть"), (row, "own", "моё")]);
    desk.sync();
    let shown = |desk: &Desk| -> Vec<[String; 2]> {
        let file = edits::book(desk, head);
        let rows = edits::sheet(&file, "controls").rows.iter();
        rows.map(|row| ["held", "verdict"].map(|column| row.value(column).unwrap_or_default().to_owned())).collect()
    };
    assert_eq!(shown(&desk), [["600.00", "расходится"].map(str::to_owned)]);
    give(&mut desk, "3.jsonl", &[payment("p2", "2026-10-20", "300.00", "RUB")]);
    desk.sync();
    assert_eq!(shown(&desk), [["300.00", "сходится"].map(str::to_owned)], "the same row");
    assert_eq!(edits::cell(&desk, head, "clients", row, "comment"), "смотреть");
    assert!(edits::outcome(&desk.sync(), head).is_none(), "nothing more to say");
}

#[test]
fn what_the_head_writes_on_the_sheet_of_comparisons_stays() {
    let mut desk = desk();
    give(&mut desk, "1.jsonl", &[shipment("s1", "2026-10-05", "500.00", "")]);
    desk.drop("accounting", "осв.csv", october().as_bytes());
    desk.sync();
    let head = "Руководитель";
    let below = crate::book::below(&edits::book(&desk, head), "controls");
    let note = [(below, "subject", "позвонить в бухгалтерию"), (below, "verdict", "до пятницы")];
    edits::edit(&desk, head, "controls", &note);
    give(&mut desk, "2.jsonl", &[payment("p1", "2026-10-08", "100.00", "RUB")]);
    desk.sync();
    let says = |column: &str| edits::cell(&desk, head, "controls", below, column);
    assert_eq!((says("subject"), says("verdict")), ("позвонить в бухгалтерию".into(), "до пятницы".into()));
    let file = edits::book(&desk, head);
    let rows = edits::sheet(&file, "controls").rows.iter();
    assert_eq!(rows.filter(|row| row.value("held") == Some("400.00")).count(), 1, "and the comparison is news");
}

#[test]
fn what_explains_a_difference_is_named() {
    let told = |documents: &[String]| {
        let mut desk = desk();
        give(&mut desk, "1.jsonl", documents);
        desk.drop("accounting", "осв.csv", october().as_bytes());
        desk.sync();
        let view = of_the_client(&desk);
        let named: Vec<String> = view.candidates.iter().map(|one| one.label.clone()).collect();
        (view.state, codes(&view).first().map(|code| (*code).to_owned()), named)
    };
    let paid = payment("p1", "2026-10-08", "500.00", "RUB");
    let whole = [shipment("s1", "2026-10-05", "500.00", ""), shipment("s2", "2026-10-12", "300.00", "")];
    let with = |more: &[String]| [&whole[..], std::slice::from_ref(&paid), more].concat();
    assert_eq!(told(&with(&[])), (ControlState::Agrees, None, Vec::new()));
    let again = shipment("s9", "2026-10-13", "300.00", "").replace(r#""number": "s9""#, r#""number": "s2""#);
    let twice = (ControlState::Differs, Some("control-twice".into()), vec!["s2 2026-10-13 300.00 RUB".into()]);
    assert_eq!(told(&with(&[again])), twice);
    let draft = shipment("s2", "2026-10-12", "300.00", r#", "posted": false"#);
    let unposted = (ControlState::Differs, Some("control-draft".into()), vec!["s2 2026-10-12 300.00 RUB".into()]);
    assert_eq!(told(&[whole[0].clone(), draft, paid.clone()]), unposted);
    let later = shipment("s2", "2026-11-02", "300.00", "");
    let early = (ControlState::Differs, Some("control-later-day".into()), vec!["s2 2026-11-02 300.00 RUB".into()]);
    assert_eq!(told(&[whole[0].clone(), later, paid.clone()]), early);
    let dollars = payment("p9", "2026-10-15", "10.00", "USD");
    assert_eq!(told(&with(std::slice::from_ref(&dollars))).0, ControlState::Agrees, "another currency is another book");
    let (state, why, _) = told(&[whole[0].clone(), paid.clone(), dollars]);
    assert_eq!((state, why.as_deref()), (ControlState::NotComparable, Some("control-other-currencies")));
    let bill = whole[1].replace("shipment", "invoice");
    let (state, why, _) = told(&[bill, paid]);
    assert_eq!((state, why.as_deref()), (ControlState::NotComparable, Some("control-no-shipments")));
}

#[test]
fn what_could_not_be_compared_is_as_soon_as_there_is_something_to_compare_with() {
    let mut desk = desk();
    let bill = shipment("s1", "2026-10-05", "800.00", "").replace(r#""record": "shipment""#, r#""record": "invoice""#);
    give(&mut desk, "1.jsonl", &[bill, payment("p1", "2026-10-08", "500.00", "RUB")]);
    desk.drop("accounting", "осв.csv", october().as_bytes());
    desk.sync();
    assert_eq!(verdict(&desk).0, ControlState::NotComparable);
    assert!(open_questions(&desk).is_empty());
    let another = shipment("s2", "2026-10-06", "40.00", "").replace("Берёзка", "Полюс");
    give(&mut desk, "2.jsonl", &[another.replace("7799012346", "7799056784")]);
    let second = desk.sync();
    assert_eq!(verdict(&desk), (ControlState::Differs, "800.00".into(), Some(second.run)));
    assert_eq!(codes(&of_the_client(&desk)), ["control-client-debit-less"]);
}

#[test]
fn whoever_comes_first_the_books_are_the_same() {
    let documents = [shipment("s1", "2026-10-05", "800.00", ""), payment("p1", "2026-10-08", "400.00", "RUB")];
    let mut first = desk();
    give(&mut first, "1.jsonl", &documents);
    first.drop("accounting", "осв.csv", october().as_bytes());
    first.sync();
    let mut last = desk();
    last.drop("accounting", "осв.csv", october().as_bytes());
    last.sync();
    give(&mut last, "1.jsonl", &documents);
    last.sync();
    let shown = |desk: &Desk| {
        let view = of_the_client(desk);
        (view.state, view.stated, view.held, view.reasons.clone())
    };
    assert_eq!(shown(&first), shown(&last));
    assert_eq!(shown(&last).0, ControlState::Differs);
}

#[test]
fn a_client_nobody_knows_is_a_difference_until_he_is_known() {
    let mut desk = desk();
    give(
        &mut desk,
        "1.jsonl",
        &[shipment("s1", "2026-10-05", "500.00", ""), payment("p1", "2026-10-08", "500.00", "RUB")],
    );
    let rows = [("ООО «Берёзка»", ["", "500", "500", ""]), ("АО «Полюс»", ["", "40", "", "40"])];
    desk.drop("accounting", "осв.csv", sheet(&rows).as_bytes());
    desk.sync();
    let asked = open_questions(&desk);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].to_string().contains("control-unknown-client"), "{asked:?}");
    let stranger = shipment("s2", "2026-10-06", "40.00", "").replace("Берёзка", "Полюс").replace("ООО «П", "АО «П");
    give(&mut desk, "2.jsonl", &[stranger.replace("7799012346", "7799056784")]);
    desk.sync();
    assert!(open_questions(&desk).is_empty());
    let summary = desk.open().store().control_summary().unwrap().unwrap();
    assert_eq!((summary.agree, summary.differ, summary.not_comparable), (2, 0, 0));
}

/// A bank's statement of one day with one payment received, if any.
fn statement(day: u32, opening: &str, received: Option<&str>, closing: &str) -> Vec<u8> {
    let date = format!("{day:02}.10.2026");
    let sum = received.unwrap_or("0.00");
    let mut lines = vec![
        "1CClientBankExchange".to_owned(),
        "ВерсияФормата=1.03".into(),
        "Кодировка=Windows".into(),
        format!("ДатаНачала={date}"),
        format!("ДатаКонца={date}"),
        "РасчСчет=40702810100000012345".into(),
        "СекцияРасчСчет".into(),
        format!("ДатаНачала={date}"),
        format!("ДатаКонца={date}"),
        "РасчСчет=40702810100000012345".into(),
        format!("НачальныйОстаток={opening}"),
        format!("ВсегоПоступило={sum}"),
        "ВсегоСписано=0.00".into(),
        format!("КонечныйОстаток={closing}"),
        "КонецРасчСчет".into(),
    ];
    if received.is_some() {
        lines.extend([
            "СекцияДокумент=Платежное поручение".to_owned(),
            format!("Номер={day}"),
            format!("Дата={date}"),
            format!("Сумма={sum}"),
            "ПлательщикСчет=40702810500000000111".into(),
            "ПлательщикИНН=7799012346".into(),
            "Плательщик1=ООО \"Берёзка\"".into(),
            "ПолучательСчет=40702810100000012345".into(),
            "ПолучательИНН=7701555010".into(),
            format!("ДатаПоступило={date}"),
            "НазначениеПлатежа=за товар".into(),
            "КонецДокумента".into(),
        ]);
    }
    lines.push("КонецФайла\r\n".into());
    cp1251(&lines.join("\r\n"))
}

#[test]
fn a_day_without_a_statement_is_named_until_it_comes() {
    let mut desk = desk();
    desk.drop("bank", "01.txt", &statement(1, "900.00", Some("50.00"), "950.00"));
    desk.drop("bank", "02.txt", &statement(2, "950.00", None, "950.00"));
    desk.drop("bank", "06.txt", &statement(6, "970.00", Some("5.00"), "975.00"));
    let first = desk.sync();
    let asked = open_questions(&desk);
    assert_eq!(asked.len(), 1, "{asked:?}");
    let said = asked[0].to_string();
    assert!(said.contains("control-no-statement") && said.contains("2026-10-03/2026-10-05"), "{said}");
    let summary = desk.open().store().control_summary().unwrap().unwrap();
    assert_eq!((summary.differ, summary.since_run), (1, Some(first.run)));
    assert_eq!(summary.apart["RUB"], "20.00");
    desk.drop("bank", "04.txt", &statement(4, "950.00", Some("20.00"), "970.00"));
    desk.sync();
    assert!(open_questions(&desk).is_empty());
    assert_eq!(desk.open().store().control_summary().unwrap().unwrap().agree, 1);
}

#[test]
fn clients_that_turn_out_to_be_one_are_compared_anew_in_the_same_run() {
    let mut desk = desk();
    let card = |id: &str, name: &str, more: &str| {
        format!(r#"{{"record": "client", "id": "{id}", "name": "{name}", "phones": ["+79160000001"]{more}}}"#)
    };
    let known = card("c1", "ООО «Берёзка»", r#", "tax_id": "7799012346""#);
    let of = |line: String, id: &str| line.replace(CLIENT, &format!(r#""client_id": "{id}""#));
    give(
        &mut desk,
        "1.jsonl",
        &[
            known,
            of(shipment("s1", "2026-10-05", "500.00", ""), "c1"),
            of(payment("p1", "2026-10-08", "500.00", "RUB"), "c1"),
        ],
    );
    desk.drop("accounting", "осв.csv", october().as_bytes());
    desk.sync();
    assert_eq!(verdict(&desk).0, ControlState::Differs, "the second shipment is nobody's yet");
    let lines = [card("b1", "Берёзка, ООО", ""), of(shipment("s2", "2026-10-12", "300.00", ""), "b1")];
    desk.drop("bank", "1.jsonl", lines.join("\n").as_bytes());
    let run = desk.sync();
    assert_eq!(run.clients.joined, 1, "{:?}", run.clients);
    assert_eq!(verdict(&desk), (ControlState::Agrees, "0.00".into(), None));
}
