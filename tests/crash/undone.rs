//! Taking a run back, broken at a step: it is wholly there or not at all, and the next run writes what must be told.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use sverka::model::ids::RunId;
use sverka::model::steps::{unwatch, watch};
use sverka::model::undone::Undoable;
use sverka::pipeline::SyncError;
use sverka::pipeline::undo::{NotUndone, UndoOrder, Undone, undo};

use crate::desk::Desk;
use crate::points::points;
use crate::state::{made_good, state};
use crate::world::{copy, second};

fn tried(desk: &Desk, run: i64) -> Result<Result<Undone, NotUndone>, SyncError> {
    let config = desk.config();
    let mut workspace = sverka::pipeline::Workspace::open(config, sverka::lang::Lang::Ru)?;
    undo(
        &mut workspace,
        &UndoOrder {
            run: RunId(run),
            who: "Ольга",
            reason: "",
            dry_run: false,
            now: "2026-11-02T09:00:00Z".parse().unwrap(),
        },
    )
}

/// Takes the run back while every step from `point` on, or only that one, fails; how many steps it took.
fn broken(desk: &Desk, run: i64, point: usize, lasts: bool) -> usize {
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    watch(move |_, _| {
        let number = counted.replace(counted.get() + 1);
        let fails = number == point || lasts && number > point;
        if fails { Err(io::Error::from_raw_os_error(28)) } else { Ok(()) }
    });
    // What it says of the failure is not looked at here: what it left is.
    drop(tried(desk, run));
    unwatch();
    count.get()
}

#[test]
fn a_step_of_taking_a_run_back_that_fails_is_made_good() {
    let desk = second();
    let run = desk.sync().run;
    let calm = copy(&desk);
    let total = broken(&calm, run, usize::MAX, false);
    calm.sync();
    let expected = state(&calm);
    let (mut bad, mut stood) = (Vec::new(), 0);
    for lasts in [false, true] {
        for point in points(total, 10) {
            let other = copy(&desk);
            broken(&other, run, point, lasts);
            match tried(&other, run).unwrap() {
                Ok(_) => {}
                Err(NotUndone::Not(Undoable::Undone { .. })) => stood += 1,
                Err(refused) => panic!("step {point}: {refused:?}"),
            }
            let difference = made_good(&other, &expected);
            if !difference.is_empty() {
                bad.push(format!("step {point} of {total}, lasts: {lasts}:{difference}"));
            }
        }
    }
    assert!(bad.is_empty(), "{} steps\n{}", bad.len(), bad.join("\n"));
    println!("{total} steps; after {stood} that were tried it was taken back already");
}
