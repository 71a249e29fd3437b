//! The answer: what an official reads first, in people, needs, days and euros, and how sure it is.

use super::conditions::Field;
use super::material::{measure, years_of};
use super::notation::{configuration, list, number, outcome_years, point_label, signed, value};
use super::sentences::{Verdicts, assumptions, bound, largest, quoted, to_decide};
use super::words::{Words, fill, words};
use super::{ContrastNote, Material, PointNote};
use crate::experiment::point::Comparator;
use crate::observation::{Outcome, WEEKS_OF_YEAR};
use crate::phrase::Phrase;
use crate::vocabulary::Language;

/// A part of the answer: what it is about, and what there is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// A few words.
    pub(super) lead: &'static str,
    /// A sentence or few.
    pub(super) text: String,
}

/// Returns the answer: the forms against one another, what they bring, and how sure that is; nothing where nothing is compared.
pub(super) fn parts(material: &Material, language: Language) -> Vec<Part> {
    let words = words(language);
    let forms = forms(material);
    let (Some(reference), false) = (material.reference(), forms.is_empty()) else { return Vec::new() };
    let among = among(material, &forms);
    let mut parts = Vec::new();
    if let Some(text) = which(material, &among, language) {
        parts.push(Part { lead: words.lead_which, text });
    }
    if let Some(text) = gained(material, &forms, reference, language) {
        parts.push(Part { lead: words.lead_gained, text });
    }
    if let Some(text) = elsewhere(material, language) {
        parts.push(Part { lead: words.lead_elsewhere, text });
    }
    parts.push(Part { lead: words.lead_sure, text: how_sure(material, language) });
    parts
}

/// Returns the forms that stand under the circumstances of the pictures.
fn forms(material: &Material) -> Vec<&PointNote> {
    let feasible = material.feasible().into_iter();
    feasible.filter(|point| point.is_pictured && !point.is_comparator()).collect()
}

/// Returns the district in which the answer is given: all of them together, or the only one.
fn whole(material: &Material) -> usize {
    material.districts.len().saturating_sub(1)
}

/// Returns the contrasts of the forms with one another.
fn among(material: &Material, forms: &[&PointNote]) -> Vec<ContrastNote> {
    let is_form = |number: u32| forms.iter().any(|form| form.number == number);
    let rows = material.differences.iter().copied();
    rows.filter(|row| row.district == whole(material) && is_form(row.point) && is_form(row.against)).collect()
}

/// Says which form is ahead, or that none can be told from another.
fn which(material: &Material, among: &[ContrastNote], language: Language) -> Option<String> {
    let words = words(language);
    if among.is_empty() {
        return None;
    }
    let tally = Verdicts::of(among);
    let total = ("total", tally.total().to_string());
    let Some(row) = largest(among) else {
        let first = if tally.open == 0 { words.which_equal } else { words.which_none };
        let mut text = fill(first, &[total]);
        if let Some(bound) = bound(among, language) {
            text = format!("{text} {bound}");
        }
        return Some(text);
    };
    let values = [
        ("one", quoted(&point_label(material, row.point, language), language)),
        ("other", quoted(&point_label(material, row.against, language), language)),
        ("difference", number(row.difference, 0, language)),
        ("low", number(row.low, 0, language)),
        ("high", number(row.high, 0, language)),
        ("outcome", outcome_years(row.outcome, words).to_owned()),
        ("decided", tally.decided.to_string()),
        total,
    ];
    Some(fill(words.which_some, &values))
}

