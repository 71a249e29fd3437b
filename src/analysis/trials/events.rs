//! One event: what a single event in a life does, injected from outside. German: *ein Ereignis*.
//!
//! A file says under `[[event]]` what is given to whom. Each event has a centre, and points that differ from it in one thing each, so that
//! every difference has one reason. A point is run with the event and without it, the same people with the same draws.

pub mod estimates;
mod read;
pub mod runs;

use super::published::Outcome;
use crate::phrase::{Phrase, phrase};
use crate::scenario::condition::{Conditions, Test};
use crate::scenario::{Scenario, Trial};
use crate::vocabulary::{Markets, Need};

pub use read::{events, has_events};

/// When people are enrolled: two years, the first of which lies four years after the first arrivals.
const ENROL: [&str; 2] = ["2017-01-02", "2018-12-30"];

/// Weeks after the assignment at which everybody is looked at. Within the first three years they are dense enough to see weeks that are
/// lost at first.
pub const HORIZONS: [u32; 14] = [0, 4, 8, 13, 17, 26, 39, 52, 78, 104, 156, 208, 312, 416];

/// Those at which others are looked at as well: after one, three and eight years.
pub const YEARS: [u32; 3] = [52, 156, 416];

/// Weeks of work that somebody has had since the beginning, of which lock-in is told.
pub const WEEKS_OF_WORK: &str = "weeks_of_work";
/// How much somebody has had of what was offered.
pub const RECEIVED: &str = "received";

/// Columns of which outcomes are made.
const COLUMNS: [&str; 8] = [
    "employed",
    WEEKS_OF_WORK,
    "language",
    "course_hours",
    "dwelling",
    "ties_residents",
    "unmet_authorities",
    RECEIVED,
];

/// What is looked at, by name.
pub fn outcomes() -> Vec<(&'static str, Outcome)> {
    let private = Test::Among(vec!["private".to_owned()]);
    let private = Conditions { all: vec![("dwelling".to_owned(), private)], any: Vec::new() };
    let column = |name: &'static str| (name, Outcome::Column(name.to_owned()));
    vec![
        column("employed"),
        column(WEEKS_OF_WORK),
        column("language"),
        column("course_hours"),
        ("private_dwelling", Outcome::Met(private)),
        column("ties_residents"),
        column("unmet_authorities"),
        column(RECEIVED),
    ]
}

/// Returns the position of an outcome.
///
/// # Panics
/// When there is none of this name.
pub fn position_of(outcome: &str) -> usize {
    let position = outcomes().iter().position(|(name, _)| *name == outcome);
    position.expect("whoever names an outcome has looked")
}

/// In what a point differs from the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is described by its words")]
pub enum Deviation {
    Centre,
    Gross,
    Served,
    TwoYears,
    FourYears,
    OnePercent,
    Half,
    All,
    Unlimited,
    Twice,
    Nothing,
}

impl Deviation {
    /// All of them, the centre first.
    pub const ALL: [Self; 11] = [
        Self::Centre,
        Self::Gross,
        Self::Served,
        Self::TwoYears,
        Self::FourYears,
        Self::OnePercent,
        Self::Half,
        Self::All,
        Self::Unlimited,
        Self::Twice,
        Self::Nothing,
    ];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Gross => "gross",
            Self::Served => "served",
            Self::TwoYears => "2_years",
            Self::FourYears => "4_years",
            Self::OnePercent => "1_percent",
            Self::Half => "50_percent",
            Self::All => "100_percent",
            Self::Unlimited => "unlimited",
            Self::Twice => "twice",
            Self::Nothing => "nothing",
        }
    }

    /// Returns what it says of the point.
    pub fn words(self) -> Phrase {
        match self {
            Self::Centre => phrase!("centre", "Mitte"),
            Self::Gross => phrase!("no other help", "keine andere Hilfe"),
            Self::Served => phrase!("who comes to the desk", "wer zur Anlaufstelle kommt"),
            Self::TwoYears => phrase!("after two years", "nach zwei Jahren"),
            Self::FourYears => phrase!("after four years", "nach vier Jahren"),
            Self::OnePercent => phrase!("1 % helped", "1 % mit Hilfe"),
            Self::Half => phrase!("50 % helped", "50 % mit Hilfe"),
            Self::All => phrase!("100 % helped", "100 % mit Hilfe"),
            Self::Unlimited => phrase!("unlimited markets", "unbegrenzte Märkte"),
            Self::Twice => phrase!("twice as much", "doppelt so viel"),
            Self::Nothing => phrase!("nothing", "nichts"),
        }
    }

    /// Returns the share of those who are eligible that is helped.
    const fn share(self) -> f64 {
        match self {
            Self::OnePercent => 0.01,
            Self::Half => 0.5,
            Self::All => 1.0,
            _ => 0.1,
        }
    }

    /// Returns how many times the dose is given.
    const fn times(self) -> f64 {
        match self {
            Self::Nothing => 0.0,
            Self::Twice => 2.0,
            _ => 1.0,
        }
    }

    /// Returns whose markets there are.
    const fn markets(self) -> Markets {
        match self {
            Self::Unlimited => Markets::Unlimited,
            _ => Markets::Scarce,
        }
    }

    /// Returns the people among whom the lot falls: those of the centre, or others.
    const fn people(self) -> Self {
        match self {
            Self::Served | Self::TwoYears | Self::FourYears => self,
            _ => Self::Centre,
        }
    }
}

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The name.
    pub name: String,
    /// What is given to whom.
    pub words: Phrase,
    /// The need that it is for.
    pub need: Need,
    /// The outcome that is nearest to it, by name.
    pub main: String,
    /// The first number of its dose when it is given so many times.
    amounts: Amounts,
    /// The trial of each kind of people, in which everybody is helped.
    trials: Vec<(Deviation, Trial)>,
}

