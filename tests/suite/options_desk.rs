//! Who comes to the desk: audiences, anchors, names, residents with needs of their own, institutions with questions.

use inteso::dice::Dice;
use inteso::district::Place;
use inteso::index::{CaseId, DeskId, Id, InstitutionId, NeighbourhoodId, PersonId, ResidentId};
use inteso::intermediary::{Client, Coming, DeskOwner};
use inteso::population::{Awareness, CaseStage, Enrolment, Residence, Schooling};
use inteso::process::{awareness, counselling, help_seeking, local_network};
use inteso::quantity::Rate;
use inteso::time::Week;
use inteso::today::Today;
use inteso::vocabulary::InstitutionKind;
use inteso::world::DistrictWorld;

use crate::conservation::column;
use crate::stage::{Town, district, record, scenario, town};
use crate::toy::{SETTING, Setting, Toy};

/// Returns a town after so many weeks under some options.
pub(crate) fn town_after(weeks: i32, options: &str) -> Town {
    let mut stage = Town::found(scenario(&town(120, options)), 1);
    stage.run_to(weeks);
    stage
}

pub(crate) fn own_desks(district: &DistrictWorld) -> Vec<DeskId> {
    let rows = district.intermediary.desk.rows();
    rows.filter(|(_, desk)| desk.owner == DeskOwner::Intermediary).map(|(id, _)| id).collect()
}

fn coming(district: &DistrictWorld) -> Vec<Client> {
    own_desks(district)
        .into_iter()
        .flat_map(|desk| district.intermediary.desk[desk].coming.iter().map(|coming| coming.client))
        .collect()
}

/// Lets everybody with a need that waits for nothing think about it, all knowing the intermediary; returns how many come to it.
fn seekers(stage: &Town, change: impl FnOnce(&mut DistrictWorld)) -> usize {
    let mut district = stage.first().clone();
    let week = stage.world.week;
    change(&mut district);
    for id in district.refugees.present.clone() {
        district.refugees.awareness[id].intermediary = Some(week);
    }
    for id in (0..district.cases.case.len()).map(CaseId::at) {
        if district.cases.case[id].ended.is_none()
            && matches!(district.cases.case[id].stage, CaseStage::Open | CaseStage::AtDesk(_))
        {
            district.cases.think_in(week, id);
        }
    }
    let (parameters, travel) = (&stage.parameters.help_seeking, &stage.parameters.travel);
    let counter_level = &stage.parameters.referral.counter_level;
    help_seeking::step(&stage.on(week), parameters, travel, counter_level, (&mut district).into());
    coming(&district).iter().filter(|client| matches!(client, Client::Case(_))).count()
}

fn live(residence: Residence) -> impl Fn(&mut DistrictWorld) {
    move |district| {
        for id in district.refugees.present.clone() {
            district.refugees.housing[id].residence = residence;
        }
    }
}

const HERE: Residence = Residence::District(NeighbourhoodId(0));

#[test]
fn an_audience_of_residents_alone_serves_nobody_who_lives_elsewhere() {
    let residents = town_after(60, "approach = \"refer\"\naudience = [\"residents\"]");
    assert_eq!(seekers(&residents, live(Residence::RestOfCity)), 0);
    assert!(seekers(&residents, live(HERE)) > 0, "who fled and lives in the district is a resident too");
    // The twin: people who fled are served wherever they live.
    let fled = town_after(60, "approach = \"refer\"\naudience = [\"fled\"]");
    assert!(seekers(&fled, live(Residence::RestOfCity)) > 0);
}

#[test]
fn an_audience_of_newcomers_alone_serves_who_came_lately() {
    let stage = town_after(60, "approach = \"refer\"\naudience = [\"newcomers\"]");
    let week = stage.world.week;
    let bound = stage.parameters.help_seeking.newcomer_weeks.get() as i32;
    let arrived = |weeks_ago: i32| {
        move |district: &mut DistrictWorld| {
            for id in district.refugees.present.clone() {
                district.refugees.person[id].arrived = week.plus(-weeks_ago);
            }
        }
    };
    assert_eq!(seekers(&stage, arrived(bound)), 0);
    assert!(seekers(&stage, arrived(bound - 1)) > 0);
}

