//! The German words of keys, one for each step of a path, and of the few words that belong to experiments alone.
//!
//! Umlauts are written `ae`, `oe`, `ue`, `ss` here, since TOML knows keys of plain letters. German words of options stand in the
//! vocabulary. A test finds keys without a word.

use super::super::faults;

/// The German word of each step of a key, by the English one.
#[rustfmt::skip]
pub const STEPS: &[(&str, &str)] = &[
    // A scenario.
    ("name", "name"), ("name_de", "name_de"), ("extends", "erweitert"), ("districts", "bezirke"), ("seed", "startwert"),
    ("replicates", "wiederholungen"), ("weeks", "wochen"), ("every", "beobachtungsabstand"),
    ("relevant_difference", "relevanter_unterschied"), ("markets", "maerkte"), ("parameters", "parameter"),
    ("change", "aenderung"), ("from", "ab"), ("set", "setzt"),
    // The intermediary.
    ("intermediary", "instanz"), ("approach", "ansatz"), ("housing", "wohnen"), ("education", "bildung"), ("work", "arbeit"),
    ("civil_society", "zivilgesellschaft"), ("siting", "standort"), ("sites", "standorte"), ("attachment", "anbindung"),
    ("anchor", "anker"), ("sponsorship", "traegerschaft"), ("naming", "bezeichnung"),
    ("naming_scope", "reichweite_der_bezeichnung"), ("staff_fte", "vollzeitstellen"),
    ("budget_eur_per_year", "budget_eur_je_jahr"), ("opening_hours_per_week", "oeffnungsstunden_je_woche"),
    ("opens", "eroeffnung"), ("volunteers", "ehrenamtliche"), ("rooms", "raeume"), ("accompaniment", "begleitung"),
    ("own_offers", "eigene_angebote"), ("methods", "methoden"), ("casework", "einzelfallhilfe"),
    ("groupwork", "gruppenarbeit"), ("networking", "vernetzung"), ("social_space", "sozialraumorientierung"),
    ("principles", "arbeitsprinzipien"), ("participation", "partizipation"), ("inclusion", "inklusion"),
    ("audience", "zielgruppen"), ("goals", "ziele"), ("culturation", "kulturation"), ("placement", "platzierung"),
    ("interaction", "interaktion"), ("identification", "identifikation"), ("content", "themenfelder"),
    ("local_network", "vernetzung_vor_ort"), ("coordinator", "koordination"), ("interval_weeks", "abstand_wochen"),
    ("early_goals", "fruehe_zielklaerung"), ("person_independent", "personenunabhaengig"), ("open_place", "offener_ort"),
    ("working_groups", "arbeitsgruppen"), ("merging", "zusammenlegung"), ("city_network", "stadtweite_vernetzung"),
    ("share", "anteil"), ("tiers", "ebenen"), ("reporting", "bedarfsmeldung"),
    ("programme_coordination", "programmkoordination"), ("exchange", "austausch"),
    // Districts.
    ("district", "bezirk"), ("file", "datei"), ("inhabitants", "einwohner"), ("migration_history", "migrationsgeschichte"),
    ("welfare", "grundsicherung"), ("ages", "altersgruppen"), ("welcome_point", "ort_der_instanz"),
    ("administration", "verwaltung"), ("arrival_share", "anteil_der_ankuenfte"), ("initial_stock", "anfangsbestand"),
    ("neighbourhood", "stadtteil"), ("accommodation", "unterkunft"), ("sources", "quellen"), ("guesses", "schaetzungen"), ("centre", "mitte"),
    ("area_km2", "flaeche_km2"), ("settled", "besiedelt"), ("mark", "kennzeichen"), ("place", "ort"), ("places", "plaetze"),
    ("synthetic", "gezogene_bezirke"), ("count", "anzahl"), ("arrivals_of_series", "ankuenfte_der_reihe"),
    ("stock_of_series", "bestand_der_reihe"), ("class", "klasse"), ("in_block", "im_block"),
    ("arrivals_per_1000", "ankuenfte_je_1000"), ("inhabitants_per_km2", "einwohner_je_km2"),
    ("settled_share", "besiedelter_anteil"), ("inhabitants_per_neighbourhood", "einwohner_je_stadtteil"),
    ("neighbourhood_spread", "streuung_der_stadtteile"), ("youngest", "juengste"), ("oldest", "aelteste"),
    ("value", "wert"), ("unit", "einheit"), ("kind", "art"), ("source", "quelle"),
    // Series that are taken as given.
    ("forcings", "reihen"), ("arrivals", "ankuenfte"), ("per_week", "je_woche"), ("scale", "vielfaches"),
    ("composition", "zusammensetzung"), ("male", "maennlich"), ("under_18", "unter_18"), ("age_18_34", "alter_18_34"),
    ("age_35_64", "alter_35_64"), ("age_65_plus", "alter_ab_65"), ("syria", "syrien"), ("afghanistan", "afghanistan"),
    ("iraq", "irak"), ("iran", "iran"), ("eritrea", "eritrea"), ("other", "andere"), ("procedure", "asylverfahren"),
    ("months_mean", "monate_im_mittel"), ("months_deviation", "streuung_in_monaten"), ("protection_rate", "schutzquote"),
    ("law", "recht"), ("work_wait_weeks", "wochen_bis_arbeit"), ("residence_rule", "wohnsitzauflage"),
    ("early_course_access", "frueher_kurszugang"), ("labour", "arbeitsnachfrage"), ("men", "maenner"), ("women", "frauen"),
    ("apprenticeships", "ausbildungsplaetze"), ("offered", "angebot"), ("dwellings", "wohnungen"),
    ("vacancies", "freie_wohnungen"), ("language_courses", "sprachkurse"), ("childcare", "kinderbetreuung"),
    ("school", "schule"), ("courses", "kurse"), ("letters", "schreiben"), ("entry", "einstiegskurse"),
    ("further", "anschlusskurse"), ("climate", "klima"), ("national", "bundesweit"), ("volunteering", "engagement"),
    ("recruitment", "gewinnung"), ("departures", "fortzuege"), ("closures", "schliessungen"), ("desks", "anlaufstellen"),
    ("meetings", "treffen"),
    // Trials.
    ("trial", "versuch"), ("lever", "hebel"), ("enrol", "aufnahme"), ("to", "bis"), ("max", "hoechstzahl"), ("arms", "gruppen"),
    ("dose", "dosis"), ("outcomes", "ergebnisse"), ("horizon_weeks", "nach_wochen"), ("eligible", "wer"),
    ("capacity", "kapazitaet"), ("blocked", "gesperrt"),
    // Experiments.
    ("question", "frage"), ("question_de", "frage_de"), ("base", "basis"), ("point", "punkt"), ("factor", "faktor"),
    ("key", "schluessel"), ("levels", "stufen"), ("combine", "kombination"), ("resolution", "aufloesung"),
    ("contrasts", "vergleiche"), ("between", "zwischen"), ("measures", "kennzahlen"), ("years", "jahre"),
    ("contrast", "vergleich"), ("better", "besser"), ("than", "als"), ("until", "genauigkeit"), ("width", "breite"),
    ("measure", "kennzahl"), ("year", "jahr"), ("at_least", "mindestens"), ("at_most", "hoechstens"),
    ("sample", "stichprobe"), ("method", "verfahren"), ("size", "umfang"), ("keys", "alle_schluessel"), ("except", "ausser"),
    ("over", "ueber"), ("low", "kleinster"), ("high", "groesster"), ("distribution", "verteilung"), ("mode", "gipfel"),
];

