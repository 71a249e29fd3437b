//! The codebook: every column of every table with its unit, direction and labels in both languages.

use serde::{Deserialize, Serialize};

use super::access::AccessRow;
use super::columns;
use super::compare::DifferenceRow;
use super::people::{DeadweightRow, FirstYearsRow, PopulationRow, ReachRow};
use super::summary::SummaryRow;
use super::turning::TurningRow;
use super::worth::{PriceRow, WorthRow};
use crate::experiment::labels::name_of;
use crate::experiment::new_file::StoreFault;
use crate::experiment::results::{PointRow, RunRow};
use crate::experiment::store::Store;
use crate::experiment::table_file::{Format, write_table};
use crate::experiment::trial_table;
use crate::observation::row::Text;
use crate::observation::{
    CostRow, Direction, FactRow, GroupRow, Keyed, MEASURES, MapRow, Measure, NeedRow, Outcome, Role, Row,
    SeriesRow, TableColumn, Trace,
};
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::{Concept, Meeting, Need};

/// A row of `codebook.csv`: what a column of a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodebookRow {
    /// The file.
    pub file: String,
    /// The column.
    pub column: String,
    /// What its cells are: a whole number, a number, a text, a date, or a yes or no.
    pub kind: Text,
    /// The unit.
    pub unit: String,
    /// Whether more is better, of a measure.
    pub direction: String,
    /// What kind of figure a measure is.
    pub role: String,
    /// The label in English.
    pub english: String,
    /// The label in German.
    pub german: String,
    /// How it comes about, where the label does not say so.
    pub definition: String,
    /// The same in German.
    pub definition_de: String,
}

impl Row for CodebookRow {}

/// Returns the columns of all tables of an experiment whose points have these factors, by table.
fn tables(factors: &[TableColumn]) -> Vec<(&'static str, Vec<TableColumn>)> {
    let of_runs = [
        ("points", PointRow::columns(factors)),
        ("runs", Keyed::<RunRow>::columns()),
        ("series", Keyed::<SeriesRow>::columns()),
        ("groups", Keyed::<GroupRow>::columns()),
    ];
    let traces = Trace::ALL.map(|trace| (trace.key(), trace.columns()));
    let summed_up = [
        ("costs", Keyed::<CostRow>::columns()),
        ("chain", Keyed::<NeedRow>::columns()),
        ("places", Keyed::<MapRow>::columns()),
        ("facts", Keyed::<FactRow>::columns()),
        ("trials", trial_table::all_columns()),
        ("summary", SummaryRow::columns()),
        ("differences", DifferenceRow::columns()),
        ("turning", TurningRow::columns()),
        ("access", AccessRow::columns()),
        ("prices", PriceRow::columns()),
        ("worth", WorthRow::columns()),
        ("populations", PopulationRow::columns()),
        ("first_years", FirstYearsRow::columns()),
        ("deadweight", DeadweightRow::columns()),
        ("reach", ReachRow::columns()),
    ];
    of_runs.into_iter().chain(traces).chain(summed_up).collect()
}

/// Writes `codebook.csv`; all tables are described, whether or not the experiment has them.
///
/// It is for people, so that it is a CSV file whatever the tables are.
///
/// # Errors
/// Returns why it cannot be written.
pub fn write(factors: &[TableColumn], store: &Store, format: Format) -> Result<(), StoreFault> {
    let rows = tables(factors).into_iter().flat_map(|(table, columns)| {
        columns.into_iter().map(move |TableColumn { name: column, kind }| {
            let [unit, direction, role, english, german] = describe(table, &column);
            let definition = definition(table, &column);
            CodebookRow {
                file: format!("{table}.{}", format.key()),
                column: column.into_owned(),
                kind: kind.key().into(),
                unit,
                direction,
                role,
                english,
                german,
                definition: definition.english().to_owned(),
                definition_de: definition.german().to_owned(),
            }
        })
    });
    write_table(&store.path("codebook"), Format::Csv(format.dialect()), rows)
}

/// Returns what a column of a table is called.
pub(super) fn label(table: &str, column: &str) -> Phrase {
    let [.., english, german] = describe(table, column);
    Phrase::new(english, german)
}

