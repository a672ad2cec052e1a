//! What becomes of each table when a run is taken back.

/// How the rows are known that a run made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// By their number, which is above the mark.
    Numbered,
    /// By the number of what they belong to, or by a note where that is older.
    Belonging,
    /// By a note.
    Noted,
    /// They stay: a person's words that are written down nowhere else.
    Stay,
}

/// What is done with a row that a later run changed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Later {
    /// It is computed anew from the rest.
    Computed,
    /// These columns are computed anew, the others say something.
    ComputedIn(&'static [&'static str]),
    /// It says something: the later run depends on this one.
    Says,
}

/// A table whose rows are noted before a run changes them.
#[derive(Debug)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    /// What a row is found by.
    pub(super) key: &'static [&'static str],
    /// The columns whose numbers tell whether the row can have been there before, each with the table that numbers it.
    pub(super) marks: &'static [(&'static str, &'static str)],
    /// How new rows are known.
    pub(super) made: Made,
    /// The columns that ever change; all where none is named.
    pub(super) columns: &'static [&'static str],
    /// What is done where a later run changed a row too.
    pub(super) later: Later,
}

/// Where a row stands by its own number.
type Marks = &'static [(&'static str, &'static str)];

const fn numbered(name: &'static str, marks: Marks, later: Later) -> Table {
    Table { name, key: &["id"], marks, made: Made::Numbered, columns: &[], later }
}

const fn belonging(name: &'static str, key: &'static [&'static str], marks: Marks) -> Table {
    Table { name, key, marks, made: Made::Belonging, columns: &[], later: Later::Computed }
}

const fn noted(name: &'static str, key: &'static [&'static str], later: Later) -> Table {
    Table { name, key, marks: &[], made: Made::Noted, columns: &[], later }
}

/// What allocation makes of a document.
const PAID: Later = Later::ComputedIn(&["paid", "covered", "covered_why", "adjusted", "twin_of"]);

/// What a ledger asks it asks again. A decision on it is a person's.
const ASKED: Later = Later::ComputedIn(&["state", "label", "candidates", "reasons"]);

/// Columns that hold lists to which several runs add.
pub(super) const LISTS: &[(&str, &str)] = &[("review", "candidates"), ("review", "reasons")];

/// Tables of shares of money: what they are shares of says their sum.
pub(super) const SHARES: [&str; 2] = ["allocation", "refund"];

/// Columns that never go back, by table: whoever heard a number of ours may take no lower one.
pub(super) const GROWING: &[(&str, &str)] = &[("exchange", "last_out")];

/// Every table that is noted; what belongs to something stands after it.
pub(super) const TABLES: &[Table] = &[
    Table { columns: &["entity_id", "replaced"], ..numbered("statement", &[("id", "statement")], Later::Says) },
    Table {
        name: "source_key",
        key: &["key"],
        marks: &[("statement_id", "statement")],
        made: Made::Belonging,
        columns: &[],
        later: Later::Says,
    },
    numbered("organization", &[("id", "organization")], Later::Computed),
    numbered("client", &[("id", "client")], Later::Computed),
    belonging("client_key", &["type", "key", "client_id"], &[("client_id", "client")]),
    numbered("contact", &[("id", "contact")], Later::Says),
    numbered("contract", &[("id", "contract")], Later::Says),
    numbered("product", &[("id", "product")], Later::Says),
    numbered("document", &[("id", "document")], PAID),
    numbered("payment", &[("id", "payment")], Later::Computed),
    belonging("payment_key", &["type", "key", "payment_id"], &[("payment_id", "payment")]),
    belonging("payment_citation", &["core", "payment_id"], &[("payment_id", "payment")]),
    belonging("allocation", &["payment_id", "document_id"], &[("payment_id", "payment"), ("document_id", "document")]),
    belonging("refund", &["payment_id", "refund_id"], &[("payment_id", "payment"), ("refund_id", "payment")]),
    numbered("balance", &[("id", "balance")], Later::Says),
    numbered("review", &[("id", "review")], ASKED),
    numbered("decision", &[("id", "decision")], Later::Says),
    numbered("membership", &[("id", "membership")], Later::Says),
    Table { made: Made::Stay, ..numbered("book_clash", &[("id", "book_clash")], Later::Says) },
    noted("rate", &["organization_id", "currency", "date"], Later::Computed),
    noted("person_value", &["kind", "entity_id", "field"], Later::Says),
    noted("entity_redirect", &["kind", "from_id"], Later::Says),
    noted("exchange", &["source_id"], Later::ComputedIn(&["last_out"])),
    noted("exchange_message", &["source_id", "era", "number"], Later::Says),
    noted("shape", &["source_id", "mapping", "state"], Later::Computed),
    noted("brake", &["source_id", "content_hash"], Later::Says),
    noted("identity_model", &["id"], Later::Computed),
    noted("unjudged", &["record"], Later::Computed),
    noted("control", &["subject"], Later::Computed),
    noted("control_balance", &["balance_id"], Later::Computed),
    noted("book_held", &["book", "content_hash"], Later::Says),
    noted("book_absent", &["book", "row_id"], Later::Says),
];

/// Tables that taking a run back leaves as they are, or sees to by itself: the journal, what files in the managers' folder
/// are, and what is made again from the rest.
#[cfg(test)]
pub(super) const LEFT: &[&str] = &[
    "meta",
    "source",
    "rule",
    "run",
    "delivery",
    "revision",
    "issue",
    "outbox",
    "book",
    "book_version",
    "book_row",
    "book_taken",
    "book_typed",
    "book_answer",
    "block_key",
    "control_due",
    "person_value_change",
    "mending",
    "fragment",
    "restated",
    "adopted",
    "confirmed",
    "undone_value",
    "answered",
    "exchange_own",
    "undo_mark",
    "undo_row",
];

/// The tables that number what others refer to.
pub(super) fn counted() -> impl Iterator<Item = &'static str> {
    TABLES.iter().filter(|table| table.key == ["id"] && !table.marks.is_empty()).map(|table| table.name)
}

/// Columns that refer to a numbered row of a table: what is left there of a row that goes needs it.
pub(super) const REFERENCES: &[(&str, &str, &str)] = &[
    ("statement", "previous_id", "statement"),
    ("contact", "client_id", "client"),
    ("contract", "client_id", "client"),
    ("contract", "organization_id", "organization"),
    ("document", "client_id", "client"),
    ("document", "organization_id", "organization"),
    ("document", "contract_id", "contract"),
    ("document", "statement_id", "statement"),
    ("payment", "client_id", "client"),
    ("payment", "payer_client_id", "client"),
    ("payment", "organization_id", "organization"),
    ("balance", "statement_id", "statement"),
    ("review", "statement_id", "statement"),
    ("review", "decision_id", "decision"),
    ("decision", "payment_id", "payment"),
    ("decision", "document_id", "document"),
    ("membership", "from_id", "client"),
    ("membership", "to_id", "client"),
];
