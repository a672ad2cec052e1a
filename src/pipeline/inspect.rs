//! What mappings make of one file, without a store: for whoever writes mappings.
//!
//! | file | does |
//! |---|---|
//! | `unread` | what of a document no rule reads |

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use super::contents::unpack_reason;
use super::nearest::{nothing_fits, nothing_read};
use super::reading::money_of;
use super::recognise::{Apart, format_of, head_bytes, sheets_apart};
use super::take::rules;
use crate::config::Config;
use crate::intake::unpack::{UnpackError, UnpackErrorKind, UnpackLimits, is_package, unpack};
use crate::mapping::reader::Refusal;
use crate::mapping::recognise::Claim;
use crate::mapping::trace::{Trace, Traced};
use crate::mapping::{Library, Mapping, Reading, Recognition, Verdict};
use crate::model::draft::Fields;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::{Currency, Money};
use crate::model::provenance::Position;
use crate::model::record::RecordKind;
use crate::model::run::Reason;
use crate::model::tally::{Outcome, Tally};
use crate::normalize::{Rules, normalize};
use crate::parse::shape::UNREAD_ELEMENT;
use crate::parse::{Completeness, Document, Format, Head, NameId, Node, Preview, RawRecord, RecordShape, lines};

pub(super) mod unread;

use unread::Leftovers;
pub use unread::{PassedOver, Unread};

/// More issues than that are only counted.
const ISSUES_SHOWN: usize = 200;

/// The documents of a file: itself, or what a package holds, unpacked until this is dropped.
#[derive(Debug)]
pub struct Opened {
    /// The documents.
    pub documents: Vec<Document>,
    _scratch: Option<TempDir>,
}

/// Opens a file.
///
/// # Errors
/// When the file can't be read at all; what is wrong with a package is the reason in the answer.
pub fn open(path: &Path) -> io::Result<Result<Opened, Reason>> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = head_bytes(path)?;
    let head = Head { name: &name, bytes: &bytes, len: path.metadata()?.len() };
    if !is_package(&head) {
        let document = Document { name, path: path.to_owned(), part: "".into(), sheets: None };
        return Ok(Ok(Opened { documents: vec![document], _scratch: None }));
    }
    let scratch = tempfile::tempdir()?;
    match unpack(path, scratch.path(), &UnpackLimits::default()) {
        Ok(documents) => Ok(Ok(Opened { documents, _scratch: Some(scratch) })),
        Err(UnpackError { kind: UnpackErrorKind::Io(error), .. }) => Err(error),
        Err(error) => Ok(Err(unpack_reason(&error))),
    }
}

/// What normalization needs to know of a workspace; of none, that books are kept in roubles.
#[must_use]
pub fn rules_of(config: Option<&Config>) -> Rules {
    config.map_or_else(|| Rules::of_currency(Currency::RUB), rules)
}

/// What documents are inspected with.
#[derive(Debug)]
pub struct Inspector<'l> {
    /// Every mapping there is.
    pub library: &'l Library,
    /// The one to read with, whatever is recognised.
    pub mapping: Option<&'l Mapping>,
    /// What normalization needs to know of the workspace.
    pub rules: Rules,
    /// How many records are shown.
    pub samples: usize,
}

/// What mappings say to a document, and what the one that reads it makes of it.
#[derive(Debug)]
pub struct Inspection<'l> {
    /// The wire format, where it is known.
    pub format: Option<&'static str>,
    /// What every mapping of the format says.
    pub claims: Vec<Claim<'l>>,
    /// The mapping that reads it.
    pub mapping: Option<&'l Mapping>,
    /// Why it would not be taken.
    pub reason: Option<Reason>,
    /// What reading it gives; nothing where it can't be read.
    pub trial: Option<Trial>,
}

/// What reading a document gives.
#[derive(Debug, Default)]
pub struct Trial {
    /// The first records.
    pub samples: Vec<Sample>,
    /// Rows and money: «applied» is what would go on to reconciliation.
    pub tally: Tally,
    /// The first issues.
    pub issues: Vec<Issue>,
    /// All issues by code.
    pub issue_counts: BTreeMap<IssueCode, u64>,
    /// Records that no rule's conditions held for.
    pub passed_over: Vec<PassedOver>,
    /// Headings and totals of tables.
    pub headings: u64,
    /// Values inside records that no rule reads.
    pub unread: Vec<Unread>,
    /// Values outside records that nothing reads, as far as the beginning of the document shows.
    pub outside: Vec<Unread>,
}

