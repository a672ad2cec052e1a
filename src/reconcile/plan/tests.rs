use super::*;
use crate::model::change::{Candidate, ReviewKind, Subject};
use crate::model::ids::PaymentId;
use crate::model::sample::{
    ALFA, BETA, client, document, invoice, mention, organization, party, payer, payment, removal, row, rub,
};
use crate::model::snapshot::{PartyProfile, PaymentTwin};

const SOURCE: SourceId = SourceId(1);

fn planned(snapshot: &Snapshot, rows: Vec<Row>) -> Plan {
    plan(SOURCE, snapshot, &mut Memory::default(), rows)
}

/// A store that holds one record.
fn holding(record: &Record, entity: i64) -> Snapshot {
    let held = Held {
        statement: StatementId(10),
        kind: record.kind,
        entity,
        digest: BodyDigest::of(&serialized(&record.body)),
        standing: record.standing,
        message: record.version.message,
        file_time: record.version.file_time,
    };
    let mut snapshot = Snapshot { next_statement: 11, ..Snapshot::default() };
    snapshot.next_ids.0 = RecordKind::ALL.into_iter().map(|kind| (kind, 100)).collect();
    snapshot.held.insert(record.key(SOURCE), held);
    if let Body::Client(party) = &record.body {
        let profile = PartyProfile::of(entity, party, vec![SOURCE]);
        snapshot.by_name.insert(party.name_core.clone(), vec![profile.clone()]);
        if let Some(key) = party.tax_id.as_ref().map(tax_key) {
            snapshot.client_tax.insert(entity, key.clone());
            snapshot.by_tax.insert(key, vec![profile]);
        }
    }
    snapshot
}

#[test]
fn a_newer_version_wins_and_an_older_one_changes_nothing() {
    let held = invoice("i1", "1", "2026-10-05", 100, None).message(5);
    let snapshot = holding(&held, 7);
    let dearer = |message| row(invoice("i1", "1", "2026-10-05", 200, None).message(message));
    let newer = planned(&snapshot, vec![dearer(6)]);
    assert_eq!(newer.outcomes, [Outcome::Applied]);
    let [statement] = &newer.statements[..] else { panic!("{newer:?}") };
    assert_eq!((statement.entity, statement.new_entity, statement.previous), (7, false, Some(StatementId(10))));
    let older = planned(&snapshot, vec![dearer(4)]);
    assert_eq!((older.outcomes, older.statements.len()), (vec![Outcome::Unchanged], 0));
    let same_message = planned(&snapshot, vec![dearer(5)]);
    assert_eq!(same_message.outcomes, [Outcome::Applied], "nothing tells them apart but arrival");
}

#[test]
fn the_message_number_counts_before_the_file_time() {
    let at = |message, time: &str| {
        let mut record = invoice("i1", "1", "2026-10-05", 100, None).message(message);
        record.version.file_time = Some(time.parse().unwrap());
        record
    };
    let snapshot = holding(&at(5, "2026-10-05T10:00:00"), 7);
    let dearer = |record: Record| row(record.with_document(|document| document.total = rub(200)));
    let outcome = |record| planned(&snapshot, vec![dearer(record)]).outcomes;
    assert_eq!(outcome(at(4, "2026-10-06T10:00:00")), [Outcome::Unchanged]);
    assert_eq!(outcome(at(6, "2026-10-04T10:00:00")), [Outcome::Applied]);
    assert_eq!(outcome(at(5, "2026-10-04T10:00:00")), [Outcome::Unchanged], "then the time");
}

#[test]
fn the_same_said_again_is_confirmed_so_that_nothing_older_can_replace_it() {
    let held = invoice("i1", "1", "2026-10-05", 100, None).message(5);
    let again = invoice("i1", "1", "2026-10-05", 100, None).message(9);
    let plan = planned(&holding(&held, 7), vec![row(again), row(held_then_changed(8))]);
    assert_eq!(plan.outcomes, [Outcome::Unchanged, Outcome::Unchanged]);
    assert_eq!(plan.confirmed.len(), 1);
    assert_eq!((plan.confirmed[0].statement, plan.confirmed[0].message), (StatementId(10), Some(9)));
}

