//! Commands and options.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

#[cfg(feature = "explore")]
use super::explore::exploring::Exploring;
use super::failure::Failure;
use super::own_district::numbers::Numbers;
use super::submit::order::Order;
use crate::experiment::csv_writer::Dialect;
use crate::experiment::selection::{Kept, Selection};
use crate::experiment::shard::{NoShard, Shard};
use crate::experiment::table_file::Format;
use crate::experiment::traces::Traces;
use crate::observation::{MEASURES, Measure};
use crate::phrase::phrase;
use crate::scenario::faults::nearest;
use crate::vocabulary::Language;

/// The longest run, in weeks.
const MOST_WEEKS: i64 = 700;

/// The weeks that hold 1 October: the waves of panel and residents.
const WAVES: [u32; 8] = [38, 90, 142, 195, 247, 299, 351, 403];

/// Simulates integration in city districts and what an intermediary's configuration changes.
///
/// Exit codes: 0 ok, 1 a check of the model failed, 2 usage, 3 faulty input, 4 output not writable or refused, 5 interrupted (the same call resumes),
/// 70 a bug.
#[derive(Debug, Parser)]
#[command(name = "inteso", version, propagate_version = true, max_term_width = 100)]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) general: General,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(super) struct General {
    /// Shows no progress and no notes.
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// Writes the result to standard output as JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Language of tables and reports [default: that of the system, else en].
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub(super) language: Option<LanguageWord>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compares configurations: runs an experiment, paired, and writes tables, pictures and a report.
    Compare {
        /// Name of an embedded experiment or path of a file.
        #[arg(
            value_name = "EXPERIMENT",
            long_help = "Name of an embedded experiment or path of a file [default: headline]"
        )]
        experiment: Option<String>,
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        precision: Precision,
        #[command(flatten)]
        output: Output,
        /// Leaves out report.html and the pictures; `inteso report` makes them later.
        #[arg(long)]
        no_report: bool,
    },
    /// Runs one scenario, one or more replicates.
    Run {
        /// Name of an embedded scenario or path of a file.
        #[arg(
            value_name = "SCENARIO",
            long_help = "Name of an embedded scenario or path of a file [default: default]"
        )]
        scenario: Option<String>,
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        output: Output,
        /// Leaves out report.html and the pictures; `inteso report` makes them later.
        #[arg(long)]
        no_report: bool,
    },
    /// Runs a design of any size, or a part of it, and writes tables; resumes where it stopped.
    Sweep {
        /// Name of an embedded experiment or scenario, or path of a file.
        #[arg(value_name = "EXPERIMENT")]
        experiment: String,
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        output: Output,
        #[command(flatten)]
        sweeping: Sweeping,
    },
    /// Joins the parts of a sweep to what the whole sweep would have written.
    Merge(Merging),
    /// Hands a sweep to a cluster: submits its shards as one job, watches, makes up for what was lost, and merges.
    Submit {
        /// Name of an embedded experiment or scenario, or path of a file.
        #[arg(value_name = "EXPERIMENT")]
        experiment: String,
        #[command(flatten)]
        settings: Settings,
        #[command(flatten)]
        recording: Recording,
        #[command(flatten)]
        keeping: Keeping,
        #[command(flatten)]
        order: Order,
    },
    /// Holds the model against published figures: computes each from runs of the historical configuration.
    Validate(Validating),
    /// Replays published trials, with as many replicates as it takes, and says which results the model meets.
    Trials(Trying),
    /// Opens a page in the browser: choose a form and a budget, run, watch, and compare; on this machine alone.
    #[cfg(feature = "explore")]
    Explore(Exploring),
    /// Checks scenarios and experiments and shows what they resolve to: budget, number of runs, estimated time.
    Check {
        /// Names of embedded ones or paths of files.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<String>,
        #[command(flatten)]
        settings: Settings,
        /// Says how many replicates make every interval of a verdict no wider than this share of the person-years compared with, from
        /// end to end, as far as results of the experiment tell [default: twice its relevant difference].
        #[arg(long, value_name = "WIDTH", value_parser = width)]
        until: Option<f64>,
        /// Folder of these results [default: out/<name>].
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Lists the embedded scenarios and experiments.
    List,
    /// Explains a key of scenarios and experiments, a word of an option or a parameter, with its source.
    Explain {
        /// Such as `intermediary.siting`, `full_access`, `factor` or `counselling.minutes_first_contact`; German words serve, too.
        key: String,
    },
    /// Says in what two scenarios differ.
    Diff {
        /// The one: name of an embedded scenario or path of a file.
        a: String,
        /// The other.
        b: String,
    },
    /// Makes report.html and pictures from the results in a folder.
    Report {
        /// The folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Writes a short result of an experiment's folder, to be kept, and prints it as a table in Markdown.
    Digest {
        /// The folder of the experiment.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The folder of the short result; parents are created.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Writes a commented scenario or experiment to begin with, NAME.toml, in the language of `--language`.
    New {
        /// The name; a path may stand before it.
        name: PathBuf,
        /// Writes an experiment, which compares configurations, instead of a scenario.
        #[arg(long, conflicts_with = "district")]
        experiment: bool,
        /// Replaces a file that is there.
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        numbers: Numbers,
    },
}

/// What changes the scenario.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Settings {
    /// Seed of all draws.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Replicates: runs that differ in chance alone.
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) replicates: Option<u32>,
    /// Weeks to run.
    #[arg(long, value_name = "W", value_parser = clap::value_parser!(u32).range(1..=MOST_WEEKS))]
    pub(super) weeks: Option<u32>,
    /// Weeks between two observations [default: that of the file; else 1 for `run`, 13 for experiments].
    #[arg(long, value_name = "WEEKS", value_parser = clap::value_parser!(u32).range(1..=MOST_WEEKS))]
    pub(super) every: Option<u32>,
    /// Sets any key of the scenario; may be given several times.
    #[arg(long, value_name = "KEY=VALUE", value_parser = assignment)]
    pub(super) set: Vec<(String, String)>,
}

