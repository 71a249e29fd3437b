//! Layers of a scenario: what wins, and what a comparator drops.

use std::fs;

use inteso::configuration::{Configuration, Funding};
use inteso::quantity::Euro;
use inteso::scenario::{Scenario, Source, load};
use inteso::time::Week;
use inteso::vocabulary::{Approach, Field, Method, Siting, Support};

fn written(files: &[(&str, &str)], overrides: &[(&str, &str)]) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    load(&Source::File(folder.path().join(files[0].0)), &overrides)
        .unwrap_or_else(|faults| panic!("{faults}"))
        .scenario
}

fn first(scenario: &Scenario, district: usize) -> &Configuration {
    &scenario.districts[district].configurations[0].1
}

#[test]
fn the_file_wins_over_what_it_extends_and_the_command_line_over_both() {
    let files = [
        ("a.toml", "extends = \"base/b.toml\"\n[intermediary]\nrooms = 4\nvolunteers = 20\n"),
        ("base/b.toml", "[intermediary]\nrooms = 3\nvolunteers = 10\nsites = 5\n"),
    ];
    let scenario = written(&files, &[("intermediary.volunteers", "30")]);
    let configuration = first(&scenario, 0);
    assert_eq!((configuration.sites, configuration.rooms, configuration.volunteers), (5, 4, 30));
}

#[test]
fn a_later_layer_replaces_an_option_in_every_district() {
    let files = [
        (
            "a.toml",
            "extends = \"b.toml\"\n[intermediary]\nsiting = \"central\"\n[district.sb6.intermediary]\nsites = 7\n",
        ),
        ("b.toml", "[district.sb5.intermediary]\nsiting = \"decentral\"\n"),
    ];
    let scenario = written(&files, &[]);
    assert_eq!(first(&scenario, 0).siting, Siting::Central);
    assert_eq!((first(&scenario, 0).sites, first(&scenario, 1).sites), (3, 7));
}

#[test]
fn within_one_layer_the_district_wins_over_all_districts() {
    let text = "[intermediary]\nsiting = \"decentral\"\n[district.sb5.intermediary]\nsiting = \"zentral\"\n";
    let scenario = written(&[("a.toml", text)], &[]);
    assert_eq!(first(&scenario, 0).siting, Siting::Central);
    assert_eq!(first(&scenario, 1).siting, Siting::Decentral);
}

#[test]
fn a_budget_in_a_later_layer_removes_the_staff_of_an_earlier_one() {
    let scenario = written(&[("a.toml", "[intermediary]\nbudget_eur_per_year = 140_000\n")], &[]);
    let budget = Funding::Budget(Euro::new(140_000.0).unwrap());
    assert_eq!((first(&scenario, 0).funding, first(&scenario, 1).funding), (budget, budget));
    let scenario = written(
        &[("a.toml", "[intermediary]\nbudget_eur_per_year = 140_000\n")],
        &[("district.sb6.intermediary.staff_fte", "2")],
    );
    assert_eq!((first(&scenario, 0).funding, first(&scenario, 1).funding), (budget, Funding::Staff(2.0)));
}

#[test]
fn an_approach_by_field_keeps_the_other_fields() {
    let text = "[intermediary.approach]\nhousing = \"alles-unter-einem-dach\"\n";
    let scenario = written(&[("a.toml", text)], &[]);
    let approach = &first(&scenario, 0).approach;
    assert_eq!((approach[Field::Housing], approach[Field::Work]), (Approach::Provide, Approach::Guide));
}

#[test]
fn comparators_drop_the_keys_that_they_ignore() {
    let none =
        |more: &str| written(&[("a.toml", &format!("[intermediary]\napproach = \"none\"\n{more}"))], &[]);
    assert_eq!(none("").hash(), none("siting = \"decentral\"\nstaff_fte = 9\nopens = 2018-01-01\n").hash());
    assert_eq!(first(&none(""), 0).funding, Funding::Budget(Euro::default()));
    let existing = |more: &str| {
        let text =
            format!("[intermediary]\napproach = \"bestehende-dienste\"\nbudget_eur_per_year = 1000\n{more}");
        written(&[("a.toml", &text)], &[])
    };
    assert_eq!(first(&existing(""), 0).support, Support::ExistingServices);
    assert_eq!(existing("").hash(), existing("rooms = 9\n").hash());
    assert_ne!(existing("").hash(), existing("opens = 2018-01-01\n").hash());
}

#[test]
fn a_change_holds_from_its_week_on() {
    let text = "[[change]]\nfrom = \"2017-01-02\"\nset = { \"intermediary.methods.networking\" = 0.3, \"intermediary.methods.casework\" = 0.5 }\n";
    let scenario = written(&[("a.toml", text)], &[]);
    let plan = &scenario.districts[1].configurations;
    assert_eq!(plan.len(), 2);
    assert_eq!(plan[1].0, Week(104));
    assert_eq!(
        (plan[0].1.methods[Method::Networking].get(), plan[1].1.methods[Method::Networking].get()),
        (0.15, 0.3)
    );
}

#[test]
fn a_change_before_one_districts_opening_holds_there_from_the_beginning() {
    let text = "[[change]]\nfrom = 2016-01-04\nset = { \"intermediary.rooms\" = 6 }\n";
    let scenario = written(&[("a.toml", text)], &[]);
    assert_eq!(scenario.districts[0].configurations.len(), 2);
    assert_eq!(scenario.districts[1].configurations.len(), 1);
    assert_eq!(first(&scenario, 1).rooms, 6);
}

#[test]
fn a_third_district_is_only_data() {
    let sb6 = inteso::scenario::embedded::file("districts/sb6.toml").unwrap();
    let files = [
        (
            "a.toml",
            "districts = [\"sb5\", \"north\"]\n[district.north]\nfile = \"north.toml\"\ninhabitants = 50_000\n",
        ),
        ("north.toml", sb6),
    ];
    let scenario = written(&files, &[]);
    assert_eq!(scenario.districts[1].id, "north");
    assert_eq!(scenario.districts[1].district.inhabitants, 50_000);
    assert_eq!(scenario.districts[1].district.neighbourhood.len(), 4);
}

#[test]
fn a_forcing_is_replaced_by_a_file_or_in_place() {
    let csv = "# mine\nfrom,factor\n2013-01-07,1\n2016-01-04, 1.5\n";
    let scenario = written(&[("a.toml", "[forcings]\ndepartures = \"mine.csv\"\n"), ("mine.csv", csv)], &[]);
    assert_eq!(scenario.forcings.departures.factor.at(Week(60)), 1.5);
    let text = "[forcings.departures]\nfrom = [2013-01-07, 2016-01-04]\nfactor = [1, 2]\n";
    let scenario = written(&[("a.toml", text)], &[]);
    assert_eq!(scenario.forcings.departures.factor.at(Week(60)), 2.0);
    let scenario = written(&[("a.toml", "[forcings]\nclosures = \"forcings/pandemic.csv\"\n")], &[]);
    assert!(scenario.forcings.closures.courses.at(Week(275)) < 1.0);
}
