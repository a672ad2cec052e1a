//! A step that fails, and a world in which every step fails from a moment on.

use std::cell::Cell;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use sverka::model::steps::{Step, unwatch, watch};

use crate::desk::Desk;
use crate::points::points;
use crate::state::{State, made_good, state, unlike_but_for_numbers};
use crate::world::{copy, first, second};

/// No space, no permission, a failing disk, a share that is gone.
const ERRORS: [i32; 4] = [28, 13, 5, 116];

/// What comes after the step that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// All is well again.
    Well,
    /// Everything fails.
    Nothing,
}

/// Runs once; the steps it took, and whether the broken one was reached.
fn run_watched(desk: &Desk, mut at_step: impl FnMut(usize, Step, &Path) -> io::Result<()> + 'static) -> usize {
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    watch(move |step, path| {
        let number = counted.replace(counted.get() + 1);
        at_step(number, step, path)
    });
    // What it says of the failure is not looked at here: what it left is.
    drop(desk.try_run(false));
    unwatch();
    count.get()
}

/// The undisturbed run: how many steps it has, and what it comes to.
pub(crate) fn calm(desk: &Desk) -> (usize, State) {
    let calm = copy(desk);
    let steps = run_watched(&calm, |_, _, _| Ok(()));
    calm.sync();
    (steps, state(&calm))
}

fn survive(name: &str, desk: &Desk, after: After, usually: usize) {
    let (total, expected) = calm(desk);
    let tried = points(total, usually);
    let mut bad = Vec::new();
    for point in tried.iter().copied() {
        let broken = copy(desk);
        let place = Rc::new(Cell::new(None));
        let seen = Rc::clone(&place);
        let code = ERRORS[point % ERRORS.len()];
        run_watched(&broken, move |number, step, path| {
            if number == point || (number > point && after == After::Nothing) {
                seen.set(seen.take().or_else(|| Some((step, path.to_owned()))));
                return Err(io::Error::from_raw_os_error(code));
            }
            Ok(())
        });
        let place = place.take();
        // A source that could not be listed comes after the others, and what it brings has other numbers: all is there.
        let is_listing = place.as_ref().is_some_and(|(step, path): &(Step, PathBuf)| {
            *step == Step::Read && path.parent().is_some_and(|above| above.ends_with("exchange"))
        });
        let difference = made_good(&broken, &expected);
        let difference =
            if is_listing && !difference.is_empty() { unlike_but_for_numbers(&broken, &expected) } else { difference };
        if !difference.is_empty() {
            bad.push(format!("step {point} of {total}, {place:?}, error {code}:{difference}"));
        }
    }
    assert!(bad.is_empty(), "{name}, {after:?}: {} of {} steps\n{}", bad.len(), tried.len(), bad.join("\n"));
    println!("{name}, {after:?}: {} of {total} steps failed and were made good", tried.len());
}

#[test]
fn a_step_of_a_first_run_that_fails_is_made_good() {
    survive("first run", &first(), After::Well, 12);
}

#[test]
fn a_step_of_a_run_with_edits_that_fails_is_made_good() {
    survive("run with edits", &second(), After::Well, 12);
}

#[test]
fn a_first_run_whose_disk_dies_is_made_good() {
    survive("first run", &first(), After::Nothing, 12);
}

#[test]
fn a_run_with_edits_whose_disk_dies_is_made_good() {
    survive("run with edits", &second(), After::Nothing, 12);
}
