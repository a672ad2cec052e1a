//! What is proposed for files that nobody reads: it compiles, knows the file, reads all of it, and says what it doubts.

use std::fs;
use std::path::Path;

use sverka::mapping::{Library, Mapping, Recognition};
use sverka::parse::{Document, FORMATS, Head, Preview};
use sverka::pipeline::propose::{Outcome, Proposed, propose};

/// An export in the way of Parus: attributes named as columns.
const PARUS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ПарусВыгрузка Версия="8.5">
  <Отправитель ИНН="7701555010" Наименование="ООО &quot;Гранит-Сервис&quot;"/>
  <Строки>
    <Строка RN="100451" Документ="СчО 0017" ДатаДок="01.10.2026" СрокОплаты="15.10.2026" Контрагент="ООО &quot;Берёзка&quot;" ИННКонтрагента="7702555038" КППКонтрагента="770201001" Сумма="12 500,50" НДС="2 254,19" Исполнитель="Лунина В. А." СкладОтгрузки="Основной"/>
    <Строка RN="100452" Документ="СчО 0018" ДатаДок="02.10.2026" СрокОплаты="" Контрагент="АО &quot;Полюс-М&quot;" ИННКонтрагента="5402555040" КППКонтрагента="540201001" Сумма="7 000,00" НДС="" Исполнитель="Осин Г. Л." СкладОтгрузки="Юг"/>
  </Строки>
</ПарусВыгрузка>
"#;

/// Documents with lines, groups and an attribute of a value.
const SHIPMENTS: &str = r#"<export generated="2026-10-06T10:00:00"><shipments>
  <shipment id="S-1"><docNo>A-17</docNo><docDate>2026-10-01</docDate><customer><title>TOV Kalyna</title><edrpou>30000007</edrpou></customer>
    <items><item><good>Cable</good><qty>2</qty><price>100.00</price><sum>200.00</sum></item><item><good>Box</good><qty>1</qty><price>50.50</price><sum>50.50</sum></item></items><amount ccy="UAH">250.50</amount><store>Main</store></shipment>
  <shipment id="S-2"><docNo>A-18</docNo><docDate>2026-10-02</docDate><customer><title>FOP Verba</title><edrpou>30000010</edrpou></customer>
    <items><item><good>Cable</good><qty>1</qty><price>100.00</price><sum>100.00</sum></item></items><amount ccy="UAH">100.00</amount><store>Main</store></shipment>
</shipments></export>
"#;

/// A register with titles, a head of two storeys, column numbers, headings, totals.
const REGISTER: &str = "ТОВ «Граніт-Сервіс»;;;;;;;;
Реєстр виписаних рахунків за жовтень 2026 р.;;;;;;;;
№ з/п;Рахунок;;Покупець;;Сума, грн;;Термін сплати;Куратор угоди
;Номер;Дата;Найменування;Код ЄДРПОУ;Усього;у т.ч. ПДВ;;
1;2;3;4;5;6;7;8;9
Київська філія;;;;;;;;
1;УК-0017;05.10.2026;ТОВ «Калина»;30000007;12 500,50;2 083,42;20.10.2026;Лунина В.
2;УК-0018;06.10.2026;ФОП Верба О. П.;3000000006;700,00;;21.10.2026;Осін Г.
Разом по філії;;;;;13 200,50;;;
Усього;;;;;13 200,50;;;
";

/// Money in and out in columns of their own.
const CASH: &str = "Дата;Контрагент;ИНН;Приход;Расход;Основание
01.10.2026;ООО «Берёзка»;7702555038;100,00;;Оплата по счету 17
02.10.2026;АО «Полюс-М»;5402555040;;55,10;Возврат аванса
";

