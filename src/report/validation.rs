//! How far published figures are met: a table for the terminal and a page.

use super::markup::{cell, table as markup_table, text_cell};
use super::notation::{capital, escape, number};
use super::page::STYLE;
#[cfg(feature = "cli")]
use super::text::{table, trimmed, wrapped};
use crate::analysis::targets::verdict::{FactFinding, Finding, Standing};
use crate::analysis::targets::{Band, Role};
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::Language;

/// Bands of this height and more are of people, and need no decimals.
const MANY: f64 = 20.0;

/// Returns findings with failures first, else in the order of their files.
fn ordered(findings: &[Finding]) -> Vec<&Finding> {
    let mut ordered: Vec<&Finding> = findings.iter().collect();
    ordered.sort_by_key(|finding| finding.standing);
    ordered
}

/// Returns a line as cells: what it is, the value with its interval, the band, where it lies, and what it is for.
fn cells(finding: &Finding, language: Language) -> [String; 5] {
    let target = finding.target;
    let Band { low, high } = target.band;
    let largest = [low, high].into_iter().filter(|end| end.is_finite()).fold(0.0, f64::max);
    let decimals = if largest > MANY { 0 } else { 3 };
    let shown = |value: f64| number(value, decimals, language);
    let value = match (finding.value, finding.interval) {
        (Some(value), Some([below, above])) => {
            format!("{} ({}–{})", shown(value), shown(below), shown(above))
        }
        (Some(value), None) => shown(value),
        _ => "–".to_owned(),
    };
    let band = match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("{}–{}", shown(low), shown(high)),
        (true, false) => format!("≥ {}", shown(low)),
        _ => format!("≤ {}", shown(high)),
    };
    let say = |phrase: Phrase| phrase.in_language(language).to_owned();
    let label = capital(target.words.in_language(language));
    [format!("{} {label}", target.id), value, band, say(standing(finding.standing)), say(role(target.role))]
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
    let (met, missed, open) = (of(Some(true)), of(Some(false)), of(None));
    phrase!(
        "Of the lines for calibration {fitted} of {of_fitted} lie in their bands, of those held back {held} of {of_held}; {unknown} and {unknown_held} more are not computed or count too few. \
         Of the facts {met} are met, {missed} are missed and {open} are open.",
        "Von den Zeilen zur Kalibrierung liegen {fitted} von {of_fitted} in ihren Bändern, von den zurückgehaltenen {held} von {of_held}; {unknown} und {unknown_held} weitere sind nicht berechnet oder zählen zu wenige. \
         Von den Fakten sind {met} erfüllt, {missed} verfehlt und {open} offen."
    )
}

fn heads(language: Language) -> [String; 5] {
    [
        phrase!("Figure", "Zahl"),
        phrase!("Here (95 %)", "Hier (95 %)"),
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
        heads(language).into_iter().zip([true, false, false, true, true]).collect();
    let rows: Vec<(String, bool, Vec<String>)> = ordered(findings)
        .into_iter()
        .map(|finding| {
            let [label, value, band, standing, role] = cells(finding, language);
            let source = &finding.target.source;
            (
                label,
                false,
                vec![cell(&value), cell(&band), text_cell(&standing), text_cell(&role), text_cell(source)],
            )
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
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{title} – INTESO</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"subtitle\">INTESO</p>\n<h1>{title}</h1>\n<p class=\"question\">{}</p>\n</header>\n\
         <main>\n<section>\n{}<p class=\"note\">{}</p>\n</section>\n</main>\n</body>\n</html>\n",
        if language == Language::German { "de" } else { "en" },
        escape(summary(findings, facts).in_language(language)),
        markup_table(&caption, &head, &rows),
        escape(&caution),
        title = escape(&title),
    )
}
