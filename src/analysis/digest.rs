//! Digest: a short result that can be kept beside the sources, made from the folder of an experiment.
//!
//! It holds the manifest, the experiment, the points, of summary, differences and turning the year that tables show for the measures
//! that answer most questions, the counts that published figures are held against, and the last rows of one run, by which anybody
//! can see in a second whether a program still gives the same. It says the year that tables show as a table in Markdown, too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::district::ALL_DISTRICTS;
use crate::experiment::design;
use crate::experiment::store::{NewFile, StoreFault, refuse_irregular, write_file};
use crate::phrase::{Phrase, phrase};
use crate::scenario::Source;

/// The measures kept.
#[rustfmt::skip]
const KEPT: &[&str] = &[
    "culturation", "placement", "interaction", "identification", "employed_share", "good_german_share",
    "private_housing_share", "frequent_contact_share", "welcome_share", "needs_arisen", "needs_met",
    "visits", "first_visits", "served", "reneged", "waiting_mean", "offered_load", "referrals_issued",
    "referrals_completed", "external_places", "volunteers_attached", "volunteer_hours", "hours_idle",
    "hours_unspent", "resident_attitude", "resident_contact_share", "resident_needs_met",
    "public_life_share", "network_density", "duplication", "gaps", "hand_overs", "directory_correct_share",
    "cost_eur",
];

