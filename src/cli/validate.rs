//! `validate`: published figures, each computed from runs and held against its band.

use std::path::Path;

use serde_json::{Value, json};

use super::failure::Failure;
use super::options::Validating;
use super::terminal::{self, Terminal};
use crate::analysis::targets::verdict::{FactFinding, Finding, facts, find};
use crate::analysis::targets::{all, runs};
use crate::experiment::new_file::write_file;
use crate::experiment::sweep::Watch;
use crate::phrase::phrase;
use crate::report;

/// The page.
const PAGE: &str = "validation.html";

/// Computes all figures and says which are met.
///
/// # Errors
/// Returns that a fact is missed, or why there is no result.
pub(super) fn validate(terminal: &Terminal, validating: &Validating) -> Result<(), Failure> {
    let Validating { settings, threads, out } = validating;
    let experiment = runs::experiment(&settings.assignments())?;
    // A folder that cannot be had is said before anything is computed for it.
    out.as_deref().map_or(Ok(()), create)?;
    let threads = threads.map_or_else(terminal::threads_of_machine, usize::from);
    let replicates = experiment.replicates;
    let bar = terminal.progress();
    let watch = Watch { stop: terminal::stop_flag(), progress: &|progress| bar.show(progress) };
    let sums = runs::run(&experiment, replicates, threads, watch)
        .map_err(|obstacles| Failure::Input(obstacles.phrase()))?;
    drop(bar);
    let Some(sums) = sums else {
        return Err(Failure::Interrupted(phrase!(
            "interrupted: nothing is kept of a validation that has not ended",
            "unterbrochen: von einer Validierung, die nicht zu Ende ist, bleibt nichts"
        )));
    };
    let findings = find(all(), &sums);
    let facts = facts(&findings);
    let language = terminal.language();
    if terminal.is_json() {
        terminal.json(&as_json(&findings, &facts, replicates))?;
    } else {
        terminal.result(&report::validation_table(&findings, &facts, language, Terminal::width()))?;
    }
    if let Some(folder) = out {
        let page = report::validation_html(&findings, &facts, replicates, language);
        write_file(&folder.join(PAGE), page.as_bytes())?;
        terminal::written_to(terminal, folder);
    }
    let missed: Vec<&str> = facts
        .iter()
        .filter(|fact| fact.is_counted && fact.inside == Some(false))
        .map(|fact| fact.fact)
        .collect();
    if missed.is_empty() {
        return Ok(());
    }
    let missed = missed.join(", ");
    Err(Failure::Check(phrase!("facts missed: {missed}", "verfehlte Fakten: {missed}")))
}

/// Creates a folder, and its parents.
///
/// # Errors
/// Returns that it cannot be had.
pub(super) fn create(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let folder = folder.display();
        Failure::Output(phrase!(
            "cannot create `{folder}`: {error}",
            "`{folder}` kann nicht angelegt werden: {error}"
        ))
    })
}

fn as_json(findings: &[Finding], facts: &[FactFinding], replicates: u32) -> Value {
    let end = |end: f64| end.is_finite().then_some(end);
    let target = |finding: &Finding| {
        let target = finding.target;
        json!({
            "id": target.id,
            "fact": target.fact,
            "role": target.role.key(),
            "inside": finding.standing.is_inside(),
            "standing": finding.standing.key(),
            "value": finding.value,
            "interval": finding.interval,
            "band": [end(target.band.low), end(target.band.high)],
            "implausibility": finding.implausibility,
            "scenario": target.scenario,
            "without": finding.without.map(|without| json!({
                "scenario": target.also_under,
                "inside": without.standing.is_inside(),
                "standing": without.standing.key(),
                "value": without.value,
                "interval": without.interval,
            })),
            "about": target.words.english(),
            "source": target.source,
        })
    };
    let fact =
        |fact: &FactFinding| json!({ "fact": fact.fact, "inside": fact.inside, "counted": fact.is_counted });
    json!({
        "replicates": replicates,
        "targets": findings.iter().map(target).collect::<Vec<_>>(),
        "facts": facts.iter().map(fact).collect::<Vec<_>>(),
    })
}
