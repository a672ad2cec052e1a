//! The examples a mapping file carries: an input, and the records it must give.
//!
//! | file | does |
//! |---|---|
//! | `expect` | expected values: compiled, compared |

use std::io::Write as _;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::recognise::Check;
use super::{Mapping, Reading, keys};
use crate::model::issue::{Issue, IssueCode};
use crate::model::problem::{At, Problem, ProblemCode, Problems, Section, did_you_mean};
use crate::model::provenance::Position;
use crate::model::record::RecordKind;
use crate::parse::text::Charset;
use crate::parse::{Document, FORMATS, Format, Head};

mod expect;

use expect::Expected;

/// The name an input without one has.
const UNNAMED: &str = "example.txt";
/// Keys of an expected record that are no fields.
const RECORD_KEYS: [&str; 5] = ["kind", "id", "removal", "refused", "issues"];

/// One example of a mapping file.
#[derive(Debug)]
pub struct Example {
    /// What it shows, as the file says; else its number.
    pub title: String,
    /// Where it begins, for [`Mapping::place`].
    pub span: Range<usize>,
    input: Input,
    /// Name of the document; some formats are told by it.
    name: String,
    own_accounts: Vec<String>,
    /// A source pins the mapping: it need not recognise the input.
    is_pinned: bool,
    expect: Vec<ExpectedRecord>,
}

#[derive(Debug)]
enum Input {
    Text(Vec<u8>),
    /// Relative to the mapping file's folder.
    File(PathBuf),
}

/// A record as it should be; only what is named is compared.
#[derive(Debug)]
struct ExpectedRecord {
    span: Range<usize>,
    kind: RecordKind,
    id: Option<At<String>>,
    removal: Option<At<bool>>,
    refused: Option<Vec<At<String>>>,
    issues: Option<At<Vec<String>>>,
    fields: Vec<(String, At<Expected>)>,
}

/// What an example differs in.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// What sort; the message catalogue is keyed by [`Difference::name`].
    pub what: Difference,
    /// What says what is expected, for [`Mapping::place`].
    pub span: Range<usize>,
    /// The field, with the groups around it.
    pub field: String,
    /// What was expected.
    pub expected: String,
    /// What was read.
    pub found: String,
    /// Where in the input.
    pub position: Position,
}

/// In what an example differs.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// The mapping does not recognise its own example; the tests that fail.
    NotRecognised(Vec<Check>),
    /// The input can't be read.
    Unreadable,
    /// An expected record is missing.
    MissingRecord,
    /// A record was read that is not expected.
    ExtraRecord,
    /// The record is of another kind.
    Kind,
    /// A field has another value.
    Field,
    /// The record is refused, or is not, or for other reasons.
    Refused,
    /// The record has other issues.
    Issues,
}

impl Difference {
    /// The stable name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotRecognised(_) => "not-recognised",
            Self::Unreadable => "unreadable",
            Self::MissingRecord => "missing-record",
            Self::ExtraRecord => "extra-record",
            Self::Kind => "kind",
            Self::Field => "field",
            Self::Refused => "refused",
            Self::Issues => "issues",
        }
    }
}