impl Settings {
    /// Returns all settings as keys and values, those of options last.
    pub(super) fn assignments(&self) -> Vec<(String, String)> {
        let mut all = self.set.clone();
        let numbers = [
            ("seed", self.seed),
            ("replicates", self.replicates.map(u64::from)),
            ("weeks", self.weeks.map(u64::from)),
            ("every", self.every.map(u64::from)),
        ];
        for (key, value) in numbers {
            all.extend(value.map(|value| (key.to_owned(), value.to_string())));
        }
        all
    }
}

/// How sure a comparison has to be.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Precision {
    /// Adds replicates until no interval of a verdict is wider than this share of the person-years compared with, from end to end.
    #[arg(long, value_name = "WIDTH", value_parser = width)]
    pub(super) until: Option<f64>,
    /// Replicates at which that ends, however wide the intervals are.
    #[arg(long, value_name = "R", requires = "until", default_value = "200", value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub(super) at_most: u32,
}

/// Reads the width of an interval as a share, such as 0.02.
fn width(text: &str) -> Result<f64, String> {
    let share: Option<f64> = text.parse().ok();
    share
        .filter(|share| *share > 0.0 && *share <= 10.0)
        .ok_or_else(|| format!("`{text}` is no width: a share above 0 such as 0.02, with a decimal point"))
}

/// Where and what to write.
#[derive(Debug, Clone, Args)]
pub(super) struct Output {
    /// Threads; no number depends on it [default: as many as the machine has].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    pub(super) threads: Option<u16>,
    /// Folder of the results; parents are created [default: out/<name>].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Replaces results of another experiment or another version of the program.
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) recording: Recording,
}

/// What is recorded of a run beside what always is, and how it is written.
#[derive(Debug, Clone, Args)]
pub(super) struct Recording {
    /// Writes panel.csv: a row per person who fled and wave.
    #[arg(long)]
    pub(super) panel: bool,
    /// Adds waves, such as 43,112,every:13, to panel and residents; implies --panel.
    #[arg(long, value_name = "WEEKS", value_delimiter = ',', value_parser = waves)]
    pub(super) panel_weeks: Vec<Waves>,
    /// Writes residents.csv: a row per wave and long-standing resident of a sample, of N adults in each district or all [N: 2500].
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "2500", value_parser = clap::value_parser!(u32).range(1..))]
    residents: Option<u32>,
    /// Writes episodes.csv: a row per referral, from who sent whom to how it ended.
    #[arg(long)]
    episodes: bool,
    /// Whether people.csv is written, a row per person who fled: years of each outcome, waits, needs met. By default it is where
    /// `compare` begins with at most 260 runs, points times replicates.
    #[arg(long, value_name = "WHETHER", default_value = "auto")]
    pub(super) people: People,
    /// What tables are written as.
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: FormatWord,
    /// How CSV is punctuated: excel-de has semicolons and decimal commas.
    #[arg(long, value_name = "DIALECT", default_value = "plain")]
    pub(super) dialect: DialectWord,
}

/// Runs up to which people are recorded one by one without being asked for: some two megabytes a run, twice.
const FEW_RECORDED: usize = 260;

/// Returns whether a comparison that begins with so many runs records people one by one without being asked for.
///
/// Replicates that are added later, as `--until` does, belong to the same study and record what the first ones did.
pub(super) const fn has_few_runs(points: usize, replicates: u32) -> bool {
    points.saturating_mul(replicates as usize) <= FEW_RECORDED
}

