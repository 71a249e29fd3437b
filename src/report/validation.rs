//! How far published figures are met: a table for the terminal and a page.

use maud::html;

use super::bands::{Figure, legend, picture};
use super::markup::{Row, figure_cell, framed, note, table as markup_table, text_cell};
use super::notation::capital;
use super::sheet::sheet;
#[cfg(feature = "cli")]
use super::text::{table, trimmed};
use crate::analysis::targets::Role;
use crate::analysis::targets::verdict::{FactFinding, Finding, Standing, Without};
#[cfg(feature = "cli")]
use crate::phrase::wrapped;
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::Language;

/// Returns findings with failures first, else in the order of their files.
fn ordered(findings: &[Finding]) -> Vec<&Finding> {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    ordered.sort_by_key(|finding| finding.standing);
    ordered
}

/// Returns a line as a figure beside its band.
fn figure(finding: &Finding, language: Language) -> Figure {
    let target = finding.target;
    Figure {
        label: format!("{} {}", target.id, capital(target.words.in_language(language))),
        value: finding.value,
        interval: finding.interval,
        band: Some(target.band),
        is_met: finding.standing.is_inside(),
    }
}

/// Returns a line as cells: what it is, the value with its interval, that without intermediary, the band, where both lie, and what it is
/// for.
fn cells(finding: &Finding, language: Language) -> [String; 6] {
    let figure = figure(finding, language);
    let say = |phrase: Phrase| phrase.in_language(language).to_owned();
    let (here, published) = (figure.here(language), figure.published(language));
    let mut stands = say(standing(finding.standing));
    let mut without = String::new();
    if let Some(Without { value, interval, standing: other }) = finding.without {
        without = Figure { value, interval, ..figure.clone() }.here(language);
        if other != finding.standing {
            stands = format!("{stands} / {}", say(standing(other)));
        }
    }
    [figure.label, here, without, published, stands, say(role(finding.target.role))]
}

fn standing(standing: Standing) -> Phrase {
    match standing {
        Standing::In => phrase!("in", "innen"),
        Standing::Marginal => phrase!("marginal", "am Rand"),
        Standing::Out => phrase!("out", "außen"),
        Standing::TooFew => phrase!("too few", "zu wenige"),
        Standing::NotYet => phrase!("not computed", "nicht berechnet"),
    }
}

fn role(role: Role) -> Phrase {
    match role {
        Role::Calibration => phrase!("calibration", "Kalibrierung"),
        Role::Validation => phrase!("held back", "zurückgehalten"),
        Role::Forcing => phrase!("forced", "vorgegeben"),
    }
}

/// Says how many lines and facts are met, lines that are held back apart from the others.
fn summary(findings: &[Finding], facts: &[FactFinding]) -> Phrase {
    let lines = |role: Role| {
        let of: Vec<_> = findings
            .iter()
            .filter(|finding| finding.target.role == role)
            .map(|f| f.standing.is_inside())
            .collect();
        let known = of.iter().filter(|inside| inside.is_some()).count();
        (of.iter().filter(|inside| **inside == Some(true)).count(), known, of.len() - known)
    };
    let (fitted, of_fitted, unknown) = lines(Role::Calibration);
    let (held, of_held, unknown_held) = lines(Role::Validation);
    let counted: Vec<Option<bool>> =
        facts.iter().filter(|fact| fact.is_counted).map(|fact| fact.inside).collect();
    let of = |inside: Option<bool>| counted.iter().filter(|other| **other == inside).count();
    let open_lines = unknown + unknown_held;
    let (met, missed, open) = (of(Some(true)), of(Some(false)), of(None));
    phrase!(
        "Lines for calibration in their bands: {fitted} of {of_fitted}. Lines held back: {held} of {of_held}. \
         Not computed, or too few to say: {open_lines}. Facts: {met} met, {missed} missed, {open} open.",
        "Zeilen zur Kalibrierung in ihren Bändern: {fitted} von {of_fitted}. Zurückgehaltene Zeilen: {held} von {of_held}. \
         Nicht berechnet oder zu wenige Fälle: {open_lines}. Fakten: {met} erfüllt, {missed} verfehlt, {open} offen."
    )
}

fn heads(language: Language) -> [String; 6] {
    [
        phrase!("Figure", "Zahl"),
        phrase!("Here (95 %)", "Hier (95 %)"),
        phrase!("Without intermediary", "Ohne Instanz"),
        phrase!("Published", "Veröffentlicht"),
        phrase!("Stands", "Liegt"),
        phrase!("Role", "Rolle"),
    ]
    .map(|phrase| phrase.in_language(language).to_owned())
}

/// Returns all lines as a table, failures first, with what they come to.
#[cfg(feature = "cli")]
pub fn validation_table(
    findings: &[Finding],
    facts: &[FactFinding],
    language: Language,
    width: usize,
) -> String {
    let mut all = table(width);
    all.set_header(heads(language));
    for finding in ordered(findings) {
        all.add_row(cells(finding, language));
    }
    format!("{}\n{}", trimmed(&all), wrapped(summary(findings, facts).in_language(language), width))
}

/// Returns all lines as a page that needs nothing from elsewhere.
pub fn validation_html(
    findings: &[Finding],
    facts: &[FactFinding],
    replicates: u32,
    language: Language,
) -> String {
    let say = |phrase: Phrase| phrase.in_language(language).to_owned();
    let head: Vec<(String, bool)> =
        heads(language).into_iter().zip([true, false, false, false, true, true]).collect();
    let ordered = ordered(findings);
    let rows: Vec<Row> = ordered
        .iter()
        .map(|finding| {
            let [label, value, without, band, standing, role] = cells(finding, language);
            let source = &finding.target.source;
            let figures = [value, without, band].map(|figure| figure_cell(&figure));
            let cells = figures.into_iter().chain([text_cell(&standing), text_cell(&role)]);
            (label, false, cells.chain([text_cell(source)]).collect())
        })
        .collect();
    let head = head.into_iter().chain([(say(phrase!("Source", "Quelle")), true)]).collect::<Vec<_>>();
    let title =
        say(phrase!("How far published figures are met", "Wie weit veröffentlichte Zahlen getroffen werden"));
    let caption = say(phrase!(
        "Failures first. Values over {replicates} replicates together, with the interval between replicates",
        "Verfehltes zuerst. Werte über {replicates} Wiederholungen zusammen, mit dem Intervall zwischen Wiederholungen"
    ));
    let caution = say(phrase!(
        "The people are synthetic, and nothing here is a forecast. No line that is held back is ever used to set a parameter.",
        "Die Menschen sind synthetisch, und nichts hier ist eine Prognose. Keine zurückgehaltene Zeile dient je dazu, einen Parameter zu setzen."
    ));
    let summary = summary(findings, facts);
    let summary = summary.in_language(language);
    let figures: Vec<Figure> = ordered.iter().map(|finding| figure(finding, language)).collect();
    let picture = picture(&figures, "figures", [&title, summary], language).unwrap_or_default();
    let body = html! {
        section {
            (framed(&picture, &legend(language)))
            (markup_table(&caption, &head, &rows))
            (note(&caution))
        }
    };
    sheet(&title, summary, &body, language)
}
