//! Writes the workspace: settings, exchange folders with every export, and what else lies about in such folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use crate::model::money::Money;

use super::cast::Lists;
use super::orders::Kinds;
use super::truth::{AllocationTruth, DocumentTruth, Fate, FileTruth, PaymentTruth, SameClient, Truth};
use super::world::{Client, Company, Document, Payment, Route};
use super::{SEVERNY_DAYS, STATEMENT_DAYS, company, days_before, message, orders, register, settings, statement};

/// Names of the trade program's files and of the message, relative to the workspace.
const FULL: &str = "exchange/trade/orders.xml";
const LATER: &str = "exchange/trade/orders_later.xml";
const CLIENTS: &str = "exchange/trade/contragents.xml";
const TORN: &str = "exchange/trade/orders_torn.xml";
const MESSAGE: &str = "exchange/accounting/Message_БП_CR.xml";
const UNKNOWN: &str = "exchange/accounting/price_list.xml";
const TEMPORARY: &str = "exchange/bank/kl_to_1c.txt.tmp";

/// What was written, and the right answer about it.
#[derive(Debug)]
pub struct Written {
    /// Every file, in the order written.
    pub files: Vec<PathBuf>,
    /// The right answer.
    pub truth: Truth,
}

/// Writes the demo's workspace into a folder; nothing is read or reconciled yet.
///
/// # Errors
/// When a folder or file can't be written.
pub fn write(folder: &Path, seed: u64, today: Date) -> io::Result<Written> {
    let company = company(seed, today)?;
    let lists = Lists::load()?;
    let mut desk = Desk { folder, files: Vec::new(), truth: Vec::new() };
    desk.put("sverka.toml", settings::settings(&company)?.as_bytes())?;
    desk.trade(&company, &lists)?;
    desk.accounting(&company)?;
    desk.bank(&company)?;
    desk.registers(&company, &lists)?;
    let Desk { files, truth: mut told, .. } = desk;
    told.sort_by(|a, b| a.path.cmp(&b.path));
    let truth = Truth {
        files: told,
        allocations: allocations(&company),
        told_twice: company.payments.iter().filter(|p| p.routes.len() > 1).map(|p| payment_truth(p, today)).collect(),
        same_clients: same_clients(&company),
    };
    Ok(Written { files, truth })
}

struct Desk<'a> {
    folder: &'a Path,
    files: Vec<PathBuf>,
    truth: Vec<FileTruth>,
}

impl Desk<'_> {
    fn trade(&mut self, company: &Company, lists: &Lists) -> io::Result<()> {
        let word = &lists.register.unreadable;
        let (clients, kinds) = orders::clients(company)?;
        self.take(CLIENTS, clients.as_bytes(), kinds)?;
        let (full, kinds) = orders::full(company, word)?;
        let half: String = full.chars().take(full.chars().count() / 2).collect();
        self.take(FULL, full.as_bytes(), kinds)?;
        let (later, kinds) = orders::later(company, word)?;
        self.take(LATER, later.as_bytes(), kinds)?;
        self.tell(TORN, half.as_bytes(), Fate::Quarantined)
    }

    fn accounting(&mut self, company: &Company) -> io::Result<()> {
        let (text, kinds) = message::message(company)?;
        self.take(MESSAGE, text.as_bytes(), kinds)?;
        let price_list = PriceList {
            date: company.today.to_string(),
            organization: company.organizations.first().map(|o| o.short.clone()).unwrap_or_default(),
            products: company.products.iter().map(|product| product.name.clone()).collect(),
        };
        let text = super::render::fill("unknown.xml", price_list)?;
        self.tell(UNKNOWN, text.as_bytes(), Fate::Quarantined)
    }

    fn bank(&mut self, company: &Company) -> io::Result<()> {
        for (organization, days) in company.organizations.iter().zip([SEVERNY_DAYS, STATEMENT_DAYS]) {
            let from = days_before(company.today, days);
            let (bytes, kinds) = statement::statement(company, organization, from)?;
            self.take(&format!("exchange/bank/{}", organization.statement), &bytes, kinds)?;
        }
        self.tell(TEMPORARY, b"1CClientBank", Fate::Ignored)
    }

    fn registers(&mut self, company: &Company, lists: &Lists) -> io::Result<()> {
        let words = &lists.register;
        let (bytes, kinds) = register::register(company, words, &lists.purposes.months.genitive)?;
        self.take(&format!("exchange/registers/{}", words.file), &bytes, kinds)?;
        self.tell(&format!("exchange/registers/{}", words.lock), b"\x05sverka", Fate::Ignored)
    }

    fn take(&mut self, path: &str, bytes: &[u8], kinds: Kinds) -> io::Result<()> {
        self.tell(path, bytes, Fate::Taken)?;
        if let Some(file) = self.truth.last_mut() {
            file.kinds = kinds;
        }
        Ok(())
    }

    fn tell(&mut self, path: &str, bytes: &[u8], fate: Fate) -> io::Result<()> {
        self.put(path, bytes)?;
        let source = path.split('/').nth(1).unwrap_or_default().to_owned();
        self.truth.push(FileTruth { path: path.into(), source, fate, kinds: Kinds::new() });
        Ok(())
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let full = self.folder.join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&full, bytes)?;
        self.files.push(full);
        Ok(())
    }
}