#[test]
fn an_audience_of_institutions_alone_serves_no_person() {
    let stage = town_after(60, "approach = \"refer\"\naudience = [\"institutions\"]");
    assert_eq!(seekers(&stage, live(HERE)) + seekers(&stage, live(Residence::RestOfCity)), 0);
    assert_eq!(needy(&stage, 200, |_| ()).len(), 0);
}

/// Returns the residents who take a need to the intermediary in so many weeks.
fn needy(stage: &Town, weeks: i32, change: impl FnOnce(&mut DistrictWorld)) -> Vec<ResidentId> {
    let mut district = stage.first().clone();
    change(&mut district);
    let mut came = Vec::new();
    for week in 0..weeks {
        let today = stage.on(stage.world.week.plus(week));
        help_seeking::residents_come(&today, &stage.parameters.help_seeking, (&mut district).into());
    }
    for client in coming(&district) {
        if let Client::ResidentNeed(need) = client {
            came.push(need.resident);
        }
    }
    came
}

#[test]
fn residents_come_by_migration_history_where_the_audience_says_so() {
    let history = town_after(60, "approach = \"refer\"\naudience = [\"migration_history\"]");
    let all = town_after(60, "approach = \"refer\"\naudience = [\"present\"]");
    let has = |stage: &Town, id: ResidentId| stage.first().residents.resident[id].migration_history;
    let came = needy(&history, 3_000, |_| ());
    assert!(!came.is_empty() && came.iter().all(|&id| has(&history, id)));
    let came = needy(&all, 3_000, |_| ());
    assert!(came.iter().any(|&id| has(&all, id)) && came.iter().any(|&id| !has(&all, id)));
    // Some of those without a history have come to the city lately.
    let newcomers = town_after(60, "approach = \"refer\"\naudience = [\"newcomers\"]");
    let few = needy(&newcomers, 3_000, |_| ());
    assert!(!few.is_empty() && few.len() < came.len());
}

#[test]
fn a_house_of_children_brings_resident_parents_and_changes_nothing_for_others() {
    let stage = town_after(
        60,
        "approach = \"refer\"\naudience = [\"residents\"]\nattachment = \"integrated\"\nanchor = \"family_centre\"",
    );
    let resident = &stage.first().residents.resident;
    let without = needy(&stage, 4_000, |district| {
        for desk in &mut district.intermediary.desk {
            desk.anchor = None;
        }
    });
    let with = needy(&stage, 4_000, |_| ());
    let count = |came: &[ResidentId], parents: bool| {
        came.iter().filter(|&&id| resident[id].children == parents).count()
    };
    assert_eq!(count(&with, false), count(&without, false));
    // The same residents come and others besides: luck is shared, so no tolerance is needed.
    assert!(count(&with, true) > count(&without, true), "{with:?} {without:?}");
}

#[test]
fn needs_of_residents_are_the_same_whatever_stands_there_and_each_has_one_end() {
    let mut arisen = Vec::new();
    for options in ["approach = \"none\"", "approach = \"guide\"\naudience = [\"fled\", \"residents\"]"] {
        let stage = town_after(110, options);
        let ledger = &stage.first().ledger;
        let all: u64 = ledger.resident_needs_arisen.values().iter().sum();
        let met: u64 = ledger.resident_needs_met.values().iter().sum();
        let desks = stage.first().intermediary.desk.iter();
        let waiting = desks
            .flat_map(|desk| &desk.queue)
            .filter(|queued| matches!(queued.client, Client::ResidentNeed(_)))
            .count();
        assert_eq!(all, met + ledger.resident_needs_unmet + waiting as u64, "{options}");
        assert!(met > 0 && ledger.resident_needs_unmet > 0);
        arisen.push(ledger.resident_needs_arisen);
    }
    assert_eq!(arisen[0], arisen[1]);
}

