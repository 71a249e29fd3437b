//! `trials`: what was published on trials, replayed and held against its bands.

use serde_json::{Value, json};

use super::failure::Failure;
use super::input;
use super::options::Trying;
use super::terminal::{self, Terminal};
use crate::analysis::trials::events::estimates::{csv, find};
use crate::analysis::trials::events::runs::Replicates;
use crate::analysis::trials::events::{self, has_events};
use crate::analysis::trials::kept::Kept;
use crate::analysis::trials::published::{Judged, Study};
use crate::analysis::trials::runs;
use crate::analysis::trials::study;
use crate::analysis::trials::verdict::{Finding, StudyFinding, Verdict};
use crate::experiment::new_file::write_file;
use crate::experiment::sweep::Watch;
use crate::phrase::{Phrase, phrase};
use crate::report;
use crate::scenario::embedded::TRIALS;
use crate::scenario::{Fault, Faults};
use crate::statistics::pooled::Pooled;

/// The page.
const PAGE: &str = "trials.html";
/// The table of what events do.
const EFFECTS: &str = "effects.csv";

/// Runs trials and says where what they find lies.
///
/// # Errors
/// Returns that a published figure is missed, or why there is no result.
pub(super) fn trials(terminal: &Terminal, trying: &Trying) -> Result<(), Failure> {
    let Trying { files, settings, threads, out } = trying;
    let all: Vec<&str> = TRIALS.iter().map(|(name, _)| *name).collect();
    let names: Vec<&str> = if files.is_empty() { all } else { files.iter().map(String::as_str).collect() };
    let (events, names): (Vec<&str>, Vec<&str>) =
        names.into_iter().partition(|name| input::open(name).is_ok_and(|document| has_events(&document)));
    for name in &events {
        run_events(terminal, trying, name)?;
    }
    if names.is_empty() {
        return Ok(());
    }
    let studies = studies(&names, &settings.assignments())?;
    // A folder that cannot be had is said before anything is computed for it.
    out.as_deref().map_or(Ok(()), super::validate::create)?;
    let threads = threads.map_or_else(terminal::threads_of_machine, usize::from);
    let mut findings = Vec::new();
    for study in &studies {
        terminal.note(&Phrase::same(study.name.clone()));
        let bar = terminal.progress();
        let watch = Watch { stop: terminal::stop_flag(), progress: &|progress| bar.show(progress) };
        let most = settings.replicates.unwrap_or_else(|| runs::most(study));
        let kept = out.as_deref().map(|folder| Kept::open(folder, study)).transpose()?;
        let found = runs::run(study, most, threads, watch, kept.as_ref())
            .map_err(|obstacles| Failure::Input(obstacles.phrase()))?;
        drop(bar);
        kept.map_or(Ok(()), Kept::close)?;
        let Some(found) = found else { return Err(interrupted(out.is_some())) };
        findings.push(found);
    }
    // Failures first, in the order of the files among them.
    findings.sort_by_key(|finding| finding.verdict);
    let language = terminal.language();
    if terminal.is_json() {
        let trials: Vec<Value> = findings.iter().map(as_json).collect();
        terminal.json(&json!({ "trials": trials }))?;
    } else {
        terminal.result(&report::trials_table(&findings, language, Terminal::width()))?;
    }
    if let Some(folder) = out {
        let page = report::trials_html(&findings, language);
        write_file(&folder.join(PAGE), page.as_bytes())?;
        terminal::written_to(terminal, folder);
    }
    let missed: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Fail)
        .map(|finding| finding.name)
        .collect();
    if missed.is_empty() {
        return Ok(());
    }
    let missed = missed.join(", ");
    Err(Failure::Check(phrase!(
        "trials missed: {missed}",
        "Versuche außerhalb des veröffentlichten Bereichs: {missed}"
    )))
}

