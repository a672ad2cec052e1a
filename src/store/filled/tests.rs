use jiff::Timestamp;
use jiff::civil::date;

use super::super::Store;
use super::super::clashes::NewClash;
use super::super::export::Entity;
use super::*;
use crate::model::book::{Choice, Clash, ClashKind};
use crate::model::explain::{Because, Judged};
use crate::model::ids::ConflictId;
use crate::model::record::Party;
use crate::model::row_id::RowId;

const ONE: Filled = Filled::Client(ClientId(1));

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let party = Party {
        name: "Альфа".into(),
        phones: vec!["+79001112233".into()],
        segment: "Опт".into(),
        comment: "из учёта".into(),
        ..Party::default()
    };
    let body = serde_json::to_string(&party).unwrap();
    let sql = "INSERT INTO client (id, name, owner, body) VALUES (?1, ?2, 'Анна', ?3)";
    store.run(|c| c.execute(sql, params![1, party.name, body])).unwrap();
    let sql = "INSERT INTO document (id, kind, client_id, number, date, currency, total, paid, posted, deleted, canceled,
            covered, manager, statement_id, source_id) VALUES (5, 7, 1, '5', '2026-11-01', 'RUB', 100, 0, 1, 0, 0, 0, '', 1, 1)";
    store.run(|c| c.execute(sql, [])).unwrap();
    (folder, store)
}

