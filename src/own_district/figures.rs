//! The ten figures of an own district: given, or guessed from district 6 of Düsseldorf, with how.

use std::ops::Index;

use super::typed::{Form, read};
use crate::district::District;
use crate::district::sketch::{Reference, Sketch};
use crate::evidence::Evidence;
use crate::forcing::Series;
use crate::phrase::{Phrase, phrase};
use crate::scenario::Scenario;
use crate::time::Week;

/// The most inhabitants on a square kilometre anywhere on earth.
const DENSEST: f64 = 45_000.0;

/// The years of the series from 2015-01-05 on, each of 52 weeks.
const YEARS: i32 = 8;

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// Long-standing inhabitants.
    Inhabitants,
    /// Area in square kilometres.
    Area,
    /// Share of the inhabitants with a migration history.
    MigrationHistory,
    /// Share of the inhabitants with basic income support.
    Welfare,
    /// People who fled and live there on 2015-01-05.
    Fled,
    /// People assigned to the district in a year, the mean of the eight years from then on.
    Arrivals,
    /// Shared accommodations in the district.
    Accommodations,
    /// Kilometres to the city's centre.
    Distance,
    /// Inhabitants of the whole city.
    City,
    /// What the intermediary may cost in a year, in euros.
    Budget,
}

/// How a number is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// What is asked for.
    pub number: Number,
    /// The option of the command line, such as `--area`.
    pub option: &'static str,
    /// The name in English and German.
    label: [&'static str; 2],
    /// The unit, empty where there is none.
    pub unit: &'static str,
    form: Form,
    /// The smallest and the largest allowed value.
    range: [f64; 2],
}

macro_rules! asked {
    ($($number:ident $option:literal, $english:literal, $german:literal, $unit:literal, $form:ident, $low:literal to $high:literal;)*) => {
        /// All numbers, in the order of [`Number`].
        pub const ASKED: [Asked; 10] = [$(Asked {
            number: Number::$number,
            option: $option,
            label: [$english, $german],
            unit: $unit,
            form: Form::$form,
            range: [$low, $high],
        }),*];
    };
}

asked! {
    Inhabitants "--inhabitants", "inhabitants", "Einwohner*innen", "", Whole, 100.0 to 2_000_000.0;
    Area "--area", "area", "Fläche", "km²", Decimal, 0.1 to 3_000.0;
    MigrationHistory "--migration-history", "with a migration history", "mit Migrationsgeschichte", "", Share, 0.0 to 1.0;
    Welfare "--welfare", "with basic income support", "mit Grundsicherung", "", Share, 0.0 to 1.0;
    Fled "--fled", "people who fled, in January 2015", "Geflüchtete im Januar 2015", "", Whole, 0.0 to 90_000.0;
    Arrivals "--arrivals", "arrivals a year", "Ankünfte im Jahr", "", Whole, 0.0 to 90_000.0;
    Accommodations "--accommodations", "shared accommodations", "Unterkünfte", "", Whole, 1.0 to 500.0;
    Distance "--distance", "to the city's centre", "bis zur Stadtmitte", "km", Decimal, 1.0 to 100.0;
    City "--city", "inhabitants of the city", "Einwohner*innen der Stadt", "", Whole, 100.0 to 20_000_000.0;
    Budget "--budget", "budget a year", "Budget im Jahr", "€", Whole, 0.0 to 100_000_000.0;
}

/// What a number is called where something is wrong with it: by its option, or by its label.
pub type Called = fn(&Asked) -> Phrase;