/// The measures of the table, with the head of the column and the digits behind the point.
const SHOWN: &[(&str, &str, usize)] = &[
    ("culturation", "culturation", 3),
    ("placement", "placement", 3),
    ("interaction", "interaction", 3),
    ("identification", "identification", 3),
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
const WHOLE: [&str; 3] = ["manifest.json", "experiment.toml", "points.csv"];

/// Tables of which rows are kept; all but the first need not be there.
const TABLES: [&str; 3] = ["summary.csv", "differences.csv", "turning.csv"];

/// A folder of which no digest can be made.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.phrase())]
pub enum DigestFault {
    /// A file is missing or is not what it should be.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The folder holds results that are not complete.
    Incomplete(PathBuf),
    /// The digest cannot be written.
    Unwritable(#[from] StoreFault),
}

impl DigestFault {
    /// Returns the fault in words.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::Unreadable { file, message } => Phrase::same(format!("{}: {message}", file.display())),
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

/// What results have and a digest has not.
const SERIES: &str = "series.csv";

/// Writes the digest of a folder into another and returns the table in Markdown, all districts together.
///
/// # Errors
/// Returns what cannot be read or written; nothing is written unless all can be read.
pub fn digest(from: &Path, to: &Path) -> Result<String, DigestFault> {
    let read = |name: &str| {
        let file = from.join(name);
        refuse_irregular(&file)?;
        fs::read_to_string(&file)
            .map_err(|error| DigestFault::Unreadable { file, message: error.to_string() })
    };
    if to.join(SERIES).exists() {
        let reason = phrase!(
            "holds the results of an experiment, which a digest would replace",
            "enthält die Ergebnisse eines Experiments, die ein Auszug ersetzen würde"
        );
        return Err(StoreFault::refused(to, reason).into());
    }
    refuse_irregular(&from.join(SERIES))?;
    let whole: Vec<(&str, String)> =
        WHOLE.iter().map(|&name| Ok((name, read(name)?))).collect::<Result<_, DigestFault>>()?;
    let manifest: serde_json::Value = serde_json::from_str(&whole[0].1).unwrap_or_default();
    if manifest.get("complete") != Some(&serde_json::Value::Bool(true)) {
        return Err(DigestFault::Incomplete(from.to_owned()));
    }
    let mut tables = Vec::new();
    for name in TABLES.into_iter().filter(|name| *name == TABLES[0] || from.join(name).exists()) {
        tables.push((name, Kept::read(&from.join(name), &read(name)?)?));
    }
    let points = Kept::read(&from.join("points.csv"), &whole[2].1)?;
    let markdown = table(&points, &tables[0].1);
    tables.push(("sample.csv", sample(&from.join(SERIES))?));
    if from.join("facts.csv").exists() {
        let facts = Kept::read(&from.join("facts.csv"), &read("facts.csv")?)?;
        tables.push(("facts.csv", pooled(&facts, &of_base(&from.join("experiment.toml"))?)));
    }

    fs::create_dir_all(to).map_err(|error| StoreFault::unwritable(to, error))?;
    for (name, text) in &whole {
        write_file(&to.join(name), text.as_bytes())?;
    }
    for (name, rows) in &tables {
        rows.write(&to.join(name))?;
    }
    Ok(markdown)
}

/// Returns the numbers of the points that stand under the circumstances of the base.
fn of_base(file: &Path) -> Result<Vec<String>, DigestFault> {
    let unreadable = |faults: crate::scenario::Faults| DigestFault::Unreadable {
        file: file.to_owned(),
        message: faults.to_string(),
    };
    let experiment = design::load(&Source::File(file.to_owned()), &[]).map_err(unreadable)?;
    let base = experiment.base_point();
    let own = experiment.points.iter().filter(|point| point.is_alike(&base));
    Ok(own.map(|point| point.number.to_string()).collect())
}

/// A count of a fact, summed up over replicates.
#[derive(Default)]
struct Pool {
    order: usize,
    count: u64,
    of: Option<u64>,
    replicates: BTreeSet<String>,
}

/// Returns counts summed up over replicates, of some points alone.
fn pooled(facts: &Kept, points: &[String]) -> Kept {
    let column = |name: &str| facts.column(name);
    let mut pooled: BTreeMap<Vec<String>, Pool> = BTreeMap::new();
    let keys = ["point", "district", "line", "week"];
    for row in &facts.rows {
        let cell = |name: &str| column(name).and_then(|column| row.get(column)).unwrap_or_default();
        if !points.iter().any(|point| point == cell("point")) {
            continue;
        }
        let order = pooled.len();
        let key = keys.iter().map(|name| cell(name).to_owned()).collect();
        let pool = pooled.entry(key).or_insert_with(|| Pool { order, ..Pool::default() });
        pool.count += cell("count").parse::<u64>().unwrap_or(0);
        if let Ok(of) = cell("of").parse::<u64>() {
            *pool.of.get_or_insert(0) += of;
        }
        pool.replicates.insert(cell("replicate").to_owned());
    }
    let mut rows: Vec<_> = pooled.into_iter().collect();
    rows.sort_by_key(|(_, pool)| pool.order);
    let rows = rows.into_iter().map(|(mut key, pool)| {
        let of = pool.of.map_or_else(String::new, |of| of.to_string());
        key.extend([pool.count.to_string(), of, pool.replicates.len().to_string()]);
        csv::StringRecord::from(key)
    });
    let head = keys.into_iter().chain(["count", "of", "replicates"]).collect::<Vec<_>>();
    Kept { rows: rows.collect(), head: csv::StringRecord::from(head), delimiter: facts.delimiter }
}

/// Returns the rows of the last week of the first run in a series.
fn sample(file: &Path) -> Result<Kept, DigestFault> {
    let unreadable =
        |error: csv::Error| DigestFault::Unreadable { file: file.to_owned(), message: error.to_string() };
    let first = fs::File::open(file).map(std::io::BufReader::new).and_then(|mut reader| {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut reader, &mut line).map(|_| line)
    });
    let first = first.map_err(|error| unreadable(csv::Error::from(error)))?;
    let delimiter = if first.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_path(file).map_err(unreadable)?;
    let head = reader.headers().map_err(unreadable)?.clone();
    let place = |name: &str| head.iter().position(|column| column == name).unwrap_or(0);
    let [point, replicate, district] = ["point", "replicate", "district"].map(place);
    let mut rows: Vec<csv::StringRecord> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        if rows
            .first()
            .is_some_and(|first| (&first[point], &first[replicate]) != (&row[point], &row[replicate]))
        {
            break;
        }
        // Weeks stand in their order within a district, so the last one of each replaces those before it.
        rows.retain(|kept| kept[district] != row[district]);
        rows.push(row);
    }
    Ok(Kept { head, rows, delimiter })
}

/// The rows of a table that are kept.
struct Kept {
    head: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
    delimiter: u8,
}

impl Kept {
    fn read(file: &Path, text: &str) -> Result<Self, DigestFault> {
        let unreadable =
            |error: csv::Error| DigestFault::Unreadable { file: file.to_owned(), message: error.to_string() };
        let delimiter = if text.lines().next().is_some_and(|head| head.contains(';')) { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let head = reader.headers().map_err(unreadable)?.clone();
        let mut rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        let column = |name: &str| head.iter().position(|column| column == name);
        if let Some(measure) = column("measure") {
            rows.retain(|row| KEPT.contains(&&row[measure]));
        }
        if let Some(turns) = column("turns") {
            // What does not turn is told by the differences.
            rows.retain(|row| &row[turns] == "true");
        }
        if let (Some(year), Some(complete)) = (column("year"), column("complete")) {
            let of = |row: &csv::StringRecord| row[year].parse::<u32>().unwrap_or(0);
            // The last year that is complete for all points, as in reports.
            let mut last: BTreeMap<&str, u32> = BTreeMap::new();
            for row in rows.iter().filter(|row| &row[complete] == "true") {
                let known = last.entry(column("point").map_or("", |point| &row[point])).or_default();
                *known = of(row).max(*known);
            }
            let shown = last.values().min().copied().or_else(|| rows.iter().map(of).max());
            rows.retain(|row| Some(of(row)) == shown);
        }
        Ok(Self { head, rows, delimiter })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|column| column == name)
    }

    fn write(&self, file: &Path) -> Result<(), DigestFault> {
        let fault = |error: csv::Error| StoreFault::unwritable(file, std::io::Error::other(error));
        let mut writer =
            csv::WriterBuilder::new().delimiter(self.delimiter).from_writer(NewFile::create(file)?);
        writer.write_record(&self.head).map_err(fault)?;
        for row in &self.rows {
            writer.write_record(row).map_err(fault)?;
        }
        let file_written = writer
            .into_inner()
            .map_err(|error| StoreFault::unwritable(file, std::io::Error::other(error.to_string())))?;
        Ok(file_written.put_in_place()?)
    }
}

/// Returns a table of means: one row per point, all districts together.
fn table(points: &Kept, summary: &Kept) -> String {
    let cell = |rows: &Kept, row: &csv::StringRecord, name: &str| {
        rows.column(name).and_then(|column| row.get(column)).unwrap_or_default().to_owned()
    };
    let mut means: BTreeMap<(String, String), f64> = BTreeMap::new();
    for row in &summary.rows {
        if cell(summary, row, "district") == ALL_DISTRICTS
            && let Ok(mean) = cell(summary, row, "mean").replace(',', ".").parse::<f64>()
        {
            means.insert((cell(summary, row, "point"), cell(summary, row, "measure")), mean);
        }
    }
    let heads: Vec<&str> = SHOWN.iter().map(|(_, head, _)| *head).collect();
    let mut text =
        format!("| configuration | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(SHOWN.len()));
    for row in &points.rows {
        let number = cell(points, row, "point");
        // Without an intermediary there is no desk at which anything could be counted.
        let has_desk = !["none", "existing_services"].contains(&&*cell(points, row, "intermediary.approach"));
        let values: Vec<String> = SHOWN
            .iter()
            .map(|&(measure, _, digits)| match means.get(&(number.clone(), measure.to_owned())) {
                Some(mean) if has_desk || !AT_DESK.contains(&measure) => format!("{mean:.digits$}"),
                _ => "–".to_owned(),
            })
            .collect();
        let label = cell(points, row, "label").replace('|', "\\|");
        let _ = writeln!(text, "| {label} | {} |", values.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Measure;

    #[test]
    fn the_measures_of_a_digest_exist() {
        for name in KEPT.iter().copied().chain(SHOWN.iter().map(|(name, ..)| *name)) {
            assert!(Measure::position(name).is_some() || name == "hand_overs", "{name}");
        }
        assert!(SHOWN.iter().all(|(name, ..)| KEPT.contains(name)));
    }

    #[test]
    fn a_digest_keeps_the_last_complete_year_of_the_measures_that_matter() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir(&from).unwrap();
        fs::write(from.join("manifest.json"), "{\"complete\": true}").unwrap();
        fs::write(from.join("experiment.toml"), "name = \"a\"\n").unwrap();
        fs::write(from.join("points.csv"), "point,label\n1,one\n2,two\n").unwrap();
        let summary = "point,district,measure,year,complete,mean\n\
             1,all,needs_met,1,true,3\n1,all,needs_met,2,true,7.4\n1,all,needs_met,3,false,9\n\
             1,all,opening_hours,2,true,8\n1,sb5,needs_met,2,true,5\n";
        fs::write(from.join("summary.csv"), summary).unwrap();
        let series = "point,replicate,district,week,visits\n1,1,sb5,0,\n1,1,sb5,4,7\n1,1,all,0,\n1,1,all,4,9\n2,1,sb5,0,\n";
        fs::write(from.join("series.csv"), series).unwrap();
        let markdown = digest(&from, &to).unwrap();
        assert!(markdown.contains("| one | – | – | – | – | 7 |"), "{markdown}");
        let kept = fs::read_to_string(to.join("summary.csv")).unwrap();
        assert_eq!(
            kept,
            "point,district,measure,year,complete,mean\n1,all,needs_met,2,true,7.4\n1,sb5,needs_met,2,true,5\n"
        );
        assert!(!to.join("differences.csv").exists());
        let sample = fs::read_to_string(to.join("sample.csv")).unwrap();
        assert_eq!(sample, "point,replicate,district,week,visits\n1,1,sb5,4,7\n1,1,all,4,9\n");
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
