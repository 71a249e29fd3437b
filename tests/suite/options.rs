//! Every option changes what it creates and nothing else: each sentence names the facts that differ from those of the default.
//!
//! Facts are what a configuration establishes in a small town of two neighbourhoods: all fields of `Establishment`, its sites,
//! doors, staff, own offers and lent rooms. What processes make of them is tested beside them; `options_list` says where.

use std::sync::LazyLock;

use inteso::district::Place;
use inteso::intermediary::{Anchor, DeskOwner, Establishment, Intermediary, Served};
use inteso::network::{Capacity, LocalNetwork};
use inteso::scenario::Scenario;
use inteso::vocabulary::Use;

use crate::stage::{Town, scenario, town};

/// What an intermediary consists of when it has been established.
pub(crate) struct Created {
    pub(crate) intermediary: Intermediary,
    pub(crate) network: LocalNetwork,
}

impl Created {
    pub(crate) fn facts(&self) -> &Establishment {
        self.intermediary.establishment.as_ref().unwrap()
    }

    /// Returns places, doors in hours a week, and anchors of the sites.
    pub(crate) fn sites(&self) -> Vec<(Place, f64, Option<Anchor>)> {
        let desks = self.intermediary.desk.iter().filter(|desk| desk.owner == DeskOwner::Intermediary);
        desks.map(|desk| (desk.place, desk.opening_hours, desk.anchor)).collect()
    }

    /// Returns euros and hours a year of an item of the account.
    pub(crate) fn item(&self, name: &str) -> (f64, f64) {
        let item = self.facts().account.iter().find(|item| item.name == name);
        item.map_or((0.0, 0.0), |item| (item.euros, item.hours))
    }

    /// Returns all facts by name, written so that numbers are read back the same.
    fn named(&self) -> Vec<(&'static str, String)> {
        macro_rules! facts {
            ($($name:ident),* $(,)?) => {{
                // All fields are named, so that a new one is not forgotten.
                let Establishment { $($name),* } = self.facts();
                vec![$((stringify!($name), format!("{:?}", $name))),*]
            }};
        }
        let mut named = facts![
            opens,
            desks,
            at_existing_services,
            paid_hours,
            shares,
            accompaniment,
            accompanies,
            own_offers,
            paid_offers,
            provides_for,
            hosts_for,
            serves,
            euros_per_year,
            account,
            anchor_rent,
            volunteers_sought,
            hours_per_volunteer,
            recognised_by_fled,
            recognised_by_residents,
            serves_whom,
            openness,
            participation_hours,
            mediation_hours,
            upkeep_hours,
            person_independent,
            network_interval,
            meetings,
            city_share,
            reports_needs,
            city,
            circle,
            grant_weeks,
            paperwork_factor,
            start_up_until,
        ];
        let sites = self.sites();
        let desks = self.intermediary.desk.iter().filter(|desk| desk.owner == DeskOwner::Intermediary);
        let mut languages: Vec<f64> = desks.map(|desk| desk.languages).collect();
        // All sites speak the same.
        languages.dedup();
        let capacity = |id| match self.network.institution[id].capacity {
            Capacity::Slots { per_week, .. } => per_week,
            Capacity::Places { places, .. } => f64::from(places),
        };
        let offers = self.intermediary.offers.iter().map(|offer| {
            (offer.need, offer.staff_hours, offer.contact_hours, offer.least, capacity(offer.institution))
        });
        let offers: Vec<_> = offers.collect();
        let rooms: Vec<_> =
            self.intermediary.hosting.iter().map(|hosted| (hosted.need, hosted.moved)).collect();
        let staff: Vec<f64> = self.intermediary.staff.iter().map(|member| member.hours).collect();
        named.extend([
            ("places", format!("{:?}", sites.iter().map(|site| site.0).collect::<Vec<_>>())),
            ("doors", format!("{:?}", sites.iter().map(|site| site.1).collect::<Vec<_>>())),
            ("anchors", format!("{:?}", sites.iter().map(|site| site.2).collect::<Vec<_>>())),
            ("languages", format!("{languages:?}")),
            ("offers", format!("{offers:?}")),
            ("rooms_lent", format!("{rooms:?}")),
            ("staff", format!("{staff:?}")),
        ]);
        named
    }
}

