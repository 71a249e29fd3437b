//! Identification: belonging, perceived welcome and worry move with what people live through.
//! German: *Identifikation*, *Zugehörigkeit*, *Willkommensgefühl*.
//!
//! # Rule
//! 1. Belonging (own attachment), perceived welcome (reception by others) and worry about hostility are three states.
//! 2. Each is pushed up and down by weekly rates that add: each push takes a fraction of what is left to its end of the scale, so
//!    no state leaves it.
//! 3. Welcome: up with friendly meetings, down with refusals and hostile meetings. The climate acts through these, at the rate at which
//!    they are met (encounter: how many of them are hostile), and a little by what is heard of it without meeting anybody.
//! 4. Belonging: up with friendly meetings, friends, work or training, a private dwelling, security of status; down with
//!    refusals, hostile meetings, and while the stay is insecure.
//! 5. Worry: up with hostile meetings and what is heard of a hostile climate, down with friendly meetings and in the course of time.
//! 6. Discouragement from seeking help, which failures leave behind and contacts at a desk take away, halves by itself in the course
//!    of time, for people of all ages.
//! 7. People take stock once in four weeks; the refusals and meetings since then are used up. People who look for a flat
//!    or a job meet more refusals, so neither
//!    state needs to rise with language and work.
//!
//! # Evidence
//! `scenarios/evidence/identification.toml`.
//!
//! # Limits
//! First form: one climate for all, of which all hear alike; family left behind and religion are missing. Landlords and employers
//! refuse at the same rates in any climate, which understates its swings. Children under 18 have no such states,
//! and begin at 18 with those of arrival.

use serde::Deserialize;

use crate::dice::{ACTING_EVERY, Purpose};
use crate::index::{Column, PersonId};
use crate::numeric::{logistic, pow};
use crate::population::{Dwelling, Housing, Legal, Mind, Person, Refugees, Social, Working};
use crate::quantity::{Effect, Rate, Share, Weeks};
use crate::time::Week;
use crate::today::Today;
use crate::vocabulary::Status;
use crate::world::DistrictWorld;

/// Parameters of identification.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// States on arrival.
    pub initial: Initial,
    /// Weekly pushes of perceived welcome.
    pub welcome: Welcome,
    /// Weekly pushes of belonging.
    pub belonging: Belonging,
    /// Weekly pushes of worry.
    pub worry: Worry,
    /// Time in which discouragement from seeking help halves by itself. Unit: weeks.
    pub discouragement_half_life: Weeks,
}

/// States on arrival.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Initial {
    /// Median of perceived welcome, in log-odds.
    pub welcome: Effect,
    /// Median of belonging, in log-odds.
    pub belonging: Effect,
    /// Median of worry, in log-odds.
    pub worry: Effect,
    /// Standard deviation between persons, in log-odds.
    pub spread: Rate,
    /// Trust in services.
    pub trust: Share,
}

/// Weekly pushes of perceived welcome.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    /// Up and down by what is heard of the climate without meeting anybody, by the shares in favour and against.
    pub media: Rate,
    /// Up by a friendly meeting.
    pub friendly: Rate,
    /// Down by a hostile meeting.
    pub hostile: Rate,
    /// Down by a refusal.
    pub refusal: Rate,
}

/// Weekly pushes of belonging.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Belonging {
    /// Up by living here.
    pub time: Rate,
    /// Down by what was left behind.
    pub elsewhere: Rate,
    /// Up by a friendly meeting.
    pub friendly: Rate,
    /// Up by having a friend among residents.
    pub friend: Rate,
    /// Up by work or training.
    pub work: Rate,
    /// Up by an own dwelling.
    pub dwelling: Rate,
    /// Up by settled status.
    pub settled: Rate,
    /// Down by an insecure stay.
    pub insecure: Rate,
    /// Down by a hostile meeting.
    pub hostile: Rate,
    /// Down by a refusal.
    pub refusal: Rate,
}

/// Weekly pushes of worry.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worry {
    /// Up by what is heard of the climate without meeting anybody, by the share against.
    pub media: Rate,
    /// Down by itself.
    pub calming: Rate,
    /// Up by a hostile meeting.
    pub hostile: Rate,
    /// Down by a friendly meeting.
    pub friendly: Rate,
}

/// Returns what a person feels on arrival.
pub fn on_arrival(today: &Today, parameters: &Parameters, person: &Person) -> Mind {
    let initial = &parameters.initial;
    let mut stream = today.dice.stream(Purpose::MindOnArrival, Week::NEVER, person.entity);
    let mut draw = |median: Effect| logistic(stream.normal(median.get(), initial.spread.get())) as f32;
    Mind {
        belonging: draw(initial.belonging),
        welcome: draw(initial.welcome),
        worry: draw(initial.worry),
        trust: initial.trust.get() as f32,
        discouragement: 0.0,
        refusals_this_week: 0,
        friendly_this_week: 0,
        hostile_this_week: 0,
    }
}

