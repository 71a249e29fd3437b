//! The row of `series.csv`: counts of a district, which add up over districts, and the measures made of them.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::district::Place;
use crate::forcing::Forcings;
use crate::index::Id;
use crate::ledger::{Ledger, totals};
use crate::population::{Dwelling, Membership, Residence};
use crate::process::{city_network, local_network, public_life};
use crate::schedule::Parameters;
use crate::time::Week;
use crate::vocabulary::{Concept, Field, Mode, Need, PerField, PerNeed, Status, Use};
use crate::world::DistrictWorld;

use super::MEASURES;
use super::groups::{Outcomes, of_person};
use super::lives::{Outcome, PersonWeeks};
use super::measurement::Survey;

/// A mean that adds up: a sum and a weight.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn of(value: f64, weight: f64) -> Self {
        if value.is_nan() { Self::default() } else { Self { sum: value * weight, weight } }
    }

    /// Returns the mean; not a number without weight.
    fn get(self) -> f64 {
        self.sum / self.weight
    }
}

impl AddAssign<&Self> for Mean {
    fn add_assign(&mut self, other: &Self) {
        self.sum += other.sum;
        self.weight += other.weight;
    }
}

totals! {
    /// Counts of one district, or of several together, at the end of an interval.
    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Tally {
        outcomes: Outcomes,
        adults: f64,
        in_district: f64,
        in_accommodation: f64,
        in_accommodation_settled: f64,
        settled: f64,
        knows_intermediary: f64,
        knows_service: f64,
        volunteers_active: f64,
        volunteers_ever: f64,
        volunteers_attached: f64,
        attitude: Mean,
        contact: Mean,
        public_life: Mean,
        public_life_gap: Mean,
        members: f64,
        of_age_to_join: f64,
        density: Mean,
        core: Mean,
        duplication: Mean,
        gaps: Mean,
        directory: Mean,
        coverage: PerField<Mean>,
        programme_fit: Mean,
        lived: PersonWeeks,
        now: Ledger,
        before: Ledger,
    }
}

