//! The `sverka` command: parses the command line, runs one verb, prints the error, ends with its code.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::main()
}