/// Three sorts of records in one file; documents name clients by codes, and the clients come last.
const THREE_SORTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ВыгрузкаПарус Сформирован="26.11.2026 18:05">
  <СчетаНаОплату>
    <Счет Рег_Номер="5001" Номер="СЧ-101" Дата="02.11.2026" Контрагент="1001" Сумма="12500,50"><Позиция Наименование="Насос" Количество="2" Цена="6250,25" Сумма="12500,50"/></Счет>
    <Счет Рег_Номер="5002" Номер="СЧ-102" Дата="05.11.2026" Контрагент="1002" Сумма="98000,00"><Позиция Наименование="Кран" Количество="1" Цена="98000,00" Сумма="98000,00"/></Счет>
  </СчетаНаОплату>
  <Платежи>
    <Платеж Рег_Номер="7001" Номер="200" Дата="15.11.2026" Направление="Приход" Контрагент="1001" Сумма="12500,50" Назначение="Оплата по счету СЧ-101"/>
    <Платеж Рег_Номер="7002" Номер="31" Дата="16.11.2026" Направление="Расход" Контрагент="1002" Сумма="1000,00" Назначение="Возврат аванса"/>
  </Платежи>
  <Контрагенты>
    <Контрагент Рег_Номер="1001" Наименование="ООО «Вектор-Плюс»" ИНН="7701555010" КПП="770101001"/>
    <Контрагент Рег_Номер="1002" Наименование="ЗАО Сигма Трейд" ИНН="7812444027" КПП="781201001"/>
  </Контрагенты>
</ВыгрузкаПарус>
"#;

/// A bank's text with marks of the direction and sums in kopecks.
const MARKS: &str = "Account;OperDate;DocNo;DC;AmountKop;Counterparty;CpInn;CpAccount;Details
40702810200000012345;2026-11-10;300;D;12345;ООО «Вектор-Плюс»;7701555010;40702810200000000001;Возврат по счету 17
40702810200000012345;2026-11-11;301;C;24690;ЗАО Сигма Трейд;7812444027;40702810500000000002;Оплата по счету 18
";

/// Clients as headings, with their codes in the rows; sums without and with tax.
const HEADED: &str = "Реєстр виставлених рахунків;;;;
ЄДРПОУ;№ рахунку;Дата;Сума без ПДВ;Сума з ПДВ
ТОВ «Калина»;;;;
30000007;РФ-1;05.11.2026;100,00;120,00
30000007;РФ-2;06.11.2026;200,00;240,00
";

/// Orders of a web shop.
const SHOP: &str = r#"{"shop": "Lavka", "orders": [
  {"id": 9000, "no": "W-000", "created date": "2026-11-10", "amount": "1000.50", "currency": "RUB", "customer": {"id": "u0", "name": "ООО «Вектор-Плюс»", "inn": "7701555010"}, "items": [{"title": "Кабель", "qty": 2, "price": "500.25"}]},
  {"id": 9001, "no": "W-001", "created date": "2026-11-11", "amount": "2000.50", "currency": "RUB", "customer": {"id": "u1", "name": "ЗАО Сигма Трейд", "inn": "7812444027"}, "items": [{"title": "Короб", "qty": 1, "price": "2000.50"}]}
]}"#;

fn document(folder: &Path, name: &str, text: &str) -> Document {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    Document { name: name.to_owned(), path, part: "".into(), sheets: None }
}

fn proposed(name: &str, text: &str) -> Proposed {
    let folder = tempfile::tempdir().unwrap();
    let document = document(folder.path(), name, text);
    let say = |key: &str, params: &[(&str, &str)]| {
        let params: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{key} {}", params.join(" "))
    };
    match propose(None, &document, "own", &say).unwrap().unwrap() {
        Outcome::Proposed(proposed) => *proposed,
        other => panic!("{other:?}"),
    }
}

/// The code of the proposal without comments.
fn code(proposed: &Proposed) -> Vec<String> {
    let lines = proposed.text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split("  #").next().unwrap().to_owned()).collect()
}

fn has(proposed: &Proposed, wanted: &[&str]) {
    let code = code(proposed);
    for line in wanted {
        assert!(code.iter().any(|known| known == line), "{line}\nin\n{}", proposed.text);
    }
}

#[test]
fn attributes_named_as_columns_are_read() {
    let parus = proposed("parus.xml", PARUS);
    assert_eq!((parus.read, parus.refused, parus.reason.clone()), (2, 0, None), "{}", parus.text);
    has(
        &parus,
        &[
            "at = \"/ПарусВыгрузка/Строки/Строка\"",
            "kind = \"invoice\"",
            "key = [\"{@RN}\", \"{$field/number}|{$field/date?}\"]",
            "number = { from = \"@Документ\", required = true }",
            "date = { from = \"@ДатаДок\", required = true }",
            "due_date = \"@СрокОплаты\"",
            "client = { fields = { name = \"@Контрагент\", tax_id = \"@ИННКонтрагента\", kpp = \"@КППКонтрагента\", roles = { const = [\"buyer\"] } } }",
            "total = { from = \"@Сумма\", required = true }",
            "vat = \"@НДС\"",
            "manager = \"@Исполнитель\"",
        ],
    );
    assert!(parus.text.contains("#   @СкладОтгрузки = Основной"), "{}", parus.text);
}

