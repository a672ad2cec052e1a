//! Somebody writes a file at the very moment of a step, and the run ends at a later one: what was written is taken.

use std::cell::Cell;
use std::fs;
use std::io;
use std::rc::Rc;

use sverka::model::steps::{Step, unwatch, watch};
use sverka::store::export::Entity;

use crate::desk::Desk;
use crate::world::{cards, first};

fn invoices(desk: &Desk) -> usize {
    let mut count = 0;
    let mut add = |_| {
        count += 1;
        Ok(())
    };
    desk.open().store().export(Entity::Invoices, &mut add).unwrap();
    count
}

/// An export is written over one that waits, right before a step on it; from so many steps later on nothing works any
/// more. Whether the run came so far.
fn written_over(desk: &Desk, at: usize, dead_after: usize) -> bool {
    let file = desk.path("exchange/accounting/orders.jsonl");
    let (steps, since, dead) = (Cell::new(0), Cell::new(None), Rc::new(Cell::new(false)));
    let is_dead = Rc::clone(&dead);
    watch(move |step, path| {
        if path == file && matches!(step, Step::Read | Step::Rename) {
            steps.set(steps.get() + 1);
        }
        if steps.get() == at && since.get().is_none() {
            fs::write(&file, cards(4..=5, "50.00")).unwrap();
            since.set(Some(0));
        } else if let Some(count) = since.get() {
            since.set(Some(count + 1));
            if count + 1 >= dead_after {
                is_dead.set(true);
                return Err(io::Error::from_raw_os_error(5));
            }
        }
        Ok(())
    });
    drop(desk.try_run(false));
    unwatch();
    dead.get()
}

#[test]
fn an_export_written_over_the_original_while_it_is_filed_is_taken_wherever_the_run_ends() {
    let mut tried = 0;
    // Opened for the archive, looked at before it is moved, moved.
    for at in 1..=3 {
        for dead_after in 1.. {
            let mut desk = first();
            desk.drop("accounting", "orders.jsonl", &cards(1..=3, "100.00"));
            let died = written_over(&desk, at, dead_after);
            desk.sync();
            desk.sync();
            // Written over before it was opened, it was never seen: what lies there is all there is.
            assert_eq!(invoices(&desk), 5, "written over at {at}, dead {dead_after} steps later");
            tried += 1;
            if !died || dead_after >= 8 {
                break;
            }
        }
    }
    println!("{tried} ends after an export was written over were made good");
}
