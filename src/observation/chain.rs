//! The chain of access: how far each need came on its way through the intermediary, and how it ended.
//!
//! It is read once, at the end of a run, from the cases, the referrals and who has heard of the intermediary when.

use super::WEEKS_OF_YEAR;
use super::row::Word;
use super::rows::{NeedCounts, NeedRow};
use crate::index::{Column, Id, PersonId};
use crate::population::{Awareness, Case, CaseStage, Issuer, Known, OwnDesk};
use crate::time::Week;
use crate::vocabulary::{CaseEnd, Concept, Need, PerNeed};
use crate::world::DistrictWorld;

/// What referrals did for a need.
#[derive(Debug, Clone, Copy, Default)]
struct Sent {
    /// The furthest step of the intermediary's own, as a position in [`NeedCounts::steps`]; 0 without any.
    step: usize,
    /// Whether the referral that was completed last, whoever's it was, is the intermediary's.
    is_completed: bool,
}

/// Returns what became of a district's needs by the end of a run: a row for each year and kind in which any arose.
///
/// Year 0 holds what arose before the first week and was open then, so that sums over all years are those of the series.
pub fn rows(district: &DistrictWorld, end: Week) -> Vec<NeedRow> {
    let mut years: Vec<PerNeed<NeedCounts>> = Vec::new();
    for (case, sent) in district.cases.case.iter().zip(sent(district)) {
        if case.ended.is_some_and(|week| week < Week::START) {
            continue;
        }
        let year =
            if case.onset < Week::START { 0 } else { case.onset.0 as usize / WEEKS_OF_YEAR as usize + 1 };
        years.resize(years.len().max(year + 1), PerNeed::default());
        let counts = &mut years[year][case.need];
        counts.count(furthest(case, sent, &district.refugees.awareness, end));
        match case.stage {
            CaseStage::Ended(CaseEnd::Lapsed) => counts.lapsed += 1,
            CaseStage::Ended(CaseEnd::Gone) => counts.gone += 1,
            CaseStage::Ended(end) => {
                counts.met += 1;
                let by_referral = end == CaseEnd::ByReferral && sent.is_completed;
                counts.met_through += u64::from(by_referral || case.own_desk == OwnDesk::Met);
            }
            _ => counts.open += 1,
        }
    }
    let row = |year: usize, need: Need, counts: NeedCounts| NeedRow {
        district: district.id.clone(),
        year: year as u32,
        need: Word(need),
        counts,
    };
    let of_year = |(year, counts): (usize, &PerNeed<NeedCounts>)| {
        let each = Need::ALL.iter().filter(|need| counts[**need].arisen > 0);
        each.map(|need| row(year, *need, counts[*need])).collect::<Vec<_>>()
    };
    years.iter().enumerate().flat_map(of_year).collect()
}

/// Returns what referrals did for each need, in the order of the cases.
fn sent(district: &DistrictWorld) -> Vec<Sent> {
    let mut all = vec![Sent::default(); district.cases.case.len()];
    // A need is on one way at a time, so that what was issued later was completed later.
    for episode in &district.episodes.episode {
        let sent = &mut all[episode.case.position()];
        let is_own = matches!(episode.issuer, Issuer::Intermediary(_));
        if is_own {
            let step = match (episode.reached, episode.admitted) {
                (_, Some(_)) => 6,
                (Some(_), None) => 5,
                (None, None) => 4,
            };
            sent.step = sent.step.max(step);
        }
        if episode.completed.is_some() {
            sent.is_completed = is_own;
        }
    }
    all
}

