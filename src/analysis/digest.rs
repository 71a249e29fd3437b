//! Digest: a short result that can be kept beside the sources, made from the folder of an experiment.
//!
//! It holds the manifest, the experiment, the points, of summary, differences and turning the person-years of all years together and the
//! year that tables show for the measures that answer most questions, the shares of full access, of prices those of all districts
//! together, the counts that published figures are held against, and the last rows of one run, by which anybody
//! can see in a second whether a program still gives the same. Of the tables on for whom it makes a difference it holds the main part
//! of all districts together. It says the year that tables show as a table in Markdown, too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::access::AccessRow;
use super::compare::{ALL_YEARS, DifferenceRow};
use super::people::{DeadweightRow, FirstYearsRow, Kind, PopulationRow, ReachRow};
use super::summary::SummaryRow;
use super::turning::TurningRow;
use super::worth::PriceRow;
use crate::district::ALL_DISTRICTS;
use crate::experiment::csv_writer::Dialect;
use crate::experiment::design;
use crate::experiment::new_file::{StoreFault, write_file};
use crate::experiment::results::PointRow;
use crate::experiment::store::refuse_irregular;
use crate::experiment::table_file::{Format, TableFile, find_table};
use crate::experiment::table_reader::{TableFault, TableReader};
use crate::observation::row::Text;
use crate::observation::{FactRow, Keyed, Outcome, Row, SeriesRow, TableColumn};
use crate::phrase::{Phrase, phrase};
use crate::scenario::Source;
use crate::time::Week;

/// The measures kept.
#[rustfmt::skip]
const KEPT: &[&str] = &[
    "person_years_work", "person_years_b1", "person_years_private_dwelling", "person_years_friend", "person_years_at_home",
    "culturation", "placement", "interaction", "identification", "employed_share", "good_german_share",
    "private_housing_share", "frequent_contact_share", "strong_tie_share", "welcome_share", "needs_arisen", "needs_met",
    "visits", "first_visits", "served", "reneged", "waiting_mean", "offered_load", "referrals_issued",
    "referrals_completed", "external_places", "volunteers_attached", "volunteer_hours", "staff_hours_paid",
    "hours_casework", "hours_followed", "hours_idle",
    "hours_unspent", "resident_attitude", "resident_contact_share", "resident_needs_met",
    "public_life_share", "network_density", "duplication", "gaps", "hand_overs", "directory_correct_share",
    "cost_eur",
];

/// The measures of the table, with the head of the column and the digits behind the point.
const SHOWN: &[(&str, &str, usize)] = &[
    ("person_years_work", "years in work", 0),
    ("person_years_b1", "years with B1", 0),
    ("person_years_private_dwelling", "years in a private dwelling", 0),
    ("person_years_friend", "years with a friend", 0),
    ("person_years_at_home", "years at home", 0),
    ("needs_met", "needs met", 0),
    ("visits", "visits", 0),
    ("reneged", "gave up", 0),
    ("waiting_mean", "wait, days", 1),
    ("offered_load", "load", 2),
    ("referrals_completed", "referrals completed", 0),
];

/// Measures that say something of a desk alone.
const AT_DESK: [&str; 5] = ["visits", "reneged", "waiting_mean", "offered_load", "referrals_completed"];

/// Files taken over as they are.
const WHOLE: [&str; 2] = ["manifest.json", "experiment.toml"];

/// A folder of which no digest can be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.phrase())]
pub enum DigestFault {
    /// A file is missing or is not what it should be.
    Unreadable(Phrase),
    /// The folder holds results that are not complete.
    Incomplete(PathBuf),
    /// The digest cannot be written.
    Unwritable(#[from] StoreFault),
}

impl DigestFault {
    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Unreadable(phrase) => phrase.clone(),
            Self::Incomplete(folder) => {
                let folder = folder.display();
                phrase!(
                    "`{folder}` holds an experiment that has not been run to its end",
                    "`{folder}` enthält ein Experiment, das nicht zu Ende gerechnet wurde"
                )
            }
            Self::Unwritable(fault) => fault.phrase(),
        }
    }
}

