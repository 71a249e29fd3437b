//! Tests of the city network in a small district.

use super::*;
use crate::city::AccommodationParameters;
use crate::dice::Dice;
use crate::forcing::Forcings;
use crate::intermediary::{DeskOwner, Entry};
use crate::population::{Case, CaseStage, OwnDesk};
use crate::vocabulary::Tier;
use crate::world::toy;

fn case(need: Need, onset: Week) -> Case {
    Case {
        person: PersonId(0),
        need,
        onset,
        thinks: Week::NEVER,
        lapses: Week::NEVER,
        advice_suffices: false,
        hours_left: 1.0,
        hours_asked: 1.0,
        hours_received: 0.0,
        hours_worth: 0.0,
        urgency: 0.0,
        contacts: 1,
        own_desk: OwnDesk::Never,
        stage: CaseStage::Open,
        ended: None,
    }
}

fn city() -> CityInDistrict {
    let of: AccommodationParameters = toy::parameters("institutions.accommodation");
    CityInDistrict::found(Dice::new(1, 0), Entity::named("toy"), &crate::district::District::toy(50_000), &of)
}

/// Options of a small run.
#[derive(Clone, Copy)]
struct Stage {
    /// City hours a week.
    hours: f64,
    /// The need of the cases brought to desks.
    need: Need,
    /// Whether needs are reported.
    reports: bool,
    tiers: [bool; 4],
    coordinates: bool,
    exchanges: bool,
}

const MUNICIPAL: [bool; 4] = [true, false, false, false];

const QUIET: Stage = Stage {
    hours: 2.0,
    need: Need::Housing,
    reports: false,
    tiers: MUNICIPAL,
    coordinates: false,
    exchanges: false,
};

struct Town {
    city: CityInDistrict,
    network: LocalNetwork,
    ledger: Ledger,
    intermediary: Intermediary,
    /// City hours that were there, and those found left at the end of a week.
    given: f64,
    left: f64,
}

fn run_with(
    parameters: &Parameters,
    mut intermediary: Intermediary,
    stage: Stage,
    weeks: std::ops::Range<i32>,
    mut each: impl FnMut(Week, &CityInDistrict, &LocalNetwork, &mut Intermediary),
) -> Town {
    let dice = Dice::new(1, 0);
    if let Some(establishment) = &mut intermediary.establishment {
        establishment.opens = Week::SPIN_UP;
        establishment.reports_needs = stage.reports;
        establishment.city.tiers = PerTier::from_fn(|tier: Tier| stage.tiers[tier.position()]);
        establishment.city.coordinates_programmes = stage.coordinates;
        establishment.city.exchanges = stage.exchanges;
    }
    let (refugees, network) = (toy::refugees(2_000), toy::network(dice, 50_000));
    let mut district =
        DistrictWorld { refugees, network, intermediary, city: city(), ..toy::district_world() };
    let (stale_per_year, forcings) = (Rate::new(0.8).unwrap(), Forcings::default());
    let (mut given, mut left) = (0.0, 0.0);
    for week in weeks.map(Week) {
        for _ in 0..3 {
            district.cases.case.push(case(stage.need, week));
        }
        let all = &mut district.intermediary;
        toy::open_week(all, week);
        all.city_hours = if all.establishment.is_some() { stage.hours } else { 0.0 };
        given += all.city_hours;
        let today = Today { week, dice, forcings: &forcings };
        step(&today, parameters, &stale_per_year, (&mut district).into());
        left += district.intermediary.city_hours;
        each(week, &district.city, &district.network, &mut district.intermediary);
    }
    let DistrictWorld { city, network, ledger, intermediary, .. } = district;
    Town { city, network, ledger, intermediary, given, left }
}

fn run(stage: Stage, weeks: std::ops::Range<i32>) -> Town {
    run_with(&toy::parameters("city_network"), toy::intermediary(), stage, weeks, |_, _, _, _| {})
}

fn nobody(weeks: std::ops::Range<i32>) -> Town {
    run_with(&toy::parameters("city_network"), toy::nobody(), QUIET, weeks, |_, _, _, _| {})
}

