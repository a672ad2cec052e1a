//! A disk that really takes no more: the system lets no file of the program grow beyond a size.

use std::cell::Cell;
use std::env;
use std::process::{Command, Stdio};
use std::rc::Rc;

use sverka::model::steps::{unwatch, watch};

use crate::broken::calm;
use crate::desk::{Desk, files_below};
use crate::ended::{PROGRAM, TOLD};
use crate::points::points;
use crate::state::made_good;
use crate::world::{copy, first, second};

/// The unit of sizes that are tried, in bytes.
const BLOCK: u64 = 512;

/// The signal that such a write sends is not the end: the write fails, as on a full disk.
const LIMITED: &str = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";

fn run_limited(desk: &Desk, blocks: usize) {
    let ended = Command::new("sh")
        .args(["-c", LIMITED, "sh", &blocks.to_string()])
        .arg(env::current_exe().unwrap())
        .args(PROGRAM)
        .env(TOLD, format!("run|0|{}", desk.path("").display()))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "a full disk is an error, not the end of the program: {said}");
}

/// One more block than the largest file of a workspace ever has during its run.
fn blocks(desk: &Desk) -> usize {
    let (calm, largest) = (copy(desk), Rc::new(Cell::new(0)));
    let (root, seen) = (calm.path(""), Rc::clone(&largest));
    watch(move |_, _| {
        let lengths = files_below(&root).into_iter().filter_map(|file| file.metadata().ok()).map(|known| known.len());
        seen.set(lengths.fold(seen.get(), u64::max));
        Ok(())
    });
    calm.sync();
    unwatch();
    usize::try_from(largest.get().div_ceil(BLOCK)).unwrap() + 1
}

#[test]
fn a_disk_that_takes_no_more_is_made_good() {
    for (name, desk) in [("first run", first()), ("run with edits", second())] {
        let (_, expected) = calm(&desk);
        let total = blocks(&desk);
        let tried = points(total, 8);
        let mut bad = Vec::new();
        for blocks in tried.iter().copied() {
            let full = copy(&desk);
            run_limited(&full, blocks);
            let difference = made_good(&full, &expected);
            if !difference.is_empty() {
                bad.push(format!("files of {blocks} blocks:{difference}"));
            }
        }
        assert!(bad.is_empty(), "{name}: {} of {} sizes\n{}", bad.len(), tried.len(), bad.join("\n"));
        println!("{name}, no file larger than so many blocks: {} of {total} sizes were made good", tried.len());
    }
}
