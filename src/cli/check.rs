//! `check`: what inputs resolve to, before anything is run.
//!
//! Points are looked at one after the other, and of very many only some, so that a design of any size can be checked.

use std::collections::BTreeSet;
use std::fmt::Write;

use comfy_table::CellAlignment;
use serde_json::{Value, json};

use super::estimate::{Estimate, Extent};
use super::failure::Failure;
use super::feasibility::{self, AccountItem, Unpaid, account, model, uncoordinated};
use super::input;
use super::options::Settings;
use super::outlook::{self, Asked};
use super::terminal::{self, Terminal, threads_of_machine};
use crate::analysis::outlook::Outlook;
use crate::analysis::trials::{has_figures, study};
use crate::experiment::contrasts::{Contrast, MOST_COMPARED};
use crate::experiment::design::{Design, Experiment, Found};
use crate::experiment::point::Point;
use crate::experiment::remarks;
use crate::phrase::{Phrase, phrase, wrapped};
use crate::report::text;
use crate::run::{Creation, Model, Models};
use crate::scenario::trial::Arm;
use crate::scenario::{Document, Fault, Faults, Scenario, Trial};
use crate::vocabulary::Markets;

/// Points whose accounts are shown on a terminal.
const SHOWN: usize = 50;

/// Points that are listed as JSON.
const LISTED: usize = 10_000;

/// Of more points than this only some are looked at, evenly spread.
const MOST_LOOKED_AT: usize = 100_000;

/// So many of them.
const LOOKED_AT: usize = 5_000;

/// After so many faults the rest of the points is not looked at.
const ENOUGH: usize = 1_000;

/// Checks inputs and shows what they resolve to.
///
/// # Errors
/// Returns all faults of all inputs.
pub(super) fn check(
    terminal: &Terminal,
    files: &[String],
    settings: &Settings,
    asked: &Asked<'_>,
) -> Result<(), Failure> {
    let mut faults: Vec<Phrase> = Vec::new();
    let mut values = Vec::new();
    for file in files {
        let found = look_through(file, settings).map(|found| found.with_outlook(asked));
        match found {
            Ok(found) if terminal.is_json() => values.push(found.json(file, terminal)),
            Ok(found) => terminal.result(&found.text(file, terminal))?,
            Err(failure) => faults.push(failure.phrase()),
        }
    }
    if terminal.is_json() {
        terminal.json(&Value::Array(values))?;
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Input(Phrase::join(&faults, "\n\n"))) }
}

/// What is known of an input that was looked through.
struct Checked {
    name: String,
    base: Scenario,
    replicates: u32,
    /// The first points with their accounts, as many as are listed at most.
    listed: Vec<Listed>,
    /// Points that are run or would be, had they the money.
    points: usize,
    infeasible: usize,
    contrasts: usize,
    /// How points come of policies and parameter sets, a line each.
    design: Vec<Phrase>,
    remarks: Vec<Phrase>,
    extent: Extent,
    estimate: Estimate,
    /// How many replicates are needed, as far as results tell that are there.
    outlook: Option<Outlook>,
}

struct Listed {
    number: usize,
    label: String,
    shown: Phrase,
    hash: String,
    account: Result<Vec<AccountItem>, Phrase>,
}

fn look_through(file: &str, settings: &Settings) -> Result<Checked, Failure> {
    let document = input::open(file)?;
    if document.is_experiment() {
        experiment(&document, settings)
    } else {
        let experiment = input::single(input::scenario(&document, settings)?);
        if has_figures(&document) {
            study(&document, &settings.assignments())?;
        }
        let mut gathering = Gathering::default();
        for point in &experiment.points {
            gathering.add(point);
        }
        gathering.finish(experiment.base.clone(), experiment.name.clone(), Compared::In(&experiment))
    }
}

fn experiment(document: &Document, settings: &Settings) -> Result<Checked, Failure> {
    let design = Design::open(document, &settings.assignments())?;
    let (base, summary) = (design.base().clone(), design.summary());
    let checked = if design.written() > MOST_LOOKED_AT {
        spread(&design, base)
    } else if design.sets().is_some() && design.written() > MOST_COMPARED {
        set_by_set(design, base)
    } else {
        point_by_point(design, base)
    };
    Ok(Checked { design: summary, ..checked? })
}

