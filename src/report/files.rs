//! Reading an output directory back into the material of a report.

use std::fs;
use std::path::{Path, PathBuf};

use super::material::ALL;
use super::turning::RANKED;
use super::{Ahead, Cost, Difference, DistrictName, Gathering, Material, PointNote, Ranked, Verdict, kinds};
use crate::analysis::facts::{Count, beside};
use crate::evidence::Evidence;
use crate::observation::{MEASURES, Measure};
use crate::time::Week;
use crate::vocabulary::{Concept, Dimension};

/// An output directory that no report can be made from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportFault {
    /// A file is missing or cannot be read.
    #[error("{}: {message}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// A row is not what the table promises.
    #[error("{}, line {line}: {message}", file.display())]
    Row {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        message: String,
    },
}

/// Reads the tables of an output directory.
///
/// `points.csv` and `series.csv` must be there; `scenario.toml`, `experiment.toml`, `manifest.json`,
/// `differences.csv` and `costs.csv` are used where they are.
///
/// # Errors
/// Returns the first file or row that cannot be understood.
pub fn read(directory: &Path) -> Result<Material, ReportFault> {
    read_with(directory, None)
}

/// Reads the tables of an output directory beside a series that has been gathered already.
///
/// # Errors
/// Returns the first file or row that cannot be understood.
pub fn read_gathered(directory: &Path, gathering: Gathering) -> Result<Material, ReportFault> {
    read_with(directory, Some(gathering))
}

fn read_with(directory: &Path, gathering: Option<Gathering>) -> Result<Material, ReportFault> {
    let mut material = Material { relevant_difference: 0.01, ..Material::default() };
    if let Ok(evidence) = Evidence::embedded() {
        material.kinds = kinds(&evidence);
    }
    let mut names = Vec::new();
    for file in ["scenario.toml", "experiment.toml"] {
        if let Some(table) = toml_table(&directory.join(file))? {
            settings(&table, &mut material, &mut names);
        }
    }
    if let Ok(text) = fs::read_to_string(directory.join("manifest.json"))
        && let Ok(manifest) = serde_json::from_str::<serde_json::Value>(&text)
    {
        let ensemble = manifest.get("ensemble");
        material.used_ensemble = ensemble.is_some_and(|value| {
            !value.is_null() && *value != serde_json::Value::Bool(false) && *value != ""
        });
    }
    read_points(&Sheet::open(&directory.join("points.csv"))?, &mut material)?;
    match gathering {
        Some(gathering) => gathering.finish(&mut material),
        None => read_series(&Sheet::open(&directory.join("series.csv"))?, &names, &mut material)?,
    }
    let differences = directory.join("differences.csv");
    if differences.exists() {
        read_differences(&Sheet::open(&differences)?, &mut material)?;
    }
    let turning = directory.join("turning.csv");
    if turning.exists() {
        read_turning(&Sheet::open(&turning)?, &mut material)?;
    }
    let costs = directory.join("costs.csv");
    if costs.exists() {
        read_costs(&Sheet::open(&costs)?, &mut material)?;
    }
    let facts = directory.join("facts.csv");
    if facts.exists() {
        material.facts = beside(&read_counts(&Sheet::open(&facts)?)?);
    }
    Ok(material)
}

fn toml_table(file: &Path) -> Result<Option<toml::Table>, ReportFault> {
    let Ok(text) = fs::read_to_string(file) else { return Ok(None) };
    toml::from_str(&text).map(Some).map_err(|error| ReportFault::Unreadable {
        file: file.to_owned(),
        message: error.message().to_owned(),
    })
}

