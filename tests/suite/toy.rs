//! A toy district of people who fled and residents, in which the processes of a life course run without all others.

use std::ops::{Deref, DerefMut};

use inteso::city::{CityInDistrict, Shared};
use inteso::dice::{Dice, Entity, Purpose};
use inteso::district::Place;
use inteso::evidence::Evidence;
use inteso::forcing::{Forcings, Series};
use inteso::index::{
    AccommodationId, CaseId, Column, HouseholdId, Id, InstitutionId, NeighbourhoodId, PersonId,
};
use inteso::intermediary::Intermediary;
use inteso::network::LocalNetwork;
use inteso::observation::measurement;
use inteso::population::{
    AgeGroup, Attitudes, Contact, Course, CourseState, Discouragement, Dwelling, Enrolment, Household,
    Housing, Legal, Newcomer, Norm, Person, Presence, Residence, Resident, Residents, Volunteers,
};
use inteso::process::{encounter, housing, identification, learning, schooling, work};
use inteso::time::Week;
use inteso::today::Today;
use inteso::vocabulary::{Education, Need, Origin, Sex, Status};
use inteso::world::{DistrictWorld, Ground, LifeEvent};

/// What differs between toy worlds.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) persons: usize,
    pub(crate) bar_weeks: i32,
    pub(crate) units_per_week: f32,
    pub(crate) residents: u32,
}

pub(crate) const SETTING: Setting =
    Setting { persons: 600, bar_weeks: 17, units_per_week: 17.0, residents: 4_000 };

pub(crate) struct Parameters {
    pub(crate) learning: learning::Parameters,
    pub(crate) schooling: schooling::Parameters,
    pub(crate) housing: housing::Parameters,
    pub(crate) work: work::Parameters,
    pub(crate) encounter: encounter::Parameters,
    pub(crate) identification: identification::Parameters,
    pub(crate) measurement: measurement::Parameters,
}

impl Parameters {
    pub(crate) fn read() -> Self {
        let evidence = Evidence::embedded().expect("the embedded evidence is valid");
        Self {
            learning: evidence.section("learning").expect("they fit their type"),
            schooling: evidence.section("schooling").expect("they fit their type"),
            housing: evidence.section("housing").expect("they fit their type"),
            work: evidence.section("work").expect("they fit their type"),
            encounter: evidence.section("encounter").expect("they fit their type"),
            identification: evidence.section("identification").expect("they fit their type"),
            measurement: evidence.section("measurement").expect("they fit their type"),
        }
    }
}

/// A toy district, whose state is reached as if it were its own.
pub(crate) struct Toy {
    pub(crate) setting: Setting,
    pub(crate) dice: Dice,
    pub(crate) parameters: Parameters,
    pub(crate) forcings: Forcings,
    pub(crate) district: DistrictWorld,
    pub(crate) week: Week,
}

impl Deref for Toy {
    type Target = DistrictWorld;
    fn deref(&self) -> &DistrictWorld {
        &self.district
    }
}

impl DerefMut for Toy {
    fn deref_mut(&mut self) -> &mut DistrictWorld {
        &mut self.district
    }
}

pub(crate) fn constant(value: f64) -> Series {
    Series::new(vec![(Week(-200), value)])
}

pub(crate) fn forcings() -> Forcings {
    let mut forcings = Forcings::default();
    forcings.labour.men = constant(1.0);
    forcings.labour.women = constant(1.0);
    forcings.apprenticeships.offered = constant(1.0);
    forcings.dwellings.vacancies = constant(1.0);
    forcings.places.childcare = constant(1.0);
    forcings.places.school = constant(1.0);
    forcings.closures.meetings = constant(1.0);
    forcings.climate.national =
        Series::new(vec![(Week(-200), 0.15), (Week(52), 0.05), (Week(104), 0.0), (Week(156), -0.05)]);
    forcings
}