fn held_then_changed(message: i64) -> Record {
    invoice("i1", "1", "2026-10-05", 300, None).message(message)
}

#[test]
fn a_mention_never_overwrites_a_full_record_and_a_full_record_completes_a_mention() {
    let full = client("c1", "Альфа", ALFA).message(5);
    let short = mention(client("c1", "Альфа Плюс", ALFA).message(9));
    let plan = planned(
        &holding(&full, 3),
        vec![row(invoice("i1", "1", "2026-10-05", 1, Some("c1"))).mentioning(short.clone())],
    );
    assert_eq!(plan.statements.len(), 1, "the invoice alone");
    assert_eq!(plan.statements[0].links.client, Some(ClientId(3)));
    let older_full = client("c1", "Альфа", ALFA).message(2);
    let plan = planned(&holding(&short, 3), vec![row(older_full)]);
    assert_eq!(plan.outcomes, [Outcome::Applied]);
    assert_eq!(plan.statements[0].entity, 3);
}

#[test]
fn a_row_s_outcome_is_about_itself_though_its_mention_changed() {
    let bill = invoice("i1", "1", "2026-10-05", 1, Some("c1"));
    let plan = planned(&holding(&bill, 7), vec![row(bill).mentioning(mention(client("c1", "Альфа", ALFA)))]);
    assert_eq!(plan.outcomes, [Outcome::Unchanged]);
    assert_eq!(plan.statements.len(), 1);
    assert_eq!(plan.statements[0].record.kind, RecordKind::Client);
}

#[test]
fn the_same_key_twice_in_one_chunk_makes_a_chain() {
    let rows = vec![row(invoice("i1", "1", "2026-10-05", 1, None)), row(invoice("i1", "1", "2026-10-05", 2, None))];
    let plan = planned(&holding(&invoice("other", "9", "2026-10-05", 1, None), 1), rows);
    assert_eq!(plan.outcomes, [Outcome::Applied, Outcome::Applied]);
    let [first, second] = &plan.statements[..] else { panic!("{plan:?}") };
    assert_eq!(second.previous, Some(first.id));
    assert_eq!((first.new_entity, second.new_entity, first.entity), (true, false, second.entity));
    assert_eq!((first.id, second.id), (StatementId(11), StatementId(12)));
}

#[test]
fn a_deletion_marks_what_is_held_and_a_newer_record_brings_it_back() {
    let held = invoice("i1", "1", "2026-10-05", 100, None).message(5);
    let gone = planned(&holding(&held, 7), vec![row(removal(RecordKind::Invoice, "i1").message(6))]);
    assert_eq!(gone.outcomes, [Outcome::Applied]);
    assert_eq!((gone.statements[0].entity, gone.statements[0].previous), (7, Some(StatementId(10))));
    let removed = removal(RecordKind::Invoice, "i1").message(6);
    let back = planned(&holding(&removed, 7), vec![row(invoice("i1", "1", "2026-10-05", 100, None).message(7))]);
    assert_eq!((back.outcomes, back.statements[0].entity), (vec![Outcome::Applied], 7));
    let again = planned(&holding(&removed, 7), vec![row(removed.clone())]);
    assert_eq!((again.outcomes, again.statements.len()), (vec![Outcome::Unchanged], 0));
}

#[test]
fn a_deletion_is_of_what_the_record_became() {
    let mut held = document(RecordKind::Return, "s1", "1", "2026-10-05", 100, None).message(5);
    held.kept_as = RecordKind::Shipment;
    let plan = planned(&holding(&held, 7), vec![row(removal(RecordKind::Shipment, "s1").message(6))]);
    assert_eq!((plan.statements[0].record.kind, plan.statements[0].entity), (RecordKind::Return, 7));
    let stranger = planned(&holding(&held, 7), vec![row(removal(RecordKind::Return, "s1").message(6))]);
    assert_eq!(stranger.statements[0].entity, NO_ENTITY, "a return of the source's own that has the same id");
    let sold = document(RecordKind::Shipment, "s1", "1", "2026-10-05", 100, None).message(6);
    let turned = planned(&holding(&held, 7), vec![row(sold)]);
    assert_eq!(turned.outcomes, [Outcome::Applied], "the words are the same, the kind is not");
    assert_eq!((turned.statements[0].entity, turned.statements[0].new_entity), (7, false));
}

