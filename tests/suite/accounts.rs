//! What must hold of a district in any week, as lists of what does not: people, cases, places, hours, ranges.

use inteso::ledger::{CostItem, Ledger};
use inteso::network::Capacity;
use inteso::population::{CaseStage, Dwelling, EpisodeStage, Presence};
use inteso::time::Week;
use inteso::vocabulary::{CaseEnd, Concept, Status};
use inteso::world::DistrictWorld;

/// Faults found so far; each check appends its own.
pub(crate) type Faults = Vec<String>;

fn check(faults: &mut Faults, holds: bool, what: impl FnOnce() -> String) {
    if !holds {
        faults.push(what());
    }
}

/// Nobody is lost and nobody is counted twice.
pub(crate) fn people(district: &DistrictWorld, faults: &mut Faults) {
    let (refugees, ledger) = (&district.refugees, &district.ledger);
    let count = |wanted: fn(&Presence) -> bool| refugees.presence.iter().filter(|row| wanted(row)).count();
    let present = count(|row| *row == Presence::Present);
    let left = count(|row| matches!(row, Presence::Left(_)));
    let died = count(|row| matches!(row, Presence::Died(_)));
    let [came, born, gone, dead] =
        [ledger.arrived, ledger.born, ledger.left, ledger.died].map(|n| n as usize);
    check(faults, came + born == present + gone + dead, || {
        format!("{came} arrived, {born} born, {present} present, {gone} left, {dead} died")
    });
    check(faults, came + born == refugees.person.len(), || "a row is no person".to_owned());
    check(faults, (left, died) == (gone, dead), || {
        format!("states say {left} left and {died} died, the ledger {gone} and {dead}")
    });
    let mut listed = refugees.present.clone();
    listed.sort_unstable();
    listed.dedup();
    check(
        faults,
        listed.len() == refugees.present.len()
            && listed.len() == present
            && listed.iter().all(|&id| refugees.is_present(id)),
        || format!("{} listed, {present} present", refugees.present.len()),
    );
    let mut members: Vec<_> = refugees.household.iter().flat_map(|row| row.members.clone()).collect();
    members.sort_unstable();
    check(faults, members.into_iter().eq(refugees.person.ids()), || {
        "a person lives in no household or in two".to_owned()
    });
    let mut housed = vec![0_u32; district.city.accommodation.len()];
    for &id in &refugees.present {
        if let Dwelling::Shared(accommodation) = refugees.housing[id].dwelling {
            housed[accommodation.0 as usize] += 1;
        }
    }
    let counted: Vec<u32> = district.city.accommodation.iter().map(|shared| shared.people).collect();
    check(faults, housed == counted, || {
        format!("people live in accommodations as {housed:?}, counted as {counted:?}")
    });
}

