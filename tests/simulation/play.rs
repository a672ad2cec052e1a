//! Seeds, one after another; one that fails is told with the fewest steps that still fail.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

use sverka::model::steps::unwatch;

use crate::office::Office;
use crate::plan::{Act, plan};

/// Carries the steps out, and then two runs of which the second must find nothing to do.
fn carried_out(acts: &[Act]) -> Result<(), String> {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let mut office = Office::new();
        acts.iter().for_each(|act| office.act(act));
        office.run();
        let last = office.run();
        assert!(last.workbooks.is_empty(), "a run without news writes books: {:?}", last.workbooks);
        let applied = last.totals.rows.applied;
        assert_eq!(applied, 0, "a run without news applies rows: {:?}", last.files);
    }));
    unwatch();
    played.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("?").to_owned()
    })
}

/// The first steps that are enough to fail, without those that are not needed for it.
fn shrunk(acts: &[Act]) -> Vec<Act> {
    let mut acts = acts.to_vec();
    let mut size = acts.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < acts.len() {
            let mut fewer = acts.clone();
            fewer.drain(at..(at + size).min(acts.len()));
            if carried_out(&fewer).is_err() { acts = fewer } else { at += size }
        }
        size /= 2;
    }
    acts
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_is_lost_or_done_twice_whatever_happens() {
    let (first, count) = match (number("SVERKA_SEED"), number("SVERKA_SEEDS")) {
        (Some(seed), count) => (seed, count.unwrap_or(1)),
        (None, count) => (1, count.unwrap_or(4)),
    };
    let mut acts = 0;
    // What fails while a seed is made small would be told a hundred times.
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let failed: Vec<String> = (first..first + count)
        .filter_map(|seed| {
            let plan = plan(seed);
            acts += plan.len();
            let why = carried_out(&plan).err()?;
            println!("seed {seed} fails and is made small: {why}");
            let fewest = shrunk(&plan);
            let why = carried_out(&fewest).err().unwrap_or_else(|| "not every time".to_owned());
            let steps: String = fewest.iter().map(|act| format!("\n  {act:?}")).collect();
            Some(format!("SVERKA_SEED={seed}: {why}\nafter{steps}\n"))
        })
        .collect();
    set_hook(hook);
    assert!(failed.is_empty(), "{} of {count} seeds fail\n{}", failed.len(), failed.join("\n"));
    println!("{count} seeds with {acts} steps from seed {first} were played");
}