#[test]
fn what_one_message_both_sends_and_deletes_is_there_in_either_order() {
    let (sent, gone) =
        (invoice("i1", "1", "2026-10-05", 200, None).message(6), removal(RecordKind::Invoice, "i1").message(6));
    let held = holding(&invoice("i1", "1", "2026-10-05", 100, None).message(5), 7);
    for rows in [[sent.clone(), gone.clone()], [gone.clone(), sent.clone()]] {
        let plan = planned(&held, rows.map(row).into());
        let last = plan.statements.last().unwrap();
        assert!(matches!(&last.record.body, Body::Document(document) if !document.deleted), "{plan:?}");
    }
    let mut later = gone;
    later.version.message = Some(7);
    assert_eq!(planned(&holding(&sent, 7), vec![row(later)]).outcomes, [Outcome::Applied], "a later one deletes");
    let nameless = removal(RecordKind::Invoice, "i1");
    let unnumbered = holding(&invoice("i1", "1", "2026-10-05", 100, None), 7);
    assert_eq!(planned(&unnumbered, vec![row(nameless)]).outcomes, [Outcome::Applied], "nothing says it is one file");
    let at = |mut record: Record, time: &str| {
        record.version = RecordVersion { file_time: Some(time.parse().unwrap()), ..RecordVersion::default() };
        record
    };
    for (time, expected) in [("2026-10-05T06:00:00", Outcome::Unchanged), ("2026-10-05T00:00:00", Outcome::Applied)] {
        let (sent, gone) = (at(sent.clone(), time), at(removal(RecordKind::Invoice, "i1"), time));
        assert_eq!(
            planned(&holding(&sent, 7), vec![row(gone)]).outcomes,
            [expected],
            "{time}: a date alone is many files"
        );
    }
}

#[test]
fn a_deletion_that_comes_first_deletes_what_comes_late() {
    let gone = removal(RecordKind::Invoice, "i1").message(6);
    let plan = planned(&Snapshot::default(), vec![row(gone.clone())]);
    assert_eq!(plan.outcomes, [Outcome::Unchanged]);
    assert_eq!((plan.statements[0].entity, plan.statements[0].new_entity), (NO_ENTITY, false));
    let snapshot = holding(&gone, NO_ENTITY);
    let late = planned(&snapshot, vec![row(invoice("i1", "1", "2026-10-05", 100, None).message(5))]);
    let Body::Document(document) = &late.statements[0].record.body else { panic!("{late:?}") };
    assert!(document.deleted && late.statements[0].new_entity);
    assert_eq!(late.statements[0].record.version.message, Some(6), "as if it had been deleted after it came");
    let newer = planned(&snapshot, vec![row(invoice("i1", "1", "2026-10-05", 100, None).message(7))]);
    let Body::Document(document) = &newer.statements[0].record.body else { panic!("{newer:?}") };
    assert!(!document.deleted);
    let bill = row(invoice("i2", "2", "2026-10-05", 1, Some("i1")));
    assert_eq!(planned(&snapshot, vec![bill]).statements[0].links, Links::default(), "nothing to link to");
}

#[test]
fn one_id_with_another_company_s_tax_number_waits_with_its_document() {
    let snapshot = holding(&client("guest", "Альфа", ALFA), 3);
    let other = mention(client("guest", "Бета", BETA));
    let rows =
        |count| (0..count).map(|_| row(invoice("i1", "1", "2026-10-05", 1, Some("guest"))).mentioning(other.clone()));
    let plan = planned(&snapshot, rows(1).collect());
    assert_eq!(plan.outcomes, [Outcome::Queued]);
    assert!(plan.statements.is_empty());
    let kinds: Vec<_> = plan.withheld.iter().map(|withheld| withheld.record.kind).collect();
    assert_eq!(kinds, [RecordKind::Client, RecordKind::Invoice]);
    assert!(plan.withheld.iter().all(|withheld| withheld.item.kind == ReviewKind::Conflict));
    let twice = planned(&snapshot, rows(2).collect());
    assert_eq!(twice.withheld[1].item.subject, twice.withheld[3].item.subject, "one question however often it comes");
}

