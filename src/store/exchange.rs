//! How far the numbered exchange with a source got.

use jiff::civil::DateTime;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::commit::Revision;
use super::{Store, StoreError};
use crate::model::exchange::{AcceptedMessage, ExchangeState, ExchangeStatus};

/// Gaps that are listed; an exchange that began in the middle has few.
const GAPS_MAX: i64 = 20;

impl Store {
    /// Where a source's exchange stands; nothing before its first message.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn exchange(&self, source: &str) -> Result<Option<ExchangeState>, StoreError> {
        let sql = "SELECT e.node, e.peer, e.peer_alias, e.last_in, e.last_created, e.last_out, e.confirmed, e.era,
                e.number_offset, e.restarted, e.answer_name
             FROM exchange e JOIN source s ON s.id = e.source_id WHERE s.name = ?1";
        self.run(|c| c.query_row(sql, [source], state).optional())
    }

    /// The message that was accepted under a number.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn accepted_message(&self, source: &str, era: i64, number: i64) -> Result<Option<AcceptedMessage>, StoreError> {
        let sql = "SELECT m.created, m.content FROM exchange_message m JOIN source s ON s.id = m.source_id
             WHERE s.name = ?1 AND m.era = ?2 AND m.number = ?3";
        self.run(|c| {
            let accepted = |row: &Row<'_>| Ok(AcceptedMessage { created: time(row, 0)?, content: row.get(1)? });
            c.query_row(sql, params![source, era, number], accepted).optional()
        })
    }

    /// Where a source's exchange stands, for people, with the numbers that never came.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn exchange_status(&self, source: &str) -> Result<Option<ExchangeStatus>, StoreError> {
        let Some(state) = self.exchange(source)? else { return Ok(None) };
        let gaps = self.run(|c| gaps(c, source, state.era))?;
        let ExchangeState { node, peer, last_in, last_out, confirmed, .. } = state;
        Ok(Some(ExchangeStatus { node, peer, last_in, last_out, confirmed, gaps }))
    }
}

impl Revision<'_> {
    /// Keeps where the exchange stands once the revision is committed, and the message it took.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_exchange(&self, state: &ExchangeState, message: Option<(i64, AcceptedMessage)>) -> rusqlite::Result<()> {
        let ExchangeState {
            node,
            peer,
            peer_alias,
            last_in,
            last_created,
            last_out,
            confirmed,
            era,
            offset,
            restarted,
            answer_name,
        } = state;
        let text = |time: &Option<DateTime>| time.map(|time| time.to_string());
        self.tx.execute(
            "INSERT INTO exchange (source_id, node, peer, peer_alias, last_in, last_created, last_out, confirmed, era,
                number_offset, restarted, answer_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
             ON CONFLICT (source_id) DO UPDATE SET node = excluded.node, peer = excluded.peer,
                peer_alias = excluded.peer_alias, last_in = excluded.last_in, last_created = excluded.last_created,
                last_out = excluded.last_out, confirmed = excluded.confirmed, era = excluded.era,
                number_offset = excluded.number_offset, restarted = excluded.restarted,
                answer_name = excluded.answer_name",
            params![
                self.source.0,
                node,
                peer,
                peer_alias,
                last_in,
                text(last_created),
                last_out,
                confirmed,
                era,
                offset,
                text(restarted),
                answer_name
            ],
        )?;
        self.note_node(node, peer)?;
        let Some((number, AcceptedMessage { created, content })) = message else { return Ok(()) };
        self.tx
            .execute(
                "INSERT INTO exchange_message (source_id, era, number, created, revision_id, content)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (source_id, era, number)
                 DO UPDATE SET content = excluded.content WHERE content IS NULL",
                params![self.source.0, era, number, text(&created), self.id.0, content],
            )
            .map(drop)
    }
}

fn state(row: &Row<'_>) -> rusqlite::Result<ExchangeState> {
    Ok(ExchangeState {
        node: row.get(0)?,
        peer: row.get(1)?,
        peer_alias: row.get(2)?,
        last_in: row.get(3)?,
        last_created: time(row, 4)?,
        last_out: row.get(5)?,
        confirmed: row.get(6)?,
        era: row.get(7)?,
        offset: row.get(8)?,
        restarted: time(row, 9)?,
        answer_name: row.get(10)?,
    })
}

fn time(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<DateTime>> {
    let text: Option<String> = row.get(at)?;
    let parsed = text.map(|text| text.parse()).transpose();
    parsed.map_err(|error: jiff::Error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}

fn gaps(c: &Connection, source: &str, era: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
    let sql = "SELECT number + 1, next - 1 FROM (
            SELECT m.number, lead(m.number) OVER (ORDER BY m.number) AS next
            FROM exchange_message m JOIN source s ON s.id = m.source_id WHERE s.name = ?1 AND m.era = ?2)
         WHERE next > number + 1 ORDER BY number LIMIT ?3";
    let mut find = c.prepare(sql)?;
    let rows = find.query_map(params![source, era, GAPS_MAX], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::commit::DeliveryEntry;

    fn entry() -> DeliveryEntry {
        DeliveryEntry {
            content: [0; 32],
            file_name: "a.xml".into(),
            byte_len: 1,
            mapping: "m".into(),
            mapping_digest: [0; 32],
            received_at: "2026-10-17T06:00:00Z".into(),
        }
    }

    #[test]
    fn what_was_accepted_is_known_afterwards_and_only_if_it_was_committed() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        let run = store.begin_run("sync", jiff::Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(store.exchange("a").unwrap(), None);
        let created = Some(jiff::civil::date(2026, 10, 17).at(6, 0, 0, 0));
        let mut state = ExchangeState {
            node: "CR".into(),
            peer: "BASE".into(),
            last_created: created,
            answer_name: Some("x".into()),
            ..ExchangeState::default()
        };
        for number in [2, 3, 7, 9] {
            state.last_in = number;
            let revision = store.begin(run, "a", &entry()).unwrap();
            let message = AcceptedMessage { created, content: Some([3; 32]).filter(|_| number == 3) };
            revision.put_exchange(&state, Some((number, message))).unwrap();
            if number != 9 {
                revision.commit("{}").unwrap();
            }
        }
        state.last_in = 7;
        assert_eq!(store.exchange("a").unwrap(), Some(state.clone()));
        let accepted = |content| Some(AcceptedMessage { created, content });
        assert_eq!(store.accepted_message("a", 0, 3).unwrap(), accepted(Some([3; 32])));
        assert_eq!(store.accepted_message("a", 0, 7).unwrap(), accepted(None));
        assert_eq!(store.accepted_message("a", 0, 9).unwrap(), None);
        assert_eq!(store.accepted_message("b", 0, 3).unwrap(), None);
        assert_eq!(store.exchange_status("a").unwrap().unwrap().gaps, [(4, 6)]);
        // Taken again, they are known by what they say; what is known stays.
        for number in [3, 7] {
            let revision = store.begin(run, "a", &entry()).unwrap();
            let message = AcceptedMessage { created, content: Some([8; 32]) };
            revision.put_exchange(&state, Some((number, message))).unwrap();
            revision.commit("{}").unwrap();
        }
        assert_eq!(store.accepted_message("a", 0, 3).unwrap(), accepted(Some([3; 32])));
        assert_eq!(store.accepted_message("a", 0, 7).unwrap(), accepted(Some([8; 32])));
    }
}
