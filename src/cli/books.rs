//! `sverka books`: the managers' workbooks: what is held or deleted in them, and what becomes of it.

use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::{Value, json};
use sverka::config::Config;
use sverka::lang::{Arg, Lang};
use sverka::model::book::ClashKind;
use sverka::model::change::{Reason, Subject};
use sverka::model::deed::Absence;
use sverka::model::row_id::{RowId, plain};
use sverka::output::words;
use sverka::pipeline::decide::{Answer, Order, Refusal, Request};
use sverka::store::decisions::questions::Question;

use super::error::CliError;
use super::review::{Signature, changes};
use super::{Context, terminal, wire};

/// See which of the managers' workbooks wait for a person, and say what becomes of a file that is held or of rows that
/// somebody deleted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// List the workbooks with what waits in each.
    List,
    /// Show why a workbook is held, and which rows are gone from it.
    Show {
        /// The workbook, as `list` shows it.
        #[arg(value_name = "BOOK")]
        book: String,
    },
    /// Take a file that is held as it is: this very file, once. Rows that are missing in it are asked about.
    Release(BookArgs),
    /// Put a file that is held away, into `previous`, and draw the workbook anew.
    Discard(BookArgs),
    /// Bring rows back that somebody deleted.
    Restore(RowArgs),
    /// Let rows go that somebody deleted: a client is deleted, a document or payment is no longer shown in that workbook.
    Archive(RowArgs),
}

#[derive(Debug, clap::Args)]
struct BookArgs {
    /// The workbook, as `list` shows it.
    #[arg(value_name = "BOOK")]
    book: String,

    #[command(flatten)]
    signature: Signature,
}

#[derive(Debug, clap::Args)]
struct RowArgs {
    /// The workbook, as `list` shows it.
    #[arg(value_name = "BOOK")]
    book: String,

    /// The rows, by their ids (C-17, D-4-K); without any, all that wait.
    #[arg(value_name = "ROW")]
    rows: Vec<String>,

    #[command(flatten)]
    signature: Signature,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let books = books(&config)?;
    match &args.what {
        What::List if context.json => {
            terminal::print_json(&json!({ "books": books.iter().map(to_json).collect::<Vec<_>>() }))?;
            Ok(ExitCode::SUCCESS)
        }
        What::List => {
            terminal::print(&books.iter().map(|book| line(book, context.lang)).collect::<String>())?;
            Ok(ExitCode::SUCCESS)
        }
        What::Show { book } => {
            let book = named(&books, book)?;
            if context.json {
                terminal::print_json(&to_json(book))?;
            } else {
                terminal::print(&show(book, context.lang))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        What::Release(args) => {
            let question = held(named(&books, &args.book)?)?;
            decide(&[Request::Accept(question.id, None)], &args.signature, &config, context)
        }
        What::Discard(args) => {
            let question = held(named(&books, &args.book)?)?;
            decide(&[Request::Reject(question.id)], &args.signature, &config, context)
        }
        What::Restore(args) => {
            let rows = chosen(named(&books, &args.book)?, &args.rows)?;
            // What was let go is first taken back; then the row is asked about as before, and brought back.
            let taken_back = rows.iter().filter_map(|row| row.question.asked.decision.map(Request::Undo));
            let brought_back = rows.iter().map(|row| Request::Reject(row.question.id));
            let requests: Vec<Request> = taken_back.chain(brought_back).collect();
            decide(&requests, &args.signature, &config, context)
        }
        What::Archive(args) => {
            let rows = chosen(named(&books, &args.book)?, &args.rows)?;
            let requests: Vec<Request> = rows.iter().map(|row| Request::Accept(row.question.id, None)).collect();
            decide(&requests, &args.signature, &config, context)
        }
    }
}

/// One workbook as it stands.
struct Book {
    /// The manager's name; nothing for the head's.
    manager: Option<String>,
    name: String,
    path: String,
    /// Why it waits to be written.
    waits: Option<String>,
    /// The question about its file.
    held: Option<Question>,
    gone: Vec<Gone>,
    /// Wishes for the accountant.
    requests: usize,
    /// Values about which the manager must choose.
    conflicts: usize,
}

/// A row that is gone.
struct Gone {
    row: RowId,
    absence: Absence,
    question: Question,
}

fn books(config: &Config) -> Result<Vec<Book>, CliError> {
    let store = wire::open(config)?;
    let questions = store.questions()?;
    let (absent, pending) = (store.all_absent_rows()?, store.pending_jobs("workbook")?);
    let managers = config.ownership.managers.iter().map(|known| (Some(known.name.clone()), known.book.clone()));
    let mut books = Vec::new();
    for (manager, name) in managers.chain([(None, config.workbooks.head_book.clone())]) {
        let key = manager.clone().unwrap_or_default();
        let job = pending.iter().find(|pending| pending.job.key == key);
        let is_about = |question: &&Question, subject: &Subject| question.subject == *subject;
        let file = Subject::Workbook(name.clone());
        let held = questions.iter().find(|question| is_about(question, &file) && question.asked.state == "open");
        let gone = absent.iter().filter(|one| one.book == name).filter_map(|one| {
            let subject = Subject::Row(name.clone(), one.row);
            let question = questions.iter().find(|question| is_about(question, &subject))?.clone();
            Some(Gone { row: one.row, absence: one.absence, question })
        });
        let clashes = store.open_clashes(&name)?;
        let of = |kind: ClashKind| clashes.iter().filter(|kept| kept.clash.kind == kind).count();
        books.push(Book {
            path: config.shown(&config.paths.managers.join(&name)),
            waits: job.map(|job| job.last_error.clone().unwrap_or_default()),
            held: held.cloned(),
            gone: gone.collect(),
            requests: of(ClashKind::Request),
            conflicts: of(ClashKind::Conflict),
            manager,
            name,
        });
    }
    Ok(books)
}

/// The workbook of that name; people may leave out the folder and the ending, or name the manager.
fn named<'b>(books: &'b [Book], name: &str) -> Result<&'b Book, CliError> {
    let wanted = name.replace('\\', "/").to_lowercase();
    let is_it = |book: &&Book| {
        let (file, path) = (book.name.to_lowercase(), book.path.to_lowercase());
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        let manager = book.manager.as_deref().unwrap_or_default().to_lowercase();
        [file.as_str(), path.as_str(), stem, manager.as_str()].contains(&wanted.as_str())
    };
    books.iter().find(is_it).ok_or_else(|| CliError::Usage { key: "no-such-book", subject: name.to_owned() })
}