fn slots(city: &CityInDistrict) -> f64 {
    city.programme_slots.values().iter().sum()
}

fn of_tier(city: &CityInDistrict, tier: Tier) -> u32 {
    city.running[tier].values().iter().sum()
}

#[test]
fn phases_come_at_their_dates() {
    let parameters: Parameters = toy::parameters("city_network");
    assert_eq!(phase(Week(-104), &parameters), Phase::Arrival);
    assert_eq!(phase(Week(94), &parameters), Phase::Arrival);
    assert_eq!(phase(Week(95), &parameters), Phase::Interim);
    assert_eq!(phase(Week(300), &parameters), Phase::Steering);
}

#[test]
fn a_phase_changes_what_the_municipality_has_whoever_is_there() {
    let parameters: Parameters = toy::parameters("city_network");
    for weeks in [-104..40, -104..110, -104..170, -104..300] {
        let (none, with) = (nobody(weeks.clone()), run(QUIET, weeks));
        assert_eq!(none.city.phase, with.city.phase);
        assert_eq!(none.city.meeting_hours, parameters.meeting_hours.of(none.city.phase).get());
        assert_eq!(none.city.meeting_hours, with.city.meeting_hours);
        assert_eq!(none.city.office_supply, with.city.office_supply);
        assert_eq!(none.city.running, with.city.running);
    }
    let supply = |week| office_supply(Week(week), &parameters, Phase::Steering);
    assert!(supply(156) < supply(155) && supply(207) < supply(208));
}

#[test]
fn without_reports_programmes_follow_heads_not_needs() {
    let plan = |reports, need| run(Stage { need, reports, ..QUIET }, -104..260).city;
    let (housing, health) = (plan(false, Need::Housing), plan(false, Need::Health));
    assert_eq!(housing.running, health.running);
    let (housing, health) = (plan(true, Need::Housing), plan(true, Need::Health));
    assert!(housing.programme_slots[Need::Housing] > health.programme_slots[Need::Housing]);
    assert!(health.programme_slots[Need::Health] > housing.programme_slots[Need::Health]);
    // What is told does not make more programmes.
    assert!((slots(&housing) - slots(&health)).abs() < 1e-9);
    let parameters: Parameters = toy::parameters("city_network");
    let exact = 2.0 * parameters.slots_per_1000[Tier::Municipality].steering.get();
    let whole = f64::from(of_tier(&housing, Tier::Municipality)) * parameters.programme_size.get();
    assert!((whole - exact).abs() <= 0.5 * parameters.programme_size.get() + 1e-9);
}

#[test]
fn other_tiers_hear_of_needs_only_where_their_bodies_are_attended() {
    let stage = Stage { reports: true, hours: 8.0, ..QUIET };
    let heard = |tiers| {
        let mut heard = PerTier::<bool>::default();
        run_with(
            &toy::parameters("city_network"),
            toy::intermediary(),
            Stage { tiers, ..stage },
            -104..104,
            |_, city, _, _| {
                for &tier in Tier::ALL {
                    heard[tier] |= city.report_heard[tier];
                }
            },
        );
        heard
    };
    assert!(!heard(MUNICIPAL)[Tier::Land]);
    let both = heard([true, false, true, false]);
    assert!(both[Tier::Land] && !both[Tier::Federation]);
}

#[test]
fn no_attended_tier_no_applications() {
    let rich = Stage { hours: 12.0, exchanges: true, ..QUIET };
    for tiers in [[false; 4], MUNICIPAL] {
        let town = run(Stage { tiers, ..rich }, -104..312);
        assert_eq!(town.city.applications, 0);
        // Sisters tell about all tiers, and still nobody applies.
        assert!(town.city.information[Tier::Land] > 0.0);
        assert_eq!(town.city.running, nobody(-104..312).city.running);
    }
    let alone = run(Stage { tiers: [false; 4], exchanges: false, ..rich }, -104..312);
    assert_eq!((alone.city.spent.sum(), alone.left), (0.0, alone.given));
    let all = run(Stage { tiers: [true; 4], ..rich }, -104..312);
    assert!(all.city.applications > 0);
    assert!(slots(&all.city) > slots(&nobody(-104..312).city));
    assert_eq!(of_tier(&all.city, Tier::Municipality), of_tier(&nobody(-104..312).city, Tier::Municipality));
}

