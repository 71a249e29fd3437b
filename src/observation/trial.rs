//! Trials as they are observed: what is looked at when people are enrolled, and the rows of `trials.csv`.

use std::fmt::Display;

use serde::{Deserialize, Serialize, Serializer};

use super::cells::{Cells, put};
use super::key::PersonKey;
use super::measurement::Survey;
use super::panel::{self, PanelState};
use super::row::{Flag, Row, Text};
use super::table_column::{TableColumn, columns};
use crate::index::PersonId;
use crate::population::Episode;
use crate::population::trials::Part;
use crate::scenario::condition::{Conditions, Held};
use crate::scenario::trial::Trial;
use crate::scenario::trial::columns::{
    APPOINTMENTS_KEPT, RECEIVED, WEEKS_SINCE_ARRIVAL, WEEKS_SINCE_FIRST_VISIT,
};
use crate::time::Week;
use crate::vocabulary::Concept;
use crate::world::DistrictWorld;

/// A row of `trials.csv` without its outcomes: somebody who takes part, so many weeks after the assignment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialOf {
    /// The trial.
    pub trial: String,
    /// The person.
    pub person: PersonKey<'static>,
    /// The arm.
    pub arm: String,
    /// Whether the person was eligible, and not only of the household of somebody who was.
    pub eligible: Flag,
    /// The week of assignment.
    pub assigned_week: Week,
    /// Whether what was offered has been taken up by then.
    pub taken_up: Flag,
    /// How much was offered: the first number of the dose.
    pub dose: f64,
    /// Weeks since the assignment.
    pub horizon_week: u32,
    /// Whether the person is still in the city.
    pub present: Flag,
}

impl Row for TrialOf {}

/// A row of `trials.csv`: somebody who takes part, so many weeks after the assignment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialRow {
    /// Who it is, and when.
    pub of: TrialOf,
    /// What was found, by column of the panel; nothing for who has left.
    pub outcomes: Vec<(Text, Cell)>,
}

impl TrialRow {
    /// Returns what was found in a column.
    pub fn outcome(&self, column: &str) -> Option<&Cell> {
        self.outcomes.iter().find(|(known, _)| known == column).map(|(_, cell)| cell)
    }
}

/// A cell by itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Cell {
    /// It holds nothing.
    #[default]
    Missing,
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Cell {
    /// Returns the number in it; nothing where there is none.
    pub const fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            Self::Missing | Self::Text(_) => None,
        }
    }

    /// Returns what is in it, as conditions look at it.
    pub fn held(&self) -> Held<'_> {
        match self {
            Self::Text(word) => Held::Word(word),
            other => other.number().map_or(Held::Nothing, Held::Number),
        }
    }
}

/// A cell as it stands in a table.
#[derive(Debug)]
pub struct Plain<'a>(pub &'a Cell);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Cell::Missing => serializer.serialize_none(),
            Cell::Integer(number) => serializer.serialize_i64(*number),
            Cell::Number(number) => serializer.serialize_f64(*number),
            Cell::Text(text) => serializer.serialize_str(text),
        }
    }
}

/// Cells of a row, of those columns that are asked for; the others are left empty.
#[derive(Debug)]
struct Asked<'a> {
    wanted: &'a [bool],
    cells: Vec<Cell>,
}

impl Asked<'_> {
    fn put(&mut self, cell: impl FnOnce() -> Cell) {
        let is_wanted = self.wanted[self.cells.len()];
        self.cells.push(if is_wanted { cell() } else { Cell::Missing });
    }
}

impl Cells for Asked<'_> {
    fn missing(&mut self) {
        self.cells.push(Cell::Missing);
    }

    fn text(&mut self, text: &str) {
        self.put(|| Cell::Text(text.to_owned()));
    }

    fn display(&mut self, value: &(impl Display + ?Sized)) {
        self.put(|| Cell::Text(value.to_string()));
    }

    fn integer(&mut self, value: i64) {
        self.put(|| Cell::Integer(value));
    }

    fn number(&mut self, value: f64) {
        self.put(|| Cell::Number(value));
    }
}

/// Looks at people by columns of the panel, as a wave would find them in a week.
#[derive(Debug)]
pub struct Look<'a> {
    survey: &'a Survey,
    district: &'a DistrictWorld,
    week: Week,
    columns: Vec<TableColumn>,
    wanted: Vec<bool>,
}

