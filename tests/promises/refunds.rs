//! Money that we gave back is no advance any more, whichever file came first.

use crate::decisions::rows;
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
