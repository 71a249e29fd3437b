//! Counts that published facts are compared with: completed referrals by mode (F16), people in accommodation (F11, F12).
//!
//! They are results and are printed beside the published figures; no parameter is set by them.

use crate::index::PersonId;
use crate::population::{Issuer, Presence, Refugees};
use crate::time::Week;
use crate::vocabulary::{Concept, Mode, PerMode};
use crate::world::DistrictWorld;

use super::Table;

/// Weeks within which a referral has to be completed to count.
const WITHIN_WEEKS: i32 = 26;
/// Referrals of the years 2016 to 2018 count: weeks 52 to 207.
const ISSUED: std::ops::Range<i32> = Week::YEAR..4 * Week::YEAR;
/// Weeks at which people in accommodation are counted: 2015-11-05, 2017-03-01, 2018-10-12, 2019-02-28.
pub const STOCK_WEEKS: [i32; 4] = [43, 112, 196, 216];

/// Returns the table without rows.
pub fn empty() -> Table {
    Table::new(vec!["district", "line", "week", "count", "of"])
}

/// Appends the people in shared accommodation of a district.
pub fn append_stock(district: &DistrictWorld, week: Week, table: &mut Table) {
    let people: u32 = district.city.accommodation.iter().map(|shared| shared.people).sum();
    table.text(&district.id);
    table.text("in_accommodation");
    table.integer(week.0);
    table.integer(people);
    table.missing(1);
    table.end_row();
}

/// Appends completed referrals by mode: of those that the intermediary issued to people with a claim by status who were still in the
/// city half a year later, how many were completed within that half year.
pub fn append_completion(district: &DistrictWorld, week: Week, table: &mut Table) {
    let mut counts: PerMode<(u32, u32)> = PerMode::from_fn(|_| (0, 0));
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
        *completed += u32::from(in_time);
    }
    for &mode in Mode::ALL {
        let (completed, issued) = counts[mode];
        let line = match mode {
            Mode::Alone => "completed_alone",
            Mode::Accompanied => "completed_accompanied",
            Mode::Colocated => "completed_colocated",
            Mode::InHouse => "completed_inhouse",
        };
        table.text(&district.id);
        table.text(line);
        table.integer(week.0);
        table.integer(completed);
        table.integer(issued);
        table.end_row();
    }
}

fn is_here(id: PersonId, week: Week, refugees: &Refugees) -> bool {
    match refugees.presence[id] {
        Presence::Present => true,
        Presence::Left(gone) | Presence::Died(gone) => gone > week,
    }
}
