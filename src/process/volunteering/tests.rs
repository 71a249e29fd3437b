//! Tests of volunteering in a small district.

use super::*;
use crate::dice::Dice;
use crate::forcing::Forcings;
use crate::world::toy;

struct Toy {
    dice: Dice,
    parameters: Parameters,
    forcings: Forcings,
    district: DistrictWorld,
    pairs: usize,
    gatherings: usize,
    /// How often somebody who fled was at a gathering with a resident.
    met: BTreeMap<(PersonId, ResidentId), u32>,
}

impl Toy {
    fn new(inhabitants: u32, refugees: u64, intermediary: Intermediary, parameters: Parameters) -> Self {
        let dice = Dice::new(5, 0);
        let residents = toy::residents(dice, inhabitants);
        let forcings = toy::forcings();
        let spin_up = Today { week: Week::SPIN_UP, dice, forcings: &forcings };
        let volunteers = found(&spin_up, &parameters, &residents);
        let refugees = toy::refugees(refugees);
        let district =
            DistrictWorld { residents, refugees, volunteers, intermediary, ..toy::district_world() };
        Self { dice, parameters, forcings, district, pairs: 0, gatherings: 0, met: BTreeMap::new() }
    }

    fn run(&mut self, weeks: Range<i32>) {
        for week in weeks.map(Week) {
            toy::open_week(&mut self.district.intermediary, week);
            let today = Today { week, dice: self.dice, forcings: &self.forcings };
            step(&today, &self.parameters, (&mut self.district).into());
            let occasions = std::mem::take(&mut self.district.occasions);
            self.pairs += occasions.pairs.len();
            self.gatherings += occasions.gatherings.len();
            for gathering in &occasions.gatherings {
                for &person in &gathering.persons {
                    for &resident in &gathering.residents {
                        *self.met.entry((person, resident)).or_default() += 1;
                    }
                }
            }
        }
    }
}

fn parameters() -> Parameters {
    toy::parameters("volunteering")
}

/// Share active of ever active in week 118, of the peak in week 240, and week 70 relative to week 43.
fn shape(toy: &mut Toy) -> (f64, f64, f64, f64) {
    let count = |toy: &Toy| f64::from(toy.district.volunteers.active_residents);
    toy.run(-104..44);
    let autumn = count(toy);
    let mut peak = 0.0_f64;
    for week in 44..71 {
        toy.run(week..week + 1);
        peak = peak.max(count(toy));
    }
    let spring = count(toy);
    toy.run(71..119);
    let ever = f64::from(toy.district.volunteers.ever_count);
    let of_ever = count(toy) / ever;
    toy.run(119..241);
    (of_ever, count(toy) / peak, spring / autumn, ever / toy.district.residents.adults.len() as f64)
}

#[test]
fn helpers_come_and_go_as_the_surveys_say() {
    let mut toy = Toy::new(30_000, 0, toy::nobody(), parameters());
    let (of_ever, of_peak, spring, ever) = shape(&mut toy);
    // About 6 000 ever helped: five standard errors of a share are 0.03, of the ratio 0.06; the bands are those of F13 and F29.
    assert!((0.37..=0.51).contains(&of_ever), "{of_ever}");
    assert!((0.16..=0.35).contains(&of_peak), "{of_peak}");
    assert!((0.95..=1.30).contains(&spring), "{spring}");
    assert!((0.20..=0.30).contains(&ever), "{ever}");
    let volunteers = &toy.district.volunteers;
    assert_eq!(volunteers.begun, volunteers.active.len() as u64 + volunteers.ended);
    let mean = volunteers.hours() / volunteers.active.len() as f64;
    assert!((4.0..=6.0).contains(&mean), "{mean}");
    println!("of ever {of_ever:.3} of peak {of_peak:.3} spring {spring:.3} ever {ever:.3} hours {mean:.2}");
}

#[test]
fn one_constant_rate_of_leaving_misses_what_two_rates_meet() {
    // The twin: with everybody short-term too few are left of those who ever helped.
    let mut all_short = parameters();
    all_short.short_term = Share::new(1.0).unwrap();
    let mut toy = Toy::new(30_000, 0, toy::nobody(), all_short);
    let (of_ever, of_peak, _, _) = shape(&mut toy);
    assert!(of_ever < 0.37 || of_peak < 0.16, "{of_ever} {of_peak}");
}

#[test]
fn nobody_who_fled_means_no_pairs_and_nobody_attached_means_no_companions() {
    let mut toy = Toy::new(5_000, 0, toy::nobody(), parameters());
    toy.run(-104..120);
    assert_eq!(toy.pairs, 0);
    assert_eq!(toy.district.volunteers.companion_hours, 0.0);
    assert!(toy.district.volunteers.attached.is_empty());
}

