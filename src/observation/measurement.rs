//! Measurement models: how states become the answers that a survey would get.
//!
//! They read the state and never write it. One draw holds for a person at all waves, the others are made anew at each wave.

use serde::Deserialize;

use crate::dice::{Dice, Entity, Purpose};
use crate::population::{Language, Meetings, Mind};
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
    pub welcome: WelcomeAnswer,
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

/// Feeling welcome.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WelcomeAnswer {
    /// Standard deviation of answers at one state.
    pub error: Share,
    /// Fully or mostly welcome from here on.
    pub threshold: Share,
}

/// How somebody rates the own German.
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

/// Returns what a person answers in a week.
pub fn answers(
    parameters: &Parameters,
    dice: &Dice,
    week: Week,
    person: Entity,
    language: &Language,
    meetings: &Meetings,
    mind: &Mind,
) -> Answers {
    let rating = &parameters.rating;
    let own = dice.stream(Purpose::Measurement, Week::NEVER, person).normal(0.0, rating.person.get());
    let mut wave = dice.stream(Purpose::Measurement, week, person);
    let rated = f64::from(language.level) + own + wave.normal(0.0, rating.wave.get());
    let felt = f64::from(mind.welcome) + wave.normal(0.0, parameters.welcome.error.get());
    Answers {
        self_rating: if rated >= rating.good.get() {
            SelfRating::Good
        } else if rated < rating.none.get() {
            SelfRating::None
        } else {
            SelfRating::Some
        },
        contact: contact(parameters, meetings),
        feels_welcome: felt >= parameters.welcome.threshold.get(),
    }
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
    use crate::evidence::Evidence;
    use crate::numeric::logistic;

    const LANGUAGE: Language = Language {
        level: 3.0,
        rate: 1.0,
        local_knowledge: 0.5,
        units: 0.0,
        weeks_taught: 0,
        practice: 0.0,
        test: None,
    };
    const MIND: Mind = Mind {
        belonging: 0.5,
        welcome: 0.55,
        worry: 0.2,
        trust: 0.5,
        discouragement: 0.0,
        refusals_this_week: 0,
        friendly_this_week: 0,
        hostile_this_week: 0,
    };

    #[test]
    fn half_of_the_people_at_a_threshold_stand_above_it() {
        let parameters: Parameters = Evidence::embedded()
            .expect("evidence is valid")
            .section("measurement")
            .expect("it fits the type");
        let dice = Dice::new(1, 0);
        let language = Language { level: parameters.rating.good.get() as f32, ..LANGUAGE };
        let mind = Mind { welcome: parameters.welcome.threshold.get() as f32, ..MIND };
        let asked = 4_000;
        let (mut good, mut welcome) = (0, 0);
        for number in 0..asked {
            let person = Entity::named("person").part(2, number);
            let answers =
                answers(&parameters, &dice, Week(90), person, &language, &Meetings::default(), &mind);
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
}
