//! Kinds of work: what is open, of what is applied for, and which kind begins.

use super::parameters::{Kinds, Parameters};
use crate::city::Openings;
use crate::dice::{Purpose, Stream};
use crate::numeric::exp;
use crate::population::Person;
use crate::today::Today;
use crate::vocabulary::{Sex, WorkState};

/// What is open in a week, each relative to as many as there would be in 2016–2019 if nobody here took any.
#[derive(Debug, Clone, Copy)]
pub(super) struct Market {
    /// Vacancies by sex.
    vacancies: [f64; 2],
    /// Apprenticeships.
    apprenticeships: f64,
}

impl Market {
    /// Lets a week pass on both markets, for so many inhabitants of the city and the district's share of them.
    pub(super) fn renew(
        today: &Today,
        parameters: &Parameters,
        (inhabitants, share): (f64, f64),
        vacancies: &mut Openings,
        apprenticeships: &mut Openings,
    ) -> Self {
        let (week, forcings) = (today.week, today.forcings);
        let demand = [forcings.labour.men.at(week), forcings.labour.women.at(week)];
        let supply = 0.5 * (demand[0] + demand[1]);
        vacancies.renew(&parameters.market, inhabitants, share, supply);
        let offered = forcings.apprenticeships.offered.at(week);
        apprenticeships.renew(&parameters.apprenticeships, inhabitants, share, offered);
        Self {
            // The stock follows the demand of both sexes; each has its own of that.
            vacancies: demand.map(|own| if supply > 0.0 { vacancies.relative() * own / supply } else { 0.0 }),
            apprenticeships: apprenticeships.relative(),
        }
    }

    /// Returns how much is open for somebody of whose applications a share is for apprenticeships.
    pub(super) fn open(&self, sex: Sex, for_training: f64) -> f64 {
        self.vacancies[sex as usize] * (1.0 - for_training) + self.apprenticeships * for_training
    }

    /// Draws whether an application that was accepted is for an apprenticeship.
    pub(super) fn is_for_training(&self, today: &Today, who: &Person, for_training: f64) -> bool {
        let chance = self.chance_of_training(who.sex, for_training);
        chance > 0.0 && today.stream(Purpose::ApprenticeshipSought, who.entity).chance(chance)
    }

    /// Returns the chance that an application which meets something open is for an apprenticeship.
    fn chance_of_training(&self, sex: Sex, for_training: f64) -> f64 {
        let open = self.open(sex, for_training);
        if open > 0.0 { self.apprenticeships * for_training / open } else { 0.0 }
    }
}

/// Returns the share of applications that somebody sends for apprenticeships, if as many of these are open as vacancies.
pub(super) fn for_training(kind: &Kinds, age: i32, level: f64, is_busy: bool) -> f64 {
    let by_age = match age {
        ..=24 => 1.0,
        25..=34 => kind.training_older.get(),
        _ => 0.0,
    };
    let training = kind.training.get() * by_age;
    if training <= 0.0 || level < kind.training_level.get() {
        return 0.0;
    }
    training / (training + weights(kind, level, is_busy).iter().sum::<f64>())
}

/// Returns the weights of employment, marginal work and internships.
fn weights(kind: &Kinds, level: f64, is_busy: bool) -> [f64; 3] {
    let by_language = exp(kind.marginal_by_language.get() * (level - 2.0));
    let beside = if is_busy { kind.marginal_beside.get() } else { 1.0 };
    [1.0, kind.marginal.get() * by_language * beside, kind.internship.get() * by_language]
}

/// Draws the kind of work that begins after a vacancy was filled.
pub(super) fn draw(kind: &Kinds, level: f64, is_busy: bool, stream: &mut Stream) -> WorkState {
    let states = [WorkState::Employed, WorkState::Marginal, WorkState::Internship];
    let drawn = stream.weighted(&weights(kind, level, is_busy));
    states[drawn.expect("employment has a positive weight")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::toy;

    #[test]
    fn applications_follow_what_is_open_for_whom_it_is_within_reach() {
        let parameters: Parameters = toy::parameters("work");
        let kind = &parameters.kind;
        let young = for_training(kind, 20, 3.0, false);
        assert!(young > for_training(kind, 30, 3.0, false) && for_training(kind, 30, 3.0, false) > 0.0);
        // Too old, or unable to follow lessons.
        assert_eq!([for_training(kind, 40, 3.0, false), for_training(kind, 20, 1.0, false)], [0.0, 0.0]);
        let market = |apprenticeships| Market { vacancies: [0.8, 0.4], apprenticeships };
        // Who cannot begin one does not feel how many there are, to the last bit.
        assert_eq!([0.0, 1.0, 9.0].map(|open| market(open).open(Sex::Male, 0.0)), [0.8; 3]);
        assert_eq!(market(9.0).chance_of_training(Sex::Male, 0.0), 0.0);
        // Half of the applications for each: with nothing on one side the other half is left, and twice as much open is twice as likely.
        assert!((market(0.0).open(Sex::Female, 0.5) - 0.2).abs() < 1e-12);
        assert!((market(0.4).chance_of_training(Sex::Female, 0.5) - 0.5).abs() < 1e-12);
        assert!((market(0.8).chance_of_training(Sex::Female, 0.5) - 2.0 / 3.0).abs() < 1e-12);
        let none = Market { vacancies: [0.0; 2], apprenticeships: 0.0 };
        assert_eq!(none.chance_of_training(Sex::Male, 0.5), 0.0);
    }
}