fn held(book: &Book) -> Result<&Question, CliError> {
    book.held.as_ref().ok_or_else(|| CliError::Usage { key: "book-not-held", subject: book.path.clone() })
}

fn chosen<'b>(book: &'b Book, rows: &[String]) -> Result<Vec<&'b Gone>, CliError> {
    if rows.is_empty() {
        return Ok(book.gone.iter().filter(|gone| gone.absence == Absence::Proposed).collect());
    }
    let find = |text: &String| {
        let wanted = plain(text);
        let found = book.gone.iter().find(|gone| gone.row.bare() == wanted);
        found.ok_or_else(|| CliError::Usage { key: "row-not-gone", subject: text.clone() })
    };
    rows.iter().map(find).collect()
}

fn why(question: &Question, lang: Lang) -> Vec<String> {
    question.asked.reasons.iter().map(|reason| words::decision_text(reason, lang)).collect()
}

fn state(book: &Book) -> &'static str {
    match (&book.held, &book.waits) {
        (Some(_), _) => "held",
        (None, Some(_)) => "waiting",
        (None, None) => "written",
    }
}

fn line(book: &Book, lang: Lang) -> String {
    let waiting = book.gone.iter().filter(|gone| gone.absence == Absence::Proposed).count();
    let counts = [("gone", waiting), ("requests", book.requests), ("conflicts", book.conflicts)];
    let counted = counts.into_iter().filter(|(_, count)| *count > 0);
    let more = counted.map(|(what, count)| lang.text(&format!("books-{what}"), &[("count", count.into())]));
    let said: Vec<String> = [lang.text(&format!("books-state-{}", state(book)), &[])].into_iter().chain(more).collect();
    format!("{}  {}\n", book.path, said.join("; "))
}

fn show(book: &Book, lang: Lang) -> String {
    let mut text = line(book, lang);
    if let Some(reason) = book.waits.as_ref().filter(|reason| !reason.is_empty() && book.held.is_none()) {
        text.push_str(&format!("  {reason}\n"));
    }
    let name = [("book", Arg::Text(&book.name))];
    if let Some(question) = &book.held {
        why(question, lang).iter().for_each(|reason| text.push_str(&format!("  - {reason}\n")));
        text.push_str(&format!("{}\n", lang.text("books-how-held", &name)));
    }
    for gone in &book.gone {
        let label = &gone.question.asked.label;
        let state = lang.text(&format!("books-row-{}", gone.absence.name()), &[]);
        text.push_str(&format!("  {}  {label}: {state}\n", gone.row));
    }
    if !book.gone.is_empty() {
        text.push_str(&format!("{}\n", lang.text("books-how-gone", &name)));
    }
    text
}

fn to_json(book: &Book) -> Value {
    let gone = |gone: &Gone| {
        json!({ "row": gone.row.encode(), "label": gone.question.asked.label, "state": gone.absence.name(),
            "question": gone.question.id.to_string() })
    };
    json!({
        "name": book.name,
        "path": book.path,
        "manager": book.manager,
        "state": state(book),
        "waits": book.waits,
        "held": book.held.as_ref().map(|question| json!({
            "question": question.id.to_string(),
            "content": question.asked.candidates.first().map(|one| &one.id),
            "reasons": question.asked.reasons.iter().map(Reason::brief).collect::<Vec<_>>(),
        })),
        "deleted_rows": book.gone.iter().map(gone).collect::<Vec<_>>(),
        "requests": book.requests,
        "conflicts": book.conflicts,
    })
}

/// Decides, and says what that changed; what can't be decided so is said, and costs exit code 2.
fn decide(
    requests: &[Request],
    signature: &Signature,
    config: &Config,
    context: &Context,
) -> Result<ExitCode, CliError> {
    let (who, now): (String, Timestamp) = (signature.who(), wire::now());
    let order = |request| Order { request, who: &who, reason: &signature.reason, dry_run: signature.dry_run, now };
    let orders: Vec<Order<'_>> = requests.iter().map(order).collect();
    let answers = wire::decide_all(config, context.lang, &orders)?;
    let made: Vec<&Answer> = answers.iter().flatten().collect();
    let refused: Vec<&Refusal> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
    if context.json {
        let made: Vec<Value> = made.iter().map(|answer| changes::to_json(answer, signature.dry_run)).collect();
        terminal::print_json(&json!({ "decisions": made, "refused": refused.len() }))?;
    } else if answers.is_empty() {
        terminal::print(&context.lang.text("books-nothing", &[]))?;
    } else {
        let texts = made.iter().map(|answer| changes::render(answer, signature.dry_run, context.lang));
        terminal::print(&texts.collect::<Vec<_>>().join("\n"))?;
    }
    let mut code = ExitCode::SUCCESS;
    for refusal in refused {
        code = CliError::Refusal { refusal: refusal.clone(), near: Vec::new() }.report(context);
    }
    Ok(code)
}