/// Reads the examples of a mapping file.
pub(super) fn read(top: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<Example> {
    let sections = top.sections("example", problems);
    (1..).zip(sections).filter_map(|(number, section)| example(number, section, problems)).collect()
}

fn example(number: usize, mut section: Section<'_, '_>, problems: &mut Problems) -> Option<Example> {
    let span = section.span.clone();
    let title = section.text("title", problems).map_or_else(|| number.to_string(), |at| at.value);
    let text = section.text("input", problems);
    let file = section.text("file", problems);
    let name = section.text("name", problems).map(|at| at.value);
    let encoding = section.text("encoding", problems);
    let own_accounts = section.texts("own_accounts", problems).into_iter().map(|at| at.value).collect();
    let is_pinned = section.boolean("pinned", problems).is_some_and(|at| at.value);
    let records = section.sections("expect", problems);
    let expect = records.into_iter().filter_map(|record| expected_record(record, problems)).collect();
    let charset = encoding.and_then(|label| charset(&label, problems));
    let (input, from_file) = match (text, file) {
        (Some(text), None) => (Input::Text(charset.unwrap_or(Charset::UTF_8).encode(&text.value)), None),
        (None, Some(file)) => {
            let name = Path::new(&file.value).file_name().map(|name| name.to_string_lossy().into_owned());
            (Input::File(PathBuf::from(file.value)), name)
        }
        (Some(_), Some(file)) => {
            problems.push(Problem::new(ProblemCode::Duplicate, file.span).with("key", "input").with("value", "file"));
            return None;
        }
        (None, None) => {
            section.missing("input", problems);
            section.finish_as(&keys::EXAMPLE, problems);
            return None;
        }
    };
    section.finish_as(&keys::EXAMPLE, problems);
    let name = name.or(from_file).unwrap_or_else(|| UNNAMED.to_owned());
    Some(Example { title, span, input, name, own_accounts, is_pinned, expect })
}

fn charset(label: &At<String>, problems: &mut Problems) -> Option<Charset> {
    let found = Charset::for_label(&label.value);
    if found.is_none() {
        let problem = Problem::new(ProblemCode::BadValue, label.span.clone()).with("key", "encoding");
        problems.push(problem.with("value", label.value.clone()).with("expected", "utf-8, windows-1251, utf-16le"));
    }
    found
}

fn expected_record(mut section: Section<'_, '_>, problems: &mut Problems) -> Option<ExpectedRecord> {
    let span = section.span.clone();
    let kinds: Vec<&str> = RecordKind::ALL.into_iter().map(RecordKind::name).collect();
    let kind = super::compile::one_of(section.required_text("kind", problems), "kind", &kinds, problems)?;
    let kind = RecordKind::from_name(&kind)?;
    let id = section.text("id", problems);
    let removal = section.boolean("removal", problems);
    let codes = |key, section: &mut Section<'_, '_>, problems: &mut Problems| -> Option<Vec<At<String>>> {
        section.item(key)?;
        let codes = section.texts(key, problems);
        codes.iter().for_each(|code| known_code(code, problems));
        Some(codes)
    };
    let refused = codes("refused", &mut section, problems);
    let issues_span = section.item("issues").map(|item| item.span());
    let issues = codes("issues", &mut section, problems)
        .zip(issues_span)
        .map(|(codes, span)| At { value: codes.into_iter().map(|at| at.value).collect(), span });
    let mut fields = Vec::new();
    for (key, item) in section.entries() {
        if !RECORD_KEYS.contains(&key.value.as_str()) {
            fields.extend(expect::field(&key, item, kind.fields(), problems));
        }
    }
    Some(ExpectedRecord { span, kind, id, removal, refused, issues, fields })
}

fn known_code(code: &At<String>, problems: &mut Problems) {
    if IssueCode::from_name(&code.value).is_some() {
        return;
    }
    let known = || IssueCode::ALL.iter().map(|code| code.name());
    let mut problem = Problem::new(ProblemCode::UnknownReference, code.span.clone())
        .with("key", "issues")
        .with("value", code.value.clone());
    if let Some(near) = did_you_mean(&code.value, known()) {
        problem = problem.with("suggestion", near);
    }
    problems.push(problem);
}

/// A record, read or refused.
struct Given {
    kind: RecordKind,
    id: Option<String>,
    removal: bool,
    position: Position,
    fields: crate::model::draft::Fields,
    issues: Vec<Issue>,
    is_refused: bool,
}

impl Example {
    /// How many records it expects.
    #[must_use]
    pub fn expected(&self) -> usize {
        self.expect.len()
    }

    /// Reads the input with the mapping and compares; nothing where all is as expected. Files are looked for from
    /// `folder`.
    #[must_use]
    pub fn run(&self, mapping: &Mapping, folder: &Path) -> Vec<Mismatch> {
        match self.given(mapping, folder) {
            Ok(given) => self.compare(&given),
            Err(mismatch) => vec![*mismatch],
        }
    }

    fn mismatch(&self, what: Difference, found: impl Into<String>) -> Box<Mismatch> {
        Box::new(Mismatch {
            what,
            span: self.span.clone(),
            field: String::new(),
            expected: String::new(),
            found: found.into(),
            position: Position::default(),
        })
    }

    fn given(&self, mapping: &Mapping, folder: &Path) -> Result<Vec<Given>, Box<Mismatch>> {
        let unreadable = |detail: String| self.mismatch(Difference::Unreadable, detail);
        let (path, _scratch) = match &self.input {
            Input::File(path) => (folder.join(path), None),
            Input::Text(bytes) => {
                let scratch = tempfile::NamedTempFile::new().map_err(|error| unreadable(error.to_string()))?;
                scratch.as_file().write_all(bytes).map_err(|error| unreadable(error.to_string()))?;
                (scratch.path().to_owned(), Some(scratch))
            }
        };
        let bytes = std::fs::read(&path).map_err(|error| unreadable(format!("{}: {error}", path.display())))?;
        let document = Document { name: self.name.clone(), path, part: Arc::from(""), sheets: None };
        let head = Head { name: &self.name, bytes: &bytes, len: bytes.len() as u64 };
        let format = FORMATS.iter().find(|format| format.recognises(&head) && format.name() == mapping.format());
        let Some(format) = format else { return Err(unreadable(mapping.format().to_owned())) };
        let preview = format.preview(&document).map_err(|error| unreadable(error.kind.to_string()))?;
        let mut checks = mapping.recognise.explain(&preview);
        checks.retain(|check| !check.holds);
        if !checks.is_empty() && !self.is_pinned {
            return Err(self.mismatch(Difference::NotRecognised(checks), ""));
        }
        self.read(mapping, *format, &document)
    }

    fn read(
        &self,
        mapping: &Mapping,
        format: &'static dyn Format,
        document: &Document,
    ) -> Result<Vec<Given>, Box<Mismatch>> {
        let mut given = Vec::new();
        let mut reader = mapping.reader(&self.own_accounts);
        reader
            .look_ahead(format, document)
            .map_err(|error| self.mismatch(Difference::Unreadable, error.kind.to_string()))?;
        let outcome = format.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| {
            match raw {
                Ok(raw) => reader.read_each(&raw, &mut |reading| given.extend(Given::of(reading))),
                Err(error) => given.push(Given {
                    kind: mapping.main_kind(),
                    id: None,
                    removal: false,
                    position: error.position,
                    fields: crate::model::draft::Fields::default(),
                    issues: vec![error.issue],
                    is_refused: true,
                }),
            }
            ControlFlow::Continue(())
        });
        match outcome {
            Ok(()) => Ok(given),
            Err(error) => {
                let mut mismatch = self.mismatch(Difference::Unreadable, error.kind.to_string());
                mismatch.position = error.position;
                Err(mismatch)
            }
        }
    }

    fn compare(&self, given: &[Given]) -> Vec<Mismatch> {
        let mut found = Vec::new();
        for (expected, given) in self.expect.iter().zip(given) {
            expected.compare(given, &mut found);
        }
        for missing in self.expect.iter().skip(given.len()) {
            found.push(Mismatch {
                span: missing.span.clone(),
                expected: missing.kind.name().to_owned(),
                ..*self.mismatch(Difference::MissingRecord, "")
            });
        }
        for extra in given.iter().skip(self.expect.len()) {
            let label = extra.fields.label().unwrap_or_default();
            let found_text = format!("{} {label}", extra.kind.name());
            let mut mismatch = *self.mismatch(Difference::ExtraRecord, found_text.trim());
            mismatch.position = extra.position.clone();
            found.push(mismatch);
        }
        found
    }
}

