//! A run on its way: the one loop over weeks, for whoever wants the end of it and for whoever looks at every week.

use super::enrolment::enrol;
use super::model::Model;
use super::{Course, Gathering, Record};
use crate::dice::Dice;
use crate::ledger::{CostItem, Costs, Ledger};
use crate::observation::groups::Groups;
use crate::observation::lives::{Lives, PersonWeeks};
use crate::observation::measurement::Survey;
use crate::observation::residents::Sample;
use crate::observation::series::Tally;
use crate::observation::trial::{Lens, Look};
use crate::observation::{
    CostRow, PanelRow, Table, Trace, WEEKS_OF_YEAR, chain, episodes, facts, panel, places,
};
use crate::scenario::Scenario;
use crate::scenario::trial::Unit;
use crate::scenario::trial::columns::LOOKING_BACK;
use crate::schedule;
use crate::time::Week;
use crate::today::Today;
use crate::world::DistrictWorld;

impl Model {
    /// Returns what a district is looked at through when people take part in trials.
    fn lens<'a>(&'a self, position: usize, survey: &'a Survey, notes: Option<&'a Sample>) -> Lens<'a> {
        Lens { survey, found: &self.scenario.districts[position].district, notes }
    }

    /// Begins a replicate that is run a week at a time.
    pub fn walk(&self, replicate: u32) -> Walk<'_> {
        let districts = 0..self.scenario.districts.len();
        let districts = districts.map(|position| self.walk_district(position, replicate)).collect();
        Walk { model: self, replicate, districts }
    }

    /// Begins a replicate of one district, by its position in the scenario: people of one district never meet those of another.
    ///
    /// # Panics
    /// When the scenario has no district there.
    pub fn walk_district(&self, position: usize, replicate: u32) -> DistrictWalk<'_> {
        DistrictWalk::new(self, position, replicate)
    }

    /// Runs a replicate, one district after the other.
    pub fn run(&self, replicate: u32) -> Record {
        let mut gathering = Gathering::new(&self.scenario, replicate);
        for position in 0..self.scenario.districts.len() {
            let mut walk = self.walk_district(position, replicate);
            while walk.step().is_some() {}
            gathering.add(position, walk.into_course());
        }
        gathering.finish()
    }
}

/// A replicate of one district on its way.
#[derive(Debug, Clone)]
pub struct DistrictWalk<'a> {
    model: &'a Model,
    /// The district's position in the scenario.
    position: usize,
    dice: Dice,
    week: Week,
    district: DistrictWorld,
    survey: Survey,
    /// Residents who are looked at one by one, if any are.
    sample: Option<Sample>,
    /// Notes on all adults among them, if a trial asks what they have met with lately.
    notes: Option<Sample>,
    /// The week of the last observation, and what the ledger said then.
    seen: Week,
    before: Ledger,
    /// What becomes of each person, and what had been counted at the last observation.
    lives: Lives,
    lived_before: PersonWeeks,
    /// What the last year left of costs.
    costs_before: Costs,
    course: Course,
}

impl<'a> DistrictWalk<'a> {
    fn new(model: &'a Model, position: usize, replicate: u32) -> Self {
        let dice = model.dice(replicate);
        let district = model.found(position, replicate);
        let looks_back = LOOKING_BACK.iter().any(|column| {
            let trials = model.scenario.trials.iter();
            trials.filter(|trial| trial.unit == Unit::Resident).any(|trial| trial.looks_at(column))
        });
        let survey = Survey::new(model.given.measurement.clone(), dice);
        Self {
            lives: Lives::new(survey.at_home()),
            lived_before: PersonWeeks::default(),
            survey,
            sample: None,
            notes: looks_back.then(|| Sample::of(dice, &district.residents, u32::MAX)),
            seen: Week::SPIN_UP,
            before: Ledger::new(),
            costs_before: Costs::default(),
            course: Course::default(),
            week: Week::SPIN_UP,
            model,
            position,
            dice,
            district,
        }
    }

    /// Looks at so many adults among the long-standing residents one by one from now on, or at all if there are no more.
    ///
    /// # Panics
    /// When the walk has begun.
    pub fn sample_residents(&mut self, count: u32) {
        assert!(self.week == Week::SPIN_UP, "a sample is drawn before the first week");
        self.sample = Some(Sample::of(self.dice, &self.district.residents, count));
    }

