//! What a person is shown of a client, document, payment or record that waits.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::super::codes::{direction_code, kind_code, kind_of};
use super::super::ledger::column;
use super::super::lookup::json;
use super::super::{Store, StoreError, filled};
use crate::model::card::{Card, ClientCard, MoneyCard, Origin, Sum, WaitingCard};
use crate::model::ids::{ClientId, DocumentId, PaymentId, StatementId};
use crate::model::money::{Currency, Money};
use crate::model::provenance::Position;
use crate::model::record::{Direction, Payment, RecordKind};
use crate::model::row_id;

impl Store {
    /// A client, payment or document by its number as people see it; nothing for a number nobody has.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn card(&self, id: &str) -> Result<Option<Card>, StoreError> {
        let folded = row_id::fold(id);
        let prefixed = |prefix: &str| folded.split_once('-').is_some_and(|(found, _)| found == prefix);
        self.run(|c| {
            if let (true, Ok(id)) = (prefixed(ClientId::PREFIX), id.parse()) {
                return Ok(client(c, id)?.map(Card::Client));
            }
            if let (true, Ok(id)) = (prefixed(PaymentId::PREFIX), id.parse()) {
                return Ok(payment(c, id)?.map(Card::Money));
            }
            if let (true, Ok(id)) = (prefixed(DocumentId::PREFIX), id.parse()) {
                return Ok(document(c, id)?.map(Card::Money));
            }
            Ok(None)
        })
    }

    /// The record that waits under a statement.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn waiting_card(&self, statement: StatementId) -> Result<Option<Card>, StoreError> {
        let sql = "SELECT s.kind, src.name, s.external_id, d.file_name, s.part, s.line, s.path
             FROM statement s JOIN source src ON src.id = s.source_id JOIN revision r ON r.id = s.revision_id
             LEFT JOIN delivery d ON d.id = r.delivery_id WHERE s.id = ?1";
        self.run(|c| {
            c.query_row(sql, [statement.0], |row| {
                Ok(Card::Waiting(WaitingCard {
                    kind: kind_of(row.get(0)?).map_or("", RecordKind::name),
                    origin: Origin { source: row.get(1)?, id: row.get(2)? },
                    file: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                    position: Position {
                        part: row.get::<_, String>(4)?.into(),
                        line: row.get::<_, i64>(5)?.unsigned_abs(),
                        path: row.get(6)?,
                    },
                }))
            })
            .optional()
        })
    }

    /// Numbers of clients, payments or documents near one that nobody has, as people see them.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn near_numbers(&self, id: &str) -> Result<Vec<String>, StoreError> {
        let folded = row_id::fold(id);
        let mut parts = folded.split('-');
        let (Some(prefix), Some(digits)) = (parts.next(), parts.next()) else { return Ok(Vec::new()) };
        let Ok(number) = digits.trim().parse::<i64>() else { return Ok(Vec::new()) };
        let table = match prefix {
            "C" => "client",
            "P" => "payment",
            "D" => "document",
            "Q" => "review",
            "J" => "decision",
            _ => return Ok(Vec::new()),
        };
        self.run(|c| {
            let mut find = c.prepare(&format!("SELECT id FROM {table} ORDER BY abs(id - ?1), id LIMIT 3"))?;
            find.query_map([number], |row| Ok(format!("{prefix}-{}", row.get::<_, i64>(0)?)))?.collect()
        })
    }
}

