//! How well payments find what they pay, on an invented market whose right answers are known; printed by scenario.
//!
//! `cargo bench --bench payments -- [SEED] [LINES]`: 20,000 lines against 16,000 invoices of seed 7 unless told. Rules are
//! tuned on odd seeds and reported on even ones. `-- wrong` prints every wrong line, `-- of=SCENARIO` what of one
//! scenario was not automatic and right; `-- keep` leaves the workspace for a look.
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]
#![expect(clippy::indexing_slicing, reason = "the market is invented here, and every index into it")]
#![expect(clippy::let_underscore_must_use, reason = "writing into a text can't fail")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use sverka::config::Config;
use sverka::lang::Lang;
use sverka::pipeline::{SyncOptions, Workspace, sync};

#[path = "support/payments/files.rs"]
mod files;
#[path = "support/payments/lines.rs"]
mod lines;
#[path = "support/payments/market.rs"]
mod market;
#[path = "support/payments/noise.rs"]
mod noise;
#[path = "support/payments/purposes.rs"]
mod purposes;
#[path = "support/payments/random.rs"]
mod random;
#[path = "support/payments/score.rs"]
mod score;

use lines::{Cashier, Line};
use market::Market;
use random::Random;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let full = arguments.iter().any(|argument| argument == "--bench");
    let mut numbers = arguments.iter().filter_map(|argument| argument.parse::<u64>().ok());
    let seed = numbers.next().unwrap_or(8);
    let wanted =
        numbers.next().and_then(|lines| usize::try_from(lines).ok()).unwrap_or(if full { 20_000 } else { 400 });
    let of = arguments.iter().find_map(|argument| argument.strip_prefix("of="));
    let show = of.is_some() || arguments.iter().any(|argument| argument == "wrong");

    let mut random = Random::new(seed);
    let market = Market::invent(&mut random, wanted / 6 + 5, wanted * 4 / 5);
    let lines = Cashier::new(&market, seed).work();
    println!(
        "seed {seed}: {} invoices, {} clients, {} bank lines",
        market.invoices.len(),
        market.clients.len(),
        lines.len()
    );

    let mut folder = tempfile::tempdir()?;
    folder.disable_cleanup(arguments.iter().any(|argument| argument == "keep"));
    let mut workspace = workspace(folder.path(), &market)?;
    for company in 0..market.companies.len() {
        fs::write(
            folder.path().join(format!("exchange/accounting-{company}/message.xml")),
            files::message(&market, company),
        )?;
    }
    println!("invoices: {:.2?}", run(&mut workspace)?);
    drop_statements(folder.path(), &market, &lines, |_| true)?;
    println!("bank lines: {:.2?}", run(&mut workspace)?);
    let score = score::score(workspace.store(), &market, &lines, of)?;
    score.print();
    if show {
        score.examples.iter().for_each(|example| println!("{example}"));
    }

    // The same days again with every third line only, as a bank sends overlapping statements.
    let mut at = 0;
    drop_statements(folder.path(), &market, &lines, |_| {
        at += 1;
        at % 3 == 0
    })?;
    run(&mut workspace)?;
    let again = score::score(workspace.store(), &market, &lines, None)?;
    let resent = lines.len() / 3;
    println!("resent lines: {resent}, stored twice: {}", again.payments - score.payments);
    Ok(())
}

fn drop_statements(
    folder: &Path,
    market: &Market,
    lines: &[Line],
    mut wanted: impl FnMut(&Line) -> bool,
) -> Result<(), Box<dyn Error>> {
    for (at, company) in market.companies.iter().enumerate() {
        let own: Vec<&Line> = lines.iter().filter(|line| line.company == at).filter(|line| wanted(line)).collect();
        fs::write(folder.join(format!("exchange/bank-{at}/statement.txt")), files::statement(company, &own))?;
    }
    Ok(())
}

fn workspace(folder: &Path, market: &Market) -> Result<Workspace, Box<dyn Error>> {
    let mut settings = "[intake]\nquiet_seconds = 0\n".to_owned();
    for (at, company) in market.companies.iter().enumerate() {
        let party = &company.party;
        settings.push_str(&format!(
            "[[source]]\nname = \"accounting-{at}\"\n[[source]]\nname = \"bank-{at}\"\n[[organization]]\nname = '{}'\ntax_id = \"{}\"\naccounts = [\"{}\"]\n",
            party.name, party.tax_id, party.account
        ));
        for source in ["accounting", "bank"] {
            fs::create_dir_all(folder.join(format!("exchange/{source}-{at}")))?;
        }
    }
    let file = folder.join("sverka.toml");
    fs::write(&file, settings)?;
    Ok(Workspace::open(Config::load(&file)?, Lang::Ru)?)
}

/// Takes what lies in the folders; says how long that took, without the workbooks.
fn run(workspace: &mut Workspace) -> Result<Duration, Box<dyn Error>> {
    let start = Instant::now();
    let mut taken = Duration::ZERO;
    let options = SyncOptions {
        verb: "sync",
        dry_run: false,
        now: jiff::Timestamp::now(),
        stop: &AtomicBool::new(false),
        on_event: &mut |event| {
            if let sverka::model::run::RunEvent::Finished { file } = event {
                taken = start.elapsed();
                assert!(file.tally.rows.refused == 0, "the market's files are in order: {:?}", file.issues.first());
            }
        },
    };
    let report = sync(workspace, options)?;
    for file in &report.files {
        assert!(file.outcome.name() == "taken", "{}: {:?}", file.path, file.outcome);
    }
    Ok(taken)
}
