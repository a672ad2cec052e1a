//! Registers: which mapping claims a sheet, and what it reads of a row.

use sverka::mapping::{Library, Reading, Recognition};
use sverka::model::issue::IssueCode;
use sverka::model::provenance::Position;
use sverka::parse::shape::{NOT_A_RECORD, XmlPreview};
use sverka::parse::{Preview, RawRecord, Tree};

use crate::samples::text;

fn claim(sheet: &str, rows: &[&[&str]]) -> String {
    let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    match Library::builtin().recognise("table", &Preview::Table { sheets: vec![(sheet.to_owned(), rows)] }) {
        Recognition::One(mapping) => mapping.name().to_owned(),
        Recognition::None => "none".to_owned(),
        Recognition::Several(names) => names.join("+"),
    }
}

#[test]
fn the_three_registers_are_kept_apart() {
    let cases: &[(&str, &[&[&str]], &str)] = &[
        (
            "Лист1",
            &[&["№ п/п", "Номер счета", "Дата", "Покупатель", "ИНН", "Сумма", "Срок оплаты"]],
            "register-invoices",
        ),
        (
            "Реестр счетов",
            &[
                &["ООО «Ромашка»"],
                &[],
                &["№ п/п", "Счет", "", "Контрагент", "", "Сумма, руб.", "Срок оплаты", "Менеджер"],
                &["", "Номер", "Дата", "Наименование", "ИНН", "", "", ""],
            ],
            "register-invoices",
        ),
        ("Рахунки", &[&["Номер рахунку", "Дата", "Клієнт", "ЄДРПОУ", "Сума, грн"]], "register-invoices"),
        ("Sheet1", &[&["Invoice No", "Date", "Customer", "Amount", "Due date"]], "register-invoices"),
        ("Лист1", &[&["Дата", "Номер", "Плательщик", "Сумма", "Назначение платежа"]], "register-payments"),
        ("Лист1", &[&["Реестр оплат за май"], &["Дата", "№", "Контрагент", "Сумма", "Счет"]], "register-payments"),
        ("Надходження", &[&["Дата", "Платник", "Сума", "Призначення платежу"]], "register-payments"),
        ("Клиенты", &[&["Наименование", "ИНН", "КПП", "Телефон", "Менеджер"]], "register-clients"),
        ("Лист1", &[&["Клієнт", "ЄДРПОУ", "Ел. пошта"]], "register-clients"),
        ("Лист1", &[&["Полное наименование", "Телефон", "Менеджер"]], "register-clients"),
        (
            "Лист1",
            &[&["Счета покупателям"], &["Сумма, руб.", "Контрагент", "№ док.", "Дата док."]],
            "register-invoices",
        ),
        ("Лист1", &[&["Номер счета", "Дата", "Контрагент", "ИНН", "Сумма EUR"]], "register-invoices"),
        ("Реестр счетов", &[&["Номер", "Дата", "Контрагент", "ИНН", "Сумма, $"]], "register-invoices"),
        ("Реестр счетов", &[&["Номер", "Дата", "Контрагент", "ИНН", "Сумма в валюте", "Валюта"]], "register-invoices"),
        ("Счета", &[&["Номер", "Дата", "Контрагент", "ИНН", "К оплате"]], "register-invoices"),
        (
            "Реестр счетов",
            &[&["Номер", "Дата", "Контрагент", "ИНН", "Сумма без НДС", "НДС", "Сумма с НДС"]],
            "register-invoices",
        ),
        ("Реестр оплат", &[&["Дата", "Контрагент", "ИНН", "Оплачено"]], "register-payments"),
        (
            "Реестр платежей",
            &[&["Дата", "Номер", "Контрагент", "ИНН", "Приход", "Расход", "Назначение"]],
            "register-payments",
        ),
        ("Реестр счетов", &[&["Номер", "Дата", "Контрагент", "ИНН", "Сумма, тыс. руб."]], "none"),
        ("Реестр реализаций", &[&["Номер", "Дата", "Контрагент", "ИНН", "Сумма реализации"]], "none"),
        ("Лист1", &[&["Контрагент", "ИНН", "Долг", "Просрочено"]], "none"),
        ("Лист1", &[&["Контрагент", "ИНН", "Город"], &["Клён", "7702555038", "Итого"]], "register-clients"),
        ("Лист1", &[&["Товар", "Цена", "Остаток"]], "none"),
        ("Лист1", &[], "none"),
    ];
    for (sheet, rows, expected) in cases {
        assert_eq!(claim(sheet, rows), *expected, "{sheet} {rows:?}");
    }
}

fn read_row(mapping: &str, cells: &[(&str, &str)], pattern: usize) -> Reading {
    let mapping = Library::builtin().get(mapping).unwrap();
    let mut tree = Tree::default();
    tree.open(sverka::parse::Names::OTHER);
    for (column, value) in cells {
        tree.leaf(mapping.shape().names.lookup(column), value);
    }
    tree.close();
    let position = Position { line: 7, path: "A7".to_owned(), ..Position::default() };
    mapping.reader(&[]).read(&RawRecord { tree: &tree, position: &position, pattern, file: &[], scope: 1 })
}

