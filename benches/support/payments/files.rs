//! The market and its money as files: one exchange message for each of our companies, and its bank statements.

use std::fmt::Write as _;

use super::lines::Line;
use super::market::{Client, Company, Invoice, Market};

/// An exchange message with a company's clients, invoices and shipments.
pub(crate) fn message(market: &Market, company: usize) -> String {
    let mut out = String::from(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message xmlns:msg=\"http://www.1c.ru/SSL/Exchange/Message\"><msg:Header>\
         <msg:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8</msg:Format><msg:CreationDate>2026-11-01T06:00:00</msg:CreationDate>\
         </msg:Header><Body xmlns=\"http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.8\">\n",
    );
    let ours = &market.companies[company];
    let _ = writeln!(
        out,
        "<Справочник.Организации><КлючевыеСвойства>{}</КлючевыеСвойства></Справочник.Организации>",
        organization(ours)
    );
    for client in market.clients.iter().filter(|client| client.company == company) {
        let _ = writeln!(
            out,
            "<Справочник.Контрагенты><КлючевыеСвойства>{}</КлючевыеСвойства></Справочник.Контрагенты>",
            key(client)
        );
    }
    for invoice in market.invoices.iter().filter(|invoice| invoice.company == company) {
        document(&mut out, market, invoice);
    }
    out.push_str("</Body></Message>\n");
    out
}

fn organization(company: &Company) -> String {
    let party = &company.party;
    format!(
        "<Ссылка>{}</Ссылка><Наименование>{}</Наименование><НаименованиеПолное>{}</НаименованиеПолное><ИНН>{}</ИНН>\
         <ЮридическоеФизическоеЛицо>ЮридическоеЛицо</ЮридическоеФизическоеЛицо>",
        party.id,
        party.core,
        escaped(&party.name),
        party.tax_id
    )
}

fn key(client: &Client) -> String {
    let party = &client.party;
    format!(
        "<Ссылка>{}</Ссылка><Наименование>{}</Наименование><НаименованиеПолное>{}</НаименованиеПолное><ИНН>{}</ИНН>",
        party.id,
        party.core,
        escaped(&party.name),
        party.tax_id
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn document(out: &mut String, market: &Market, invoice: &Invoice) {
    let (company, client) = (&market.companies[invoice.company], &market.clients[invoice.client]);
    let currency = match invoice.currency {
        "RUB" => "643",
        "UAH" => "980",
        "EUR" => "978",
        _ => "840",
    };
    let (total, own_key) = (amount(invoice.total), organization(company));
    let invoice_key = format!(
        "<Ссылка>{}</Ссылка><Дата>{}T10:00:00</Дата><Номер>{}</Номер><Организация>{own_key}</Организация>",
        invoice.id, invoice.date, invoice.number
    );
    let rest = format!(
        "<Валюта><ДанныеКлассификатора><Код>{currency}</Код></ДанныеКлассификатора></Валюта><Сумма>{total}</Сумма><Контрагент>{}</Контрагент>\
         <ДанныеВзаиморасчетов><КурсВзаиморасчетов>{}</КурсВзаиморасчетов><КратностьВзаиморасчетов>1</КратностьВзаиморасчетов></ДанныеВзаиморасчетов>",
        key(client),
        amount(invoice.rate)
    );
    let _ = writeln!(
        out,
        "<Документ.СчетПокупателю><КлючевыеСвойства>{invoice_key}</КлючевыеСвойства>{rest}</Документ.СчетПокупателю>"
    );
    if let Some((number, date)) = &invoice.shipment {
        let id = invoice.id.replacen("1ac0ce00", "5417be00", 1);
        let _ = writeln!(
            out,
            "<Документ.РеализацияТоваровУслуг><КлючевыеСвойства><Ссылка>{id}</Ссылка><Дата>{date}T12:00:00</Дата><Номер>{number}</Номер>\
             <Организация>{own_key}</Организация></КлючевыеСвойства>{rest}<СчетПокупателю>{invoice_key}</СчетПокупателю></Документ.РеализацияТоваровУслуг>"
        );
    }
}

/// Minor units with a decimal point.
pub(crate) fn amount(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// A company's statement.
pub(crate) fn statement(company: &Company, lines: &[&Line]) -> String {
    let own = &company.party;
    let mut out = format!(
        "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет={}\r\nСекцияРасчСчет\r\nРасчСчет={}\r\nКонецРасчСчет\r\n",
        own.account, own.account
    );
    for line in lines {
        let (payer, payee) = if line.incoming { (&line.other, own) } else { (own, &line.other) };
        let day = line.date.strftime("%d.%m.%Y");
        let booked = if line.incoming {
            format!("ДатаПоступило={day}")
        } else {
            format!("ДатаСписано={day}")
        };
        let currency = if company.ukrainian { "КодВалюты=980\r\n" } else { "" };
        let _ = write!(
            out,
            "СекцияДокумент=Платежное поручение\r\nНомер={}\r\nДата={day}\r\nСумма={}\r\n{currency}{booked}\r\n\
             ПлательщикСчет={}\r\nПлательщикИНН={}\r\nПлательщик1={}\r\n\
             ПолучательСчет={}\r\nПолучательИНН={}\r\nПолучатель1={}\r\nНазначениеПлатежа={}\r\nКонецДокумента\r\n",
            line.number,
            amount(line.amount),
            payer.account,
            payer.tax_id,
            payer.name,
            payee.account,
            payee.tax_id,
            payee.name,
            line.purpose
        );
    }
    out.push_str("КонецФайла\r\n");
    out
}