impl From<TableFault> for DigestFault {
    fn from(fault: TableFault) -> Self {
        Self::Unreadable(fault.phrase())
    }
}

/// What results have and a digest has not.
const SERIES: &str = "series";

/// Writes the digest of a folder into another and returns the table in Markdown, all districts together.
///
/// # Errors
/// Returns what cannot be read or written; nothing is written unless all can be read.
pub fn digest(from: &Path, to: &Path) -> Result<String, DigestFault> {
    let read = |name: &str| {
        let file = from.join(name);
        refuse_irregular(&file)?;
        fs::read_to_string(&file)
            .map_err(|error| DigestFault::Unreadable(Phrase::same(format!("{}: {error}", file.display()))))
    };
    if find_table(&to.join(SERIES)).exists() {
        let reason = phrase!(
            "holds the results of an experiment, which a digest would replace",
            "enthält die Ergebnisse eines Experiments, die ein Auszug ersetzen würde"
        );
        return Err(StoreFault::refused(to, reason).into());
    }
    refuse_irregular(&find_table(&from.join(SERIES)))?;
    let whole: Vec<(&str, String)> =
        WHOLE.iter().map(|&name| Ok((name, read(name)?))).collect::<Result<_, DigestFault>>()?;
    let manifest: serde_json::Value = serde_json::from_str(&whole[0].1).unwrap_or_default();
    if manifest.get("complete") != Some(&serde_json::Value::Bool(true)) {
        return Err(DigestFault::Incomplete(from.to_owned()));
    }
    let points = Kept::<PointRow>::read(&from.join("points"))?;
    let mut summary = Kept::<SummaryRow>::read(&from.join("summary"))?;
    summary.keep(|row| KEPT.contains(&&*row.measure));
    let shown = shown_year(summary.rows.iter().map(|row| (row.point, row.year, row.complete)));
    summary.keep(|row| row.year == ALL_YEARS || Some(row.year) == shown);
    let mut differences = Kept::<DifferenceRow>::of_some(&from.join("differences"))?;
    if let Some(differences) = &mut differences {
        differences.keep(|row| KEPT.contains(&&*row.measure));
        let shown = shown_year(differences.rows.iter().map(|row| (row.point, row.year, row.complete)));
        differences.keep(|row| row.year == ALL_YEARS || Some(row.year) == shown);
    }
    let mut turning = Kept::<TurningRow>::of_some(&from.join("turning"))?;
    if let Some(turning) = &mut turning {
        // What does not turn is told by the differences.
        turning.keep(|row| KEPT.contains(&&*row.measure) && row.turns);
    }
    let access = Kept::<AccessRow>::of_some(&from.join("access"))?;
    let mut prices = Kept::<PriceRow>::of_some(&from.join("prices"))?;
    if let Some(prices) = &mut prices {
        prices.keep(|row| row.district == ALL_DISTRICTS);
    }
    let people = OfPeople::read(from)?;
    let sample = sample(&from.join(SERIES))?;
    let facts = match Kept::of_some(&from.join("facts"))? {
        Some(facts) => Some(pooled(&facts, &of_base(&from.join("experiment.toml"))?)),
        None => None,
    };

    fs::create_dir_all(to).map_err(|error| StoreFault::unwritable(to, error))?;
    for (name, text) in &whole {
        write_file(&to.join(name), text.as_bytes())?;
    }
    points.write_points(&to.join("points"))?;
    summary.write(&to.join("summary"))?;
    differences.map_or(Ok(()), |differences| differences.write(&to.join("differences")))?;
    turning.map_or(Ok(()), |turning| turning.write(&to.join("turning")))?;
    access.map_or(Ok(()), |access| access.write(&to.join("access")))?;
    prices.map_or(Ok(()), |prices| prices.write(&to.join("prices")))?;
    people.write(to)?;
    sample.write(&to.join("sample"))?;
    facts.map_or(Ok(()), |facts| facts.write(&to.join("facts")))?;
    Ok(table(&points.rows, &summary.rows))
}

