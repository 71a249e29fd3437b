//! The command line: the only part that touches the terminal, the clock, the locale and the environment.
//!
//! Standard output is the result alone; progress and notes go to standard error. Exit codes are in [`exit`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

mod check;
mod estimate;
#[cfg(feature = "explore")]
mod explore;
mod failure;
mod feasibility;
mod input;
mod inspect;
mod options;
mod outlook;
mod own_district;
mod simulate;
mod starter;
mod study;
mod submit;
mod summary;
mod sweep;
mod terminal;
mod trials;
mod validate;

use failure::Failure;
pub use failure::exit;
use options::{Command, Options};
use starter::Starter;
use terminal::Terminal;

use crate::experiment::store::Busy;
use crate::vocabulary::Language;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        terminal::complain(&format!(
            "{panic}\nThis is a bug in inteso {}, not a fault of yours. Please report it with the command and the lines above; \
             finished runs are kept.",
            env!("CARGO_PKG_VERSION")
        ));
    }));
    // Usage faults and --help leave here, with the codes 2 and 0.
    let options = Options::parse();
    let terminal = Terminal::new(&options.general);
    ExitCode::from(guard(terminal.language(), || dispatch(&terminal, &options)))
}

/// Carries out a command and returns the exit code; a panic is a bug.
fn guard(language: Language, command: impl FnOnce() -> Result<(), Failure>) -> u8 {
    match catch_unwind(AssertUnwindSafe(command)) {
        Ok(Ok(())) => exit::OK,
        Ok(Err(failure)) => {
            let message = failure.phrase();
            if !message.english().is_empty() {
                terminal::complain(message.in_language(language).trim_end());
            }
            failure.exit_code()
        }
        Err(_) => exit::BUG,
    }
}

fn dispatch(terminal: &Terminal, options: &Options) -> Result<(), Failure> {
    match &options.command {
        Command::Compare { experiment, settings, precision, output, no_report } => {
            simulate::compare(terminal, experiment.as_deref(), settings, precision, output, !no_report)
        }
        Command::Run { scenario, settings, output, no_report } => {
            simulate::run(terminal, scenario.as_deref(), settings, output, !no_report)
        }
        Command::Sweep { experiment, settings, output, sweeping } => {
            sweep::sweep(terminal, experiment, settings, output, sweeping)
        }
        Command::Merge(merging) => sweep::merge(terminal, merging, Busy::Refuse),
        Command::Submit { experiment, settings, recording, keeping, order } => {
            submit::submit(terminal, experiment, settings, recording, keeping, order)
        }
        Command::Validate(validating) => validate::validate(terminal, validating),
        Command::Trials(trying) => trials::trials(terminal, trying),
        #[cfg(feature = "explore")]
        Command::Explore(exploring) => explore::explore(terminal, exploring),
        Command::Check { files, settings, until, out } => {
            check::check(terminal, files, settings, &outlook::Asked { width: *until, out: out.as_deref() })
        }
        Command::List => inspect::list(terminal),
        Command::Explain { key } => inspect::explain(terminal, key),
        Command::Diff { a, b } => inspect::diff(terminal, a, b),
        Command::Report { folder } => simulate::report(terminal, folder),
        Command::Digest { folder, out } => simulate::digest(terminal, folder, out),
        Command::New { name, force, numbers, .. } if numbers.district => {
            own_district::new(terminal, name, numbers, *force)
        }
        Command::New { name, experiment, force, .. } => {
            let starter = if *experiment { Starter::Experiment } else { Starter::Scenario };
            starter::new(terminal, starter, name, *force)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrase::Phrase;

    #[test]
    fn every_ending_has_its_exit_code() {
        let ended = |command: fn() -> Result<(), Failure>| guard(Language::English, command);
        assert_eq!(ended(|| Ok(())), 0);
        assert_eq!(ended(|| Err(Failure::Check(Phrase::default()))), 1);
        assert_eq!(ended(|| Err(Failure::Usage(Phrase::default()))), 2);
        assert_eq!(ended(|| Err(Failure::Input(Phrase::default()))), 3);
        assert_eq!(ended(|| Err(Failure::Output(Phrase::default()))), 4);
        assert_eq!(ended(|| Err(Failure::Interrupted(Phrase::default()))), 5);
        assert_eq!(ended(|| Err(Failure::ReaderGone)), 0);
        assert_eq!(ended(|| panic!("as a test")), 70);
    }
}
