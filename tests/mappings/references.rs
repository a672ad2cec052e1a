//! Records that refer to others of the same file by a key.

use std::ops::ControlFlow;

use sverka::mapping::{Mapping, Reading};
use sverka::model::draft::Draft;
use sverka::parse::{Document, Format, xml::Xml};

use crate::samples::text;

/// Drafts and issues of an XML text.
pub(crate) fn read(mapping: &str, xml: &str) -> (Vec<Draft>, Vec<String>) {
    let mapping = Mapping::compile(mapping).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xml");
    std::fs::write(&path, xml).unwrap();
    let document = Document { name: "a.xml".into(), path, part: "".into(), sheets: None };
    let mut reader = mapping.reader(&[]);
    reader.look_ahead(&Xml, &document).unwrap();
    let (mut drafts, mut told) = (Vec::new(), Vec::new());
    Xml.read(&document, mapping.shape(), &mut Vec::new(), &mut |raw| {
        reader.read_each(&raw.unwrap(), &mut |reading| match reading {
            Reading::Draft(draft, issues) => {
                drafts.push(*draft);
                told.extend(issues.iter().map(|issue| format!("{} {:?}", issue.code.name(), issue.params)));
            }
            Reading::Refused(refusal) => told.push(format!("refused {:?}", refusal.issues)),
            Reading::Skipped => told.push("skipped".to_owned()),
        });
        ControlFlow::Continue(())
    })
    .unwrap();
    (drafts, told)
}

/// The universal exchange file: a property holds a value, a reference written out, or the number of one met before.
const NUMBERED: &str = r#"
name = "numbered"
format = "xml"

[index.ref]
at = "Объект"
each = ["Ссылка", "Свойство/Ссылка"]
key = "@Нпп"
values = { id = "Свойство[@Имя='{УникальныйИдентификатор}']/Значение", name = "Свойство[@Имя='Наименование']/Значение" }

[lookup.own]
each = "Свойство"
key = "@Имя"
value = "Значение"

[[record]]
name = "client"
kind = "client"
at = "Объект"
when = { value = "@Тип", is = ["СправочникСсылка.Контрагенты"] }
key = ["Ссылка/Свойство[@Имя='{УникальныйИдентификатор}']/Значение"]
fields.name = "$own('Наименование') | Ссылка/Свойство[@Имя='Наименование']/Значение"
fields.tax_id = "$own('ИНН')"

[[record]]
name = "invoice"
kind = "invoice"
at = "Объект"
when = { value = "@Тип", is = ["ДокументСсылка.СчетНаОплатуПокупателю"] }
key = ["Ссылка/Свойство[@Имя='{УникальныйИдентификатор}']/Значение"]

[record.fields]
number = "$own('Номер')"
client = { at = "Свойство[@Имя='Контрагент']", fields = { id = "$ref[Нпп | Ссылка/@Нпп]/id", name = "$ref[Нпп | Ссылка/@Нпп]/name" } }
"#;

const OBJECTS: &str = r#"<ФайлОбмена>
<Объект Нпп="1" Тип="СправочникСсылка.Контрагенты"><Ссылка Нпп="1">
  <Свойство Имя="{УникальныйИдентификатор}"><Значение>guid-1</Значение></Свойство>
  <Свойство Имя="Наименование"><Значение>ООО Альфа</Значение></Свойство></Ссылка>
  <Свойство Имя="ИНН"><Значение>7701234567</Значение></Свойство></Объект>
<Объект Нпп="2" Тип="ДокументСсылка.СчетНаОплатуПокупателю"><Ссылка Нпп="2">
  <Свойство Имя="{УникальныйИдентификатор}"><Значение>doc-1</Значение></Свойство></Ссылка>
  <Свойство Имя="Номер"><Значение>42</Значение></Свойство>
  <Свойство Имя="Контрагент"><Нпп>1</Нпп></Свойство></Объект>
<Объект Нпп="3" Тип="ДокументСсылка.СчетНаОплатуПокупателю"><Ссылка Нпп="3">
  <Свойство Имя="{УникальныйИдентификатор}"><Значение>doc-2</Значение></Свойство></Ссылка>
  <Свойство Имя="Номер"><Значение>43</Значение></Свойство>
  <Свойство Имя="Контрагент"><Ссылка Нпп="4">
    <Свойство Имя="{УникальныйИдентификатор}"><Значение>guid-4</Значение></Свойство>
    <Свойство Имя="Наименование"><Значение>ТОВ Бета</Значение></Свойство></Ссылка></Свойство></Объект>