/// Words that keys of experiments take: the key, then each word with its German one.
pub const WORDS: &[(&str, &[(&str, &str)])] = &[
    ("combine", &[("full", "alle"), ("one_at_a_time", "einzeln")]),
    ("contrasts", PATTERNS),
    ("contrasts.between", PATTERNS),
    (
        "sample.over.distribution",
        &[("uniform", "gleichverteilt"), ("log_uniform", "log_gleichverteilt"), ("triangular", "dreieckig")],
    ),
    (
        "sample.method",
        &[
            ("latin_hypercube", "latin_hypercube"),
            ("sobol", "sobol"),
            ("morris", "morris"),
            ("list", "liste"),
        ],
    ),
];

/// Patterns of contrasts.
const PATTERNS: &[(&str, &str)] = &[
    ("equal_budget", "gleiches_budget"),
    ("one_change", "eine_aenderung"),
    ("comparators", "vergleichspunkte"),
];

/// Returns the German word of a step of a key.
pub fn german(step: &str) -> Option<&'static str> {
    STEPS.iter().find(|(english, _)| *english == step).map(|(_, german)| *german)
}

/// Returns the known name that lies nearest to an unknown one, which may be meant in German.
pub(crate) fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let words = known.into_iter().flat_map(|step| [Some(step), german(step)]).flatten();
    faults::nearest(&folded(unknown), words)
}

/// Returns a word in small letters, umlauts written out, its parts joined by `_`.
pub(crate) fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for sign in word.chars().flat_map(char::to_lowercase) {
        match sign {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            '-' | ' ' => folded.push('_'),
            other => folded.push(other),
        }
    }
    folded
}

/// Returns a key in German; steps without a word, such as ids of districts, stay as they are.
pub fn in_german(key: &str) -> String {
    let steps: Vec<&str> = key.split('.').map(|step| german(step).unwrap_or(step)).collect();
    steps.join(".")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{FIELDS, Field, Shape};
    use super::*;
    use crate::vocabulary::{Concept, Dimension, Field as Theme, Method};

    fn steps(fields: &[Field], into: &mut BTreeSet<&'static str>) {
        for field in fields {
            into.extend(field.key.split('.').filter(|step| *step != "*"));
            if let Shape::Rows(columns) = field.shape {
                steps(columns, into);
            }
        }
    }

    #[test]
    fn every_key_of_a_scenario_has_one_german_word() {
        let mut known = BTreeSet::new();
        steps(FIELDS, &mut known);
        assert!(known.len() > 100, "{known:?}");
        for step in known {
            assert!(german(step).is_some(), "`{step}` has no German word in src/scenario/schema/german.rs");
        }
    }

    #[test]
    fn a_word_means_one_key_and_is_a_plain_one() {
        let (mut english, mut words) = (BTreeSet::new(), BTreeSet::new());
        for (step, word) in STEPS {
            assert!(english.insert(step) && words.insert(word), "{step} = {word} stands twice");
            let is_plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
            assert!(word.chars().all(is_plain), "{word}");
            let is_taken = STEPS.iter().any(|(other, _)| other == word && other != step);
            assert!(!is_taken, "the German word `{word}` is another key in English");
        }
    }

    #[test]
    fn concepts_among_the_keys_have_the_words_of_the_vocabulary() {
        fn agree<C: Concept>() {
            for member in C::ALL {
                assert_eq!(
                    german(member.key()),
                    Some(member.german_key().replace('-', "_").as_str()),
                    "{member:?}"
                );
            }
        }
        agree::<Method>();
        agree::<Dimension>();
        agree::<Theme>();
    }
}