/// Returns unit, direction, role and both labels of a column.
fn describe(table: &str, column: &str) -> [String; 5] {
    let named = |wanted: &str| columns::all().find(|(name, ..)| *name == wanted);
    if let Some((_, unit, english, german)) = named(&format!("{table}.{column}")) {
        return plain(unit, english, german);
    }
    let own = named(column);
    let measure = MEASURES.iter().find(|measure| measure.name == column);
    let own_first = is_of_persons(table);
    match (own, measure) {
        (Some((_, unit, english, german)), None) => plain(unit, english, german),
        (Some((_, unit, english, german)), Some(_)) if own_first => plain(unit, english, german),
        (_, Some(measure)) => [
            measure.unit,
            match measure.direction {
                Direction::Up => "up",
                Direction::Down => "down",
                Direction::Neutral => "neutral",
            },
            match measure.role {
                Role::Index(_) => "index",
                Role::Share => "share",
                Role::State => "state",
                Role::Flow => "flow",
                Role::Ratio => "ratio",
            },
            measure.english,
            measure.german,
        ]
        .map(str::to_owned),
        (None, None) => describe_family(column),
    }
}

/// Returns whether the rows of a table are people or referrals, whose columns may be named as measures are.
fn is_of_persons(table: &str) -> bool {
    table == "trials" || Trace::ALL.iter().any(|trace| trace.key() == table)
}

/// Returns how a column comes about where its label does not say so; empty for the others.
fn definition(table: &str, column: &str) -> Phrase {
    definition_of_people(table, column)
        .or_else(|| definition_of_chain_and_places(table, column))
        .unwrap_or_else(|| definition_of_runs(table, column))
}