impl Asked {
    /// Returns the option's name without dashes, such as `migration-history`.
    pub fn key(&self) -> &'static str {
        self.option.trim_start_matches('-')
    }

    /// Returns what the number says, in words.
    pub fn label(&self) -> Phrase {
        Phrase::new(self.label[0].to_owned(), self.label[1].to_owned())
    }

    /// Returns a value in words, with its unit.
    pub fn shown(&self, value: f64) -> Phrase {
        let (number, unit) =
            if self.form == Form::Share { (rounded(value * 100.0, 2), "%") } else { (value, self.unit) };
        let english = format!("{} {unit}", apart(number, ['.', ' '])).trim_end().to_owned();
        let german = format!("{} {unit}", apart(number, [',', '.'])).trim_end().to_owned();
        Phrase::new(english, german)
    }

    /// Reads what was typed.
    fn read(&self, typed: &str, called: Called) -> Result<f64, Phrase> {
        let name = called(self);
        let number = read(typed, self.form).map_err(|fault| {
            phrase!("{name} is `{typed}`: {fault}", "{name} ist `{typed}`: {fault}"; name = name, fault = fault)
        })?;
        let [low, high] = self.range;
        if (low..=high).contains(&number) {
            return Ok(number);
        }
        Err(phrase!(
            "{name} is {found}; allowed: {low} to {high}",
            "{name} ist {found}; erlaubt: {low} bis {high}";
            name = name, found = self.shown(number), low = self.shown(low), high = self.shown(high)
        ))
    }
}

/// Writes a number with a decimal sign and with thousands set apart.
pub(super) fn apart(number: f64, [decimal, thousands]: [char; 2]) -> String {
    let plain = number.to_string();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !part.is_empty() {
        text.push(decimal);
        text.push_str(part);
    }
    text
}

/// A number of the district.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The number, in the unit that is asked for; a share lies between 0 and 1.
    pub value: f64,
    /// How it was guessed; `None` if it was given.
    pub guess: Option<Phrase>,
}

/// All ten, in the order of [`ASKED`], with what the guesses are taken from.
#[derive(Debug)]
pub struct Figures {
    each: Vec<Figure>,
    pub(super) model: Model,
}

impl Index<Number> for Figures {
    type Output = Figure;

    fn index(&self, number: Number) -> &Figure {
        &self.each[number as usize]
    }
}

/// What is wrong with a number.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// The number; of two that cannot both be, the one named first.
    pub number: Number,
    /// What is wrong with it.
    pub why: Phrase,
}

impl Figures {
    /// Returns each figure with how it is asked for.
    pub fn each(&self) -> impl Iterator<Item = (&'static Asked, &Figure)> {
        ASKED.iter().zip(&self.each)
    }

    /// Returns how many were given.
    pub fn given(&self) -> usize {
        self.each.iter().filter(|figure| figure.guess.is_none()).count()
    }

    /// Reads what was typed, in the order of [`ASKED`], and guesses what was not given.
    ///
    /// # Errors
    /// Returns all faults of all numbers.
    pub fn read(typed: [Option<&str>; 10], called: Called) -> Result<Self, Vec<Wrong>> {
        let model = Model::embedded();
        let mut faults = Vec::new();
        let mut given = [None; 10];
        for ((asked, typed), given) in ASKED.iter().zip(typed).zip(&mut given) {
            match typed.map(|typed| asked.read(typed, called)).transpose() {
                Ok(number) => *given = number,
                Err(why) => faults.push(Wrong { number: asked.number, why }),
            }
        }
        let has_failed = !faults.is_empty();
        let inhabitants =
            given[Number::Inhabitants as usize].unwrap_or_else(|| f64::from(model.district.inhabitants));
        let figure = |asked: &Asked| match given[asked.number as usize] {
            Some(value) => Figure { value, guess: None },
            None => model.guess(asked.number, inhabitants),
        };
        let mut figures = Self { each: ASKED.iter().map(figure).collect(), model };
        if figures[Number::Accommodations].guess.is_some() {
            let places = figures.sketch("").city(&figures.model.reference).places;
            figures.each[Number::Accommodations as usize].value =
                (f64::from(places) / figures.model.mean_places).ceil();
        }
        // Numbers are held against each other where none of them is faulty alone.
        if !has_failed {
            faults.extend(figures.contradictions(called));
        }
        if faults.is_empty() { Ok(figures) } else { Err(faults) }
    }

