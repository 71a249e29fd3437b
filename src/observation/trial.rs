//! Trials as they are observed: what is looked at when people are enrolled, and the rows of `trials.csv`.

use std::cell::OnceCell;
use std::fmt::Display;

use serde::{Deserialize, Serialize, Serializer};

use super::cells::{Cells, put};
use super::key::ParticipantKey;
use super::measurement::Survey;
use super::panel::{self, PanelState};
use super::residents::{self, ResidentRow, Round, Sample, age_key};
use super::row::{Flag, Row, Text};
use super::table_column::{TableColumn, columns};
use crate::district::District;
use crate::index::{Id, PersonId, ResidentId};
use crate::population::trials::{Part, Participant};
use crate::population::{Episode, Issuer};
use crate::scenario::condition::{Conditions, Held};
use crate::scenario::trial::columns::{
    APPOINTMENTS_KEPT, RECEIVED, REFERRAL_KEPT, WEEKS_SINCE_ARRIVAL, WEEKS_SINCE_REFERRAL,
};
use crate::scenario::trial::{Trial, Unit};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::Concept;
use crate::world::DistrictWorld;

/// Weeks within which an appointment has to be kept.
const HALF_A_YEAR: i32 = 26;

/// A row of `trials.csv` without its outcomes: somebody who takes part, so many weeks after the assignment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialOf {
    /// The trial.
    pub trial: String,
    /// Who takes part.
    pub person: ParticipantKey,
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
    /// What was found, by column of panel or residents; nothing for who has left.
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

/// Returns the columns of the table in which units are found.
pub fn columns_of(unit: Unit) -> Vec<TableColumn> {
    match unit {
        Unit::Person | Unit::Household => columns::<PanelState<'_>>(),
        Unit::Resident => columns::<ResidentRow<'_>>(),
    }
}

/// What a district is looked at through, whoever lives in it.
#[derive(Debug, Clone, Copy)]
pub struct Lens<'a> {
    /// The survey among people who fled.
    pub survey: &'a Survey,
    /// The district as found.
    pub found: &'a District,
    /// Notes on what adult residents have met with lately, if anybody asks for it.
    pub notes: Option<&'a Sample>,
}

/// Looks at people by columns of panel or residents, as a wave would find them in a week.
#[derive(Debug)]
pub struct Look<'a> {
    lens: Lens<'a>,
    district: &'a DistrictWorld,
    week: Week,
    climate: f64,
    columns: Vec<TableColumn>,
    wanted: Vec<bool>,
    /// What is looked up once for all residents, when the first of them is looked at.
    round: OnceCell<Round<'a>>,
}

impl<'a> Look<'a> {
    /// Looks at some columns of units in a district today.
    pub fn new(
        today: &Today,
        lens: Lens<'a>,
        district: &'a DistrictWorld,
        unit: Unit,
        chosen: &[&str],
    ) -> Self {
        let columns = columns_of(unit);
        let wanted = columns.iter().map(|column| chosen.contains(&&*column.name)).collect();
        let (week, climate) = (today.week, today.forcings.climate.national.at(today.week));
        Self { lens, district, week, climate, columns, wanted, round: OnceCell::new() }
    }

    /// Returns the cells of somebody present, in the order of the columns.
    fn cells(&self, who: Participant) -> Vec<Cell> {
        let mut asked = Asked { wanted: &self.wanted, cells: Vec::with_capacity(self.columns.len()) };
        let Self { lens, district, week, climate, .. } = *self;
        match who {
            Participant::Person(id) => {
                put(&mut asked, &panel::state(lens.survey, &district.refugees, id, week, &district.id));
            }
            Participant::Resident(id) => {
                let round = self.round.get_or_init(|| Round::new(district, lens.found, climate, week));
                // Nobody asks what nobody has taken notes of.
                let before = lens.notes.map_or([0; 2], |notes| notes.before(id));
                put(&mut asked, &round.row(id, before));
            }
        }
        asked.cells
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    /// Returns what is known of somebody without asking; nothing where the whole row has to be made.
    fn at_hand(&self, who: Participant, column: &str) -> Option<Held<'a>> {
        match (column, who) {
            ("week", _) => Some(Held::Number(f64::from(self.week.0))),
            ("district", _) => Some(Held::Word(&self.district.id)),
            (_, Participant::Person(id)) => self.person_at_hand(id, column),
            (_, Participant::Resident(id)) => self.resident_at_hand(id, column),
        }
    }

