//! Money that we gave back is no advance any more, whichever file came first.

use std::fs;

use sverka::pipeline::decide::Request;

use crate::book::{open, sheet};
use crate::decisions::{made, register, rows};
use crate::desk::Desk;
use crate::joined::said;
use crate::papers::{SETTINGS, cp1251, statement};

/// A statement with a payment of ours to the client.
fn given(day: u32, sum: &str, purpose: &str) -> Vec<u8> {
    let text = format!(
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет=40702810100000012345\r\n\
         СекцияДокумент=Платежное поручение\r\nНомер=12\r\nДата={day:02}.10.2026\r\nСумма={sum}\r\n\
         ПлательщикСчет=40702810100000012345\r\nПлательщикИНН=7701555010\r\nПолучательСчет=40702810500000000111\r\n\
         ПолучательИНН=7702555038\r\nПолучатель1=ООО \"Берёзка\"\r\nДатаСписано={day:02}.10.2026\r\n\
         НазначениеПлатежа={purpose}\r\nКонецДокумента\r\nКонецФайла\r\n"
    );
    cp1251(&text)
}

#[test]
fn an_advance_that_was_given_back_waits_for_no_document() {
    let purpose = "Возврат ошибочно перечисленных средств по п/п 401 от 12.10.2026. Без НДС";
    let files = [
        ("a.txt", statement(&[(401, 12, "300.00", "аванс по счету 101"), (402, 12, "300.00", "аванс")])),
        ("b.txt", given(15, "300.00", purpose)),
    ];
    for order in [[0, 1], [1, 0]] {
        let mut desk = Desk::new(SETTINGS);
        for at in order {
            let (name, bytes) = &files[at];
            desk.drop("bank", name, bytes);
            desk.sync();
        }
        let store = desk.store();
        let of = |number: &str| rows(&store, "payments").iter().find(|row| row["number"] == number).unwrap().clone();
        let [back, kept, given] = ["401", "402", "12"].map(of);
        assert_eq!((&back["status"], &back["unallocated"]), (&"returned".into(), &"0.00".into()), "{back:#}");
        assert_eq!((&kept["status"], &kept["unallocated"]), (&"open".into(), &"300.00".into()));
        let explain = |row: &serde_json::Value| said(&desk, &["explain", "payment", row["id"].as_str().unwrap()]);
        let text = explain(&back);
        assert!(
            text.contains(&format!(
                "возвращено 300,00 RUB платежом {} № 12 от 15.10.2026",
                given["id"].as_str().unwrap()
            )),
            "{text}"
        );
        assert!(text.contains("в назначении возврата назван платёж № 401"), "{text}");
        assert!(explain(&given).contains("возвращает 300,00 RUB из платежа"), "{}", explain(&given));
        assert!(!text.contains("Почему деньги ждут"), "{text}");
    }
}

#[test]
fn the_sheet_of_payments_says_who_paid_why_it_pays_what_it_pays_and_what_was_given_back() {
    let mut desk = Desk::new(SETTINGS);
    let register = "№ счета;Дата;Контрагент;ИНН;Сумма\n101;05.10.2026;ООО Берёзка;7702555038;300.00\n";
    desk.drop("accounting", "реестр.csv", register.as_bytes());
    let paid = statement(&[(401, 12, "300.00", "оплата по счету 101 от 05.10.2026"), (402, 13, "300.00", "аванс")]);
    desk.drop("bank", "a.txt", &paid);
    let purpose = "Возврат ошибочно перечисленных средств по п/п 402 от 13.10.2026. Без НДС";
    desk.drop("bank", "b.txt", &given(15, "300.00", purpose));
    desk.sync();
    let name = fs::read_dir(desk.path("managers")).unwrap().map(|file| file.unwrap().path());
    let book = open(&name.filter(|path| path.extension().is_some_and(|ending| ending == "xlsx")).min().unwrap());
    let rows = &sheet(&book, "payments").rows;
    let of = |number: &str, column: &str| {
        let row = rows.iter().find(|row| row.value("number") == Some(number)).unwrap();
        row.value(column).unwrap_or_default().to_owned()
    };
    assert!(of("401", "payer").contains("Берёзка"), "{}", of("401", "payer"));
    let why = of("401", "why");
    assert!(why.starts_with("№ 101: ") && why.contains("в назначении"), "{why}");
    assert_eq!((of("401", "returned"), of("402", "returned")), (String::new(), "300.00".to_owned()));
    assert!(of("402", "why").contains("возвращено 300,00 RUB платежом"), "{}", of("402", "why"));
    assert!(of("12", "why").contains("возвращает 300,00 RUB"), "{}", of("12", "why"));
}