#[test]
fn a_row_of_invoices_becomes_a_draft() {
    let cells = [
        ("number", "КЗ-0142"),
        ("date", "05.10.2026"),
        ("client", "ООО «Альфа»"),
        ("tax_id", "0273061234"),
        ("total", "1 234 567,80"),
        ("due_date", "2026-10-20"),
        ("manager", "Петрова А.С."),
        ("currency", "руб."),
    ];
    let Reading::Draft(draft, issues) = read_row("register-invoices", &cells, 0) else { panic!() };
    assert!(issues.is_empty());
    assert_eq!(draft.id.as_deref(), Some("КЗ-0142|2026-10-05|"));
    let found: Vec<String> = ["number", "date", "client.tax_id", "client.manager", "total", "due_date", "currency"]
        .iter()
        .map(|path| text(&draft.fields, path))
        .collect();
    assert_eq!(found, ["КЗ-0142", "2026-10-05", "0273061234", "Петрова А.С.", "1234567.80", "2026-10-20", "RUB"]);
    assert_eq!(&*draft.provenance.rule, "register-invoices/invoice");
}

#[test]
fn a_bad_required_value_refuses_the_row_and_a_bad_optional_one_is_left_out() {
    let good = [("number", "1"), ("date", "2026-10-05"), ("client", "Альфа"), ("total", "100"), ("due_date", "скоро")];
    let Reading::Draft(draft, issues) = read_row("register-invoices", &good, 0) else { panic!() };
    assert_eq!(text(&draft.fields, "due_date"), "");
    assert_eq!(issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [IssueCode::MalformedValue]);
    let bad =
        [("number", "2"), ("date", "2026-10-05"), ("client", "Альфа"), ("total", "двенадцать"), ("currency", "грн")];
    let Reading::Refused(refusal) = read_row("register-invoices", &bad, 0) else { panic!() };
    assert_eq!(refusal.position.path, "A7");
    assert_eq!(refusal.amount, None);
    assert_eq!(refusal.issues[0].params[1], ("value".to_owned(), "двенадцать".to_owned()));
    let missing = [("number", "3"), ("client", "Альфа"), ("total", "12,5"), ("currency", "грн")];
    let Reading::Refused(refusal) = read_row("register-invoices", &missing, 0) else { panic!() };
    assert_eq!(refusal.issues[0].code, IssueCode::MissingField);
    let (amount, currency) = refusal.amount.clone().unwrap();
    assert_eq!((amount.to_string(), currency.as_deref()), ("12.5".to_owned(), Some("UAH")));
    assert_eq!(read_row("register-invoices", &good, NOT_A_RECORD), Reading::Skipped);
}

#[test]
fn a_payment_of_an_unknown_sort_is_asked_about_and_not_guessed() {
    let cells = [("date", "05.10.2026"), ("client", "Альфа"), ("amount", "10"), ("direction", "Взаимозачёт")];
    let Reading::Draft(draft, issues) = read_row("register-payments", &cells, 0) else { panic!() };
    assert_eq!(text(&draft.fields, "direction"), "");
    assert_eq!(issues[0].code, IssueCode::UnknownValue);
}

#[test]
fn commerceml_1_is_refused_and_a_file_of_something_else_is_nobodys() {
    let xml = |root: &str, paths: &[&str]| {
        let entries = paths.iter().map(|path| ((*path).to_owned(), String::new())).collect();
        Preview::Xml(XmlPreview { root: root.to_owned(), entries, ..XmlPreview::default() })
    };
    let old = xml(
        "КоммерческаяИнформация",
        &["/КоммерческаяИнформация/Каталог", "/КоммерческаяИнформация/Каталог/@Идентификатор"],
    );
    let Recognition::One(mapping) = Library::builtin().recognise("xml", &old) else { panic!() };
    assert_eq!(mapping.verdict().message_key().as_deref(), Some("mapping-refuse-commerceml-1"));
    assert!(matches!(Library::builtin().recognise("xml", &xml("yml_catalog", &[])), Recognition::None));
    let both =
        xml("КоммерческаяИнформация", &["/КоммерческаяИнформация/Классификатор", "/КоммерческаяИнформация/Документ"]);
    let Recognition::One(mapping) = Library::builtin().recognise("xml", &both) else { panic!() };
    assert_eq!(mapping.name(), "commerceml");
}

#[test]
fn the_text_of_a_rule_explains_a_field() {
    let mapping = Library::builtin().get("commerceml").unwrap();
    assert_eq!(mapping.rule_text("commerceml/invoice", "due_date").as_deref(), Some("\"СрокПлатежа\""));
    let nested = mapping.rule_text("invoice", "client.tax_id").unwrap();
    assert!(nested.contains("ИНН"), "{nested}");
    assert_eq!(mapping.rule_text("invoice", "nothing"), None);
}