#[test]
fn lines_and_groups_are_found_by_content() {
    let shipments = proposed("acts.xml", SHIPMENTS);
    assert_eq!((shipments.read, shipments.refused, shipments.reason.clone()), (2, 0, None), "{}", shipments.text);
    has(
        &shipments,
        &[
            "kind = \"shipment\"",
            "client = { fields = { name = \"customer/title\", tax_id = \"customer/edrpou\", roles = { const = [\"buyer\"] } } }",
            "currency = { from = \"amount/@ccy\", table = \"currency\" }",
            "lines = { each = \"items/item\", fields = { name = \"good\", quantity = \"qty\", price = \"price\", total = \"sum\" } }",
        ],
    );
}

#[test]
fn a_register_of_two_storeys_is_read_and_goes_before_the_built_in_one() {
    let register = proposed("register.csv", REGISTER);
    assert_eq!((register.read, register.refused, register.reason.clone()), (2, 0, None), "{}", register.text);
    has(
        &register,
        &[
            "kind = \"invoice\"",
            "number = { captions = [\"Рахунок Номер\"], required = true }",
            "date = { captions = [\"Рахунок Дата\"], required = true }",
            "client = [\"Покупець Найменування\"]",
            "client_tax_id = [\"Покупець Код ЄДРПОУ\"]",
            "total = { captions = [\"Сума, грн Усього\"], required = true }",
            "currency = { const = \"UAH\" }",
            "due_date = \"due_date\"",
        ],
    );
}

#[test]
fn money_in_and_out_gives_the_direction() {
    let cash = proposed("cash.csv", CASH);
    assert_eq!((cash.read, cash.refused, cash.reason.clone()), (2, 0, None), "{}", cash.text);
    has(&cash, &["kind = \"payment\"", "purpose = \"purpose\""]);
    assert!(cash.text.contains("received = \"received\", paid = \"paid\""), "{}", cash.text);
}

#[test]
fn every_sort_of_records_is_read_and_clients_are_found_by_their_codes() {
    let parus = proposed("export.xml", THREE_SORTS);
    assert_eq!((parus.read, parus.refused, parus.reason.clone()), (6, 0, None), "{}", parus.text);
    let client = "name = \"$client[@Контрагент]/name\", tax_id = \"$client[@Контрагент]/tax_id\"";
    has(
        &parus,
        &[
            "at = \"/ВыгрузкаПарус/СчетаНаОплату/Счет\"",
            "at = \"/ВыгрузкаПарус/Платежи/Платеж\"",
            "kind = \"client\"",
            "key = \"@Рег_Номер\"",
            "ahead = true",
            "direction = { from = \"@Направление\", table = \"direction\", strict = true, required = true }",
            "\"Расход\" = \"out\"",
            "lines = { each = \"Позиция\", fields = { name = \"@Наименование\", quantity = \"@Количество\", price = \"@Цена\", total = \"@Сумма\" } }",
            &format!("client = {{ fields = {{ id = \"@Контрагент\", {client}, roles = {{ const = [\"buyer\"] }} }} }}"),
        ],
    );
}

#[test]
fn marks_give_the_direction_and_kopecks_the_scale() {
    let bank = proposed("bank.csv", MARKS);
    assert_eq!((bank.read, bank.refused, bank.reason.clone()), (2, 0, None), "{}", bank.text);
    has(
        &bank,
        &[
            "\"C\" = \"in\"",
            "\"D\" = \"out\"",
            "amount = { from = \"total\", scale = 2, required = true }",
            "client_account = [\"CpAccount\"]",
        ],
    );
}

#[test]
fn headings_name_the_clients_and_sums_without_tax_are_no_tax() {
    let register = proposed("register.csv", HEADED);
    assert_eq!((register.read, register.refused, register.reason.clone()), (2, 0, None), "{}", register.text);
    has(
        &register,
        &["client = { fields = { name = \"group\", tax_id = \"tax_id\", roles = { const = [\"buyer\"] } } }"],
    );
    assert!(!register.text.contains("\nvat = "), "{}", register.text);
}