#[test]
fn a_bill_whose_price_was_given_back_is_open_again() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "bills.csv", &register(&[(105, 5, "ООО Берёзка", "7702555038", "300.00")]));
    desk.drop("bank", "a.txt", &statement(&[(401, 12, "300.00", "оплата по счету 105 от 05.10.2026")]));
    desk.sync();
    let open = |desk: &Desk| rows(&desk.store(), "invoices")[0]["paid"].clone();
    assert_eq!(open(&desk), "300.00");
    desk.drop("bank", "b.txt", &given(15, "300.00", "Возврат оплаты по счету № 105 от 05.10.2026. Без НДС"));
    desk.sync();
    assert_eq!(open(&desk), "0.00", "the bill is to be paid again");
    let store = desk.store();
    let back = rows(&store, "payments").iter().find(|row| row["number"] == "401").unwrap();
    let text = said(&desk, &["explain", "payment", back["id"].as_str().unwrap()]);
    assert!(text.contains("в назначении возврата названо то, что этим платежом оплачено: № 105"), "{text}");
}

#[test]
fn a_refund_that_tells_nothing_is_asked_about_answered_and_taken_back() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "bills.csv", &register(&[(101, 5, "ООО Берёзка", "7702555038", "999.00")]));
    desk.drop("bank", "a.txt", &statement(&[(401, 11, "100.00", "аванс"), (402, 12, "70.00", "аванс")]));
    desk.drop("bank", "b.txt", &given(15, "60.00", "Возврат аванса"));
    desk.sync();
    let of_refund = |desk: &Desk| {
        let store = desk.store();
        let refund = rows(&store, "payments").iter().find(|row| row["number"] == "12").unwrap()["id"].clone();
        let reviews = rows(&store, "review").iter();
        reviews.filter(|row| row["subject"] == refund && row["state"] == "open").cloned().collect::<Vec<_>>()
    };
    let [asked] = &of_refund(&desk)[..] else { panic!("{:#}", desk.store()) };
    let labels: Vec<&str> =
        asked["candidates"].as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap()).collect();
    assert!(labels[0].starts_with("402 ") && labels[1].starts_with("401 "), "{labels:?}");
    let question: sverka::model::ids::ReviewId = asked["id"].as_str().unwrap().parse().unwrap();
    let shown = said(&desk, &["review", "show", asked["id"].as_str().unwrap()]);
    assert!(shown.contains("возврат не называет ни платежа, ни документа"), "{shown}");
    assert!(shown.contains("возвращены деньги этого платежа"), "{shown}");
    let left = |desk: &Desk, number: &str| {
        let store = desk.store();
        rows(&store, "payments").iter().find(|row| row["number"] == number).unwrap()["unallocated"].clone()
    };
    let answer = made(&desk, &Request::Accept(question, Some("2".into())));
    assert_eq!((left(&desk, "401"), left(&desk, "402")), ("40.00".into(), "70.00".into()));
    assert!(of_refund(&desk).is_empty(), "{:#?}", of_refund(&desk));
    let history = said(&desk, &["review", "decisions"]);
    assert!(history.contains("возврат по платежу"), "{history}");
    desk.drop("bank", "c.txt", &statement(&[(403, 16, "5.00", "аванс")]));
    desk.sync();
    assert_eq!(left(&desk, "401"), "40.00", "it holds");
    made(&desk, &Request::Undo(answer.decision));
    assert_eq!(left(&desk, "401"), "100.00");
    assert_eq!(of_refund(&desk).len(), 1, "it is asked again");
    made(&desk, &Request::Reject(question));
    assert!(of_refund(&desk).is_empty());
    desk.drop("bank", "d.txt", &statement(&[(404, 17, "6.00", "аванс")]));
    desk.sync();
    assert!(of_refund(&desk).is_empty(), "what was refused is not asked again");
}