#[test]
fn whoever_knows_all_calls_and_has_the_hours_fetches_them_all() {
    let mut parameters: Parameters = toy::parameters("city_network");
    parameters.information_gain = Share::new(1.0).unwrap();
    parameters.information_fading = Rate::new(0.0).unwrap();
    let stage = Stage { tiers: [true; 4], hours: 60.0, ..QUIET };
    let town = run_with(&parameters, toy::intermediary(), stage, -104..313, |_, _, _, _| {});
    for &tier in Tier::ALL {
        let whole = 2.0 * parameters.slots_per_1000[tier].steering.get();
        let apart = (f64::from(of_tier(&town.city, tier)) * parameters.programme_size.get() - whole).abs();
        assert!(apart <= 0.5 * parameters.programme_size.get() + 1e-9, "{tier}");
    }
    // The same knowledge without hours fetches nothing: negative twin.
    let poor = Stage { hours: 0.0, ..stage };
    let poor = run_with(&parameters, toy::intermediary(), poor, -104..313, |_, _, _, _| {});
    assert_eq!(poor.city.running, nobody(-104..313).city.running);
}

#[test]
fn coordination_leaves_no_need_without_a_programme_while_another_is_doubled() {
    let stage = Stage { tiers: [true; 4], coordinates: true, hours: 10.0, ..QUIET };
    let (together, apart) = (run(stage, -104..312), run(Stage { coordinates: false, ..stage }, -104..312));
    assert_eq!(apart.city.coordinated, 0);
    // The hours of a cycle are there from the second planning on.
    assert_eq!(together.city.coordinated, 7);
    let after = |stage, from: i32| {
        let counted = |weeks| {
            let ledger = run(stage, weeks).ledger;
            (ledger.programmes_doubled, ledger.programmes_missing)
        };
        let ((doubled, missing), (before, lacked)) = (counted(-104..312), counted(-104..from));
        (doubled - before, missing - lacked)
    };
    let (doubled, _) = after(stage, 0);
    let (doubled_apart, missing_apart) = after(Stage { coordinates: false, ..stage }, 0);
    assert_eq!(doubled, 0);
    assert!(doubled_apart > 0 && missing_apart > 0, "{doubled_apart} {missing_apart}");
    let total = |city: &CityInDistrict| Tier::ALL.iter().map(|&tier| of_tier(city, tier)).sum::<u32>();
    if total(&together.city) >= 7 {
        assert!(together.city.programme_slots.values().iter().all(|&slots| slots > 0.0));
    }
    // Too few hours in all the years, no coordination.
    assert_eq!(run(Stage { hours: 0.05, ..stage }, -104..312).city.coordinated, 0);
}

#[test]
fn hours_of_city_work_are_spent_once_and_never_more_than_there_are() {
    let parameters: Parameters = toy::parameters("city_network");
    for number in 0..16_u8 {
        let on = |bit: u8| number & (1 << bit) != 0;
        let stage = Stage {
            hours: 0.5 + 2.0 * f64::from(number),
            reports: on(0),
            tiers: [on(1), on(2), on(1) && on(2), on(3)],
            coordinates: on(2),
            exchanges: on(3),
            ..QUIET
        };
        let town = run(stage, -104..260);
        let (spent, aside) = (town.city.spent, town.city.set_aside);
        assert!((spent.sum() + aside.sum() + town.left - town.given).abs() < 1e-6);
        let bodies: f64 = Tier::ALL
            .iter()
            .map(|&tier| f64::from(town.city.bodies_attended[tier]) * parameters.body_hours[tier].get())
            .sum();
        assert!((bodies - spent.body.values().iter().sum::<f64>()).abs() < 1e-6);
        let applications = f64::from(town.city.applications) * parameters.application_hours.get();
        assert!((applications - spent.application).abs() < 1e-6);
        let exchanges = f64::from(town.city.exchanges) * parameters.exchange_hours.get();
        assert!((exchanges - spent.exchange).abs() < 1e-6);
        let coordinated = f64::from(town.city.coordinated) * parameters.coordination_hours.get();
        assert!((coordinated - spent.coordination).abs() < 1e-6);
        assert_eq!(
            u64::from(town.city.bodies_attended.values().iter().sum::<u32>()),
            town.ledger.bodies_attended
        );
    }
}

