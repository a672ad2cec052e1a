//! `review rule`: money from a payer's tax number is always one client's.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;
use sverka::model::ids::{ClientId, DecisionId};
use sverka::pipeline::decide::Request;

use super::super::error::CliError;
use super::super::{Context, terminal, wire};
use super::{Signature, decide, decisions};

/// Rules for payments: whose money from a payer's tax number is.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
enum Verb {
    /// Money from this tax number is this client's: what came already and what will come.
    Add {
        /// The payer's tax number.
        #[arg(long, value_name = "DIGITS")]
        tax_id: String,
        /// The client whose money it is (C-3).
        #[arg(long, value_name = "CLIENT")]
        client: ClientId,
        #[command(flatten)]
        signature: Signature,
    },
    /// The rules that hold.
    List,
    /// A rule no longer holds; what it decided is judged anew.
    Remove {
        /// The rule (J-3), as `rule list` shows it.
        #[arg(value_name = "RULE")]
        rule: DecisionId,
        #[command(flatten)]
        signature: Signature,
    },
}

pub(super) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::Add { tax_id, client, signature } => {
            decide(&Request::AddRule(tax_id.clone(), *client), signature, context)
        }
        Verb::Remove { rule, signature } => decide(&Request::RemoveRule(*rule), signature, context),
        Verb::List => list(context),
    }
}

fn list(context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let mut rules = wire::decisions(&config)?;
    rules.retain(|decision| decision.fact.name() == "rule" && decision.undone_by.is_none());
    if context.json {
        terminal::print_json(&json!({ "rules": rules }))?;
    } else if rules.is_empty() {
        terminal::print(&context.lang.text("review-no-rules", &[]))?;
    } else {
        terminal::print(&decisions::render(&rules, &config, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}
