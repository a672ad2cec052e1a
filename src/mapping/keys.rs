//! Every key of a mapping file. The compiler accepts these and no others, the schema and the reference are made of them.

use crate::model::key::Holds::{Bool, Defined, Integer, Named, Number, OneOf, Table, Tables, Text, Texts};
use crate::model::key::{Key, Keys, key, required};
use crate::parse::lines::TEXT;

/// Names of the wire formats a mapping may be written for.
pub(super) const FORMATS: [&str; 5] = ["xml", "client_bank", "table", "json", TEXT];

/// The wire formats whose documents are registers: each record is stated once.
pub(super) const REGISTERS: [&str; 2] = ["table", "json"];

/// What becomes of a record that contradicts an earlier one of its document.
pub(super) const REPEATS: [&str; 2] = [REFUSE, "replace"];

/// It is refused.
pub(super) const REFUSE: &str = "refuse";

/// The top level.
pub(super) static TOP: Keys = Keys {
    name: "the file",
    groups: &[&[
        key(
            "name",
            Text,
            "What sources pin it by and provenance shows; also the file's name. An extension is called as its file",
        ),
        key("extends", Text, "The mapping it is laid over: the file says only what differs"),
        key("abstract", Bool, "Only there to be extended"),
        key(
            "format",
            OneOf(&FORMATS),
            "The wire format it reads; `text` is what none of them reads, which a mapping can only name, to `refuse` or to `skip` it",
        ),
        key("title", Table(&TITLE), "What people are shown"),
        key("skip", Text, "Recognised, but nothing is read; the reason is the message `mapping-skip-REASON`"),
        key("refuse", Text, "Recognised and refused; the reason is the message `mapping-refuse-REASON`"),
        key("beats", Texts, "Where both recognise a document, this one reads it"),
        key(
            "repeats",
            OneOf(&REPEATS),
            "What becomes of a record with the key of an earlier one of the document and another client or amount: `refuse` (tables and JSON, unless said) or `replace` the earlier one",
        ),
        key(
            "recognise",
            Table(&RECOGNISE),
            "How a document is recognised; without it the mapping is only used where a source pins it",
        ),
        key(
            "file",
            Named(&Defined("file-value")),
            "Values outside records, by paths from the root: `/Root/@attribute`. `time` is when the sender made the file, `message` its number, `own_accounts` are accounts it says are ours; of a numbered exchange `sender`, `recipient`, `new_sender`, `received` (our message that the sender took last)",
        ),
        key("answer", Table(&ANSWER), "What is written back where an accepted message of a numbered exchange lay"),
        key("tables", Named(&Named(&Text)), "Value tables; the table `bool` adds words for yes and no everywhere"),
        key("let", Named(&Text), "Named selectors, used as `$name`"),
        key("lookup", Named(&Table(&LOOKUP)), "Lists of keys and values, used as `$name('key')`"),
        key("index", Named(&Table(&INDEX)), "What records say under a key, used as `$name[path of the key]/value`"),
        key("part", Named(&Defined("part")), "Fields that several records or groups share by `use`"),
        key("columns", Named(&Defined("column")), "Tables: the columns by key, each with its captions"),
        key("totals", Texts, "Tables: texts that begin a totals row"),
        key(
            "containers",
            Texts,
            "XML: paths of elements in which everything is a record; sorts that no record reads are named in the receipt and counted as passed over",
        ),
        key("nested", Texts, "Selectors of records that stand inside records"),
        key("record", Tables(&RECORD), "What reads one sort of record; the first whose `when` holds reads it"),
        key("level", Tables(&LEVEL), "Tables: group headings whose texts the rows below carry, outermost first"),
        key("note", Tables(&NOTE), "What some rows say for later ones without being records"),
        key("control", Tables(&CONTROL), "Tables: totals rows compared with the rows above them"),
        key("example", Tables(&EXAMPLE), "An input and the records it must give; `sverka mapping test` reads it"),
    ]],
};

