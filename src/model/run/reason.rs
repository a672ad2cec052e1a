//! Why a file was not taken.

use serde::{Deserialize, Serialize};

/// Why a file was not taken; the catalogue holds the texts under `reason-<key>` and `reason-<key>-advice`.
///
/// The key is a text because mappings name reasons too: «a file of this sort holds no business data».
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// One of [`Reason::KEYS`], or a key that a mapping names.
    pub key: String,
    /// Named details for the text.
    pub params: Vec<(String, String)>,
}

impl Reason {
    /// Nothing recognises the bytes. Params: none.
    pub const UNKNOWN_FORMAT: &'static str = "unknown-format";
    /// The format is known, no mapping fits. Params: none.
    pub const NO_MAPPING: &'static str = "no-mapping";
    /// A table that has most of a mapping's columns, not all. Params: `mapping`, `columns`.
    pub const MISSING_COLUMNS: &'static str = "missing-columns";
    /// A document that has most of what a mapping reads, but not its root or what it is recognised by. Params:
    /// `mapping`, `elements`.
    pub const MISSING_ELEMENTS: &'static str = "missing-elements";
    /// More than one mapping fits. Params: `names`.
    pub const SEVERAL_MAPPINGS: &'static str = "several-mappings";
    /// Sheets of one book that different mappings read. Params: `names`.
    pub const SEVERAL_SHEETS: &'static str = "several-sheets";
    /// The end is missing. Params: `expected`.
    pub const TRUNCATED: &'static str = "truncated";
    /// The frame is broken. Params: `detail`, `line`.
    pub const MALFORMED: &'static str = "malformed";
    /// Bytes that are not text in the encoding found. Params: `encoding`, `offset`.
    pub const ENCODING: &'static str = "encoding";
    /// Nothing inside at all. Params: none.
    pub const EMPTY_FILE: &'static str = "empty-file";
    /// Larger than the limit. Params: `limit`.
    pub const TOO_LARGE: &'static str = "too-large";
    /// A package with too many entries. Params: `limit`.
    pub const ZIP_ENTRIES: &'static str = "zip-entries";
    /// A package that unpacks to too much. Params: `limit`.
    pub const ZIP_SIZE: &'static str = "zip-size";
    /// A package that unpacks suspiciously far. Params: `limit`.
    pub const ZIP_RATIO: &'static str = "zip-ratio";
    /// A package entry whose name leaves the package. Params: `name`.
    pub const ZIP_NAME: &'static str = "zip-name";
    /// A package inside a package. Params: `name`.
    pub const ZIP_NESTED: &'static str = "zip-nested";
    /// A package that can't be opened. Params: `detail`.
    pub const ZIP_BROKEN: &'static str = "zip-broken";
    /// A document type declaration. Params: none.
    pub const DOCUMENT_TYPE: &'static str = "document-type";
    /// Protected with a password. Params: none.
    pub const ENCRYPTED: &'static str = "encrypted";
    /// Only goods and prices: nothing to take. Params: none.
    pub const CATALOG_ONLY: &'static str = "catalog-only";
    /// Only the exchange's own settings or acknowledgements: nothing to take. Params: none.
    pub const SERVICE_ONLY: &'static str = "service-only";
    /// Valid, with nothing inside. Params: none.
    pub const NO_ROWS: &'static str = "no-rows";
    /// Something stands after the end. Params: none.
    pub const TRAILING_CONTENT: &'static str = "trailing-content";
    /// A limit was passed. Params: `name`, `limit`.
    pub const LIMIT: &'static str = "limit";
    /// Still being written. Params: none.
    pub const GROWING: &'static str = "growing";
    /// A plan is applied in which it does not stand, or not like this. Params: none.
    pub const NOT_PLANNED: &'static str = "not-planned";
    /// A file of refused records in which nothing was mended. Params: none.
    pub const NOT_MENDED: &'static str = "not-mended";
    /// The operating system would not let it be read. Params: `detail`.
    pub const UNREADABLE: &'static str = "unreadable";
    /// The source sends something other than before; a person decides. Params: none.
    pub const DRIFT_ASKED: &'static str = "drift-asked";
    /// The source sends something other than before, and settings say that such files are not taken. Params: none.
    pub const DRIFT_STOPPED: &'static str = "drift-stopped";
    /// It changes more than is taken unasked; a person decides. Params: none.
    pub const BRAKED: &'static str = "braked";
    /// An earlier file of its source waits for a person. Params: `name`.
    pub const BEHIND_BRAKE: &'static str = "behind-brake";
    /// A person said that it is not to be taken. Params: none.
    pub const BRAKE_REFUSED: &'static str = "brake-refused";
    /// The run that took it was taken back. Params: `run`, `by`.
    pub const UNDONE: &'static str = "undone";
    /// Mended records of a delivery that was taken back. Params: `name`.
    pub const MENDS_UNDONE: &'static str = "mends-undone";
    /// Refused records that were handed out, in a file of which nobody can tell what they were cut from.
    pub const MENDS_UNKNOWN: &'static str = "mends-unknown";
    /// Refused records that were handed out, in a file that may be of several deliveries. Params: `names`.
    pub const MENDS_SEVERAL: &'static str = "mends-several";
    /// A side of the exchange is called what no file can be called. Params: `name`.
    pub const EXCHANGE_NAME: &'static str = "exchange-name";
    /// A message for somebody else. Params: `node`, `recipient`.
    pub const EXCHANGE_RECIPIENT: &'static str = "exchange-recipient";
    /// A message of somebody else. Params: `peer`, `sender`.
    pub const EXCHANGE_SENDER: &'static str = "exchange-sender";
    /// A message that we sent ourselves. Params: none.
    pub const EXCHANGE_OWN: &'static str = "exchange-own";
    /// A package with several numbered messages. Params: none.
    pub const SEVERAL_MESSAGES: &'static str = "several-messages";
    /// Another message was accepted under this number. Params: `number`, `created`.
    pub const MESSAGE_REPLACED: &'static str = "message-replaced";
    /// Made after the last one, yet numbered lower. Params: `number`, `last`, `created`.
    pub const MESSAGE_WENT_BACK: &'static str = "message-went-back";
    /// It confirms a message that we never sent. Params: `received`, `sent`, `created`.
    pub const MESSAGE_CONFIRMS_UNSENT: &'static str = "message-confirms-unsent";

