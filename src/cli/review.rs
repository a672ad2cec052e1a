//! `sverka review`: what waits for a person, and what people decide.
//!
//! | file | verbs |
//! |---|---|
//! | `list`, `show` | the questions, one question with everything about both sides |
//! | `joins` | what was made one client |
//! | `answer` | `accept`, `reject` |
//! | `clients` | `merge`, `unmerge`, `split`, `delete`, `restore` |
//! | `money` | `link`, `unlink`, `assign` |
//! | `rule` | `rule add`, `rule list`, `rule remove` |
//! | `rematch` | `rematch`: who is who, judged anew |
//! | `decisions` | the history |
//! | `desk` | workbooks, in words |
//! | `undo` | `undo` |
//! | `verdict` | decisions in words |
//! | `changes` | what a decision changed, in words and as JSON |
//! | `asked` | the questions that it closed and those it asks |

use std::env;
use std::process::ExitCode;

use clap::Subcommand;
use sverka::pipeline::decide::{Order, Request};

use super::error::CliError;
use super::{Context, terminal, wire};

mod answer;
mod asked;
pub(super) mod changes;
mod clients;
mod decisions;
mod desk;
mod joins;
mod list;
mod money;
mod rematch;
mod rule;
mod show;
mod undo;
pub(crate) mod verdict;

pub(crate) use rematch::membership;
pub(crate) use show::Shown;

/// See what waits for a person and decide: who is who, what pays what, what a source says in doubt.
///
/// A decision is applied at once, outlives every later import, and can be undone.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Verb {
    List(list::Args),
    Show(show::Args),
    Accept(answer::AcceptArgs),
    Reject(answer::RejectArgs),
    Merge(clients::MergeArgs),
    Unmerge(clients::UnmergeArgs),
    Split(clients::SplitArgs),
    Delete(clients::DeleteArgs),
    Restore(clients::RestoreArgs),
    Link(money::LinkArgs),
    Unlink(money::UnlinkArgs),
    Assign(money::AssignArgs),
    Rule(rule::Args),
    Rematch(rematch::Args),
    Decisions(decisions::Args),
    Undo(undo::Args),
}

/// Who decides, why, and whether for real.
#[derive(Debug, clap::Args)]
pub(crate) struct Signature {
    /// Who decides; without it, the name of the system's user.
    #[arg(long, value_name = "NAME")]
    who: Option<String>,

    /// Why, in your own words; kept with the decision.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) reason: String,

    /// Show what would change, change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

impl Signature {
    /// The name that is kept.
    pub(crate) fn who(&self) -> String {
        let named = self.who.clone().filter(|name| !name.trim().is_empty());
        let of_system = || ["USERNAME", "USER", "LOGNAME"].into_iter().find_map(|name| env::var(name).ok());
        let of_system = || of_system().filter(|name| !name.trim().is_empty()).or_else(of_home);
        named.or_else(of_system).map_or_else(|| "admin".to_owned(), |name| name.trim().to_owned())
    }
}

/// The name of the system's user as the folder of the home has it: a service or a container may have no other.
fn of_home() -> Option<String> {
    let home = env::home_dir()?;
    Some(home.file_name()?.to_str()?.to_owned()).filter(|name| !name.trim().is_empty())
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::List(args) => list::run(args, context),
        Verb::Show(args) => show::run(args, context),
        Verb::Accept(args) => decide(&args.request(), &args.signature, context),
        Verb::Reject(args) => decide(&args.request(), &args.signature, context),
        Verb::Merge(args) => decide(&args.request(), &args.signature, context),
        Verb::Unmerge(args) => decide(&args.request(), &args.signature, context),
        Verb::Split(args) => decide(&args.request(), &args.signature, context),
        Verb::Delete(args) => decide(&args.request(), &args.signature, context),
        Verb::Restore(args) => decide(&args.request(), &args.signature, context),
        Verb::Link(args) => decide(&args.request(), &args.signature, context),
        Verb::Unlink(args) => decide(&args.request(), &args.signature, context),
        Verb::Assign(args) => decide(&args.request()?, &args.signature, context),
        Verb::Rule(args) => rule::run(args, context),
        Verb::Rematch(args) => rematch::run(args, context),
        Verb::Decisions(args) => decisions::run(args, context),
        Verb::Undo(args) => decide(&args.request(), &args.signature, context),
    }
}

/// Decides, and says what that changed.
fn decide(request: &Request, signature: &Signature, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let who = signature.who();
    let order = Order { request, who: &who, reason: &signature.reason, dry_run: signature.dry_run, now: wire::now() };
    let answer = wire::decide(&config, context.lang, order)?;
    if context.json {
        terminal::print_json(&changes::to_json(&answer, signature.dry_run))?;
    } else {
        terminal::print(&changes::render(&answer, signature.dry_run, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}
