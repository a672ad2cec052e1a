use super::*;
use crate::model::shape::ValueSort::{Date, Decimal, Integer, TaxId, Text};

/// An element that stood in `within` of `of`, each time with a value of a sort.
fn element(path: &str, within: u64, of: u64, sort: ValueSort, is_read: bool) -> (String, Place) {
    let mut place = Place { is_read, nodes: within, within, of, ..Place::default() };
    (0..within).for_each(|_| place.sorts.add(sort));
    (path.to_owned(), place)
}

fn column(caption: &str, column: u32, key: Option<&str>, sort: ValueSort) -> (String, Place) {
    let mut place = Place {
        caption: caption.to_owned(),
        column: Some(column),
        key: key.map(str::to_owned),
        is_read: key.is_some(),
        nodes: 30,
        within: 1,
        of: 1,
        ..Place::default()
    };
    (0..30).for_each(|_| place.sorts.add(sort));
    (caption.to_lowercase().replace('/', ""), place)
}

fn shape(places: &[(String, Place)]) -> Shape {
    Shape { places: places.iter().cloned().collect(), is_cut: false }
}

fn said(before: &Shape, now: &Shape) -> Vec<String> {
    let line = |change: &Change| {
        let kind = match &change.kind {
            ChangeKind::Vanished => "vanished".to_owned(),
            ChangeKind::Renamed { to } => format!("renamed to {to}"),
            ChangeKind::Retyped { from, to } => format!("{} now {}", from.name(), to.name()),
            ChangeKind::New => "new".to_owned(),
            ChangeKind::TooWide => "too wide".to_owned(),
        };
        format!("{}{} {kind}", if change.matters { "!" } else { "" }, change.name)
    };
    drift(before, now).iter().map(line).collect()
}

const NONE: &[&str] = &[];

#[test]
fn the_first_delivery_and_an_equal_one_say_nothing() {
    let now = shape(&[element("r", 50, 50, Text, true), element("r/a", 50, 50, Date, true)]);
    assert_eq!(said(&Shape::default(), &now), NONE);
    assert_eq!(said(&now, &now), NONE);
    assert_eq!(said(&now, &Shape::default()), NONE);
}

#[test]
fn what_always_stood_there_can_vanish_what_was_optional_can_not() {
    let before = shape(&[
        element("r", 50, 50, Text, true),
        element("r/always", 50, 50, Text, true),
        element("r/unread", 50, 50, Date, false),
        element("r/often", 45, 50, Integer, true),
    ]);
    let now = |count| shape(&[element("r", count, count, Text, true)]);
    assert_eq!(said(&before, &now(3)), ["!always vanished", "unread vanished"]);
    assert_eq!(said(&before, &now(2)), NONE, "two may be an accident");
    let few = shape(&[element("r", 19, 19, Text, true), element("r/always", 19, 19, Text, true)]);
    assert_eq!(said(&few, &now(50)), NONE, "nineteen are no rule");
}

#[test]
fn single_records_add_up_and_are_said_once() {
    let mut known = shape(&[element("r", 50, 50, Text, true), element("r/a", 50, 50, Text, true)]);
    let now = shape(&[element("r", 1, 1, Text, true)]);
    let mut said_in = Vec::new();
    for delivery in 1..=6 {
        let changes = drift(&known, &now);
        if !changes.is_empty() {
            said_in.push(delivery);
        }
        known = accepted(known, &now, &changes);
    }
    assert_eq!(said_in, [3]);
}

#[test]
fn what_stands_inside_something_that_vanished_is_said_with_it() {
    let before = shape(&[
        element("r", 50, 50, Text, true),
        element("r/buyer", 50, 50, Text, true),
        element("r/buyer/inn", 50, 50, TaxId, true),
    ]);
    assert_eq!(said(&before, &shape(&[element("r", 9, 9, Text, true)])), ["!buyer vanished"]);
}

#[test]
fn a_new_element_is_said_where_it_is_no_exception() {
    let before = shape(&[element("r", 50, 50, Text, true)]);
    let now = |within, is_read| {
        shape(&[
            element("r", 10, 10, Text, true),
            element("r/new", within, 10, Text, is_read),
            element("r/new/inside", within, within, Text, false),
        ])
    };
    assert_eq!(said(&before, &now(10, false)), ["new new"]);
    assert_eq!(said(&before, &now(4, false)), NONE, "an exception");
    assert_eq!(said(&before, &now(10, true)), NONE, "the mapping knows it");
    let few = shape(&[element("r", 5, 5, Text, true)]);
    assert_eq!(said(&few, &now(10, false)), NONE, "too little was seen before");
}

#[test]
fn a_renamed_element_is_told_by_its_values_and_its_name() {
    let before = shape(&[element("r", 50, 50, Text, true), element("r/ИНН", 50, 50, TaxId, true)]);
    let now = |name: &str, sort, is_read| {
        shape(&[element("r", 9, 9, Text, true), element(&format!("r/{name}"), 9, 9, sort, is_read)])
    };
    assert_eq!(said(&before, &now("ИННКонтрагента", TaxId, false)), ["!ИНН renamed to ИННКонтрагента"]);
    assert_eq!(said(&before, &now("ИННКонтрагента", TaxId, true)), ["ИНН renamed to ИННКонтрагента"]);
    assert_eq!(said(&before, &now("ИННКонтрагента", Date, false)), ["!ИНН vanished", "ИННКонтрагента new"]);
    assert_eq!(said(&before, &now("Склад", TaxId, false)), ["!ИНН vanished", "Склад new"]);
}

