//! A folder of results read back: the experiment from its resolved files, its runs from the tables.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::facts::Count;
use super::years::PointYears;
use super::{CostRow, Counted, Results};
use crate::district::ALL_DISTRICTS;
use crate::experiment::design::{self, Experiment};
use crate::ledger::CostItem;
use crate::observation::{MEASURES, Observation};
use crate::phrase::{Phrase, phrase};
use crate::run::Models;
use crate::scenario::{Faults, Source};
use crate::time::Week;
use crate::vocabulary::Language;

/// A folder that holds no results that can be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.in_language(Language::English))]
pub enum FolderFault {
    /// The experiment cannot be loaded.
    Experiment(Faults),
    /// A file is missing or cannot be read.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: Phrase,
    },
    /// A row is not what the table promises.
    Row {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        message: Phrase,
    },
}

impl FolderFault {
    /// Returns the fault in words.
    pub fn in_language(&self, language: Language) -> String {
        match self {
            Self::Experiment(faults) => faults.in_language(language),
            Self::Unreadable { file, message } => {
                format!("{}: {}", file.display(), message.in_language(language))
            }
            Self::Row { file, line, message } => {
                let file = file.display();
                let whole = phrase!("{file}, line {line}: {message}", "{file}, Zeile {line}: {message}"; message = *message);
                whole.in_language(language).to_owned()
            }
        }
    }
}

/// An experiment with its results.
#[derive(Debug)]
pub struct Folder {
    /// The experiment.
    pub experiment: Experiment,
    /// For each point, why its budget cannot pay for it.
    pub infeasible: Vec<Option<Phrase>>,
    /// What came out.
    pub results: Results,
}

/// Reads a folder: `experiment.toml` beside `scenario.toml`, `series.csv`, and `costs.csv` and `facts.csv` where they are.
///
/// # Errors
/// Returns the first file or row that cannot be understood.
pub fn read(folder: &Path) -> Result<Folder, FolderFault> {
    let file = folder.join("experiment.toml");
    let experiment = design::load(&Source::File(file), &[]).map_err(FolderFault::Experiment)?;
    let mut models = Models::default();
    let infeasible: Vec<Option<Phrase>> = experiment
        .points
        .iter()
        .map(|point| models.model(&point.scenario).err().map(|obstacles| obstacles.phrase()))
        .collect();
    let mut results = Results::new(&experiment, |position| infeasible[position].is_none());
    let mut counted = counted(folder)?;
    series(folder, &experiment, &mut |position, replicate, rows| {
        let number = experiment.points[position].number as u32;
        results.push(position, rows, counted.remove(&(number, replicate)).unwrap_or_default());
    })?;
    let is_whole = |row: &PointYears| row.replicates() == experiment.replicates as usize;
    if let Some(point) = results.points.iter().find(|point| !is_whole(point)) {
        let (number, found, needed) = (point.number, point.replicates(), experiment.replicates);
        return Err(FolderFault::Unreadable {
            file: folder.join("series.csv"),
            message: phrase!(
                "point {number} has {found} replicates instead of {needed}",
                "Punkt {number} hat {found} Wiederholungen statt {needed}"
            ),
        });
    }
    Ok(Folder { experiment, infeasible, results })
}

/// Reads the runs of a series in their order.
fn series(
    folder: &Path,
    experiment: &Experiment,
    push: &mut dyn FnMut(usize, u32, &[Observation]),
) -> Result<(), FolderFault> {
    let mut sheet = Sheet::open(&folder.join("series.csv"))?;
    let [point, replicate, district, week, complete] =
        sheet.needed(["point", "replicate", "district", "week", "complete"])?;
    let columns: Vec<_> = MEASURES.iter().map(|measure| sheet.column(measure.name)).collect();
    let mut rows: Vec<Observation> = Vec::new();
    let mut run: Option<(usize, u32)> = None;
    while sheet.next()? {
        let number = sheet.whole(point)?;
        let position = experiment.points.iter().position(|point| point.number == number as usize);
        let Some(position) = position else {
            return Err(sheet.fault(phrase!("there is no point {number}", "es gibt keinen Punkt {number}")));
        };
        let here = (position, sheet.whole(replicate)?);
        if run != Some(here) {
            if let Some((position, replicate)) = run.replace(here) {
                push(position, replicate, &rows);
            }
            rows.clear();
        }
        let scenario = &experiment.points[position].scenario;
        let id = sheet.text(district);
        let known = scenario.districts.iter().position(|plan| plan.id == id);
        if known.is_none() && id != ALL_DISTRICTS {
            let found = phrase!("there is no district `{id}`", "es gibt keinen Bezirk `{id}`");
            return Err(sheet.fault(found));
        }
        let moment = sheet.whole(week)?;
        if moment > scenario.weeks {
            let weeks = scenario.weeks;
            return Err(sheet.fault(phrase!(
                "week {moment} is beyond the {weeks} weeks of the run",
                "Woche {moment} liegt hinter den {weeks} Wochen des Laufs"
            )));
        }
        rows.push(Observation {
            district: known,
            week: Week(moment as i32),
            complete: sheet.text(complete) == "true",
            values: columns
                .iter()
                .map(|column| column.map_or(Ok(f64::NAN), |column| sheet.number(column)))
                .collect::<Result<_, _>>()?,
        });
    }
    if let Some((position, replicate)) = run {
        push(position, replicate, &rows);
    }
    Ok(())
}

