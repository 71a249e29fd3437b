//! A published figure of a trial in all its parts.

use crate::analysis::targets::Band;
use crate::phrase::Phrase;
use crate::scenario::Scenario;
use crate::scenario::condition::{Conditions, Held};
use crate::scenario::trial::Trial;
use crate::time::Week;

/// A scenario with its trials, and what was published.
#[derive(Debug, Clone)]
pub struct Study {
    /// The name.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// The figures, the main one first.
    pub lines: Vec<Line>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The name.
    pub name: String,
    /// What it says.
    pub words: Phrase,
    /// What is computed.
    pub measure: Measure,
    /// Where the published figure lies, if there is one.
    pub band: Option<Band>,
    /// What is held against the band.
    pub judged: Judged,
    /// Where the band comes from.
    pub source: String,
}

/// What is held against a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// The estimate, once it is sure enough.
    Estimate,
    /// The whole interval, as for an effect of nothing.
    Interval,
    /// Nothing: the figure stands beside.
    No,
}

/// What is computed.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// What an arm of a trial brings about.
    Effect(Effect),
    /// How an answer of residents goes with the distance to something.
    Regression(Regression),
}

/// What an arm of a trial brings about.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The position of the trial in the scenario.
    pub trial: usize,
    /// The outcome.
    pub of: Outcome,
    /// Whom of those who take part it counts, by what is known at the horizon.
    pub among: Conditions,
    /// Weeks since the assignment.
    pub horizon: u32,
    /// What is compared.
    pub contrast: Contrast,
    /// In which form.
    pub scale: Scale,
    /// Which estimate is held against the band.
    pub estimate: Estimate,
    /// The share of those who took up the offer that counts as intense: those who received most.
    pub intense: Option<f64>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Contrast {
    /// An arm with another, by their positions.
    Arms {
        /// The arm.
        arm: usize,
        /// The other.
        than: usize,
    },
    /// All arms by their doses, for so much more of the dose.
    Slope {
        /// How much more.
        per: f64,
    },
}

/// In which form an effect is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// The difference of means.
    Difference,
    /// The same as a share of the mean of the other arm.
    Relative,
    /// No comparison: the mean of the arm.
    Level,
    /// The odds as a multiple of the other arm's.
    OddsRatio,
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The number in a column; of yes and no 1 and 0.
    Column(String),
    /// Whether conditions are met.
    Met(Conditions),
    /// The mean of several, each in standard deviations of the control arm from its mean.
    Index(Vec<Self>),
}

/// An estimate of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Estimate {
    /// Arms as they were drawn, whoever made use of the offer.
    IntentionToTreat,
    /// Who made use of it against everybody of both arms who did not; whoever does may differ beforehand.
    AsTreated,
    /// The same people with and without the offer.
    Paired,
    /// The same, of those who made use of it.
    PairedTaken,
    /// The same, of those who received most.
    PairedIntense,
    /// What becomes of the control arm because others were offered something.
    SpilloverControl,
    /// What becomes of people outside the trial.
    SpilloverOutside,
    /// All of it together, for each person to whom something was offered.
    Total,
}

/// How an answer of residents goes with the distance to something, both in standard deviations.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The answer, a column of the residents.
    pub of: String,
    /// The column of the distance in kilometres; what counts is −ln(0.1 + km).
    pub near: String,
    /// Columns that are held equal.
    pub with: Vec<String>,
    /// The week of asking.
    pub week: Week,
    /// Adult residents who are asked in each district.
    pub residents: u32,
}

impl Estimate {
    /// All estimates, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::IntentionToTreat,
        Self::AsTreated,
        Self::Paired,
        Self::PairedTaken,
        Self::PairedIntense,
        Self::SpilloverControl,
        Self::SpilloverOutside,
        Self::Total,
    ];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::IntentionToTreat => "intention_to_treat",
            Self::AsTreated => "as_treated",
            Self::Paired => "paired",
            Self::PairedTaken => "paired_taken",
            Self::PairedIntense => "paired_intense",
            Self::SpilloverControl => "spillover_control",
            Self::SpilloverOutside => "spillover_outside",
            Self::Total => "total",
        }
    }
}

impl Scale {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Difference, Self::Relative, Self::Level, Self::OddsRatio];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Difference => "difference",
            Self::Relative => "relative",
            Self::Level => "level",
            Self::OddsRatio => "odds_ratio",
        }
    }
}

impl Judged {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Estimate, Self::Interval, Self::No];

    /// Returns the word in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::Interval => "interval",
            Self::No => "no",
        }
    }
}

impl Outcome {
    /// Returns its parts: itself, or those that an index is made of.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::Index(parts) => parts,
            _ => std::slice::from_ref(self),
        }
    }

    /// Returns the columns that are looked at.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Column(column) => vec![column],
            Self::Met(conditions) => conditions.columns(),
            Self::Index(parts) => parts.iter().flat_map(Self::columns).collect(),
        }
    }

    /// Returns what a row says of each part; nothing where one is not known.
    pub fn of<'a>(&self, held: &impl Fn(&str) -> Held<'a>) -> Option<Vec<f64>> {
        let part = |part: &Self| match part {
            Self::Column(column) => match held(column) {
                Held::Number(number) => Some(number),
                Held::Nothing | Held::Word(_) => None,
            },
            Self::Met(conditions) => {
                Some(f64::from(u8::from(conditions.are_met(&|column: &str| Some(held(column))))))
            }
            Self::Index(_) => None,
        };
        self.parts().iter().map(part).collect()
    }
}

impl Study {
    /// Returns the trial of an effect.
    pub fn trial(&self, effect: &Effect) -> &Trial {
        &self.scenario.trials[effect.trial]
    }

    /// Returns whether anything is held against a band.
    pub fn is_judged(&self) -> bool {
        self.lines.iter().any(|line| line.judged != Judged::No)
    }

    /// Returns the scenario in which everybody who takes part in a trial is given what its first arm is given.
    pub fn twin(&self, trial: usize) -> Scenario {
        let mut twin = self.scenario.clone();
        let trial = &mut twin.trials[trial];
        if let Some(first) = trial.arms.first().map(|arm| arm.dose.clone()) {
            trial.arms.iter_mut().for_each(|arm| arm.dose.clone_from(&first));
        }
        twin
    }
}