pub(super) static ANSWER: Keys = Keys {
    name: "`[answer]`",
    groups: &[&[
        required("file", Text, "A template of the file's name, with the same holes"),
        required(
            "text",
            Text,
            "A template with the holes `{node}` (what the sender calls us), `{peer}`, `{message}` (our number), `{received}`, `{time}` (UTC), `{body}` and every name of `[file]`",
        ),
        key("body", Text, "What stands at `{body}`; left out of an answer to mere settings"),
    ]],
};

pub(super) static TITLE: Keys = Keys {
    name: "`[title]`",
    groups: &[&[key("ru", Text, "Russian"), key("uk", Text, "Ukrainian"), key("en", Text, "English")]],
};

/// How a document is recognised; everything given must hold.
pub(super) static RECOGNISE: Keys = Keys {
    name: "`[recognise]`",
    groups: &[&[
        key("root", Texts, "XML: the root is called one of these"),
        key("has", Texts, "XML: all of these paths are met near the beginning"),
        key("has_any", Texts, "XML: one of these paths is met"),
        key("lacks", Texts, "XML: none of these paths is met"),
        key("value", Tables(&VALUE_TEST), "XML: a path has one of these texts"),
        key("magic", Text, "Bank text: the first line"),
        key("lines", Texts, "Other text: each of these begins a line near the beginning"),
        key("has_columns", Texts, "Tables: one of these captions stands in the head, or one of `titles` above it"),
        key("titles", Texts, "Tables: a title above the head or the sheet's name contains one of these"),
        key("lacks_columns", Texts, "Tables: none of these captions stands in the head"),
        key("lacks_words", Texts, "Tables: no caption of the head contains one of these"),
        key("lacks_titles", Texts, "Tables: no title contains one of these"),
    ]],
};

pub(super) static VALUE_TEST: Keys = Keys {
    name: "`[[recognise.value]]`",
    groups: &[&[
        required("path", Text, "An element or attribute: `/Message/Header/Format`"),
        key("is", Texts, "Its text is one of these"),
    ]],
};

pub(super) static COLUMN: Keys = Keys {
    name: "a column",
    groups: &[&[
        key("captions", Texts, "How the head may call it; compared without case, blanks and punctuation"),
        key("required", Bool, "The head must have it, and a row without it is no record"),
        key(
            "unit",
            Text,
            "The name of a further value of the row: what a word of the table `units` means that stands behind a caption (`Amount, USD`)",
        ),
        key("rest", Bool, "Cells behind it that have no caption belong to it: texts with separators, not quoted"),
    ]],
};

pub(super) static TITLE_TEXT: Keys = Keys {
    name: "a value of `[file]` in a title",
    groups: &[&[required(
        "title",
        Text,
        "Tables: a regular expression over the rows above the head; its group `value`, else the first",
    )]],
};

pub(super) static LEVEL: Keys = Keys {
    name: "`[[level]]`",
    groups: &[&[
        required("name", Text, "The name its text gets in the rows below, for selectors"),
        key("column", Text, "The column its text stands in; without one it is a row of text alone"),
        key("matches", Text, "What the text must match; the group `value`, else the first, is kept"),
    ]],
};

pub(super) static NOTE: Keys = Keys {
    name: "`[[note]]`",
    groups: &[&[
        key("at", Texts, "Element paths. Tables have none"),
        key("rows", Texts, "Tables: the sorts of rows it reads"),
        key("when", Defined("conditions"), "Only where these hold"),
        required("share", Named(&Text), "Values that later records may read as `$scope/NAME`"),
        key("share_at", Texts, "Only records met at these paths share"),
    ]],
};

pub(super) static CONTROL: Keys = Keys {
    name: "`[[control]]`",
    groups: &[&[
        required("sums", Texts, "Selectors of what is added up"),
        key("when", Defined("conditions"), "Which of the rows state the sums"),
        key("rows", Texts, "The sorts of rows that do; `total` where nothing is said"),
    ]],
};