/// Returns the sum of a measure over a run.
fn sum(options: &str, name: &str) -> f64 {
    let record = record(&scenario(&town(104, options)));
    let rows = record.series.iter().filter(|row| row.is_of_all());
    rows.map(|row| row.values[column(name)]).filter(|value| !value.is_nan()).sum()
}

#[test]
fn an_audience_without_institutions_has_no_calls_of_institutions() {
    assert_eq!(sum("approach = \"refer\"\naudience = [\"fled\", \"residents\"]", "institution_visits"), 0.0);
    assert!(sum("approach = \"refer\"\naudience = [\"fled\", \"institutions\"]", "institution_visits") > 0.0);
}

/// Returns how many residents of other districts come in a hundred weeks over a way of so many kilometres.
fn from_elsewhere(audience: &str, outside_km: f64) -> usize {
    from_elsewhere_or_by_day(audience, outside_km, 0.3)
}

/// The same where so many are in the district by day, relative to its adults.
fn from_elsewhere_or_by_day(audience: &str, outside_km: f64, by_day: f64) -> usize {
    let stage = town_after(60, &format!("approach = \"refer\"\naudience = [\"{audience}\"]"));
    let mut district = stage.first().clone();
    let mut travel = stage.parameters.travel;
    travel.outside_km = Rate::new(outside_km).unwrap();
    let mut parameters = stage.parameters.help_seeking.clone();
    parameters.present_by_day = Rate::new(by_day).unwrap();
    for week in 60..160 {
        let today = stage.on(Week(week));
        help_seeking::people_elsewhere_come(&today, &parameters, &travel, (&mut district).into());
    }
    coming(&district).iter().filter(|client| matches!(client, Client::Elsewhere(_))).count()
}

#[test]
fn people_of_other_districts_come_only_where_the_city_is_served_and_fewer_from_afar() {
    let (near, far) = (from_elsewhere("city", 3.0), from_elsewhere("city", 9.0));
    // About 370 and 140 are expected: the bound lies six standard deviations from both together.
    assert!(far > 0 && near > far + far / 2, "{near} {far}");
    for audience in ["residents", "fled", "institutions", "newcomers", "migration_history"] {
        assert_eq!(from_elsewhere(audience, 3.0), 0, "{audience}");
    }
}

#[test]
fn people_of_other_districts_who_are_here_by_day_come_where_people_present_are_served() {
    let (near, far) = (from_elsewhere("present", 3.0), from_elsewhere("present", 9.0));
    // They are in the district already: how far they live changes nothing, so the numbers are equal.
    assert!(near > 0, "{near}");
    assert_eq!(near, far);
    // Twice as many by day are twice as many at the desk, within five standard deviations of both counts.
    let come = |by_day: f64| from_elsewhere_or_by_day("present", 3.0, by_day) as f64;
    let some = come(4.0);
    let differs = |more: f64| (more - 2.0 * some).abs() > 5.0 * (more + 4.0 * some).sqrt();
    let twice = come(8.0);
    assert!(!differs(twice), "{some} {twice}");
    // The twin: eight times as many are not twice as many.
    assert!(differs(come(32.0)), "{some}");
}

/// Returns those who seek help at the intermediary when all live elsewhere and every other attends something, here or there.
fn seekers_attending(audience: &str, in_district: bool) -> usize {
    let stage = town_after(60, &format!("approach = \"refer\"\naudience = [\"{audience}\"]"));
    seekers(&stage, |district| {
        live(Residence::RestOfCity)(district);
        let case = CaseId(0);
        let attend = |person: PersonId| Enrolment {
            person,
            institution: InstitutionId(0),
            need: district.cases.case[case].need,
            case,
            hours_per_week: 4.0,
            childcare: true,
            since: stage.world.week,
            directly: false,
            by_intermediary: false,
            in_district,
            is_kept: false,
            is_regular: false,
        };
        // In an order that is not that of ids.
        let every_other = district.refugees.present.iter().rev().step_by(2);
        district.refugees.enrolments = every_other.map(|&person| attend(person)).collect();
    })
}

