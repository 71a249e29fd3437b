//! Trials that replay what was published: a table for the terminal and a page.

use maud::{Markup, html};

use super::bands::{Figure, legend, picture};
use super::markup::{figure_cell, framed, note, table as markup_table, text_cell};
use super::notation::capital;
use super::sheet::sheet;
#[cfg(feature = "cli")]
use super::text::{table, trimmed};
use crate::analysis::trials::published::{Estimate, Judged};
use crate::analysis::trials::verdict::{Finding, StudyFinding, Verdict};
#[cfg(feature = "cli")]
use crate::phrase::wrapped;
use crate::phrase::{Phrase, phrase};
use crate::statistics::pooled::Pooled;
use crate::vocabulary::Language;

/// Returns a finding as a figure beside its band.
fn figure(study: &StudyFinding<'_>, finding: &Finding<'_>, language: Language) -> Figure {
    let name = study.name;
    let label = capital(finding.line.words.in_language(language));
    Figure {
        label: format!("{name}: {label}"),
        value: finding.found.map(|found| found.value),
        interval: finding.found.and_then(|found| found.interval),
        band: finding.line.band,
        is_met: match finding.verdict {
            Verdict::Pass => Some(true),
            Verdict::Fail => Some(false),
            Verdict::NotDecidable | Verdict::Described => None,
        },
    }
}

fn verdict(verdict: Verdict) -> Phrase {
    match verdict {
        Verdict::Pass => phrase!("pass", "erfüllt"),
        Verdict::Fail => phrase!("fail", "verfehlt"),
        Verdict::NotDecidable => phrase!("not decidable", "nicht entscheidbar"),
        Verdict::Described => phrase!("not judged", "nicht beurteilt"),
    }
}

fn estimate(estimate: Estimate) -> Phrase {
    match estimate {
        Estimate::IntentionToTreat => {
            phrase!("as assigned, between arms", "nach Zuteilung, zwischen den Gruppen")
        }
        Estimate::AsTreated => phrase!("as taken up, between people", "nach Annahme, zwischen Menschen"),
        Estimate::Paired => phrase!("as assigned, same people", "nach Zuteilung, dieselben Menschen"),
        Estimate::PairedTaken => phrase!("who took it up, same people", "wer annahm, dieselben Menschen"),
        Estimate::PairedIntense => {
            phrase!("who received most, same people", "wer am meisten bekam, dieselben Menschen")
        }
        Estimate::SpilloverControl => {
            phrase!("spillover on the control arm", "Folgen für die Kontrollgruppe")
        }
        Estimate::SpilloverOutside => {
            phrase!("spillover on adults outside the trial", "Folgen für Erwachsene außerhalb des Versuchs")
        }
        Estimate::Total => {
            phrase!("in total, for each who was offered it", "insgesamt, je Person mit Angebot")
        }
    }
}

/// Says how many trials and figures pass, effects of nothing apart from the others.
fn summary(findings: &[StudyFinding<'_>]) -> Phrase {
    let trials = |verdict: Verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    let (pass, fail, open) = (trials(Verdict::Pass), trials(Verdict::Fail), trials(Verdict::NotDecidable));
    let lines = |is_null: bool| {
        let lines = findings.iter().flat_map(|study| &study.findings);
        let judged: Vec<Verdict> = lines
            .filter(|finding| finding.verdict != Verdict::Described)
            .filter(|finding| (finding.line.judged == Judged::Interval) == is_null)
            .map(|finding| finding.verdict)
            .collect();
        (judged.iter().filter(|verdict| **verdict == Verdict::Pass).count(), judged.len())
    };
    let ((effects, of_effects), (nulls, of_nulls)) = (lines(false), lines(true));
    if of_effects + of_nulls == 0 {
        return phrase!(
            "Nothing was published on it, so nothing is judged.",
            "Dazu ist nichts veröffentlicht, also wird nichts beurteilt."
        );
    }
    phrase!(
        "Trials: {pass} pass, {fail} fail, {open} not decidable. Published effects met: {effects} of {of_effects}. \
         Effects of nothing, judged by their intervals: {nulls} of {of_nulls}.",
        "Versuche: {pass} erfüllt, {fail} verfehlt, {open} nicht entscheidbar. Getroffene veröffentlichte Wirkungen: {effects} von {of_effects}. \
         Wirkungen von null, nach ihren Intervallen beurteilt: {nulls} von {of_nulls}."
    )
}

/// Returns all figures, failures first, with their trials.
fn ordered<'f, 'a>(findings: &'f [StudyFinding<'a>]) -> Vec<(&'f StudyFinding<'a>, &'f Finding<'a>)> {
    let mut all: Vec<_> = findings
        .iter()
        .flat_map(|study| study.findings.iter().map(move |finding| (study, finding)))
        .collect();
    all.sort_by_key(|(_, finding)| finding.verdict);
    all
}