/// Establishes the first configuration of a scenario in the week of its opening.
pub(crate) fn establish(scenario: Scenario) -> Created {
    let Town { parameters, mut world, .. } = Town::found(scenario, 1);
    let district = world.districts.remove(0);
    let (mut intermediary, mut network, plan) = (district.intermediary, district.network, district.plan);
    let planned = &plan.steps[0];
    let opens = planned.configuration.opens;
    intermediary.establish(opens, planned, &parameters.account, &plan.location, &mut network);
    Created { intermediary, network }
}

pub(crate) fn create(options: &str) -> Created {
    establish(scenario(&town(20, options)))
}

static DEFAULT: LazyLock<Created> = LazyLock::new(|| create(""));

/// Returns the names of the facts in which two creations differ, in the order of the alphabet.
fn differing(one: &Created, other: &Created) -> Vec<&'static str> {
    let pairs = one.named().into_iter().zip(other.named());
    let mut names: Vec<_> = pairs.filter(|(one, other)| one.1 != other.1).map(|(one, _)| one.0).collect();
    names.sort_unstable();
    names
}

/// Returns names in the order of the alphabet.
fn sorted<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}

/// Says that options change these facts of the default and no other.
pub(crate) fn changes_alone(options: &str, facts: &[&str]) -> Created {
    let created = create(options);
    assert_eq!(differing(&DEFAULT, &created), sorted(facts), "{options}");
    created
}

/// Says that options change these facts, and no other, where others hold.
pub(crate) fn changes_beside(others: &str, options: &str, facts: &[&str]) -> [Created; 2] {
    let (before, after) = (create(others), create(&format!("{others}\n{options}")));
    assert_eq!(differing(&before, &after), sorted(facts), "{options} beside {others}");
    [before, after]
}

#[test]
fn a_way_of_working_moves_hours_of_coming_along_rooms_and_offers() {
    changes_alone("approach = \"refer\"", &["accompaniment", "accompanies"]);
    let hosts = changes_alone(
        "approach = \"host\"",
        &[
            "accompaniment",
            "accompanies",
            "account",
            "euros_per_year",
            "hosts_for",
            "rooms_lent",
            "upkeep_hours",
        ],
    );
    let rooms: f64 = hosts.intermediary.hosting.iter().map(|hosted| hosted.moved).sum();
    let missing: f64 = hosts.network.lent.iter().sum();
    assert!(
        rooms > 0.0 && (rooms - missing).abs() < 1e-9,
        "what is hosted is missing at home: {rooms}, {missing}"
    );
    let provides = changes_alone(
        "approach = \"provide\"",
        &[
            "accompaniment",
            "accompanies",
            "account",
            "euros_per_year",
            "offers",
            "paid_offers",
            "own_offers",
            "provides_for",
        ],
    );
    assert!(provides.item("own_offers").0 > 0.0 && provides.network.lent.iter().all(|&lent| lent == 0.0));
}

#[test]
fn a_way_of_working_in_one_field_moves_a_quarter_of_the_hours() {
    for field in ["housing", "education", "work", "civil_society"] {
        let words = ["housing", "education", "work", "civil_society"]
            .map(|other| format!("{other} = \"{}\"", if other == field { "refer" } else { "guide" }));
        let options = format!("approach = {{ {} }}", words.join(", "));
        let mixed = changes_alone(&options, &["accompaniment", "accompanies"]);
        assert_eq!(mixed.facts().accompaniment, 0.75 * DEFAULT.facts().accompaniment, "{field}");
        assert_eq!(mixed.facts().accompanies.iter().filter(|(_, comes)| **comes).count(), 3);
    }
}