    /// Returns what the numbers cannot say together.
    fn contradictions(&self, called: Called) -> Vec<Wrong> {
        let value = |number: Number| self[number].value;
        let shown = |number: Number| ASKED[number as usize].shown(value(number));
        let called = |number: Number| called(&ASKED[number as usize]);
        let inhabitants = value(Number::Inhabitants);
        let mut faults = Vec::new();
        let mut more_than = |number: Number, than: Number| {
            let why = phrase!(
                "{name} is {found}: more than {limit}, {most}",
                "{name} ist {found}: mehr als {limit}, {most}";
                name = called(number), limit = called(than), found = shown(number), most = shown(than)
            );
            faults.push(Wrong { number, why });
        };
        for number in [Number::Fled, Number::Arrivals] {
            if value(number) > inhabitants {
                more_than(number, Number::Inhabitants);
            }
        }
        if inhabitants > value(Number::City) {
            more_than(Number::Inhabitants, Number::City);
        }
        if value(Number::Fled) + value(Number::Arrivals) <= 0.0 {
            let why = phrase!(
                "{fled} and {arrivals} are both 0: nobody would ever come; allowed: one of them above 0",
                "{fled} und {arrivals} sind beide 0: Es käme nie jemand; erlaubt: eine der beiden Zahlen über 0";
                fled = called(Number::Fled), arrivals = called(Number::Arrivals)
            );
            faults.push(Wrong { number: Number::Fled, why });
        }
        let density = inhabitants / value(Number::Area);
        if density > DENSEST {
            let least = ASKED[Number::Area as usize].shown(rounded(inhabitants / DENSEST + 0.05, 1));
            let why = phrase!(
                "{people} inhabitants on {area} are more to a square kilometre than anywhere on earth; {name} from {least} on is allowed",
                "{people} Einwohner*innen auf {area} sind dichter als irgendwo auf der Welt; erlaubt ist {name} ab {least}";
                name = called(Number::Area), people = shown(Number::Inhabitants), area = shown(Number::Area), least = least
            );
            faults.push(Wrong { number: Number::Area, why });
        }
        if faults.is_empty() && self[Number::Accommodations].guess.is_none() {
            let places = self.sketch("").city(&self.model.reference).places;
            if value(Number::Accommodations) > f64::from(places) {
                let most = ASKED[Number::Accommodations as usize].shown(f64::from(places));
                let why = phrase!(
                    "{name} is {found}: these people need {most} places; allowed: at most as many accommodations",
                    "{name} ist {found}: Diese Menschen brauchen {most} Plätze; erlaubt: höchstens so viele Unterkünfte";
                    name = called(Number::Accommodations), found = shown(Number::Accommodations), most = most
                );
                faults.push(Wrong { number: Number::Accommodations, why });
            }
        }
        faults
    }

    /// Returns the sketch of the district.
    pub(super) fn sketch(&self, name: &str) -> Sketch {
        let model = &self.model;
        let value = |number: Number| self[number].value;
        let accommodations = &self[Number::Accommodations];
        let of_model = model.district.neighbourhood.len() as f64 / f64::from(model.district.inhabitants);
        Sketch {
            name: name.to_owned(),
            inhabitants: value(Number::Inhabitants) as u32,
            area_km2: value(Number::Area),
            // Three are as many as a decentral intermediary has sites by default.
            neighbourhoods: (value(Number::Inhabitants) * of_model).round().clamp(3.0, 60.0) as u32,
            migration_history: value(Number::MigrationHistory),
            welfare: value(Number::Welfare),
            ages: model.district.ages,
            fled: value(Number::Fled),
            arrivals_per_year: value(Number::Arrivals),
            accommodations: accommodations.guess.is_none().then_some(accommodations.value as u32),
            km_to_centre: value(Number::Distance),
            city_inhabitants: value(Number::City),
        }
    }
}

/// From what the numbers that are not given are guessed: district 6 and its city, as the default scenario has them.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) reference: Reference,
    /// The weeks of the series of arrivals.
    pub(super) series: Series,
    district: District,
    arrivals_per_year: f64,
    mean_places: f64,
    km_to_centre: f64,
}