#[test]
fn the_intermediary_finds_the_volunteers_it_seeks_and_matches_them() {
    let mut toy = Toy::new(20_000, 300, toy::intermediary(), parameters());
    toy.run(-104..34);
    assert!(toy.district.volunteers.attached.is_empty());
    toy.run(34..140);
    let attached = toy.district.volunteers.attached.len();
    assert!((10..=20).contains(&attached), "{attached}");
    assert!(toy.pairs > 1_000, "{}", toy.pairs);
    assert!(toy.district.volunteers.companion_hours > 0.0);
    for (&person, &id) in &toy.district.volunteers.partner {
        assert_eq!(toy.district.volunteers.service[id].matched, Some(person));
        assert!(toy.district.volunteers.is_active(id));
    }
    assert_eq!(
        toy.district.volunteers.begun,
        toy.district.volunteers.active.len() as u64 + toy.district.volunteers.ended
    );
    println!("attached {attached} pairs {} partners {}", toy.pairs, toy.district.volunteers.partner.len());
}

#[test]
fn who_speaks_readily_finds_a_partner_no_sooner_than_others() {
    let mut parameters = parameters();
    parameters.one_person = Share::new(0.2).unwrap();
    let mut toy = Toy::new(20_000, 300, toy::nobody(), parameters);
    let people = toy.district.refugees.present.clone();
    for (number, &id) in people.iter().enumerate() {
        toy.district.refugees.person[id].sociability = if number % 2 == 0 { 4.0 } else { 0.01 };
    }
    toy.run(-104..60);
    let partner = &toy.district.volunteers.partner;
    let sociable = people.iter().step_by(2).filter(|id| partner.contains_key(id)).count();
    let share = sociable as f64 / partner.len() as f64;
    // Four standard errors of a share of more than a hundred pairs.
    assert!(partner.len() > 100 && (share - 0.5).abs() < 0.2, "{share} of {}", partner.len());
}

#[test]
fn too_little_coordination_lets_motivation_sink_and_volunteers_leave() {
    let ended = |hours_each: f64| {
        let mut intermediary = toy::intermediary();
        if let Some(facts) = &mut intermediary.establishment {
            facts.hours_per_volunteer = hours_each;
        }
        let mut toy = Toy::new(20_000, 300, intermediary, parameters());
        toy.run(-104..80);
        let motivation: f64 = toy
            .district
            .volunteers
            .attached
            .iter()
            .map(|&id| f64::from(toy.district.volunteers.service[id].motivation))
            .sum::<f64>()
            / toy.district.volunteers.attached.len().max(1) as f64;
        motivation
    };
    assert!(ended(0.1) > ended(2.0) + 0.1, "{} {}", ended(0.1), ended(2.0));
}

#[test]
fn whoever_cannot_be_coordinated_is_not_attached() {
    let mut toy = Toy::new(20_000, 300, toy::intermediary(), parameters());
    toy.run(-104..140);
    let before = toy.district.volunteers.attached.clone();
    assert!(before.len() > 10, "{}", before.len());
    if let Some(facts) = &mut toy.district.intermediary.establishment {
        facts.volunteers_sought = 5;
    }
    toy.run(140..141);
    // Who was attached last goes on helping without the intermediary.
    let volunteers = &toy.district.volunteers;
    let here: Vec<VolunteerId> = before.into_iter().filter(|&id| volunteers.is_active(id)).collect();
    assert_eq!(volunteers.attached, here[..5]);
    assert!(here.len() > 5 && here[5..].iter().all(|&id| !volunteers.service[id].attached));
}

#[test]
fn a_waiting_time_on_a_path_is_where_the_sum_of_the_path_reaches_it() {
    let path = Series::new(vec![(Week(0), 1.0), (Week(10), 0.0), (Week(20), 0.5)]);
    assert_eq!(Path::of(&path, Week(-4)).reaches(2.5), Some(Week(-2)));
    assert_eq!(Path::of(&path, Week(0)).reaches(9.5), Some(Week(9)));
    assert_eq!(Path::of(&path, Week(0)).reaches(10.2), Some(Week(20)));
    assert_eq!(Path::of(&path, Week(5)).reaches(5.6), Some(Week(21)));
    assert_eq!(Path::of(&path, Week(5)).reaches(f64::INFINITY), None);
    assert_eq!(Path::of(&Series::default(), Week(0)).reaches(1.0), None);
}

/// Returns an intermediary of a sponsor to whom so many people a year belong.
fn with_circle(circle: f64) -> Intermediary {
    let mut all = toy::intermediary();
    if let Some(establishment) = &mut all.establishment {
        establishment.circle = circle;
        establishment.volunteers_sought = 10_000;
    }
    all
}