/// Takes over what a resolved scenario or an experiment says about the whole.
fn settings(table: &toml::Table, material: &mut Material, names: &mut Vec<DistrictName>) {
    let text = |key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    if let Some(name) = text("name") {
        material.name = name;
    }
    if let Some(question) = text("question") {
        material.question = question;
    }
    if let Some(seed) = table.get("seed").and_then(toml::Value::as_integer) {
        material.seed = seed.unsigned_abs();
    }
    match table.get("relevant_difference") {
        Some(toml::Value::Float(value)) => material.relevant_difference = *value,
        Some(toml::Value::Integer(value)) => material.relevant_difference = *value as f64,
        _ => {}
    }
    let goals = table.get("intermediary").and_then(|options| options.get("goals"));
    if let Some(goals) = goals {
        for (weight, dimension) in material.goals.iter_mut().zip(Dimension::ALL) {
            *weight = match goals.get(dimension.key()) {
                Some(toml::Value::Float(value)) => *value,
                Some(toml::Value::Integer(value)) => *value as f64,
                _ => 0.0,
            };
        }
    }
    for (id, district) in table.get("district").and_then(toml::Value::as_table).into_iter().flatten() {
        let name = |key: &str| district.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        if let Some(english) = name("name") {
            let german = name("name_de").unwrap_or_else(|| english.clone());
            names.push(DistrictName { id: id.clone(), english, german });
        }
    }
}

/// A table read into memory, with cells found by the name of the column.
struct Sheet {
    file: PathBuf,
    columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
    has_decimal_comma: bool,
}

impl Sheet {
    fn open(file: &Path) -> Result<Self, ReportFault> {
        let unreadable = |message: String| ReportFault::Unreadable { file: file.to_owned(), message };
        let text = fs::read_to_string(file).map_err(|error| unreadable(error.to_string()))?;
        let text = text.trim_start_matches('\u{feff}');
        // The dialect of German spreadsheets separates by semicolons and writes a decimal comma.
        let has_decimal_comma = text.lines().next().is_some_and(|header| header.contains(';'));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(if has_decimal_comma { b';' } else { b',' })
            .from_reader(text.as_bytes());
        let columns = reader.headers().map_err(|error| unreadable(error.to_string()))?;
        let columns = columns.iter().map(str::to_owned).collect();
        let rows =
            reader.records().collect::<Result<_, _>>().map_err(|error| unreadable(error.to_string()))?;
        Ok(Self { file: file.to_owned(), columns, rows, has_decimal_comma })
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.columns.iter().position(|column| column == name))
    }

    fn needed(&self, names: &[&str]) -> Result<usize, ReportFault> {
        self.column(names).ok_or_else(|| ReportFault::Unreadable {
            file: self.file.clone(),
            message: format!("there is no column `{}`", names[0]),
        })
    }

    fn fault(&self, row: &csv::StringRecord, message: String) -> ReportFault {
        let line = row.position().map_or(0, csv::Position::line);
        ReportFault::Row { file: self.file.clone(), line, message }
    }

    fn integer(&self, row: &csv::StringRecord, column: usize) -> Result<i32, ReportFault> {
        let cell = row.get(column).unwrap_or_default();
        cell.parse().map_err(|_| self.fault(row, format!("`{cell}` is no whole number")))
    }

    /// Returns the number in a cell; not a number where it is empty.
    fn number(&self, row: &csv::StringRecord, column: usize) -> Result<f64, ReportFault> {
        let cell = row.get(column).unwrap_or_default();
        if cell.is_empty() {
            return Ok(f64::NAN);
        }
        let parsed = if self.has_decimal_comma { cell.replace(',', ".").parse() } else { cell.parse() };
        parsed.map_err(|_| self.fault(row, format!("`{cell}` is no number")))
    }
}

fn read_points(sheet: &Sheet, material: &mut Material) -> Result<(), ReportFault> {
    let number = sheet.needed(&["point"])?;
    let label = sheet.needed(&["label"])?;
    let feasible = sheet.column(&["feasible"]);
    let reason = sheet.column(&["reason"]);
    let known = ["point", "label", "hash", "feasible", "reason"];
    for row in &sheet.rows {
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default();
        let factors = sheet
            .columns
            .iter()
            .zip(row)
            .filter(|(column, value)| !known.contains(&column.as_str()) && !value.is_empty())
            .map(|(column, value)| (column.clone(), value.to_owned()))
            .collect();
        material.points.push(PointNote {
            number: sheet.integer(row, number)?.unsigned_abs(),
            label: cell(Some(label)).to_owned(),
            factors,
            feasible: !matches!(cell(feasible), "false" | "0" | "no"),
            reason: cell(reason).to_owned(),
        });
    }
    Ok(())
}