/// Says what the forms bring against the reference in people, needs, days and euros, and what the yardsticks beside them do.
fn gained(
    material: &Material,
    forms: &[&PointNote],
    reference: &PointNote,
    language: Language,
) -> Option<String> {
    let words = words(language);
    let place = whole(material);
    let gain = |point: &PointNote, outcome: Outcome| {
        material.total(point.number, place, outcome) - material.total(reference.number, place, outcome)
    };
    let range =
        |outcome: Outcome| ends(forms.iter().map(|form| gain(form, outcome))).unwrap_or((f64::NAN, f64::NAN));
    // Work is what everybody asks for; beside it stands what changes most.
    let share = |outcome: Outcome| {
        let (low, high) = range(outcome);
        low.abs().max(high.abs()) / material.total(reference.number, place, outcome)
    };
    let rest = Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Work);
    let most = rest
        .filter(|one| share(*one).is_finite())
        .max_by(|one, other| share(*one).total_cmp(&share(*other)))?;
    let shown = [Outcome::Work, most];
    let years = f64::from(material.weeks) / f64::from(WEEKS_OF_YEAR) - f64::from(material.first_year) + 1.0;
    let part = |outcome: Outcome| {
        let (low, high) = range(outcome);
        let values = [
            ("range", span(low, high, 0, words, language)),
            ("outcome", outcome_years(outcome, words).to_owned()),
            ("people", span(low / years, high / years, 0, words, language)),
        ];
        fill(words.gained_part, &values)
    };
    let gains: Vec<String> = shown.map(part).to_vec();
    let values = [
        ("reference", quoted(&configuration(reference, language), language)),
        ("years", number(years, 0, language)),
        ("list", list(&gains, words)),
        ("where", if material.districts.len() > 1 { words.together } else { "" }.to_owned()),
        ("decided", decided(material, forms, reference, language)),
    ];
    let mut text = vec![fill(words.gained, &values)];
    text.extend(at_the_desk(material, forms, reference, language));
    for comparator in [Comparator::ExistingServices, Comparator::FullAccess] {
        let drawn = material.feasible().into_iter();
        let mut own = drawn.filter(|point| point.is_pictured && point.comparator == Some(comparator));
        let Some(point) = own.rfind(|point| point.number != reference.number) else { continue };
        // Friendship and belonging are no one's to grant, so that no access could be their measure.
        let is_meant = |outcome: &Outcome| comparator != Comparator::FullAccess || outcome.is_of_access();
        let gains = shown.into_iter().filter(is_meant).map(|outcome| {
            let years = signed(gain(point, outcome), 0, language);
            format!("{years} {}", outcome_years(outcome, words))
        });
        let gains: Vec<String> = gains.collect();
        let sentence = match comparator {
            Comparator::FullAccess => words.gained_at_most,
            Comparator::ExistingServices | Comparator::Nobody => words.gained_instead,
        };
        text.push(fill(sentence, &[("list", list(&gains, words))]));
    }
    Some(text.join(" "))
}

/// Says how many of the comparisons with the reference are decided.
fn decided(material: &Material, forms: &[&PointNote], reference: &PointNote, language: Language) -> String {
    let words = words(language);
    let rows: Vec<ContrastNote> = forms
        .iter()
        .flat_map(|form| {
            Outcome::ALL
                .map(|outcome| material.contrast(form.number, reference.number, whole(material), outcome))
        })
        .flatten()
        .collect();
    let tally = Verdicts::of(&rows);
    let values = [("total", tally.total().to_string()), ("count", tally.decided.to_string())];
    if tally.decided == 0 { words.gained_none.to_owned() } else { fill(words.gained_some, &values) }
}

/// Says how many more needs are met, how long people wait, and what it costs.
fn at_the_desk(
    material: &Material,
    forms: &[&PointNote],
    reference: &PointNote,
    language: Language,
) -> Option<String> {
    let words = words(language);
    let place = whole(material);
    let range = |of: &dyn Fn(u32) -> f64| ends(forms.iter().map(|form| of(form.number)));
    let at = |name: &'static str| move |point: u32| material.mean(point, place, measure(name));
    let met = |point: u32| at("needs_met")(point) - at("needs_met")(reference.number);
    let (met, wait, cost) = (range(&met)?, range(&at("waiting_mean"))?, range(&at("cost_eur"))?);
    let plain = |(low, high): (f64, f64), digits: usize| {
        let (low, high) = (number(low, digits, language), number(high, digits, language));
        if low == high { low } else { fill(words.from_to, &[("low", low), ("high", high)]) }
    };
    let values =
        [("met", span(met.0, met.1, 0, words, language)), ("wait", plain(wait, 1)), ("cost", plain(cost, 0))];
    Some(fill(words.at_the_desk, &values))
}

/// Returns the least and the greatest of those that are numbers; nothing where none is.
fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let known = values.filter(|value| value.is_finite()).map(|value| (value, value));
    known.reduce(|(low, high), (value, _)| (low.min(value), high.max(value)))
}

/// Writes a range of differences, or the one where both ends read alike.
fn span(low: f64, high: f64, digits: usize, words: &Words, language: Language) -> String {
    let (low, high) = (signed(low, digits, language), signed(high, digits, language));
    if low == high { low } else { fill(words.from_to, &[("low", low), ("high", high)]) }
}