    /// Fixes the groups of people who are there already in a week, before which worlds that are compared do not differ.
    ///
    /// # Panics
    /// When the walk has begun.
    pub fn fix_groups_in(&mut self, week: Week) {
        assert!(self.week == Week::SPIN_UP, "groups are fixed by a rule that holds from the first week on");
        self.lives.fix_groups_in(week);
    }

    /// Returns the walk of another model that has been the same so far; see [`Model::parts_from`].
    ///
    /// # Panics
    /// When the other model has gone another way before this week.
    #[must_use]
    pub fn branch(&self, model: &'a Model) -> Self {
        let parting = self.model.parts_from(model, self.position);
        let is_begun = self.week > Week::SPIN_UP;
        assert!(
            !is_begun || parting.is_none_or(|week| week >= self.week),
            "a walk branches before its models part"
        );
        let mut walk = self.clone();
        walk.model = model;
        walk.district.plan = model.plan(self.position);
        walk
    }

    /// Takes all luck from other dice from now on, so that the same people meet the same policy with other luck: for tests of the method,
    /// which must not take luck for an effect.
    ///
    /// What has been drawn stays (residents, institutions, dates that lie ahead), as do forcings, which are no luck, and the errors of
    /// a survey, which change no life. What is drawn for good without a week and asked for again, such as whether somebody knows
    /// where to turn, is drawn a second time, so two worlds are alike only if both get new luck. Whoever comes from now on is somebody
    /// else.
    pub const fn rekey(&mut self, dice: Dice) {
        self.dice = dice;
    }

    /// Returns the weeks run; those of the spin-up are below zero.
    pub const fn week(&self) -> Week {
        self.week
    }

    /// Returns the district as it is now.
    pub const fn district(&self) -> &DistrictWorld {
        &self.district
    }

    /// Returns what the district has left behind so far.
    pub const fn course(&self) -> &Course {
        &self.course
    }

    /// Returns what the district leaves behind.
    pub fn into_course(self) -> Course {
        self.course
    }

    /// Runs a week and observes it, if it is its turn; returns the weeks run, or nothing at the end.
    pub fn step(&mut self) -> Option<Week> {
        let end = Week(self.model.scenario.weeks as i32);
        if self.week >= end {
            return None;
        }
        let today = Today { week: self.week, dice: self.dice, forcings: &self.model.scenario.forcings };
        let places = self.model.places.iter().map(|places| places[self.position]);
        let trials = self.model.scenario.trials.iter().zip(places);
        let lens = self.model.lens(self.position, &self.survey, self.notes.as_ref());
        if enrol(&today, trials, lens, &mut self.district) {
            self.follow_up(true);
        }
        schedule::week(&today, &self.model.given.parameters, &mut self.district);
        self.week = self.week.plus(1);
        self.lives.note(&self.district.refugees, self.week);
        for sample in [&mut self.sample, &mut self.notes].into_iter().flatten() {
            sample.note(&self.district.residents);
        }
        if self.week >= Week::START {
            self.survey.include(&self.district.refugees);
        }
        if self.week == Week::START {
            self.costs_before = self.district.ledger.costs;
            self.before = self.district.ledger.clone();
            self.observe(true);
        } else if self.week > Week::START {
            self.look(self.week == end);
            self.follow_up(false);
        }
        Some(self.week)
    }

    /// Looks at people who take part in trials and whose turn it is: who has just been assigned, or those who were so many weeks ago.
    fn follow_up(&mut self, is_assignment: bool) {
        let parts = &self.district.refugees.trials.part;
        if parts.is_empty() {
            return;
        }
        let lens = self.model.lens(self.position, &self.survey, self.notes.as_ref());
        let today = Today { week: self.week, dice: self.dice, forcings: &self.model.scenario.forcings };
        for (number, trial) in self.model.scenario.trials.iter().enumerate() {
            let look = Look::new(&today, lens, &self.district, trial.unit, &trial.outcomes);
            for ((who, _), part) in parts.iter().filter(|((_, of), _)| *of == number) {
                let horizon = self.week.since(part.assigned) as u32;
                if (horizon == 0) == is_assignment && trial.horizon_weeks.contains(&horizon) {
                    self.course.trials.push(look.row(trial, *who, part, horizon));
                }
            }
        }
    }