#[test]
fn a_sponsor_brings_its_terms_its_circle_and_its_overhead() {
    let facts = ["account", "circle", "euros_per_year", "grant_weeks", "paperwork_factor", "start_up_until"];
    let municipal = changes_alone("sponsorship = \"municipal\"", &facts);
    let unattached = changes_alone("sponsorship = \"unattached\"", &facts);
    assert_eq!(municipal.facts().grant_weeks, 0, "a municipality's own money has no term");
    for name in ["sites", "volunteers", "staff", "coordination"] {
        assert_eq!(municipal.item(name), unattached.item(name), "{name}");
    }
    assert!(municipal.item("sponsor").0 > unattached.item("sponsor").0);
}

#[test]
fn a_name_changes_who_recognises_it_and_neither_hours_nor_places() {
    let recognition = ["recognised_by_fled", "recognised_by_residents"];
    for options in ["naming = \"open\"", "naming = \"place\"", "naming_scope = \"local\""] {
        changes_alone(options, &recognition);
    }
    let local = create("naming_scope = \"local\"");
    assert!(local.facts().recognised_by_fled < DEFAULT.facts().recognised_by_fled, "fewer know it already");
    assert!(local.facts().recognised_by_residents < DEFAULT.facts().recognised_by_residents);
}

#[test]
fn more_staff_is_more_hours_and_more_euros() {
    let [once, twice] = changes_beside(
        "volunteers = 20",
        "staff_fte = 6",
        &["account", "euros_per_year", "offers", "paid_hours", "shares", "staff"],
    );
    assert_eq!(twice.facts().paid_hours, 2.0 * once.facts().paid_hours);
    for name in ["sites", "rooms", "volunteers"] {
        assert_eq!(twice.item(name), once.item(name), "{name}");
    }
    // The same hours for the same volunteers: their share of twice the hours is half.
    assert!((twice.item("coordination").1 - once.item("coordination").1).abs() < 1e-9);
    // As many volunteers as hours suffice for are twice as many, up to one.
    let [some, many] = [3, 6].map(|posts| create(&format!("volunteers = 500\nstaff_fte = {posts}")));
    assert!((many.facts().volunteers_sought).abs_diff(2 * some.facts().volunteers_sought) <= 1);
}

#[test]
fn a_budget_that_pays_for_so_much_staff_creates_the_same() {
    let budget = DEFAULT.facts().euros_per_year;
    let of_budget = create(&format!("budget_eur_per_year = {budget:?}"));
    // Posts are what is left of the budget, so that they are the same up to the rounding of a few operations.
    assert!((of_budget.facts().paid_hours - DEFAULT.facts().paid_hours).abs() < 1e-9);
    let differ = differing(&DEFAULT, &of_budget);
    let rounded = ["account", "euros_per_year", "offers", "paid_hours", "shares", "staff"];
    assert!(differ.iter().all(|name| rounded.contains(name)), "{differ:?}");
}

#[test]
fn a_later_opening_shifts_dates_alone() {
    let later = establish(scenario(&town(60, "").replace("opens = 2015-04-06", "opens = 2015-10-05")));
    assert_eq!(differing(&DEFAULT, &later), ["opens", "start_up_until"]);
    let weeks = later.facts().opens.since(DEFAULT.facts().opens);
    assert_eq!((weeks, later.facts().start_up_until.since(DEFAULT.facts().start_up_until)), (26, 26));
}

#[test]
fn more_volunteers_cost_expenses_and_coordination_and_leave_the_rent() {
    let facts = ["account", "euros_per_year", "offers", "shares", "volunteers_sought"];
    changes_alone("volunteers = 20", &facts);
    let [none, ten, twenty] = [0, 10, 20].map(|count| create(&format!("volunteers = {count}")));
    assert_eq!([none.item("volunteers"), none.item("coordination")], [(0.0, 0.0); 2]);
    assert_eq!(twenty.item("volunteers").0, 2.0 * ten.item("volunteers").0);
    assert!((twenty.item("coordination").1 - 2.0 * ten.item("coordination").1).abs() < 1e-9);
    for name in ["sites", "rooms", "own_offers"] {
        assert_eq!(twenty.item(name), DEFAULT.item(name), "{name}");
    }
    let hours = |created: &Created| created.item("coordination").1 + created.item("staff").1;
    assert!((hours(&twenty) - hours(&DEFAULT)).abs() < 1e-9, "paid hours are the same");
}

