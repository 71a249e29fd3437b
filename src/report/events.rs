//! Single events injected from outside: a table for the terminal.

use super::notation::capital;
use super::text::{table, trimmed, wrapped};
use crate::analysis::trials::events::estimates::Finding;
use crate::analysis::trials::events::{RECEIVED, WEEKS_OF_WORK, YEARS};
use crate::phrase::phrase;
use crate::statistics::pooled::Pooled;
use crate::vocabulary::Language;

/// Returns a value with its standard error.
fn cell(found: Option<Pooled>, language: Language) -> String {
    let Some(Pooled { value, error, .. }) = found else { return String::new() };
    let digits = if value.abs() < 1.0 { 3 } else { 1 };
    let error = error.map(|error| format!(" ± {error:.digits$}")).unwrap_or_default();
    let text = format!("{value:+.digits$}{error}");
    if language == Language::German { text.replace('.', ",") } else { text }
}

/// Returns all points as a table: what becomes of those who were helped in the outcome that is nearest to the event after one, three and
/// eight years, what becomes of all together, and weeks of work.
pub fn events_table(findings: &[Finding<'_>], language: Language, width: usize) -> String {
    let heads = [
        phrase!("Event and point", "Ereignis und Punkt"),
        phrase!("Helped", "Mit Hilfe"),
        phrase!("Received", "Erhalten"),
        phrase!("Outcome", "Größe"),
        phrase!("After 1 year", "Nach 1 Jahr"),
        phrase!("3 years", "3 Jahre"),
        phrase!("8 years", "8 Jahre"),
        phrase!("In total", "Insgesamt"),
        phrase!("Weeks of work, 8 years", "Wochen Arbeit, 8 Jahre"),
        phrase!("Lock-in", "Lock-in"),
    ];
    let mut all = table(width);
    all.set_header(heads.map(|head| head.in_language(language).to_owned()));
    for found in findings {
        let [_, _, last] = YEARS;
        let point = found.deviation.words();
        let received = found.of(RECEIVED, last).and_then(|effect| effect.on_them);
        let main = |horizon: u32| {
            cell(found.of(&found.event.main, horizon).and_then(|effect| effect.on_them), language)
        };
        let [one, three, eight] = YEARS.map(main);
        let total = found.of(&found.event.main, last).and_then(|effect| effect.total);
        let work = found.of(WEEKS_OF_WORK, last).and_then(|effect| effect.on_them);
        let helped = found.of(WEEKS_OF_WORK, 0).map_or(0.0, |effect| effect.helped);
        let lost = found.lock_in.lost;
        all.add_row([
            format!("{}: {}", capital(&found.event.name), point.in_language(language)),
            format!("{helped:.0}"),
            received.map_or_else(String::new, |received| format!("{:.2}", received.value)),
            found.event.main.clone(),
            one,
            three,
            eight,
            cell(total, language),
            cell(work, language),
            if lost > 0.0 { format!("{lost:.2}") } else { String::new() },
        ]);
    }
    let note = phrase!(
        "Same people with and without, ± standard error by replicate. In total: those helped, those who were eligible and others, for each person \
         helped, after eight years. Lock-in: the most weeks of work that those helped are behind themselves.",
        "Dieselben Menschen mit und ohne, ± Standardfehler über Wiederholungen. Insgesamt: wer Hilfe hatte, wer sie hätte haben können und alle \
         anderen, je Person mit Hilfe, nach acht Jahren. Lock-in: die meisten Wochen Arbeit, die jemand mit Hilfe hinter sich selbst liegt."
    );
    format!("{}\n{}", trimmed(&all), wrapped(note.in_language(language), width))
}