pub(super) static EXAMPLE: Keys = Keys {
    name: "`[[example]]`",
    groups: &[&[
        key("title", Text, "What it shows"),
        key("input", Text, "The document"),
        key("file", Text, "Instead of `input`: its path from the mapping file's folder"),
        key("name", Text, "The document's name; csv is told by it"),
        key("encoding", Text, "What `input` is written in; UTF-8 without it"),
        key("own_accounts", Texts, "Our own accounts, as settings name them"),
        key("pinned", Bool, "The mapping need not recognise it"),
        key(
            "expect",
            Defined("expectations"),
            "`[[example.expect]]`: the records in order. `kind`, fields as they must be (only those named are compared, an empty text is no value), `id`, `removal`; `refused` and `issues` with codes",
        ),
    ]],
};

pub(super) static LOOKUP: Keys = Keys {
    name: "`[lookup.NAME]`",
    groups: &[&[
        required("each", Text, "Where the entries stand"),
        required("key", Text, "The key within an entry"),
        required("value", Text, "The value within an entry"),
    ]],
};

pub(super) static INDEX: Keys = Keys {
    name: "`[index.NAME]`",
    groups: &[&[
        key("at", Texts, "Element paths of the records it is taken from"),
        key("when", Defined("conditions"), "Only where these hold"),
        key("each", Texts, "Where the entries stand within such a record; the record itself where nothing is said"),
        required("key", Text, "The key within an entry"),
        required("values", Named(&Text), "The values that are kept, by name"),
        key("ahead", Bool, "The file is read twice, so that what comes later is known"),
    ]],
};

pub(super) static RECORD: Keys = Keys {
    name: "`[[record]]`",
    groups: &[&[
        key("name", Text, "The name of the rule"),
        key("kind", Defined("kind"), "What it reads"),
        key("at", Texts, "Element paths: `/A/B` from the root, `B/C` at any depth. Tables have none"),
        key("when", Defined("conditions"), "It reads only where these hold"),
        key("rows", Texts, "Tables: the sorts of rows it reads: `row` (where nothing is said), `total`, `heading`"),
        key("also", Bool, "It reads besides the rule that reads the record: one element may give several records"),
        key("before", Text, "In an extension: the record of the base before which a new one is tried"),
        key(
            "key",
            Texts,
            "A ladder; the first rung with no empty hole identifies the record. `{A}` is a selector, `{A?}` may be empty, `{$field/date}` is the field as it was read",
        ),
        key("share", Named(&Text), "Values that later records of the same parent element may read as `$scope/NAME`"),
        key("share_at", Texts, "Only records met at these paths share"),
        key("removal", Bool, "The record says that another one is gone"),
        key("skip", Bool, "What it reads is counted as passed over and not kept"),
        key("use", Texts, "Parts whose fields it has"),
        key("fields", Defined("part"), "Its fields"),
    ]],
};

/// What every rule may say.
static EVERY_RULE: &[Key] = &[
    key("when", Defined("conditions"), "The rule counts only where these hold; else the next of the array is tried"),
    key("required", Bool, "Where nothing is found, the record is refused, or what `severity` says"),
    key(
        "severity",
        OneOf(&["notice", "warning", "error"]),
        "How much a missing or malformed value matters; `error` refuses the record. Unless said: `error` where required, else `warning`",
    ),
];

/// A rule that is a value.
pub(super) static VALUE: Keys = Keys {
    name: "a value",
    groups: &[
        EVERY_RULE,
        &[
            key("from", Text, "A selector, or a template: `\"{Last} {First}\"`"),
            key("default", Defined("constant"), "Where nothing was found"),
            key("inner", Text, "The text is XML or JSON itself: a selector inside it"),
            key("replace", Defined("replace"), "Regular expressions whose matches are replaced, first of all"),
            key("convert", Defined("converters"), "Named conversions, before the type's own"),
            key(
                "capture",
                Text,
                "A regular expression; its group `value`, else the first, is the value; no match is no value",
            ),
            key("table", Text, "A value table; an empty result means no value"),
            key("strict", Bool, "What the table lacks is reported rather than kept"),
            key("join", Text, "All texts, with this between them"),
            key("pick", OneOf(&["min", "max"]), "The least or greatest of all values"),
            key("sum", Texts, "The sum of all values at these selectors, instead of `from`"),
            key("minus", Texts, "Beside `sum`: less the sum of all values at these"),
            key("parts", Texts, "Numbered parts of a text; the longer of `from` and the parts wins"),
            key("cut", Defined("lengths"), "Lengths at which the parts were cut inside words"),
            key("split", Texts, "Lists of texts: what stands between the entries of one text"),
            key("layout", Texts, "Dates: how they are written; the first that fits"),
            key("point", OneOf(&[",", "."]), "Numbers: the decimal point; other signs group thousands"),
            key(
                "scale",
                Integer,
                "Numbers: so many of the last digits stand behind a point that isn't written (2: kopecks)",
            ),
            key("abs", Bool, "Numbers: without the sign"),
            key("negate", Bool, "Numbers: with the sign turned round"),
        ],
    ],
};

