//! Files of refused records and runs that are taken back: what was mended in such a run is there to be mended again, and
//! nobody mends for what is gone without a word.

use std::fs;

use sverka::lang::Lang;
use sverka::output::words;
use sverka::pipeline::undo::NotUndone;

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, orders};
use crate::undoing::tried;

const TIME: &str = "2026-10-01T12:00:00";
const MEND: &str = "март.на-исправление.xml";

fn names(desk: &Desk) -> Vec<String> {
    let files = files_below(&desk.path("exchange"));
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

/// An export of three invoices, one of which is refused; the number of its run.
fn handed_out() -> (Desk, i64) {
    let mut desk = Desk::new(SETTINGS);
    let bad = orders(3, TIME).replacen("<Номер>2</Номер><Дата>2026-10-01", "<Номер>2</Номер><Дата>вчера", 1);
    desk.drop("accounting", "март.xml", bad.as_bytes());
    let run = desk.sync().run;
    assert_eq!(names(&desk), ["март.xml.errors.txt", MEND]);
    (desk, run)
}

fn mend(desk: &Desk) {
    let path = desk.path(&format!("exchange/accounting/{MEND}"));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("вчера", "2026-10-02")).unwrap();
}

#[test]
fn what_was_mended_in_a_run_is_there_again_to_be_mended() {
    let (desk, first) = handed_out();
    let (before, handed) = (desk.store(), fs::read(desk.path(&format!("exchange/accounting/{MEND}"))).unwrap());
    let complaint = fs::read(desk.path("exchange/accounting/март.xml.errors.txt")).unwrap();
    mend(&desk);
    let second = desk.sync().run;
    let with = desk.store();
    assert_eq!(names(&desk), [format!("{MEND}.ok.txt")]);
    let Err(NotUndone::Needed(others)) = tried(&desk, first) else { panic!("its records were mended since") };
    assert!(others.iter().any(|one| (one.run, one.sort, one.label.as_str()) == (second, "mended", MEND)), "{others:?}");
    tried(&desk, second).unwrap();
    assert_eq!(desk.store(), before);
    assert_eq!(names(&desk), ["март.xml.errors.txt", MEND, &format!("{MEND}.отменено.txt")]);
    assert_eq!(fs::read(desk.path(&format!("exchange/accounting/{MEND}"))).unwrap(), handed);
    assert_eq!(fs::read(desk.path("exchange/accounting/март.xml.errors.txt")).unwrap(), complaint);
    assert!(desk.sync().files.is_empty(), "nobody has mended it yet");
    mend(&desk);
    desk.sync();
    assert_eq!(names(&desk), [format!("{MEND}.ok.txt")]);
    assert_eq!(crate::undo::without_numbers(desk.store()), crate::undo::without_numbers(with));
}

#[test]
fn nobody_mends_for_what_was_taken_back_without_a_word() {
    let (desk, run) = handed_out();
    tried(&desk, run).unwrap();
    assert_eq!(names(&desk), ["март.xml.отменено.txt"], "what nobody mended goes");
    let (desk, run) = handed_out();
    mend(&desk);
    tried(&desk, run).unwrap();
    assert_eq!(names(&desk), ["март.xml.отменено.txt", MEND], "what somebody mended is hers");
    let empty = desk.store();
    let report = desk.sync();
    let reason = report.files[0].outcome.reason().unwrap();
    assert_eq!((report.files[0].outcome.name(), reason.key.as_str()), ("refused", "mends-undone"));
    let said = words::reason_text(reason, Lang::Ru) + &words::reason_advice(reason, Lang::Ru);
    assert!(said.contains("«март.xml»") && said.contains("Положите целиком тот файл"), "{said}");
    assert_eq!((desk.store(), report.exit_code(false)), (empty, 3));
}

#[test]
fn of_what_came_back_in_parts_only_the_rest_lies_there_again() {
    let mut desk = Desk::new(SETTINGS);
    let bad = orders(3, TIME).replacen("<Номер>2</Номер><Дата>2026-10-01", "<Номер>2</Номер><Дата>вчера", 1);
    let bad = bad.replacen("<Номер>3</Номер><Дата>2026-10-01", "<Номер>3</Номер><Дата>завтра", 1);
    desk.drop("accounting", "март.xml", bad.as_bytes());
    desk.sync();
    let path = desk.path(&format!("exchange/accounting/{MEND}"));
    let handed_out = fs::read_to_string(&path).unwrap();
    // Both times from her own copy, under the same name.
    let half = handed_out.replace("<Дата>вчера", "<Дата>2026-10-02");
    desk.drop("accounting", "исправлено.xml", half.as_bytes());
    let report = desk.sync();
    assert_eq!(report.files[0].tally.rows.refused, 1, "{report:?}");
    let rest = fs::read_to_string(&path).unwrap();
    assert!(rest.contains("завтра") && !rest.contains("<Номер>2<"), "{rest}");
    desk.drop("accounting", "исправлено.xml", half.replace("<Дата>завтра", "<Дата>2026-10-03").as_bytes());
    let last = desk.sync();
    assert_eq!((last.files[0].tally.rows.refused, path.exists()), (0, false), "{last:?}");
    tried(&desk, last.run).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), rest);
}
