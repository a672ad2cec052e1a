//! The public samples: what each file gives, by figures counted by hand (with an XML or line counter, not by sverka).

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sverka::mapping::{Library, Mapping, Reading, Recognition, Verdict};
use sverka::model::draft::{Draft, Fields, Value};
use sverka::model::field::Field;
use sverka::parse::{Document, FORMATS, Head, lines};

/// What a file came to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) mapping: String,
    pub(crate) verdict: String,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) refused: Vec<String>,
    pub(crate) skipped: usize,
    pub(crate) issues: Vec<String>,
}

pub(crate) fn samples() -> Option<PathBuf> {
    let folder = std::env::var_os("SVERKA_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        // Past the test runner, which shows what it captured only where a test fails.
        writeln!(std::io::stderr(), "skipped: SVERKA_SAMPLES names no folder of sample files").expect("stderr");
    }
    folder
}

pub(crate) fn read(path: &Path, own_accounts: &[String]) -> Outcome {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let bytes = std::fs::read(path).unwrap();
    let head = Head { name: &name, bytes: &bytes[..bytes.len().min(65536)], len: bytes.len() as u64 };
    let document = Document { name: name.clone(), path: path.to_owned(), part: "".into(), sheets: None };
    let mut outcome = Outcome::default();
    let format = FORMATS.iter().find(|format| format.recognises(&head));
    let preview = format.map(|format| format.preview(&document).unwrap_or_else(|error| panic!("{error}")));
    let library = Library::builtin();
    let found = format.zip(preview.as_ref()).map(|(format, preview)| library.recognise(format.name(), preview));
    // A text that nothing reads may be known by its lines.
    let by_lines = || lines::preview(&document).unwrap().map(|preview| library.recognise(lines::TEXT, &preview));
    let found = found.filter(|found| !matches!(found, Recognition::None)).or_else(by_lines);
    let mapping: &Mapping = match found {
        Some(Recognition::One(mapping)) => mapping,
        other => {
            outcome.mapping = format!("{:?}", other.unwrap_or(Recognition::None));
            return outcome;
        }
    };
    outcome.mapping = mapping.name().to_owned();
    outcome.verdict = mapping.verdict().message_key().unwrap_or_default();
    if *mapping.verdict() != Verdict::Read {
        return outcome;
    }
    let format = format.unwrap();
    let mut reader = mapping.reader(own_accounts);
    reader.look_ahead(*format, &document).unwrap_or_else(|error| panic!("{error}"));
    let mut notices = Vec::new();
    let result = format.read(&document, mapping.shape(), &mut notices, &mut |record| {
        reader.read_each(&record.unwrap_or_else(|error| panic!("{error}")), &mut |reading| match reading {
            Reading::Draft(draft, issues) => {
                outcome.drafts.push(*draft);
                outcome.issues.extend(issues.iter().map(|issue| format!("{} {:?}", issue.code.name(), issue.params)));
            }
            Reading::Refused(refusal) => outcome.refused.push(format!("{} {:?}", refusal.rule, refusal.issues)),
            Reading::Skipped => outcome.skipped += 1,
        });
        ControlFlow::Continue(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    outcome
}

pub(crate) fn text(fields: &Fields, path: &str) -> String {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let value = fields.get(Field::from_name(name).unwrap());
    match (value, rest) {
        (None, _) => String::new(),
        (Some(Value::One(inner)), Some(rest)) => text(inner, rest),
        (Some(Value::Many(groups)), Some(rest)) => {
            groups.iter().map(|group| text(group, rest)).collect::<Vec<_>>().join(";")
        }
        (Some(Value::Many(groups)), None) => groups.len().to_string(),
        (Some(Value::Text(text)), None) => text.clone(),
        (Some(Value::Texts(texts)), None) => texts.join(";"),
        (Some(Value::Decimal(number)), None) => number.to_string(),
        (Some(Value::Bool(flag)), None) => flag.to_string(),
        (Some(Value::Date(date)), None) => date.to_string(),
        (Some(other), _) => format!("{other:?}"),
    }
}

/// `order 2 60000.50; payment in 1 10.00`, in order of names: kinds with counts and sums, deleted ones apart.
pub(crate) fn summary(outcome: &Outcome) -> String {
    let mut groups: BTreeMap<String, (usize, rust_decimal::Decimal)> = BTreeMap::new();
    for draft in &outcome.drafts {
        let mut name = draft.kind.name().to_owned();
        for (shown, there) in [
            (" removal".to_owned(), draft.removal),
            (format!(" {}", text(&draft.fields, "direction")), draft.fields.get(Field::Direction).is_some()),
            (" deleted".to_owned(), text(&draft.fields, "deleted") == "true"),
            (" unposted".to_owned(), text(&draft.fields, "posted") == "false"),
            (" not_settlement".to_owned(), text(&draft.fields, "not_settlement") == "true"),
        ] {
            if there {
                name.push_str(&shown);
            }
        }
        let amount =
            [Field::Total, Field::Amount, Field::Closing].into_iter().find_map(|field| draft.fields.get(field));
        let group = groups.entry(name).or_default();
        group.0 += 1;
        if let Some(Value::Decimal(amount)) = amount {
            group.1 += amount;
        }
    }
    let mut parts: Vec<String> =
        groups.iter().map(|(name, (n, sum))| format!("{name} {n} {}", sum.normalize())).collect();
    if !outcome.refused.is_empty() {
        parts.push(format!("refused {}", outcome.refused.len()));
    }
    if outcome.skipped > 0 {
        parts.push(format!("skipped {}", outcome.skipped));
    }
    if !outcome.verdict.is_empty() {
        parts.push(outcome.verdict.clone());
    }
    format!("{}: {}", outcome.mapping, parts.join("; "))
}

/// Every file below a folder, by its path inside it.
pub(crate) fn below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    let inside = |path: &PathBuf| path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
    let mut names: Vec<String> = found.iter().map(inside).collect();
    names.sort();
    names
}

/// Every sample with what it gives: counts and sums by kind, counted by hand.
pub(crate) const EXPECTED: &[(&str, &str)] = &[
    ("commerceml/catalog-import-2.04.xml", "commerceml: product 4 0"),
    ("commerceml/catalog-import-2.08-bom.xml", "commerceml: product 2 0"),
    ("commerceml/catalog-offers-2.04.xml", "commerceml-catalog: mapping-skip-catalog"),
    ("commerceml/catalog-offers-2.08-bom.xml", "commerceml-catalog: mapping-skip-catalog"),
    ("commerceml/cml3.1-import___5335d080-66b0-4355-887c-d54bba6f1f08.xml", "commerceml: product 1 0"),
    ("commerceml/cml3.1-offers___13955e2c-c7d0-4189-8db7-9bc863cde645.xml", "commerceml-catalog: mapping-skip-catalog"),
    ("commerceml/cml3.1-prices___478f43af-4dba-47c9-b3fa-d9737c14a30f.xml", "commerceml-catalog: mapping-skip-catalog"),
    ("commerceml/cml3.1-rests___9ebdccc5-f70a-43db-8c03-0103301aad32.xml", "commerceml-catalog: mapping-skip-catalog"),
    ("commerceml/contractors-2.09-delta.xml", "commerceml: client 4 0"),
    ("commerceml/invoice-edi-2.08-cp1251-239.sanitised.xml", "commerceml: invoice 1 29535"),
    ("commerceml/orders-2.03-cp1251.xml", "commerceml: order 1 9683.42"),
    // Two of the three documents only carry a status: they have neither a sum nor lines.
    ("commerceml/orders-2.03-site-and-1c-status.xml", "commerceml: order 1 6734.47; refused 2"),
    ("commerceml/orders-2.05-cp1251-empty.xml", "commerceml: "),
    ("commerceml/orders-3.1-container.xml", "commerceml: order 2 200"),
    ("commerceml/synthetic/orders-2.03-cp1251-payment-in-requisites.xml", "commerceml: order 1 30000.5"),
    (
        "commerceml/synthetic/orders-2.09-container-payments.xml",
        "commerceml: invoice 1 30000.5; order 2 78000.5; order deleted unposted 1 14400; payment in 3 58000.5; shipment 1 30000.5",
    ),
    (
        "commerceml/synthetic/orders-2.09-container-payments-delta.xml",
        "commerceml: order 3 92400.5; payment in 2 50000; payment in deleted unposted 1 8000; payment out 1 2000",
    ),
    ("enterprisedata/ed-handshake-settings-1.22.xml", "enterprisedata: "),
    // An order to a supplier: nothing of ours is due, and it is named as what nothing reads.
    ("enterprisedata/ed1.6-invoice-in.xml", "enterprisedata: skipped 1"),
    ("enterprisedata/ed1.6-invoice-out-service.xml", "enterprisedata: order 1 228000"),
    ("enterprisedata/ed1.6-invoice-out.xml", "enterprisedata: order 1 2010"),
    (
        "enterprisedata/synthetic/Message_БП_CR.no1.xml",
        "enterprisedata: client 3 0; contract 2 0; invoice 2 41535.1; order 1 29535; organization 1 0; payment in 3 43035.1; shipment 1 29535; skipped 1",
    ),
    (
        "enterprisedata/synthetic/Message_БП_CR.no2-delta.xml",
        "enterprisedata: client 1 0; invoice removal 1 0; payment in 1 20500; payment removal 1 0",
    ),
    ("enterprisedata/synthetic/Message_CR_БП.ack-of-no2.xml", "enterprisedata: "),
    (
        "bank/1c/condo_tochka_v103_cp1251.txt",
        "client-bank: balance 1 135394.23; payment in 2 2219.96; payment out 1 14000; payment out not_settlement 1 700",
    ),
    ("bank/1c/derived_two_documents_cp866_dos.txt", "client-bank: balance 1 67770; payment in 2 1100"),
    // The file's own totals: received 40000.00, paid 41184.00.
    (
        "bank/1c/kilylabs_vtb_one_day_cp1251.txt",
        "client-bank: balance 1 44145.91; payment in 3 40000; payment out 4 36884; payment out not_settlement 6 4300",
    ),
    ("bank/1c/odin_no_documents.txt", "client-bank: balance 1 217546.11"),
    ("bank/1c/odin_no_end_of_account.txt", "client-bank: balance 1 67770; payment in 1 1000"),
    ("bank/1c/odin_no_end_of_file.txt", "client-bank: balance 1 67770; payment in 1 1000"),
    ("bank/1c/odin_one_document_cp1251.txt", "client-bank: balance 1 67770; payment in 1 1000"),
    // The bank filled the payer's date on a received payment: the accounts decide.
    ("bank/1c/odin_one_document_utf8.txt", "client-bank: balance 1 67770; payment in 1 1000"),
    (
        "bank/1c/odin_sber_v103_multisection.txt",
        "client-bank: balance 46 533998.92; payment in 1 158654.52; payment out 1 140000",
    ),
    ("bank/1c/odin_two_documents.txt", "client-bank: balance 1 67770; payment in 2 1100"),
    (
        "bank/1c/synthetic_kz_dialect_cp1251.txt",
        "client-bank: balance 1 138531.32; payment in 1 42531.32; payment out 1 4000",
    ),
    (
        "bank/1c/synthetic_scenario_A_kl_to_1c_cp1251.txt",
        "client-bank: balance 1 141485; payment in 3 41835; payment out not_settlement 1 350",
    ),
    ("bank/1c/xini1_all_keys_utf8.txt", "client-bank: balance 2 20.2; payment internal not_settlement 2 20.2"),
    // Sent to the bank, not carried out.
    ("bank/1c/xini1_oebs_v101.txt", "client-bank: payment out unposted 1 0.01"),
];

#[test]
fn every_sample_gives_the_figures_counted_by_hand() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for (file, expected) in EXPECTED {
        let outcome = read(&folder.join(file), &[]);
        let found = summary(&outcome);
        if found != *expected || !outcome.issues.is_empty() {
            wrong.push(format!("{file}:\n  expected {expected}\n  found    {found}\n  issues {:?}", outcome.issues));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Fields of one draft, found by its number and kind, one a line.
fn facts(outcome: &Outcome, kind: &str, number: &str, paths: &[&str]) -> Vec<String> {
    let draft = outcome
        .drafts
        .iter()
        .find(|draft| draft.kind.name() == kind && text(&draft.fields, "number") == number)
        .unwrap_or_else(|| panic!("no {kind} {number}"));
    paths.iter().map(|path| text(&draft.fields, path)).collect()
}

#[test]
fn an_edi_invoice_has_the_right_parties() {
    let Some(folder) = samples() else { return };
    let outcome = read(&folder.join("commerceml/invoice-edi-2.08-cp1251-239.sanitised.xml"), &[]);
    let paths = [
        "client.tax_id",
        "client.roles",
        "client.bank_accounts.account",
        "organization.tax_id",
        "organization.contact_points.kind",
        "currency",
        "due_date",
        "vat",
        "lines.product.article",
        "lines.unit",
    ];
    assert_eq!(
        facts(&outcome, "invoice", "239", &paths),
        [
            "7814184617",
            "buyer",
            "40702810916122189608",
            "7843744334",
            "phone",
            "RUB",
            "2025-07-11",
            "4922.5",
            "100X2,5X3o",
            "шт",
        ]
    );
    assert_eq!(outcome.drafts[0].id.as_deref(), Some("ce943e88-531b-11f0-912d-3c58c2c0cbf9"));
}

#[test]
fn documents_of_one_container_know_their_order_and_invoice() {
    let Some(folder) = samples() else { return };
    let outcome = read(&folder.join("commerceml/synthetic/orders-2.09-container-payments.xml"), &[]);
    let order = "88b224f0-42a6-1fec-875a-23c48d0d866b";
    let invoice = "311275fc-39c0-1032-b479-5347783bea5c";
    assert_eq!(
        facts(&outcome, "payment", "ТДЦУ-000311", &["pays.id", "pays.number", "date", "method", "posted"]),
        [format!("{order};{invoice}"), "142;".to_owned(), "2026-09-30".into(), "bank".into(), "true".into()]
    );
    // The second container has no invoice: the first one's must not leak into it.
    assert_eq!(
        facts(&outcome, "payment", "ТДЦУ-000322", &["pays.kind", "pays.number", "method"]),
        ["order", "143", "cash"]
    );
    assert_eq!(facts(&outcome, "invoice", "ТДЦУ-000098", &["based_on.id", "lines"]), [order, "2"]);
    assert_eq!(
        facts(&outcome, "order", "ТДЦУ-000142", &["paid_hint", "client.contact_points.kind"]),
        ["true", "phone;email"]
    );
    let version = &outcome.drafts[0].version;
    assert_eq!(version.file_time.unwrap().to_string(), "2026-10-01T12:00:00");
    assert_eq!(version.token.as_deref(), Some("AAAAAQAAAAU="));
}

#[test]
fn enterprise_data_gives_contacts_from_inner_xml_and_the_message_number() {
    let Some(folder) = samples() else { return };
    let outcome = read(&folder.join("enterprisedata/synthetic/Message_БП_CR.no1.xml"), &[]);
    let vector = outcome.drafts.iter().find(|d| text(&d.fields, "tax_id") == "7809679290").unwrap();
    assert_eq!(text(&vector.fields, "contact_points.value"), "+7 (812) 000-11-22;info@example.ru");
    assert_eq!(text(&vector.fields, "contact_points.kind"), "phone;email");
    assert_eq!(vector.version.message, Some(1));
    assert_eq!(
        facts(&outcome, "payment", "482", &["date", "pays.number", "pays.amount", "payee.account", "client.roles"]),
        ["2026-10-08", "0000-000045", "20000", "40702810000000000001", "buyer"]
    );
    assert_eq!(
        facts(&outcome, "invoice", "0000-000102", &["vat", "lines.name", "lines.vat_rate", "contract.name"]),
        ["2000.02", "Техподдержка за октябрь 2026 г.", "20", "Без договора"]
    );
    let delta = read(&folder.join("enterprisedata/synthetic/Message_БП_CR.no2-delta.xml"), &[]);
    let gone: Vec<_> = delta.drafts.iter().filter(|d| d.removal).filter_map(|d| d.id.as_deref()).collect();
    assert_eq!(gone, ["4105cca7-b533-12fc-954c-d2aad7185dda", "111b8aaa-62f2-1d1a-8a78-9cb3d8b9b45c"]);
}

#[test]
fn bank_lines_have_the_other_side_as_client() {
    let Some(folder) = samples() else { return };
    let outcome = read(&folder.join("bank/1c/synthetic_scenario_A_kl_to_1c_cp1251.txt"), &[]);
    assert_eq!(
        facts(
            &outcome,
            "payment",
            "14",
            &["client.name", "client.tax_id", "client.kpp", "organization.tax_id", "date"]
        ),
        ["ИП Проверкин Иван Тестович", "780199990326", "", "7801999010", "2025-06-23"]
    );
    assert!(outcome.drafts.iter().all(|draft| draft.id.is_none()), "bank lines have no key of their own");
    let dialect = read(&folder.join("bank/1c/synthetic_kz_dialect_cp1251.txt"), &[]);
    assert_eq!(
        facts(&dialect, "payment", "47437099", &["payer.name", "client.tax_id", "purpose"]),
        [
            "ТОО \"Образец\"",
            "200940008108",
            "Оплата по счету на оплату № 12 от 28.06.2023 за услуги связи, в т.ч. НДС 12% 428,57",
        ]
    );
}

#[test]
fn roles_turn_payments_round_and_nested_documents_are_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.xml");
    let party = |role: &str, name: &str| {
        format!("<Контрагент><Наименование>{name}</Наименование><Роль>{role}</Роль></Контрагент>")
    };
    let document = |tag: &str, id: &str, operation: &str, role: &str, rest: &str| {
        format!(
            "<{tag}><Ид>{id}</Ид><Номер>{id}</Номер><Дата>2026-10-01</Дата><ХозОперация>{operation}</ХозОперация>\
             <Роль>{role}</Роль><Валюта>руб.</Валюта><Сумма>10,5</Сумма><Контрагенты>{}{}</Контрагенты>{rest}</{tag}>",
            party("Продавец", "Продавец ООО"),
            party("Покупатель", "Покупатель ООО"),
        )
    };
    let refunded = "<ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Признак возврата</Наименование>\
                    <Значение>Да</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>";
    let inner = document("ПодчиненныйДокумент", "n1", "Выплата безналичных денег", "Продавец", "");
    let nested = format!("<ПодчиненныеДокументы>{inner}</ПодчиненныеДокументы>");
    let body = [
        document("Документ", "o1", "Заказ товара", "Продавец", &nested),
        document("Документ", "o2", "Заказ товара", "Покупатель", ""),
        document("Документ", "p1", "Выплата наличных денег", "Покупатель", ""),
        document("Документ", "p2", "Выплата наличных денег", "Продавец", refunded),
        document("Документ", "p3", "Эквайринговая операция", "Продавец", ""),
    ];
    let root = "КоммерческаяИнформация";
    std::fs::write(&path, format!("<{root} ВерсияСхемы=\"2.10\">{}</{root}>", body.concat())).unwrap();
    let outcome = read(&path, &[]);
    assert_eq!(
        summary(&outcome),
        "commerceml: order 1 10.5; payment 1 10.5; payment in 2 21; payment out 1 10.5; skipped 1"
    );
    let paths = ["direction", "client.name", "client.roles", "organization.name", "method", "pays.id"];
    assert_eq!(
        facts(&outcome, "payment", "p1", &paths),
        ["out", "Продавец ООО", "supplier", "Покупатель ООО", "cash", ""]
    );
    assert_eq!(
        facts(&outcome, "payment", "n1", &paths),
        ["in", "Покупатель ООО", "buyer", "Продавец ООО", "bank", "o1"]
    );
    assert_eq!(facts(&outcome, "payment", "p3", &paths[4..5]), ["card"]);
}

/// Prints what reading costs with and without the mapping; run it with optimization.
#[test]
#[ignore = "a measurement, not a test"]
fn measure() {
    let Some(folder) = samples() else { return };
    for (file, mapping) in [
        ("commerceml/synthetic/orders-2.09-container-payments.xml", "commerceml"),
        ("enterprisedata/synthetic/Message_БП_CR.no1.xml", "enterprisedata"),
        ("bank/1c/kilylabs_vtb_one_day_cp1251.txt", "client-bank"),
    ] {
        let mapping = Library::builtin().get(mapping).unwrap();
        let format = FORMATS.iter().find(|format| format.name() == mapping.format()).unwrap();
        let document = Document { name: file.to_owned(), path: folder.join(file), part: "".into(), sheets: None };
        for mapped in [false, true, false, true] {
            let (mut records, mut nodes) = (0u32, 0usize);
            let start = std::time::Instant::now();
            for _ in 0..300 {
                let mut reader = mapping.reader(&[]);
                let result = format.read(&document, mapping.shape(), &mut Vec::new(), &mut |record| {
                    let raw = record.unwrap();
                    records += 1;
                    nodes += raw.tree.len();
                    if mapped {
                        std::hint::black_box(reader.read(&raw));
                    }
                    ControlFlow::Continue(())
                });
                result.unwrap();
            }
            let each = start.elapsed() / records;
            println!("{file} mapped={mapped}: {each:?} a record of {} nodes", nodes / records as usize);
        }
    }
}