/// Does something in a revision of its own, and gives its number.
fn revise(store: &mut Store, work: impl FnOnce(&mut Revision<'_>)) -> RevisionId {
    let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
    let run = store.begin_run("sync", now).unwrap();
    let mut revision = store.begin_decision(run, now).unwrap();
    work(&mut revision);
    let id = revision.id;
    revision.commit("").unwrap();
    id
}

fn value(of: Filled, field: &str, value: &str) -> FilledValue {
    FilledValue { of, field: field.to_owned(), value: value.to_owned() }
}

fn fill(store: &mut Store, filled: &FilledValue, base: &str) -> RevisionId {
    revise(store, |revision| assert!(revision.fill(filled, base, "Анна").unwrap()))
}

fn book(store: &Store, manager: Option<&str>) -> (ClientView, DocumentView) {
    let scope = BookScope {
        manager: manager.map(str::to_owned),
        today: date(2026, 11, 22),
        recent_days: 90,
        rows_max: 100,
        payment_term_days: None,
    };
    let mut book = store.book(&scope).unwrap();
    (book.clients.remove(0), book.documents.remove(0))
}

#[test]
fn what_a_person_filled_in_stands_in_every_book_and_export() {
    let (_folder, mut store) = store();
    let document = Filled::Document(DocumentId(5));
    for filled in [
        value(ONE, "phones", "+79004445566, +79007778899"),
        value(ONE, "segment", ""),
        value(ONE, "stage", "договор"),
        value(ONE, "next_contact", "2026-12-01"),
        value(ONE, "comment", "звонить утром"),
        value(document, "planned_payment", "2026-12-05"),
        value(document, "comment", "обещали"),
    ] {
        fill(&mut store, &filled, "");
    }
    for manager in [Some("Анна"), None] {
        let (client, document) = book(&store, manager);
        assert_eq!(client.phones, ["+79004445566", "+79007778899"]);
        assert_eq!((client.segment.as_str(), client.stage.as_str()), ("", "договор"), "cleared is cleared");
        assert_eq!((client.next_contact, client.comment.as_str()), (Some(date(2026, 12, 1)), "звонить утром"));
        assert_eq!((document.planned_payment, document.comment.as_str()), (Some(date(2026, 12, 5)), "обещали"));
    }
    let mut exported = Vec::new();
    store
        .export(Entity::Clients, &mut |row| {
            exported.push(row);
            Ok(())
        })
        .unwrap();
    assert_eq!((&exported[0]["segment"], &exported[0]["stage"]), (&"".into(), &"договор".into()));
    assert_eq!(exported[0]["phones"][0], "+79004445566");
}

#[test]
fn what_a_person_filled_in_is_explained_by_name_and_run() {
    let (_folder, mut store) = store();
    fill(&mut store, &value(ONE, "segment", "Розница"), "Опт");
    fill(&mut store, &value(ONE, "stage", "договор"), "");
    let explained = store.explain(RecordKind::Client, 1, &|_| Judged::default()).unwrap().unwrap();
    let field = |name: &str| explained.fields.iter().find(|field| field.field == name).unwrap();
    for (name, expected, run) in [("segment", "Розница", 1), ("stage", "договор", 2)] {
        let field = field(name);
        assert_eq!((field.value.as_str(), field.because), (expected, Some(Because::Person)), "{name}");
        assert_eq!((field.statements[0].who.as_str(), field.statements[0].run), ("Анна", run));
    }
    fill(&mut store, &value(Filled::Document(DocumentId(5)), "comment", "обещали"), "");
}

#[test]
fn taking_a_revision_back_brings_what_stood_before_and_leaves_what_came_since() {
    let (_folder, mut store) = store();
    fill(&mut store, &value(ONE, "stage", "счёт"), "");
    let second = revise(&mut store, |revision| {
        assert!(revision.fill(&value(ONE, "stage", "договор"), "счёт", "Анна").unwrap());
        assert!(revision.fill(&value(ONE, "stage", "оплата"), "счёт", "Анна").unwrap());
        assert!(revision.fill(&value(ONE, "segment", "Розница"), "Опт", "Анна").unwrap());
        assert!(revision.fill(&value(ONE, "comment", "раз"), "", "Анна").unwrap());
        assert!(!revision.fill(&value(ONE, "comment", "раз"), "", "Олег").unwrap(), "nothing changes");
        assert!(!revision.fill(&value(Filled::Client(ClientId(9)), "stage", "x"), "", "Анна").unwrap(), "nobody");
    });
    fill(&mut store, &value(ONE, "comment", "два"), "раз");
    let mut stays = Vec::new();
    let back = revise(&mut store, |revision| stays = revision.take_back_filled(second).unwrap());
    assert_eq!(stays, [value(ONE, "comment", "два")]);
    let (client, _) = book(&store, None);
    assert_eq!((client.stage.as_str(), client.segment.as_str(), client.comment.as_str()), ("счёт", "Опт", "два"));
    revise(&mut store, |revision| drop(revision.take_back_filled(back).unwrap()));
    let (client, _) = book(&store, None);
    assert_eq!((client.stage.as_str(), client.segment.as_str()), ("оплата", "Розница"), "taken back in turn");
}

#[test]
fn one_cell_has_one_clash_until_somebody_chooses() {
    let (_folder, mut store) = store();
    let clash = |mine: &str| Clash {
        kind: ClashKind::Conflict,
        row: RowId::from(ClientId(1)),
        field: "stage".to_owned(),
        base: Some(String::new()),
        stored: Some("счёт".to_owned()),
        mine: mine.to_owned(),
    };
    let put = |store: &mut Store, mine: &str, made_at: &str| {
        let clash = clash(mine);
        let new = NewClash { book: "Анна.xlsx", clash: &clash, subject: "Альфа", who: "Анна", made_at };
        let mut id = ConflictId(0);
        revise(store, |revision| id = revision.put_clash(&new).unwrap());
        id
    };
    let first = put(&mut store, "договор", "2026-11-22T08:00:00Z");
    assert_eq!(put(&mut store, "договор", "2026-11-22T09:00:00Z"), first);
    assert_eq!(store.open_clashes("Анна.xlsx").unwrap()[0].made_at, "2026-11-22T08:00:00Z", "the same file again");
    assert_eq!(put(&mut store, "оплата", "2026-11-22T10:00:00Z"), first);
    let open = store.open_clashes("Анна.xlsx").unwrap();
    assert_eq!(open.iter().map(|kept| kept.clash.mine.as_str()).collect::<Vec<_>>(), ["оплата"]);
    assert!(store.open_clashes("Олег.xlsx").unwrap().is_empty());
    revise(&mut store, |revision| {
        assert_eq!(revision.settle_clash(first, Choice::Mine).unwrap().as_ref(), open.first());
        assert_eq!(revision.settle_clash(first, Choice::Stored).unwrap(), None, "once");
    });
    assert!(store.open_clashes("Анна.xlsx").unwrap().is_empty());
    assert_ne!(put(&mut store, "оплата", "2026-11-23T08:00:00Z"), first, "a new question");
}