impl Tally {
    /// Counts a district at the end of an interval whose beginning left the ledger `before`, and in which people lived so many weeks
    /// of each outcome.
    pub fn of(
        week: Week,
        parameters: &Parameters,
        forcings: &Forcings,
        district: &DistrictWorld,
        survey: &Survey,
        (before, lived): (&Ledger, PersonWeeks),
    ) -> Self {
        let refugees = &district.refugees;
        let climate = forcings.climate.national.at(week);
        let residents = &district.residents;
        let adults_resident = residents.adults.len() as f64;
        let institutions = district.network.institution.len() as f64;
        let own_desks = district
            .intermediary
            .establishment
            .iter()
            .flat_map(|establishment| &establishment.desks)
            .map(|&desk| &district.intermediary.desk[desk]);
        let belongs = |one: &&Membership| refugees.is_present(one.person);
        let members = refugees.memberships.active().iter().filter(belongs).count();
        let mut tally = Self {
            outcomes: Outcomes::default(),
            adults: 0.0,
            in_district: 0.0,
            in_accommodation: 0.0,
            in_accommodation_settled: 0.0,
            settled: 0.0,
            knows_intermediary: 0.0,
            knows_service: 0.0,
            volunteers_active: district.volunteers.active.len() as f64,
            volunteers_ever: f64::from(district.volunteers.ever_count),
            volunteers_attached: district.volunteers.attached.len() as f64,
            attitude: Mean::of(residents.attitudes.mean(week, climate), adults_resident),
            contact: Mean::of(residents.attitudes.contact_share(week), adults_resident),
            public_life: Mean::of(district.network.bodies.follows.unwrap_or(f64::NAN), adults_resident),
            public_life_gap: Mean::default(),
            members: members as f64,
            of_age_to_join: 0.0,
            density: Mean::of(
                local_network::density(&district.network, week, &parameters.local_network),
                institutions,
            ),
            core: Mean::of(local_network::core_share(&district.network), institutions),
            duplication: Mean::of(district.network.duplication, institutions),
            gaps: Mean::of(district.network.gaps, 1.0),
            directory: Mean::of(local_network::directory_correct_share(own_desks, &district.network), 1.0),
            coverage: PerField::default(),
            programme_fit: Mean::default(),
            lived,
            now: district.ledger.clone(),
            before: before.clone(),
        };
        let mut open: Vec<(Place, PerNeed<f64>)> =
            district.ground.iter().map(|ground| (ground.centre, PerNeed::default())).collect();
        for &id in &refugees.present {
            tally.outcomes.count(&of_person(survey, refugees, id, week));
            let settled = refugees.legal[id].status == Status::Settled;
            tally.settled += f64::from(u8::from(settled));
            if let Residence::District(neighbourhood) = refugees.housing[id].residence {
                tally.in_district += 1.0;
                let mut kinds = refugees.visits[id].open_need;
                while kinds != 0 {
                    open[neighbourhood.position()].1[Need::of_position(kinds.trailing_zeros() as usize)] +=
                        1.0;
                    kinds &= kinds - 1;
                }
            }
            if let Dwelling::Shared(_) = refugees.housing[id].dwelling {
                tally.in_accommodation += 1.0;
                tally.in_accommodation_settled += f64::from(u8::from(settled));
            }
            tally.of_age_to_join += f64::from(u8::from(refugees.person[id].has_school_age(week)));
            if refugees.person[id].is_adult(week) {
                let awareness = &refugees.awareness[id];
                tally.adults += 1.0;
                tally.knows_intermediary += f64::from(u8::from(awareness.intermediary.is_some()));
                tally.knows_service += f64::from(u8::from(
                    awareness.intermediary.is_some() || awareness.advice_service.is_some(),
                ));
            }
        }
        let reach = parameters.local_network.reach_km.get();
        let coverage =
            city_network::coverage(week, &district.network, &district.city.programme_slots, &open, reach);
        tally.coverage =
            PerField::from_fn(|field| Mean::of(coverage.covered[field], coverage.open[field].max(1.0)));
        tally.programme_fit = Mean::of(coverage.fit, coverage.open.values().iter().sum());
        let gap = public_life::gap(
            &parameters.public_life,
            residents.adults.len(),
            district.volunteers.active_residents,
            tally.adults,
            f64::from(public_life::taking_part(week, refugees, &district.volunteers, &district.network)),
        );
        tally.public_life_gap = Mean::of(gap, adults_resident);
        tally
    }

    /// Returns the measures in the order of [`MEASURES`]; not a number where there is none.
    pub fn values(&self) -> Vec<f64> {
        MEASURES.iter().map(|measure| self.value(measure.name)).collect()
    }

    /// Returns the difference of a count of whole things.
    fn count(&self, count: impl Fn(&Ledger) -> u64) -> f64 {
        (count(&self.now) - count(&self.before)) as f64
    }

    /// Returns the difference of a sum of hours or euros.
    fn sum(&self, sum: impl Fn(&Ledger) -> f64) -> f64 {
        sum(&self.now) - sum(&self.before)
    }

    fn hours(&self, purpose: Use) -> f64 {
        self.sum(|ledger| ledger.hours[purpose])
    }