#[test]
fn no_more_volunteers_are_sought_than_hours_can_coordinate() {
    let [some, many, more] = [10, 500, 1000].map(|count| create(&format!("volunteers = {count}")));
    assert_eq!(some.facts().volunteers_sought, 10);
    assert_eq!(differing(&many, &more), [""; 0]);
    // Half of 65 % of the paid hours, and each volunteer needs so much of them.
    let facts = many.facts();
    let (hours, sought) = (facts.paid_hours * 0.65 * 0.5, f64::from(facts.volunteers_sought));
    assert_eq!(sought, (hours / facts.hours_per_volunteer).floor());
    let set_aside = facts.paid_hours * facts.shares[Use::Coordination];
    assert!((set_aside - sought * facts.hours_per_volunteer).abs() < 1e-9, "{set_aside}");
    // The twin, with a budget: expenses are paid for these volunteers alone, and the posts that are left suffice for them.
    let [some, many] = [500, 1000].map(|count| {
        create(&format!("volunteers = {count}\nbudget_eur_per_year = 140000")).facts().volunteers_sought
    });
    assert!(some == many && (15..30).contains(&some), "{some} {many}");
}

#[test]
fn hours_of_coming_along_come_out_of_casework() {
    let less = changes_alone("accompaniment = 0.1", &["accompaniment"]);
    assert_eq!(less.facts().accompaniment, 0.1);
    changes_beside("approach = \"refer\"", "accompaniment = 0.1", &[]);
}

#[test]
fn hours_of_own_offers_found_as_many_as_they_staff() {
    let facts = ["account", "euros_per_year", "offers", "paid_offers", "own_offers"];
    let [before, after] = changes_beside("approach = \"provide\"", "own_offers = 0.1", &facts);
    assert!(after.facts().paid_offers.len() < before.facts().paid_offers.len());
    changes_beside("approach = \"guide\"", "own_offers = 0.1", &[]);
}

#[test]
fn an_audience_is_who_is_served_and_costs_nothing_by_itself() {
    for audience in ["present", "residents", "institutions", "newcomers", "migration_history", "fled", "city"]
    {
        changes_alone(&format!("audience = [\"{audience}\"]"), &["serves_whom"]);
    }
}

#[test]
fn people_present_are_residents_and_who_is_there_without_living_there() {
    let [residents, present] =
        ["residents", "present"].map(|audience| create(&format!("audience = [\"{audience}\"]")));
    assert_eq!(differing(&residents, &present), ["serves_whom"]);
    let wider = Served { fled_attending: true, people_by_day: true, ..residents.facts().serves_whom };
    assert_eq!(present.facts().serves_whom, wider);
    assert_ne!(present.facts().serves_whom, residents.facts().serves_whom);
    // All of the city is served wherever it is: nothing is left that people present would add.
    let [city, both] =
        ["\"city\"", "\"city\", \"present\""].map(|audience| create(&format!("audience = [{audience}]")));
    assert_eq!(differing(&city, &both), [""; 0]);
}

#[test]
fn fields_that_are_not_chosen_are_neither_served_nor_accompanied_and_cost_nothing_less() {
    let tasks = "\"integration\", \"volunteer_offers\", \"encounter\", \"networking\"";
    for field in ["housing", "education", "work", "civil_society"] {
        let mut fields = vec!["housing", "education", "work", "civil_society"];
        fields.retain(|other| *other != field);
        let options = format!("content = [\"{}\", {tasks}]", fields.join("\", \""));
        changes_alone(&options, &["accompanies", "serves"]);
    }
}