/// Runs an experiment of single events and tells what each does.
fn run_events(terminal: &Terminal, trying: &Trying, name: &str) -> Result<(), Failure> {
    let Trying { settings, threads, out, .. } = trying;
    let experiment = events::events(&input::open(name)?, &settings.assignments())?;
    out.as_deref().map_or(Ok(()), super::validate::create)?;
    let threads = threads.map_or_else(terminal::threads_of_machine, usize::from);
    let replicates =
        settings.replicates.map_or(Replicates::USUAL, |count| Replicates { centre: count, others: count });
    terminal.note(&Phrase::same(experiment.name.clone()));
    let bar = terminal.progress();
    let watch = Watch { stop: terminal::stop_flag(), progress: &|progress| bar.show(progress) };
    let kept = out.as_deref().map(|folder| Kept::open_all(folder, String::new())).transpose()?;
    let found = events::runs::run(&experiment, replicates, threads, watch, kept.as_ref())
        .map_err(|obstacles| Failure::Input(obstacles.phrase()))?;
    drop(bar);
    kept.map_or(Ok(()), Kept::close)?;
    let Some(found) = found else { return Err(interrupted(out.is_some())) };
    let findings = find(&experiment, &found);
    let table = csv(&findings);
    if terminal.is_json() {
        let rows: Vec<&str> = table.lines().collect();
        terminal.json(&json!({ "events": experiment.name, "effects": rows }))?;
    } else {
        terminal.result(&report::events_table(&findings, terminal.language(), Terminal::width()))?;
    }
    if let Some(folder) = out {
        write_file(&folder.join(EFFECTS), table.as_bytes())?;
        terminal::written_to(terminal, folder);
    }
    Ok(())
}

fn interrupted(is_kept: bool) -> Failure {
    Failure::Interrupted(if is_kept {
        phrase!(
            "interrupted: the same call goes on with the replicates that are kept",
            "unterbrochen: derselbe Aufruf macht mit den behaltenen Wiederholungen weiter"
        )
    } else {
        phrase!(
            "interrupted: without --out nothing is kept",
            "unterbrochen: ohne --out bleibt nichts erhalten"
        )
    })
}

/// Reads all of them, and says at once what is wrong with any.
fn studies(names: &[&str], overrides: &[(String, String)]) -> Result<Vec<Study>, Failure> {
    let (mut studies, mut faults): (Vec<Study>, Vec<Fault>) = (Vec::new(), Vec::new());
    for name in names {
        match input::open(name).and_then(|document| Ok(study(&document, overrides)?)) {
            Ok(study) => studies.push(study),
            Err(Failure::Faults(more)) => faults.extend(more.iter().cloned()),
            Err(failure) => return Err(failure),
        }
    }
    if faults.is_empty() { Ok(studies) } else { Err(Failure::Faults(Faults::from(faults))) }
}

fn as_json(found: &StudyFinding<'_>) -> Value {
    let main = found.findings.first();
    json!({
        "name": found.name,
        "verdict": found.verdict.key(),
        "estimate": main.and_then(|finding| finding.found).map(|found| found.value),
        "interval": main.and_then(|finding| finding.found).and_then(|found| found.interval),
        "band": main.and_then(band),
        "replicates": found.replicates,
        "lines": found.findings.iter().map(line).collect::<Vec<_>>(),
    })
}

/// Returns the ends of a band; an open one is empty.
fn band(finding: &Finding<'_>) -> Option<[Option<f64>; 2]> {
    let end = |end: f64| end.is_finite().then_some(end);
    finding.line.band.map(|band| [end(band.low), end(band.high)])
}

fn line(finding: &Finding<'_>) -> Value {
    let pooled =
        |found: &Pooled| json!({ "estimate": found.value, "error": found.error, "interval": found.interval });
    let estimates: serde_json::Map<String, Value> =
        finding.estimates.iter().map(|(kind, found)| (kind.key().to_owned(), pooled(found))).collect();
    json!({
        "name": finding.line.name,
        "about": finding.line.words.english(),
        "verdict": finding.verdict.key(),
        "judged": finding.line.judged.key(),
        "is_null": finding.line.judged == Judged::Interval,
        "estimate": finding.found.map(|found| found.value),
        "error": finding.found.and_then(|found| found.error),
        "interval": finding.found.and_then(|found| found.interval),
        "band": band(finding),
        "estimates": estimates,
        "source": finding.line.source,
    })
}