    fn value(&self, name: &str) -> f64 {
        let served = self.count(|ledger| ledger.served);
        match name {
            "present" => f64::from(self.outcomes.persons),
            "refugees" => self.in_district,
            "in_accommodation" => self.in_accommodation,
            "in_accommodation_settled" => self.in_accommodation_settled,
            "left_accommodation" => self.count(|ledger| ledger.left_accommodation),
            "settled_share" => self.settled / f64::from(self.outcomes.persons),
            "knows_intermediary_share" => self.knows_intermediary / self.adults,
            "knows_service_share" => self.knows_service / self.adults,
            "needs_arisen" => self.count(|ledger| ledger.needs_arisen.values().iter().sum()),
            "needs_met" => self.count(|ledger| ledger.needs_met.values().iter().sum()),
            "letters_arrived" => self.count(|ledger| ledger.letters_arrived),
            "letters_answered_helped" => self.count(|ledger| ledger.letters_answered_helped),
            "letters_answered_alone" => self.count(|ledger| ledger.letters_answered_alone),
            "letters_missed" => self.count(|ledger| ledger.letters_missed),
            "benefit_gap_weeks" => self.count(|ledger| ledger.benefit_gap_weeks),
            "courses_registered" => self.count(|ledger| ledger.courses_registered),
            "courses_registered_helped" => self.count(|ledger| ledger.courses_registered_helped),
            "visits" => self.count(|ledger| ledger.visits),
            "first_visits" => self.count(|ledger| ledger.first_visits),
            "resident_visits" => self.count(|ledger| ledger.resident_visits),
            "institution_visits" => self.count(|ledger| ledger.institution_visits),
            "served" => served,
            "reneged" => self.count(|ledger| ledger.reneged),
            "waiting_mean" => ratio(self.sum(|ledger| ledger.waiting_days), served),
            "waiting_p90" => self.waiting_quantile(0.9),
            "utilisation" => {
                ratio(self.sum(|ledger| ledger.desk_busy_hours), self.sum(|ledger| ledger.desk_hours))
            }
            "offered_load" => {
                ratio(self.sum(|ledger| ledger.hours_asked), self.sum(|ledger| ledger.hours_direct))
            }
            "hours_followed" => self.sum(|ledger| ledger.follow_up_hours),
            "weeks_followed" => self.count(|ledger| ledger.followed_weeks),
            "opening_hours" => self.sum(|ledger| ledger.opening_hours),
            "external_places" => self.count(|ledger| ledger.external_places),
            "staff_hours_paid" => self.sum(|ledger| ledger.hours_paid),
            "hours_casework" => self.hours(Use::Casework),
            "hours_groupwork" => self.hours(Use::Groupwork),
            "hours_networking" => self.hours(Use::Networking),
            "hours_social_space" => self.hours(Use::SocialSpace),
            "hours_overhead" => self.hours(Use::Overhead),
            "hours_coordination" => self.hours(Use::Coordination),
            "hours_idle" => self.hours(Use::Idle),
            "hours_absent" => self.hours(Use::Absent),
            "hours_unspent" => self.hours(Use::Unspent),
            "volunteers_active" => self.volunteers_active,
            "volunteers_ever" => self.volunteers_ever,
            "volunteers_attached" => self.volunteers_attached,
            "volunteer_hours" => self.sum(|ledger| ledger.volunteer_hours),
            "refusals_housing" => self.count(|ledger| ledger.refusals_housing),
            "refusals_job_search" => self.count(|ledger| ledger.refusals_job_search),
            "refusals_work" => self.count(|ledger| ledger.refusals_work),
            "resident_attitude" => self.attitude.get(),
            "resident_contact_share" => self.contact.get(),
            "resident_needs_arisen" => {
                self.count(|ledger| ledger.resident_needs_arisen.values().iter().sum())
            }
            "resident_needs_met" => self.count(|ledger| ledger.resident_needs_met.values().iter().sum()),
            "resident_needs_referred" => self.count(|ledger| ledger.resident_needs_referred),
            "resident_unmet_share" => {
                let unmet = self.count(|ledger| ledger.resident_needs_unmet);
                let met = self.count(|ledger| ledger.resident_needs_met.values().iter().sum());
                ratio(unmet, unmet + met)
            }
            "hours_replaced" => self.sum(|ledger| ledger.companion_hours),
            "decisions" => self.count(|ledger| ledger.decisions),
            "decisions_followed" => self.count(|ledger| ledger.decisions_followed),
            "club_members_share" => self.members / self.of_age_to_join,
            "public_life_gap" => self.public_life_gap.get(),
            "public_life_share" => self.public_life.get(),
            "network_density" => self.density.get(),
            "network_core" => self.core.get(),
            "meetings_held" => self.count(|ledger| ledger.network_meetings),
            "hand_overs" => self.count(|ledger| ledger.hand_overs),
            "duplication" => self.duplication.get(),
            "gaps" => self.gaps.get(),
            "directory_correct_share" => self.directory.get(),
            "programme_fit" => self.programme_fit.get(),
            "programmes_doubled" => self.count(|ledger| ledger.programmes_doubled),
            "programmes_missing" => self.count(|ledger| ledger.programmes_missing),
            "bodies_attended" => self.count(|ledger| ledger.bodies_attended),
            "needs_reported" => self.count(|ledger| ledger.needs_reported),
            "participants_drawn" => self.count(|ledger| ledger.participants_drawn),
            "volunteers_drawn" => self.count(|ledger| ledger.volunteers_drawn),
            "weeks_without_grant" => self.count(|ledger| ledger.weeks_without_grant),
            "cost_eur" => self.sum(|ledger| ledger.euros),
            _ => self.of_a_kind(name),
        }
    }