/// Whether people are recorded one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum People {
    /// Where they are compared in few runs.
    #[value(name = "auto")]
    WhereCompared,
    /// Always.
    #[value(name = "yes")]
    Recorded,
    /// Never.
    #[value(name = "no")]
    Left,
}

impl Recording {
    /// Returns what tables are written as.
    ///
    /// # Errors
    /// Returns that this build cannot write them.
    pub(super) fn format(&self) -> Result<Format, Failure> {
        let key = match self.format {
            FormatWord::Csv => "csv",
            FormatWord::Parquet => "parquet",
        };
        Format::of(key, self.dialect.into()).ok_or_else(no_parquet)
    }

    /// Returns what is recorded one by one of a run that ends with a week.
    pub(super) fn traces_until(&self, last: u32) -> Traces {
        let has_panel = self.panel || !self.panel_weeks.is_empty();
        let waves = |is_recorded: bool| if is_recorded { self.waves_until(last) } else { Vec::new() };
        Traces {
            panel_weeks: waves(has_panel),
            residents_weeks: waves(self.residents.is_some()),
            residents: self.residents.unwrap_or_default(),
            episodes: self.episodes,
            people: None,
        }
    }

    /// Returns the weeks of the waves within a run, in order.
    fn waves_until(&self, last: u32) -> Vec<u32> {
        let mut weeks = WAVES.to_vec();
        for waves in &self.panel_weeks {
            match waves {
                Waves::Week(week) => weeks.push(*week),
                Waves::Every(step) => weeks.extend((0..=last).step_by(*step as usize)),
            }
        }
        weeks.retain(|week| *week <= last);
        weeks.sort_unstable();
        weeks.dedup();
        weeks
    }
}

/// Makes the failure of a build that cannot write what is asked for.
pub(super) fn no_parquet() -> Failure {
    Failure::Usage(phrase!(
        "this build of inteso writes no Parquet; `cargo build --release --features parquet` makes one that does",
        "dieses inteso ist ohne Parquet gebaut; `cargo build --release --features parquet` baut eines, das es schreibt"
    ))
}

/// Which part of a sweep, and what of it is kept.
#[derive(Debug, Clone, Args)]
pub(super) struct Sweeping {
    /// Runs one of N parts, such as 3/7, into a folder of its own; `inteso merge` joins them.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(super) shard: Option<Shard>,
    #[command(flatten)]
    pub(super) keeping: Keeping,
    /// Waits while another call uses the folder, and then does what is missing.
    #[arg(long)]
    pub(super) wait: bool,
    /// Does not ask, however long it takes and however large its files get.
    #[arg(long)]
    pub(super) yes: bool,
}

/// What of a sweep is kept.
#[derive(Debug, Clone, Args)]
pub(super) struct Keeping {
    /// Tables to write, such as `series,summary` [default: all].
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = table)]
    tables: Vec<Kept>,
    /// Measures to keep, by their names in series.csv, separated by commas [default: all].
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = measure)]
    measures: Vec<usize>,
    /// Puts the factors and parameters of the point beside each row.
    #[arg(long)]
    factors: bool,
}

impl Keeping {
    /// Returns which tables and measures are kept.
    pub(super) fn selection(&self) -> Selection {
        Selection::new(self.tables.clone(), self.measures.clone()).with_factors(self.factors)
    }
}

/// What is joined, and where.
#[derive(Debug, Clone, Args)]
pub(super) struct Merging {
    /// Folders of parts, or a folder that holds them in `shards`.
    #[arg(value_name = "DIR", required = true)]
    pub(super) folders: Vec<PathBuf>,
    /// Folder of the whole; parents are created [default: DIR where it holds the parts, else out/<name>].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Replaces results of another experiment or another version of the program.
    #[arg(long)]
    pub(super) force: bool,
}