#[derive(Debug, Serialize)]
struct PriceList {
    date: String,
    organization: String,
    products: Vec<String>,
}

fn allocations(company: &Company) -> Vec<AllocationTruth> {
    let mut told = Vec::new();
    for payment in &company.payments {
        for share in &payment.shares {
            told.push(AllocationTruth {
                payment: payment_truth(payment, company.today),
                document: document_truth(&share.document),
                amount: Money { minor: share.amount, currency: payment.amount.currency },
                citation: payment.citation,
            });
        }
    }
    told
}

fn payment_truth(payment: &Payment, today: Date) -> PaymentTruth {
    let payer = if payment.is_outgoing() { &payment.organization.tax_id } else { &payment.other.tax_id };
    PaymentTruth {
        number: payment.number.clone(),
        date: payment.date,
        amount: payment.amount,
        payer_tax_id: payer.clone(),
        files: payment.routes.iter().map(|route| path_of(payment, *route, today)).collect(),
    }
}

/// Payments of the shop lie in the full file or the later one, which their date decides.
fn path_of(payment: &Payment, route: Route, today: Date) -> PathBuf {
    match route {
        Route::Statement => format!("exchange/bank/{}", payment.organization.statement).into(),
        Route::Message => MESSAGE.into(),
        Route::Orders if payment.date > orders::full_until(today) => LATER.into(),
        Route::Orders => FULL.into(),
    }
}

fn document_truth(document: &Document) -> DocumentTruth {
    DocumentTruth {
        kind: document.kind,
        organization_tax_id: document.organization.tax_id.clone(),
        number: document.number.clone(),
        date: document.date,
        total: document.total,
    }
}

/// Records of one tax number: in both programs, or several branches.
fn same_clients(company: &Company) -> Vec<SameClient> {
    let mut told: Vec<SameClient> = Vec::new();
    for client in &company.clients {
        let Some(tax_id) = &client.tax_id else { continue };
        let records = records(client);
        match told.iter_mut().find(|same| same.tax_id == *tax_id) {
            Some(same) => {
                same.branches = true;
                same.records.extend(records);
            }
            None => told.push(SameClient { tax_id: tax_id.clone(), records, branches: false }),
        }
    }
    told.retain(|same| same.records.len() > 1);
    told
}