    /// Returns one of several measures of a kind: of referrals, services, outcomes, fields or groups.
    fn of_a_kind(&self, name: &str) -> f64 {
        if let Some(step) = name.strip_prefix("referrals_") {
            self.referrals(step)
        } else if let Some(hours) = self.hours_of_services(name) {
            hours
        } else if let Some(outcome) = Outcome::of_measure(name) {
            self.lived.years(outcome)
        } else if let Some(field) = name.strip_prefix("coverage_").and_then(Field::parse) {
            self.coverage[field].get()
        } else {
            self.outcomes.mean_of(name).unwrap_or(f64::NAN)
        }
    }

    /// Returns hours that services without the intermediary offered, or that found a use, if the name is one of these measures.
    fn hours_of_services(&self, name: &str) -> Option<f64> {
        Some(match name {
            "hours_advice" => self.sum(|ledger| ledger.advice_hours),
            "hours_advice_used" => self.sum(|ledger| ledger.advice_busy_hours),
            "hours_social_work" => self.sum(|ledger| ledger.social_work_hours),
            "hours_social_work_used" => self.sum(|ledger| ledger.social_work_busy_hours),
            "hours_job_centre" => self.sum(|ledger| ledger.job_centre_hours),
            "hours_job_centre_used" => self.sum(|ledger| ledger.job_centre_busy_hours),
            _ => return None,
        })
    }

    /// Returns the referrals of a step, such as `reached`, or of a step and a mode, such as `reached_alone`.
    fn referrals(&self, step: &str) -> f64 {
        let (step, mode) = match step.split_once('_') {
            Some((step, mode)) => (step, Mode::parse(mode)),
            None => (step, None),
        };
        self.count(|ledger| {
            let counts = match step {
                "issued" => &ledger.referrals_issued,
                "reached" => &ledger.referrals_reached,
                "admitted" => &ledger.referrals_admitted,
                _ => &ledger.referrals_completed,
            };
            mode.map_or_else(|| counts.values().iter().sum(), |mode| counts[mode])
        })
    }

    /// Returns the wait in days that a share of the served stayed below.
    fn waiting_quantile(&self, share: f64) -> f64 {
        let total = self.count(|ledger| ledger.served);
        if total == 0.0 {
            return f64::NAN;
        }
        self.now.waits.below(&self.before.waits, share * total).unwrap_or(f64::NAN)
    }
}

/// Returns a ratio over an interval; not a number where there is nothing to divide by, as in a week without staff.
fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_of_districts_are_weighted() {
        let mut mean = Mean::of(0.2, 1.0);
        mean += &Mean::of(0.5, 3.0);
        mean += &Mean::of(f64::NAN, 9.0);
        assert!((mean.get() - 0.425).abs() < 1e-15);
    }
}