pub(crate) fn residents(number: u32, dice: Dice) -> Residents {
    let root = Entity::named("toy");
    let mut contact = Column::new();
    let mut all = Residents {
        root,
        resident: Column::new(),
        attitudes: Attitudes::new(Column::new(), 0.005, Norm::default()),
        of_neighbourhood: std::iter::once(0..number).collect(),
        working: Vec::new(),
        parents: Vec::new(),
        adults: Vec::new(),
    };
    for position in 0..number {
        let mut stream = dice.stream(Purpose::Resident, Week::NEVER, root.part(1, u64::from(position)));
        let age = AgeGroup::ALL
            [stream.weighted(&[0.06, 0.10, 0.36, 0.22, 0.17, 0.09]).expect("a weight is positive")];
        let works = age >= AgeGroup::From18 && age <= AgeGroup::From45 && stream.chance(0.72);
        let children = age == AgeGroup::From18 && stream.chance(0.35);
        let baseline = stream.normal(0.1, 0.4).clamp(-1.0, 1.0) as f32;
        let id = all.resident.push(Resident {
            home: Place::default(),
            neighbourhood: NeighbourhoodId(0),
            age,
            sex: Sex::Male,
            migration_history: stream.chance(0.4),
            works,
            children,
        });
        contact.push(Contact { baseline, is_adult: age.is_adult(), ..Contact::default() });
        if age.is_adult() {
            all.adults.push(id);
        }
        if works {
            all.working.push(id);
        }
        if children {
            all.parents.push(id);
        }
    }
    all.attitudes = Attitudes::new(contact, 0.005, Norm::default());
    all
}

/// Returns a district of residents in which there is nobody else, and one accommodation.
pub(crate) fn district(residents: Residents) -> DistrictWorld {
    let entity = Entity::named("toy");
    let count = residents.resident.len();
    let ground =
        Ground { centre: Place::default(), radius: 1.5, inhabitants: 50_000, residents: 0..count as u32 };
    let shared = Shared { place: Place::default(), places: 5_000, people: 0, opened: Week(0) };
    let volunteers = Volunteers::new(Week(0), count);
    let intermediary = Intermediary::absent(entity, Column::new());
    let mut city = CityInDistrict::before_planning([shared].into_iter().collect());
    // All who come to the city live here, so that its whole market is theirs.
    city.assignment.assign(1.0, 1.0);
    let ground = [ground].into_iter().collect();
    DistrictWorld::new("toy", ground, residents, volunteers, LocalNetwork::default(), intermediary, city)
}

impl Toy {
    pub(crate) fn new(setting: Setting, seed: u64) -> Self {
        let dice = Dice::new(seed, 0);
        let district = district(residents(setting.residents, dice));
        let mut toy = Self {
            setting,
            dice,
            parameters: Parameters::read(),
            forcings: forcings(),
            district,
            week: Week(0),
        };
        let mut number = 0;
        while toy.refugees.person.len() < setting.persons {
            toy.arrive(number);
            number += 1;
        }
        toy
    }

    /// Plans a household: everybody arrives in 2015 or early in 2016, rows exist from the beginning.
    pub(crate) fn arrive(&mut self, number: u64) {
        let entity = Entity::named("toy").part(9, number);
        let mut stream = self.dice.stream(Purpose::ArrivalHousehold, Week(0), entity);
        let week = Week(5 + stream.between(0.0, 55.0) as i32);
        let household = HouseholdId::at(self.refugees.household.len());
        let kind = stream.weighted(&[0.62, 0.06, 0.06, 0.20, 0.06]).expect("a weight is positive");
        let education = [Education::Low, Education::Middle, Education::High, Education::Degree]
            [stream.weighted(&[0.25, 0.30, 0.28, 0.17]).expect("a weight is positive")];
        let decision = week.plus(stream.gamma(58.0, 4.0) as i32);
        let granted = stream.chance(0.66);
        let adults: &[Sex] = match kind {
            0 => &[Sex::Male],
            1 | 4 => &[Sex::Female],
            _ => &[Sex::Male, Sex::Female],
        };
        let children = if kind >= 3 { 1 + stream.below(4) } else { 0 };
        let shares_care = stream.chance(0.15);
        self.refugees.household.push(Household { members: Vec::new(), carer: None, departs: Week::NEVER });
        for position in 0..adults.len() + children {
            let is_child = position >= adults.len();
            let age = if is_child { stream.between(0.0, 15.0) } else { 18.5 + stream.gamma(12.0, 1.6) };
            let sex = if is_child { [Sex::Male, Sex::Female][stream.below(2)] } else { adults[position] };
            let own = entity.part(2, position as u64);
            let today = Today { week, dice: self.dice, forcings: &self.forcings };
            let person = Person {
                entity: own,
                household,
                arrived: week,
                born: week.plus(-(age * 52.18) as i32),
                sex,
                origin: if stream.chance(0.5) { Origin::Syria } else { Origin::Other },
                education,
                latin_script: stream.chance(0.1),
                sociability: encounter::sociability(&today, &self.parameters.encounter, own),
            };
            let id = self.enter(person, week, decision, granted);
            if !is_child && sex == Sex::Female && children > 0 && !shares_care {
                self.refugees.household[household].carer = Some(id);
            }
            self.refugees.presence[id] = Presence::Left(Week(0));
        }
        self.refugees.present.clear();
    }