/// Returns how a column of the tables of runs comes about.
///
/// A key such as `household` or `present` means the column, not the measure, outside of the series.
fn definition_of_runs(table: &str, column: &str) -> Phrase {
    if is_of_persons(table) || !["series", "groups"].contains(&table) && column != "group" {
        return match column {
            "confidants" => phrase!(
                "the other adults of the household, strong ties to long-standing residents, and a fixed share of friends who fled",
                "die anderen Erwachsenen des Haushalts, enge Bindungen zu Alteingesessenen und ein fester Anteil der geflüchteten Befreundeten"
            ),
            "strong_ties_same_origin" => phrase!(
                "confidants among friends who fled, at most as many as are of the same origin; friendships among people who fled have no strength of their own",
                "Vertraute unter geflüchteten Befreundeten, höchstens so viele, wie gleicher Herkunft sind; Freundschaften unter Geflüchteten haben keine eigene Stärke"
            ),
            "worried" | "welcome" | "good_german" if is_of_persons(table) => phrase!(
                "an answer as in a survey: the state with an error, against a threshold",
                "eine Antwort wie in einer Befragung: der Zustand mit einem Fehler, gegen eine Schwelle"
            ),
            "first_heard" | "first_heard_service" => phrase!(
                "also if it is forgotten since; empty for who has never heard of it",
                "auch wenn es inzwischen vergessen ist; leer, wer nie davon gehört hat"
            ),
            "in_education" if is_of_persons(table) => phrase!(
                "none, waiting, childcare, school, preparatory_class",
                "keine, wartend, Kita, Schule, Vorbereitungsklasse"
            ),
            "accommodation_km" | "new_accommodation_km" => phrase!(
                "in a straight line, among those of the district in which people live now; empty where there is none",
                "Luftlinie, unter denen des Stadtbezirks, in denen jetzt jemand wohnt; leer, wenn es keine gibt"
            ),
            "volunteer_state" => phrase!(
                "never, former, on_their_own (helps, not attached to the intermediary), attached (to the intermediary)",
                "nie, früher, auf eigene Faust, an die Instanz angebunden"
            ),
            "hours_per_week" => phrase!("0 for who does not help", "0, wer nicht hilft"),
            "hours_last_four_weeks" => phrase!(
                "weeks of the spells times their hours a week",
                "Wochen der Einsätze mal deren Stunden in der Woche"
            ),
            "meetings_positive" | "meetings_negative" => {
                phrase!("from week -104 on", "von Woche -104 an")
            }
            "issuer" => phrase!(
                "intermediary, service (another advice service), authority (a letter), institution (hands over), nobody (went directly)",
                "Instanz, andere Beratungsstelle, Brief einer Behörde, Institution (Übergabe), niemand (direkt hingegangen)"
            ),
            "end" => phrase!("empty while it goes on", "leer, solange sie dauert"),
            _ => value_definition(column),
        };
    }
    match column {
        "culturation" => phrase!(
            "from 6 years on: half the language level divided by 6, half local knowledge; mean over people present",
            "ab 6 Jahren: zur Hälfte Sprachniveau geteilt durch 6, zur Hälfte Ortskenntnis; Mittel über alle Anwesenden"
        ),
        "placement" => phrase!(
            "18 to 64 years: half in employment, half in a private dwelling; from 65 on and under 3: in a private dwelling; 3 to 17: half in childcare, school or a preparatory class, half in a private dwelling",
            "18 bis 64 Jahre: zur Hälfte Beschäftigung, zur Hälfte Privatwohnung; ab 65 und unter 3: Privatwohnung; 3 bis 17: zur Hälfte Kita, Schule oder Vorbereitungsklasse, zur Hälfte Privatwohnung"
        ),
        "letters_answered_helped" => phrase!(
            "the hours of help given by the date, whoever gave them, as a share of those the letter asks for, are the chance that the answer is complete",
            "die bis zur Frist geleisteten Stunden Hilfe, von wem auch immer, sind als Anteil der nötigen die Chance auf eine vollständige Antwort"
        ),
        "letters_missed" => phrase!(
            "not answered in time, and with consequences: a decision, a permission or a course comes later, or benefits stop",
            "nicht fristgerecht beantwortet und mit Folgen: Entscheidung, Erlaubnis oder Kurs kommen später, oder Leistungen setzen aus"
        ),
        "courses_registered" => phrase!(
            "reached a provider of integration courses and may take one there, or a further course",
            "bei einem Träger von Integrationskursen angekommen und zu einem Kurs oder Anschlusskurs berechtigt"
        ),
        "courses_registered_helped" => phrase!(
            "sent by a desk or an institution, or accompanied; all others came by a letter or alone",
            "von einer Anlaufstelle oder Institution geschickt oder begleitet; alle anderen kamen durch ein Schreiben oder allein"
        ),
        "benefit_gap_weeks" => phrase!(
            "weeks times people of the household, counted when the gap opens",
            "Wochen mal Personen des Haushalts, gezählt, wenn die Lücke entsteht"
        ),
        "interaction" => phrase!(
            "from 18 years on: half frequent contact with long-standing residents, half a strong tie to one; 3 to 17: in childcare or school among residents",
            "ab 18 Jahren: zur Hälfte häufiger Kontakt zu Alteingesessenen, zur Hälfte eine enge Bindung; 3 bis 17: in Kita oder Schule unter Alteingesessenen"
        ),
        "identification" => phrase!("belonging, from 18 years on", "Zugehörigkeit, ab 18 Jahren"),
        "group" => phrase!(
            "sex: female, male; age: 0-5, 06-17, 18-34, 35-64, 65+; education: low, middle, high, degree; household: child_under_3, child_3_to_5, child_6_to_17 (age of the youngest child), single, adults; status: in_procedure, settled, tolerated; arrival_cohort: calendar year; years_since_arrival: whole years",
            "sex: weiblich, männlich; age: Alter in Jahren; education: niedrig, mittel, hoch, Hochschulabschluss; household: Alter des jüngsten Kindes, allein, nur Erwachsene; status: im Verfahren, geschützt, geduldet; arrival_cohort: Kalenderjahr; years_since_arrival: volle Jahre"
        ),
        _ => match Measure::position(column).map(|position| MEASURES[position].role) {
            Some(Role::Flow) => phrase!(
                "sum over the weeks since the row before",
                "Summe über die Wochen seit der vorigen Zeile"
            ),
            Some(Role::Ratio) => {
                phrase!("over the weeks since the row before", "über die Wochen seit der vorigen Zeile")
            }
            Some(Role::Share | Role::State | Role::Index(_)) => {
                phrase!("at the end of the week", "am Ende der Woche")
            }
            None => Phrase::default(),
        },
    }
}