/// How the first number of a dose follows from how many times it is given.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Amounts {
    /// So much each time.
    Each(f64),
    /// As many as hours make, each of which takes so many.
    Made {
        /// Hours each time.
        hours: f64,
        /// Hours for one.
        each: f64,
    },
}

impl Amounts {
    fn of(self, times: f64) -> f64 {
        match self {
            Self::Each(amount) => times * amount,
            Self::Made { hours, each } => (times * hours / each).floor(),
        }
    }
}

impl Event {
    /// Returns the trial of a point; without the event where it is not given.
    fn trial(&self, deviation: Deviation, is_given: bool) -> Trial {
        let people = deviation.people();
        let found = self.trials.iter().find(|(known, _)| *known == people);
        let mut trial = found.map(|(_, trial)| trial.clone()).expect("every kind of people has a trial");
        let mut helped = trial.arms.remove(0);
        helped.share = deviation.share();
        let times = if is_given { deviation.times() } else { 0.0 };
        helped.dose[0] = self.amounts.of(times);
        let mut control = helped.clone();
        CONTROL.clone_into(&mut control.name);
        (control.share, control.dose[0]) = (1.0 - helped.share, 0.0);
        trial.arms = vec![helped];
        // Where everybody is helped nobody is left.
        if control.share > 0.0 {
            trial.arms.push(control);
        }
        if deviation == Deviation::Gross {
            trial.blocked = vec![self.need];
        }
        trial
    }
}

/// The arm of those who are helped.
const HELPED: &str = "helped";
/// The arm of the others.
const CONTROL: &str = "control";

/// A point of the experiment: an event, and in what it differs from the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The position of the event.
    pub event: usize,
    /// In what it differs.
    pub deviation: Deviation,
}

/// An experiment of events.
#[derive(Debug, Clone)]
pub struct Experiment {
    /// The name.
    pub name: String,
    /// The scenario without any event.
    pub scenario: Scenario,
    /// The events, in the order of the file.
    pub events: Vec<Event>,
}

impl Experiment {
    /// Returns all points, event by event.
    pub fn points(&self) -> Vec<Point> {
        let of_event =
            |event: usize| Deviation::ALL.into_iter().map(move |deviation| Point { event, deviation });
        (0..self.events.len()).flat_map(of_event).collect()
    }

    /// Returns the scenario of a point, with the event or without it.
    pub fn scenario_of(&self, point: Point, is_given: bool) -> Scenario {
        let Point { event, deviation } = point;
        let trials = vec![self.events[event].trial(deviation, is_given)];
        Scenario { markets: deviation.markets(), trials, ..self.scenario.clone() }
    }

    /// Returns the scenario in which nothing is given to anybody, and all who could take part in any point do; other help goes on.
    fn without(&self, markets: Markets) -> Scenario {
        let all_with = [Deviation::Centre, Deviation::Served, Deviation::TwoYears, Deviation::FourYears];
        let trials =
            self.events.iter().flat_map(|event| all_with.map(|people| event.trial(people, false))).collect();
        Scenario { markets, trials, ..self.scenario.clone() }
    }
}