    pub(crate) fn enter(&mut self, person: Person, week: Week, decision: Week, granted: bool) -> PersonId {
        let today = Today { week, dice: self.dice, forcings: &self.forcings };
        let parameters = &self.parameters;
        let length = if person.education == Education::Low && !person.latin_script { 900.0 } else { 600.0 };
        let (social, meetings) = encounter::on_arrival();
        let id = self.district.refugees.enter(Newcomer {
            person,
            legal: Legal {
                status: Status::InProcedure,
                decision,
                decided: if granted { Some(Week::NEVER) } else { None },
                work_from: week.plus(self.setting.bar_weeks),
                barred_until: Week(i32::MIN),
                course_entitled: true,
                bound_until: Week(i32::MIN),
            },
            housing: Housing {
                dwelling: Dwelling::Shared(AccommodationId(0)),
                residence: Residence::District(NeighbourhoodId(0)),
                home: Place::default(),
                since: week,
                help: 0.0,
                refusals: 0,
                discouragement: Discouragement::default(),
            },
            language: learning::on_arrival(&today, &parameters.learning, &person),
            course: Course { state: CourseState::Never, units: 0.0, length, finished: None, beside: 0.0 },
            schooling: schooling::on_arrival(),
            working: work::on_arrival(&today, &parameters.work, &person),
            social,
            meetings,
            mind: identification::on_arrival(&today, &parameters.identification, &person),
        });
        self.district.cases.open.push(Vec::new());
        for age in [6.0_f64, 18.0, 65.0] {
            let birthday = person.born.plus((age * 52.18).ceil() as i32);
            if birthday > week {
                self.life.enter(birthday, LifeEvent::Birthday(id));
            }
        }
        id
    }

    pub(crate) fn step(&mut self) {
        let week = self.week;
        for id in self.refugees.person.ids() {
            let legal = &mut self.refugees.legal[id];
            if legal.decision == week {
                legal.status = if legal.decided.is_some() { Status::Settled } else { Status::Tolerated };
            }
            if self.refugees.person[id].arrived == week {
                self.refugees.presence[id] = Presence::Present;
                self.city.accommodation[AccommodationId(0)].people += 1;
                self.refugees.present.push(id);
            }
        }
        self.refugees.present.sort_unstable();
        for event in self.life.take(week) {
            self.take_up(event);
        }
        self.bear();
        self.attend();
        self.live();
        self.week = week.plus(1);
    }

    pub(crate) fn take_up(&mut self, event: LifeEvent) {
        let Self { dice, parameters, forcings, district, week, .. } = self;
        let today = &Today { week: *week, dice: *dice, forcings };
        match event {
            LifeEvent::Birthday(id) => {
                schooling::on_birthday(today, &parameters.schooling, id, district.into());
                work::on_birthday(today, id, district.into());
            }
            LifeEvent::SpellEnds(id, _) => work::on_spell_ends(today, &parameters.work, id, district.into()),
            LifeEvent::Recognition(id) => {
                schooling::on_recognition(today, &parameters.schooling, id, district.into());
            }
            LifeEvent::SchoolPlace(id) => {
                schooling::on_school_place(today, &parameters.schooling, id, district.into());
            }
            _ => {}
        }
    }

