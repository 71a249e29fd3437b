//! Own and hosted offers: who may come, what they cost, and how they grow with money, hour by hour.

use inteso::intermediary::{DeskOwner, Served};
use inteso::network::Belonging;
use inteso::population::{CaseStage, Issuer, SettingOut};
use inteso::process::referral;
use inteso::time::Week;
use inteso::vocabulary::Need;
use inteso::world::DistrictWorld;

use crate::options::{Created, create};
use crate::stage::{Town, scenario, town};

/// Returns a town with own offers of all kinds, some time after the opening.
fn stage() -> Town {
    let options = "approach = \"provide\"\nrooms = 4\nstaff_fte = 12\nown_offers = 0.8\naccompaniment = 0.1\nvolunteers = 0\n";
    let mut stage = Town::found(scenario(&town(80, options)), 1);
    stage.run_to(60);
    stage
}

/// Lets everybody with an open need set out for help with authorities, sent by `issuer`, after a change; returns how many set out, and
/// how many of them for an own offer.
fn set_out(
    stage: &Town,
    issuer: impl Fn(&DistrictWorld) -> Issuer,
    change: impl Fn(&mut DistrictWorld),
) -> [usize; 2] {
    let mut district = stage.first().clone();
    change(&mut district);
    let issuer = issuer(&district);
    district.episodes.setting_out.clear();
    district.episodes.steps = inteso::time::Agenda::from(stage.world.week);
    for person in district.refugees.present.clone() {
        let Some(&id) = district.cases.open[person].first() else { continue };
        let case = &mut district.cases.case[id];
        (case.need, case.stage) = (Need::Authorities, CaseStage::Open);
        district.episodes.setting_out.push(SettingOut { case: id, issuer, with_volunteer: false });
    }
    let (before, count) = (district.episodes.episode.len(), district.episodes.setting_out.len());
    let parameters = &stage.parameters;
    let newcomer_weeks = &parameters.help_seeking.newcomer_weeks;
    let today = stage.on(stage.world.week);
    referral::step(&today, &parameters.referral, &parameters.travel, newcomer_weeks, (&mut district).into());
    let begun = district.episodes.episode.iter().skip(before);
    let is_own = |id| matches!(district.network.institution[id].belonging, Belonging::Own(_));
    [count, begun.filter(|episode| is_own(episode.institution)).count()]
}

/// Closes what is not of the intermediary, so that its offers are the only way.
fn alone(district: &mut DistrictWorld) {
    for row in &mut district.network.institution {
        if row.belonging == Belonging::External {
            row.closes = Week(0);
        }
    }
}

#[test]
fn whoever_knows_the_intermediary_may_come_to_its_own_offers_without_its_desk() {
    let stage = stage();
    let nobody = |_: &DistrictWorld| Issuer::Nobody;
    let knowing = |knows: bool| {
        move |district: &mut DistrictWorld| {
            alone(district);
            for known in &mut district.refugees.awareness {
                known.intermediary = knows.then_some(Week(50));
            }
        }
    };
    let [count, own] = set_out(&stage, nobody, knowing(true));
    assert!(count > 20 && own == count, "{own} of {count}");
    // The twins: who does not know it, and for whom it is not there.
    assert_eq!(set_out(&stage, nobody, knowing(false))[1], 0);
    let unserved = |district: &mut DistrictWorld| {
        knowing(true)(district);
        let facts = district.intermediary.establishment.as_mut().unwrap();
        facts.serves_whom = Served { institutions: true, ..Served::default() };
    };
    assert_eq!(set_out(&stage, nobody, unserved)[1], 0);
}

#[test]
fn a_service_sends_to_own_offers_if_its_directory_has_them() {
    let stage = stage();
    let service = |district: &DistrictWorld| {
        let mut desks = district.intermediary.desk.rows();
        let is_service = |owner| matches!(owner, DeskOwner::AdviceService(_));
        Issuer::Service(desks.find(|(_, desk)| is_service(desk.owner)).map(|(id, _)| id).unwrap())
    };
    let listed = |is_listed: bool| {
        move |district: &mut DistrictWorld| {
            alone(district);
            for desk in &mut district.intermediary.desk {
                desk.directory.entry.iter_mut().for_each(|entry| entry.known = is_listed);
            }
        }
    };
    let [count, own] = set_out(&stage, service, listed(true));
    assert!(count > 20 && own == count, "{own} of {count}");
    assert_eq!(set_out(&stage, service, listed(false))[1], 0);
    // Services come to know offers as they know institutions, some and not all.
    let district = stage.first();
    let (mut known, mut all) = (0, 0);
    for desk in district.intermediary.desk.iter().filter(|desk| desk.owner != DeskOwner::Intermediary) {
        for id in desk.directory.entry.ids().skip(district.network.founded()) {
            known += usize::from(desk.directory.knows(id));
            all += 1;
        }
    }
    assert!(0 < known && known < all, "{known} of {all}");
}