#[test]
fn tasks_that_are_not_chosen_leave_their_hours_to_the_others() {
    let all = ["integration", "volunteer_offers", "encounter", "networking"];
    for (task, facts) in [
        ("integration", &["offers", "shares"][..]),
        ("volunteer_offers", &["account", "euros_per_year", "offers", "shares", "volunteers_sought"]),
        ("encounter", &["offers", "shares"]),
        ("networking", &["offers", "shares"]),
    ] {
        let chosen: Vec<_> = all.iter().filter(|other| **other != task).copied().collect();
        let options = format!(
            "content = [\"housing\", \"education\", \"work\", \"civil_society\", \"{}\"]",
            chosen.join("\", \"")
        );
        let created = changes_alone(&options, facts);
        // A sum of eight shares.
        assert!((created.facts().shares.values().iter().sum::<f64>() - 1.0).abs() < 1e-12, "{task}");
        assert_eq!(created.facts().paid_hours, DEFAULT.facts().paid_hours, "{task}");
    }
}

#[test]
fn methods_share_the_same_hours_out() {
    let options = "methods = { casework = 0.4, groupwork = 0.08, networking = 0.3, social_space = 0.22 }";
    let other = changes_alone(options, &["shares"]);
    assert!((other.facts().shares.values().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    let groups = "methods = { casework = 0.57, groupwork = 0.16, networking = 0.15, social_space = 0.12 }";
    let places =
        |created: &Created| created.intermediary.offers.iter().map(|offer| offer.staff_hours).sum::<f64>();
    let more = changes_alone(groups, &["offers", "shares"]);
    assert!(
        (places(&more) - 2.0 * places(&DEFAULT)).abs() < 1e-9,
        "groups last as long as hours of groupwork"
    );
}

#[test]
fn asking_users_takes_hours_and_language_mediation_opens_doors() {
    let asked =
        changes_alone("principles = { participation = 0.5, inclusion = 0.05 }", &["participation_hours"]);
    assert_eq!(asked.facts().participation_hours, 10.0 * DEFAULT.facts().participation_hours);
    let more = changes_alone(
        "principles = { participation = 0.05, inclusion = 0.5 }",
        &["account", "euros_per_year", "languages", "mediation_hours", "openness"],
    );
    let (fees, of_default) = (more.item("interpreters").0, DEFAULT.item("interpreters").0);
    assert!(of_default > 0.0 && (fees / of_default - 10.0).abs() < 1e-9);
    assert!(more.named() != DEFAULT.named() && more.facts().openness > 0.0);
    let none = changes_alone(
        "principles = { participation = 0.05, inclusion = 0 }",
        &["account", "euros_per_year", "languages", "mediation_hours", "openness"],
    );
    assert!(none.facts().openness == 0.0);
    // What inclusion does grows with the hours that it pays for.
    let openness = |created: &Created| created.facts().openness / created.facts().mediation_hours;
    assert!((openness(&more) - openness(&DEFAULT)).abs() < 1e-9);
}

#[test]
fn goals_create_nothing() {
    changes_alone("goals = { culturation = 1, placement = 0, interaction = 0, identification = 0 }", &[]);
}

#[test]
fn each_rule_of_the_networks_is_a_fact_of_its_own() {
    for (options, facts) in [
        ("local_network.coordinator = \"nobody\"", &["network_interval"][..]),
        ("local_network.coordinator = \"municipality\"", &["meetings"]),
        ("local_network.interval_weeks = 4", &["network_interval"]),
        ("local_network.early_goals = false", &["meetings"]),
        ("local_network.person_independent = true", &["person_independent"]),
        ("local_network.open_place = false", &["meetings"]),
        ("local_network.working_groups = false", &["meetings"]),
        ("local_network.merging = true", &["meetings"]),
        ("city_network.share = 0.5", &["city_share"]),
        ("city_network.tiers = [\"municipality\", \"land\"]", &["city"]),
        ("city_network.reporting = false", &["reports_needs"]),
        ("city_network.programme_coordination = true", &["city"]),
        ("city_network.exchange = false", &["city"]),
    ] {
        changes_alone(options, facts);
    }
}
