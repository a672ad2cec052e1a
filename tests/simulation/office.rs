//! The steps carried out in a workspace.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::{Timestamp, ToSpan};
use serde_json::Value;
use sverka::model::ids::{ReviewId, RunId};
use sverka::model::run::{FileOutcome, FileReport, RunReport};
use sverka::model::steps::{Step, unwatch, watch};
use sverka::model::undone::Undoable;
use sverka::pipeline::decide::{DecideError, Order, Request, decide};
use sverka::pipeline::undo::{NotUndone, UndoOrder, undo};
use sverka::store::export::Entity;

use crate::audit::audit;
use crate::book::{open, save, sheet};
use crate::desk::Desk;
use crate::dice::Dice;
use crate::ledger::{Ledger, Pending, Written};
use crate::plan::{Act, Choice, Spoilt, Trouble};
use crate::settings::SETTINGS;
use crate::world::{BOOKS, Dress, Parcel};

/// Cells that people write into; the last is a column of her own.
const FIELDS: [&str; 4] = ["comment", "stage", "segment", "own"];
const NAMES: [&str; 4] = ["выгрузка", "orders", "март 2026", "kl_to_1c"];

/// A workspace with people around it.
pub(crate) struct Office {
    pub(crate) desk: Desk,
    pub(crate) ledger: Ledger,
    pub(crate) now: Timestamp,
    dropped: Vec<(Parcel, Vec<u8>, bool)>,
    counter: usize,
    /// The last calm run with the auditor's books before it; nothing once somebody did something that may rest on it.
    last: Option<(i64, Ledger)>,
    /// A run went wrong since the last calm one: nobody knows what it took.
    is_troubled: bool,
}

impl Office {
    pub(crate) fn new() -> Self {
        Self {
            desk: Desk::new(SETTINGS),
            ledger: Ledger::default(),
            now: "2026-11-02T09:00:00Z".parse().unwrap(),
            dropped: Vec::new(),
            counter: 0,
            last: None,
            is_troubled: false,
        }
    }

    pub(crate) fn act(&mut self, act: &Act) {
        match act {
            Act::Drop { parcel, dress, spoilt, name, old } => {
                let mut bytes = parcel.bytes(*dress);
                if let Spoilt::Cut(thousandths) = spoilt {
                    bytes.truncate((bytes.len() - 3) * thousandths / 1_000);
                }
                let ending = match (dress, parcel) {
                    (Dress::Zip, _) => "zip",
                    (_, Parcel::Days(_)) => "txt",
                    _ => "xml",
                };
                self.lay(parcel, bytes, *spoilt == Spoilt::No, &format!("{}.{ending}", NAMES[*name]), *old);
            }
            Act::Again(at) => {
                let Some((parcel, bytes, is_whole)) = self.dropped.get(*at % self.dropped.len().max(1)).cloned() else {
                    return;
                };
                self.counter += 1;
                let name = format!("ещё раз {}.dat", self.counter);
                self.lay(&parcel, bytes, is_whole, &name, false);
            }
            Act::Edit { book, row, field } => {
                self.last = None;
                self.edit(*book, *row, FIELDS[*field]);
            }
            Act::Decide(choice, pick) => {
                self.last = None;
                self.decide(*choice, *pick);
            }
            Act::Clock(hours) => self.now = self.now.checked_add((*hours).hours()).unwrap(),
            Act::Troubled(trouble) => {
                (self.last, self.is_troubled) = (None, true);
                self.troubled(trouble);
            }
            Act::TakeBack => self.take_back(),
            Act::Run => drop(self.run()),
        }
    }

    fn lay(&mut self, parcel: &Parcel, bytes: Vec<u8>, is_whole: bool, name: &str, old: bool) {
        let path = self.desk.drop(parcel.source(), name, &bytes);
        if old {
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        }
        self.dropped.push((parcel.clone(), bytes.clone(), is_whole));
        let pending = Pending { parcel: parcel.clone(), is_whole, bytes };
        self.ledger.drop(format!("exchange/{}/{name}", parcel.source()), pending);
    }