/// Returns an intermediary whose own desk and three desks of advice services know all institutions rightly.
fn informed() -> Intermediary {
    let mut all = toy::intermediary();
    let own = all.desk.iter().next().unwrap().clone();
    let network = toy::network(Dice::new(1, 0), 50_000);
    let services: Vec<InstitutionId> = network
        .institution
        .rows()
        .filter(|(_, row)| row.kind == InstitutionKind::AdviceService)
        .map(|(id, _)| id)
        .collect();
    for (number, &service) in services.iter().enumerate() {
        all.desk.push(Desk {
            entity: all.entity.part(0x402, number as u64),
            owner: DeskOwner::AdviceService(service),
            ..own.clone()
        });
    }
    let right = Entry { known: true, correct: true, checked: Week(0), stale: Week::NEVER };
    for desk in &mut all.desk {
        desk.directory = network.institution.iter().map(|_| right).collect();
    }
    all
}

/// Returns the wrong entries about offices and job centres at own desks and at others, after the week of the reorganisation.
fn wrong_after_reorganisation(information: f64, members: bool) -> (usize, usize, usize) {
    let (mut own, mut others, mut offices) = (0, 0, 0);
    let parameters: Parameters = toy::parameters("city_network");
    for replicate in 0..40 {
        let (dice, mut all, mut city) = (Dice::new(1, replicate), informed(), city());
        let mut network = toy::network(Dice::new(1, 0), 50_000);
        city.information[Tier::Municipality] = information;
        if members {
            network.members = (0..network.founded()).map(InstitutionId::at).collect();
            network.meetings = 1;
        }
        entries::pass_on(network.meetings, &mut city);
        let mut directories = Directories {
            institution: &network.institution,
            founded: network.founded(),
            members: &network.members,
            own: &all.establishment.as_ref().unwrap().desks,
            desk: &mut all.desk,
        };
        let today = Today { week: Week(156), dice, forcings: &Forcings::default() };
        entries::reorganise(&today, &parameters, &mut directories, &city);
        for desk in &all.desk {
            let wrong = network
                .institution
                .rows()
                .filter(|&(id, _)| !desk.directory.entry[id].correct)
                .inspect(|(_, row)| {
                    assert!(matches!(row.kind, InstitutionKind::PublicOffice | InstitutionKind::JobCentre));
                })
                .count();
            if desk.owner == DeskOwner::Intermediary { own += wrong } else { others += wrong }
        }
        offices += network
            .institution
            .iter()
            .filter(|row| matches!(row.kind, InstitutionKind::PublicOffice | InstitutionKind::JobCentre))
            .count();
    }
    (own, others, offices)
}

#[test]
fn the_reorganisation_makes_entries_wrong_and_information_prevents_it() {
    let (own, others, offices) = wrong_after_reorganisation(0.0, true);
    // Half of the entries, five standard deviations of a binomial share.
    let share = own as f64 / offices as f64;
    assert!((share - 0.5).abs() < 5.0 * (0.25 / offices as f64).sqrt(), "{share}");
    assert!(others > 0);
    let (own, others, _) = wrong_after_reorganisation(1.0, true);
    assert_eq!((own, others), (0, 0));
    // Without a local meeting only the own desk profits: negative twin.
    let (own, others, _) = wrong_after_reorganisation(1.0, false);
    assert!(own == 0 && others > 0);
}

