//! `new --district`: a district of one's own from ten numbers, with a scenario and an experiment that can be run at once.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::failure::Failure;
use super::feasibility;
use super::input;
use super::options::Settings;
use super::terminal::Terminal;
use crate::experiment::new_file::{NewFile, StoreFault};
use crate::own_district::{self, Asked, Figure, Figures};
use crate::phrase::{Phrase, phrase};
use crate::run::Models;

pub(super) mod numbers;

use numbers::Numbers;

/// Writes district, scenario and experiment.
///
/// # Errors
/// Returns all faults of the numbers, or why the files cannot be written; then none of them is.
pub(super) fn new(terminal: &Terminal, path: &Path, numbers: &Numbers, force: bool) -> Result<(), Failure> {
    let name = name(path)?;
    let called = |asked: &Asked| Phrase::same(asked.option);
    let figures = Figures::read(numbers.typed(), called).map_err(|faults| {
        let each = faults.iter().map(|wrong| phrase!("error: {why}", "Fehler: {why}"; why = wrong.why));
        Failure::Input(Phrase::join(&each.collect::<Vec<_>>(), "\n"))
    })?;
    let files = own_district::files(&name, &figures, terminal.language());
    try_out(&files)?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let files: Vec<(PathBuf, String)> =
        files.into_iter().map(|(name, text)| (folder.join(name), text)).collect();
    place(&folder, &files, force)?;
    let paths: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    said(terminal, &figures, &paths)
}

/// Returns the name of the district, which its files bear.
fn name(path: &Path) -> Result<String, Failure> {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = file.strip_suffix(".toml").unwrap_or(&file).trim().to_owned();
    if name.is_empty() || name.contains(['"', '\\', '{', '}', '`']) || name.chars().any(char::is_control) {
        let path = path.display();
        return Err(Failure::Usage(phrase!(
            "`{path}` is not a name for a district: expected letters, digits and - such as `north-end`",
            "`{path}` ist kein Name für einen Stadtbezirk: erwartet werden Buchstaben, Ziffern und -, wie `nordstadt`"
        )));
    }
    Ok(name)
}

/// Reads the files as they will be read, and looks whether the budget suffices.
fn try_out(files: &[(String, String)]) -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(|error| StoreFault::unwritable(&std::env::temp_dir(), error))?;
    let mut paths = Vec::new();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, text).map_err(|error| StoreFault::unwritable(&path, error))?;
        paths.push(path.display().to_string());
    }
    let settings = Settings::default();
    let loaded = input::scenario(&input::open(&paths[1])?, &settings)?;
    input::experiment(&input::open(&paths[2])?, &settings)?;
    feasibility::model(&mut Models::default(), &loaded.scenario, &loaded.places).map_err(|unpaid| {
        Failure::Input(phrase!("--budget: {why}", "--budget: {why}"; why = unpaid.sentence))
    })?;
    Ok(())
}

/// Writes all files, or none.
fn place(folder: &Path, files: &[(PathBuf, String)], force: bool) -> Result<(), Failure> {
    for (path, _) in files {
        let found = path.display();
        if path.is_dir() {
            return Err(Failure::Output(phrase!("`{found}` is a folder", "`{found}` ist ein Ordner")));
        }
        if path.exists() && !force {
            return Err(Failure::Output(phrase!(
                "`{found}` is there already; --force replaces it",
                "`{found}` gibt es schon; --force ersetzt die Datei"
            )));
        }
    }
    if !folder.as_os_str().is_empty() {
        std::fs::create_dir_all(folder).map_err(|error| StoreFault::unwritable(folder, error))?;
    }
    let mut written = Vec::new();
    for (path, text) in files {
        let mut file = NewFile::create(path)?;
        let filled = file.write_all(text.as_bytes()).and_then(|()| file.flush());
        filled.map_err(|error| StoreFault::unwritable(path, error))?;
        written.push(file);
    }
    // Whatever could be missing, room or rights, is there by now.
    written.into_iter().try_for_each(NewFile::put_in_place)?;
    Ok(())
}

/// Says which files there are, which numbers were guessed, and what comes next.
fn said(terminal: &Terminal, figures: &Figures, paths: &[String]) -> Result<(), Failure> {
    if terminal.is_json() {
        let numbers: Vec<_> = figures
            .each()
            .map(|(asked, Figure { value, guess })| {
                json!({
                    "option": asked.option,
                    "value": value,
                    "is_guess": guess.is_some(),
                    "guess": guess.as_ref().map(|how| terminal.say(how)),
                })
            })
            .collect();
        terminal.json(&json!({ "files": paths, "numbers": numbers }))?;
    } else {
        terminal.result(&paths.iter().fold(String::new(), |text, path| text + path + "\n"))?;
    }
    let (given, guessed) = (figures.given(), figures.each().count() - figures.given());
    terminal.note(&phrase!(
        "of ten numbers {given} were given and {guessed} guessed:",
        "von zehn Zahlen sind {given} angegeben und {guessed} geschätzt:"
    ));
    for (asked, Figure { value, guess }) in figures.each() {
        let (option, label, shown) = (asked.option, asked.label(), asked.shown(*value));
        let how = guess.as_ref().map_or_else(
            || phrase!("given", "angegeben"),
            |how| phrase!("guess: {how}", "Schätzung: {how}"; how = *how),
        );
        terminal.note(&phrase!(
            "  {option:<20} {shown} {label} ({how})",
            "  {option:<20} {shown} {label} ({how})";
            label = label, shown = shown, how = how
        ));
    }
    let quoted = |path: &String| if path.contains(' ') { format!("\"{path}\"") } else { path.clone() };
    let [_, scenario, experiment] = [0, 1, 2].map(|position| quoted(&paths[position]));
    terminal.note(&phrase!("next:", "weiter mit:"));
    terminal.note(&phrase!(
        "  inteso check {experiment}     budget, number of runs, time\n  inteso run {scenario}         one form, week by week\n  inteso compare {experiment}   the forms beside each other",
        "  inteso check {experiment}     Budget, Zahl der Läufe, Dauer\n  inteso run {scenario}         eine Form, Woche für Woche\n  inteso compare {experiment}   die Formen nebeneinander"
    ));
    Ok(())
}
