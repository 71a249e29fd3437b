//! `new`: a commented scenario or experiment to begin with.

use std::path::Path;

use serde_json::json;

use super::failure::Failure;
use super::terminal::Terminal;
use crate::experiment::new_file::{StoreFault, write_file};
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::Language;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Starter {
    /// A scenario.
    Scenario,
    /// An experiment that compares configurations.
    Experiment,
}

impl Starter {
    /// Returns the text; `NAME` is replaced.
    const fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Scenario, Language::English) => include_str!("starters/scenario.en.toml"),
            (Self::Scenario, Language::German) => include_str!("starters/scenario.de.toml"),
            (Self::Experiment, Language::English) => include_str!("starters/experiment.en.toml"),
            (Self::Experiment, Language::German) => include_str!("starters/experiment.de.toml"),
        }
    }

    /// Says which two commands come next.
    fn next(self, path: &Path) -> Phrase {
        let path = path.display();
        match self {
            Self::Scenario => phrase!(
                "next: inteso check {path}    what it resolves to, and all faults\n      inteso run {path}      runs it",
                "weiter: inteso check {path}    was daraus wird, und alle Fehler\n        inteso run {path}      rechnet es"
            ),
            Self::Experiment => phrase!(
                "next: inteso check {path}      what it comes to, and all faults\n      inteso compare {path}    runs it and writes a report",
                "weiter: inteso check {path}      was daraus wird, und alle Fehler\n        inteso compare {path}    rechnet es und schreibt einen Bericht"
            ),
        }
    }
}

/// Writes a starter.
///
/// # Errors
/// Returns why it cannot be written; a file that is there stays unless `force` is given.
pub(super) fn new(terminal: &Terminal, starter: Starter, path: &Path, force: bool) -> Result<(), Failure> {
    let mut path = path.to_owned();
    if path.extension().is_none_or(|ending| ending != "toml") {
        path.as_mut_os_string().push(".toml");
    }
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if name.is_empty() || name.contains(['"', '\\']) || name.chars().any(char::is_control) {
        let path = path.display();
        return Err(Failure::Usage(phrase!(
            "`{path}` is not a name for a scenario or an experiment",
            "`{path}` ist kein Name für ein Szenario oder Experiment"
        )));
    }
    if path.exists() && !force {
        let path = path.display();
        return Err(Failure::Output(phrase!(
            "`{path}` is there already; --force replaces it",
            "`{path}` gibt es schon; --force ersetzt die Datei"
        )));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| StoreFault::unwritable(folder, error))?;
    }
    write_file(&path, starter.text(terminal.language()).replace("NAME", &name).as_bytes())?;
    if terminal.is_json() {
        terminal.json(&json!({ "file": path.display().to_string() }))?;
    } else {
        terminal.result(&format!("{}\n", path.display()))?;
    }
    terminal.note(&starter.next(&path));
    Ok(())
}