/// Returns how a column of the tables on for whom it makes a difference comes about.
fn definition_of_people(table: &str, column: &str) -> Option<Phrase> {
    Some(match (table, column) {
        ("people", "age" | "household" | "status") => phrase!(
            "in the later of two weeks, that of arrival and that of the first opening of the experiment, before which worlds do not differ",
            "in der späteren von zwei Wochen, der der Ankunft und der der ersten Öffnung im Experiment, vor der sich Welten nicht unterscheiden"
        ),
        ("populations", "kind") => phrase!(
            "group: by facts fixed before the worlds differ; seen: by whose intermediary a person had a first visit, which is luck in part and describes, so that it is no effect on users; waited: by where a person waited longer, which describes, too",
            "group: nach Tatsachen, die feststehen, bevor sich die Welten unterscheiden; seen: danach, bei wessen Instanz jemand zum ersten Mal war, was auch Zufall ist und beschreibt, also keine Wirkung auf Nutzende; waited: danach, wo jemand länger wartete, was ebenfalls beschreibt"
        ),
        ("populations", "group") => phrase!(
            "those of groups.csv at the later of arrival and first opening; arrived: before_opening, after_opening; seen: by the intermediary of the first (the point), the second (the one compared with), both, neither; waited, of people in both: longer, shorter, same under the point",
            "die von groups.csv bei der Ankunft oder, falls später, bei der ersten Öffnung; arrived: vor oder nach der ersten Öffnung; seen: von der Instanz des ersten (des Punkts), des zweiten (des Vergleichspunkts), von beiden, von keiner; waited, von denen, die es in beiden gibt: unter dem Punkt länger, kürzer, gleich lang"
        ),
        ("populations", "outcome") => phrase!(
            "work, b1, private_dwelling, friend, at_home: from the year of the first opening on; waiting: on waiting lists of institutions, over the whole run",
            "work (Arbeit), b1 (Deutsch auf B1), private_dwelling (Privatwohnung), friend (Freundschaft), at_home (zu Hause fühlen): ab dem Jahr der ersten Öffnung; waiting: auf Wartelisten von Institutionen, im ganzen Lauf"
        ),
        ("first_years", "exits") => phrase!(
            "actual: until people leave; equal: people of both worlds, in both until they leave the first of them, the weeks of that year shared out evenly",
            "actual: bis zum Wegzug; equal: wen es in beiden Welten gibt, in beiden bis zum früheren Wegzug, die Wochen dieses Jahres gleichmäßig verteilt"
        ),
        ("deadweight", "needs") => phrase!(
            "from the first opening on, of needs that arose at least 26 weeks before the end",
            "ab der ersten Öffnung, von Bedarfen, die mindestens 26 Wochen vor dem Ende entstanden"
        ),
        ("reach", "expected") => phrase!(
            "mean over people of the same sex, age group, education, household and half-year of arrival in the worlds without an intermediary, of work for those from 18 to 64 years",
            "Mittel über Menschen gleichen Geschlechts, gleicher Altersgruppe, Bildung, Haushaltsform und gleichen Halbjahrs der Ankunft in den Welten ohne Instanz, bei Arbeit von 18 bis 64 Jahren"
        ),
        _ => return None,
    })
}