/// What identification reads, and what it writes.
#[derive(Debug)]
pub struct Scene<'a> {
    acting: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    legal: &'a Column<PersonId, Legal>,
    housing: &'a Column<PersonId, Housing>,
    working: &'a Column<PersonId, Working>,
    social: &'a Column<PersonId, Social>,
    mind: &'a mut Column<PersonId, Mind>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let Refugees { acting, person, legal, housing, working, social, mind, .. } = &mut district.refugees;
        Self { acting, person, legal, housing, working, social, mind }
    }
}

/// Moves what people feel by the events since they last took stock, and uses these up.
pub fn step(today: &Today, parameters: &Parameters, scene: Scene) {
    /// Weeks from one taking stock to the next.
    const SPAN: f64 = ACTING_EVERY as f64;
    let week = today.week;
    let climate = today.forcings.climate.national.at(week);
    // By these shares the series is made.
    let (in_favour, against) = (0.5 * (1.0 + climate), 0.5 * (1.0 - climate));
    let Scene { acting, person, legal, housing, working, social, mind } = scene;
    let discouragement_kept = pow(0.5, SPAN / parameters.discouragement_half_life.get().max(1.0)) as f32;
    for &id in acting {
        let own = &mut mind[id];
        own.discouragement *= discouragement_kept;
        let refusals = f64::from(std::mem::take(&mut own.refusals_this_week));
        let friendly = f64::from(std::mem::take(&mut own.friendly_this_week));
        let hostile = f64::from(std::mem::take(&mut own.hostile_this_week));
        if !person[id].is_adult(week) {
            continue;
        }
        let welcome = &parameters.welcome;
        own.welcome = moved(
            own.welcome,
            SPAN * welcome.media.get() * in_favour + welcome.friendly.get() * friendly,
            SPAN * welcome.media.get() * against
                + welcome.hostile.get() * hostile
                + welcome.refusal.get() * refusals,
        );
        let worry = &parameters.worry;
        own.worry = moved(
            own.worry,
            SPAN * worry.media.get() * against + worry.hostile.get() * hostile,
            SPAN * worry.calming.get() + worry.friendly.get() * friendly,
        );
        let belonging = &parameters.belonging;
        let when = |is_so: bool, push: Rate| if is_so { SPAN * push.get() } else { 0.0 };
        let is_settled = legal[id].status == Status::Settled;
        own.belonging = moved(
            own.belonging,
            SPAN * belonging.time.get()
                + belonging.friendly.get() * friendly
                + when(social[id].strong() > 0, belonging.friend)
                + when(working[id].state.is_employment(), belonging.work)
                + when(housing[id].dwelling == Dwelling::Private, belonging.dwelling)
                + when(is_settled, belonging.settled),
            SPAN * belonging.elsewhere.get()
                + when(!is_settled, belonging.insecure)
                + belonging.hostile.get() * hostile
                + belonging.refusal.get() * refusals,
        );
    }
}

/// Moves a state within 0…1 by pushes up and down, each a fraction of what is left to its end.
#[inline]
fn moved(state: f32, up: f64, down: f64) -> f32 {
    let state = f64::from(state);
    (state + (up * (1.0 - state) - down * state) / (1.0 + up + down)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::index::Id;
    use crate::world::toy;

    #[test]
    fn no_push_drives_a_state_off_its_scale() {
        for state in [0.0, 0.3, 1.0] {
            for up in [0.0, 0.01, 5.0, 1e9] {
                for down in [0.0, 0.02, 3.0, 1e9] {
                    assert!((0.0..=1.0).contains(&moved(state, up, down)), "{state} {up} {down}");
                }
            }
        }
    }

    #[test]
    fn discouragement_halves_in_its_half_life_and_never_grows_by_itself() {
        let parameters: Parameters = toy::parameters("identification");
        let forcings = toy::forcings();
        let mut district = toy::district_world();
        district.refugees = toy::refugees(8);
        let ids: Vec<PersonId> = district.refugees.person.ids().collect();
        for &id in &ids {
            district.refugees.mind[id].discouragement = if id.position() == 0 { 0.0 } else { 0.8 };
        }
        // Each acts once in four weeks, so in 52 weeks all have lost the same two half-lives of 26 weeks.
        assert!((parameters.discouragement_half_life.get() - 26.0).abs() < f64::EPSILON);
        for week in 0..52 {
            let today = Today { week: Week(week), dice: Dice::new(1, 0), forcings: &forcings };
            district.refugees.call(today.week);
            step(&today, &parameters, (&mut district).into());
        }
        for id in ids {
            let expected = if id.position() == 0 { 0.0 } else { 0.2 };
            let left = district.refugees.mind[id].discouragement;
            assert!((left - expected).abs() < 1e-5, "{left}");
        }
    }

    #[test]
    fn refusals_push_down_and_friendly_meetings_up() {
        assert!(moved(0.5, 0.01, 0.03) < 0.5);
        assert!(moved(0.5, 0.03, 0.01) > 0.5);
    }
}
