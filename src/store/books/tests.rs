use super::*;
use crate::model::money::Currency;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let client = |id: i64, name: &str, owner: &str, deleted: bool| {
        let body = serde_json::to_string(&Party { name: name.into(), deleted, ..Party::default() }).unwrap();
        let sql = "INSERT INTO client (id, name, owner, body) VALUES (?1, ?2, ?3, ?4)";
        store.run(|c| c.execute(sql, params![id, name, owner, body])).unwrap();
    };
    client(1, "Альфа", "Анна", false);
    client(2, "Бета", "Олег", false);
    client(3, "Гамма", "Анна", true);
    client(4, "Дельта", "Анна", true);
    (folder, store)
}

/// A posted invoice in roubles; `state` may say `draft`, `canceled`, `deleted`, `covered`.
fn invoice(store: &Store, id: i64, client: Option<i64>, date: &str, total: i64, paid: i64, state: &str) {
    let sql = "INSERT INTO document (id, kind, client_id, number, date, currency, total, paid, posted, deleted, canceled,
            covered, manager, statement_id, source_id) VALUES (?1, 6, ?2, ?1, ?3, 'RUB', ?4, ?5, ?6, ?7, ?8, ?9, '', 1, 1)";
    let is = |name| state == name;
    let values = params![id, client, date, total, paid, !is("draft"), is("deleted"), is("canceled"), is("covered")];
    store.run(|c| c.execute(sql, values)).unwrap();
}

fn payment(store: &Store, id: i64, client: Option<i64>, date: &str, amount: i64, allocated: i64) {
    let body = r#"{"number":"1","date":"2026-10-01","direction":"in","method":"bank","amount":{"m":1,"c":"RUB"},
        "payer":{"name":"Кто-то"},"posted":true}"#;
    let sql =
        "INSERT INTO payment (id, number, date, direction, method, currency, amount, allocated, client_id, posted,
            deleted, settlement, body) VALUES (?1, ?1, ?2, 1, 1, 'RUB', ?3, ?4, ?5, 1, 0, 1, ?6)";
    store.run(|c| c.execute(sql, params![id, date, amount, allocated, client, body])).unwrap();
}

fn scope(manager: Option<&str>) -> BookScope {
    BookScope {
        manager: manager.map(str::to_owned),
        today: jiff::civil::date(2026, 11, 2),
        recent_days: 90,
        rows_max: 100,
        payment_term_days: Some(10),
    }
}

fn names(book: &BookData) -> (Vec<&str>, Vec<&str>, Vec<&str>) {
    (
        book.clients.iter().map(|client| client.name.as_str()).collect(),
        book.documents.iter().map(|document| document.number.as_str()).collect(),
        book.payments.iter().map(|payment| payment.number.as_str()).collect(),
    )
}

#[test]
fn a_manager_sees_his_clients_and_the_head_everybody_s_and_nobody_s() {
    let (_folder, store) = store();
    invoice(&store, 1, Some(1), "2026-10-01", 100, 0, "");
    invoice(&store, 2, Some(2), "2026-10-02", 100, 0, "");
    invoice(&store, 3, None, "2026-10-03", 100, 0, "");
    payment(&store, 1, Some(1), "2026-10-05", 70, 0);
    payment(&store, 2, None, "2026-10-06", 70, 0);
    assert_eq!(names(&store.book(&scope(Some("Анна"))).unwrap()), (vec!["Альфа"], vec!["1"], vec!["1"]));
    let head = store.book(&scope(None)).unwrap();
    assert_eq!(names(&head), (vec!["Альфа", "Бета"], vec!["3", "2", "1"], vec!["2", "1"]));
    assert_eq!(head.payments[0].client_name, "Кто-то", "as the source names him");
}

#[test]
fn a_book_holds_what_is_open_or_recent() {
    let (_folder, store) = store();
    invoice(&store, 1, Some(1), "2024-01-01", 100, 100, "");
    invoice(&store, 2, Some(1), "2024-01-02", 100, 40, "");
    invoice(&store, 3, Some(1), "2024-01-03", 100, 0, "draft");
    invoice(&store, 4, Some(1), "2026-10-01", 100, 0, "canceled");
    invoice(&store, 5, Some(1), "2026-10-02", 100, 0, "deleted");
    invoice(&store, 6, Some(1), "2026-10-03", 100, 0, "covered");
    payment(&store, 1, Some(1), "2024-01-01", 70, 70);
    payment(&store, 2, Some(1), "2024-01-02", 70, 10);
    let book = store.book(&scope(Some("Анна"))).unwrap();
    assert_eq!(names(&book), (vec!["Альфа"], vec!["4", "2"], vec!["2"]));
    assert_eq!(book.documents[0].status, DocumentStatus::Canceled);
}