    /// Every key that the program itself gives.
    pub const KEYS: &'static [&'static str] = &[
        Self::UNKNOWN_FORMAT,
        Self::NO_MAPPING,
        Self::MISSING_COLUMNS,
        Self::MISSING_ELEMENTS,
        Self::SEVERAL_MAPPINGS,
        Self::SEVERAL_SHEETS,
        Self::TRUNCATED,
        Self::MALFORMED,
        Self::ENCODING,
        Self::EMPTY_FILE,
        Self::TOO_LARGE,
        Self::ZIP_ENTRIES,
        Self::ZIP_SIZE,
        Self::ZIP_RATIO,
        Self::ZIP_NAME,
        Self::ZIP_NESTED,
        Self::ZIP_BROKEN,
        Self::DOCUMENT_TYPE,
        Self::ENCRYPTED,
        Self::CATALOG_ONLY,
        Self::SERVICE_ONLY,
        Self::NO_ROWS,
        Self::TRAILING_CONTENT,
        Self::LIMIT,
        Self::GROWING,
        Self::NOT_PLANNED,
        Self::NOT_MENDED,
        Self::UNREADABLE,
        Self::DRIFT_ASKED,
        Self::DRIFT_STOPPED,
        Self::BRAKED,
        Self::BEHIND_BRAKE,
        Self::BRAKE_REFUSED,
        Self::UNDONE,
        Self::MENDS_UNDONE,
        Self::MENDS_UNKNOWN,
        Self::MENDS_SEVERAL,
        Self::EXCHANGE_NAME,
        Self::EXCHANGE_RECIPIENT,
        Self::EXCHANGE_SENDER,
        Self::EXCHANGE_OWN,
        Self::SEVERAL_MESSAGES,
        Self::MESSAGE_REPLACED,
        Self::MESSAGE_WENT_BACK,
        Self::MESSAGE_CONFIRMS_UNSENT,
    ];

    /// Makes a reason without details.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), params: Vec::new() }
    }

    /// Adds a named detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.push((name.to_owned(), value.into()));
        self
    }
}