fn read_series(sheet: &Sheet, names: &[DistrictName], material: &mut Material) -> Result<(), ReportFault> {
    let point = sheet.needed(&["point"])?;
    let replicate = sheet.needed(&["replicate"])?;
    let district = sheet.needed(&["district"])?;
    let week = sheet.needed(&["week"])?;
    let mut districts: Vec<DistrictName> = Vec::new();
    for row in &sheet.rows {
        let id = row.get(district).unwrap_or_default();
        if id != ALL && districts.iter().all(|known| known.id != id) {
            let name = names.iter().find(|name| name.id == id).cloned();
            districts.push(name.unwrap_or_else(|| unnamed(id)));
        }
    }
    let columns: Vec<_> = MEASURES.iter().map(|measure| sheet.column(&[measure.name])).collect();
    let mut gathering = Gathering::new(&districts);
    for row in &sheet.rows {
        let Some(place) = gathering.district(row.get(district).unwrap_or_default()) else { continue };
        let values = columns
            .iter()
            .map(|column| column.map_or(Ok(f64::NAN), |column| sheet.number(row, column)))
            .collect::<Result<Vec<_>, _>>()?;
        let number = sheet.integer(row, point)?.unsigned_abs();
        let replicate = sheet.integer(row, replicate)?.unsigned_abs();
        gathering.add(number, replicate, place, Week(sheet.integer(row, week)?), values);
    }
    gathering.finish(material);
    Ok(())
}

/// Makes names of an id such as `sb5`.
fn unnamed(id: &str) -> DistrictName {
    let number = id.strip_prefix("sb").filter(|rest| rest.parse::<u8>().is_ok());
    let (english, german) = number.map_or_else(
        || (id.to_owned(), id.to_owned()),
        |number| (format!("District {number}"), format!("Stadtbezirk {number}")),
    );
    DistrictName { id: id.to_owned(), english, german }
}

fn read_differences(sheet: &Sheet, material: &mut Material) -> Result<(), ReportFault> {
    let contrast = sheet.column(&["contrast"]);
    let pair = (sheet.column(&["point"]), sheet.column(&["against", "reference", "other"]));
    let district = sheet.needed(&["district"])?;
    let measure = sheet.needed(&["measure"])?;
    let year = sheet.needed(&["year"])?;
    let difference = sheet.needed(&["difference", "mean_difference"])?;
    let low = sheet.needed(&["low", "interval_low", "lower"])?;
    let high = sheet.needed(&["high", "interval_high", "upper"])?;
    let share = sheet.column(&["better_share", "share_better", "better"]);
    let p = sheet.column(&["adjusted_p", "p_adjusted", "p"]);
    let verdict = sheet.needed(&["verdict"])?;
    for row in &sheet.rows {
        let place = row.get(district).unwrap_or_default();
        let Some(place) = material.districts.iter().position(|name| name.id == place) else { continue };
        let Some(position) = Measure::position(row.get(measure).unwrap_or_default()) else { continue };
        let (one, other) = if let (Some(point), Some(against)) = pair {
            (sheet.integer(row, point)?.unsigned_abs(), sheet.integer(row, against)?.unsigned_abs())
        } else {
            let word = contrast.and_then(|column| row.get(column)).unwrap_or_default();
            contrast_of(word, &material.points)
                .ok_or_else(|| sheet.fault(row, format!("`{word}` names no two points")))?
        };
        let word = row.get(verdict).unwrap_or_default();
        // An empty verdict belongs to a measure on which none is passed.
        let Some(verdict) = Verdict::parse(word) else {
            if word.is_empty() {
                continue;
            }
            return Err(sheet.fault(row, format!("`{word}` is no verdict")));
        };
        let optional =
            |column: Option<usize>| column.map_or(Ok(f64::NAN), |column| sheet.number(row, column));
        let parsed = Difference {
            point: one,
            against: other,
            district: place,
            measure: position,
            year: year_of(sheet.integer(row, year)?),
            difference: sheet.number(row, difference)?,
            low: sheet.number(row, low)?,
            high: sheet.number(row, high)?,
            better_share: optional(share)?,
            p: optional(p)?,
            verdict,
        };
        material.differences.push(parsed);
    }
    Ok(())
}