/// Returns the last year that is complete for all points, as in reports; of each row the point, the year, and whether it is complete.
fn shown_year(rows: impl Iterator<Item = (u32, u32, bool)> + Clone) -> Option<u32> {
    let mut last: BTreeMap<u32, u32> = BTreeMap::new();
    for (point, year, _) in rows.clone().filter(|(.., complete)| *complete) {
        let known = last.entry(point).or_default();
        *known = year.max(*known);
    }
    last.into_values().min().or_else(|| rows.map(|(_, year, _)| year).max())
}

/// Returns the numbers of the points that stand under the circumstances of the base.
fn of_base(file: &Path) -> Result<Vec<u32>, DigestFault> {
    let experiment = design::load(&Source::File(file.to_owned()), &[])
        .map_err(|faults| DigestFault::Unreadable(Phrase::same(format!("{}: {faults}", file.display()))))?;
    let base = experiment.base_point();
    let own = experiment.points.iter().filter(|point| point.is_alike(&base));
    Ok(own.map(|point| point.number as u32).collect())
}

/// A row of the digest's `facts.csv`: a count summed up over replicates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PooledRow {
    /// The number of the point.
    pub point: u32,
    /// The district's id.
    pub district: String,
    /// What is counted.
    pub line: Text,
    /// Weeks run.
    pub week: Week,
    /// How many it is true of.
    pub count: u64,
    /// Of how many; nothing for a number of people.
    pub of: Option<u64>,
    /// The number of replicates.
    pub replicates: u32,
}

impl Row for PooledRow {}

/// Returns counts summed up over replicates, of some points alone.
fn pooled(facts: &Kept<Keyed<FactRow>>, points: &[u32]) -> Kept<PooledRow> {
    let mut rows: Vec<PooledRow> = Vec::new();
    let mut places: BTreeMap<(u32, &str, &str, Week), usize> = BTreeMap::new();
    let mut replicates: BTreeSet<(usize, u32)> = BTreeSet::new();
    for Keyed { point, replicate, row } in facts.rows.iter().filter(|row| points.contains(&row.point)) {
        let FactRow { district, line, week, count, of } = row;
        let place = *places.entry((*point, district, line, *week)).or_insert(rows.len());
        if place == rows.len() {
            let (point, district, line, week) = (*point, district.clone(), line.clone(), *week);
            rows.push(PooledRow { point, district, line, week, count: 0, of: None, replicates: 0 });
        }
        let pool = &mut rows[place];
        pool.count += count;
        if let Some(of) = of {
            *pool.of.get_or_insert(0) += of;
        }
        pool.replicates += u32::from(replicates.insert((place, *replicate)));
    }
    Kept { rows, dialect: facts.dialect }
}

/// Returns the rows of the last week of the first run in a series.
fn sample(file: &Path) -> Result<Kept<Keyed<SeriesRow>>, DigestFault> {
    let mut table = TableReader::<Keyed<SeriesRow>>::open(file)?;
    let mut rows: Vec<Keyed<SeriesRow>> = Vec::new();
    while let Some(row) = table.next_row()? {
        if rows.first().is_some_and(|first| (first.point, first.replicate) != (row.point, row.replicate)) {
            break;
        }
        // Weeks stand in their order within a district, so the last one of each replaces those before it.
        rows.retain(|kept| kept.row.district != row.row.district);
        rows.push(row);
    }
    Ok(Kept { rows, dialect: table.dialect() })
}

/// What a digest keeps of the tables on for whom it makes a difference, where they are.
struct OfPeople {
    populations: Option<Kept<PopulationRow>>,
    first_years: Option<Kept<FirstYearsRow>>,
    deadweight: Option<Kept<DeadweightRow>>,
    reach: Option<Kept<ReachRow>>,
}