/// Returns the last step that a need has taken, as a position in [`NeedCounts::steps`]; whoever took a later one has taken those before.
fn furthest(case: &Case, sent: Sent, awareness: &Column<PersonId, Awareness>, end: Week) -> usize {
    let heard = awareness[case.person].first[Known::Intermediary as usize];
    let is_known = heard.is_some_and(|heard| heard.week <= case.ended.unwrap_or(end));
    let at_desk = match case.own_desk {
        OwnDesk::Never => usize::from(is_known),
        OwnDesk::Came => 2,
        OwnDesk::Served | OwnDesk::Met => 3,
    };
    at_desk.max(sent.step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{CaseId, DeskId, InstitutionId};
    use crate::population::{Episode, EpisodeStage, Heard};
    use crate::vocabulary::{Channel, EpisodeEnd, Mode, Status};
    use crate::world::toy;

    /// The end of the run.
    const END: Week = Week(104);
    const OWN: Issuer = Issuer::Intermediary(DeskId(0));
    const OTHER: Issuer = Issuer::Service(DeskId(1));

    /// One need, of somebody who has heard of the intermediary in a week or not, that ended in a way or not.
    fn case(heard: Option<i32>, own_desk: OwnDesk, end: Option<(CaseEnd, i32)>) -> DistrictWorld {
        let mut district = toy::district_world();
        district.refugees = toy::refugees(1);
        let person = PersonId(0);
        let heard = heard.map(|week| Heard { by: Channel::Outreach, week: Week(week) });
        // Whether it is forgotten since does not matter.
        district.refugees.awareness[person].first[Known::Intermediary as usize] = heard;
        district.cases.case.push(Case {
            person,
            need: Need::Job,
            onset: Week(40),
            thinks: Week::NEVER,
            lapses: END,
            advice_suffices: false,
            hours_left: 1.0,
            hours_asked: 1.0,
            hours_received: 0.0,
            hours_worth: 0.0,
            urgency: 0.0,
            contacts: 0,
            own_desk,
            stage: end.map_or(CaseStage::Open, |(end, _)| CaseStage::Ended(end)),
            ended: end.map(|(_, week)| Week(week)),
        });
        district
    }

    /// Adds a way to an institution: whose it is, and whether one got there and was let in.
    fn sent(mut district: DistrictWorld, issuer: Issuer, reached: bool, admitted: bool) -> DistrictWorld {
        let done = admitted.then_some(Week(50));
        district.episodes.episode.push(Episode {
            case: CaseId(0),
            person: PersonId(0),
            need: Need::Job,
            institution: InstitutionId(0),
            issuer,
            mode: Mode::Alone,
            right: true,
            status: Status::Settled,
            entitled: true,
            travel_minutes: 10.0,
            is_way_explained: false,
            drawn: false,
            issued: Week(45),
            told: Week(45),
            reached: reached.then_some(Week(48)),
            admitted: done,
            completed: done,
            ended: Some(Week(50)),
            stage: EpisodeStage::Ended(EpisodeEnd::Completed),
        });
        district
    }

    /// Returns the steps of the only need, and whether it was met through the intermediary.
    fn told(district: &DistrictWorld) -> (u64, u64) {
        let [row] = rows(district, END).try_into().unwrap();
        (row.counts.steps().iter().sum(), row.counts.met_through)
    }

    #[test]
    fn a_need_is_known_if_its_person_had_heard_of_the_intermediary_by_the_week_in_which_it_ended() {
        let met = Some((CaseEnd::ByFriends, 60));
        for (heard, end, steps) in [
            (None, None, 1),
            (Some(10), None, 2),
            (Some(100), None, 2),
            (Some(60), met, 2),
            (Some(61), met, 1),
        ] {
            assert_eq!(told(&case(heard, OwnDesk::Never, end)), (steps, 0), "{heard:?} {end:?}");
        }
    }

    #[test]
    fn whoever_took_a_later_step_took_those_before() {
        let at_desk = |own_desk| case(None, own_desk, None);
        assert_eq!(told(&at_desk(OwnDesk::Came)).0, 3);
        assert_eq!(told(&at_desk(OwnDesk::Served)).0, 4);
        let never = || at_desk(OwnDesk::Never);
        assert_eq!(told(&sent(never(), OWN, false, false)).0, 5);
        assert_eq!(told(&sent(never(), OWN, true, false)).0, 6);
        assert_eq!(told(&sent(never(), OWN, true, true)).0, 7);
        // The furthest of several ways counts, and others' do not.
        assert_eq!(told(&sent(sent(never(), OWN, true, false), OWN, false, false)).0, 6);
        assert_eq!(told(&sent(never(), OTHER, true, true)).0, 1);
    }

    #[test]
    fn a_need_is_met_through_the_intermediary_at_its_desk_or_where_its_referral_led() {
        let at_desk = Some((CaseEnd::AtDesk, 60));
        assert_eq!(told(&case(Some(10), OwnDesk::Met, at_desk)).1, 1);
        // Seen there, met at the desk of another service.
        assert_eq!(told(&case(Some(10), OwnDesk::Served, at_desk)).1, 0);
        let served = |end| case(Some(10), OwnDesk::Served, Some((end, 60)));
        assert_eq!(told(&sent(served(CaseEnd::ByReferral), OWN, true, true)).1, 1);
        assert_eq!(told(&sent(served(CaseEnd::ByFriends), OWN, true, true)).1, 0);
        let dropped_out = sent(served(CaseEnd::ByReferral), OWN, true, true);
        assert_eq!(told(&sent(dropped_out, OTHER, true, true)).1, 0, "another led to the place that helped");
    }

    #[test]
    fn years_begin_with_one_and_what_was_open_before_stands_in_year_zero() {
        let year = |onset, ended| {
            let mut district = case(None, OwnDesk::Never, Some((CaseEnd::ByFriends, ended)));
            district.cases.case[CaseId(0)].onset = Week(onset);
            rows(&district, END).first().map(|row| row.year)
        };
        assert_eq!([year(0, 9), year(51, 60), year(52, 60)], [Some(1), Some(1), Some(2)]);
        assert_eq!([year(-30, 0), year(-30, -1)], [Some(0), None]);
    }
}
