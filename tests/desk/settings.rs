//! The settings of a small office: accounting and a bank, our company, one manager whose every client is, and the head.

pub(crate) const SETTINGS: &str = r#"
lang = "ru"
intake = { quiet_seconds = 0 }
workbooks = { head_book = "Руководитель.xlsx" }

[[source]]
name = "accounting"

[[source]]
name = "bank"

[[organization]]
name = "ООО «Гранит-Сервис»"
tax_id = "7701555010"
accounts = [{ number = "40702810100000012345" }]

[[manager]]
name = "Анна"
book = "Анна.xlsx"

[[owner_rule]]
manager = "Анна"
"#;