#[test]
fn who_lives_elsewhere_and_attends_something_here_is_present_but_no_resident() {
    let present = seekers_attending("present", true);
    assert!(present > 0);
    assert_eq!(seekers_attending("residents", true), 0);
    // The twins: who attends something elsewhere is not present, and not all who live elsewhere are, as people who fled are.
    assert_eq!(seekers_attending("present", false), 0);
    assert!(seekers_attending("fled", false) > present);
}

#[test]
fn what_a_desk_of_the_district_sent_to_is_in_the_district_wherever_one_lives() {
    let mut stage = town_after(60, "approach = \"refer\"");
    let (mut here, mut there) = (0, 0);
    for week in (64..240).step_by(4) {
        stage.run_to(week);
        let refugees = &stage.first().refugees;
        // Who has not moved since then.
        let stayed = |one: &&Enrolment| refugees.housing[one.person].since < one.since;
        for one in refugees.enrolments.iter().filter(stayed) {
            if refugees.housing[one.person].residence != Residence::RestOfCity {
                assert!(one.in_district, "{one:?}");
            } else if one.in_district {
                assert!(!one.directly, "{one:?}");
                here += 1;
            } else {
                assert!(!one.by_intermediary, "{one:?}");
                there += 1;
            }
        }
    }
    assert!(here > 0 && there > 0, "{here} {there}");
}

#[test]
fn after_a_talk_with_an_institution_what_the_desk_knows_of_it_is_right() {
    let stage = town_after(60, "approach = \"refer\"");
    let mut district = stage.first().clone();
    let desk = own_desks(&district)[0];
    let id = InstitutionId(0);
    let week = stage.world.week;
    let row = &mut district.intermediary.desk[desk];
    row.directory.entry[id].known = false;
    row.directory.entry[id].correct = false;
    row.coming = vec![Coming { client: Client::Institution(id), instant: 0.0 }];
    row.queue.clear();
    (row.staff_hours, row.open_hours) = (40.0, 40.0);
    let before = district.ledger.institution_visits;
    counselling::step(&stage.on(week), &stage.parameters.counselling, (&mut district).into());
    assert_eq!(district.intermediary.talks, [(desk, id)]);
    assert_eq!(district.ledger.institution_visits, before + 1);
    assert!(!district.intermediary.desk[desk].directory.is_right_about(id));
    local_network::after_talks(&stage.on(week), &stage.parameters.local_network, (&mut district).into());
    assert!(district.intermediary.talks.is_empty());
    let entry = &district.intermediary.desk[desk].directory.entry[id];
    assert!(entry.known && entry.correct && entry.checked == week && entry.stale > week);
}

#[test]
fn rooms_in_a_house_are_open_no_longer_than_the_house() {
    let hours = |options: &str| {
        let stage = town_after(20, &format!("approach = \"refer\"\nopening_hours_per_week = 44\n{options}"));
        let desk = own_desks(stage.first())[0];
        stage.first().intermediary.desk[desk].opening_hours
    };
    assert_eq!(hours("attachment = \"integrated\"\nanchor = \"parish\""), 20.0);
    assert_eq!(hours("attachment = \"attached\"\nanchor = \"parish\""), 44.0);
    assert_eq!(hours("attachment = \"standalone\"\nanchor = \"parish\""), 44.0);
}

