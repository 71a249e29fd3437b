//! `new`: a commented scenario to begin with.

use std::path::Path;

use serde_json::json;

use super::failure::Failure;
use super::terminal::Terminal;
use crate::experiment::new_file::{StoreFault, write_file};
use crate::phrase::phrase;

/// The starter; `NAME` is replaced.
const STARTER: &str = r#"# A scenario says only in what it differs from the default one, which is the historical configuration of the two
# Welcome Points. Remove the # before a key to set it.
#   inteso explain intermediary.siting     what a key means
#   inteso check NAME.toml                 faults, budget, estimated time
#   inteso run NAME.toml                   runs it
name = "NAME"                             # a label: changes no number

# replicates = 10                         # runs that differ in chance alone
# weeks = 416                             # from Monday 2015-01-05

[intermediary]                            # for every district
approach = "guide"                        # refer, guide, host, provide; none; existing_services; full_access
siting = "central"                        # central or decentral
budget_eur_per_year = 140_000             # in each district; paid staff is what the budget leaves
# attachment = "attached"                 # standalone, attached or integrated
# sponsorship = "municipal"               # municipal, independent or unattached
# opens = "2015-09-02"

# [district.sb5.intermediary]             # for one district
# siting = "decentral"

# [[change]]                              # the configuration from a date on
# from = "2017-01-02"
# set = { "intermediary.siting" = "decentral" }

# [parameters]                            # overrides of scenarios/evidence
# "counselling.minutes_first_contact" = 40
"#;

/// Writes a starter.
///
/// # Errors
/// Returns why it cannot be written; a file that is there stays unless `force` is given.
pub(super) fn new(terminal: &Terminal, path: &Path, force: bool) -> Result<(), Failure> {
    let mut path = path.to_owned();
    if path.extension().is_none_or(|ending| ending != "toml") {
        path.as_mut_os_string().push(".toml");
    }
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if name.is_empty() || name.contains(['"', '\\']) || name.chars().any(char::is_control) {
        let path = path.display();
        return Err(Failure::Usage(phrase!(
            "`{path}` is not a name for a scenario",
            "`{path}` ist kein Name für ein Szenario"
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
    write_file(&path, STARTER.replace("NAME", &name).as_bytes())?;
    if terminal.is_json() {
        return terminal.json(&json!({ "file": path.display().to_string() }));
    }
    terminal.result(&format!("{}\n", path.display()))
}
