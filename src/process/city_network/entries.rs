//! Entries: what desks know of institutions becomes wrong when the city changes, unless the information arrived.

use super::Parameters;
use crate::city::CityInDistrict;
use crate::dice::Purpose;
use crate::index::{Column, DeskId, Id, InstitutionId};
use crate::intermediary::{Desk, DeskOwner, Entry};
use crate::network::Institution;
use crate::numeric::chance_within;
use crate::quantity::Rate;
use crate::time::WEEKS_PER_YEAR;
use crate::today::Today;
use crate::vocabulary::{Concept, InstitutionKind, Need, PerNeed, PerTier, Tier};

/// Passes what is known on to the members when a meeting of the local network was held.
pub(super) fn pass_on(meetings: u32, city: &mut CityInDistrict) {
    if meetings != city.meetings_seen {
        city.meetings_seen = meetings;
        city.passed_on = PerTier::from_fn(|tier| city.passed_on[tier].max(city.information[tier]));
    }
}

/// What desks have written about founded institutions, and from whom they hear of changes.
pub(super) struct Directories<'a> {
    pub(super) institution: &'a Column<InstitutionId, Institution>,
    pub(super) founded: usize,
    /// Members of the local network.
    pub(super) members: &'a [InstitutionId],
    /// The desks for which city work is done.
    pub(super) own: &'a [DeskId],
    pub(super) desk: &'a mut Column<DeskId, Desk>,
}

impl Directories<'_> {
    /// Returns what a desk has heard of each tier: at the desks for which city work is done what it brings, elsewhere what members
    /// of the local network were told.
    fn heard(&self, id: DeskId, city: &CityInDistrict) -> PerTier<f64> {
        if self.own.contains(&id) {
            return city.information;
        }
        match self.desk[id].owner {
            DeskOwner::AdviceService(service) if self.members.binary_search(&service).is_ok() => {
                city.passed_on
            }
            DeskOwner::AdviceService(_) | DeskOwner::Intermediary | DeskOwner::SocialWork(_) => {
                PerTier::default()
            }
        }
    }

    /// Makes entries wrong, each with the chance that `chance` gives for the institution and for what the desk has heard.
    fn make_wrong(
        &mut self,
        today: &Today,
        purpose: Purpose,
        city: &CityInDistrict,
        chance: impl Fn(&Institution, &PerTier<f64>) -> f64,
    ) {
        for id in self.desk.ids() {
            let heard = self.heard(id, city);
            let desk = &mut self.desk[id];
            for (institution, row) in self.institution.rows().take(self.founded) {
                let chance = chance(row, &heard);
                if chance > 0.0
                    && institution.position() < desk.directory.entry.len()
                    && today.dice.pair(purpose, today.week, row.entity, desk.entity).chance(chance)
                {
                    desk.directory.entry[institution].correct = false;
                }
            }
        }
    }
}

/// Makes what desks know of institutions with a changed programme wrong.
pub(super) fn change_programmes(
    today: &Today,
    parameters: &Parameters,
    before: &PerTier<PerNeed<u32>>,
    directories: &mut Directories<'_>,
    city: &CityInDistrict,
) {
    let changed = PerTier::from_fn(|tier| {
        Need::ALL
            .iter()
            .filter(|&&need| before[tier][need] != city.running[tier][need])
            .fold(0, |bits, &need| bits | (1 << need as u8))
    });
    directories.make_wrong(today, Purpose::Programme, city, |row, heard| {
        // Of several changes the one that is least heard of counts.
        Tier::ALL
            .iter()
            .filter(|&&tier| row.helps_with_any(changed[tier], today.week))
            .map(|&tier| parameters.change_unknown.get() * (1.0 - heard[tier]))
            .fold(0.0, f64::max)
    });
}

/// Makes what desks know of public offices and job centres wrong when the administration is reorganised.
pub(super) fn reorganise(
    today: &Today,
    parameters: &Parameters,
    directories: &mut Directories<'_>,
    city: &CityInDistrict,
) {
    directories.make_wrong(today, Purpose::Reorganisation, city, |row, heard| match row.kind {
        InstitutionKind::PublicOffice | InstitutionKind::JobCentre => {
            parameters.reorganisation.entries.get() * (1.0 - heard[Tier::Municipality])
        }
        _ => 0.0,
    });
}

/// Returns whether a kind of institution works for the whole city, so that other intermediaries know it too.
const fn is_city_wide(kind: InstitutionKind) -> bool {
    matches!(
        kind,
        InstitutionKind::JobCentre
            | InstitutionKind::PublicOffice
            | InstitutionKind::HousingCompany
            | InstitutionKind::AdultEducation
            | InstitutionKind::HealthService
    )
}

/// Puts entries about institutions for the whole city right at the desks for which city work is done.
pub(super) fn learn_from_sisters(
    today: &Today,
    parameters: &Parameters,
    stale_per_year: Rate,
    directories: &mut Directories<'_>,
) {
    let week = today.week;
    let stale = chance_within(stale_per_year.get() / WEEKS_PER_YEAR, 1.0);
    for &id in directories.own {
        let desk = &mut directories.desk[id];
        for (institution, row) in directories.institution.rows().take(directories.founded) {
            if !is_city_wide(row.kind) || institution.position() >= desk.directory.entry.len() {
                continue;
            }
            let entry = desk.directory.entry[institution];
            let mut stream = today.dice.pair(Purpose::SisterKnows, week, row.entity, desk.entity);
            if !(entry.known && entry.correct) && stream.chance(parameters.sisters_right.get()) {
                let weeks = stream.geometric(stale);
                let stale = week.plus(1).plus(weeks);
                desk.directory.write(institution, Entry { known: true, correct: true, checked: week, stale });
            }
        }
    }
}