impl OfPeople {
    fn read(from: &Path) -> Result<Self, DigestFault> {
        let mut read = Self {
            populations: Kept::of_some(&from.join("populations"))?,
            first_years: Kept::of_some(&from.join("first_years"))?,
            deadweight: Kept::of_some(&from.join("deadweight"))?,
            reach: Kept::of_some(&from.join("reach"))?,
        };
        let of_all = |district: &str| district == ALL_DISTRICTS;
        // Groups are many, so that they are kept for what help can move, and what only describes is not.
        let is_told = |row: &PopulationRow| {
            let is_of_access = || Outcome::parse(&row.outcome).is_some_and(Outcome::is_of_access);
            row.kind == Kind::Group && (row.attribute == "everybody" || is_of_access())
        };
        read.populations.iter_mut().for_each(|table| table.keep(|row| of_all(&row.district) && is_told(row)));
        read.first_years.iter_mut().for_each(|table| table.keep(|row| of_all(&row.district)));
        read.deadweight.iter_mut().for_each(|table| table.keep(|row| of_all(&row.district)));
        Ok(read)
    }

    fn write(&self, to: &Path) -> Result<(), StoreFault> {
        self.populations.as_ref().map_or(Ok(()), |table| table.write(&to.join("populations")))?;
        self.first_years.as_ref().map_or(Ok(()), |table| table.write(&to.join("first_years")))?;
        self.deadweight.as_ref().map_or(Ok(()), |table| table.write(&to.join("deadweight")))?;
        self.reach.as_ref().map_or(Ok(()), |table| table.write(&to.join("reach")))
    }
}

/// The rows of a table that are kept.
struct Kept<R> {
    rows: Vec<R>,
    dialect: Dialect,
}

impl<R: Serialize + DeserializeOwned> Kept<R> {
    fn read(file: &Path) -> Result<Self, DigestFault> {
        refuse_irregular(&find_table(file))?;
        let table = TableReader::<R>::open(file)?;
        let dialect = table.dialect();
        Ok(Self { rows: table.collect::<Result<_, _>>()?, dialect })
    }

    /// Reads a table, if it is there.
    fn of_some(file: &Path) -> Result<Option<Self>, DigestFault> {
        if find_table(file).exists() { Self::read(file).map(Some) } else { Ok(None) }
    }

    fn keep(&mut self, is_kept: impl Fn(&R) -> bool) {
        self.rows.retain(is_kept);
    }
}

impl<R: Row> Kept<R> {
    fn write(&self, file: &Path) -> Result<(), StoreFault> {
        write_rows(file, self.dialect, R::columns(), &self.rows)
    }
}

impl Kept<PointRow> {
    fn write_points(&self, file: &Path) -> Result<(), StoreFault> {
        let factors = self.rows.first().map(|row| row.factors.columns()).unwrap_or_default();
        write_rows(file, self.dialect, PointRow::columns(&factors), &self.rows)
    }
}

fn write_rows<R: Serialize>(
    file: &Path,
    dialect: Dialect,
    columns: Vec<TableColumn>,
    rows: &[R],
) -> Result<(), StoreFault> {
    let mut table = TableFile::create(file, Format::Csv(dialect), columns)?;
    rows.iter().try_for_each(|row| table.row(row))?;
    table.finish()
}