    fn person_at_hand(&self, id: PersonId, column: &str) -> Option<Held<'a>> {
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
            "present" => Held::Number(1.0),
            _ => return None,
        })
    }

    fn resident_at_hand(&self, id: ResidentId, column: &str) -> Option<Held<'a>> {
        let residents = &self.district.residents;
        let resident = &residents.resident[id];
        let neighbourhood = || &self.lens.found.neighbourhood[resident.neighbourhood.position()];
        let flag = |is_so: bool| Held::Number(f64::from(u8::from(is_so)));
        Some(match column {
            "neighbourhood" => Held::Word(&neighbourhood().name),
            "age_group" => Held::Word(age_key(resident.age)),
            "sex" => Held::Word(resident.sex.key()),
            "migration_history" => flag(resident.migration_history),
            "works" => flag(resident.works),
            "children" => flag(resident.children),
            "attitude" => Held::Number(residents.attitudes.of(id, self.week, self.climate)),
            _ => return None,
        })
    }

    /// Returns whether somebody present meets conditions.
    pub fn meets(&self, who: Participant, conditions: &Conditions) -> bool {
        // Most people fail for what is at hand, and a row costs some microseconds.
        let at_hand = |column: &str| self.at_hand(who, column);
        let may_be = conditions.are_met(&at_hand);
        if !may_be || conditions.are_known(&at_hand) {
            return may_be;
        }
        let cells = self.cells(who);
        conditions.are_met(&|column| {
            let of_row = || self.position(column).map(|position| cells[position].held());
            at_hand(column).or_else(of_row)
        })
    }

    fn episodes_of(&self, id: PersonId) -> impl Iterator<Item = &Episode> {
        self.district.episodes.episode.iter().filter(move |episode| episode.person == id)
    }

    /// Returns the first referral by the intermediary since the assignment.
    fn first_referral(&self, id: PersonId, part: &Part) -> Option<&Episode> {
        let is_sent = |episode: &&Episode| {
            matches!(episode.issuer, Issuer::Intermediary(_)) && episode.issued >= part.assigned
        };
        self.episodes_of(id).find(is_sent)
    }

    /// Returns what only trials look at.
    fn of_trial(&self, who: Participant, part: &Part, column: &str) -> Option<Cell> {
        let refugees = &self.district.refugees;
        let number = match (column, who) {
            (RECEIVED, _) => refugees.trials.received(part, who),
            (APPOINTMENTS_KEPT, Participant::Person(id)) => {
                let is_kept =
                    |episode: &&Episode| episode.completed.is_some_and(|week| week >= part.assigned);
                self.episodes_of(id).filter(is_kept).count() as u32
            }
            (WEEKS_SINCE_REFERRAL, Participant::Person(id)) => {
                self.week.since(self.first_referral(id, part)?.issued) as u32
            }
            (REFERRAL_KEPT, Participant::Person(id)) => {
                let first = self.first_referral(id, part)?;
                let until = first.issued.plus(HALF_A_YEAR);
                let is_kept = |episode: &Episode| episode.completed.is_some_and(|week| week <= until);
                // Whoever is sent again for the same need gets another chance.
                u32::from(
                    self.episodes_of(id)
                        .any(|one| one.case == first.case && one.issued >= first.issued && is_kept(one)),
                )
            }
            _ => return None,
        };
        Some(Cell::Integer(i64::from(number)))
    }

    /// Returns the row of somebody who takes part.
    pub fn row(&self, trial: &Trial, who: Participant, part: &Part, horizon_week: u32) -> TrialRow {
        let refugees = &self.district.refugees;
        let own = self.district.id.as_str();
        let (person, is_present) = match who {
            Participant::Person(id) => {
                (ParticipantKey::Person(panel::key_of(own, refugees, id)), refugees.is_present(id))
            }
            Participant::Resident(id) => {
                (ParticipantKey::Resident(residents::key_of(own.to_owned(), id)), true)
            }
        };
        let mut cells = if is_present { self.cells(who) } else { Vec::new() };
        let mut outcome = |column: &&'static str| {
            let cell = self.position(column).and_then(|position| cells.get_mut(position));
            let cell = cell.map(std::mem::take).or_else(|| self.of_trial(who, part, column));
            (Text::Borrowed(*column), cell.filter(|_| is_present).unwrap_or_default())
        };
        TrialRow {
            of: TrialOf {
                trial: trial.name.clone(),
                person,
                arm: part.arm.to_string(),
                eligible: Flag(part.is_eligible),
                assigned_week: part.assigned,
                taken_up: Flag(refugees.trials.is_taken_up(part, who)),
                dose: part.amount,
                horizon_week,
                present: Flag(is_present),
            },
            outcomes: trial.outcomes.iter().map(&mut outcome).collect(),
        }
    }
}