/// Returns the shares of parents and of single men who know the intermediary after a year by passing by alone.
fn passers_by(attachment: &str, kind: InstitutionKind) -> (f64, f64) {
    let options = format!("approach = \"refer\"\nattachment = \"{attachment}\"\nanchor = \"family_centre\"");
    let stage = town_after(20, &options);
    let mut district = stage.first().clone();
    district.intermediary.outreach_hours = 0.0;
    let desk = own_desks(&district)[0];
    let place = district.intermediary.desk[desk].place;
    // The house is the only one of its class, and everybody lives two kilometres from it.
    let anchor = district.intermediary.desk[desk].anchor.map(|anchor| anchor.institution);
    for id in (0..district.network.institution.len()).map(InstitutionId::at) {
        let house = &mut district.network.institution[id];
        if Some(id) == anchor {
            house.kind = kind;
        } else {
            house.place = Place { east: place.east + 40.0, north: place.north };
        }
    }
    let mut refugees = Toy::new(Setting { persons: 6_000, residents: 10, ..SETTING }, 4).district.refugees;
    let week = Week(200);
    let mut parents: Vec<PersonId> = Vec::new();
    let mut single: Vec<PersonId> = Vec::new();
    for id in refugees.person.ids().collect::<Vec<_>>() {
        refugees.presence[id] = inteso::population::Presence::Present;
        refugees.present.push(id);
        refugees.housing[id].residence = HERE;
        refugees.housing[id].home = Place { east: place.east + 2.0, north: place.north };
        refugees.awareness[id] = Awareness::default();
        let members = refugees.household[refugees.person[id].household].members.len();
        if !refugees.person[id].is_adult(week) {
            refugees.schooling[id] = Schooling::Childcare;
        } else if members > 2 {
            parents.push(id);
        } else if members == 1 && refugees.person[id].sex == inteso::vocabulary::Sex::Male {
            single.push(id);
        }
    }
    district.refugees = refugees;
    let mut parameters = stage.parameters.awareness.clone();
    parameters.pass_on_per_friend_and_week = Rate::new(0.0).unwrap();
    for turn in 0..52 {
        let (week, dice) = (week.plus(turn), Dice::new(5, 1));
        let today = Today { week, dice, forcings: &stage.scenario.forcings };
        awareness::step(&today, &parameters, (&mut district).into());
    }
    let share = |of: &[PersonId]| {
        let knowing = of.iter().filter(|&&id| district.refugees.awareness[id].intermediary.is_some()).count();
        knowing as f64 / of.len() as f64
    };
    (share(&parents), share(&single))
}

#[test]
fn in_a_family_centre_parents_come_to_know_it_and_single_men_do_not() {
    let (parents, single) = passers_by("integrated", InstitutionKind::FamilyCentre);
    let (beside, _) = passers_by("attached", InstitutionKind::FamilyCentre);
    // Of a chance of 5 % a week 93 % are left who notice it in a year, of 2 % still 65 %; five standard errors of a share among
    // more than a thousand are less than 8 %.
    assert!((parents - 0.93).abs() < 0.08, "{parents}");
    assert!((beside - 0.65).abs() < 0.08, "{beside}");
    assert_eq!(single, 0.0);
    // The twins: a site that stands alone, and an anchor of another class.
    assert_eq!(passers_by("standalone", InstitutionKind::FamilyCentre), (0.0, 0.0));
    assert_eq!(passers_by("integrated", InstitutionKind::School), (0.0, 0.0));
    assert_eq!(passers_by("integrated", InstitutionKind::Parish), (0.0, 0.0));
}