/// Looks at a few of very many points; what they come to is taken for all.
fn spread(design: &Design, base: Scenario) -> Result<Checked, Failure> {
    let mut gathering = Gathering::default();
    let mut faults: Vec<Fault> = Vec::new();
    let written = design.written();
    for part in 0..LOOKED_AT {
        // Steps of a whole share would meet the same levels again and again.
        let offset = part.wrapping_mul(0x9e37_79b1) % (written / LOOKED_AT);
        match design.point_at(part * (written / LOOKED_AT) + offset) {
            Ok(point) => gathering.add(&point),
            Err(more) => faults.extend(more.iter().cloned()),
        }
        if faults.len() > ENOUGH {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(Faults::from(faults).into());
    }
    gathering.extrapolate(written);
    let contrasts = design.sets().map_or(Ok(0), |sets| Ok::<_, Faults>(sets * of_set(design)?.len()))?;
    gathering.finish(base, design.name(), Compared::Number(contrasts))
}

/// Returns the contrasts under the first parameter set, which are those under each; none where there are too many policies to look
/// at.
fn of_set(design: &Design) -> Result<Vec<Contrast>, Faults> {
    if !design.declares_contrasts() || design.policies() > LOOKED_AT {
        return Ok(Vec::new());
    }
    let points: Result<Vec<Point>, Faults> =
        (0..design.policies()).map(|position| design.point_at(position)).collect();
    design.contrasts(&points?)
}

/// Looks at all points, and at which of them are compared under the first parameter set.
fn set_by_set(mut design: Design, base: Scenario) -> Result<Checked, Failure> {
    let mut gathering = Gathering::default();
    gathering.look_through(&mut design, None)?;
    let pairs = of_set(&design)?;
    // Points that are the same scenario are compared once, and not with themselves.
    let distinct: BTreeSet<(usize, usize)> = gathering
        .numbers
        .chunks(design.policies())
        .flat_map(|numbers| pairs.iter().map(|pair| (numbers[pair.better - 1], numbers[pair.than - 1])))
        .filter(|(better, than)| better != than)
        .collect();
    gathering.finish(base, design.name(), Compared::Number(distinct.len()))
}

/// Looks at all points, and keeps them where all have to be there to know which are compared.
fn point_by_point(mut design: Design, base: Scenario) -> Result<Checked, Failure> {
    let keeps = design.written() <= MOST_COMPARED || design.declares_contrasts();
    let mut kept: Vec<Point> = Vec::new();
    let mut gathering = Gathering::default();
    gathering.look_through(&mut design, keeps.then_some(&mut kept))?;
    if keeps {
        let experiment = design.finish(kept)?;
        gathering.finish(base, experiment.name.clone(), Compared::In(&experiment))
    } else {
        gathering.finish(base, design.name(), Compared::Number(0))
    }
}

/// What is compared.
#[derive(Clone, Copy)]
enum Compared<'a> {
    /// What an experiment says whose points are all there.
    In(&'a Experiment),
    /// So many pairs.
    Number(usize),
}

/// What is gathered point by point.
#[derive(Default)]
struct Gathering {
    models: Models,
    listed: Vec<Listed>,
    unpaid: Vec<Unpaid>,
    points: usize,
    infeasible: usize,
    same: Vec<Phrase>,
    /// The number of each point as it is written, which two have in common that are the same scenario.
    numbers: Vec<usize>,
    /// That only some points were looked at.
    partly: Option<Phrase>,
    remarks: remarks::OfPoints,
    /// What the first points create, as many as are compared at most.
    created: Vec<(usize, Phrase, Creation)>,
    /// Where volunteers cannot be coordinated.
    uncoordinated: BTreeSet<Phrase>,
    extent: Extent,
    /// The first point that can be run; the base itself need not be payable.
    first: Option<Model>,
}

impl Gathering {
    /// Adds the points of a design that are left, and keeps them where that is asked for.
    fn look_through(&mut self, design: &mut Design, mut kept: Option<&mut Vec<Point>>) -> Result<(), Faults> {
        let mut faults: Vec<Fault> = Vec::new();
        while let Some(found) = design.next_point() {
            match found {
                Ok(found) => {
                    match &found {
                        Found::New(point) => {
                            self.numbers.push(point.number);
                            self.add(point);
                        }
                        Found::Same { label, number, .. } => {
                            self.numbers.push(*number);
                            self.same(label, *number);
                        }
                    }
                    if let Some(kept) = &mut kept {
                        found.enter(kept);
                    }
                }
                Err(more) => faults.extend(more.iter().cloned()),
            }
            if faults.len() > ENOUGH {
                break;
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
    }

    /// Takes what was looked at for a part of all points.
    fn extrapolate(&mut self, points: usize) {
        let share = points as f64 / self.points as f64;
        self.infeasible = (self.infeasible as f64 * share) as usize;
        self.extent.multiply(share);
        let looked_at = self.points;
        self.partly = Some(phrase!(
            "of the points {looked_at}, evenly spread, were looked at, and all numbers follow from them",
            "von den Punkten sind {looked_at}, gleichmäßig verteilt, durchgesehen; alle Zahlen folgen aus ihnen"
        ));
        self.points = points;
    }

    fn add(&mut self, point: &Point) {
        self.points += 1;
        let model = model(&mut self.models, &point.scenario, &point.places).map_err(|unpaid| {
            self.infeasible += 1;
            let sentence = unpaid.sentence.clone();
            if self.unpaid.len() < SHOWN {
                self.unpaid.push(unpaid);
            }
            sentence
        });
        let account = model.as_ref().map(account).map_err(Clone::clone);
        if let Ok(model) = model {
            self.uncoordinated.extend(uncoordinated(&model));
            if self.created.len() < MOST_COMPARED {
                self.created.push((point.number, point.shown.clone(), model.creation()));
            }
            self.first.get_or_insert(model);
            self.extent.add(&point.scenario);
            self.remarks.add(point);
        }
        if self.listed.len() < LISTED {
            self.listed.push(Listed {
                number: point.number,
                label: point.label.clone(),
                shown: point.shown.clone(),
                hash: point.hash.clone(),
                account,
            });
        }
    }

    fn same(&mut self, label: &str, number: usize) {
        let first = self.listed.get(number - 1).map_or_else(Phrase::default, |point| point.shown.clone());
        self.same.push(remarks::same(label, number, &first));
    }

    /// Ends with what is known of the whole.
    fn finish(mut self, base: Scenario, name: String, compared: Compared<'_>) -> Result<Checked, Failure> {
        if self.first.is_none() {
            let faults: Vec<Fault> = self.unpaid.into_iter().flat_map(|unpaid| unpaid.faults).collect();
            return Err(Faults::from(faults).into());
        }
        let mut remarks = if let Compared::In(experiment) = compared {
            let reasons: Vec<_> =
                self.listed.iter().map(|point| point.account.as_ref().err().cloned()).collect();
            remarks::remarks(experiment, &reasons)
        } else {
            let mut remarks: Vec<Phrase> = self.partly.take().into_iter().collect();
            remarks.extend(remarks::few(std::mem::take(&mut self.same)));
            if matches!(compared, Compared::Number(0)) {
                remarks.push(remarks::too_many_to_compare());
            }
            remarks.extend(self.remarks.phrases());
            remarks
        };
        remarks.extend(remarks::few(coinciding(&self.created)));
        remarks.extend(remarks::few(self.uncoordinated.into_iter().collect()));
        let contrasts = match compared {
            Compared::In(experiment) => experiment.contrasts.len(),
            Compared::Number(contrasts) => contrasts,
        };
        let replicates = base.replicates;
        let measured = self.first.as_ref().expect("a point can be run because not all are infeasible");
        let estimate = Estimate::of(measured, &self.extent, self.points, replicates, contrasts);
        Ok(Checked {
            name,
            replicates,
            listed: self.listed,
            points: self.points,
            infeasible: self.infeasible,
            contrasts,
            design: Vec::new(),
            remarks,
            extent: self.extent,
            estimate,
            base,
            outlook: None,
        })
    }
}

impl Checked {
    /// Adds how many replicates are needed, as far as results tell that are there.
    fn with_outlook(self, asked: &Asked<'_>) -> Self {
        let outlook = (self.contrasts > 0).then(|| asked.outlook(&self.name, self.base.relevant_difference));
        Self { outlook: outlook.flatten(), ..self }
    }

    fn text(&self, file: &str, terminal: &Terminal) -> String {
        let width = Terminal::width();
        let mut text = wrapped(&terminal.say(&phrase!("{file}: valid", "{file}: in Ordnung")), width);
        let mut line = |phrase: &Phrase| {
            // What does not fit goes on below, set in.
            for (number, line) in wrapped(&terminal.say(phrase), width - 4).lines().enumerate() {
                let _ = writeln!(text, "  {}{line}", if number == 0 { "" } else { "  " });
            }
        };
        self.lines().iter().for_each(&mut line);
        for remark in &self.remarks {
            line(&phrase!("note: {remark}", "Hinweis: {remark}"; remark = *remark));
        }
        text.push_str(&self.table(terminal));
        let more = self.points.saturating_sub(SHOWN);
        if more > 0 {
            let words = phrase!(
                "{more} more points are not shown; --json lists them",
                "{more} weitere Punkte sind nicht gezeigt; --json führt sie auf"
            );
            text.push_str(&wrapped(&terminal.say(&words), width));
        }
        text
    }

    /// Returns what an experiment comes to, in a few lines.
    fn lines(&self) -> Vec<Phrase> {
        let points = counted(self.points, ["point", "points"], ["Punkt", "Punkte"]);
        let replicates = counted(
            self.replicates as usize,
            ["replicate", "replicates"],
            ["Wiederholung", "Wiederholungen"],
        );
        let runs = counted(self.estimate.runs, ["run", "runs"], ["Lauf", "Läufe"]);
        let weeks = self.extent.length.counted(["week", "weeks"], ["Woche", "Wochen"]);
        let interval = &self.extent.interval;
        let every = if interval.is_always(1) {
            phrase!("every week", "jede Woche")
        } else {
            let weeks = interval.counted(["week", "weeks"], ["Woche", "Wochen"]);
            phrase!("every {weeks}", "alle {weeks}"; weeks = weeks)
        };
        let seed = self.extent.seed.number();
        let mut lines = vec![phrase!(
            "{points} × {replicates}: {runs} of {weeks} from seed {seed}, observed {every}",
            "{points} × {replicates}: {runs} über {weeks} ab Startwert {seed}, beobachtet {every}";
            points = points, replicates = replicates, runs = runs, weeks = weeks, seed = seed, every = every
        )];
        lines.extend(self.design.iter().cloned());
        if self.base.markets != Markets::Scarce {
            lines.push(phrase!(
                "markets are unlimited: who takes a dwelling, a vacancy or an apprenticeship leaves no fewer, as in no city that there is",
                "die Märkte sind unbegrenzt: Wer eine Wohnung, eine Stelle oder einen Ausbildungsplatz nimmt, lässt nicht weniger übrig, wie in keiner wirklichen Stadt"
            ));
        }
        lines.extend(self.base.trials.iter().map(trial));
        if self.points > 1 {
            let contrasts = counted(self.contrasts, ["contrast", "contrasts"], ["Vergleich", "Vergleiche"]);
            let infeasible = counted(self.infeasible, ["point", "points"], ["Punkt", "Punkte"]);
            lines.push(phrase!(
                "{contrasts}; {infeasible} not feasible",
                "{contrasts}; {infeasible} nicht durchführbar";
                contrasts = contrasts, infeasible = infeasible
            ));
        }
        let threads = counted(threads_of_machine(), ["thread", "threads"], ["Thread", "Threads"]);
        let (time, size, memory) = (self.estimate.time(), self.estimate.size(), self.estimate.memory());
        lines.push(phrase!(
            "estimated: {time} on {threads}, {size} of files, {memory} of memory",
            "geschätzt: {time} auf {threads}, {size} an Dateien, {memory} Arbeitsspeicher";
            time = time, threads = threads, size = size, memory = memory
        ));
        lines.extend(self.outlook.as_ref().map(outlook::line));
        lines
    }

    fn table(&self, terminal: &Terminal) -> String {
        let mut table = terminal::table();
        let heads = [
            phrase!("point", "Punkt"),
            phrase!("label", "Bezeichnung"),
            phrase!("district", "Bezirk"),
            phrase!("from", "ab"),
            phrase!("item", "Posten"),
            phrase!("€ a year", "€ im Jahr"),
            phrase!("hours", "Stunden"),
        ];
        table.set_header(heads.map(|head| terminal.say(&head)));
        for point in self.listed.iter().take(SHOWN) {
            let (number, label) = (point.number.to_string(), terminal.say(&point.shown));
            match &point.account {
                Err(_) => {
                    let words = phrase!("not feasible", "nicht durchführbar");
                    table.add_row([&number, &label, "", "", &terminal.say(&words), "", ""]);
                }
                Ok(items) if items.is_empty() => {
                    let words = phrase!("nothing is paid for", "nichts wird bezahlt");
                    table.add_row([&number, &label, "", "", &terminal.say(&words), "0", "0"]);
                }
                Ok(items) => {
                    let mut is_first = true;
                    for (districts, items) in feasibility::alike(items) {
                        for item in items {
                            // The point is named once, in front of its items.
                            let (number, label) =
                                if std::mem::take(&mut is_first) { (&*number, &*label) } else { ("", "") };
                            let (euros, hours) = (format!("{:.0}", item.euros), format!("{:.0}", item.hours));
                            let name = item.item.label(terminal.language());
                            table.add_row([number, label, &districts, &item.from, name, &euros, &hours]);
                        }
                    }
                }
            }
        }
        for column in [5, 6] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        text::trimmed(&table)
    }

    fn json(&self, file: &str, terminal: &Terminal) -> Value {
        let points: Vec<Value> = self
            .listed
            .iter()
            .map(|point| {
                let items = point.account.as_ref().map_or(&[][..], Vec::as_slice);
                let account: Vec<Value> = items
                    .iter()
                    .map(|item| {
                        json!({
                            "district": item.district,
                            "from": item.from,
                            "item": item.item.name(),
                            "euros": item.euros,
                            "hours": item.hours,
                        })
                    })
                    .collect();
                json!({
                    "point": point.number,
                    "label": point.label,
                    "label_de": point.shown.german(),
                    "hash": point.hash,
                    "feasible": point.account.is_ok(),
                    "reason": point.account.as_ref().err().map(|reason| terminal.say(reason)),
                    "account": account,
                })
            })
            .collect();
        let notes: Vec<String> = self.remarks.iter().map(|remark| terminal.say(remark)).collect();
        json!({
            "file": file,
            "name": self.name,
            "replicates": self.replicates,
            "weeks": self.base.weeks,
            "every": self.base.every,
            "seed": self.base.seed,
            "runs": self.estimate.runs,
            "threads": threads_of_machine(),
            "estimated_seconds": self.estimate.seconds,
            "estimated_bytes": self.estimate.bytes,
            "estimated_memory_bytes": self.estimate.memory_bytes,
            "contrasts": self.contrasts,
            "outlook": self.outlook.as_ref().map(outlook::json),
            "notes": notes,
            "number_of_points": self.points,
            "points": points,
        })
    }
}

/// Says which points create the same as an earlier one.
fn coinciding(created: &[(usize, Phrase, Creation)]) -> Vec<Phrase> {
    let each = created.iter().enumerate().filter_map(|(position, (_, shown, own))| {
        let (number, with, _) = created[..position].iter().find(|(.., other)| other == own)?;
        Some(remarks::coincides(shown, *number, with))
    });
    each.collect()
}

/// Returns what a trial is, in a line.
fn trial(trial: &Trial) -> Phrase {
    let Trial { name, lever, arms, enrol, horizon_weeks, outcomes, .. } = trial;
    let declared = lever.declared();
    let (from, to) = (enrol.from.monday(), enrol.to.monday());
    let arm = |arm: &Arm| {
        let percent = arm.share * 100.0;
        let (name, key, amount) = (&arm.name, declared.doses[0].key, arm.amount());
        format!("{name} {percent:.0} % ({key} = {amount})")
    };
    let arms: Vec<String> = arms.iter().map(arm).collect();
    let weeks: Vec<String> = horizon_weeks.iter().map(u32::to_string).collect();
    let (key, arms, weeks, outcomes) = (declared.key, arms.join(", "), weeks.join(", "), outcomes.join(", "));
    phrase!(
        "trial {name}: {key}, {arms}; enrolled in the weeks from {from} to {to}; {outcomes} after {weeks} weeks",
        "Versuch {name}: {key}, {arms}; Aufnahme in den Wochen vom {from} bis {to}; {outcomes} nach {weeks} Wochen"
    )
}

/// Returns a number with its noun, one or many.
fn counted(number: usize, [one, many]: [&str; 2], [eins, viele]: [&str; 2]) -> Phrase {
    let (english, german) = if number == 1 { (one, eins) } else { (many, viele) };
    phrase!("{number} {english}", "{number} {german}")
}
