//! The codebook: every column of every table with its unit, direction and labels in both languages.

use crate::experiment::store::{Store, StoreFault};
use crate::experiment::table_file::{Dialect, TableFile};
use crate::observation::{Cell, Direction, MEASURES, Role};
use crate::vocabulary::{Concept, Meeting, Need};

/// Name, unit, English and German of columns that are no measures.
const COLUMNS: &[(&str, &str, &str, &str)] = &[
    ("point", "number", "number of the point, from 1", "Nummer des Punkts, ab 1"),
    ("replicate", "number", "replicate, from 1", "Wiederholung, ab 1"),
    ("label", "", "label of the point", "Bezeichnung des Punkts"),
    ("hash", "", "hash of everything the numbers depend on", "Prüfsumme aller Eingaben der Zahlen"),
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
    ("confidants", "persons", "confidants, household included", "Vertraute, samt Haushalt"),
    ("welcome", "", "feels welcome", "fühlt sich willkommen"),
    ("worries_about_hostility", "", "worries about hostility", "Sorge vor Anfeindung"),
    ("belonging", "index", "belonging", "Zugehörigkeit"),
    ("aware", "", "knows the intermediary or a service", "kennt die Instanz oder eine Beratungsstelle"),
    ("first_route", "", "where help was sought first", "wo zuerst Hilfe gesucht wurde"),
    ("first_visit_week", "week", "week of the first visit", "Woche des ersten Besuchs"),
    ("in_education", "true/false", "in childcare, school or training", "in Kita, Schule oder Ausbildung"),
];

/// The columns of the tables of an experiment.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    rows: Vec<(&'static str, String)>,
}

impl Columns {
    /// Adds columns of a table.
    pub fn add<'a>(&mut self, file: &'static str, names: impl IntoIterator<Item = &'a str>) {
        self.rows.extend(names.into_iter().map(|name| (file, name.to_owned())));
    }

    /// Writes `codebook.csv`; the tables of points and of the analysis are described in every one.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    pub fn write(mut self, store: &Store, dialect: Dialect) -> Result<(), StoreFault> {
        self.add("points.csv", ["point", "label", "hash", "feasible", "reason"]);
        self.add(
            "summary.csv",
            ["point", "district", "measure", "year", "complete", "mean", "sd", "se", "n", "q10", "q90"],
        );
        self.add("differences.csv", DIFFERENCES);
        self.add("turning.csv", TURNING);
        let header = ["file", "column", "unit", "direction", "role", "english", "german"];
        let mut table = TableFile::create(&store.path("codebook.csv"), dialect, header)?;
        for (file, column) in &self.rows {
            // A key such as `household` or `present` means the column, not the measure, outside of the series.
            let row = describe(file, column).map(Cell::Text);
            table.row([Cell::Word(file), Cell::Text(column.clone())].iter().chain(&row))?;
        }
        table.finish()
    }
}

/// Columns of `turning.csv`.
pub const TURNING: [&str; 11] = [
    "district",
    "measure",
    "policy",
    "against",
    "condition",
    "difference",
    "low",
    "high",
    "p_adjusted",
    "side",
    "turns",
];

/// Columns of `differences.csv`.
pub const DIFFERENCES: [&str; 16] = [
    "point",
    "against",
    "point_label",
    "against_label",
    "district",
    "measure",
    "year",
    "complete",
    "difference",
    "low",
    "high",
    "n",
    "share_better",
    "p",
    "p_adjusted",
    "verdict",
];

/// Returns unit, direction, role and both labels of a column.
fn describe(file: &str, column: &str) -> [String; 5] {
    let own = COLUMNS.iter().find(|(name, ..)| *name == column);
    let measure = MEASURES.iter().find(|measure| measure.name == column);
    let own_first = file == "panel.csv";
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
    let words = column.replace('_', " ");
    plain("", &words, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_described_by_its_own_entry() {
        let [unit, direction, role, _, german] = describe("series.csv", "waiting_mean");
        assert_eq!([unit, direction, role, german], ["days", "down", "ratio", "mittlere Wartezeit"]);
    }

    #[test]
    fn a_name_that_is_both_column_and_measure_is_told_apart_by_its_table() {
        assert_eq!(describe("panel.csv", "present")[0], "true/false");
        assert_eq!(describe("series.csv", "present")[0], "persons");
    }

    #[test]
    fn members_of_closed_lists_are_described() {
        assert_eq!(describe("panel.csv", "unmet_job")[4], "ungedeckter Bedarf: Arbeitssuche");
        assert_eq!(describe("panel.csv", "meetings_work")[3], "meetings: work or training");
    }
}