#[test]
fn one_sheet_is_enough_to_know_its_columns() {
    let before = shape(&[
        column("Номер", 0, Some("number"), Text),
        column("ИНН", 1, Some("tax_id"), TaxId),
        column("Склад", 2, None, Text),
    ]);
    let without = shape(&[column("Номер", 0, Some("number"), Text), column("Склад", 1, None, Text)]);
    assert_eq!(said(&before, &without), ["!ИНН vanished"]);
    let slashed = shape(&[
        column("Номер", 0, Some("number"), Text),
        column("Склад", 1, None, Text),
        column("ИНН/КПП", 2, None, TaxId),
    ]);
    assert_eq!(said(&before, &slashed), ["!ИНН renamed to ИНН/КПП"]);
    let moved = shape(&[
        column("Склад", 0, None, Text),
        column("ИНН", 1, Some("tax_id"), TaxId),
        column("Номер", 2, Some("number"), Text),
        column("Регион", 3, None, Text),
    ]);
    assert_eq!(said(&before, &moved), ["Регион new"], "order says nothing");
}

#[test]
fn a_column_in_the_same_place_with_such_values_is_the_old_one() {
    let before = shape(&[column("Номер", 0, Some("number"), Text), column("Оплачено", 1, Some("paid"), Decimal)]);
    let now = shape(&[column("Номер", 0, Some("number"), Text), column("Поступило", 1, None, Integer)]);
    assert_eq!(said(&before, &now), ["!Оплачено renamed to Поступило"]);
    let other = shape(&[column("Номер", 0, Some("number"), Text), column("Всего", 1, Some("total"), Decimal)]);
    assert_eq!(said(&before, &other), ["!Оплачено vanished", "Всего new"], "the mapping tells the two apart");
}

#[test]
fn a_caption_that_the_mapping_knows_too_is_no_change() {
    let before = shape(&[column("ИНН", 1, Some("tax_id"), TaxId)]);
    let now = shape(&[column("ИНН контрагента", 4, Some("tax_id"), TaxId)]);
    assert_eq!(said(&before, &now), NONE);
}

#[test]
fn layouts_that_take_turns_are_said_once_each() {
    let long = shape(&[column("Номер", 0, Some("number"), Text), column("ИНН", 1, Some("tax_id"), TaxId)]);
    let short = shape(&[column("Номер", 0, Some("number"), Text)]);
    let mut known = Shape::default();
    let mut said_in = Vec::new();
    for (turn, now) in [&long, &short, &long, &short, &long, &short].into_iter().enumerate() {
        let changes = drift(&known, now);
        if !changes.is_empty() {
            said_in.push(turn);
        }
        known = accepted(known, now, &changes);
    }
    assert_eq!(said_in, [1]);
}

#[test]
fn values_of_another_sort_are_said_unless_the_sorts_pass_for_one_another() {
    let one = |sort, count| shape(&[element("r", count, count, Text, true), element("r/a", count, count, sort, true)]);
    let said_of = |from, to| said(&one(from, 50), &one(to, 9));
    assert_eq!(said_of(Date, Text), ["!a date now text"]);
    assert_eq!(said_of(Text, Date), ["!a text now date"]);
    assert_eq!(said_of(TaxId, Integer), ["!a tax-id now integer"]);
    for (from, to) in [(Integer, Decimal), (Decimal, Integer), (Integer, TaxId), (Decimal, TaxId)] {
        assert_eq!(said_of(from, to), NONE);
    }
    assert_eq!(said(&one(Date, 50), &one(Text, 4)), NONE, "four values are no rule");
    let now = one(Text, 9);
    let changes = drift(&one(Date, 50), &now);
    assert_eq!(said(&accepted(one(Date, 50), &now, &changes), &now), NONE, "what was accepted is known");
}

#[test]
fn a_document_without_bounds_is_not_compared() {
    let before = shape(&[element("r", 50, 50, Text, true), element("r/a", 50, 50, Text, true)]);
    let mut now = shape(&[element("r", 50, 50, Text, true)]);
    now.is_cut = true;
    let changes = drift(&before, &now);
    assert_eq!((changes.len(), &changes[0].kind), (1, &ChangeKind::TooWide));
}

#[test]
fn one_file_that_had_a_column_is_no_always() {
    let before = shape(&[column("Номер", 0, Some("number"), Text), column("НДС", 1, None, Decimal)]);
    let now = shape(&[column("Номер", 0, Some("number"), Text)]);
    assert_eq!(said(&before, &now), ["НДС vanished"]);
    assert!(drift(&before, &now).iter().all(|change| change.once));
    let known = accepted(before.clone(), &before, &[]);
    assert!(drift(&known, &now).iter().all(|change| !change.once), "two files had it");
}