/// Returns how a column of the chain of access or of the places comes about.
fn definition_of_chain_and_places(table: &str, column: &str) -> Option<Phrase> {
    Some(match (table, column) {
        ("chain", "year") => phrase!(
            "blocks of 52 weeks in which the needs arose; 0 for those that were open when the first block began",
            "Blöcke von 52 Wochen, in denen die Bedarfe entstanden; 0 für jene, die zu Beginn des ersten offen waren"
        ),
        ("chain", "known") => phrase!(
            "by the week in which the need ended, or by the end of the run; also if it was forgotten since; a later step counts as known, too",
            "bis zur Woche, in der der Bedarf endete, oder bis zum Ende des Laufs; auch wenn es inzwischen vergessen ist; wer später vorkommt, zählt mit"
        ),
        ("chain", "came") => phrase!(
            "whether or not their turn came; follow-up counts, too",
            "auch wenn sie nicht an die Reihe kamen; Fallbegleitung zählt mit"
        ),
        ("chain", "served") => phrase!(
            "in turn; or in follow-up of somebody, or by naming a group to somebody, who came with another need",
            "der Reihe nach; oder bei jemandem mit einem anderen Anliegen: in der Fallbegleitung oder durch den Hinweis auf eine Gruppe"
        ),
        ("chain", "sent") => phrase!("once or several times", "einmal oder mehrmals"),
        ("chain", "admitted") => phrase!(
            "a first appointment was kept or a place taken up",
            "ein erster Termin fand statt, oder ein Platz wurde angetreten"
        ),
        ("chain", "met_through") => phrase!(
            "the last hour of help was given at its own desk; or an institution helped, and the last referral that led to a place was its own",
            "die letzte Stunde Hilfe gab es an ihrer Anlaufstelle; oder eine Institution half, und der letzte Verweis, der zu einem Platz führte, kam von ihr"
        ),
        ("places", "replicate") => phrase!(
            "always 1: the map of one replicate; others draw other places for what no source places",
            "immer 1: die Karte einer Wiederholung; andere ziehen andere Orte für alles, was keine Quelle verortet"
        ),
        ("places", "kind") => phrase!(
            "site (of the intermediary), accommodation (shared, in which anybody has lived), administration, neighbourhood, else the kind of institution",
            "site (Standort der Instanz), accommodation (Gemeinschaftsunterkunft, in der jemand gewohnt hat), administration (Verwaltung), neighbourhood (Stadtteil), sonst die Art der Institution"
        ),
        ("places", "east_km") => phrase!(
            "from 6.78° E, 69.6 km a degree; of a neighbourhood its centre",
            "ab 6,78° Ost, 69,6 km pro Grad; bei Stadtteilen die Mitte"
        ),
        ("places", "north_km") => phrase!(
            "from 51.25° N, 111.2 km a degree; of a neighbourhood its centre",
            "ab 51,25° Nord, 111,2 km pro Grad; bei Stadtteilen die Mitte"
        ),
        ("places", "neighbourhood") => phrase!("that with the nearest centre", "der mit der nächsten Mitte"),
        ("places", "capacity") => phrase!(
            "places of accommodations, language schools and groups; of other institutions first appointments a week for people who fled; at the end of the run",
            "Plätze von Unterkünften, Sprachkursträgern und Gruppen; bei anderen Institutionen erste Termine in der Woche für Geflüchtete; am Ende des Laufs"
        ),
        ("places", "hours_per_week") => phrase!(
            "of sites, advice services and social work in accommodations, at the end of the run; empty for the others",
            "von Standorten, Beratungsstellen und sozialer Arbeit in Unterkünften, am Ende des Laufs; sonst leer"
        ),
        ("places", "first_week") => phrase!(
            "-104 for what was there before; of an accommodation that in which somebody first lived there",
            "-104 für alles, was es vorher gab; bei Unterkünften die, in der zuerst jemand dort wohnte"
        ),
        ("places", "last_week") => phrase!("empty while it is there", "leer, solange es da ist"),
        _ => return None,
    })
}

/// Returns how a column of shares of full access, prices and net benefits comes about.
fn value_definition(column: &str) -> Phrase {
    match column {
        "share" => phrase!(
            "not bounded by 0 and 1; there is no row where the interval of the yardstick's own difference contains 0",
            "nicht auf 0 bis 1 beschränkt; keine Zeile, wo das Intervall der Differenz des Maßstabs selbst die 0 enthält"
        ),
        "cost_others" => phrase!(
            "rent that hosts do not charge; hours of institutions, volunteers and users have no price in the model",
            "Miete, auf die Häuser verzichten; Stunden von Institutionen, Ehrenamtlichen und Nutzenden haben im Modell keinen Preis"
        ),
        "price" => phrase!(
            "difference in cost over difference in person-years, not discounted; empty where the interval of the person-years contains 0; below 0 where one of the two points gives more years for less money",
            "Kostendifferenz durch Differenz der Personenjahre, nicht abgezinst; leer, wo das Intervall der Personenjahre die 0 enthält; unter 0, wo einer der beiden Punkte mehr Jahre für weniger Geld gibt"
        ),
        "net_benefit" => phrase!(
            "this value times the difference in person-years, minus the difference in cost, that of others included; not discounted",
            "dieser Wert mal die Differenz der Personenjahre, minus die Kostendifferenz einschließlich der Kosten Dritter; nicht abgezinst"
        ),
        _ => Phrase::default(),
    }
}