    /// Stands in for births: couples of an age for it have a child every eight years on average.
    pub(crate) fn bear(&mut self) {
        let week = self.week;
        for position in 0..self.refugees.present.len() {
            let mother = self.refugees.present[position];
            let person = self.refugees.person[mother];
            let household = &self.refugees.household[person.household];
            let adults =
                household.members.iter().filter(|&&one| self.refugees.person[one].is_adult(week)).count();
            let mut stream = self.dice.stream(Purpose::Birth, week, person.entity);
            if person.sex == Sex::Male
                || !(18..42).contains(&person.age(week))
                || adults < 2
                || household.members.len() > 6
                || !stream.chance(1.0 / (8.0 * 52.18))
            {
                continue;
            }
            let child = Person {
                entity: person.entity.part(3, week.0 as u64),
                arrived: week,
                born: week,
                sex: [Sex::Male, Sex::Female][stream.below(2)],
                ..person
            };
            let id = self.enter(child, week, week.plus(1), true);
            self.refugees.housing[id] = Housing { since: week, ..self.refugees.housing[mother] };
            if let Dwelling::Shared(home) = self.refugees.housing[id].dwelling {
                self.city.accommodation[home].people += 1;
            }
            self.refugees.household[person.household].carer.get_or_insert(mother);
        }
    }

    /// Stands in for attendance: people begin a course at some time after half a year, and go there until it ends.
    pub(crate) fn attend(&mut self) {
        let week = self.week;
        for position in 0..self.refugees.present.len() {
            let id = self.refugees.present[position];
            let person = self.refugees.person[id];
            if !person.is_adult(week) {
                continue;
            }
            let refugees = &mut self.district.refugees;
            let is_tied = refugees.is_tied_by_care(id, week);
            let works = refugees.working[id].state.is_employment();
            let mut stream = self.dice.stream(Purpose::AttendanceWeek, week, person.entity);
            let own = &mut refugees.course[id];
            match own.state {
                CourseState::Never if week.since(person.arrived) > 26 => {
                    let rate = 0.014 * if is_tied { 0.3 } else { 1.0 } * if works { 0.3 } else { 1.0 };
                    if stream.chance(rate) {
                        own.state = CourseState::Attending;
                        refugees.enrolments.push(Enrolment {
                            person: id,
                            institution: InstitutionId(0),
                            need: Need::Language,
                            case: CaseId(0),
                            hours_per_week: 20.0,
                            childcare: false,
                            since: week,
                            directly: true,
                            by_intermediary: false,
                            in_district: true,
                            is_kept: false,
                            is_regular: false,
                        });
                    }
                }
                CourseState::Attending => {
                    own.units += self.setting.units_per_week;
                    refugees.language[id].units += self.setting.units_per_week;
                    refugees.language[id].weeks_taught += 1;
                    let leaves = stream.chance(if works { 0.04 } else { 0.006 });
                    if own.units >= own.length || leaves {
                        own.state = if leaves { CourseState::Interrupted } else { CourseState::Finished };
                        own.finished = (!leaves).then_some(week);
                        refugees.enrolments.retain(|enrolment| enrolment.person != id);
                    }
                }
                _ => {}
            }
        }
    }

    pub(crate) fn live(&mut self) {
        let Self { dice, parameters, forcings, district, week, .. } = self;
        let today = &Today { week: *week, dice: *dice, forcings };
        district.refugees.call(*week);
        learning::step(today, &parameters.learning, district.into());
        schooling::step(today, &parameters.schooling, &parameters.housing.city_inhabitants, district.into());
        housing::step(today, &parameters.housing, district.into());
        work::step(today, &parameters.work, &parameters.housing.city_inhabitants, district.into());
        encounter::step(today, &parameters.encounter, district.into());
        identification::step(today, &parameters.identification, district.into());
    }

    pub(crate) fn run(&mut self, weeks: i32) {
        for _ in 0..weeks {
            self.step();
        }
    }

    pub(crate) fn adults(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.refugees.present.iter().copied().filter(|&id| self.refugees.person[id].is_adult(self.week))
    }

    pub(crate) fn share(
        &self,
        is_in: impl Fn(&Self, PersonId) -> bool,
        has: impl Fn(&Self, PersonId) -> bool,
    ) -> f64 {
        let all: Vec<_> = self.adults().filter(|&id| is_in(self, id)).collect();
        all.iter().filter(|&&id| has(self, id)).count() as f64 / all.len().max(1) as f64
    }

    pub(crate) fn employed(&self, sex: Option<Sex>) -> f64 {
        self.share(
            |toy, id| sex.is_none_or(|sex| toy.refugees.person[id].sex == sex),
            |toy, id| toy.refugees.working[id].state.is_employment(),
        )
    }

    pub(crate) fn mean_level(&self) -> f64 {
        let levels: Vec<_> = self.adults().map(|id| f64::from(self.refugees.language[id].level)).collect();
        levels.iter().sum::<f64>() / levels.len() as f64
    }
}