/// Returns the block of weeks that a year names: its number, or the calendar year in which most of it lies.
fn year_of(year: i32) -> u32 {
    let first = Week::START.year();
    if year >= first { (year - first + 1).unsigned_abs() } else { year.unsigned_abs() }
}

/// Finds the two points that a contrast names by label or number.
fn contrast_of(contrast: &str, points: &[PointNote]) -> Option<(u32, u32)> {
    let find = |word: &str| {
        let word = word.trim();
        points
            .iter()
            .find(|point| point.label == word || point.number.to_string() == word)
            .map(|point| point.number)
    };
    [" - ", " − ", " vs. ", " vs ", " against ", " minus ", "−", ":", "/", "-"].iter().find_map(|separator| {
        contrast.match_indices(separator).find_map(|(place, found)| {
            Some((find(&contrast[..place])?, find(&contrast[place + found.len()..])?))
        })
    })
}

fn read_turning(sheet: &Sheet, material: &mut Material) -> Result<(), ReportFault> {
    let district = sheet.needed(&["district"])?;
    let measure = sheet.needed(&["measure"])?;
    let names = ["policy", "against", "condition", "side", "turns"];
    let mut texts = [0; 5];
    for (column, name) in texts.iter_mut().zip(names) {
        *column = sheet.needed(&[name])?;
    }
    let difference = sheet.needed(&["difference"])?;
    for row in &sheet.rows {
        let place = row.get(district).unwrap_or_default();
        let Some(district) = material.districts.iter().position(|name| name.id == place) else { continue };
        let name = row.get(measure).unwrap_or_default();
        let Some(measure) = Measure::position(name).filter(|_| RANKED.contains(&name)) else { continue };
        let text = |position: usize| row.get(texts[position]).unwrap_or_default();
        let side = match text(3) {
            "first" => Ahead::First,
            "second" => Ahead::Second,
            "practically equal" => Ahead::Neither,
            "not decidable" => Ahead::Open,
            other => return Err(sheet.fault(row, format!("`{other}` is no side"))),
        };
        material.rankings.push(Ranked {
            district,
            measure,
            policy: text(0).to_owned(),
            against: text(1).to_owned(),
            condition: text(2).to_owned(),
            difference: sheet.number(row, difference)?,
            side,
            turns: text(4) == "true",
        });
    }
    Ok(())
}

fn read_costs(sheet: &Sheet, material: &mut Material) -> Result<(), ReportFault> {
    let point = sheet.needed(&["point"])?;
    let district = sheet.needed(&["district"])?;
    let year = sheet.needed(&["year"])?;
    let item = sheet.needed(&["item"])?;
    let euros = sheet.needed(&["euros", "eur", "cost_eur"])?;
    let replicate = sheet.column(&["replicate"]);
    let payer = sheet.column(&["payer"]);
    let hours = sheet.column(&["hours"]);
    let mut sums = std::collections::BTreeMap::<(u32, usize, u32, String, bool), [f64; 2]>::new();
    let mut replicates = std::collections::BTreeSet::new();
    for row in &sheet.rows {
        let place = row.get(district).unwrap_or_default();
        let Some(place) = material.districts.iter().position(|name| name.id == place) else { continue };
        if let Some(column) = replicate {
            replicates.insert(sheet.integer(row, column)?);
        }
        // What others give is no part of the budget.
        let by_others = payer.is_some_and(|payer| row.get(payer) == Some("others"));
        let number = sheet.integer(row, point)?.unsigned_abs();
        let name = row.get(item).unwrap_or_default().to_owned();
        let key = (number, place, year_of(sheet.integer(row, year)?), name, by_others);
        let sum = sums.entry(key).or_default();
        for (sum, column) in sum.iter_mut().zip([Some(euros), hours]) {
            let amount = column.map_or(Ok(0.0), |column| sheet.number(row, column))?;
            *sum += if amount.is_finite() { amount } else { 0.0 };
        }
    }
    let count = replicates.len().max(1) as f64;
    material.costs = sums
        .into_iter()
        .map(|((point, district, year, item, by_others), [euros, hours])| Cost {
            point,
            district,
            year,
            item,
            euros: euros / count,
            hours: hours / count,
            by_others,
        })
        .collect();
    Ok(())
}