impl<'a> Look<'a> {
    /// Looks at some columns in a district in a week.
    pub fn new(survey: &'a Survey, district: &'a DistrictWorld, week: Week, chosen: &[&str]) -> Self {
        let columns = columns::<PanelState<'_>>();
        let wanted = columns.iter().map(|column| chosen.contains(&&*column.name)).collect();
        Self { survey, district, week, columns, wanted }
    }

    /// Returns the cells of somebody present, in the order of the columns.
    fn cells(&self, id: PersonId) -> Vec<Cell> {
        let mut asked = Asked { wanted: &self.wanted, cells: Vec::with_capacity(self.columns.len()) };
        let own = self.district.id.as_str();
        put(&mut asked, &panel::state(self.survey, &self.district.refugees, id, self.week, own));
        asked.cells
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    /// Returns what is known of somebody without asking; nothing where the whole row has to be made.
    fn at_hand(&self, id: PersonId, column: &str) -> Option<Held<'a>> {
        let refugees = &self.district.refugees;
        let person = &refugees.person[id];
        Some(match column {
            WEEKS_SINCE_ARRIVAL => Held::Number(f64::from(self.week.since(person.arrived))),
            "arrival_week" => Held::Number(f64::from(person.arrived.0)),
            "age" => Held::Number(f64::from(person.age(self.week))),
            "sex" => Held::Word(person.sex.key()),
            "status" => Held::Word(refugees.legal[id].status.key()),
            "work" => Held::Word(refugees.working[id].state.key()),
            "course_state" => Held::Word(panel::course_key(refugees.course[id].state)),
            "week" => Held::Number(f64::from(self.week.0)),
            "present" => Held::Number(1.0),
            "district" => Held::Word(&self.district.id),
            _ => return None,
        })
    }

    /// Returns whether somebody present meets conditions.
    pub fn meets(&self, id: PersonId, conditions: &Conditions) -> bool {
        // Most people fail for what is at hand, and a row costs some microseconds.
        if !conditions.are_met(&|column| self.at_hand(id, column)) {
            return false;
        }
        let cells = self.cells(id);
        conditions.are_met(&|column| {
            let of_row = || self.position(column).map(|position| cells[position].held());
            self.at_hand(id, column).or_else(of_row)
        })
    }

    /// Returns what only trials look at.
    fn of_trial(&self, id: PersonId, part: &Part, column: &str) -> Option<Cell> {
        let refugees = &self.district.refugees;
        let number = match column {
            RECEIVED => refugees.trials.received(part, id),
            APPOINTMENTS_KEPT => {
                let is_kept = |episode: &&Episode| {
                    episode.person == id && episode.completed.is_some_and(|week| week >= part.assigned)
                };
                self.district.episodes.episode.iter().filter(is_kept).count() as u32
            }
            WEEKS_SINCE_FIRST_VISIT => {
                let Some(first) = refugees.visits[id].first_visit else { return Some(Cell::Missing) };
                self.week.since(first) as u32
            }
            _ => return None,
        };
        Some(Cell::Integer(i64::from(number)))
    }

    /// Returns the row of somebody who takes part.
    pub fn row(&self, trial: &Trial, id: PersonId, part: &Part, horizon_week: u32) -> TrialRow {
        let refugees = &self.district.refugees;
        let is_present = refugees.is_present(id);
        let mut cells = if is_present { self.cells(id) } else { Vec::new() };
        let mut outcome = |column: &&'static str| {
            let cell = self.position(column).and_then(|position| cells.get_mut(position));
            let cell = cell.map(std::mem::take).or_else(|| self.of_trial(id, part, column));
            (Text::Borrowed(*column), cell.filter(|_| is_present).unwrap_or_default())
        };
        TrialRow {
            of: TrialOf {
                trial: trial.name.clone(),
                person: panel::key_of(&self.district.id, refugees, id),
                arm: part.arm.to_string(),
                eligible: Flag(part.is_eligible),
                assigned_week: part.assigned,
                taken_up: Flag(refugees.trials.is_taken_up(part, id)),
                dose: part.amount,
                horizon_week,
                present: Flag(is_present),
            },
            outcomes: trial.outcomes.iter().map(&mut outcome).collect(),
        }
    }
}
