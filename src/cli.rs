//! The command line: the only part that touches the terminal, the clock, the locale and the environment.
//!
//! Standard output is the result alone; progress and notes go to standard error. Exit codes are in [`exit`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser;

mod check;
mod estimate;
mod feasibility;
mod input;
mod inspect;
mod options;
mod simulate;
mod starter;
mod summary;
mod terminal;

use options::{Command, Options};
use terminal::Terminal;

use crate::analysis::folder::FolderFault;
use crate::experiment::store::StoreFault;
use crate::phrase::Phrase;
use crate::scenario::Faults;
use crate::vocabulary::Language;

/// Exit codes.
pub mod exit {
    /// All went well.
    pub const OK: u8 = 0;
    /// The program was called wrongly.
    pub const USAGE: u8 = 2;
    /// A file or setting is faulty.
    pub const FAULTY_INPUT: u8 = 3;
    /// The output cannot be written, or the folder was refused.
    pub const OUTPUT: u8 = 4;
    /// The program was interrupted; the same call resumes.
    pub const INTERRUPTED: u8 = 5;
    /// The program is wrong.
    pub const BUG: u8 = 70;
}

/// Why a command did not do what was asked.
#[derive(Debug)]
enum Failure {
    /// Called wrongly.
    Usage(Phrase),
    /// Faulty input.
    Input(Phrase),
    /// Faulty files or settings, each fault with its place.
    Faults(Faults),
    /// Output that cannot be written.
    Output(Phrase),
    /// Stopped by the user.
    Interrupted(Phrase),
    /// Whoever read the result has gone; that is not a fault.
    ReaderGone,
}

impl Failure {
    const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => exit::USAGE,
            Self::Input(_) | Self::Faults(_) => exit::FAULTY_INPUT,
            Self::Output(_) => exit::OUTPUT,
            Self::Interrupted(_) => exit::INTERRUPTED,
            Self::ReaderGone => exit::OK,
        }
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Usage(text) | Self::Input(text) | Self::Output(text) | Self::Interrupted(text) => {
                text.clone()
            }
            Self::Faults(faults) => {
                let texts =
                    [Language::English, Language::German].map(|language| faults.in_language(language));
                let [english, german] = texts;
                Phrase::new(english, german)
            }
            Self::ReaderGone => Phrase::default(),
        }
    }
}

impl From<StoreFault> for Failure {
    fn from(fault: StoreFault) -> Self {
        Self::Output(fault.phrase())
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<FolderFault> for Failure {
    fn from(fault: FolderFault) -> Self {
        let [english, german] =
            [Language::English, Language::German].map(|language| fault.in_language(language));
        Self::Input(Phrase::new(english, german))
    }
}

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
        Command::Compare { experiment, settings, output } => {
            simulate::compare(terminal, experiment.as_deref(), settings, output)
        }
        Command::Run { scenario, settings, output } => {
            simulate::run(terminal, scenario.as_deref(), settings, output)
        }
        Command::Check { files, settings } => check::check(terminal, files, settings),
        Command::List => inspect::list(terminal),
        Command::Explain { key } => inspect::explain(terminal, key),
        Command::Diff { a, b } => inspect::diff(terminal, a, b),
        Command::Report { folder } => simulate::report(terminal, folder),
        Command::Digest { folder, out } => simulate::digest(terminal, folder, out),
        Command::New { name, force } => starter::new(terminal, name, *force),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ending_has_its_exit_code() {
        let ended = |command: fn() -> Result<(), Failure>| guard(Language::English, command);
        assert_eq!(ended(|| Ok(())), 0);
        assert_eq!(ended(|| Err(Failure::Usage(Phrase::default()))), 2);
        assert_eq!(ended(|| Err(Failure::Input(Phrase::default()))), 3);
        assert_eq!(ended(|| Err(Failure::Output(Phrase::default()))), 4);
        assert_eq!(ended(|| Err(Failure::Interrupted(Phrase::default()))), 5);
        assert_eq!(ended(|| Err(Failure::ReaderGone)), 0);
        assert_eq!(ended(|| panic!("as a test")), 70);
    }
}