/// One record as the mapping reads it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What it is.
    pub kind: RecordKind,
    /// `mapping/record`.
    pub rule: Arc<str>,
    /// Where it stands.
    pub position: Position,
    /// The key of the ladder that held.
    pub id: Option<String>,
    /// Its values; empty where the mapping refused it.
    pub fields: Fields,
    /// Its amount, where it has one that can be read.
    pub money: Option<Money>,
    /// It would be refused.
    pub is_refused: bool,
    /// What is wrong with it.
    pub issues: Vec<Issue>,
    /// How each field came to its value.
    pub traced: Vec<Traced>,
}

impl<'l> Inspector<'l> {
    /// Whether the document is a sheet or several, whose records are rows.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn is_table(&self, document: &Document) -> io::Result<bool> {
        Ok(matches!(self.preview(document)?, Some((_, Preview::Table { .. }))))
    }

    /// A document as it would be taken: a book whose sheets are of several kinds is several, each by its own mapping.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn parts(&self, document: &Document) -> io::Result<Vec<Document>> {
        let found = if self.mapping.is_none() { self.preview(document)? } else { None };
        let several = found.filter(|(format, preview)| {
            matches!(self.library.recognise(format.name(), preview), Recognition::Several(_))
        });
        let apart = several.and_then(|(format, preview)| sheets_apart(self.library, format.name(), &preview));
        let Some(Ok(Apart { kinds, left: _ })) = apart else { return Ok(vec![document.clone()]) };
        let of_kind = |(_, sheets): (_, Vec<String>)| Document { sheets: Some(sheets.into()), ..document.clone() };
        Ok(kinds.into_iter().map(of_kind).collect())
    }

    /// Inspects a document.
    ///
    /// # Errors
    /// When the disk says no; whatever is wrong with the document itself is in the answer.
    pub fn inspect(&self, document: &Document) -> io::Result<Inspection<'l>> {
        let mut inspection = self.recognise(document)?;
        let readable = inspection.mapping.filter(|mapping| *mapping.verdict() == Verdict::Read);
        let (Some(mapping), Some((format, preview))) = (readable, self.preview(document)?) else {
            return Ok(inspection);
        };
        let mut trial = Trial::default();
        let mut leftovers = Leftovers::new(mapping);
        let mut is_empty = true;
        let read = self.read(document, format, mapping, &mut |raw, samples, context| {
            is_empty &= raw.pattern == UNREAD_ELEMENT;
            leftovers.take(raw, &samples, context);
            for sample in samples.into_iter().flatten() {
                trial.take(sample, self.samples);
            }
            ControlFlow::Continue(())
        });
        match read {
            Ok(notices) => {
                if is_empty && notices.iter().all(|issue| issue.severity < Severity::Error) {
                    inspection.reason = inspection.reason.or_else(|| nothing_read(mapping, &preview));
                }
                notices.into_iter().for_each(|issue| trial.note(issue));
            }
            Err(reason) => inspection.reason = inspection.reason.or(Some(reason)),
        }
        trial.outside = unread::outside(&preview, mapping);
        leftovers.finish(&mut trial);
        inspection.trial = Some(trial);
        Ok(inspection)
    }

    /// Finds the records at a place, with how each field came to its value: the last ones that are wanted, up to the
    /// first that is not.
    ///
    /// # Errors
    /// When the disk says no; whatever is wrong with the document itself is in the answer.
    pub fn find(
        &self,
        document: &Document,
        wanted: &dyn Fn(&Position) -> bool,
    ) -> io::Result<(Inspection<'l>, Vec<Explained>)> {
        let mut inspection = self.recognise(document)?;
        let mut found: Vec<Explained> = Vec::new();
        let readable = inspection.mapping.filter(|mapping| *mapping.verdict() == Verdict::Read);
        let (Some(mapping), Some((format, _))) = (readable, self.preview(document)?) else {
            return Ok((inspection, found));
        };
        let mut is_over = false;
        let read = self.read(document, format, mapping, &mut |raw, samples, context| {
            if wanted(raw.position) {
                let places = places(raw, context);
                let position = raw.position.clone();
                found = vec![Explained { position, places, samples: samples.into_iter().flatten().collect() }];
            } else if !found.is_empty() {
                is_over = true;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        if let (Err(reason), false) = (read, is_over) {
            inspection.reason = inspection.reason.or(Some(reason));
        }
        Ok((inspection, found))
    }
}

/// An element or row with the records that it gives.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Where it stands.
    pub position: Position,
    /// The place of every node of its tree, by number: a path below the element, or the column's key or caption.
    pub places: Vec<String>,
    /// The records; none where no rule's conditions hold.
    pub samples: Vec<Sample>,
}

/// The place of every node below the record.
fn places(raw: &RawRecord<'_>, context: &Context<'_>) -> Vec<String> {
    let names = context.shape.names.all();
    let mut places = vec![String::new(); raw.tree.len()];
    let mut waiting: Vec<(Node<'_>, String)> = raw.tree.root().map(|root| (root, String::new())).into_iter().collect();
    while let Some((node, path)) = waiting.pop() {
        let mut counts: HashMap<NameId, usize> = HashMap::new();
        for child in node.children() {
            let name = names.get(&child.name()).map_or("?", String::as_str);
            let separator = if path.is_empty() { "" } else { "/" };
            let step = if child.is_attribute() {
                format!("{path}{separator}@{name}")
            } else {
                let count = counts.entry(child.name()).or_default();
                *count += 1;
                let is_alone = node.elements(child.name()).nth(1).is_none();
                let number = if is_alone { String::new() } else { format!("[{count}]") };
                format!("{path}{separator}{name}{number}")
            };
            waiting.push((child, step));
        }
        if let Some(place) = places.get_mut(node.index()) {
            *place = path;
        }
    }
    places
}

type OnRecord<'t> = dyn FnMut(&RawRecord<'_>, Vec<Option<Sample>>, &Context<'_>) -> ControlFlow<()> + 't;

/// What is known besides the record itself while a document is read.
struct Context<'c> {
    trace: &'c Trace,
    shape: &'c RecordShape,
}

impl<'l> Inspector<'l> {
    /// Which format and mapping read the document, or why none does.
    fn recognise(&self, document: &Document) -> io::Result<Inspection<'l>> {
        let mut inspection =
            Inspection { format: None, claims: Vec::new(), mapping: self.mapping, reason: None, trial: None };
        let Some(format) = format_of(document)? else {
            inspection.mapping = None;
            self.name(document, &mut inspection)?;
            inspection.reason = inspection.reason.or_else(|| Some(Reason::new(Reason::UNKNOWN_FORMAT)));
            return Ok(inspection);
        };
        inspection.format = Some(format.name());
        if let Completeness::Incomplete { expected } = format.is_complete(document)? {
            inspection.reason = Some(Reason::new(Reason::TRUNCATED).with("expected", expected));
        }
        let preview = match format.preview(document) {
            Ok(preview) => preview,
            Err(error) => {
                inspection.reason = inspection.reason.or_else(|| Some(error.reason()));
                return Ok(inspection);
            }
        };
        inspection.claims = self.library.claims(format.name(), &preview);
        if inspection.mapping.is_none() {
            match self.library.recognise(format.name(), &preview) {
                Recognition::One(mapping) => inspection.mapping = Some(mapping),
                Recognition::None => {
                    self.name(document, &mut inspection)?;
                    inspection.reason = inspection.reason.or_else(|| Some(nothing_fits(&inspection.claims, &preview)));
                }
                Recognition::Several(names) => {
                    let reason = Reason::new(Reason::SEVERAL_MAPPINGS).with("names", names.join(", "));
                    inspection.reason = inspection.reason.or(Some(reason));
                }
            }
        }
        if let Some(key) = inspection.mapping.and_then(|mapping| mapping.verdict().message_key()) {
            inspection.reason = inspection.reason.or_else(|| Some(Reason::new(key)));
        }
        Ok(inspection)
    }

    /// What nothing reads may have a name.
    fn name(&self, document: &Document, inspection: &mut Inspection<'l>) -> io::Result<()> {
        let Some(preview) = lines::preview(document)? else { return Ok(()) };
        if let Recognition::One(mapping) = self.library.recognise(lines::TEXT, &preview) {
            inspection.format = Some(lines::TEXT);
            inspection.claims = self.library.claims(lines::TEXT, &preview);
            inspection.mapping = Some(mapping);
            inspection.reason = inspection.reason.take().or_else(|| mapping.verdict().message_key().map(Reason::new));
        }
        Ok(())
    }

    fn preview(&self, document: &Document) -> io::Result<Option<(&'static dyn Format, Preview)>> {
        let Some(format) = format_of(document)? else { return Ok(None) };
        Ok(format.preview(document).ok().map(|preview| (format, preview)))
    }

    /// Reads every record with all its names, also those that the mapping does not ask for.
    fn read(
        &self,
        document: &Document,
        format: &'static dyn Format,
        mapping: &Mapping,
        on_record: &mut OnRecord<'_>,
    ) -> Result<Vec<Issue>, Reason> {
        let shape = RecordShape { names: mapping.shape().names.learning(), ..mapping.shape().clone() };
        let own_accounts: Vec<String> = self.rules.own_accounts.keys().cloned().collect();
        let mut reader = mapping.reader(&own_accounts).traced();
        reader.look_ahead(format, document).map_err(|error| error.reason())?;
        let none = Trace::default();
        let mut notices = Vec::new();
        let mut faults = Vec::new();
        let outcome = format.read(document, &shape, &mut notices, &mut |raw| {
            let raw = match raw {
                Ok(raw) => raw,
                Err(error) => {
                    faults.push(error.issue);
                    return ControlFlow::Continue(());
                }
            };
            let mut readings = Vec::new();
            reader.read_each(&raw, &mut |reading| readings.push(reading));
            faults.extend(reader.take_differences());
            let trace = reader.trace().unwrap_or(&none);
            let mut traced = trace.take_fields().into_iter();
            let samples = readings.into_iter().map(|reading| self.sample(reading, traced.next().unwrap_or_default()));
            on_record(&raw, samples.collect(), &Context { trace, shape: &shape })
        });
        notices.extend(faults);
        outcome.map(|()| notices).map_err(|error| error.reason())
    }

    /// What becomes of one reading; nothing where it was passed over.
    fn sample(&self, reading: Reading, traced: Vec<Traced>) -> Option<Sample> {
        match reading {
            Reading::Skipped => None,
            Reading::Draft(draft, mut issues) => {
                let (kind, id, provenance, fields) =
                    (draft.kind, draft.id.clone(), draft.provenance.clone(), draft.fields.clone());
                let (kind, money, is_refused) = match normalize(*draft, &self.rules, &mut issues) {
                    Ok(row) => (row.record.kind, row.record.money(), false),
                    Err(refusal) => (kind, refusal.money, true),
                };
                let (rule, position) = (provenance.rule, provenance.position);
                Some(Sample { kind, rule, position, id, fields, money, is_refused, issues, traced })
            }
            Reading::Refused(refusal) => {
                let Refusal { kind, id, rule, position, amount, issues } = *refusal;
                let money = money_of(&self.rules, amount.as_ref());
                let fields = Fields::default();
                Some(Sample { kind, rule, position, id, fields, money, is_refused: true, issues, traced })
            }
        }
    }
}

impl Trial {
    fn take(&mut self, sample: Sample, shown: usize) {
        self.tally.read(sample.kind, sample.money);
        let outcome = if sample.is_refused { Outcome::Refused } else { Outcome::Applied };
        self.tally.decide(sample.kind, sample.money, outcome);
        sample.issues.iter().for_each(|issue| self.note(issue.clone()));
        if self.samples.len() < shown {
            self.samples.push(sample);
        }
    }

    fn note(&mut self, issue: Issue) {
        *self.issue_counts.entry(issue.code).or_default() += 1;
        if self.issues.len() < ISSUES_SHOWN {
            self.issues.push(issue);
        }
    }
}