/// Every case and every episode stands in one place, and ends once.
pub(crate) fn cases(district: &DistrictWorld, week: Week, faults: &mut Faults) {
    let (cases, episodes, ledger) = (&district.cases, &district.episodes, &district.ledger);
    let mut ends = vec![0_u64; CaseEnd::ALL.len()];
    let mut open = 0_u64;
    for (id, case) in cases.case.rows() {
        let listed = cases.open[case.person].iter().filter(|&&other| other == id).count();
        match case.stage {
            CaseStage::Ended(end) => {
                ends[end.position()] += 1;
                check(faults, case.ended.is_some() && listed == 0, || format!("{id:?} ended: {case:?}"));
            }
            stage => {
                open += 1;
                check(faults, case.ended.is_none() && listed == 1, || format!("{id:?} open: {case:?}"));
                check(faults, district.refugees.is_present(case.person), || {
                    format!("{id:?} is open, the person is gone: {case:?}")
                });
                let is_with_its_person = matches!(stage, CaseStage::Open | CaseStage::AtDesk(_));
                // Who stands in a queue or was asked to come again may come once more after the need would have lapsed.
                check(faults, !is_with_its_person || week.since(case.lapses) <= 26, || {
                    format!("{id:?} is forgotten: {case:?}")
                });
                if let CaseStage::Underway(episode) = stage {
                    let row = &episodes.episode[episode];
                    check(faults, row.case == id && row.ended.is_none(), || {
                        format!("{id:?} is on a way that is over: {row:?}")
                    });
                }
            }
        }
    }
    let arisen: u64 = ledger.needs_arisen.values().iter().sum();
    let ended: u64 = ends.iter().sum();
    check(faults, arisen == ended + open && arisen == cases.case.len() as u64, || {
        format!("{arisen} needs arose, {ended} ended, {open} are open")
    });
    check(faults, ends == ledger.case_ends.values(), || {
        format!("ends {ends:?}, in the ledger {:?}", ledger.case_ends)
    });
    let met: u64 = ledger.needs_met.values().iter().sum();
    let unmet = ends[CaseEnd::Lapsed.position()] + ends[CaseEnd::Gone.position()];
    check(faults, met == ended - unmet, || format!("{met} met, {ended} ended, {unmet} without help"));

    let mut waiting = vec![0_u32; episodes.episode.len()];
    for id in district.network.institution.iter().flat_map(|row| &row.waiting) {
        waiting[id.0 as usize] += 1;
    }
    for ((id, episode), &lists) in episodes.episode.rows().zip(&waiting) {
        check(faults, episode.ended.is_some() == matches!(episode.stage, EpisodeStage::Ended(_)), || {
            format!("{id:?}: {episode:?}")
        });
        let steps =
            [Some(episode.issued), episode.reached, episode.admitted, episode.completed, episode.ended];
        check(faults, steps.iter().flatten().is_sorted(), || {
            format!("{id:?} goes back in time: {episode:?}")
        });
        check(faults, lists <= 1 && (episode.stage != EpisodeStage::Waiting || lists == 1), || {
            format!("{id:?} stands on {lists} lists: {episode:?}")
        });
        let live = cases.case[episode.case].ended.is_none();
        check(
            faults,
            episode.ended.is_some() || !live || cases.case[episode.case].stage == CaseStage::Underway(id),
            || format!("{id:?} is on its way, its case is not: {:?}", cases.case[episode.case]),
        );
        let closes = district.network.institution[episode.institution].closes;
        check(faults, episode.completed.is_none_or(|completed| completed < closes), || {
            format!("{id:?} is completed where doors closed in {closes:?}: {episode:?}")
        });
        check(faults, episode.ended.is_none_or(|ended| ended < week), || format!("{id:?} ends later"));
    }
}

/// Places are taken by those who attend and by nobody else.
pub(crate) fn places(district: &DistrictWorld, faults: &mut Faults) {
    let mut attending = vec![0_u32; district.network.institution.len()];
    for enrolment in &district.refugees.enrolments {
        attending[enrolment.institution.0 as usize] += 1;
        let case = &district.cases.case[enrolment.case];
        check(
            faults,
            case.ended.is_some() || case.stage == CaseStage::Attending(enrolment.institution),
            || format!("somebody attends for a case that is elsewhere: {case:?}"),
        );
    }
    for ((id, row), &attend) in district.network.institution.rows().zip(&attending) {
        match row.capacity {
            Capacity::Places { places, taken } => {
                check(faults, taken <= places, || format!("{id:?}: {taken} of {places} places are taken"));
                check(faults, taken == attend, || format!("{id:?}: {taken} places taken, {attend} attend"));
            }
            Capacity::Slots { per_week, left } => {
                check(faults, per_week >= 0.0 && left >= 0.0, || format!("{id:?}: {left} of {per_week}"));
            }
        }
    }
}

