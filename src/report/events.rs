//! Single events injected from outside: a table for the terminal.

use super::notation::capital;
use super::text::{table, trimmed};
use crate::analysis::trials::events::estimates::Finding;
use crate::analysis::trials::events::{RECEIVED, WEEKS_OF_WORK, YEARS};
use crate::phrase::{Phrase, phrase, wrapped};
use crate::statistics::pooled::Pooled;
use crate::vocabulary::Language;

/// Returns a value with its standard error.
fn cell(found: Option<Pooled>, language: Language) -> String {
    let Some(Pooled { value, error, .. }) = found else { return String::new() };
    let digits = if value.abs() < 1.0 && error.is_none_or(|error| error < 1.0) { 3 } else { 1 };
    let error = error.map(|error| format!(" ± {error:.digits$}")).unwrap_or_default();
    let text = format!("{value:+.digits$}{error}");
    if language == Language::German { text.replace('.', ",") } else { text }
}

/// Returns a table for each event with all of its points: what becomes of those who were helped in the outcome that is nearest to the event
/// after one, three and eight years, what becomes of all together, and weeks of work.
pub fn events_table(findings: &[Finding<'_>], language: Language, width: usize) -> String {
    let say = |phrase: Phrase| phrase.in_language(language).to_owned();
    let heads = || {
        [
            phrase!("Point", "Punkt"),
            phrase!("Helped", "Mit Hilfe"),
            phrase!("Had", "Erhalten"),
            phrase!("1 year", "1 Jahr"),
            phrase!("3 years", "3 Jahre"),
            phrase!("8 years", "8 Jahre"),
            phrase!("8 years, all", "8 Jahre, alle"),
            phrase!("Work, 8 years", "Arbeit, 8 Jahre"),
            phrase!("Lock-in", "Lock-in"),
        ]
        .map(say)
    };
    let mut text = String::new();
    for of_event in findings.chunk_by(|one, next| one.event.name == next.event.name) {
        let Some(first) = of_event.first() else { continue };
        let (words, main) = (capital(first.event.words.in_language(language)), &first.event.main);
        let mut all = table(width);
        all.set_header(heads());
        for found in of_event {
            all.add_row(row(found, language));
        }
        text.push_str(&wrapped(&format!("{words} ({main})"), width));
        text.push_str(&trimmed(&all));
        text.push_str("\n\n");
    }
    let note = phrase!(
        "What those helped gain, the same people with and without, ± standard error by replicate. All: those helped, those who were eligible and \
         others, for each person helped. Work: weeks. Lock-in: the most weeks of work that those helped are behind themselves within two years.",
        "Was Menschen mit Hilfe gewinnen, dieselben mit und ohne, ± Standardfehler über Wiederholungen. Alle: wer Hilfe hatte, wer sie hätte haben \
         können und die übrigen, je Person mit Hilfe. Arbeit: Wochen. Lock-in: die meisten Wochen Arbeit, die jemand mit Hilfe in zwei Jahren hinter sich selbst \
         liegt."
    );
    text + &wrapped(&say(note), width)
}

/// Returns the cells of a point.
fn row(found: &Finding<'_>, language: Language) -> [String; 9] {
    let [one, three, eight] = YEARS;
    let main = |horizon: u32| found.of(&found.event.main, horizon);
    let gain = |horizon: u32| cell(main(horizon).and_then(|effect| effect.on_them), language);
    let received = found.of(RECEIVED, one).and_then(|effect| effect.on_them);
    let lost = found.lock_in;
    let lost = Pooled { value: -lost.lost, error: lost.error, interval: None };
    [
        found.deviation.words().in_language(language).to_owned(),
        found.of(WEEKS_OF_WORK, 0).map_or(0.0, |effect| effect.helped).to_string(),
        cell(received, language).split(' ').next().unwrap_or_default().trim_start_matches('+').to_owned(),
        gain(one),
        gain(three),
        gain(eight),
        cell(main(eight).and_then(|effect| effect.total), language),
        cell(found.of(WEEKS_OF_WORK, eight).and_then(|effect| effect.on_them), language),
        if lost.value < 0.0 { cell(Some(lost), language) } else { String::new() },
    ]
}