fn records(client: &Client) -> Vec<(String, String)> {
    let trade = client.trade_id.iter().map(|id| ("trade".to_owned(), id.clone()));
    trade.chain(client.accounting_id.iter().map(|id| ("accounting".to_owned(), id.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::demo::truth::{Citation, KindTruth};
    use crate::model::money::Currency;
    use crate::model::record::RecordKind;

    fn today() -> Date {
        jiff::civil::date(2026, 11, 20)
    }

    fn written(seed: u64) -> (tempfile::TempDir, Written) {
        let folder = tempfile::tempdir().unwrap();
        let written = write(folder.path(), seed, today()).unwrap();
        (folder, written)
    }

    fn file<'a>(written: &'a Written, path: &str) -> &'a FileTruth {
        written.truth.files.iter().find(|file| file.path == Path::new(path)).unwrap()
    }

    fn kind(written: &Written, path: &str, kind: RecordKind) -> KindTruth {
        file(written, path).kinds.get(&kind).cloned().unwrap_or_default()
    }

    /// Sums of the lines that begin with `mark`, in kopecks; what is no number is left out.
    fn sum_of(text: &str, mark: &str, end: &str) -> i64 {
        text.lines()
            .filter_map(|line| line.strip_prefix(mark)?.strip_suffix(end)?.parse::<rust_decimal::Decimal>().ok())
            .map(|amount| Money::from_decimal(amount, Currency::RUB).unwrap().minor)
            .sum()
    }

    #[test]
    fn the_same_seed_and_day_give_the_same_bytes() {
        let ((first, a), (second, b), (third, _)) = (written(7), written(7), written(8));
        assert_eq!(a.truth, b.truth);
        let bytes = |folder: &tempfile::TempDir, path: &str| fs::read(folder.path().join(path)).unwrap();
        for told in &a.truth.files {
            let path = told.path.to_str().unwrap();
            assert_eq!(bytes(&first, path), bytes(&second, path), "{path}");
        }
        assert_ne!(bytes(&first, FULL), bytes(&third, FULL));
    }

    #[test]
    fn the_truth_about_the_orders_is_what_lies_in_the_file() {
        let (folder, written) = written(1);
        for path in [FULL, LATER] {
            let text = fs::read_to_string(folder.path().join(path)).unwrap();
            assert_eq!(text.matches("<Документ>").count() as u64, file(&written, path).rows(), "{path}");
            let told: i64 = file(&written, path).kinds.values().flat_map(|kind| kind.sums.values()).sum();
            // The row with the impossible date has a sum that can be read, but the row is refused.
            let refused = impossible_date_sum(&text);
            assert_eq!(sum_of(&text, "\t\t\t<Сумма>", "</Сумма>"), told + refused, "{path}");
        }
        assert_eq!(kind(&written, FULL, RecordKind::Invoice).refused, 2);
    }

    fn impossible_date_sum(text: &str) -> i64 {
        let Some((_, rest)) = text.split_once("-02-31</Дата>") else {
            return 0;
        };
        let (document, _) = rest.split_once("</Документ>").unwrap();
        sum_of(document, "\t\t\t<Сумма>", "</Сумма>")
    }

    #[test]
    fn the_truth_about_the_statements_is_what_lies_in_the_files() {
        let (folder, written) = written(1);
        let company = company(1, today()).unwrap();
        for organization in &company.organizations {
            let path = format!("exchange/bank/{}", organization.statement);
            let bytes = fs::read(folder.path().join(&path)).unwrap();
            let (text, _, broken) = encoding_rs::WINDOWS_1251.decode(&bytes);
            assert!(!broken && text.contains("\r\n") && text.trim_end().ends_with("КонецФайла"));
            let told = kind(&written, &path, RecordKind::Payment);
            assert_eq!(text.matches("СекцияДокумент=").count() as u64, told.rows);
            let sections = text.lines().filter(|line| *line == "СекцияРасчСчет").count() as u64;
            assert_eq!(kind(&written, &path, RecordKind::Balance).rows, sections);
            assert_eq!(Some(&sum_of(&text, "Сумма=", "")), told.sums.get(&Currency::RUB));
            let line = |mark: &str| sum_of(&text, mark, "");
            assert_eq!(
                line("НачальныйОстаток=") + line("ВсегоПоступило=") - line("ВсегоСписано="),
                line("КонечныйОстаток=")
            );
        }
    }

    #[test]
    fn the_truth_about_the_message_is_what_lies_in_the_file() {
        let (folder, written) = written(1);
        let text = fs::read_to_string(folder.path().join(MESSAGE)).unwrap();
        let told = |wanted| kind(&written, MESSAGE, wanted);
        for (wanted, mark) in [
            (RecordKind::Client, "<Справочник.Контрагенты>"),
            (RecordKind::Contract, "<Справочник.Договоры>"),
            (RecordKind::Product, "<Справочник.Номенклатура>"),
            (RecordKind::Invoice, "<Документ.СчетПокупателю>"),
            (RecordKind::Shipment, "<Документ.РеализацияТоваровУслуг>"),
        ] {
            assert_eq!(text.matches(mark).count() as u64, told(wanted).rows, "{mark}");
        }
        let documents: i64 =
            [RecordKind::Invoice, RecordKind::Shipment].iter().flat_map(|k| told(*k).sums.into_values()).sum();
        assert_eq!(sum_of(&text, "\t\t\t<Сумма>", "</Сумма>"), documents);
        let payments: i64 = told(RecordKind::Payment).sums.into_values().sum();
        assert_eq!(sum_of(&text, "\t\t\t\t<Сумма>", "</Сумма>"), payments);
    }

    #[test]
    fn nothing_is_paid_with_money_that_is_not_there() {
        for seed in 0..5 {
            let company = company(seed, today()).unwrap();
            let mut paid: BTreeMap<String, i64> = BTreeMap::new();
            for payment in &company.payments {
                let shares: i64 = payment.shares.iter().map(|share| share.amount).sum();
                assert!(shares <= payment.amount.minor && payment.amount.minor > 0);
                assert!(payment.date < today());
                for share in &payment.shares {
                    *paid.entry(share.document.id.clone()).or_default() += share.amount;
                }
            }
            for document in &company.documents {
                assert!(paid.get(&document.id).copied().unwrap_or(0) <= document.total.minor);
                assert_eq!(document.lines.iter().map(|line| line.total).sum::<i64>(), document.total.minor);
            }
        }
    }

    #[test]
    fn every_promised_mess_occurs_with_any_seed() {
        for seed in 0..5 {
            let (_folder, written) = written(seed);
            let truth = &written.truth;
            assert_eq!(truth.told_twice.len(), 4, "seed {seed}");
            assert_eq!(truth.same_clients.iter().filter(|same| same.branches).count(), 1);
            assert!(truth.same_clients.len() > 10);
            let cited = |citation| truth.allocations.iter().filter(|a| a.citation == citation).count();
            for citation in
                [Citation::Reference, Citation::NumberDate, Citation::Wrong, Citation::Nothing, Citation::Number]
            {
                assert!(cited(citation) > 0, "seed {seed}: {citation:?}");
            }
            let several =
                truth.allocations.windows(2).filter(|w| w[0].payment == w[1].payment && w[0].document != w[1].document);
            assert!(several.count() > 1, "seed {seed}: one payment for several invoices");
            let twins = truth.allocations.windows(2).filter(|w| w[0] == w[1]);
            assert_eq!(twins.count(), 1, "seed {seed}: two truly equal payments");
            assert_eq!(truth.files.iter().map(FileTruth::refused).sum::<u64>(), 3);
            let fates = |fate| truth.files.iter().filter(|file| file.fate == fate).count();
            assert_eq!((fates(Fate::Taken), fates(Fate::Quarantined), fates(Fate::Ignored)), (7, 2, 2));
        }
    }

    #[test]
    fn the_settings_are_toml_that_names_every_source() {
        let (folder, written) = written(1);
        let text = fs::read_to_string(folder.path().join("sverka.toml")).unwrap();
        let settings: toml::Table = toml::from_str(&text).unwrap();
        let names: Vec<&str> =
            settings["source"].as_array().unwrap().iter().filter_map(|source| source["name"].as_str()).collect();
        assert!(written.truth.files.iter().all(|file| names.contains(&file.source.as_str())));
        assert_eq!(settings["organization"].as_array().unwrap().len(), 2);
        assert_eq!(settings["manager"].as_array().unwrap().len(), 3);
    }
}
