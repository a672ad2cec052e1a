//! A disk that really takes no more: the system lets no file of the program grow beyond a size.

use std::env;
use std::process::{Command, Stdio};

use crate::broken::calm;
use crate::desk::Desk;
use crate::ended::{PROGRAM, TOLD};
use crate::points::points;
use crate::state::made_good;
use crate::world::{copy, first, second};

/// The sizes that are tried reach so far, in blocks of 512 bytes: behind the largest file of the small workspace.
const BLOCKS: usize = 2_000;

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

#[test]
fn a_disk_that_takes_no_more_is_made_good() {
    for (name, desk) in [("first run", first()), ("run with edits", second())] {
        let (_, expected) = calm(&desk);
        let tried = points(BLOCKS, 8);
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
        println!("{name}, no file larger than so many blocks: {} of {BLOCKS} sizes were made good", tried.len());
    }
}
