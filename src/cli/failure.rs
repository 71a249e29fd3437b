//! Failures: why a command did not do what was asked, in words and as an exit code.

use crate::analysis::folder::FolderFault;
use crate::experiment::merge::MergeFault;
use crate::experiment::new_file::StoreFault;
use crate::phrase::Phrase;
use crate::scenario::Faults;
use crate::vocabulary::Language;

/// Exit codes.
pub mod exit {
    /// All went well.
    pub const OK: u8 = 0;
    /// A check of the model failed.
    pub const CHECK: u8 = 1;
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
pub(super) enum Failure {
    /// The model does not meet what it is held against.
    Check(Phrase),
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
    /// Whoever read the result has gone; that is no fault.
    ReaderGone,
}

impl Failure {
    pub(super) const fn exit_code(&self) -> u8 {
        match self {
            Self::Check(_) => exit::CHECK,
            Self::Usage(_) => exit::USAGE,
            Self::Input(_) | Self::Faults(_) => exit::FAULTY_INPUT,
            Self::Output(_) => exit::OUTPUT,
            Self::Interrupted(_) => exit::INTERRUPTED,
            Self::ReaderGone => exit::OK,
        }
    }

    pub(super) fn phrase(&self) -> Phrase {
        match self {
            Self::Check(text)
            | Self::Usage(text)
            | Self::Input(text)
            | Self::Output(text)
            | Self::Interrupted(text) => text.clone(),
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

impl From<MergeFault> for Failure {
    fn from(fault: MergeFault) -> Self {
        match fault {
            MergeFault::Store(fault) => fault.into(),
            other => Self::Input(other.phrase()),
        }
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
