//! Every key of the settings file. The reader accepts these and no others, the schema is made of them.

use serde_json::{Value, json};

use super::DeletedRows;
use super::authority::ROLES;
use super::clients::JUDGE;
use super::people::DRIFT;
use super::read::LANGUAGES;
use crate::model::authority::Keep;
use crate::model::key::Holds::{Bool, Defined, Integer, Number, OneOf, Table, Tables, Text, Texts};
use crate::model::key::{Keys, key, required};
use crate::model::layout::HOLDS;

pub(super) mod service;
pub(super) mod times;

/// The top level.
pub(super) static TOP: Keys = Keys {
    name: "the settings",
    groups: &[&[
        key("lang", OneOf(&LANGUAGES), "Language of receipts, workbooks and messages"),
        key("time_zone", Text, "The time zone that decides what today is: `Europe/Moscow`, or `local`"),
        key("base_currency", Text, "Currency of amounts that name none: `RUB`"),
        key("payment_term_days", Integer, "Days until a document is due that does not say it itself"),
        key("closed_until", Defined("day"), "What is dated up to this day changes only when a person says so"),
        key("paths", Table(&PATHS), "Folders; a relative path starts at the settings file"),
        key("intake", Table(&INTAKE), "How files are taken"),
        required("source", Tables(&SOURCE), "A program that files come from"),
        key("organization", Tables(&ORGANIZATION), "Our own companies"),
        key("manager", Tables(&MANAGER), "Managers, each with a workbook"),
        key("owner_rule", Tables(&OWNER_RULE), "Whose client it is where nobody decided"),
        key("authority", Tables(&AUTHORITY), "Whose word counts where sources differ; the first that says something"),
        key("workbooks", Table(&WORKBOOKS), "The workbooks"),
        key(
            "workbook",
            Tables(&WORKBOOK),
            "What single workbooks show otherwise; the first that is about a workbook holds",
        ),
        key("dictionaries", Table(&DICTIONARIES), "Words that may stand in managers' columns"),
        key("clients", Table(&CLIENTS), "Which cards are one client"),
        key("control", Table(&CONTROL), "How the books are compared with balances that sources state"),
        key("calendar", Table(&times::CALENDAR), "When people work"),
        key("watch", Table(&times::WATCH), "When `watch` works"),
        key("blackout", Tables(&times::BLACKOUT), "When `watch` pauses"),
        key("metrics", Table(&service::METRICS), "Figures for Prometheus"),
        key("alarms", Table(&service::ALARMS), "Who is told when something is wrong"),
        key("log", Table(&service::LOG), "The log"),
    ]],
};

pub(super) static PATHS: Keys = Keys {
    name: "`[paths]`",
    groups: &[&[
        key("exchange", Text, "The folders of sources"),
        key("done", Text, "Where files go that were taken"),
        key("quarantine", Text, "Where files go that can't be taken"),
        key("managers", Text, "Workbooks of the managers and of the head"),
        key("mappings", Text, "Own descriptions of formats"),
        key("store", Text, "The database and the archive"),
    ]],
};

pub(super) static INTAKE: Keys = Keys {
    name: "`[intake]`",
    groups: &[&[
        key("quiet_seconds", Number, "A file is taken when it has not changed for so long"),
        key("rescan_seconds", Number, "`watch` looks into the folders at least this often"),
        key("file_mb_max", Integer, "The largest file, megabytes"),
        key("zip_entries_max", Integer, "How many files a package may hold"),
        key("zip_mb_max", Integer, "How many megabytes a package may unpack to"),
        key("zip_ratio_max", Integer, "How many times larger than packed it may unpack"),
    ]],
};

pub(super) static SOURCE: Keys = Keys {
    name: "`[[source]]`",
    groups: &[&[
        required("name", Text, "Records taken before are known by it: don't change it"),
        key("folder", Text, "Its folder; without it, one of its name inside exchange"),
        key("mapping", Text, "The mapping that reads its files, where it is known beforehand"),
        key("drift", OneOf(&DRIFT), "What to do when it sends something other than before and it matters"),
        key("brake", Defined("brake"), "What it may change unasked, or `false`"),
        key("closed_until", Defined("day"), "The last day of its closed period, where it is another than everybody's"),
        key("exchange", Table(&EXCHANGE), "The numbered exchange of messages with it"),
        key(
            "schedule",
            Table(&times::SCHEDULE),
            "When `watch` looks into its folder; without it, whenever a file comes",
        ),
        key("expected", Table(&times::EXPECTED), "Until when it must have delivered"),
    ]],
};