#[test]
fn an_exchange_puts_entries_about_institutions_for_the_whole_city_right() {
    let right = |exchanges| {
        let town = run_with(
            &toy::parameters("city_network"),
            informed(),
            Stage { exchanges, hours: 4.0, ..QUIET },
            -104..300,
            |week, _, _, all| {
                if week == Week(-104) {
                    for desk in &mut all.desk {
                        desk.directory.entry.iter_mut().for_each(|entry| entry.correct = false);
                    }
                }
            },
        );
        let count = |own: bool, kind: InstitutionKind| {
            let desks = town.intermediary.desk.iter();
            desks
                .filter(|desk| (desk.owner == DeskOwner::Intermediary) == own)
                .flat_map(|desk| town.network.institution.rows().map(move |(id, row)| (desk, id, row)))
                .filter(|(desk, id, row)| row.kind == kind && desk.directory.entry[*id].correct)
                .count()
        };
        [
            count(true, InstitutionKind::HealthService),
            count(true, InstitutionKind::Club),
            count(false, InstitutionKind::HealthService),
        ]
    };
    let [own, clubs, others] = right(true);
    assert!(own > 0 && clubs == 0 && others == 0);
    assert_eq!(right(false), [0, 0, 0]);
}

#[test]
fn programme_slots_reach_institutions_once() {
    let rich = Stage { tiers: [true; 4], hours: 12.0, coordinates: true, ..QUIET };
    for Town { city, network, .. } in [nobody(-104..1), nobody(-104..261), run(rich, -104..261)] {
        for &need in Need::ALL {
            let (mut slots, mut places) = (0.0, 0.0);
            for (id, row) in network.institution.rows().filter(|(_, row)| row.helps_with(need, Week(0))) {
                let supply = if row.kind == InstitutionKind::PublicOffice { city.office_supply } else { 1.0 };
                let base = network.base[id.position()] * supply;
                match row.capacity {
                    Capacity::Slots { per_week, .. } => slots += per_week - base,
                    Capacity::Places { places: there, .. } => places += f64::from(there) - base,
                }
            }
            // A running sum of places is rounded, so that at most one half is missed.
            let given = slots + places / 26.0;
            assert!((given - city.programme_slots[need]).abs() <= 0.5 / 26.0 + 1e-9, "{need} {given}");
        }
    }
}

#[test]
fn coverage_counts_needs_with_a_programme_or_a_free_offer() {
    let Town { mut city, mut network, .. } = nobody(-104..1);
    network.index_services(Week(0));
    let open = PerNeed::from_fn(|need| match need {
        Need::Language => 3.0,
        Need::Education => 1.0,
        _ => 0.0,
    });
    // Everybody lives in the middle of the district, from where 30 km reach all of it.
    let places = [(toy::centres()[1], open)];
    let seen = |network: &LocalNetwork, city: &CityInDistrict, km: f64| {
        coverage(Week(0), network, &city.programme_slots, &places, km)
    };
    // Nothing is free and there is no programme.
    for row in &mut network.institution {
        row.capacity = Capacity::Places { places: 1, taken: 1 };
    }
    city.programme_slots = PerNeed::default();
    let none = seen(&network, &city, 30.0);
    assert!(none.covered.values().iter().all(|&share| share == 0.0) && none.fit.is_nan());
    city.programme_slots[Need::Language] = 1.0;
    let one = seen(&network, &city, 30.0);
    assert_eq!(one.covered[crate::vocabulary::Field::Education], 0.75);
    assert_eq!(one.fit, 0.75);
    assert_eq!(seen(&network, &city, 0.0).covered[crate::vocabulary::Field::Education], 0.0);
    for id in network.serving(Need::Education).to_vec() {
        network.institution[id].capacity = Capacity::Places { places: 1, taken: 0 };
    }
    let both = seen(&network, &city, 30.0);
    assert_eq!(both.covered[crate::vocabulary::Field::Education], 1.0);
    assert_eq!(both.covered[crate::vocabulary::Field::Work], 0.0);
}