#[test]
fn who_belongs_to_the_circle_is_asked_first() {
    // Nobody comes by oneself and everybody accepts, so that who began was asked.
    let mut parameters = parameters();
    parameters.begin_per_week = Rate::new(0.0).unwrap();
    parameters.contact = Rate::new(0.0).unwrap();
    parameters.fled_begin = Rate::new(0.0).unwrap();
    parameters.accept = Effect::new(50.0).unwrap();
    let weeks = 34..37;
    let mut toy = Toy::new(20_000, 0, with_circle(40.0), parameters.clone());
    toy.run(weeks.clone());
    let today = Today { week: Week(34), dice: toy.dice, forcings: &toy.forcings };
    let adults = &toy.district.residents.adults;
    let sponsor = toy.district.intermediary.entity;
    let circle: Vec<ResidentId> =
        (0..40).map(|number| attachment::circle_member(&today, adults, sponsor, 0, number)).collect();
    let asked: Vec<ResidentId> = toy
        .district
        .volunteers
        .service
        .iter()
        .filter_map(|service| match service.who {
            Volunteer::Resident(id) => Some(id),
            Volunteer::Refugee(_) => None,
        })
        .collect();
    // Three weeks of 1.6 hours reach at least 3 × 14 people of a circle, so it is used up in the third.
    assert_eq!(toy.district.volunteers.circle_asked, (0, 40));
    let until = asked.iter().rposition(|id| circle.contains(id)).unwrap();
    assert!(until + 1 >= 38 && asked[..=until].iter().all(|id| circle.contains(id)), "{until} of {asked:?}");
    // The twin: without a circle only strangers are asked, and fewer in the same hours.
    let mut strangers = Toy::new(20_000, 0, with_circle(0.0), parameters);
    strangers.run(weeks);
    assert_eq!(strangers.district.volunteers.circle_asked.1, 0);
    assert!(strangers.district.volunteers.begun < toy.district.volunteers.begun);
}

#[test]
fn people_who_fled_and_help_meet_residents_on_an_equal_footing() {
    let run = |fled_begin: f64| {
        let mut parameters = parameters();
        parameters.fled_begin = Rate::new(fled_begin).unwrap();
        let mut toy = Toy::new(20_000, 400, toy::nobody(), parameters);
        toy.run(30..100);
        (toy.district.volunteers.refugees_helping.len(), toy.gatherings)
    };
    let (helpers, gatherings) = run(0.02);
    assert!(helpers > 30, "{helpers}");
    assert!(gatherings > 100, "{gatherings}");
    assert_eq!(run(0.0), (0, 0));
}

/// People met at gatherings a head of those who fled, how often each of them on average, and the share who ever came, by so many helpers.
fn contacts(sought: u32) -> (f64, f64, f64) {
    let mut intermediary = toy::intermediary();
    if let Some(facts) = &mut intermediary.establishment {
        facts.volunteers_sought = sought;
        facts.openness = 0.0;
    }
    let mut parameters = parameters();
    parameters.fled_begin = Rate::new(0.0).unwrap();
    // Places are found soon, and gatherings are alike, so that doses are what they are said to be.
    parameters.come_by_themselves = Share::new(1.0).unwrap();
    parameters.gathering_guests_spread = Rate::new(0.0).unwrap();
    let mut toy = Toy::new(20_000, 500, intermediary, parameters);
    let people = toy.district.refugees.present.clone();
    for &id in &people {
        toy.district.refugees.awareness[id].intermediary = Some(Week(0));
        let mut stream = toy.dice.stream(Purpose::Sociability, Week::NEVER, Entity(u64::from(id.0)));
        toy.district.refugees.person[id].sociability = stream.gamma(1.0, 0.16) as f32;
    }
    toy.run(-104..200);
    let head = people.len() as f64;
    let times: u32 = toy.met.values().sum();
    let ever = people.iter().filter(|&&id| toy.met.keys().any(|&(person, _)| person == id)).count();
    let met = toy.met.len() as f64;
    (met / head, f64::from(times) / met.max(1.0), ever as f64 / head)
}

#[test]
fn more_helpers_make_fewer_new_contacts_than_in_proportion() {
    assert_eq!(contacts(0), (0.0, 0.0, 0.0));
    let [once, twice, tenfold] = [20, 40, 200].map(contacts);
    println!("{once:?} {twice:?} {tenfold:?}");
    assert!(once.0 > 0.5 && twice.0 > once.0, "{once:?} {twice:?}");
    assert!(twice.0 < 1.7 * once.0 && tenfold.0 < 4.0 * once.0, "{once:?} {twice:?} {tenfold:?}");
    // The same people meet, and many never come however much room there is.
    assert!(once.1 > 2.0, "{once:?}");
    assert!(tenfold.2 < 0.75, "{tenfold:?}");
}

#[test]
fn attached_volunteers_for_encounter_make_gatherings_and_nobody_attached_makes_none() {
    let run = |sought: u32| {
        let mut intermediary = toy::intermediary();
        if let Some(establishment) = &mut intermediary.establishment {
            establishment.volunteers_sought = sought;
        }
        let mut parameters = parameters();
        parameters.fled_begin = Rate::new(0.0).unwrap();
        let mut toy = Toy::new(20_000, 200, intermediary, parameters);
        for id in toy.district.refugees.present.clone() {
            toy.district.refugees.awareness[id].intermediary = Some(Week(0));
        }
        toy.run(-104..100);
        toy.gatherings
    };
    assert!(run(30) > 20, "{}", run(30));
    assert_eq!(run(0), 0);
}