/// Returns a table of means: one row per point, all districts together.
fn table(points: &[PointRow], summary: &[SummaryRow]) -> String {
    let mean = |point: u32, measure: &str| {
        let of_all = summary.iter().filter(|row| row.district == ALL_DISTRICTS);
        of_all.filter(|row| row.point == point).find(|row| row.measure == measure)?.mean
    };
    let heads: Vec<&str> = SHOWN.iter().map(|(_, head, _)| *head).collect();
    let mut text =
        format!("| configuration | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(SHOWN.len()));
    for point in points {
        // Without an intermediary there is no desk at which anything could be counted.
        let approach = point.factors.get("intermediary.approach").unwrap_or_default();
        let has_desk = !["none", "existing_services", "full_access"].contains(&approach);
        let values: Vec<String> = SHOWN
            .iter()
            .map(|&(measure, _, digits)| match mean(point.point, measure) {
                Some(mean) if has_desk || !AT_DESK.contains(&measure) => format!("{mean:.digits$}"),
                _ => "–".to_owned(),
            })
            .collect();
        let label = point.label.replace('|', "\\|");
        let _ = writeln!(text, "| {label} | {} |", values.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::results::Factors;
    use crate::observation::{MEASURES, Measure};

    #[test]
    fn the_measures_of_a_digest_exist() {
        for name in KEPT.iter().copied().chain(SHOWN.iter().map(|(name, ..)| *name)) {
            assert!(Measure::position(name).is_some() || name == "hand_overs", "{name}");
        }
        assert!(SHOWN.iter().all(|(name, ..)| KEPT.contains(name)));
    }

    #[test]
    fn a_digest_keeps_all_years_together_and_the_last_complete_one_of_the_measures_that_matter() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir(&from).unwrap();
        fs::write(from.join("manifest.json"), "{\"complete\": true}").unwrap();
        fs::write(from.join("experiment.toml"), "name = \"a\"\n").unwrap();
        let point = |point, label: &str| PointRow {
            point,
            label: label.to_owned(),
            label_de: label.to_owned(),
            factors: Factors::default(),
            hash: String::new(),
            feasible: true,
            reason: None,
            merged: None,
            unopened: None,
        };
        let points = [point(1, "one"), point(2, "two")];
        write_rows(&from.join("points"), Dialect::Plain, PointRow::columns(&[]), &points).unwrap();
        let summary = |district: &str, measure: &'static str, year, complete, mean| SummaryRow {
            point: 1,
            district: district.to_owned(),
            measure: measure.into(),
            year,
            complete,
            mean: Some(mean),
            sd: None,
            se: None,
            n: 1,
            q10: None,
            q90: None,
        };
        let summaries = [
            summary("all", "needs_met", 1, true, 3.0),
            summary("all", "needs_met", 2, true, 7.4),
            summary("all", "needs_met", 3, false, 9.0),
            summary("all", "opening_hours", 2, true, 8.0),
            summary("all", "person_years_work", ALL_YEARS, true, 2_811.4),
            summary("all", "person_years_work", 1, true, 14.0),
            summary("sb5", "needs_met", 2, true, 5.0),
        ];
        write_rows(&from.join("summary"), Dialect::Plain, SummaryRow::columns(), &summaries).unwrap();
        let series = |point, district, week, value| Keyed {
            point,
            replicate: 1,
            row: SeriesRow::new(district, Week(week), true, vec![value; MEASURES.len()]),
        };
        let rows = [
            series(1, "sb5", 0, f64::NAN),
            series(1, "sb5", 4, 7.0),
            series(1, "all", 0, f64::NAN),
            series(1, "all", 4, 9.0),
            series(2, "sb5", 0, 1.0),
        ];
        write_rows(&from.join(SERIES), Dialect::Plain, Keyed::<SeriesRow>::columns(), &rows).unwrap();
        let markdown = digest(&from, &to).unwrap();
        assert!(markdown.contains("| one | 2811 | – | – | – | – | 7 |"), "{markdown}");
        let kept = Kept::<SummaryRow>::read(&to.join("summary.csv")).unwrap();
        assert_eq!(kept.rows, [1, 4, 6].map(|kept: usize| summaries[kept].clone()));
        assert!(!to.join("differences.csv").exists());
        let sample = Kept::<Keyed<SeriesRow>>::read(&to.join("sample.csv")).unwrap();
        assert_eq!(sample.rows, [rows[1].clone(), rows[3].clone()]);
    }

    #[test]
    fn results_that_are_not_complete_give_no_digest() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("to");
        for name in WHOLE {
            fs::write(folder.path().join(name), "{\"complete\": false}").unwrap();
        }
        assert!(matches!(digest(folder.path(), &to), Err(DigestFault::Incomplete(_))));
        assert!(!to.exists());
    }
}