/// How published figures are computed.
#[derive(Debug, Clone, Args)]
pub(super) struct Validating {
    #[command(flatten)]
    pub(super) settings: Settings,
    /// Threads; no number depends on it [default: as many as the machine has].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    pub(super) threads: Option<u16>,
    /// Writes validation.html into this folder; parents are created.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

/// Which trials are replayed, and how.
#[derive(Debug, Clone, Args)]
pub(super) struct Trying {
    /// Names of embedded ones or paths of files [default: all that come with the program].
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<String>,
    #[command(flatten)]
    pub(super) settings: Settings,
    /// Threads; no number depends on it [default: as many as the machine has].
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    pub(super) threads: Option<u16>,
    /// Writes trials.html into this folder, and keeps replicates there, so that the same call goes on after an interruption.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

/// One or more waves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waves {
    Week(u32),
    Every(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LanguageWord {
    /// German.
    De,
    /// English.
    En,
}

impl From<LanguageWord> for Language {
    fn from(word: LanguageWord) -> Self {
        match word {
            LanguageWord::De => Self::German,
            LanguageWord::En => Self::English,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatWord {
    /// Texts that every program reads.
    Csv,
    /// Typed and compressed columns, if the program is built with them.
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DialectWord {
    /// Comma and decimal point.
    Plain,
    /// Semicolon and decimal comma.
    ExcelDe,
}

impl From<DialectWord> for Dialect {
    fn from(word: DialectWord) -> Self {
        match word {
            DialectWord::Plain => Self::Plain,
            DialectWord::ExcelDe => Self::ExcelDe,
        }
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (key, value) =
        text.split_once('=').ok_or("expected KEY=VALUE, such as intermediary.siting=decentral")?;
    let (key, value) = (key.trim(), value.trim());
    if key.is_empty() {
        return Err("there is no key before the equals sign".to_owned());
    }
    Ok((key.to_owned(), value.to_owned()))
}

fn shard(text: &str) -> Result<Shard, String> {
    text.parse().map_err(|fault: NoShard| fault.phrase().english().to_owned())
}

fn table(text: &str) -> Result<Kept, String> {
    let name = text.trim();
    Kept::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Kept::ALL.iter().map(|table| table.key()).collect();
        format!("no table is named `{name}`: expected {}", known.join(", "))
    })
}

fn measure(text: &str) -> Result<usize, String> {
    let name = text.trim();
    Measure::position(name).ok_or_else(|| {
        let nearest = nearest(name, MEASURES.iter().map(|measure| measure.name));
        let hint = nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        format!("no measure is named `{name}`{hint}")
    })
}

fn waves(text: &str) -> Result<Waves, String> {
    let expected = || format!("`{text}` is neither a week (0 to {MOST_WEEKS}) nor every:WEEKS");
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|week| i64::from(*week) <= MOST_WEEKS);
    match text.trim().strip_prefix("every:") {
        Some(step) => number(step).filter(|step| *step > 0).map(Waves::Every).ok_or_else(expected),
        None => number(text).map(Waves::Week).ok_or_else(expected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(arguments: &[&str]) -> Recording {
        let arguments = ["inteso", "run"].iter().chain(arguments);
        match Options::try_parse_from(arguments).unwrap().command {
            Command::Run { output, .. } => output.recording,
            _ => unreachable!("the command is run"),
        }
    }

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        <Options as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_panel_has_the_waves_of_october_and_those_added() {
        let weeks = |arguments: &[&str], last| recording(arguments).traces_until(last).panel_weeks;
        assert!(weeks(&[], 416).is_empty());
        assert_eq!(weeks(&["--panel"], 416), WAVES);
        assert_eq!(weeks(&["--panel-weeks", "43,38"], 100), [38, 43, 90]);
        assert_eq!(weeks(&["--panel-weeks", "every:40"], 100), [0, 38, 40, 80, 90]);
    }

    #[test]
    fn residents_have_the_waves_of_the_panel_and_a_usual_number() {
        let traces = |arguments: &[&str]| recording(arguments).traces_until(100);
        assert_eq!(traces(&[]), Traces::default());
        let usual = Traces { residents_weeks: vec![38, 90], residents: 2_500, ..Traces::default() };
        assert_eq!(traces(&["--residents"]), usual);
        let both = traces(&["--residents", "7", "--panel-weeks", "3", "--episodes"]);
        assert_eq!((both.residents, &both.residents_weeks), (7, &both.panel_weeks));
        assert_eq!((both.panel_weeks, both.episodes), (vec![3, 38, 90], true));
    }

    #[test]
    fn people_of_the_headline_and_of_the_starter_are_recorded() {
        // Points of the headline, of the starter, and of the largest experiments that are and are not recorded.
        assert!(has_few_runs(7, 20) && has_few_runs(22, 10) && has_few_runs(13, 20));
        assert!(!has_few_runs(13, 21) && !has_few_runs(usize::MAX, 2));
    }

    #[test]
    fn a_setting_keeps_equals_signs_in_its_value_and_options_come_last() {
        assert_eq!(assignment("a.b = c=d").unwrap(), ("a.b".to_owned(), "c=d".to_owned()));
        assert!(assignment("a.b").is_err());
        let settings =
            Settings { seed: Some(3), set: vec![("seed".to_owned(), "2".to_owned())], ..Settings::default() };
        assert_eq!(settings.assignments().last().unwrap(), &("seed".to_owned(), "3".to_owned()));
    }
}