impl Given {
    fn of(reading: Reading) -> Option<Self> {
        match reading {
            Reading::Skipped => None,
            Reading::Draft(draft, issues) => Some(Self {
                kind: draft.kind,
                id: draft.id,
                removal: draft.removal,
                position: draft.provenance.position,
                fields: draft.fields,
                issues,
                is_refused: false,
            }),
            Reading::Refused(refusal) => Some(Self {
                kind: refusal.kind,
                id: refusal.id,
                removal: false,
                position: refusal.position,
                fields: crate::model::draft::Fields::default(),
                issues: refusal.issues,
                is_refused: true,
            }),
        }
    }

    /// Codes of its issues, each once.
    fn codes(&self) -> Vec<String> {
        let mut codes: Vec<String> = self.issues.iter().map(|issue| issue.code.name().to_owned()).collect();
        codes.sort();
        codes.dedup();
        codes
    }
}

impl ExpectedRecord {
    fn compare(&self, given: &Given, found: &mut Vec<Mismatch>) {
        let mut differ = |what, span: &Range<usize>, field: &str, expected: String, was: String| {
            found.push(Mismatch {
                what,
                span: span.clone(),
                field: field.to_owned(),
                expected,
                found: was,
                position: given.position.clone(),
            });
        };
        if self.kind != given.kind {
            differ(Difference::Kind, &self.span, "", self.kind.name().to_owned(), given.kind.name().to_owned());
            return;
        }
        let sorted = |codes: &[String]| {
            let mut codes = codes.to_vec();
            codes.sort();
            codes.dedup();
            codes
        };
        let given_codes = given.codes();
        match &self.refused {
            Some(wanted) => {
                let wanted = sorted(&wanted.iter().map(|at| at.value.clone()).collect::<Vec<_>>());
                if !given.is_refused || (!wanted.is_empty() && wanted != given_codes) {
                    let was = if given.is_refused { given_codes.join(", ") } else { String::new() };
                    differ(Difference::Refused, &self.span, "", wanted.join(", "), was);
                }
                return;
            }
            None if given.is_refused => {
                differ(Difference::Refused, &self.span, "", String::new(), given_codes.join(", "));
                return;
            }
            None => {}
        }
        if let Some(wanted) = self.issues.as_ref().filter(|wanted| sorted(&wanted.value) != given_codes) {
            differ(Difference::Issues, &wanted.span, "", sorted(&wanted.value).join(", "), given_codes.join(", "));
        }
        if let Some(id) = self.id.as_ref().filter(|id| given.id.as_ref() != Some(&id.value)) {
            let was = given.id.clone().unwrap_or_default();
            differ(Difference::Field, &id.span, "id", id.value.clone(), was);
        }
        if let Some(removal) = self.removal.as_ref().filter(|removal| removal.value != given.removal) {
            let (wanted, was) = (removal.value.to_string(), given.removal.to_string());
            differ(Difference::Field, &removal.span, "removal", wanted, was);
        }
        expect::compare(&self.fields, &given.fields, "", &mut |span, field, expected, was| {
            differ(Difference::Field, span, field, expected, was);
        });
    }
}