pub(super) static CONSTANT: Keys =
    Keys { name: "a constant", groups: &[EVERY_RULE, &[required("const", Defined("constant"), "The value")]] };

pub(super) static TEST: Keys = Keys {
    name: "a test",
    groups: &[EVERY_RULE, &[required("test", Defined("conditions"), "Yes where these hold, else no")]],
};

pub(super) static ALL: Keys = Keys {
    name: "several sources of a list",
    groups: &[EVERY_RULE, &[required("all", Defined("rules"), "The results of these rules, one after the other")]],
};

pub(super) static DIRECTION: Keys = Keys {
    name: "a payment's direction",
    groups: &[
        EVERY_RULE,
        &[
            required("payer", Texts, "Where the payer's account stands: out where it is ours"),
            key("payee", Texts, "Where the payee's account stands: in where it is ours"),
            key("received", Text, "Filled only on payments received; counts where no account is ours"),
            key("paid", Text, "Filled only on payments made"),
        ],
    ],
};

pub(super) static ONE: Keys = Keys {
    name: "a nested group",
    groups: &[
        EVERY_RULE,
        &[
            key("at", Text, "Where it stands; here where nothing is said"),
            key("inner", Text, "The text there is XML or JSON itself: where the group stands inside it"),
            key("use", Texts, "Parts whose fields it has"),
            key("fields", Defined("part"), "Its fields. A group of constants alone is none"),
        ],
    ],
};

pub(super) static MANY: Keys = Keys {
    name: "nested groups",
    groups: &[
        EVERY_RULE,
        &[
            key("each", Texts, "Where they stand; several selectors add up"),
            key("inner", Text, "The text there is XML or JSON itself: where the groups stand inside it"),
            key("use", Texts, "Parts whose fields they have"),
            key("fields", Defined("part"), "Their fields"),
        ],
    ],
};

pub(super) static REPLACE: Keys = Keys {
    name: "`replace`",
    groups: &[&[
        required("pattern", Text, "A regular expression"),
        key("with", Text, "What stands instead; `$1` is its first group"),
    ]],
};

/// One condition; all of an array must hold.
pub(super) static CONDITION: Keys = Keys {
    name: "`when`",
    groups: &[&[
        key("value", Text, "The selector whose text is tested"),
        key("field", Text, "A field read before, instead of a selector"),
        key("is", Texts, "It is one of these"),
        key("not", Texts, "It is none of these, or there is none"),
        key("exists", Bool, "There is one, or there is none"),
        key("bool", Bool, "It reads as yes, or as no"),
        key("matches", Text, "The regular expression matches"),
        key("less", Number, "It is a number less than this"),
        key("greater", Number, "It is a number greater than this"),
        key("equals", Number, "It is this number"),
        key("any", Defined("conditions"), "At least one of these holds"),
        key("none", Defined("conditions"), "None of these holds"),
    ]],
};

/// Every table of keys, in the order of the reference.
pub(super) static ALL_KEYS: &[&Keys] = &[
    &TOP,
    &ANSWER,
    &TITLE,
    &RECOGNISE,
    &VALUE_TEST,
    &COLUMN,
    &TITLE_TEXT,
    &LEVEL,
    &NOTE,
    &CONTROL,
    &EXAMPLE,
    &LOOKUP,
    &INDEX,
    &RECORD,
    &VALUE,
    &CONSTANT,
    &TEST,
    &ALL,
    &ONE,
    &MANY,
    &DIRECTION,
    &REPLACE,
    &CONDITION,
];