#[test]
fn an_older_mention_with_a_former_tax_number_is_no_flip() {
    let snapshot = holding(&client("c1", "Альфа", ALFA).message(5), 3);
    let former = mention(client("c1", "Альфа", BETA).message(4));
    let plan = planned(&snapshot, vec![row(invoice("i1", "1", "2026-10-05", 1, Some("c1"))).mentioning(former)]);
    assert_eq!((plan.outcomes, plan.withheld.len()), (vec![Outcome::Applied], 0));
}

#[test]
fn withheld_records_of_two_sources_are_two_questions() {
    let snapshot = Snapshot::default();
    let unknown = || {
        row(payment("p1", "1", "2026-10-05", 5, ("", ""), "")
            .with_payment(|payment| payment.direction = Direction::Unknown))
    };
    let subject =
        |source| plan(source, &snapshot, &mut Memory::default(), vec![unknown()]).withheld[0].item.subject.clone();
    assert_ne!(subject(SourceId(1)), subject(SourceId(2)));
}

#[test]
fn a_payment_of_unknown_direction_waits_unless_it_is_no_settlement() {
    let unknown = payment("p1", "1", "2026-10-05", 5, ("", ""), "")
        .with_payment(|payment| payment.direction = Direction::Unknown);
    let fee = unknown.clone().with_payment(|payment| payment.not_settlement = true);
    let plan = planned(&Snapshot::default(), vec![row(unknown), row(fee)]);
    assert_eq!(plan.outcomes, [Outcome::Queued, Outcome::Applied]);
}

fn twin(whole: i64) -> Record {
    payment("any", "15", "2026-10-05", whole, ("", ALFA), "")
}

fn twins(ids: &[(i64, i64)]) -> Snapshot {
    let Body::Payment(payment) = twin(5).body else { unreachable!() };
    let known = ids.iter().map(|(id, source)| PaymentTwin {
        payment: PaymentId(*id),
        origins: vec![(SourceId(*source), "test".to_owned())],
        references: Vec::new(),
        tax_ids: Vec::new(),
        untaxed: Vec::new(),
    });
    let mut snapshot = Snapshot::default();
    snapshot.next_ids.0.insert(RecordKind::Payment, 50);
    snapshot.twins.insert(payment.twin_hash().unwrap(), known.collect());
    snapshot
}

fn entities(plan: &Plan) -> Vec<i64> {
    plan.statements.iter().map(|statement| statement.entity).collect()
}

#[test]
fn the_nth_equal_payment_of_one_source_is_the_nth_of_another() {
    let rows = ["a", "b", "c"].map(|id| row(Record { id: id.into(), ..twin(5) })).to_vec();
    assert_eq!(entities(&planned(&twins(&[(8, 2), (9, 2)]), rows)), [8, 9, 50]);
}

#[test]
fn two_equal_payments_of_one_source_stay_two() {
    let rows = ["a", "b"].map(|id| row(Record { id: id.into(), ..twin(5) })).to_vec();
    assert_eq!(entities(&planned(&twins(&[(8, 1)]), rows.clone())), [50, 51]);
    let other_sum = vec![row(twin(6))];
    assert_eq!(entities(&planned(&twins(&[(8, 2)]), other_sum)), [50]);
}

/// A line of a bank's report.
fn reported(id: &str, report: &str, references: &[&str]) -> Row {
    let line = payment(id, "", "2026-10-05", 5, ("", ""), "").with_payment(|payment| {
        payment.booking.reports = vec![report.to_owned()];
        payment.booking.references = references.iter().map(|one| (*one).to_owned()).collect();
    });
    row(line)
}