/// Reads costs and counts by point and replicate.
fn counted(folder: &Path) -> Result<BTreeMap<(u32, u32), Counted>, FolderFault> {
    let mut all: BTreeMap<(u32, u32), Counted> = BTreeMap::new();
    let costs = folder.join("costs.csv");
    if costs.exists() {
        let mut sheet = Sheet::open(&costs)?;
        let [point, replicate, year, item, euros, hours] =
            sheet.needed(["point", "replicate", "year", "item", "euros", "hours"])?;
        while sheet.next()? {
            let word = sheet.text(item);
            let Some(item) = CostItem::parse(word) else {
                return Err(sheet.fault(phrase!("`{word}` is no item", "`{word}` ist kein Posten")));
            };
            let row = CostRow {
                year: sheet.whole(year)?,
                item,
                euros: sheet.number(euros)?,
                hours: sheet.number(hours)?,
            };
            all.entry((sheet.whole(point)?, sheet.whole(replicate)?)).or_default().costs.push(row);
        }
    }
    let facts = folder.join("facts.csv");
    if facts.exists() {
        let mut sheet = Sheet::open(&facts)?;
        let [point, replicate, district, line, week, count, of] =
            sheet.needed(["point", "replicate", "district", "line", "week", "count", "of"])?;
        while sheet.next()? {
            let row = Count {
                point: sheet.whole(point)?,
                replicate: sheet.whole(replicate)?,
                district: sheet.text(district).to_owned(),
                line: sheet.text(line).to_owned(),
                week: i64::from(sheet.whole(week)?),
                count: u64::from(sheet.whole(count)?),
                of: if sheet.text(of).is_empty() { None } else { Some(u64::from(sheet.whole(of)?)) },
            };
            all.entry((row.point, row.replicate)).or_default().counts.push(row);
        }
    }
    Ok(all)
}

/// A table read row by row, with cells found by the name of the column.
struct Sheet {
    file: PathBuf,
    columns: Vec<String>,
    reader: csv::Reader<File>,
    row: csv::StringRecord,
    has_decimal_comma: bool,
}

impl Sheet {
    fn open(file: &Path) -> Result<Self, FolderFault> {
        let unreadable = |message: String| FolderFault::Unreadable {
            file: file.to_owned(),
            message: Phrase::same(message),
        };
        let is_regular = file.metadata().map_err(|error| unreadable(error.to_string()))?.is_file();
        if !is_regular {
            let message = phrase!("no regular file", "keine gewöhnliche Datei");
            return Err(FolderFault::Unreadable { file: file.to_owned(), message });
        }
        let open = |delimiter| {
            let mut builder = csv::ReaderBuilder::new();
            builder.delimiter(delimiter).from_path(file).map_err(|error| unreadable(error.to_string()))
        };
        let mut reader = open(b',')?;
        let header = |reader: &mut csv::Reader<File>| -> Result<Vec<String>, FolderFault> {
            let header = reader.headers().map_err(|error| unreadable(error.to_string()))?;
            Ok(header.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect())
        };
        let mut columns = header(&mut reader)?;
        // The dialect of German spreadsheets separates by semicolons and writes a decimal comma.
        let has_decimal_comma = columns.first().is_some_and(|first| first.contains(';'));
        if has_decimal_comma {
            reader = open(b';')?;
            columns = header(&mut reader)?;
        }
        Ok(Self { file: file.to_owned(), columns, reader, row: csv::StringRecord::new(), has_decimal_comma })
    }

    /// Goes on to the next row; returns whether there is one.
    fn next(&mut self) -> Result<bool, FolderFault> {
        let read = self.reader.read_record(&mut self.row);
        read.map_err(|error| FolderFault::Unreadable {
            file: self.file.clone(),
            message: Phrase::same(error.to_string()),
        })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    fn needed<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], FolderFault> {
        let mut columns = [0; N];
        for (column, name) in columns.iter_mut().zip(names) {
            *column = self.column(name).ok_or_else(|| FolderFault::Unreadable {
                file: self.file.clone(),
                message: phrase!("there is no column `{name}`", "es gibt keine Spalte `{name}`"),
            })?;
        }
        Ok(columns)
    }

    fn fault(&self, message: Phrase) -> FolderFault {
        let line = self.row.position().map_or(0, csv::Position::line);
        FolderFault::Row { file: self.file.clone(), line, message }
    }

    fn text(&self, column: usize) -> &str {
        self.row.get(column).unwrap_or_default()
    }

    fn whole(&self, column: usize) -> Result<u32, FolderFault> {
        let cell = self.text(column);
        cell.parse()
            .map_err(|_| self.fault(phrase!("`{cell}` is no whole number", "`{cell}` ist keine ganze Zahl")))
    }

    /// Returns the number in a cell; not a number where it is empty.
    fn number(&self, column: usize) -> Result<f64, FolderFault> {
        let cell = self.text(column);
        if cell.is_empty() {
            return Ok(f64::NAN);
        }
        let parsed = if self.has_decimal_comma { cell.replace(',', ".").parse() } else { cell.parse() };
        parsed.map_err(|_| self.fault(phrase!("`{cell}` is no number", "`{cell}` ist keine Zahl")))
    }
}
