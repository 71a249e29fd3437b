//! The three files of an own district: description, scenario and experiment, commented in one language.

use std::fmt::Write;

use super::figures::{ASKED, Figures, Number, apart, rounded};
use crate::district::District;
use crate::district::sketch::City;
use crate::phrase::{Phrase, phrase, wrapped};
use crate::scenario::{described, embedded, quoted};
use crate::time::Week;
use crate::vocabulary::Language;

/// Characters on a line of comment.
const LINE: usize = 116;

/// Ids that stand for something else already.
const TAKEN: [&str; 4] = ["all", "rest_of_city", "sb5", "sb6"];

/// An own district, ready to be written.
struct Files<'a> {
    /// The name, which the files bear as well.
    name: &'a str,
    figures: &'a Figures,
    language: Language,
}

/// A text with comments in one language.
struct Page {
    text: String,
    language: Language,
}

impl Page {
    fn comment(&mut self, words: &Phrase) {
        for line in wrapped(words.in_language(self.language), LINE).lines() {
            let _ = writeln!(self.text, "# {line}");
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// Returns the id of a district of its name: ids stand in paths, columns and files, hence plain letters.
pub fn id(name: &str) -> String {
    const LONGEST: usize = 40;
    let plain =
        name.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    let is_plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit();
    let parts: Vec<&str> = plain.split(|sign| !is_plain(sign)).filter(|part| !part.is_empty()).collect();
    let mut id = parts.join("_");
    if id.is_empty() || TAKEN.contains(&id.as_str()) {
        id = format!("own_{id}");
    }
    id.truncate(LONGEST);
    id.trim_end_matches('_').to_owned()
}

/// Returns names and texts of the three files of a district, which lie beside each other: description, scenario and experiment.
///
/// The name is one line. It stands in the names of the files, where a slash would lead elsewhere, and in the question of the
/// experiment, where braces would be filled in.
pub fn files(name: &str, figures: &Figures, language: Language) -> [(String, String); 3] {
    Files { name, figures, language }.all()
}

/// Returns the keys of the description that are guesses: those of numbers that were not given, and what no number says.
fn guesses(figures: &Figures) -> Vec<String> {
    let follows = |number: Number| figures[number].guess.is_some();
    [
        ("inhabitants", follows(Number::Inhabitants)),
        ("migration_history", follows(Number::MigrationHistory)),
        ("welfare", follows(Number::Welfare)),
        ("ages", true),
        ("welcome_point", true),
        ("administration", true),
        ("arrival_share", follows(Number::Arrivals)),
        ("initial_stock", follows(Number::Fled)),
        ("neighbourhood", true),
        ("accommodation", true),
    ]
    .into_iter()
    .filter(|(_, is_guess)| *is_guess)
    .map(|(key, _)| key.to_owned())
    .collect()
}

impl Files<'_> {
    fn page(&self) -> Page {
        Page { text: String::new(), language: self.language }
    }

    fn all(&self) -> [(String, String); 3] {
        let sketch = self.figures.sketch(self.name);
        let reference = &self.figures.model.reference;
        let city = sketch.city(reference);
        let described = sketch.district(&city, &reference.parameters);
        let district = District { sources: self.sources(), guesses: guesses(self.figures), ..described };
        let name = self.name;
        [
            (format!("{name}.toml"), self.description(&district, &city)),
            (format!("{name}-scenario.toml"), self.scenario(&city)),
            (format!("{name}-experiment.toml"), self.experiment()),
        ]
    }

    /// Says of numbers whether they were given or how they were guessed, and which options give them.
    fn origin(&self, numbers: &[Number]) -> Phrase {
        let each = numbers.iter().map(|&number| {
            let (asked, figure) = (&ASKED[number as usize], &self.figures[number]);
            let (label, option, shown) = (asked.label(), asked.option, asked.shown(figure.value));
            match &figure.guess {
                None => phrase!(
                    "given: {shown} {label} ({option})",
                    "angegeben: {shown} {label} ({option})";
                    label = label, shown = shown
                ),
                Some(how) => phrase!(
                    "guess: {shown} {label}, {how} ({option})",
                    "Schätzung: {shown} {label}, {how} ({option})";
                    label = label, shown = shown, how = *how
                ),
            }
        });
        Phrase::join(&each.collect::<Vec<_>>(), "; ")
    }

    /// Returns where the numbers come from, for the description itself.
    fn sources(&self) -> Vec<String> {
        let all: Vec<Number> = ASKED.iter().map(|asked| asked.number).collect();
        let made = phrase!(
            "Made of ten numbers by `inteso new --district`; what is not given is a guess, and no count.",
            "Aus zehn Zahlen von `inteso new --district` gemacht; was nicht angegeben ist, ist geschätzt und nicht gezählt."
        );
        let each = all.iter().map(|&number| self.origin(&[number]));
        [made].into_iter().chain(each).map(|line| line.in_language(self.language).to_owned()).collect()
    }

    fn description(&self, district: &District, city: &City) -> String {
        let mut page = self.page();
        let (name, given) = (self.name, self.figures.given());
        page.comment(&phrase!(
            "{name}: the description of a district. {given} of ten numbers were given, the others are guessed, each line says which. Put in what you know, and take its key out of `guesses` at the end: reports say how many guesses are left.",
            "{name}: die Beschreibung eines Stadtbezirks. Von zehn Zahlen sind {given} angegeben, die anderen geschätzt; jede Zeile sagt, welche. Was Sie wissen, tragen Sie ein und nehmen den Schlüssel unten aus `guesses` heraus: Berichte sagen, wie viele Schätzungen übrig sind."
        ));
        page.line("#");
        page.comment(&phrase!(
            "Ten numbers do not say everything. Who comes (sex, age, origin, families), procedures, law, work, dwellings, courses and the course of arrivals in time are those of Düsseldorf and Germany from 2015 to 2022; schooling and German on arrival are parameters of the model. Institutions are founded by rule, so many for so many inhabitants.",
            "Zehn Zahlen sagen nicht alles. Wer kommt (Geschlecht, Alter, Herkunft, Familien), Verfahren, Recht, Arbeit, Wohnungen, Kurse und der zeitliche Verlauf der Ankünfte sind die von Düsseldorf und Deutschland von 2015 bis 2022. Schulbildung und Deutsch bei der Ankunft sind Parameter des Modells. Einrichtungen entstehen nach einer Regel: so viele auf so viele Einwohner*innen."
        ));
        page.comment(&phrase!(
            "Places lie around a point of reference: only distances count, not where on earth that is.",
            "Orte liegen um einen Bezugspunkt: Nur Entfernungen zählen, nicht, wo auf der Welt das ist."
        ));
        for (key, value) in described(district) {
            if let Some(words) = self.about(&key, city) {
                page.line("");
                page.comment(&words);
            }
            page.line(&format!("{key} = {value}"));
        }
        page.text
    }

    /// Says where the value of a key of the description comes from.
    fn about(&self, key: &str, city: &City) -> Option<Phrase> {
        Some(match key {
            "inhabitants" => self.origin(&[Number::Inhabitants]),
            "migration_history" => self.origin(&[Number::MigrationHistory]),
            "welfare" => self.origin(&[Number::Welfare]),
            "ages" => phrase!(
                "guess: as in district 6 of Düsseldorf: under 6, 6–17, 18–44, 45–59, 60–74, 75 and more",
                "Schätzung: wie in Stadtbezirk 6 von Düsseldorf: unter 6, 6–17, 18–44, 45–59, 60–74, ab 75"
            ),
            "welcome_point" => phrase!(
                "guess: the intermediary's first site is in the middle of the innermost neighbourhood",
                "Schätzung: Der erste Standort der Instanz liegt mitten im innersten Stadtteil"
            ),
            "administration" => phrase!(
                "guess: as far away as the city's centre; no number of the model depends on it",
                "Schätzung: so weit weg wie die Stadtmitte; keine Zahl des Modells hängt davon ab"
            ),
            "initial_stock" => phrase!(
                "what the people who fled at the beginning need: some who came before 2015 have left by then. {origin}",
                "was die Zahl der Geflüchteten am Anfang verlangt: Manche, die vor 2015 kamen, sind dann schon fort. {origin}";
                origin = self.origin(&[Number::Fled])
            ),
            "arrival_share" => {
                let years = self.arrivals_by_year(city);
                phrase!(
                    "share of the city's arrivals, before 2015 and from then on. {origin}. By year of 52 weeks: {years}",
                    "Anteil an allen, die der Stadt zugewiesen werden, vor 2015 und danach. {origin}. Nach Jahren zu 52 Wochen: {years}";
                    origin = self.origin(&[Number::Arrivals])
                )
            }
            "neighbourhood" => phrase!(
                "guess: neighbourhoods of one size, evenly over the area; put in names, places and inhabitants as they are. {origin}",
                "Schätzung: gleich große Stadtteile, gleichmäßig über die Fläche; bitte Namen, Orte und Einwohner*innen eintragen, wie sie sind. {origin}";
                origin = self.origin(&[Number::Area])
            ),
            "accommodation" => phrase!(
                "guess: places and where they are; sites that are not listed are made by rule. {origin}",
                "Schätzung: Plätze und Orte; Unterkünfte, die hier nicht stehen, entstehen nach einer Regel. {origin}";
                origin = self.origin(&[Number::Accommodations])
            ),
            "guesses" => phrase!(
                "what nobody has counted; take out what you have put in",
                "was niemand gezählt hat; nehmen Sie heraus, was Sie eingetragen haben"
            ),
            _ => return None,
        })
    }

    /// Returns how many people the district is assigned in each year.
    fn arrivals_by_year(&self, city: &City) -> String {
        let weeks =
            |year: i32| (year * 52..(year + 1) * 52).map(|week| self.figures.model.series.at(Week(week)));
        let years = (0..8).map(|year| (weeks(year).sum::<f64>() * city.scale * city.shares[1]).round());
        years.map(|people| people.to_string()).collect::<Vec<_>>().join(", ")
    }

    fn scenario(&self, city: &City) -> String {
        let mut page = self.page();
        let (name, id) = (self.name, id(self.name));
        let value = |number: Number| self.figures[number].value;
        page.comment(&phrase!(
            "{name}: a scenario in the district of the same name, which says only in what it differs from the default one. The intermediary guides at one site; `inteso explain intermediary.siting` tells what a key means.",
            "{name}: ein Szenario im Stadtbezirk gleichen Namens. Es sagt nur, worin es vom Grundszenario abweicht. Die Instanz lotst an einem Standort; `inteso explain intermediary.siting` sagt, was ein Schlüssel bedeutet."
        ));
        page.line(&format!("name = {}\ndistricts = [\"{id}\"]\n", quoted(name)));
        page.line(&format!("[district.{id}]\nfile = {}\n", quoted(&format!("{name}.toml"))));
        page.line("[intermediary]\napproach = \"guide\"\nsiting = \"central\"\nopens = 2015-09-02");
        page.comment(&self.origin(&[Number::Budget]));
        page.line(&format!(
            "budget_eur_per_year = {}\n\n[forcings]",
            apart(value(Number::Budget), ['.', '_'])
        ));
        page.comment(&phrase!(
            "the arrivals of Düsseldorf, multiplied: per inhabitant of the city as many, or at least those of the district. {origin}",
            "die Ankünfte von Düsseldorf, vervielfacht: je Einwohner*in der Stadt ebenso viele, mindestens die des Bezirks. {origin}";
            origin = self.origin(&[Number::City])
        ));
        page.line(&format!("arrivals.scale = {}\n\n[parameters]", city.scale));
        let mut parameter = |key: &str, value: f64, [low, high]: [f64; 2], numbers: &[Number]| {
            let source = self.origin(numbers);
            // People are whole, kilometres are not.
            let decimals = i32::from(value <= 100.0);
            let (source, range) = (
                quoted(source.in_language(self.language)),
                format!("{}, {}", rounded(value * low, decimals), rounded(value * high, decimals)),
            );
            page.line(&format!("\"{key}\" = {{ value = {value}, range = [{range}], source = {source} }}"));
        };
        parameter("housing.city_inhabitants", value(Number::City), [0.9, 1.1], &[Number::City]);
        parameter(
            "institutions.accommodation.city_peak",
            city.peak,
            [0.8, 1.25],
            &[Number::Arrivals, Number::City],
        );
        // As uncertain as the way from elsewhere in the city that the evidence has: 3 to 8 around 5 km.
        parameter("travel.outside_km", value(Number::Distance), [0.6, 1.6], &[Number::Distance]);
        page.text
    }

    fn experiment(&self) -> String {
        /// The experiment whose points are taken over.
        const HEADLINE: &str = "experiments/headline.toml";
        let mut page = self.page();
        let name = self.name;
        page.comment(&phrase!(
            "{name}: forms of the intermediary at an equal budget, beside both comparators and the yardstick of full access. These are the points of the headline; the budget stands in {name}-scenario.toml.",
            "{name}: Formen der Instanz bei gleichem Budget, daneben die beiden Vergleichsfälle und der volle Zugang als Maßstab. Es sind die Punkte des Hauptexperiments; das Budget steht in {name}-scenario.toml."
        ));
        let questions = phrase!(
            "At an equal budget of {{budget}} a year in {name}: how do referring and providing, at central or decentral sites, change the four dimensions of integration?",
            "Bei gleichem Budget von {{budget}} im Jahr in {name}: Wie verändern Verweisen und Alles unter einem Dach, zentral oder dezentral, die vier Dimensionen der Integration?"
        );
        page.line(&format!("question = {}", quoted(questions.english())));
        page.line(&format!("question_de = {}", quoted(questions.german())));
        page.line(&format!("name = {}", quoted(&format!("{name}-experiment"))));
        page.line(&format!("base = {}", quoted(&format!("{name}-scenario.toml"))));
        page.line("weeks = 416\nreplicates = 20\nevery = 13\n");
        let headline = embedded::file(HEADLINE).unwrap_or_default();
        let points = headline.find("[[point]]").map_or("", |start| &headline[start..]);
        page.line(points.trim_end());
        page.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_plain_letters_and_is_not_taken() {
        for (name, expected) in [
            ("Köln-Ehrenfeld", "koeln_ehrenfeld"),
            ("  Groß Süd 3 ", "gross_sued_3"),
            ("sb6", "own_sb6"),
            ("ALL", "own_all"),
            ("Вест", "own"),
        ] {
            assert_eq!(id(name), expected, "{name}");
        }
        assert_eq!(id(&"a".repeat(80)).len(), 40);
    }
}