    /// A calm run, and the auditor after it.
    pub(crate) fn run(&mut self) -> RunReport {
        let before = (!self.is_troubled).then(|| self.ledger.clone());
        self.is_troubled = false;
        let report =
            self.desk.try_run_at(false, self.now).unwrap_or_else(|error| panic!("a calm run fails: {error:?}"));
        self.count(&report);
        let lies = |path: &str| self.desk.path(path).exists();
        for (path, pending) in self.ledger.pending.iter().filter(|(path, _)| lies(path)) {
            let waits =
                report.files.iter().any(|file| file.path == *path && matches!(file.outcome, FileOutcome::Held { .. }));
            assert!(waits && !pending.is_whole, "{path} was not answered: {:?}", report.files);
        }
        for path in self.ledger.pending.keys().filter(|path| !lies(path)) {
            let answered = [".ok.txt", ".errors.txt"].iter().any(|end| lies(&format!("{path}{end}")));
            assert!(answered, "{path} got no receipt");
        }
        self.ledger.settle(lies);
        audit(self);
        self.last = before.map(|before| (report.run, before));
        report
    }

    /// The last calm run is taken back, and the auditor's books with it.
    fn take_back(&mut self) {
        let Some((run, before)) = self.last.take() else { return };
        let tried = undo(
            &mut self.desk.open(),
            &UndoOrder { run: RunId(run), who: "Ольга", reason: "", dry_run: false, now: self.now },
        );
        match tried.unwrap_or_else(|error| panic!("taking run {run} back fails: {error:?}")) {
            Ok(_) => self.ledger = before.again(&self.ledger),
            Err(NotUndone::Not(Undoable::Nothing)) => {}
            Err(refused) => panic!("run {run} is not taken back: {refused:?}"),
        }
        audit(self);
    }

    /// Rows are counted by the report as they were when they were written.
    fn count(&self, report: &RunReport) {
        assert!(report.totals.balances(), "{:?}", report.totals);
        for file in &report.files {
            assert!(file.tally.balances(), "{file:?}");
            let Some(pending) = self.ledger.pending.get(&file.path).filter(|pending| pending.is_whole) else {
                continue;
            };
            let is_this =
                |file: &FileReport| file.delivery.as_deref() == Some(blake3::hash(&pending.bytes).to_hex().as_str());
            if is_this(file) && matches!(file.outcome, FileOutcome::Taken | FileOutcome::Known { .. }) {
                assert_eq!(file.tally.rows.read, pending.parcel.rows(), "rows of {}: {file:?}", file.path);
            } else {
                assert!(!is_this(file), "a whole file is not taken: {file:?}");
            }
        }
    }

    fn troubled(&mut self, trouble: &Trouble) {
        let (count, failing) = (Cell::new(0_usize), || Err(io::Error::from_raw_os_error(28)));
        match trouble.clone() {
            Trouble::Fails(at) => {
                watch(move |_, _| if count.replace(count.get() + 1) == at { failing() } else { Ok(()) })
            }
            Trouble::Dies(at) => {
                watch(move |_, _| if count.replace(count.get() + 1) >= at { failing() } else { Ok(()) })
            }
            Trouble::WrittenOver(parcel, after) => {
                // The first file of that kind that lies there; if none does, nothing goes wrong.
                let source = parcel.source();
                let path = self.ledger.pending.keys().find(|path| path.starts_with(&format!("exchange/{source}/")));
                let Some(path) = path.cloned() else { return };
                let (file, bytes) = (self.desk.path(&path), parcel.bytes(Dress::Plain));
                let pending = Pending { parcel, is_whole: true, bytes: bytes.clone() };
                let opened = std::rc::Rc::new(Cell::new(false));
                let is_opened = std::rc::Rc::clone(&opened);
                watch(move |step, path| written_over((step, path), (&file, &bytes), &is_opened, &count, after));
                drop(self.desk.try_run_at(false, self.now));
                unwatch();
                if opened.get() {
                    self.ledger.drop(path, pending);
                }
                return;
            }
        }
        drop(self.desk.try_run_at(false, self.now));
        unwatch();
    }

