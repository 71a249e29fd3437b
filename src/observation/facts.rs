//! Counts that published facts are compared with: completed referrals by mode (F16), people in accommodation (F11, F12).
//!
//! They are results and are printed beside the published figures; no parameter is set by them.

use crate::index::PersonId;
use crate::population::{Issuer, Presence, Refugees};
use crate::time::Week;
use crate::vocabulary::{Concept, Mode, PerMode};
use crate::world::DistrictWorld;

use super::FactRow;

/// Weeks within which a referral has to be completed to count.
const WITHIN_WEEKS: i32 = 26;
/// Referrals of the years 2016 to 2018 count: weeks 52 to 207.
const ISSUED: std::ops::Range<i32> = 52..208;
/// Weeks at which people in accommodation are counted: 2015-11-05, 2017-03-01, 2018-10-12, 2019-02-28.
pub const STOCK_WEEKS: [i32; 4] = [43, 112, 196, 216];

/// Counts the people in shared accommodation of a district.
pub fn stock(district: &DistrictWorld, week: Week) -> FactRow {
    let people: u32 = district.city.accommodation.iter().map(|shared| shared.people).sum();
    let (district, line) = (district.id.clone(), "in_accommodation".into());
    FactRow { district, line, week, count: u64::from(people), of: None }
}

/// Counts completed referrals by mode: of those that the intermediary issued to people with a claim by status who were still in the
/// city half a year later, how many were completed within that half year.
pub fn completion(district: &DistrictWorld, week: Week) -> Vec<FactRow> {
    let mut counts: PerMode<(u64, u64)> = PerMode::from_fn(|_| (0, 0));
    for episode in &district.episodes.episode {
        let counted = matches!(episode.issuer, Issuer::Intermediary(_))
            && episode.entitled
            && ISSUED.contains(&episode.issued.0)
            && is_here(episode.person, episode.issued.plus(WITHIN_WEEKS), &district.refugees);
        if !counted {
            continue;
        }
        let (completed, issued) = &mut counts[episode.mode];
        *issued += 1;
        let in_time = episode.completed.is_some_and(|done| done.since(episode.issued) <= WITHIN_WEEKS);
        *completed += u64::from(in_time);
    }
    let row = |&mode: &Mode| {
        let (count, issued) = counts[mode];
        let line = match mode {
            Mode::Alone => "completed_alone",
            Mode::Accompanied => "completed_accompanied",
            Mode::Colocated => "completed_colocated",
            Mode::InHouse => "completed_inhouse",
        };
        FactRow { district: district.id.clone(), line: line.into(), week, count, of: Some(issued) }
    };
    Mode::ALL.iter().map(row).collect()
}

fn is_here(id: PersonId, week: Week, refugees: &Refugees) -> bool {
    match refugees.presence[id] {
        Presence::Present => true,
        Presence::Left(gone) | Presence::Died(gone) => gone > week,
    }
}
