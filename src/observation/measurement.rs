//! Measurement models: how states become the answers that a survey would get.
//!
//! They read the state and never write it. One draw holds for a person at all waves, the others are made anew at each wave.

use serde::Deserialize;

use crate::dice::{Dice, Purpose, Stream};
use crate::index::{Column, PersonId};
use crate::population::{Meetings, Refugees};
use crate::quantity::{Level, Rate, Share};
use crate::time::Week;

/// Parameters of the measurement models.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Self-rating of German.
    pub rating: Rating,
    /// Contact with long-standing residents.
    pub contact: ContactAnswer,
    /// Feeling welcome.
    pub welcome: Threshold,
    /// Worry about hostility.
    pub worry: Threshold,
    /// Feeling at home.
    pub at_home: AtHome,
}

/// Feeling at home.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtHome {
    /// Belonging from which on somebody feels at home.
    pub threshold: Share,
}

/// Self-rating of German.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// Standard deviation between persons of one level.
    pub person: Level,
    /// Standard deviation between waves of one person.
    pub wave: Level,
    /// Good or very good from here on.
    pub good: Level,
    /// None at all below.
    pub none: Level,
}

/// Contact with long-standing residents.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactAnswer {
    /// Meetings a week from which contact is frequent.
    pub often: Rate,
}

/// What somebody says who is asked whether a feeling holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Standard deviation of answers at one state.
    pub error: Share,
    /// Yes from here on.
    pub threshold: Share,
}

/// How somebody rates their own German.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SelfRating {
    /// None at all.
    None,
    /// Some.
    Some,
    /// Good or very good.
    Good,
}

impl SelfRating {
    /// Returns the word in results.
    pub const fn key(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Some => "some",
            Self::Good => "good",
        }
    }
}

/// How often somebody meets long-standing residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContactFrequency {
    /// Not once in 13 weeks.
    Never,
    /// Less than often.
    Sometimes,
    /// Several times a week.
    Often,
}

/// The answers of a person at a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// Own rating of German.
    pub self_rating: SelfRating,
    /// Contact with long-standing residents.
    pub contact: ContactFrequency,
    /// Whether the person feels fully or mostly welcome.
    pub feels_welcome: bool,
}

/// A survey among the people of a district, wave by wave.
#[derive(Debug, Clone)]
pub struct Survey {
    parameters: Parameters,
    dice: Dice,
    /// How far off a person's rating of their own German is, the same at all waves.
    leaning: Column<PersonId, f64>,
}

impl Survey {
    /// Returns a survey that knows nobody yet.
    pub const fn new(parameters: Parameters, dice: Dice) -> Self {
        Self { parameters, dice, leaning: Column::new() }
    }

    /// Returns the belonging from which on somebody feels at home.
    pub const fn at_home(&self) -> f64 {
        self.parameters.at_home.threshold.get()
    }

    /// Gets to know who has come since: draws what holds for a person at all waves.
    pub fn include(&mut self, refugees: &Refugees) {
        let deviation = self.parameters.rating.person.get();
        for person in refugees.person.iter().skip(self.leaning.len()) {
            let mut own = self.dice.stream(Purpose::Measurement, Week::NEVER, person.entity);
            self.leaning.push(own.normal(0.0, deviation));
        }
    }

    /// Returns what a person whom the survey knows answers in a week.
    pub fn answers(&self, refugees: &Refugees, id: PersonId, week: Week) -> Answers {
        let Parameters { rating, welcome, .. } = &self.parameters;
        let mut wave = self.dice.stream(Purpose::Measurement, week, refugees.person[id].entity);
        let rated = f64::from(refugees.language[id].level) + self.leaning[id];
        let felt = f64::from(refugees.mind[id].welcome);
        let (none, good, threshold) = (rating.none.get(), rating.good.get(), welcome.threshold.get());
        let rated = around(&mut wave, rated, rating.wave.get(), [none, good]);
        let felt = around(&mut wave, felt, welcome.error.get(), [threshold]);
        Answers {
            self_rating: if rated >= good {
                SelfRating::Good
            } else if rated < none {
                SelfRating::None
            } else {
                SelfRating::Some
            },
            contact: contact(&self.parameters, &refugees.meetings[id]),
            feels_welcome: felt >= threshold,
        }
    }

    /// Returns whether a person says in a week to be worried about hostility.
    ///
    /// The draw is one of its own, so that who asks for it changes no other answer.
    pub fn is_worried(&self, refugees: &Refugees, id: PersonId, week: Week) -> bool {
        let Threshold { error, threshold } = &self.parameters.worry;
        let mut own = self.dice.stream(Purpose::WorryAnswer, week, refugees.person[id].entity);
        let threshold = threshold.get();
        around(&mut own, f64::from(refugees.mind[id].worry), error.get(), [threshold]) >= threshold
    }
}

/// Draws from the normal distribution around a middle, or returns the middle where no threshold lies between the two.
fn around<const N: usize>(wave: &mut Stream, middle: f64, deviation: f64, thresholds: [f64; N]) -> f64 {
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for distance in thresholds.map(|threshold| (threshold - middle) / deviation) {
        if distance > 0.0 {
            high = high.min(distance);
        } else {
            low = low.max(distance);
        }
    }
    middle + deviation * wave.normal_beyond(low, high)
}

