//! The keys of an experiment, explained: what each takes, what holds without it, and what it says.

use std::fmt::Write;

use crate::phrase::{Phrase, phrase};
use crate::scenario::faults::nearest;
use crate::scenario::schema::in_german;
use crate::scenario::{self, UnknownKey, names};
use crate::vocabulary::Language;

/// A key of an experiment.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The key, with the tables above it.
    pub key: &'static str,
    /// What it takes, in English and in German.
    pub takes: [&'static str; 2],
    /// What holds where it is left out; empty where it has to be said.
    pub default: &'static str,
    /// What it says, in English and in German.
    pub says: [&'static str; 2],
}

const fn term(
    key: &'static str,
    takes: [&'static str; 2],
    default: &'static str,
    says: [&'static str; 2],
) -> Term {
    Term { key, takes, default, says }
}

/// All keys, in the order in which a file has them.
#[rustfmt::skip]
pub const TERMS: &[Term] = &[
    term("name", ["a text", "ein Text"], "the name of the file", ["What the experiment is called; results are written to `out/NAME`.", "Wie das Experiment heißt; Ergebnisse stehen in `out/NAME`."]),
    term("question", ["a text", "ein Text"], "–", ["What it asks; stands above the report. `{budget}` becomes the budgets of the points.", "Was es fragt; steht über dem Bericht. Aus `{budget}` werden die Budgets der Punkte."]),
    term("question_de", ["a text", "ein Text"], "`question`", ["The question in German.", "Die Frage auf Deutsch."]),
    term("base", ["a file or an embedded path", "eine Datei oder ein eingebauter Pfad"], "the default scenario", ["The scenario in which the points differ, seen from the folder of the experiment; paths such as `duesseldorf/welcome_points.toml` are embedded.", "Das Szenario, in dem sich die Punkte unterscheiden, vom Ordner des Experiments aus gesehen; Pfade wie `duesseldorf/welcome_points.toml` sind eingebaut."]),
    term("set", ["a table of keys of a scenario", "eine Tabelle mit Schlüsseln eines Szenarios"], "nothing", ["What all points have in common, laid over the base.", "Was alle Punkte gemeinsam haben; liegt über der Basis."]),
    term("replicates", ["a whole number from 1 to 100000", "eine ganze Zahl von 1 bis 100000"], "that of the base", ["Runs of each point that differ in chance alone. More of them make intervals narrower.", "Läufe je Punkt, die sich nur im Zufall unterscheiden. Mehr davon machen die Intervalle enger."]),
    term("until", ["a table", "eine Tabelle"], "as many as `replicates` says", ["Adds replicates until intervals are narrow enough, instead of a fixed number. Without `better` and `than` those of all verdicts are looked at.", "Fügt Wiederholungen hinzu, bis die Intervalle eng genug sind, statt einer festen Zahl. Ohne `better` und `than` gilt das für alle Urteile."]),
    term("until.width", ["a number above 0", "eine Zahl über 0"], "", ["How wide an interval may be, from end to end: of verdicts as a share of the person-years compared with, of one difference as its measure.", "Wie breit ein Intervall sein darf, von Ende zu Ende: bei Urteilen als Anteil der verglichenen Personenjahre, bei einer Differenz wie die Kennzahl."]),
    term("until.at_least", ["a whole number from 2", "eine ganze Zahl ab 2"], "10", ["Replicates before anything is looked at.", "Wiederholungen, bevor nachgesehen wird."]),
    term("until.at_most", ["a whole number from `at_least`", "eine ganze Zahl ab `at_least`"], "200", ["Replicates at which it ends, however wide the intervals are.", "Wiederholungen, nach denen Schluss ist, so breit die Intervalle auch sind."]),
    term("until.better", ["the name of a point", "der Name eines Punkts"], "all verdicts", ["The one side of a single difference.", "Die eine Seite einer einzelnen Differenz."]),
    term("until.than", ["the name of a point", "der Name eines Punkts"], "all verdicts", ["The other side of it.", "Die andere Seite."]),
    term("until.measure", ["a column of `series.csv`", "eine Spalte von `series.csv`"], "all verdicts", ["Which measure of the two is compared.", "Welche Kennzahl der beiden verglichen wird."]),
    term("until.year", ["a whole number from 1 to 14", "eine ganze Zahl von 1 bis 14"], "all verdicts", ["In which year of the run.", "In welchem Jahr des Laufs."]),
    term("until.district", ["the id of a district", "die Kennung eines Bezirks"], "`all`", ["In which district.", "In welchem Bezirk."]),
    term("weeks", ["a whole number from 1 to 700", "eine ganze Zahl von 1 bis 700"], "that of the base", ["How long every run lasts, from Monday 2015-01-05.", "Wie lange jeder Lauf dauert, ab Montag, 5.1.2015."]),
    term("every", ["a whole number from 1 to 700", "eine ganze Zahl von 1 bis 700"], "13", ["Weeks between two rows of observation.", "Wochen zwischen zwei Zeilen der Beobachtung."]),
    term("seed", ["a whole number from 0", "eine ganze Zahl ab 0"], "that of the base", ["The beginning of all draws.", "Der Anfang aller Ziehungen."]),
    term("contrasts", ["`equal_budget`, `one_change`, `comparators`, or a table", "`equal_budget`, `one_change`, `comparators` oder eine Tabelle"], "`equal_budget` for up to 50 points", ["Which points are compared, by a pattern: all of equal budget under the same circumstances; those that differ in one option; each with the comparators alone.", "Welche Punkte verglichen werden, nach einem Muster: alle mit gleichem Budget unter gleichen Umständen; solche, die sich in einer Option unterscheiden; jeder nur mit den Vergleichspunkten."]),
    term("contrasts.between", ["`equal_budget`, `one_change`, `comparators`", "`equal_budget`, `one_change`, `comparators`"], "`equal_budget`", ["The pattern.", "Das Muster."]),
    term("contrasts.measures", ["a list of columns of `series.csv`", "eine Liste von Spalten aus `series.csv`"], "all", ["Which measures `differences.csv` holds.", "Welche Kennzahlen in `differences.csv` stehen."]),
    term("contrasts.years", ["a year or a list of years, from 1 to 14", "ein Jahr oder eine Liste von Jahren, von 1 bis 14"], "all", ["Which years are compared and shown.", "Welche Jahre verglichen und gezeigt werden."]),
    term("contrast", ["`[[contrast]]` with `better` and `than`", "`[[contrast]]` mit `better` und `than`"], "the pattern", ["A single pair of points that is compared; then no others are.", "Ein einzelnes Paar von Punkten, das verglichen wird; dann nur solche."]),
    term("contrast.better", ["the name of a point", "der Name eines Punkts"], "", ["The point that may be better.", "Der Punkt, der besser sein könnte."]),
    term("contrast.than", ["the name of a point", "der Name eines Punkts"], "", ["The point with which it is compared.", "Der Punkt, mit dem er verglichen wird."]),
    term("point", ["`[[point]]` with `name` and `set`", "`[[point]]` mit `name` und `set`"], "none", ["A configuration that is run and compared. Points stand beside the combinations of factors and are not combined with them.", "Eine Konfiguration, die gerechnet und verglichen wird. Punkte stehen neben den Kombinationen der Faktoren und werden nicht mit ihnen kombiniert."]),
    term("point.name", ["a text", "ein Text"], "", ["The name in tables; `none · central` is also shown in German.", "Der Name in Tabellen; `none · central` erscheint auch auf Deutsch."]),
    term("point.name_de", ["a text", "ein Text"], "the German words of `name`", ["The name in German.", "Der Name auf Deutsch."]),
    term("point.set", ["a table of keys of a scenario", "eine Tabelle mit Schlüsseln eines Szenarios"], "", ["In what the point differs from the base.", "Worin sich der Punkt von der Basis unterscheidet."]),
    term("factor", ["`[[factor]]` with `key` and `levels`", "`[[factor]]` mit `key` und `levels`"], "none", ["One thing that is varied. Every level meets every level of the other factors, each time as a point.", "Eine Sache, die variiert wird. Jede Stufe trifft jede Stufe der anderen Faktoren, jedes Mal ein Punkt."]),
    term("factor.key", ["a key of a scenario", "ein Schlüssel eines Szenarios"], "", ["What is varied, such as `intermediary.approach` or `forcings.arrivals.scale`.", "Was variiert wird, etwa `intermediary.approach` oder `forcings.arrivals.scale`."]),
    term("factor.levels", ["a list of at least one value", "eine Liste mit mindestens einem Wert"], "", ["The values that it takes.", "Die Werte, die er annimmt."]),
    term("combine", ["`full`, `one_at_a_time`, or `{ resolution = 3 }`, 4 or 5", "`full`, `one_at_a_time` oder `{ resolution = 3 }`, 4 oder 5"], "`full`", ["Which levels of the factors meet: all, one factor at a time, or a part of all.", "Welche Stufen der Faktoren sich treffen: alle, immer nur ein Faktor, oder ein Teil von allen."]),
    term("combine.resolution", ["3, 4 or 5", "3, 4 oder 5"], "", ["How much of the factors stays apart in a fraction of them.", "Wie viel bei einem Teil der Kombinationen auseinanderzuhalten bleibt."]),
    term("sample", ["a table", "eine Tabelle"], "none", ["Parameter sets that are drawn or listed; every point is run under each.", "Parametersätze, gezogen oder aufgelistet; jeder Punkt läuft unter jedem."]),
    term("sample.method", ["`latin_hypercube`, `sobol`, `morris`, `list`", "`latin_hypercube`, `sobol`, `morris`, `list`"], "", ["How they are drawn.", "Wie sie gezogen werden."]),
    term("sample.size", ["a whole number from 1", "eine ganze Zahl ab 1"], "", ["How many sets, with `morris` how many trajectories.", "Wie viele Sätze, bei `morris` wie viele Pfade."]),
    term("sample.seed", ["a whole number from 0", "eine ganze Zahl ab 0"], "1", ["The beginning of these draws; runs keep theirs.", "Der Anfang dieser Ziehungen; Läufe behalten ihren."]),
    term("sample.keys", ["a list of keys and patterns", "eine Liste von Schlüsseln und Mustern"], "none", ["What is varied: parameters, `section.*` for all of a section, keys of a scenario.", "Was variiert wird: Parameter, `abschnitt.*` für alle eines Abschnitts, Schlüssel eines Szenarios."]),
    term("sample.except", ["a list of keys and patterns", "eine Liste von Schlüsseln und Mustern"], "none", ["What of these is left out again.", "Was davon wieder wegbleibt."]),
    term("sample.levels", ["an even number from 2 to 100", "eine gerade Zahl von 2 bis 100"], "4", ["Levels of the grid of `morris`.", "Stufen des Gitters von `morris`."]),
    term("sample.file", ["a file", "eine Datei"], "", ["The sets of `list`: keys as its header, a set in each row.", "Die Sätze von `list`: Schlüssel als Kopfzeile, ein Satz je Zeile."]),
    term("sample.over", ["`[[sample.over]]` with `key`", "`[[sample.over]]` mit `key`"], "none", ["Where a key ranges otherwise than the evidence says.", "Wo ein Schlüssel anders streut, als die Evidenz sagt."]),
    term("sample.over.key", ["a parameter or a key of a scenario", "ein Parameter oder ein Schlüssel eines Szenarios"], "", ["Which one.", "Welcher."]),
    term("sample.over.low", ["a number", "eine Zahl"], "that of the evidence", ["The smallest value.", "Der kleinste Wert."]),
    term("sample.over.high", ["a number", "eine Zahl"], "that of the evidence", ["The largest value.", "Der größte Wert."]),
    term("sample.over.distribution", ["`uniform`, `log_uniform`, `triangular`", "`uniform`, `log_uniform`, `triangular`"], "that of the evidence, else `uniform`", ["How values are spread between them.", "Wie die Werte dazwischen streuen."]),
    term("sample.over.mode", ["a number", "eine Zahl"], "that of the evidence", ["The peak of the triangle.", "Der Gipfel des Dreiecks."]),
    term("sample.over.levels", ["a list of at least two values", "eine Liste mit mindestens zwei Werten"], "a range", ["Single values, each as likely as the others.", "Einzelne Werte, jeder so wahrscheinlich wie die anderen."]),
];

impl Term {
    fn explained(&self, language: Language) -> String {
        let of = |[english, german]: [&'static str; 2]| Phrase::new(english.to_owned(), german.to_owned());
        let say = |phrase: Phrase| phrase.in_language(language).to_owned();
        let Self { key, default, .. } = self;
        let word = in_german(key);
        let mut text =
            say(phrase!("{key}: a key of an experiment", "{key}: ein Schlüssel eines Experiments"));
        let _ = write!(text, "\n  {}", say(of(self.says)));
        let takes = of(self.takes);
        let _ = write!(text, "\n  {}", say(phrase!("allowed: {takes}", "erlaubt: {takes}"; takes = takes)));
        if default.is_empty() {
            let _ = write!(text, "\n  {}", say(phrase!("has to be said", "muss angegeben werden")));
        } else if default.parse::<f64>().is_ok() || default.starts_with('`') {
            let _ = write!(text, "\n  {}", say(phrase!("default: {default}", "Vorgabe: {default}")));
        }
        let _ = write!(text, "\n  {}", say(phrase!("German key: {word}", "deutscher Schlüssel: {word}")));
        text
    }
}

/// Explains a key of an experiment or of a scenario, a parameter, a word of an option, or a lever of trials; German words serve, too.
///
/// # Errors
/// Returns the nearest known names where there is none of this name.
pub fn explain(key: &str, language: Language) -> Result<String, UnknownKey> {
    let wanted = names::in_english(key);
    let whole = TERMS.iter().filter(|term| term.key == wanted);
    let mut meant: Vec<&Term> = whole.collect();
    if meant.is_empty() {
        let ending = format!(".{wanted}");
        meant.extend(TERMS.iter().filter(|term| term.key.ends_with(&ending)));
    }
    let own = meant.into_iter().map(|term| term.explained(language));
    match scenario::explain(key, language) {
        Ok(text) => {
            // A whole key goes before another one that ends alike.
            let is_whole =
                text.starts_with(&format!("{wanted}:")) || TERMS.iter().all(|term| term.key != wanted);
            let mut texts: Vec<String> = own.collect();
            texts.insert(if is_whole { 0 } else { texts.len() }, text);
            Ok(texts.join("\n\n"))
        }
        Err(unknown) => {
            let own: Vec<String> = own.collect();
            if !own.is_empty() {
                return Ok(own.join("\n\n"));
            }
            let known = TERMS.iter().map(|term| term.key);
            let near = nearest(&wanted, unknown.nearest.iter().map(String::as_str).chain(known));
            let near = near.map(str::to_owned);
            let others = unknown.nearest.iter().filter(|name| Some(*name) != near.as_ref()).cloned();
            let nearest = near.clone().into_iter().chain(others).collect();
            Err(UnknownKey { nearest, ..unknown })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{contrasts, head, sample, until};
    use crate::scenario::schema;

    #[test]
    fn every_key_of_an_experiment_is_explained_and_no_other() {
        let below = |table: &str, keys: &[&str]| -> Vec<String> {
            keys.iter().map(|key| format!("{table}.{key}")).collect()
        };
        let mut known: Vec<String> = head::KEYS.iter().map(|key| (*key).to_owned()).collect();
        known.extend(below("until", &until::KEYS));
        known.extend(below("contrasts", &contrasts::KEYS));
        known.extend(below("contrast", &["better", "than"]));
        known.extend(below("point", &["name", "name_de", "set"]));
        known.extend(below("factor", &["key", "levels"]));
        known.extend(below("combine", &["resolution"]));
        known.extend(below("sample", &["method"]));
        known.extend(sample::keys());
        known.sort();
        known.dedup();
        let mut explained: Vec<String> = TERMS.iter().map(|term| term.key.to_owned()).collect();
        explained.sort();
        assert_eq!(known, explained);
        for term in TERMS {
            for step in term.key.split('.') {
                assert!(schema::german(step).is_some(), "`{step}` has no German word");
            }
        }
    }

    #[test]
    fn keys_of_experiments_and_of_scenarios_are_explained_alike() {
        let told = |key: &str| explain(key, Language::English).unwrap();
        assert!(told("factor").starts_with("factor: "));
        assert!(told("faktor").contains("[[factor]]"));
        assert!(told("levels").contains("factor.levels") && told("levels").contains("sample.levels"));
        assert!(told("replicates").contains("a key of an experiment"));
        assert!(told("years").contains("contrasts.years"));
        assert!(told("ansatz").contains("intermediary.approach"));
        for (wrong, right) in [("facter", "factor"), ("replikates", "replicates"), ("conttrast", "contrast")]
        {
            let unknown = explain(wrong, Language::English).unwrap_err();
            assert_eq!(unknown.nearest.first().map(String::as_str), Some(right), "{wrong}: {unknown}");
        }
    }
}