fn client(c: &Connection, id: ClientId) -> rusqlite::Result<Option<ClientCard>> {
    let found: Option<(String, String)> = c
        .query_row("SELECT owner, body FROM client WHERE id = ?1", [id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((manager, body)) = found else { return Ok(None) };
    let (party, _) = filled::fill_party(json(&body)?, filled::of_client(c, id.0)?);
    let documents = "SELECT currency, sum(total + adjusted - paid), count(*) FROM document
         WHERE client_id = ?1 AND posted AND NOT deleted AND NOT canceled AND NOT covered AND kind <> ?2 GROUP BY currency";
    let payments = "SELECT currency, sum(amount - detailed - returned - refunded - allocated), count(*) FROM payment
         WHERE client_id = ?1 AND posted AND NOT deleted AND settlement AND direction = ?2 GROUP BY currency";
    let (open, documents) = sums(c, documents, id, kind_code(RecordKind::Return))?;
    let (free, _) = sums(c, payments, id, direction_code(Direction::In))?;
    Ok(Some(ClientCard {
        id: id.to_string(),
        name: party.name,
        tax_id: party.tax_id.map_or(party.tax_id_unverified, |tax| tax.digits),
        kpp: party.kpp,
        phones: party.phones,
        emails: party.emails,
        manager,
        deleted: party.deleted,
        documents,
        open,
        free,
        sources: origins(c, RecordKind::Client, id.0)?,
    }))
}

fn sums(c: &Connection, sql: &str, client: ClientId, code: i64) -> rusqlite::Result<(Vec<Sum>, u64)> {
    let mut find = c.prepare(sql)?;
    let mut rows = find.query(params![client.0, code])?;
    let (mut sums, mut count): (BTreeMap<Currency, Money>, u64) = (BTreeMap::new(), 0);
    while let Some(row) = rows.next()? {
        let currency: Currency = column(row, 0)?;
        count += row.get::<_, i64>(2)?.unsigned_abs();
        sums.insert(currency, Money { minor: row.get(1)?, currency });
    }
    Ok((sums.into_values().filter(|money| money.minor != 0).map(sum).collect(), count))
}

fn sum(money: Money) -> Sum {
    Sum { amount: money.to_string(), currency: money.currency.code().to_owned() }
}

fn payment(c: &Connection, id: PaymentId) -> rusqlite::Result<Option<MoneyCard>> {
    let sql = "SELECT p.number, p.date, p.currency, p.amount, p.amount - p.detailed - p.returned - p.refunded - p.allocated, p.body,
            p.client_id, c.name FROM payment p LEFT JOIN client c ON c.id = p.client_id WHERE p.id = ?1";
    let found = c
        .query_row(sql, [id.0], |row| {
            let currency: Currency = column(row, 2)?;
            let payment: Payment = json(&row.get::<_, String>(5)?)?;
            let side = if payment.direction == Direction::Out { payment.payee } else { payment.payer };
            let payer = [side.name, side.tax_id].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
            Ok(MoneyCard {
                id: id.to_string(),
                kind: RecordKind::Payment.name(),
                number: row.get(0)?,
                date: column(row, 1)?,
                amount: sum(Money { minor: row.get(3)?, currency }),
                open: sum(Money { minor: row.get(4)?, currency }),
                payer: payer.join(", "),
                purpose: payment.purpose,
                client: named(row.get(6)?, row.get(7)?),
                sources: Vec::new(),
            })
        })
        .optional()?;
    with_origins(c, found, &[RecordKind::Payment], id.0)
}

fn document(c: &Connection, id: DocumentId) -> rusqlite::Result<Option<MoneyCard>> {
    let sql = "SELECT d.number, d.date, d.currency, d.total, d.total + d.adjusted - d.paid, d.kind, d.client_id, c.name
         FROM document d LEFT JOIN client c ON c.id = d.client_id WHERE d.id = ?1";
    let found = c
        .query_row(sql, [id.0], |row| {
            let currency: Currency = column(row, 2)?;
            Ok(MoneyCard {
                id: id.to_string(),
                kind: kind_of(row.get(5)?).map_or("", RecordKind::name),
                number: row.get(0)?,
                date: column(row, 1)?,
                amount: sum(Money { minor: row.get(3)?, currency }),
                open: sum(Money { minor: row.get(4)?, currency }),
                payer: String::new(),
                purpose: String::new(),
                client: named(row.get(6)?, row.get(7)?),
                sources: Vec::new(),
            })
        })
        .optional()?;
    let kinds: Vec<RecordKind> = RecordKind::ALL.into_iter().filter(|kind| kind.is_document()).collect();
    with_origins(c, found, &kinds, id.0)
}

fn named(id: Option<i64>, name: Option<String>) -> String {
    id.map_or_else(String::new, |id| format!("{} {}", ClientId(id), name.unwrap_or_default()))
}

fn with_origins(
    c: &Connection,
    card: Option<MoneyCard>,
    kinds: &[RecordKind],
    id: i64,
) -> rusqlite::Result<Option<MoneyCard>> {
    let Some(mut card) = card else { return Ok(None) };
    for kind in kinds {
        card.sources.extend(origins(c, *kind, id)?);
    }
    Ok(Some(card))
}

fn origins(c: &Connection, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<Origin>> {
    let sql = "SELECT src.name, s.external_id FROM statement s JOIN source src ON src.id = s.source_id
         WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY src.name, s.external_id";
    let mut find = c.prepare_cached(sql)?;
    find.query_map(params![kind_code(kind), id], |row| Ok(Origin { source: row.get(0)?, id: row.get(1)? }))?.collect()
}
