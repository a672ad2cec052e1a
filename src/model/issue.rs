//! What is wrong with the *data*: values, stored with their position; the rest of the file continues.

use serde::{Deserialize, Serialize};

use super::provenance::Position;

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Said, nothing withheld.
    Notice,
    /// A value is doubtful; it was kept or left out, the record went through.
    Warning,
    /// The record was refused.
    Error,
}

/// Declares the issue codes with their stable names; the catalogue holds their texts under `issue-<name>`.
macro_rules! issue_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What kind of thing is wrong. The name is stable: it is exported, and the message catalogue is keyed by it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum IssueCode {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl IssueCode {
            /// Every code, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The code of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

issue_codes! {
    /// A field the mapping requires is missing. Params: `field`.
    MissingField = "missing-field",
    /// A value can't be read as what the field holds. Params: `field`, `value`, `expected`.
    MalformedValue = "malformed-value",
    /// A value stands in none of the mapping's table entries. Params: `field`, `value`.
    UnknownValue = "unknown-value",
    /// A record that another one refers to isn't in the file, or comes later. Params: `field`, `value`.
    UnknownReference = "unknown-reference",
    /// A tax number's check digits don't hold. Params: `field`, `value`.
    BadCheckDigits = "bad-check-digits",
    /// A placeholder such as 0000000000 stands for a tax number. Params: `field`, `value`.
    PlaceholderValue = "placeholder-value",
    /// Digits are lost because the cell held a number. Params: `field`, `value`.
    DigitsLost = "digits-lost",
    /// The lines of a document don't add up to its total. Params: `total`, `lines`.
    LinesDiffer = "lines-differ",
    /// An amount is more precise than its currency. Params: `field`, `value`.
    TooPrecise = "too-precise",
    /// A lone separator with three digits behind it, and nothing shows whether it is the decimal point. Params: `field`,
    /// `value`.
    AmbiguousAmount = "ambiguous-amount",
    /// The sign of a currency in an amount names another currency than the record. Params: `field`, `value`, `given`.
    CurrencyContradicted = "currency-contradicted",
    /// An amount is negative where it can't be. Params: `field`, `value`.
    NegativeAmount = "negative-amount",
    /// A record has the key of an earlier one of the document and says something else. Params: `line`, `what`
    /// (`client`, `amount`, `both`).
    ContradictsEarlier = "contradicts-earlier",
    /// A mended record without an id equals one that another mended file brought: it may be the same or another. Params:
    /// none.
    MendedTwice = "mended-twice",
    /// A mended record contradicts what a later file says of it. Params: none.
    MendedLate = "mended-late",
    /// Another list states a payment of the same client, day and amount, and nothing proves that it is the same. Params:
    /// `number`, `day`, `total`, `currency`, `file`, `line`.
    PerhapsSamePayment = "perhaps-same-payment",
    /// An order and a bill of one client and amount, neither of which names the other: both count. Params: as
    /// `perhaps-same-payment`, `what` (`order`, `invoice`) being the other one.
    OrderBesideInvoice = "order-beside-invoice",
    /// Something new came for a client that a person deleted; it is kept with that client. Params: `client`, `name`, `total`,
    /// `currency`, `number`, `day`.
    DeletedClient = "deleted-client",
    /// A payment of nothing. Params: `field`, `value`.
    ZeroAmount = "zero-amount",
    /// A document's date lies in another time than its file. Params: `field`, `value`.
    UnlikelyDate = "unlikely-date",
    /// A record can't be identified: every key of the ladder is empty. Params: none.
    NoKey = "no-key",
    /// The payment's direction is unknown: neither account is ours. Params: `payer`, `payee`.
    UnknownDirection = "unknown-direction",
    /// The document is a purchase of ours: no receivable. Params: `seller`, `buyer`.
    Purchase = "purchase",
    /// The client of a document has a tax number of ours: it is nobody's debt. Params: `buyer`.
    ClientIsOurs = "client-is-ours",
    /// A document names no client: it is nobody's debt.
    NoClient = "no-client",
    /// Seller and buyer are both companies of ours. Params: `seller`, `buyer`.
    BetweenOwn = "between-own",
    /// Neither seller nor buyer is a company of ours. Params: `seller`, `buyer`.
    NeitherOurs = "neither-ours",
    /// The record itself can't be read; the file goes on. Params: `detail`.
    UnreadableRecord = "unreadable-record",
    /// An end mark is missing though the last record is whole. Params: `mark`.
    MissingEndMark = "missing-end-mark",
    /// The last line has no end, so it may be cut. Params: none.
    UnterminatedLine = "unterminated-line",
    /// An object has a key twice. Params: `key`.
    DuplicateKey = "duplicate-key",
    /// A section was not closed before the next began. Params: `section`.
    UnclosedSection = "unclosed-section",
    /// The encoding the file declares is not the one it is in. Params: `declared`, `found`.
    EncodingMisdeclared = "encoding-misdeclared",
    /// Nothing says which encoding the file is in; it was judged by its letters. Params: `found`.
    EncodingAssumed = "encoding-assumed",
    /// The header states another number of records than the file holds. Params: `stated`, `found`.
    RecordCountDiffers = "record-count-differs",
    /// A field's values stand in another file that was not delivered. Params: `field`.
    ValueElsewhere = "value-elsewhere",
    /// One external id names different parties. Params: `id`, `held`, `given`.
    IdentityFlip = "identity-flip",
    /// A totals row differs from the rows above it. Params: `name`, `field`, `stated`,
    /// `found`.
    ControlDiffers = "control-differs",
    /// Opening + debit − credit is not the closing balance. Params: `subject`, `period`, `opening`, `debit`, `credit`,
    /// `stated`, `found`, `difference`, `currency`.
    BalanceOff = "balance-off",
    /// A balance does not begin where the one before it ended. Params: `subject`, `period`, `day`, `stated`, `found`,
    /// `difference`, `currency`.
    BalanceGap = "balance-gap",
    /// The file's payments received differ from what it states. Params: as `balance-off` without the amounts.
    ReceivedDiffers = "received-differs",
    /// The file's payments made differ from what it states. Params: as `balance-off` without the amounts.
    SpentDiffers = "spent-differs",
    /// The number of payments received differs. Params: `subject`, `period`, `stated`, `found`.
    ReceivedCountDiffers = "received-count-differs",
    /// The number of payments made differs. Params: `subject`, `period`, `stated`, `found`.
    SpentCountDiffers = "spent-count-differs",
    /// What is stated for parts does not add up to what is stated for the whole. Params: `subject`, `period`, `field`,
    /// `stated`, `found`, `difference`, `currency`.
    PartsDiffer = "parts-differ",
    /// The parts of a bank's entry do not add up to it. Params: `stated`, `found`, `difference`, `currency`.
    EntryDiffers = "entry-differs",
    /// There is more to compare than is kept in mind: the delivery was not checked against its totals. Params: `most`.
    ControlSkipped = "control-skipped",
    /// Sorts of records that nothing reads. Params: `kinds`.
    UnreadKinds = "unread-kinds",
    /// Files of a package that nothing is read of. Params: `names`.
    UnreadParts = "unread-parts",
    /// A cell holds an error value. Params: `cell`, `value`.
    CellError = "cell-error",
    /// The exchange begins with this message. Params: `node`, `peer`, `number`.
    ExchangeBegins = "exchange-begins",
    /// Messages before this one never came. Params: `number`, `missing`.
    MessageGap = "message-gap",
    /// A message that was missing came after later ones. Params: `number`.
    MessageLate = "message-late",
    /// A message that was accepted before. Params: `number`.
    MessageRepeated = "message-repeated",
    /// The message holds only the settings of the exchange. Params: `peer`.
    ExchangeSettings = "exchange-settings",
    /// What the source always sent is not there any more. Params: `what`, `name`.
    ShapeVanished = "shape-vanished",
    /// What the source always sent stands under another name. Params: `what`, `name`, `renamed`.
    ShapeRenamed = "shape-renamed",
    /// The values are of another sort than before. Params: `what`, `name`, `was`, `now`.
    ShapeRetyped = "shape-retyped",
    /// The source never sent it before. Params: `what`, `name`.
    ShapeNew = "shape-new",
    /// More different elements than are compared. Params: none.
    ShapeTooWide = "shape-too-wide",
    /// Many known records are deleted. Params: `found`, `total`, `limit`, `names`.
    BrakeDeleted = "brake-deleted",
    /// Many known documents and payments have another sum. Params: as `brake-deleted`.
    BrakeSums = "brake-sums",
    /// Many known records lose what a field held. Params: as `brake-deleted`, `field`: the one most lose.
    BrakeEmptied = "brake-emptied",
    /// A full list is much shorter than the one before. Params: `found`, `was`, `limit`.
    BrakeShrunken = "brake-shrunken",
    /// The company whose records these are is none of ours. Params: `names`.
    BrakeOrganization = "brake-organization",
    /// Documents or payments of a closed period are new or change. Params: `found`, `day`, `names`.
    BrakeClosed = "brake-closed",
    /// The plan is another than the one a person accepted. Params: none.
    BrakeChanged = "brake-changed",
    /// A person gave up a file that could not be taken. Params: `file`, `who`, `reason`.
    FileDiscarded = "file-discarded",
}

/// One thing that is wrong with the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// What kind.
    pub code: IssueCode,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands.
    pub position: Position,
    /// Named details; the texts of the catalogue use them.
    pub params: Vec<(String, String)>,
}

impl Issue {
    /// Makes an issue without details.
    #[must_use]
    pub fn new(code: IssueCode, severity: Severity, position: Position) -> Self {
        Self { code, severity, position, params: Vec::new() }
    }

    /// Names the record it is about as a person would look it up, unless that was done.
    pub fn name_record(&mut self, label: &str) {
        if !self.params.iter().any(|(name, _)| name == "record") {
            self.params.push(("record".to_owned(), label.to_owned()));
        }
    }

    /// Adds a named detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.push((name.to_owned(), value.into()));
        self
    }
}