#[test]
fn objects_of_json_are_read() {
    for (name, text, at) in [
        ("shop.json", SHOP.to_owned(), "at = \"/orders\""),
        (
            "orders.json",
            SHOP.split_once(": [").map(|(_, list)| format!("[{}", list.trim_end_matches('}'))).unwrap(),
            "at = \"/\"",
        ),
    ] {
        let shop = proposed(name, &text);
        assert_eq!((shop.read, shop.refused, shop.reason.clone()), (2, 0, None), "{}", shop.text);
        has(
            &shop,
            &[
                at,
                "kind = \"order\"",
                "date = { from = \"'created date'\", required = true }",
                "client = { fields = { id = \"customer/id\", name = \"customer/name\", tax_id = \"customer/inn\", roles = { const = [\"buyer\"] } } }",
                "lines = { each = \"items\", fields = { name = \"title\", quantity = \"qty\", price = \"price\" } }",
            ],
        );
    }
}

#[test]
fn what_only_values_tell_is_marked_as_doubtful() {
    let odd =
        proposed("odd.csv", "Поле А;Поле Б;Сумма;Дата\n7702555038;x;5,00;01.10.2026\n5402555040;y;6,00;02.10.2026\n");
    let line = odd.text.lines().find(|line| line.contains("\"Поле А\"")).unwrap();
    assert!(line.starts_with("tax_id = ") && line.contains("# ? new-guess-by-values"), "{line}");
    assert!(odd.text.contains("# column_2 = [\"Поле Б\"]"), "{}", odd.text);
    assert!(odd.text.contains("# number = \"…\"  # ? new-missing"), "{}", odd.text);
}

#[test]
fn a_proposal_knows_its_file_and_no_other() {
    let texts = [("parus.xml", PARUS), ("acts.xml", SHIPMENTS), ("register.csv", REGISTER), ("cash.csv", CASH)];
    let folder = tempfile::tempdir().unwrap();
    for (own, text) in texts {
        let proposal = proposed(own, text).text;
        let library = Library::load_with(None, Some(("own.toml", &proposal))).unwrap();
        for (other, text) in texts {
            let document = document(folder.path(), other, text);
            let head = Head { name: other, bytes: text.as_bytes(), len: text.len() as u64 };
            let format = FORMATS.iter().find(|format| format.recognises(&head)).unwrap();
            let preview: Preview = format.preview(&document).unwrap();
            let is_own = match library.recognise(format.name(), &preview) {
                Recognition::One(mapping) => mapping.name() == "own",
                _ => false,
            };
            assert_eq!(is_own, own == other, "{own} and {other}");
        }
    }
}

#[test]
fn a_file_without_records_gives_none_and_a_broken_one_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let say = |key: &str, _: &[(&str, &str)]| key.to_owned();
    for (name, text) in [("a.xml", "<a/>"), ("b.csv", "1;2\n3;4\n"), ("c.xml", "<a><b>"), ("d.bin", "\u{1}\u{2}")] {
        let outcome = propose(None, &document(folder.path(), name, text), "own", &say).unwrap().unwrap();
        assert!(matches!(outcome, Outcome::Nothing(_)), "{name}: {outcome:?}");
    }
    assert!(Mapping::compile(&proposed("parus.xml", PARUS).text).is_ok());
}

#[test]
fn what_several_records_share_is_no_key_and_a_short_word_names_the_currency() {
    let text = "Ведомость отпуска\nДок-т;Когда;Кому отпущено;Код;Стоимость, руб\nО-1;01.10.2026;ООО «Клён»;77;1 000,00\n\
        О-2;02.10.2026;АО «Ручей»;54;2 500,50\nО-3;03.10.2026;ООО «Клён»;77;300,00\n";
    let shared = proposed("a.csv", text);
    assert!(code(&shared).iter().all(|line| !line.starts_with("key") || !line.contains("{id}")), "{}", shared.text);
    let own = proposed("a.csv", &text.replace("О-3;03.10.2026;ООО «Клён»;77", "О-3;03.10.2026;ООО «Клён»;78"));
    assert!(code(&own).iter().any(|line| line.starts_with("key = [\"{id}\"")), "{}", own.text);
    let json = r#"{"bills": [{"uid": "a1", "bill_no": "77", "bill_date": "2026-10-05", "sum_total": 1234.5, "cur": "USD"},
        {"uid": "a2", "bill_no": "78", "bill_date": "2026-10-06", "sum_total": 99, "cur": "USD"}]}"#;
    has(&proposed("a.json", json), &["currency = { from = \"cur\", table = \"currency\" }"]);
}