#[test]
fn reports_of_one_bank_in_one_chunk_tell_each_payment_once() {
    let rows = vec![
        reported("a", "052", &[]),
        reported("b", "052", &[]),
        reported("c", "053", &[]),
        reported("d", "054", &[]),
        reported("e", "053", &[]),
        reported("f", "053", &[]),
    ];
    assert_eq!(entities(&planned(&Snapshot::default(), rows)), [1, 2, 1, 1, 2, 3]);
    let named = vec![
        reported("a", "052", &["ref:1"]),
        reported("b", "053", &["ref:2"]),
        reported("c", "053", &["ref:1"]),
        reported("d", "054", &["ref:2"]),
    ];
    assert_eq!(entities(&planned(&Snapshot::default(), named)), [1, 2, 1, 2], "references tell them apart");
}

#[test]
fn two_reports_in_one_chunk_join_the_payment_that_a_third_told_before() {
    let Body::Payment(line) = reported("a", "052", &[]).record.body else { unreachable!() };
    let twin = PaymentTwin {
        payment: PaymentId(8),
        origins: vec![(SourceId(1), "052".to_owned())],
        references: Vec::new(),
        tax_ids: Vec::new(),
        untaxed: Vec::new(),
    };
    let mut snapshot = Snapshot::default();
    snapshot.next_ids.0.insert(RecordKind::Payment, 50);
    snapshot.twins.insert(line.same_keys()[0], vec![twin]);
    let rows = vec![reported("b", "053", &[]), reported("c", "054", &[])];
    assert_eq!(entities(&planned(&snapshot, rows)), [8, 8]);
}

#[test]
fn a_tax_number_joins_systems_within_a_chunk_and_across() {
    let alfa = client("c1", "Альфа", ALFA);
    let plan = planned(&holding(&alfa, 3), vec![row(client("c2", "Альфа", ALFA))]);
    assert_eq!(entities(&plan), [3], "one card for the buyer, one for the supplier");
    let rows = vec![
        row(client("c1", "Альфа", ALFA)),
        row(invoice("i1", "1", "2026-10-05", 1, Some("c2"))).mentioning(mention(client("c2", "Альфа", ALFA))),
    ];
    let plan = planned(&Snapshot::default(), rows);
    assert_eq!(entities(&plan), [1, 1, 1]);
    assert_eq!(plan.statements[2].links.client, Some(ClientId(1)));
}

#[test]
fn a_payer_known_by_its_tax_number_contradicts_no_card_in_either_order() {
    let paid =
        || row(payment("p1", "1", "2026-10-05", 5, ("tax:7733147896", ALFA), "")).mentioning(payer("ОМЕГА", ALFA));
    let card = || row(client("c1", "Альфа", ALFA));
    for rows in [vec![paid(), card()], vec![card(), paid()]] {
        let plan = planned(&Snapshot::default(), rows);
        let clients: Vec<i64> =
            plan.statements.iter().filter(|s| s.record.kind == RecordKind::Client).map(|s| s.entity).collect();
        assert_eq!((clients, plan.reviews.len()), (vec![1, 1], 0));
    }
}

#[test]
fn a_payer_that_fits_two_branches_is_asked_about_with_every_payment_and_document() {
    let branch = |id: &str, kpp: &str| row(client(id, "Альфа", ALFA).with_party(|party| party.kpp = kpp.into()));
    let rows = vec![
        branch("c1", "770101001"),
        branch("c2", "540243001"),
        row(payment("p1", "1", "2026-10-05", 5, ("tax:7733147896", ALFA), "")).mentioning(payer("Альфа", ALFA)),
        row(invoice("i1", "1", "2026-10-05", 5, Some("tax:7733147896"))).mentioning(payer("Альфа", ALFA)),
    ];
    let plan = planned(&Snapshot::default(), rows);
    assert_eq!(plan.outcomes, [Outcome::Applied; 4]);
    assert_eq!(plan.statements[2].links.client, None);
    let asked: Vec<_> =
        plan.reviews.iter().map(|item| (item.kind, item.subject.clone(), item.candidates.len())).collect();
    assert_eq!(
        asked,
        [
            (ReviewKind::ClientMatch, Subject::Client(ClientId(2)), 1),
            (ReviewKind::PaymentMatch, Subject::Payment(PaymentId(1)), 2),
            (ReviewKind::ClientMatch, Subject::Document(crate::model::ids::DocumentId(1)), 2),
        ]
    );
}

