//! How a payment or document is stated, so that two which may be one can be named to a person.

use rusqlite::{OptionalExtension, Row, params};

use super::codes::kind_code;
use super::commit::Revision;
use super::ledger::{column, mapping};
use crate::model::double::Stated;
use crate::model::ids::RecordNo;
use crate::model::money::Money;
use crate::model::provenance::Position;
use crate::model::record::RecordKind;

/// What every list says now about a payment or document, the newest first. A rule is called `mapping/record`.
pub(super) const STATED_IN: &str =
    "SELECT src.name, ru.name, coalesce(d.file_name, ''), s.part, s.line, s.path, s.id, s.previous_id
     FROM statement s JOIN source src ON src.id = s.source_id JOIN rule ru ON ru.id = s.rule_id
     JOIN revision v ON v.id = s.revision_id LEFT JOIN delivery d ON d.id = v.delivery_id
     WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY s.id DESC";

impl Revision<'_> {
    /// How a payment or document is stated now; nothing where nothing states it any more.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn stated(&self, record: RecordNo) -> rusqlite::Result<Option<Stated>> {
        let (sql, id) = match record {
            RecordNo::Payment(id) => ("SELECT number, date, amount, currency, ?2 FROM payment WHERE id = ?1", id.0),
            RecordNo::Document(id) => ("SELECT number, date, total, currency, kind FROM document WHERE id = ?1", id.0),
        };
        let payment = kind_code(RecordKind::Payment);
        let shown = |row: &Row<'_>| {
            let amount = Money { minor: row.get(2)?, currency: column(row, 3)? };
            Ok((row.get::<_, String>(0)?, column(row, 1)?, amount, row.get::<_, i64>(4)?))
        };
        let found = match record {
            RecordNo::Payment(_) => self.tx.prepare_cached(sql)?.query_row([id, payment], shown).optional()?,
            RecordNo::Document(_) => self.tx.prepare_cached(sql)?.query_row([id], shown).optional()?,
        };
        let Some((number, date, amount, kind)) = found else { return Ok(None) };
        let mut find = self.tx.prepare_cached(STATED_IN)?;
        let mut rows = find.query(params![kind, id])?;
        let mut stated: Option<Stated> = None;
        while let Some(row) = rows.next()? {
            let list = (row.get(0)?, mapping(row.get(1)?));
            let is_new = row.get::<_, i64>(6)? >= self.first_statement && row.get::<_, Option<i64>>(7)?.is_none();
            match &mut stated {
                Some(stated) => {
                    stated.lists.insert(list);
                    stated.is_new &= is_new;
                }
                None => {
                    let position = Position {
                        part: row.get::<_, String>(3)?.into(),
                        line: row.get::<_, i64>(4)?.unsigned_abs(),
                        path: row.get(5)?,
                    };
                    let (number, file, lists) = (number.clone(), row.get(2)?, [list].into());
                    stated = Some(Stated { record, number, date, amount, lists, file, position, is_new });
                }
            }
        }
        Ok(stated)
    }
}
