//! Options of places: sites, doors, anchors and rooms, with what each costs and what it leaves as it is.

use inteso::district::Place;
use inteso::network::Capacity;
use inteso::vocabulary::Need;

use crate::options::{Created, changes_alone, changes_beside, create};

fn rent(created: &Created) -> f64 {
    created.item("sites").0
}

#[test]
fn several_sites_divide_the_door_and_multiply_the_rent() {
    let central = create("");
    let two = changes_alone(
        "siting = \"decentral\"\nsites = 2",
        &["account", "anchors", "desks", "doors", "euros_per_year", "places"],
    );
    assert_eq!(rent(&two), 2.0 * rent(&central));
    let door = |created: &Created| created.sites().iter().map(|site| site.1).sum::<f64>();
    assert_eq!((two.sites().len(), door(&two)), (2, door(&central)));
    for name in ["volunteers", "staff", "coordination"] {
        assert_eq!(two.item(name), central.item(name), "{name}");
    }
    // Where there is one site, the number for several says nothing.
    changes_alone("sites = 5", &[]);
}

#[test]
fn more_sites_than_neighbourhoods_stand_at_places_of_their_own() {
    for (kind, anchor) in
        [("standalone", "family_centre"), ("attached", "job_centre"), ("integrated", "parish")]
    {
        for count in 2..=6 {
            let options = format!(
                "siting = \"decentral\"\nsites = {count}\nattachment = \"{kind}\"\nanchor = \"{anchor}\""
            );
            let created = create(&options);
            let mut desks = created.facts().desks.clone();
            desks.dedup();
            assert_eq!(desks.len(), count, "{options}: {desks:?}");
            let sites = created.sites();
            for (position, (place, hours, tied)) in sites.iter().enumerate() {
                assert!(*hours > 0.0 && *hours <= 44.0 / count as f64, "{options}: {hours}");
                for (other, _, other_tied) in &sites[..position] {
                    assert_ne!(place, other, "{options}");
                    let house = |anchor: &Option<_>| {
                        anchor.map(|anchor: inteso::intermediary::Anchor| anchor.institution)
                    };
                    assert!(
                        tied.is_none() || house(tied) != house(other_tied),
                        "{options}: one house, two sites"
                    );
                }
            }
        }
    }
}

#[test]
fn a_third_site_in_a_town_of_two_neighbourhoods_stands_between_them() {
    let sites: Vec<Place> =
        create("siting = \"decentral\"\nsites = 3").sites().iter().map(|site| site.0).collect();
    let two: Vec<Place> =
        create("siting = \"decentral\"\nsites = 2").sites().iter().map(|site| site.0).collect();
    assert_eq!(sites[..2], two[..], "the first two stay where they are");
    let between = Place {
        east: f32::midpoint(two[0].east, two[1].east),
        north: f32::midpoint(two[0].north, two[1].north),
    };
    assert_eq!(sites[2], between);
}

#[test]
fn an_anchor_moves_the_site_and_lowers_the_rent() {
    let facts = ["account", "anchor_rent", "anchors", "euros_per_year", "places"];
    let alone = create("");
    let beside = changes_alone("attachment = \"attached\"", &facts);
    let inside = changes_alone("attachment = \"integrated\"", &facts);
    assert!(rent(&alone) > rent(&beside) && rent(&beside) > rent(&inside));
    // What the anchor does not charge is counted.
    assert_eq!(rent(&inside) + inside.facts().anchor_rent, rent(&alone));
    // Another anchor is another place, and its house is open for other hours.
    changes_beside("attachment = \"attached\"", "anchor = \"school\"", &["anchors", "places"]);
    let shorter = ["anchors", "doors", "places"];
    let [_, parish] = changes_beside("attachment = \"integrated\"", "anchor = \"parish\"", &shorter);
    assert!(parish.sites()[0].1 < alone.sites()[0].1);
    changes_alone("anchor = \"school\"", &[]);
}

#[test]
fn half_the_opening_hours_are_half_the_door_and_all_of_the_staff() {
    let half = changes_alone("opening_hours_per_week = 22", &["doors"]);
    assert_eq!(half.sites()[0].1, 22.0);
}

#[test]
fn rooms_cost_money_where_they_are_used_and_nothing_elsewhere() {
    changes_alone("rooms = 4", &[]);
    let [two, four] = changes_beside("approach = \"host\"", "rooms = 4", &["account", "euros_per_year"]);
    assert_eq!(four.item("rooms").0, 2.0 * two.item("rooms").0);
    // Two rooms hold as many as the hours of networking keep up; one room holds fewer.
    let [two, one] = changes_beside(
        "approach = \"host\"\nvolunteers = 10",
        "rooms = 1",
        &["account", "euros_per_year", "rooms_lent", "upkeep_hours"],
    );
    assert!(one.intermediary.hosting.len() < two.intermediary.hosting.len());
    let [few, many] = changes_beside(
        "approach = \"provide\"\nstaff_fte = 8",
        "rooms = 1",
        &["account", "euros_per_year", "offers", "paid_offers", "own_offers"],
    );
    assert!(many.facts().paid_offers.len() < few.facts().paid_offers.len(), "a room holds so many");
}

#[test]
fn a_course_under_the_roof_has_the_hours_of_the_room_and_takes_as_many_from_home() {
    let hosts = create("approach = \"host\"\nvolunteers = 10");
    let course = hosts.intermediary.hosting.iter().find(|hosted| hosted.need == Need::Language).unwrap();
    let [branch, home] = [course.branch, course.home].map(|id| &hosts.network.institution[id]);
    assert_eq!((branch.hours_per_week, home.hours_per_week), (3.0, 18.75));
    let Capacity::Places { places, .. } = branch.capacity else { panic!("{branch:?}") };
    let (here, missing) = (f64::from(places) * 3.0, course.moved * 18.75);
    assert!(places > 0 && here <= missing && missing < here + 18.75, "{here} of {missing} hours");
}

#[test]
fn the_comparators_ignore_what_an_intermediary_would_create() {
    let more = "siting = \"decentral\"\nsites = 4\nnaming = \"open\"\nrooms = 5\nvolunteers = 9\naudience = [\"city\"]";
    let bought = "approach = \"existing_services\"\nbudget_eur_per_year = 90_000";
    changes_beside(bought, more, &[]);
    assert!(create("approach = \"none\"").intermediary.establishment.is_none());
    assert!(create(&format!("approach = \"none\"\n{more}")).sites().is_empty());
}