pub(super) static BRAKE: Keys = Keys {
    name: "`brake`",
    groups: &[&[
        key("rows_min", Integer, "Fewer records than this never pass a limit"),
        key("deleted_percent", Integer, "Of the known records that a file names, so many percent may be deleted"),
        key("sums_percent", Integer, "Of the known documents and payments, so many percent may have another sum"),
        key("emptied_percent", Integer, "Of the known records, so many percent may lose what a field held"),
        key("shrunken_percent", Integer, "A full list may be so many percent shorter than the one before"),
        key("full_list", Bool, "Whether its files are full lists; judged by what they repeat where nothing is said"),
        key("organization", Bool, "Whether files of a company that is none of ours are noticed"),
    ]],
};

pub(super) static EXCHANGE: Keys = Keys {
    name: "`exchange`",
    groups: &[&[
        key("node", Text, "What the other side calls us; learned from its first message where nothing is said"),
        key("peer", Text, "What the other side calls itself; learned too"),
        key("ack", Defined("ack"), "Whether messages are answered, or the folder for answers"),
        key("restarted", Defined("time"), "The other side's numbers began anew with messages made since then"),
    ]],
};

pub(super) static ORGANIZATION: Keys = Keys {
    name: "`[[organization]]`",
    groups: &[&[
        required("name", Text, "The company's name"),
        required("tax_id", Text, "Its tax number"),
        key("accounts", Defined("accounts"), "Its bank accounts"),
    ]],
};

pub(super) static ACCOUNT: Keys = Keys {
    name: "an account",
    groups: &[&[
        required("number", Text, "The account's number"),
        key("bank_code", Text, "BIC, MFO"),
        key("bank_name", Text, "The bank's name"),
    ]],
};

pub(super) static MANAGER: Keys = Keys {
    name: "`[[manager]]`",
    groups: &[&[
        required("name", Text, "The manager's name"),
        key("book", Text, "Name of the workbook; without it, the manager's name"),
        key("aliases", Texts, "How else accounting spells the name"),
    ]],
};

pub(super) static OWNER_RULE: Keys = Keys {
    name: "`[[owner_rule]]`",
    groups: &[&[
        required("manager", Text, "Whose client it is"),
        key("source", Text, "Clients of this source"),
        key("segment", Text, "Clients of this segment"),
        key("region", Text, "Clients of this region"),
    ]],
};

pub(super) static AUTHORITY: Keys = Keys {
    name: "`[[authority]]`",
    groups: &[&[
        key("fields", Texts, "Fields of a client as `export clients` names them; every field where nothing is said"),
        required("sources", Texts, "Whom to believe first, strongest first; other sources come after"),
        key("role", OneOf(&ROLES), "Only of clients that are this to us"),
        key("from", Defined("day"), "Only what files of this day or later say"),
        key("until", Defined("day"), "Only what files of this day or earlier say"),
        key(
            "keep",
            OneOf(&Keep::NAMES),
            "Of lists: put together what all sources say, or keep the first source's alone",
        ),
    ]],
};

pub(super) static WORKBOOKS: Keys = Keys {
    name: "`[workbooks]`",
    groups: &[&[
        key("head_book", Text, "The head's workbook"),
        key("rows_max", Integer, "No sheet holds more rows"),
        key("recent_days", Integer, "Settled documents older than this are left out"),
        key("previous_files", Integer, "So many files of a book are kept as people saved them"),
        key("previous_days", Integer, "So many days they are kept"),
        key(
            "deleted_rows",
            OneOf(&DeletedRows::NAMES),
            "Rows that somebody deletes: ask whether their records may go too, or return them",
        ),
        key(
            "columns",
            Defined("columns"),
            "Columns besides the usual ones, one a line, and what is otherwise of those",
        ),
    ]],
};