/// Returns how often somebody meets long-standing residents.
pub fn contact(parameters: &Parameters, meetings: &Meetings) -> ContactFrequency {
    let per_week = meetings.per_week();
    if per_week >= parameters.contact.often.get() {
        ContactFrequency::Often
    } else if per_week == 0.0 {
        ContactFrequency::Never
    } else {
        ContactFrequency::Sometimes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Entity;
    use crate::evidence::Evidence;
    use crate::index::HouseholdId;
    use crate::numeric::logistic;
    use crate::population::{Language, Mind, Person};
    use crate::vocabulary::{Education, Origin, Sex};

    const WEEK: Week = Week(90);

    /// Returns so many people of a level who feel welcome, and worry, that much, of whom nothing else is known.
    fn people(count: u64, level: f64, felt: f64) -> Refugees {
        let mut all = Refugees::default();
        for number in 0..count {
            all.person.push(Person {
                entity: Entity::named("person").part(2, number),
                household: HouseholdId(0),
                arrived: Week(0),
                born: Week(-1_500),
                sex: Sex::Female,
                origin: Origin::Syria,
                education: Education::High,
                latin_script: true,
                sociability: 1.0,
            });
            all.language.push(Language {
                level: level as f32,
                best: level as f32,
                rate: 1.0,
                local_knowledge: 0.5,
                units: 0.0,
                weeks_taught: 0,
                practice: 0.0,
                test: None,
            });
            all.mind.push(Mind {
                belonging: 0.5,
                welcome: felt as f32,
                worry: felt as f32,
                trust: 0.5,
                discouragement: 0.0,
                refusals_this_week: 0,
                friendly_this_week: 0,
                hostile_this_week: 0,
            });
            all.meetings.push(Meetings::default());
        }
        all
    }

    fn survey(refugees: &Refugees) -> Survey {
        let parameters = Evidence::embedded()
            .expect("evidence is valid")
            .section("measurement")
            .expect("it fits the type");
        let mut survey = Survey::new(parameters, Dice::new(1, 0));
        survey.include(refugees);
        survey
    }

    #[test]
    fn half_of_the_people_at_a_threshold_stand_above_it() {
        let parameters = survey(&Refugees::default()).parameters;
        let asked = 4_000;
        let refugees = people(asked, parameters.rating.good.get(), parameters.welcome.threshold.get());
        let survey = survey(&refugees);
        let (mut good, mut welcome) = (0, 0);
        for id in refugees.person.ids() {
            let answers = survey.answers(&refugees, id, WEEK);
            good += u32::from(answers.self_rating == SelfRating::Good);
            welcome += u32::from(answers.feels_welcome);
            assert_eq!(answers.contact, ContactFrequency::Never);
        }
        // Five standard errors of a share of one half.
        let tolerance = 5.0 * 0.5 / (asked as f64).sqrt();
        assert!((f64::from(good) / asked as f64 - 0.5).abs() < tolerance);
        assert!((f64::from(welcome) / asked as f64 - 0.5).abs() < tolerance);
        // The twin: a level one standard deviation higher must not look the same.
        assert!((logistic(1.0) - 0.5).abs() > tolerance);
    }

    #[test]
    fn half_of_the_people_who_worry_as_much_as_the_threshold_say_so_whatever_else_they_answer() {
        let asked = 4_000;
        let threshold = survey(&Refugees::default()).parameters.worry.threshold.get();
        let refugees = people(asked, 1.0, threshold);
        let survey = survey(&refugees);
        let says = |id| survey.is_worried(&refugees, id, WEEK);
        let worried = refugees.person.ids().filter(|&id| says(id)).count() as f64;
        let welcome = |id| survey.answers(&refugees, id, WEEK).feels_welcome;
        let both = refugees.person.ids().filter(|&id| says(id) && welcome(id)).count() as f64;
        let of = refugees.person.ids().filter(|&id| welcome(id)).count() as f64;
        // Five standard errors of a share of one half, of all and of those who feel welcome.
        assert!((worried / asked as f64 - 0.5).abs() < 5.0 * 0.5 / (asked as f64).sqrt());
        assert!((both / of - 0.5).abs() < 5.0 * 0.5 / of.sqrt(), "{both} of {of}");
    }

    #[test]
    fn answers_settled_early_are_those_of_the_whole_draw() {
        for level in [0.1, 0.6, 1.5, 2.4, 2.9, 4.5] {
            let refugees = people(1_000, level, level / 5.0);
            let survey = survey(&refugees);
            let Parameters { rating, welcome, .. } = &survey.parameters;
            for (id, person) in refugees.person.rows() {
                let mut wave = survey.dice.stream(Purpose::Measurement, WEEK, person.entity);
                let rated = f64::from(refugees.language[id].level)
                    + survey.leaning[id]
                    + wave.normal(0.0, rating.wave.get());
                let felt = f64::from(refugees.mind[id].welcome) + wave.normal(0.0, welcome.error.get());
                let answers = survey.answers(&refugees, id, WEEK);
                assert_eq!(answers.self_rating == SelfRating::Good, rated >= rating.good.get());
                assert_eq!(answers.self_rating == SelfRating::None, rated < rating.none.get());
                assert_eq!(answers.feels_welcome, felt >= welcome.threshold.get());
            }
        }
    }
}