fn plain(unit: &str, english: &str, german: &str) -> [String; 5] {
    [unit, "", "", english, german].map(str::to_owned)
}

/// Describes a column that stands for one member of a closed list.
fn describe_family(column: &str) -> [String; 5] {
    let need = |prefix: &str| column.strip_prefix(prefix).and_then(Need::parse);
    if let Some(kind) = need("need_") {
        return plain(
            "true/false",
            &format!("need: {}", kind.english()),
            &format!("Bedarf: {}", kind.german()),
        );
    }
    if let Some(kind) = need("unmet_") {
        let (english, german) = (kind.english(), kind.german());
        return plain(
            "true/false",
            &format!("unmet need: {english}"),
            &format!("ungedeckter Bedarf: {german}"),
        );
    }
    if let Some(place) = column.strip_prefix("meetings_").and_then(Meeting::parse) {
        let (english, german) = (place.english(), place.german());
        return plain("per week", &format!("meetings: {english}"), &format!("Treffen: {german}"));
    }
    for outcome in Outcome::ALL {
        let years = column.strip_prefix(outcome.key()).unwrap_or_default();
        let described = MEASURES.iter().find(|measure| measure.name == outcome.measure());
        let Some(Measure { english, german, .. }) = described else { continue };
        let (english, german) = (english.trim_end_matches(", of all together"), *german);
        let weeks = |of: &str, von: &str| {
            plain("weeks", &format!("weeks in {of}: {english}"), &format!("Wochen im {von}: {german}"))
        };
        if let Some(year) = years.strip_prefix("_year_") {
            return weeks(&format!("year {year} of the run"), &format!("Jahr {year} des Laufs"));
        }
        if let Some(year) = years.strip_prefix("_since_arrival_") {
            return weeks(&format!("year {year} since arrival"), &format!("{year}. Jahr seit der Ankunft"));
        }
    }
    // What is left are the keys in which points differ.
    let name = name_of(column);
    plain("", name.english(), name.german())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_described_by_its_own_entry() {
        let [unit, direction, role, _, german] = describe("series", "waiting_mean");
        assert_eq!([unit, direction, role, german], ["days", "down", "ratio", "mittlere Wartezeit"]);
    }

    #[test]
    fn a_name_that_is_both_column_and_measure_is_told_apart_by_its_table() {
        assert_eq!(describe("panel", "present")[0], "true/false");
        assert_eq!(describe("series", "present")[0], "persons");
        assert_eq!(describe("residents", "district")[3], "district of residence");
        assert_eq!(describe("episodes", "district"), describe("series", "district"));
    }

    #[test]
    fn every_column_has_its_german() {
        let each = tables(&[]).into_iter();
        let columns = each.flat_map(|(table, columns)| columns.into_iter().map(move |one| (table, one.name)));
        for (table, column) in columns {
            let [.., english, german] = describe(table, &column);
            assert!(!german.is_empty() && english != german, "{table} {column}: {english}, {german}");
            let definition = definition(table, &column);
            assert_eq!(definition.english().is_empty(), definition.german().is_empty(), "{table} {column}");
        }
        assert_eq!(describe("points", "intermediary.siting")[4], "Standort");
    }

    #[test]
    fn members_of_closed_lists_are_described() {
        assert_eq!(describe("panel", "unmet_job")[4], "ungedeckter Bedarf: Arbeitssuche");
        assert_eq!(describe("panel", "meetings_work")[3], "meetings: work or training");
    }
}