pub(super) static WORKBOOK: Keys = Keys {
    name: "`[[workbook]]`",
    groups: &[&[
        key("managers", Texts, "The books of these managers; without it and `head`, every book"),
        key("head", Bool, "The head's book"),
        key("segments", Texts, "Only clients of these segments"),
        key("regions", Texts, "Only clients of these regions"),
        key("recent_days", Integer, "Settled documents older than this are left out"),
        key("rows_max", Integer, "No sheet holds more rows"),
        key("hidden", Texts, "Columns that are drawn hidden: `clients.kpp`"),
        key("sheets", Texts, "Sheets that are shown of `summary`, `clients`, `documents`, `payments`, `controls`"),
        key("sort", Texts, "In which order rows are drawn: `clients.debt desc`; without it by name, the newest first"),
    ]],
};

pub(super) static COLUMN: Keys = Keys {
    name: "a column",
    groups: &[&[
        required("column", Text, "Sheet and column: `clients.region`, or a name of your own: `clients.discount`"),
        key("caption", Defined("caption"), "What stands above it: one text, or one for each of `ru`, `uk`, `en`"),
        key("type", OneOf(&HOLDS), "What an own column holds"),
        key("owner", OneOf(&OWNERS), "Who may change it; managers, where an own column says nothing"),
        key("choices", Texts, "The words that may stand there"),
        key("dictionary", Text, "Of which list of `[dictionaries]` the words are"),
        key("width", Integer, "Characters"),
        key("after", Text, "Behind which column of its sheet it stands"),
        key("managers", Texts, "Only in the books of these managers; without it and `head`, in every book"),
        key("head", Bool, "In the head's book"),
    ]],
};

pub(super) static CAPTION: Keys = Keys {
    name: "`caption`",
    groups: &[&[key("ru", Text, "In Russian"), key("uk", Text, "In Ukrainian"), key("en", Text, "In English")]],
};

/// Who may change a column.
static OWNERS: [&str; 2] = ["accounting", "manager"];

pub(super) static DICTIONARIES: Keys = Keys {
    name: "`[dictionaries]`",
    groups: &[&[
        key("segment", Texts, "Segments; without it anything may be typed"),
        key("stage", Texts, "Stages of a sale; without it anything may be typed"),
    ]],
};

pub(super) static CLIENTS: Keys = Keys {
    name: "`[clients]`",
    groups: &[&[key(
        "judge",
        OneOf(&JUDGE),
        "When it is judged: in the run that brings a card, or only by `review rematch`",
    )]],
};

pub(super) static CONTROL: Keys = Keys {
    name: "`[control]`",
    groups: &[&[
        key("tolerance", Text, "The largest difference that is none, in units of the balance's currency: `1.00`"),
        key("ledgers", Texts, "Ledger accounts of settlements with clients, with all beneath them: `62`"),
    ]],
};

/// The JSON Schema of the settings file: what editors complete by and check while typing.
#[must_use]
pub fn schema() -> Value {
    let mut schema = TOP.schema();
    let one_day = json!({ "anyOf": [{ "type": "string" }, { "format": "date" }] });
    let column = json!({ "anyOf": [{ "type": "string" }, COLUMN.schema()] });
    let account = json!({ "anyOf": [{ "type": "string" }, ACCOUNT.schema()] });
    let additions = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("Settings of sverka")),
        (
            "$defs",
            json!({
                "columns": { "type": "array", "items": column },
                "caption": { "anyOf": [{ "type": "string" }, CAPTION.schema()] },
                "brake": { "anyOf": [{ "type": "boolean" }, BRAKE.schema()] },
                "accounts": { "type": "array", "items": account },
                "ack": { "type": ["boolean", "string"] },
                "day": { "anyOf": [{ "type": "string" }, { "format": "date" }] },
                "clock": { "anyOf": [{ "type": "string" }, { "format": "time" }, { "format": "date-time" }] },
                "days": { "anyOf": [one_day, { "type": "array", "items": one_day }] },
                "on": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] },
                "time": { "anyOf": [{ "type": "string" }, { "format": "date-time" }] },
            }),
        ),
    ];
    if let Some(dictionaries) = schema.pointer_mut("/properties/dictionaries").and_then(Value::as_object_mut) {
        // Columns of their own name lists of their own.
        dictionaries.insert("additionalProperties".to_owned(), Texts.schema());
    }
    if let Some(top) = schema.as_object_mut() {
        top.extend(additions.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    schema
}