#[test]
fn a_third_card_joins_the_one_of_two_doubtful_clients_that_it_agrees_with() {
    let cards = [("c1", "Альфа"), ("c2", "Омега"), ("c3", "Альфа")];
    for order in [[0, 1, 2], [1, 0, 2], [0, 2, 1], [2, 1, 0]] {
        let rows = order.iter().map(|at| row(client(cards[*at].0, cards[*at].1, ALFA))).collect();
        let plan = planned(&Snapshot::default(), rows);
        let of = |id: &str| plan.statements.iter().find(|s| s.record.id == id).unwrap().entity;
        assert_eq!((of("c1") == of("c3"), of("c1") == of("c2"), plan.reviews.len()), (true, false, 1), "{order:?}");
    }
}

#[test]
fn namesakes_are_asked_about_once_from_either_side_and_kept_apart() {
    let nameless = || row(client("c1", "Альфа", ""));
    let numbered = || row(client("c2", "Альфа", ALFA));
    for rows in [vec![nameless(), numbered()], vec![numbered(), nameless()]] {
        let plan = planned(&Snapshot::default(), rows);
        let of = |id: &str| plan.statements.iter().find(|s| s.record.id == id).unwrap().entity;
        assert_ne!(of("c1"), of("c2"));
        let [item] = &plan.reviews[..] else { panic!("{plan:?}") };
        assert_eq!(item.subject, Subject::Client(ClientId(of("c1"))));
        let label = format!("Альфа, {ALFA}");
        assert_eq!(item.candidates, [Candidate { id: ClientId(of("c2")).to_string(), label }]);
    }
}

#[test]
fn a_name_that_fits_a_client_makes_one_of_its_own_and_one_question() {
    let snapshot = holding(&client("c1", "Альфа", ALFA), 3);
    let named = || mention(client("name:альфа", "Альфа", ""));
    let rows = ["i1", "i2"].map(|id| row(invoice(id, id, "2026-10-05", 1, Some("name:альфа"))).mentioning(named()));
    let plan = planned(&snapshot, rows.to_vec());
    assert_eq!(plan.reviews.len(), 1);
    let links: Vec<_> = plan.statements.iter().filter_map(|statement| statement.links.client).collect();
    assert_eq!(links, [ClientId(100), ClientId(100)]);
}

#[test]
fn a_mention_does_not_rename_a_client_for_the_rest_of_the_chunk() {
    let alfa = client("c1", "Альфа", ALFA);
    let mut snapshot = holding(&alfa, 3);
    snapshot.by_name.clear();
    snapshot.by_tax.clear();
    let rows = vec![
        row(invoice("i1", "1", "2026-10-05", 1, Some("tax:7733147896"))).mentioning(payer("Бета", ALFA)),
        row(client("c9", "Бета", "")),
    ];
    snapshot.by_tax.insert(
        format!("inn_company:{ALFA}"),
        vec![PartyProfile {
            name: "Альфа".into(),
            name_core: "альфа".into(),
            ..PartyProfile::of(3, &party("Альфа", ALFA), vec![SOURCE])
        }],
    );
    let plan = planned(&snapshot, rows);
    assert!(plan.reviews.is_empty(), "{:?}", plan.reviews);
}

#[test]
fn our_own_companies_meet_by_tax_number_or_by_a_name_that_only_one_has() {
    let rows = vec![
        row(organization("o1", "Север", "")),
        row(organization("o2", "Север", ALFA)),
        row(organization("o3", "Север, склад", ALFA)),
        row(organization("o4", "Север", "")),
        row(organization("o5", "Юг", BETA)),
    ];
    assert_eq!(entities(&planned(&Snapshot::default(), rows)), [1, 1, 1, 1, 2]);
    let two = vec![
        row(organization("o1", "Север", ALFA)),
        row(organization("o2", "Север", BETA)),
        row(organization("o3", "Север", "")),
    ];
    assert_eq!(entities(&planned(&Snapshot::default(), two)), [1, 2, 3], "nobody guesses");
}