    fn edit(&mut self, book: usize, row: usize, field: &'static str) {
        let path = self.desk.path(&format!("managers/{}", BOOKS[book]));
        if !path.exists() {
            return;
        }
        let file = open(&path);
        let rows = &sheet(&file, "clients").rows;
        let Some(found) = rows.get(row % rows.len().max(1)) else { return };
        let Some(client) = found.value("id").and_then(sverka::model::row_id::RowId::parse) else { return };
        self.counter += 1;
        let text = format!("правка {}", self.counter);
        save(&path, "clients", &[(found.row, field, &text)]);
        let client = sverka::model::ids::ClientId(client.number).to_string();
        self.ledger.written.push(Written { book, client, field, text, era: self.ledger.era });
    }

    /// Rows of an entity.
    pub(crate) fn rows(&self, entity: Entity) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut add = |row| {
            rows.push(row);
            Ok(())
        };
        self.desk.open().store().export(entity, &mut add).unwrap();
        rows
    }

    fn decide(&mut self, choice: Choice, pick: u64) {
        let mut dice = Dice::new(pick);
        let mut id = |entity| {
            let rows = self.rows(entity);
            (!rows.is_empty()).then(|| rows[dice.below(rows.len())]["id"].as_str().unwrap().to_owned())
        };
        let question = |office: &Self| -> Option<ReviewId> {
            let open: Vec<Value> =
                office.rows(Entity::Review).into_iter().filter(|row| row["state"] == "open").collect();
            let at = usize::try_from(pick % open.len().max(1) as u64).unwrap();
            open.get(at)?["id"].as_str()?.parse().ok()
        };
        let request = match choice {
            Choice::Accept => question(self).map(|id| Request::Accept(id, None)),
            Choice::Reject => question(self).map(Request::Reject),
            Choice::Merge => id(Entity::Clients)
                .zip(id(Entity::Clients))
                .map(|(one, other)| Request::Merge(one.parse().unwrap(), other.parse().unwrap())),
            Choice::Unmerge => id(Entity::Clients).map(|one| Request::Unmerge(one.parse().unwrap())),
            Choice::Undo => id(Entity::Decisions).map(|one| Request::Undo(one.parse().unwrap())),
            Choice::Link => id(Entity::Payments)
                .zip(id(Entity::Invoices))
                .map(|(one, other)| Request::Link(one.parse().unwrap(), other.parse().unwrap(), None)),
            Choice::Unlink => id(Entity::Payments)
                .zip(id(Entity::Invoices))
                .map(|(one, other)| Request::Unlink(one.parse().unwrap(), other.parse().unwrap())),
            Choice::Assign => id(Entity::Payments)
                .zip(id(Entity::Clients))
                .map(|(one, other)| Request::AssignPayment(one.parse().unwrap(), other.parse().unwrap())),
        };
        let Some(request) = request else { return };
        let mut workspace = self.desk.open();
        let order =
            Order { request: &request, who: "Ольга", reason: "позвонила", dry_run: false, now: self.now };
        match decide(&mut workspace, order) {
            Ok(_) => {}
            Err(DecideError::Refused(_)) => return,
            Err(DecideError::Sync(error)) => panic!("{request:?} fails: {error:?}"),
        }
        let about_clients = matches!(choice, Choice::Accept | Choice::Merge | Choice::Unmerge | Choice::Undo);
        self.ledger.clients_moved |= about_clients;
    }
}

/// Somebody writes over a file right before it is opened; later every step fails.
fn written_over(
    (step, path): (Step, &Path),
    (file, bytes): (&Path, &[u8]),
    opened: &Cell<bool>,
    count: &Cell<usize>,
    after: usize,
) -> io::Result<()> {
    if opened.get() {
        let dead = count.replace(count.get() + 1) >= after;
        return if dead { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) };
    }
    if matches!(step, Step::Read | Step::Rename) && path == file {
        opened.set(true);
        fs::write(file, bytes).unwrap();
    }
    Ok(())
}