/// Says how full the desks are under each condition, and whether the order of the forms turns between them.
fn elsewhere(material: &Material, language: Language) -> Option<String> {
    /// Conditions that a sentence can bear; the table below it has all of them.
    const MOST: usize = 4;
    let words = words(language);
    let place = whole(material);
    let listed = material.listed();
    let forms: Vec<&PointNote> = listed.into_iter().filter(|point| !point.is_comparator()).collect();
    let field = Field::of(&forms, language)?;
    let told = field.conditions.iter().enumerate().take(MOST).map(|(at, condition)| {
        let own = || field.policies.iter().filter_map(|(_, own)| own[at]);
        let range = |name: &str| {
            let measure = measure(name);
            let values = own().map(|point| material.mean(point.number, place, measure));
            let (low, high) = ends(values).unwrap_or((f64::NAN, f64::NAN));
            let (low, high) = (value(measure, low, language), value(measure, high, language));
            if low == high { low } else { fill(words.from_to, &[("low", low), ("high", high)]) }
        };
        let values = [
            ("condition", condition.clone()),
            ("load", range("offered_load")),
            ("wait", range("waiting_mean")),
        ];
        fill(words.under_condition, &values)
    });
    let told = told.collect::<Vec<_>>().join("; ");
    let mut text = vec![fill(words.elsewhere, &[("list", told)])];
    let more = field.conditions.len().saturating_sub(MOST);
    if more > 0 {
        text.push(fill(words.more_conditions, &[("count", more.to_string())]));
    }
    if field.policies.len() > 1 {
        let is_form = |policy: &Phrase| forms.iter().any(|form| form.policy == *policy);
        let turns = material.rankings.iter().any(|row| {
            let is_of_people = Outcome::ALL.map(years_of).contains(&row.measure);
            row.turns
                && row.district == place
                && is_of_people
                && is_form(&row.policy)
                && is_form(&row.against)
        });
        text.push(if turns { words.some_turn } else { words.none_turns }.to_owned());
    }
    Some(text.join(" "))
}

/// Says how many comparisons are decided, how many replicates would decide the rest, and on what all of it rests.
fn how_sure(material: &Material, language: Language) -> String {
    let words = words(language);
    let rows = material.contrasts();
    let tally = Verdicts::of(&rows);
    let (_, _, share) = assumptions(material, language);
    let values = [
        ("decided", tally.decided.to_string()),
        ("equal", tally.equal.to_string()),
        ("open", tally.open.to_string()),
        ("total", tally.total().to_string()),
        ("places", if material.districts.len() > 1 { words.each_place } else { "" }.to_owned()),
    ];
    let needed = to_decide(&rows, material.replicates, language);
    let given = fill(words.given_short, &[("share", share)]);
    [Some(fill(words.how_sure, &values)), needed, Some(given)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Load and waiting at the desks.
pub(super) struct Loads {
    /// What the conditions are called.
    pub(super) conditions: Vec<String>,
    /// For each form what it is called, and what is the case under each condition.
    pub(super) rows: Vec<(String, Vec<String>)>,
}

/// Returns load and waiting at the desks by form and condition; nothing where conditions do not differ.
pub(super) fn loads(material: &Material, language: Language) -> Option<Loads> {
    let listed = material.listed();
    let forms: Vec<&PointNote> = listed.into_iter().filter(|point| !point.is_comparator()).collect();
    let field = Field::of(&forms, language)?;
    let place = whole(material);
    let cell = |point: Option<&PointNote>| {
        point.map_or_else(String::new, |point| {
            let shown = |name: &str| {
                value(measure(name), material.mean(point.number, place, measure(name)), language)
            };
            let values = [("load", shown("offered_load")), ("wait", shown("waiting_mean"))];
            fill(words(language).load_and_wait, &values)
        })
    };
    let row = |(name, own): &(String, Vec<Option<&PointNote>>)| {
        (name.clone(), own.iter().map(|point| cell(*point)).collect())
    };
    Some(Loads { rows: field.policies.iter().map(row).collect(), conditions: field.conditions })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{ValueKey, fixture};

    #[test]
    fn the_answer_has_people_needs_days_and_euros_in_both_languages() {
        let material = fixture::comparison();
        for (language, asked) in [
            (Language::English, ["person-years", "needs", "days", "€", "people"]),
            (Language::German, ["Personenjahre", "Bedarfe", "Tage", "€", "Menschen"]),
        ] {
            let parts = parts(&material, language);
            assert_eq!(parts.len(), 3);
            let text = parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ");
            for word in asked {
                assert!(text.contains(word), "{word}: {text}");
            }
            assert!(!text.contains('{') && !text.contains("NaN"), "{text}");
        }
    }

    #[test]
    fn numbers_of_the_answer_are_those_of_the_results() {
        let material = fixture::comparison();
        let years = |point: u32| {
            let key = ValueKey { point, district: 2, measure: years_of(Outcome::Work) };
            material.totals[&key].mean.unwrap()
        };
        let gains = [3, 4, 5, 6].map(|point| years(point) - years(1));
        let low = gains.into_iter().fold(f64::INFINITY, f64::min);
        let text = parts(&material, Language::English)[1].text.clone();
        assert!(text.contains(&signed(low, 0, Language::English)), "{low}: {text}");
    }

    #[test]
    fn nothing_is_answered_where_nothing_is_compared() {
        assert!(parts(&fixture::single(3), Language::English).is_empty());
        assert!(loads(&fixture::comparison(), Language::English).is_none());
    }
}
