//! The command line of INTESO.

use std::process::ExitCode;

fn main() -> ExitCode {
    inteso::cli::main()
}