#[test]
fn a_client_s_standing_counts_all_time_and_only_what_is_money() {
    let (_folder, store) = store();
    invoice(&store, 1, Some(1), "2024-01-01", 100, 100, "");
    invoice(&store, 2, Some(1), "2026-10-23", 50, 0, "");
    invoice(&store, 3, Some(1), "2026-10-24", 30, 10, "");
    invoice(&store, 4, Some(1), "2026-11-01", 999, 0, "draft");
    invoice(&store, 5, Some(1), "2026-10-30", 999, 0, "covered");
    payment(&store, 1, Some(1), "2026-10-05", 70, 60);
    let book = store.book(&scope(Some("Анна"))).unwrap();
    let [balance] = &book.clients[0].balances[..] else { panic!("{book:?}") };
    let rub = |minor| Money { minor, currency: Currency::RUB };
    let overdue: i64 =
        book.documents.iter().filter(|doc| doc.overdue_days(book.today) > 0).map(|doc| doc.balance.minor).sum();
    assert_eq!(overdue, 0, "due ten days after its date, on the second of November");
    assert_eq!(
        *balance,
        ClientBalance { invoiced: rub(180), paid: rub(110), open: rub(70), overdue: rub(0), unallocated: rub(10) }
    );
    assert_eq!(book.clients[0].last_document, Some(jiff::civil::date(2026, 11, 1)));
    assert_eq!(book.clients[0].last_payment, Some(jiff::civil::date(2026, 10, 5)));
    let tomorrow = BookScope { today: jiff::civil::date(2026, 11, 3), ..scope(Some("Анна")) };
    let later = store.book(&tomorrow).unwrap();
    assert_eq!(later.clients[0].balances[0].overdue, rub(50), "the sheet of clients and that of documents agree");
    assert_eq!(later.documents.iter().filter(|doc| doc.overdue_days(later.today) > 0).count(), 1);
    let never = BookScope { payment_term_days: None, ..tomorrow };
    assert_eq!(store.book(&never).unwrap().clients[0].balances[0].overdue, rub(0));
}

#[test]
fn a_deleted_client_is_shown_while_money_is_open() {
    let (_folder, store) = store();
    invoice(&store, 1, Some(4), "2026-10-01", 100, 0, "");
    assert_eq!(names(&store.book(&scope(None)).unwrap()).0, ["Альфа", "Бета", "Дельта"]);
}

#[test]
fn what_a_sheet_has_no_room_for_is_counted() {
    let (_folder, store) = store();
    for id in 1..=5 {
        invoice(&store, id, Some(1), "2026-10-01", 100, 0, "");
        payment(&store, id, Some(2), "2026-10-01", 100, 0);
    }
    let narrow = BookScope { rows_max: 1, ..scope(None) };
    let book = store.book(&narrow).unwrap();
    assert_eq!(book.left_out, [1, 4, 4, 0]);
    assert_eq!(book.clients[0].balances[0].invoiced.minor, 500, "sums know what the sheet has no room for");
}

#[test]
fn what_returns_take_off_a_document_is_shown_so_that_its_row_adds_up() {
    let (_folder, store) = store();
    for (id, adjusted, paid, state) in [(1, 0, 40, ""), (2, -30, 20, ""), (3, 15, 0, ""), (4, -30, 0, "draft")] {
        invoice(&store, id, Some(1), "2026-10-01", 100, paid, state);
        store.run(|c| c.execute("UPDATE document SET adjusted = ?2 WHERE id = ?1", [id, adjusted])).unwrap();
    }
    let book = store.book(&scope(None)).unwrap();
    let mut shown: Vec<(i64, i64, i64, i64)> = Vec::new();
    for document in &book.documents {
        let [paid, reduced, balance] = [document.paid, document.reduced, document.balance].map(|money| money.minor);
        shown.push((document.id.0, reduced, paid, balance));
        let adds_up = document.total.minor - reduced == paid + balance;
        assert_eq!(adds_up, document.status != DocumentStatus::Draft, "{document:?}");
    }
    shown.sort_unstable();
    assert_eq!(shown, [(1, 0, 40, 60), (2, 30, 20, 50), (3, -15, 0, 115), (4, 0, 0, 0)]);
}