/// Levels and shares stay where they belong.
pub(crate) fn ranges(district: &DistrictWorld, week: Week, faults: &mut Faults) {
    let refugees = &district.refugees;
    let unit = |value: f32| (0.0..=1.0).contains(&value);
    for &id in &refugees.present {
        let (language, mind, working) = (&refugees.language[id], &refugees.mind[id], &refugees.working[id]);
        check(faults, (0.0..=6.0).contains(&language.level) && unit(language.local_knowledge), || {
            format!("{language:?}")
        });
        check(faults, unit(working.skill) && unit(working.idleness) && working.help >= 0.0, || {
            format!("{working:?}")
        });
        check(
            faults,
            [mind.belonging, mind.welcome, mind.worry, mind.trust, mind.discouragement].into_iter().all(unit),
            || format!("{mind:?}"),
        );
        let legal = &refugees.legal[id];
        check(faults, legal.status != Status::InProcedure || legal.decision >= week, || {
            format!("{id:?} was forgotten in the procedure: {legal:?}")
        });
        check(faults, refugees.housing[id].help >= 0.0, || "help is owed".to_owned());
    }
    let residents = &district.residents;
    for &id in &residents.adults {
        let attitude = residents.attitude(id, week, 0.0);
        check(faults, (-1.0..=1.0).contains(&attitude), || format!("attitude {attitude}"));
    }
    for service in &district.volunteers.active {
        let motivation = district.volunteers.service[*service].motivation;
        check(faults, unit(motivation), || format!("motivation {motivation}"));
    }
    for tie in &district.network.ties {
        check(faults, (0.0..=1.0).contains(&tie.strength), || format!("{tie:?}"));
    }
}

/// Every paid hour of the week went into one use; returns the hours paid.
pub(crate) fn hours(before: &Ledger, district: &DistrictWorld, faults: &mut Faults) -> f64 {
    let now = &district.ledger;
    let paid = now.hours_paid - before.hours_paid;
    let mut sum = 0.0;
    for (purpose, &hours) in now.hours.iter() {
        let used = hours - before.hours[purpose];
        sum += used;
        // Differences of running sums of at most some ten thousand hours: thirteen digits are left of them.
        check(faults, used >= -1e-8, || format!("{used} hours of {purpose:?}"));
    }
    check(faults, (sum - paid).abs() < 1e-7, || format!("{sum} hours used, {paid} paid"));
    let funded =
        district.intermediary.establishment.as_ref().filter(|_| !district.intermediary.grant.interrupted);
    let due = funded.map_or(0.0, |facts| facts.paid_hours);
    check(faults, (paid - due).abs() < 1e-7, || format!("{paid} hours paid, {due} are due"));
    paid
}

/// What the budget pays for by item sums to what accrued in the week, in euros and in hours; while a grant is late, nothing does.
pub(crate) fn costs(before: &Ledger, district: &DistrictWorld, faults: &mut Faults) {
    let now = &district.ledger;
    let (mut euros, mut hours) = (0.0, 0.0);
    for item in CostItem::ALL {
        let (new, old) = (now.costs.of(item), before.costs.of(item));
        check(faults, new.euros - old.euros >= -1e-8 && new.hours - old.hours >= -1e-8, || {
            format!("{}: {new:?} after {old:?}", item.name())
        });
        if item.payer() == "intermediary" {
            euros += new.euros - old.euros;
            hours += new.hours - old.hours;
        }
    }
    let accrued = now.euros - before.euros;
    let paid = now.hours_paid - before.hours_paid;
    let funded =
        district.intermediary.establishment.as_ref().filter(|_| !district.intermediary.grant.interrupted);
    let due = funded.map_or(0.0, |facts| facts.euros_per_year / 52.0);
    // Differences of running sums of some hundred thousand euros: ten digits are left of them.
    check(faults, (euros - accrued).abs() < 1e-5 && (accrued - due).abs() < 1e-5, || {
        format!("items sum to {euros} €, {accrued} € accrued, {due} € are due")
    });
    check(faults, (hours - paid).abs() < 1e-6, || format!("items sum to {hours} hours, {paid} were paid"));
}