fn read_counts(sheet: &Sheet) -> Result<Vec<Count>, ReportFault> {
    let columns = ["point", "replicate", "district", "line", "week", "count", "of"];
    let mut positions = [0; 7];
    for (position, name) in positions.iter_mut().zip(columns) {
        *position = sheet.needed(&[name])?;
    }
    let [point, replicate, district, line, week, count, of] = positions;
    sheet
        .rows
        .iter()
        .map(|row| {
            let text = |column: usize| row.get(column).unwrap_or_default().to_owned();
            Ok(Count {
                point: sheet.integer(row, point)?.unsigned_abs(),
                replicate: sheet.integer(row, replicate)?.unsigned_abs(),
                district: text(district),
                line: text(line),
                week: i64::from(sheet.integer(row, week)?),
                count: u64::from(sheet.integer(row, count)?.unsigned_abs()),
                of: if text(of).is_empty() {
                    None
                } else {
                    Some(u64::from(sheet.integer(row, of)?.unsigned_abs()))
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::report::{html, terminal_table, what_comes_out};
    use crate::vocabulary::Language;

    fn write(directory: &Path, file: &str, text: &str) {
        fs::write(directory.join(file), text).unwrap();
    }

    fn results() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path();
        write(
            place,
            "scenario.toml",
            "name = \"small\"\nseed = 5\nrelevant_difference = 0.02\n[district.sb5]\nname = \"District 5\"\nname_de = \"Stadtbezirk 5\"\n",
        );
        write(
            place,
            "points.csv",
            "point,label,intermediary.siting,hash,feasible,reason\n1,none,,a,true,\n2,provide-central,central,b,true,\n3,host,,c,false,no rooms\n",
        );
        let mut series =
            "point,replicate,district,week,date,complete,culturation,visits,waiting_mean,served\n".to_owned();
        for point in 1..=2 {
            for replicate in 0..3 {
                for (week, visits) in [(0, "0"), (26, "10"), (52, "30"), (60, "5")] {
                    for district in ["sb5", "sb6", "all"] {
                        let culturation = 0.2 + 0.1 * f64::from(point) + 0.01 * f64::from(replicate);
                        let wait = if week == 26 { "2,2" } else { "6,6" };
                        let wait = if week == 0 { ",0" } else { wait };
                        writeln!(series, "{point},{replicate},{district},{week},2015-01-05,true,{culturation},{visits},{wait}").unwrap();
                    }
                }
            }
        }
        write(place, "series.csv", &series);
        write(
            place,
            "differences.csv",
            "contrast,district,measure,year,difference,low,high,better_share,adjusted_p,verdict\n\
             provide-central - none,sb5,culturation,1,0.1,0.05,0.15,1,0.001,better\n\
             provide-central - none,sb6,culturation,1,0.01,-0.05,0.15,0.6,0.7,not decidable\n\
             provide-central - none,sb6,visits,1,30,,,1,,\n",
        );
        directory
    }

    #[test]
    fn a_directory_is_read_back() {
        let directory = results();
        let material = read(directory.path()).unwrap();
        assert_eq!(
            (material.name.as_str(), material.seed, material.replicates, material.weeks),
            ("small", 5, 3, 60)
        );
        assert_eq!(material.relevant_difference, 0.02);
        let names: Vec<_> = material.districts.iter().map(|name| name.english.as_str()).collect();
        assert_eq!(names, ["District 5", "District 6", "All districts"]);
        assert_eq!(material.differences.len(), 2);
        assert_eq!(material.last_year(), 1);
        let measure = |name: &str| Measure::position(name).unwrap();
        // Flows are summed over the year, what came after it is left out.
        assert_eq!(material.mean(1, 0, measure("visits")), 40.0);
        // Waits count by those who waited: (2 · 2 + 6 · 6) / 8.
        assert_eq!(material.mean(1, 0, measure("waiting_mean")), 5.0);
        let culturation = material.last(2, 1, measure("culturation")).unwrap();
        assert!((culturation.mean - 0.41).abs() < 1e-12);
        // t with 2 degrees of freedom is 4.3027, the standard error 0.01 / √3.
        assert!((culturation.margin - 0.024_841).abs() < 1e-5);
        assert!(material.mean(1, 0, measure("placement")).is_nan());
    }

    #[test]
    fn sentences_say_where_a_verdict_holds() {
        let material = read(results().path()).unwrap();
        let text = what_comes_out(&material, Language::English).join(" ");
        assert!(
            text.contains("culturation is higher with “provide, central” (only in District 5)"),
            "{text}"
        );
        assert!(text.contains("1 not decidable"), "{text}");
        let text = what_comes_out(&material, Language::German).join(" ");
        assert!(
            text.contains(
                "Kulturation ist höher mit „Alles unter einem Dach, zentral“ (nur in Stadtbezirk 5)"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_null_result_is_said_plainly() {
        let mut material = read(results().path()).unwrap();
        for row in &mut material.differences {
            row.verdict = Verdict::Undecidable;
        }
        let text = what_comes_out(&material, Language::English).join(" ");
        assert!(text.contains("no configuration makes a difference"), "{text}");
        material.differences.clear();
        let text = what_comes_out(&material, Language::German).join(" ");
        assert!(text.contains("keine Vergleiche"), "{text}");
        assert!(
            html(&material, Language::German)
                .contains("Für dieses Material wurden keine Vergleiche berechnet.")
        );
        assert!(!terminal_table(&material, Language::German, 100).contains('▲'));
    }

    #[test]
    fn faults_name_file_and_line() {
        let directory = results();
        write(
            directory.path(),
            "differences.csv",
            "contrast,district,measure,year,difference,low,high,verdict\nx - y,sb5,culturation,1,0.1,0.05,0.15,better\n",
        );
        let fault = read(directory.path()).unwrap_err().to_string();
        assert!(fault.contains("differences.csv, line 2: `x - y` names no two points"), "{fault}");
        fs::remove_file(directory.path().join("points.csv")).unwrap();
        assert!(read(directory.path()).unwrap_err().to_string().contains("points.csv"));
    }

    #[test]
    fn german_spreadsheets_are_understood() {
        let directory = results();
        let text = fs::read_to_string(directory.path().join("differences.csv")).unwrap();
        write(directory.path(), "differences.csv", &text.replace(',', ";").replace('.', ","));
        let material = read(directory.path()).unwrap();
        assert_eq!(material.differences[0].difference, 0.1);
    }

    #[test]
    fn contrasts_are_found_by_label_even_with_hyphens() {
        let point =
            |number: u32, label: &str| PointNote { number, label: label.to_owned(), ..PointNote::default() };
        let points = [point(1, "none"), point(2, "provide-central"), point(3, "refer-central")];
        for contrast in ["provide-central - refer-central", "provide-central-refer-central", "2 vs 3", "2-3"]
        {
            assert_eq!(contrast_of(contrast, &points), Some((2, 3)), "{contrast}");
        }
        assert_eq!(contrast_of("provide-central", &points), None);
    }
}
