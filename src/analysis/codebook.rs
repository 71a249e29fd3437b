//! The codebook: every column of every table with its unit, direction and labels in both languages.

use serde::{Deserialize, Serialize};

use super::compare::DifferenceRow;
use super::summary::SummaryRow;
use super::turning::TurningRow;
use crate::experiment::labels::name_of;
use crate::experiment::new_file::StoreFault;
use crate::experiment::results::{PointRow, RunRow};
use crate::experiment::store::Store;
use crate::experiment::table_file::{Format, write_table};
use crate::experiment::trial_table;
use crate::observation::row::Text;
use crate::observation::{
    CostRow, Direction, FactRow, GroupRow, Keyed, MEASURES, Measure, PanelRow, Role, Row, SeriesRow,
    TableColumn,
};
use crate::phrase::{Phrase, phrase};
use crate::vocabulary::{Concept, Meeting, Need};

/// Name, unit, English and German of columns other than measures.
const COLUMNS: &[(&str, &str, &str, &str)] = &[
    ("point", "number", "number of the point, from 1", "Nummer des Punkts, ab 1"),
    ("replicate", "number", "replicate, from 1", "Wiederholung, ab 1"),
    (
        "run",
        "",
        "name of the run, made of all that its numbers depend on, and the replicate",
        "Name des Laufs aus allem, wovon seine Zahlen abhängen, und der Wiederholung",
    ),
    ("label", "", "label of the point", "Bezeichnung des Punkts"),
    ("label_de", "", "label of the point in German", "Bezeichnung des Punkts auf Deutsch"),
    (
        "merged",
        "",
        "labels of further points that are the same scenario",
        "Bezeichnungen weiterer Punkte, die dasselbe Szenario sind",
    ),
    (
        "unopened",
        "",
        "districts in which it never opens within the run",
        "Bezirke, in denen es im Lauf nie öffnet",
    ),
    ("hash", "", "hash of everything the numbers depend on", "Prüfsumme aller Eingaben der Zahlen"),
    ("carries_care", "true/false", "looks after a small child", "betreut ein kleines Kind"),
    ("employed", "true/false", "in employment", "in Beschäftigung"),
    ("weeks_of_work", "weeks", "weeks of work so far", "bisherige Wochen in Arbeit"),
    ("recognition", "", "state of the recognition of a degree", "Stand der Anerkennung eines Abschlusses"),
    ("course_units", "units of 45 minutes", "course units so far", "bisherige Unterrichtseinheiten"),
    ("first_test_week", "week", "week of the first language test", "Woche der ersten Sprachprüfung"),
    ("first_test_level", "level 0-6", "level at the first language test", "Niveau der ersten Sprachprüfung"),
    ("first_test_class", "", "result of the first language test", "Ergebnis der ersten Sprachprüfung"),
    ("local_knowledge", "share", "knowledge of places and rules here", "Kenntnis der Orte und Regeln hier"),
    ("dwelling_since", "week", "week of the last move", "Woche des letzten Umzugs"),
    (
        "frequent_contact",
        "true/false",
        "frequent contact with long-standing residents",
        "häufiger Kontakt zu Alteingesessenen",
    ),
    (
        "no_contact",
        "true/false",
        "no contact with long-standing residents",
        "kein Kontakt zu Alteingesessenen",
    ),
    ("perceived_welcome", "index", "how welcome somebody feels", "wie willkommen sich jemand fühlt"),
    ("trust", "index", "trust in services", "Vertrauen in Dienste"),
    ("aware_service", "true/false", "knows an advice service", "kennt eine Beratungsstelle"),
    ("trial", "", "trial in which the person takes part", "Versuch, an dem die Person teilnimmt"),
    ("arm", "", "arm of the trial", "Gruppe des Versuchs"),
    ("assigned_week", "week", "week of assignment to an arm", "Woche der Zuteilung zu einer Gruppe"),
    ("taken_up", "true/false", "whether what was offered was taken up", "ob das Angebotene angenommen wurde"),
    (
        "eligible",
        "true/false",
        "eligible itself, and not only of the household of somebody who was",
        "selbst teilnahmeberechtigt und nicht nur im Haushalt von jemandem, der es war",
    ),
    ("dose", "", "first number of the dose of the arm", "erste Zahl der Dosis der Gruppe"),
    ("horizon_week", "weeks", "weeks since the assignment", "Wochen seit der Zuteilung"),
    ("line", "", "what is counted", "was gezählt wird"),
    ("count", "number", "how many it is true of", "auf wie viele es zutrifft"),
    (
        "of",
        "number",
        "of how many; empty for a number of people",
        "von wie vielen; leer bei einer Zahl von Menschen",
    ),
    ("feasible", "true/false", "whether the budget can pay for it", "ob das Budget es bezahlen kann"),
    ("reason", "", "why the budget cannot pay for it", "warum das Budget nicht reicht"),
    (
        "district",
        "",
        "district of arrival; all for all together",
        "Stadtbezirk der Ankunft; all für alle zusammen",
    ),
    ("week", "weeks", "weeks run", "gelaufene Wochen"),
    ("date", "date", "Monday of the week", "Montag der Woche"),
    (
        "complete",
        "true/false",
        "whether the block of weeks is whole",
        "ob der Block von Wochen vollständig ist",
    ),
    ("measure", "", "name of the measure", "Name der Kennzahl"),
    ("year", "number", "block of 52 weeks, from 1", "Block von 52 Wochen, ab 1"),
    ("mean", "as the measure", "mean over replicates", "Mittel über die Wiederholungen"),
    (
        "sd",
        "as the measure",
        "standard deviation over replicates",
        "Standardabweichung über die Wiederholungen",
    ),
    ("se", "as the measure", "standard error of the mean", "Standardfehler des Mittels"),
    ("n", "replicates", "replicates with a value", "Wiederholungen mit einem Wert"),
    ("q10", "as the measure", "10 % quantile over replicates", "10-%-Quantil über die Wiederholungen"),
    ("q90", "as the measure", "90 % quantile over replicates", "90-%-Quantil über die Wiederholungen"),
    ("policy", "", "what the first sets of the intermediary", "was der erste Punkt an der Instanz setzt"),
    (
        "condition",
        "",
        "budget and whatever is set beside the intermediary",
        "Budget und was neben der Instanz gesetzt ist",
    ),
    (
        "side",
        "",
        "which of the two is ahead under the condition",
        "wer von beiden unter dieser Bedingung vorn liegt",
    ),
    (
        "turns",
        "true/false",
        "whether each of the two is ahead under some condition",
        "ob jeder von beiden unter einer Bedingung vorn liegt",
    ),
    ("against", "number", "point compared with", "Vergleichspunkt"),
    ("point_label", "", "label of the point", "Bezeichnung des Punkts"),
    ("against_label", "", "label of the point compared with", "Bezeichnung des Vergleichspunkts"),
    (
        "difference",
        "as the measure",
        "mean paired difference, point minus the other",
        "mittlere gepaarte Differenz",
    ),
    ("low", "as the measure", "lower end of the 95 % interval", "untere Grenze des 95-%-Intervalls"),
    ("high", "as the measure", "upper end of the 95 % interval", "obere Grenze des 95-%-Intervalls"),
    (
        "share_better",
        "share",
        "share of replicates in which the point is better",
        "Anteil der Wiederholungen, in denen der Punkt besser ist",
    ),
    (
        "p",
        "probability",
        "two-sided probability of the paired t-test",
        "zweiseitige Wahrscheinlichkeit, gepaarter t-Test",
    ),
    ("p_adjusted", "probability", "the same, adjusted after Holm", "dieselbe, nach Holm angepasst"),
    (
        "verdict",
        "",
        "better, worse, practically equal or not decidable, given these parameters",
        "besser, schlechter, praktisch gleich oder nicht entscheidbar, bei diesen Parametern",
    ),
    ("item", "", "item of the account", "Posten der Rechnung"),
    (
        "payer",
        "",
        "intermediary: out of its budget; others: institutions, anchors, volunteers, users",
        "intermediary: aus ihrem Budget; others: Institutionen, Häuser, Ehrenamtliche, Nutzende",
    ),
    ("euros", "EUR", "euros in the year", "Euro im Jahr"),
    (
        "hours",
        "hours",
        "hours in the year: paid staff, or what others give",
        "Stunden im Jahr: bezahltes Personal oder was andere geben",
    ),
    ("attribute", "", "attribute by which the group is made", "Merkmal der Gruppe"),
    ("group", "", "group", "Gruppe"),
    ("persons", "persons", "people in the group", "Personen in der Gruppe"),
    ("person", "number", "person", "Person"),
    ("wave", "number", "wave of the panel", "Welle des Panels"),
    ("present", "true/false", "still in the city", "noch in der Stadt"),
    ("residence", "", "district of residence now", "heutiger Wohnbezirk"),
    ("sex", "", "sex as registered", "Geschlecht wie gemeldet"),
    ("age", "years", "age", "Alter"),
    ("origin", "", "group of origin", "Herkunftsgruppe"),
    ("education", "", "schooling and degrees on arrival", "Schul- und Berufsbildung bei Ankunft"),
    ("household", "number", "household", "Haushalt"),
    ("youngest_child", "years", "age of the youngest child", "Alter des jüngsten Kindes"),
    ("arrival_week", "week", "week of arrival", "Woche der Ankunft"),
    ("status", "", "residence status", "Aufenthaltsstatus"),
    ("years_since_arrival", "years", "years since arrival", "Jahre seit Ankunft"),
    ("work", "", "working life", "Erwerbsleben"),
    ("course_hours", "hours", "course hours so far", "bisherige Kursstunden"),
    ("language", "level 0-6", "language level (0 none, 6 C2)", "Sprachniveau (0 keins, 6 C2)"),
    (
        "good_german",
        "true/false",
        "good or very good German by own rating",
        "gutes Deutsch nach Selbsteinschätzung",
    ),
    ("dwelling", "", "kind of dwelling", "Art der Wohnung"),
    (
        "meetings_per_week",
        "per week",
        "meetings with long-standing residents",
        "Treffen mit Alteingesessenen",
    ),
    ("self_rating", "", "own rating of German", "Selbsteinschätzung Deutsch"),
    ("course_state", "", "state of the course", "Stand des Kurses"),
    ("ties_residents", "ties", "ties to long-standing residents", "Bindungen zu Alteingesessenen"),
    (
        "strong_ties_residents",
        "ties",
        "strong ties to long-standing residents",
        "enge Bindungen zu Alteingesessenen",
    ),
    (
        "ties_same_origin",
        "ties",
        "ties to people of the same origin",
        "Bindungen zu Menschen gleicher Herkunft",
    ),
    ("confidants", "persons", "confidants outside of the household", "Vertraute außerhalb des Haushalts"),
    ("welcome", "", "feels welcome", "fühlt sich willkommen"),
    ("worries_about_hostility", "", "worries about hostility", "Sorge vor Anfeindung"),
    ("belonging", "index", "belonging", "Zugehörigkeit"),
    ("aware", "", "knows the intermediary or a service", "kennt die Instanz oder eine Beratungsstelle"),
    ("first_route", "", "where help was sought first", "wo zuerst Hilfe gesucht wurde"),
    ("first_visit_week", "week", "week of the first visit", "Woche des ersten Besuchs"),
    ("in_education", "true/false", "in childcare, school or training", "in Kita, Schule oder Ausbildung"),
];

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
fn tables(factors: &[TableColumn]) -> [(&'static str, Vec<TableColumn>); 11] {
    [
        ("points", PointRow::columns(factors)),
        ("runs", Keyed::<RunRow>::columns()),
        ("series", Keyed::<SeriesRow>::columns()),
        ("groups", Keyed::<GroupRow>::columns()),
        ("panel", Keyed::<PanelRow<'_>>::columns()),
        ("costs", Keyed::<CostRow>::columns()),
        ("facts", Keyed::<FactRow>::columns()),
        ("trials", trial_table::all_columns()),
        ("summary", SummaryRow::columns()),
        ("differences", DifferenceRow::columns()),
        ("turning", TurningRow::columns()),
    ]
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

/// Returns unit, direction, role and both labels of a column.
fn describe(table: &str, column: &str) -> [String; 5] {
    let own = COLUMNS.iter().find(|(name, ..)| *name == column);
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

/// Returns whether the rows of a table are people, whose columns may be named as measures are.
fn is_of_persons(table: &str) -> bool {
    ["panel", "trials"].contains(&table)
}

/// Returns how a column comes about where its label does not say so; empty for the others.
///
/// A key such as `household` or `present` means the column, not the measure, outside of the series.
fn definition(table: &str, column: &str) -> Phrase {
    if is_of_persons(table) || !["series", "groups"].contains(&table) && column != "group" {
        return match column {
            "confidants" => phrase!(
                "strong ties to long-standing residents, and a fixed share of ties to people of the same origin; the household is not counted",
                "enge Bindungen zu Alteingesessenen und ein fester Anteil der Bindungen zu Menschen gleicher Herkunft; der Haushalt zählt nicht mit"
            ),
            "years_since_arrival" => phrase!("whole years", "volle Jahre"),
            _ => Phrase::default(),
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