    /// Observes what it is the turn of after a week that counts.
    fn look(&mut self, is_last: bool) {
        let (week, scenario) = (self.week, &self.model.scenario);
        let weeks = week.0 as u32;
        if facts::STOCK_WEEKS.contains(&week.0) {
            self.course.stocks.push(facts::stock(&self.district, week));
        }
        let is_year = weeks.is_multiple_of(WEEKS_OF_YEAR);
        // A row at the end of each year, so that its sums are of that year whatever the interval.
        if weeks.is_multiple_of(scenario.every) || is_year || is_last {
            self.observe(week.since(self.seen) == scenario.every as i32);
        }
        if is_year || is_last {
            let DistrictWorld { id, refugees, ledger, .. } = &self.district;
            self.course.groups.push((week, Groups::of(&self.survey, refugees, week)));
            self.course.costs.extend(costs_of_year(id, week, &ledger.costs, &self.costs_before));
            self.costs_before = ledger.costs;
        }
        if is_last {
            self.course.completion = facts::completion(&self.district, week);
            self.course.chain = chain::rows(&self.district, week);
            let found = &scenario.districts[self.position].district;
            self.course.places = places::rows(&self.district, found, week);
        }
    }

    fn observe(&mut self, complete: bool) {
        let (parameters, forcings) = (&self.model.given.parameters, &self.model.scenario.forcings);
        let lived = self.lives.total() - self.lived_before;
        let tally =
            Tally::of(self.week, parameters, forcings, &self.district, &self.survey, (&self.before, lived));
        self.lived_before = self.lives.total();
        self.course.observed.push((self.week, complete, tally));
        self.before = self.district.ledger.clone();
        self.seen = self.week;
    }

    /// Shows the rows of a wave of the panel as of now, by the number of the wave.
    pub fn visit_wave(&self, number: usize, show: impl FnMut(&PanelRow<'_>)) {
        panel::visit(&self.survey, &self.district, number, self.week, show);
    }

    /// Appends what a trace says as of now, as the wave of a number; of residents nothing unless a sample was drawn.
    pub fn append(&self, trace: Trace, wave: usize, rows: &mut Table) {
        let Self { model, district, week, lives, .. } = self;
        match (trace, &self.sample) {
            (Trace::Panel, _) => panel::append(&self.survey, district, wave, *week, rows),
            (Trace::Residents, Some(sample)) => {
                let Scenario { districts, forcings, .. } = &model.scenario;
                let climate = forcings.climate.national.at(*week);
                sample.append(district, &districts[self.position].district, climate, wave, *week, rows);
            }
            (Trace::Residents, None) => {}
            (Trace::Episodes, _) => episodes::append(district, rows),
            (Trace::People, _) => lives.append(district, *week, rows),
        }
    }
}

/// A replicate on its way: all districts of a scenario, week by week.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    model: &'a Model,
    replicate: u32,
    districts: Vec<DistrictWalk<'a>>,
}

impl<'a> Walk<'a> {
    /// Runs a week in all districts; returns the weeks run, or nothing at the end.
    pub fn step(&mut self) -> Option<Week> {
        let mut reached = None;
        for district in &mut self.districts {
            reached = district.step();
        }
        reached
    }

    /// Returns the weeks run; those of the spin-up are below zero.
    pub fn week(&self) -> Week {
        self.districts.first().map_or(Week::SPIN_UP, DistrictWalk::week)
    }

    /// Returns the districts on their way, in the order of the scenario.
    pub fn districts(&self) -> impl Iterator<Item = &DistrictWalk<'a>> {
        self.districts.iter()
    }

    /// Returns the rows so far.
    pub fn record(&self) -> Record {
        let courses = self.districts.iter().map(DistrictWalk::course);
        Record::of(&self.model.scenario, self.replicate, courses)
    }
}

/// Returns what a year has cost by item: what the ledger counted since the year before.
fn costs_of_year(district: &str, week: Week, now: &Costs, before: &Costs) -> impl Iterator<Item = CostRow> {
    let year = (week.0 as u32).div_ceil(WEEKS_OF_YEAR);
    CostItem::ALL.into_iter().filter_map(move |item| {
        let euros = now.of(item).euros - before.of(item).euros;
        let hours = now.of(item).hours - before.of(item).hours;
        let (district, payer) = (district.to_owned(), item.payer());
        (euros != 0.0 || hours != 0.0).then_some(CostRow { district, year, item, payer, euros, hours })
    })
}