fn heads(language: Language) -> [String; 4] {
    [
        phrase!("Trial and figure", "Versuch und Zahl"),
        phrase!("Here (95 %)", "Hier (95 %)"),
        phrase!("Published", "Veröffentlicht"),
        phrase!("Verdict", "Urteil"),
    ]
    .map(|phrase| phrase.in_language(language).to_owned())
}

/// Returns all figures as a table, failures first, with what they come to.
#[cfg(feature = "cli")]
pub fn trials_table(findings: &[StudyFinding<'_>], language: Language, width: usize) -> String {
    let mut all = table(width);
    all.set_header(heads(language));
    for (study, finding) in ordered(findings) {
        let figure = figure(study, finding, language);
        let (here, published) = (figure.here(language), figure.published(language));
        let verdict = verdict(finding.verdict).in_language(language).to_owned();
        all.add_row([figure.label, here, published, verdict]);
    }
    format!("{}\n{}", trimmed(&all), wrapped(summary(findings).in_language(language), width))
}

/// Returns trials as a page that needs nothing from elsewhere: a forest plot, and every estimate of every figure.
pub fn trials_html(findings: &[StudyFinding<'_>], language: Language) -> String {
    let say = |phrase: Phrase| phrase.in_language(language).to_owned();
    let ordered = ordered(findings);
    let title = say(phrase!("Published trials, replayed", "Veröffentlichte Versuche, nachgespielt"));
    let summary = say(summary(findings));
    let figures: Vec<Figure> =
        ordered.iter().map(|(study, finding)| figure(study, finding, language)).collect();
    let picture = picture(&figures, "trials", [&title, &summary], language).unwrap_or_default();
    let head: Vec<(String, bool)> = heads(language)
        .into_iter()
        .chain([say(phrase!("Replicates", "Wiederholungen")), say(phrase!("Source", "Quelle"))])
        .zip([true, false, false, true, false, true])
        .collect();
    let row = |(study, finding): &(&StudyFinding<'_>, &Finding<'_>)| {
        let figure = figure(study, finding, language);
        let cells = vec![
            figure_cell(&figure.here(language)),
            figure_cell(&figure.published(language)),
            text_cell(&say(verdict(finding.verdict))),
            figure_cell(&study.replicates.to_string()),
            text_cell(&finding.line.source),
        ];
        (figure.label, false, cells)
    };
    let rows: Vec<_> = ordered.iter().map(row).collect();
    let caption = say(phrase!("Failures first", "Verfehltes zuerst"));
    let estimated = ordered.iter().filter(|(_, finding)| finding.estimates.len() > 1);
    let estimates_title = say(phrase!("All estimates", "Alle Schätzungen"));
    let explained = say(phrase!(
        "As assigned: whoever was offered it, taken up or not. As taken up: whoever took it up may have differed beforehand. Same people: \
         compared with themselves in the same run, in which everybody is given what the first arm is given. The people are synthetic; a \
         published effect is nowhere entered, it either comes out or it does not.",
        "Nach Zuteilung: alle mit Angebot, angenommen oder nicht. Nach Annahme: wer annahm, kann sich schon vorher unterschieden haben. \
         Dieselben Menschen: verglichen mit sich selbst im gleichen Lauf, in dem alle bekommen, was die erste Gruppe bekommt. Die Menschen sind \
         synthetisch; eine veröffentlichte Wirkung ist nirgends eingegeben, sie kommt heraus oder nicht."
    ));
    let body = html! {
        section {
            (framed(&picture, &legend(language)))
            (markup_table(&caption, &head, &rows))
        }
        section {
            h2 { (estimates_title) }
            (note(&explained))
            @for (study, finding) in estimated { (estimates_table(study, finding, language)) }
        }
    };
    sheet(&title, &summary, &body, language)
}

/// Writes every estimate of a figure.
fn estimates_table(study: &StudyFinding<'_>, finding: &Finding<'_>, language: Language) -> Markup {
    let say = |phrase: Phrase| phrase.in_language(language).to_owned();
    let row = |(kind, Pooled { value, interval, .. }): &(Estimate, Pooled)| {
        let figure = Figure { value: Some(*value), interval: *interval, ..figure(study, finding, language) };
        (say(estimate(*kind)), false, vec![figure_cell(&figure.here(language))])
    };
    let rows: Vec<_> = finding.estimates.iter().map(row).collect();
    let head =
        [(say(phrase!("Estimate", "Schätzung")), true), (say(phrase!("Here (95 %)", "Hier (95 %)")), false)];
    markup_table(&figure(study, finding, language).label, &head, &rows)
}