impl Model {
    /// Reads it from the default scenario.
    ///
    /// # Panics
    /// Never: a test makes it.
    fn embedded() -> Self {
        /// Compact and settled throughout, unlike district 5, whose figures describe a rim of villages.
        const ID: &str = "sb6";
        let scenario = Scenario::default();
        let plan = scenario.districts.iter().find(|plan| plan.id == ID);
        let district =
            (*plan.expect("the default scenario has this district because a test finds it").district).clone();
        let parameter = |key: &str| {
            scenario.evidence.get(key).expect("the evidence has this parameter because a test reads it").value
        };
        let series = scenario.forcings.arrivals.per_week.clone();
        let share =
            Series::new(district.arrival_share.iter().map(|dated| (dated.week(), dated.share)).collect());
        let mean = |of: &dyn Fn(Week) -> f64| {
            (0..YEARS * 52).map(|week| of(Week(week))).sum::<f64>() / f64::from(YEARS)
        };
        Self {
            reference: Reference {
                inhabitants: parameter("housing.city_inhabitants"),
                arrivals_per_year: mean(&|week| series.at(week)),
                peak: parameter("institutions.accommodation.city_peak"),
                occupancy: parameter("institutions.accommodation.occupancy"),
                parameters: Evidence::of_sketches()
                    .and_then(|evidence| evidence.section("sketch"))
                    .expect("the evidence is valid because a test reads it"),
            },
            arrivals_per_year: mean(&|week| series.at(week) * share.at(week)),
            mean_places: parameter("institutions.accommodation.mean_places"),
            km_to_centre: parameter("travel.outside_km"),
            series,
            district,
        }
    }

    /// Guesses a number of a district with so many inhabitants.
    fn guess(&self, number: Number, inhabitants: f64) -> Figure {
        let own = f64::from(self.district.inhabitants);
        let area: f64 = self.district.neighbourhood.iter().map(|part| part.area_km2).sum();
        let per_inhabitant = |of_model: f64| of_model * inhabitants / own;
        let as_there = || phrase!("as in district 6 of Düsseldorf", "wie in Stadtbezirk 6 von Düsseldorf");
        let by_people = || {
            phrase!(
                "per inhabitant as in district 6 of Düsseldorf",
                "wie Stadtbezirk 6 von Düsseldorf je Einwohner*in"
            )
        };
        let (value, how) = match number {
            Number::Inhabitants => {
                (own, phrase!("those of district 6 of Düsseldorf", "die von Stadtbezirk 6 von Düsseldorf"))
            }
            Number::Area => (
                rounded(per_inhabitant(area), 1).max(0.1),
                phrase!(
                    "as densely settled as district 6 of Düsseldorf",
                    "so dicht bewohnt wie Stadtbezirk 6 von Düsseldorf"
                ),
            ),
            Number::MigrationHistory => (self.district.migration_history, as_there()),
            Number::Welfare => (self.district.welfare, as_there()),
            Number::Fled => {
                let living = self.reference.parameters.living_at_start.get();
                (per_inhabitant(living * self.district.arrival_share[0].share).round(), by_people())
            }
            Number::Arrivals => (per_inhabitant(self.arrivals_per_year).round(), by_people()),
            // By the rule of founding, which follows from the people who come.
            Number::Accommodations => (
                0.0,
                phrase!(
                    "as many as these people need, of the usual size",
                    "so viele, wie diese Menschen brauchen, in der üblichen Größe"
                ),
            ),
            Number::Distance => {
                (self.km_to_centre, phrase!("as assumed for Düsseldorf", "wie für Düsseldorf angenommen"))
            }
            Number::City => (
                (self.reference.inhabitants * inhabitants / own).round().max(inhabitants),
                phrase!(
                    "as large beside the district as Düsseldorf beside its district 6",
                    "im Verhältnis zum Bezirk so groß wie Düsseldorf zu seinem Stadtbezirk 6"
                ),
            ),
            Number::Budget => (140_000.0, phrase!("as in the headline experiment", "wie im Hauptexperiment")),
        };
        Figure { value, guess: Some(how) }
    }
}

/// Rounds to so many decimals.
pub(super) fn rounded(number: f64, decimals: i32) -> f64 {
    let factor = (0..decimals).fold(1.0, |factor, _| factor * 10.0);
    (number * factor).round() / factor
}