/// Returns first visits of parents with a child in childcare and of single men in two years, by attachment and by the chance a week
/// that a visitor of the house notices the site.
fn first_visits(attachment: &str, notices: f64, replicate: u32) -> [f64; 2] {
    let text = format!(
        "name = \"town\"\nweeks = 110\ndistricts = [\"toy\"]\n{}\n[intermediary]\nopens = 2015-01-12\napproach = \"refer\"\n\
         attachment = \"{attachment}\"\nanchor = \"family_centre\"\nopening_hours_per_week = 40\n",
        district("toy", 9_000, 0.2, 2_000)
    );
    let mut scenario = scenario(&text);
    // Where little is heard otherwise, the house shows in fewer replicates.
    assert!(scenario.evidence.set("awareness.anchor_visitor.in_house", notices));
    assert!(scenario.evidence.set("awareness.people_per_outreach_hour", 0.5));
    let mut stage = Town::found(scenario, replicate);
    stage.run_to(104);
    let refugees = &stage.first().refugees;
    let mut visits = [0.0; 2];
    for &id in &refugees.present {
        let members = &refugees.household[refugees.person[id].household].members;
        let is_parent = members.iter().any(|&child| refugees.schooling[child] == Schooling::Childcare);
        let is_single = members.len() == 1 && refugees.person[id].sex == inteso::vocabulary::Sex::Male;
        if refugees.visits[id].first_visit.is_some() {
            visits[0] += f64::from(u8::from(is_parent));
            visits[1] += f64::from(u8::from(is_single));
        }
    }
    visits
}

/// Returns by how much more first visits of parents rise than those of single men, relative to a site that stands alone, and the
/// standard error over replicates.
fn rise_of_parents_over_single(notices: f64) -> (f64, f64) {
    const REPLICATES: u32 = 30;
    let rises: Vec<f64> = (1..=REPLICATES)
        .map(|replicate| {
            let alone = first_visits("standalone", notices, replicate);
            let within = first_visits("integrated", notices, replicate);
            within[0] / alone[0] - within[1] / alone[1]
        })
        .collect();
    let mean = rises.iter().sum::<f64>() / f64::from(REPLICATES);
    let squares: f64 = rises.iter().map(|rise| (rise - mean) * (rise - mean)).sum();
    (mean, (squares / f64::from(REPLICATES * (REPLICATES - 1))).sqrt())
}

#[test]
fn in_a_family_centre_first_visits_of_parents_rise_more_than_those_of_single_men() {
    // Three standard errors of thirty paired replicates are exceeded by chance once in four hundred times (t with 29 degrees).
    let (rise, error) = rise_of_parents_over_single(0.2);
    assert!(rise > 3.0 * error, "{rise} ± {error}");
    // The twin: where nobody who takes a child there looks up, the house is like any other.
    let (none, error) = rise_of_parents_over_single(0.0);
    assert!(none < 3.0 * error && none < 0.5 * rise, "{none} ± {error} against {rise}");
}

#[test]
fn who_was_at_the_anchor_may_notice_the_site_in_its_house() {
    let stage = town_after(20, "approach = \"refer\"\nattachment = \"integrated\"\nanchor = \"parish\"");
    let mut district = stage.first().clone();
    district.intermediary.outreach_hours = 0.0;
    let desk = &district.intermediary.desk[own_desks(&district)[0]];
    let anchor = desk.anchor.unwrap().institution;
    let adults: Vec<PersonId> = district.refugees.present.clone();
    for &id in &adults {
        district.refugees.awareness[id] = Awareness::default();
        district.refugees.housing[id].home = Place { east: desk.place.east + 9.0, north: desk.place.north };
    }
    district.refugees.enrolments.clear();
    district.refugees.new_users.clear();
    district.refugees.pointed.clear();
    let knowing = |calls: &dyn Fn(PersonId) -> InstitutionId| {
        let mut district = district.clone();
        for week in 200..240 {
            district.refugees.called_at = adults.iter().map(|&id| (id, calls(id))).collect();
            let today = stage.on(Week(week));
            awareness::step(&today, &stage.parameters.awareness, (&mut district).into());
        }
        let refugees = &district.refugees;
        refugees.present.iter().filter(|&&id| refugees.awareness[id].intermediary.is_some()).count()
    };
    assert!(knowing(&|_| anchor) > 0);
    let other = (0..district.network.institution.len()).map(InstitutionId::at).find(|id| *id != anchor);
    assert_eq!(knowing(&|_| other.unwrap()), 0);
}