<Объект Нпп="5" Тип="ДокументСсылка.СчетНаОплатуПокупателю"><Ссылка Нпп="5">
  <Свойство Имя="{УникальныйИдентификатор}"><Значение>doc-3</Значение></Свойство></Ссылка>
  <Свойство Имя="Номер"><Значение>44</Значение></Свойство>
  <Свойство Имя="Контрагент"><Нпп>77</Нпп></Свойство></Объект>
</ФайлОбмена>"#;

#[test]
fn numbers_of_the_file_lead_to_what_they_name() {
    let (drafts, told) = read(NUMBERED, OBJECTS);
    let shown: Vec<String> = drafts
        .iter()
        .map(|draft| match draft.id.as_deref().unwrap_or_default() {
            id if id.starts_with("doc") => {
                let field = |path| text(&draft.fields, path);
                format!("{id} {} {} {}", field("number"), field("client.id"), field("client.name"))
            }
            id => format!("{id} {} {}", text(&draft.fields, "name"), text(&draft.fields, "tax_id")),
        })
        .collect();
    assert_eq!(
        shown,
        ["guid-1 ООО Альфа 7701234567", "doc-1 42 guid-1 ООО Альфа", "doc-2 43 guid-4 ТОВ Бета", "doc-3 44  "]
    );
    // The key that leads nowhere is said, for each field it would have filled.
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("unknown-reference") && told[0].contains("77") && told[0].contains("client.id"));
}

/// An audit file: customers stand in their own list, invoices name them; here the list comes last.
const AUDIT: &str = r#"
name = "audit"
format = "xml"
[index.customer]
at = "MasterFiles/Customers/Customer"
key = "CustomerID"
values = { name = "Company/Name", vat = "Company/TaxRegistration/TaxRegistrationNumber" }
ahead = true
[[record]]
name = "invoice"
kind = "invoice"
at = "SalesInvoices/Invoice"
key = ["InvoiceNo"]
[record.fields]
number = "InvoiceNo"
client = { fields = { id = "CustomerInfo/CustomerID", name = "$customer[CustomerInfo/CustomerID]/name | CustomerInfo/Name", tax_id = "$customer[CustomerInfo/CustomerID]/vat" } }
"#;

const AUDIT_FILE: &str = "<AuditFile><SalesInvoices>\
<Invoice><InvoiceNo>1</InvoiceNo><CustomerInfo><CustomerID>C7</CustomerID></CustomerInfo></Invoice>\
</SalesInvoices><MasterFiles><Customers><Customer><CustomerID>C7</CustomerID><Company><Name>Alfa UAB</Name>\
<TaxRegistration><TaxRegistrationNumber>LT123456715</TaxRegistrationNumber></TaxRegistration></Company></Customer>\
</Customers></MasterFiles></AuditFile>";

#[test]
fn what_comes_later_is_found_where_the_mapping_looks_ahead() {
    let (drafts, told) = read(AUDIT, AUDIT_FILE);
    assert_eq!((drafts.len(), told.len()), (1, 0), "a customer is no record: {told:?}");
    assert_eq!(text(&drafts[0].fields, "client.name"), "Alfa UAB");
    assert_eq!(text(&drafts[0].fields, "client.tax_id"), "LT123456715");
    let (drafts, told) = read(&AUDIT.replace("ahead = true\n", ""), AUDIT_FILE);
    assert_eq!(text(&drafts[0].fields, "client.name"), "");
    assert!(told.iter().any(|issue| issue.starts_with("unknown-reference") && issue.contains("C7")), "{told:?}");
}

#[test]
fn more_than_may_be_kept_is_a_limit_that_is_told() {
    let mapping = Mapping::compile(AUDIT).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.xml");
    let name = "x".repeat(1 << 19);
    let mut text = "<AuditFile><MasterFiles><Customers>".to_owned();
    for at in 0..140 {
        let id = format!("<CustomerID>{at}</CustomerID>");
        text.push_str(&format!("<Customer>{id}<Company><Name>{name}</Name></Company></Customer>"));
    }
    text.push_str("</Customers></MasterFiles></AuditFile>");
    std::fs::write(&path, text).unwrap();
    let document = Document { name: "big.xml".into(), path, part: "".into(), sheets: None };
    let mut reader = mapping.reader(&[]);
    reader.look_ahead(&Xml, &document).unwrap();
    let limit = reader.passed_limit().unwrap();
    assert_eq!(limit.to_string(), "passes the limit of 67108864 (index bytes)");
}