#[test]
fn own_offers_are_for_authorities_too_and_for_health_only_where_a_doctor_is_hosted() {
    let provides =
        create("approach = \"provide\"\nrooms = 9\nstaff_fte = 30\nown_offers = 0.8\naccompaniment = 0.1");
    let needs: Vec<Need> = provides.intermediary.offers.iter().map(|offer| offer.need).collect();
    assert!(needs.contains(&Need::Authorities) && !needs.contains(&Need::Health), "{needs:?}");
    let hosts = create("approach = \"host\"\nrooms = 9\nstaff_fte = 30");
    let hosted: Vec<Need> = hosts.intermediary.hosting.iter().map(|hosted| hosted.need).collect();
    assert!(hosted.contains(&Need::Authorities) && hosted.contains(&Need::Health), "{hosted:?}");
}

/// Returns weekly hours of own offers, hosted hours, and hours of groups.
fn weekly_hours(created: &Created) -> [f64; 3] {
    let offers = || created.intermediary.offers.iter();
    let own = offers().filter(|offer| !offer.of_groupwork).map(|offer| offer.contact_hours);
    let groups = offers().filter(|offer| offer.of_groupwork).map(|offer| offer.staff_hours);
    let hosted = created.intermediary.hosting.iter().map(|hosted| hosted.hours);
    [own.sum(), hosted.sum(), groups.sum()]
}

#[test]
fn offers_grow_with_money_hour_by_hour_up_to_what_rooms_hold() {
    for (approach, kind) in [("provide", 0), ("host", 1), ("refer", 2)] {
        let hours = |thousands: f64| {
            let options = format!(
                "approach = \"{approach}\"\nbudget_eur_per_year = {}\nvolunteers = 0\nrooms = 4",
                thousands * 1e3
            );
            weekly_hours(&create(&options))[kind]
        };
        let steps: Vec<f64> = (7..=60).map(|ten| hours(f64::from(ten) * 10.0)).collect();
        let jumps = || steps.windows(2).map(|pair| pair[1] - pair[0]);
        // 10 000 € pay for at most 1.2 hours, and a part below an hour waits until there is more; whole offers would jump by three.
        assert!(jumps().all(|jump| jump > -1e-9 && jump < 2.2), "{approach}: {steps:?}");
        assert!(jumps().filter(|&jump| jump > 0.0).count() > 10, "{approach}: {steps:?}");
        let doses: Vec<f64> = [0.5, 1.0, 2.0, 100.0].map(|dose| hours(140.0 * dose)).to_vec();
        assert!(doses.is_sorted(), "{approach}: {doses:?}");
    }
}

#[test]
fn languages_and_childcare_at_own_offers_are_paid_for_or_not_there() {
    let of = |inclusion: f64| {
        create(&format!(
            "approach = \"provide\"\nbudget_eur_per_year = 400_000\nrooms = 4\nvolunteers = 0\n\
             [intermediary.principles]\ninclusion = {inclusion}"
        ))
    };
    let open = |created: &Created| {
        let own = created.intermediary.offers.iter().filter(|offer| !offer.of_groupwork);
        let rows = own.map(|offer| &created.network.institution[offer.institution]);
        let (open, all): (Vec<_>, Vec<_>) = rows.partition(|row| row.speaks_languages && row.childcare);
        (open.len(), open.len() + all.len())
    };
    let [none, all] = [of(0.0), of(1.0)];
    assert_eq!((open(&none).0, none.item("childcare")), (0, (0.0, 0.0)));
    let (some, offers) = open(&all);
    assert!(some == offers && offers > 1, "{some} of {offers}");
    // What they cost is missing elsewhere: fewer hours of staff for the same money.
    assert!(all.item("childcare").0 > 0.0 && all.facts().paid_hours < none.facts().paid_hours);
    let hours = weekly_hours(&all)[0];
    assert!((all.item("childcare").0 - hours * 20.0 * inteso::time::WEEKS_PER_YEAR).abs() < 1e-6);
}

#[test]
fn several_sites_have_the_groups_of_one() {
    let groups = |siting: &str| {
        let created = create(&format!("{siting}\nstaff_fte = 6\nvolunteers = 0"));
        let groups = created.intermediary.offers.iter().filter(|offer| offer.of_groupwork);
        groups
            .map(|offer| (offer.groups, offer.contact_hours))
            .fold((0, 0.0), |sum, (count, hours)| (sum.0 + count, sum.1 + f64::from(count) * hours))
    };
    let one = groups("siting = \"central\"");
    let six = groups("siting = \"decentral\"\nsites = 6");
    assert!(one.0 > 1 && one.0 == six.0 && (one.1 - six.1).abs() < 1e-9, "{one:?} {six:?}");
}
