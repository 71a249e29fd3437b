//! Faults of scenario files: every kind, all at once, each at its place.

use std::fs;
use std::path::Path;

use inteso::scenario::{Faults, Source, load};

/// Writes files, loads the first, and returns its faults with the folder's name cut out.
fn faults(files: &[(&str, &str)], overrides: &[(&str, &str)]) -> (Faults, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let faults = load(&Source::File(folder.path().join(files[0].0)), &overrides).unwrap_err();
    let shown = faults.to_string();
    let canonical = folder.path().canonicalize().unwrap();
    let shown = shown.replace(&format!("{}/", folder.path().display()), "");
    let shown = shown.replace(&format!("{}/", canonical.display()), "");
    let shown = shown.replace(&format!("`{}`", canonical.display()), "`the folder`");
    (faults, shown)
}

fn shown(text: &str) -> String {
    faults(&[("mine.toml", text)], &[]).1
}

fn at(path: &Path) -> String {
    load(&Source::File(path.to_path_buf()), &[]).unwrap_err().to_string()
}

#[test]
fn all_faults_of_a_file_are_found_at_once_each_at_its_place() {
    let text = r#"
wekes = 100
replicates = "three"
weeks = 900

[intermediary]
sitting = "central"
approach = "provde"
opens = "2015-02-30"
rooms = 2.5

[intermediary.methods]
casework = 0.5
networking = 0.5
"#;
    let (faults, shown) = faults(&[("mine.toml", text)], &[]);
    assert_eq!(faults.len(), 8);
    let lines: Vec<(usize, usize)> = faults
        .iter()
        .map(|fault| fault.place.as_ref().map_or((0, 0), |place| (place.line(), place.column())))
        .collect();
    assert_eq!(lines, [(2, 1), (3, 14), (4, 9), (7, 1), (8, 12), (9, 9), (10, 9), (14, 14)]);
    insta::assert_snapshot!(shown, @r#"
    error: unknown key `wekes`
     --> mine.toml:2:1
      |
    2 | wekes = 100
      | ^^^^^
      |
      = note: allowed: change, district, districts, every, extends, forcings, intermediary, markets, name, parameters, relevant_difference, replicates, seed, synthetic, trial, weeks
      = help: did you mean `weeks`?

    error: `replicates` is the text "three"
     --> mine.toml:3:14
      |
    3 | replicates = "three"
      |              ^^^^^^^
      |
      = note: allowed: a whole number from 1 to 100000

    error: `weeks` is the number 900
     --> mine.toml:4:9
      |
    4 | weeks = 900
      |         ^^^
      |
      = note: allowed: a whole number from 1 to 700

    error: unknown key `intermediary.sitting`
     --> mine.toml:7:1
      |
    7 | sitting = "central"
      | ^^^^^^^
      |
      = note: allowed: accompaniment, anchor, approach, attachment, audience, budget_eur_per_year, city_network, content, goals, local_network, methods, naming, naming_scope, opening_hours_per_week, opens, own_offers, principles, rooms, sites, siting, sponsorship, staff_fte, volunteers
      = help: did you mean `intermediary.siting`?

    error: `intermediary.approach` does not know the text "provde"
     --> mine.toml:8:12
      |
    8 | approach = "provde"
      |            ^^^^^^^^
      |
      = note: allowed: one of refer, guide, host, provide, none, existing_services, full_access
      = help: did you mean `provide`?

    error: `intermediary.opens` is the text "2015-02-30"
     --> mine.toml:9:9
      |
    9 | opens = "2015-02-30"
      |         ^^^^^^^^^^^^
      |
      = note: allowed: a date such as 2015-09-02

    error: `intermediary.rooms` is the number 2.5
      --> mine.toml:10:9
       |
    10 | rooms = 2.5
       |         ^^^
       |
       = note: allowed: a whole number from 0 to 50

    error: `intermediary.methods` sums to 1.2: casework 0.5, groupwork 0.08, networking 0.5, social_space 0.12
      --> mine.toml:14:14
       |
    14 | networking = 0.5
       |              ^^^
       |
       = note: allowed: four shares with the sum 1
    "#);
}

#[test]
fn an_option_at_the_top_is_found_where_it_belongs() {
    let shown = shown("siting = \"central\"\n");
    assert!(shown.contains("did you mean `intermediary.siting`?"), "{shown}");
}

#[test]
fn a_german_word_with_a_slip_is_proposed() {
    let shown = shown("[intermediary]\napproach = \"verweissen\"\n");
    assert!(shown.contains("did you mean `verweisen`?"), "{shown}");
}

#[test]
fn a_value_in_the_place_of_a_table_is_a_fault() {
    let shown = shown("intermediary = 3\nparameters = 1\n[intermediary2]\n");
    assert!(shown.contains("`intermediary` is the number 3"), "{shown}");
    assert!(shown.contains("`parameters` is the number 1"), "{shown}");
    assert!(shown.contains("unknown key `intermediary2`"), "{shown}");
}

#[test]
fn a_table_in_the_place_of_a_value_is_a_fault() {
    let shown = shown("[intermediary.siting]\nwhere = 1\n");
    assert!(shown.contains("`intermediary.siting` is a table"), "{shown}");
}

#[test]
fn staff_and_budget_in_one_layer_are_a_fault() {
    let shown = shown("[intermediary]\nstaff_fte = 2\nbudget_eur_per_year = 1000\n");
    assert!(shown.contains("both `staff_fte` and `budget_eur_per_year` are set"), "{shown}");
    assert!(shown.contains("mine.toml:3:1"), "{shown}");
}

#[test]
fn shares_of_working_time_that_do_not_sum_to_one_are_a_fault() {
    insta::assert_snapshot!(shown("[intermediary.methods]\nnetworking = 0.4\n"), @r#"
    error: `intermediary.methods` sums to 1.25: casework 0.65, groupwork 0.08, networking 0.4, social_space 0.12
     --> mine.toml:2:14
      |
    2 | networking = 0.4
      |              ^^^
      |
      = note: allowed: four shares with the sum 1
    "#);
}

#[test]
fn a_share_on_the_command_line_is_shown_there() {
    let (_, shown) = faults(&[("mine.toml", "weeks = 10\n")], &[("intermediary.methods.casework", "2")]);
    insta::assert_snapshot!(shown, @r#"
    error: `intermediary.methods.casework` is the number 2
     --> --set:1:31
      |
    1 | intermediary.methods.casework=2
      |                               ^
      |
      = note: allowed: a number from 0 to 1
    "#);
}

#[test]
fn a_missing_file_is_a_fault() {
    let missing = at(Path::new("no/such/file.toml"));
    assert!(missing.contains("there is no file `no/such/file.toml`"), "{missing}");
    let shown = shown(
        "extends = \"nothing.toml\"\n[forcings]\nclimate = \"warm.csv\"\n[district.sb5]\nfile = \"sb9.toml\"\n",
    );
    for name in ["nothing.toml", "warm.csv", "sb9.toml"] {
        assert!(shown.contains(&format!("there is no file `{name}`")), "{shown}");
    }
}

#[test]
fn an_unknown_embedded_name_is_a_fault_with_the_nearest_one() {
    let shown = load(&Source::Embedded("welcome_point".to_owned()), &[]).unwrap_err().to_string();
    assert!(shown.contains("did you mean `welcome_points`?"), "{shown}");
}

#[test]
fn files_that_extend_each_other_are_a_fault() {
    let files = [("a.toml", "extends = \"b.toml\"\n"), ("b.toml", "extends = \"./a.toml\"\nweeks = 3\n")];
    let (_, shown) = faults(&files, &[]);
    assert!(shown.contains("`extends` runs in a circle"), "{shown}");
    assert!(shown.contains("b.toml:1:11"), "{shown}");
    let shown = self::shown("extends = \"mine.toml\"\n");
    assert!(shown.contains("`extends` runs in a circle"), "{shown}");
}

#[test]
fn an_empty_file_is_a_fault() {
    for text in ["", "\n\n", "# nothing\n"] {
        let shown = shown(text);
        assert!(shown.contains("says nothing") && shown.contains("mine.toml:1:1"), "{shown}");
    }
}

#[test]
fn a_folder_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let shown = at(folder.path());
    assert!(shown.contains("is a folder, not a file"), "{shown}");
}

#[test]
fn a_hundred_megabytes_are_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("garbage.toml");
    // A file with a hole is as long as one without, and costs no disk.
    fs::File::create(&path).unwrap().set_len(100_000_000).unwrap();
    let shown = at(&path);
    assert!(shown.contains("is larger than 1000000 bytes and was not read"), "{shown}");
}

#[test]
fn what_is_no_utf_8_is_a_fault_at_the_first_wrong_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latin.toml");
    fs::write(&path, b"weeks = 3\nname = \"D\xfcsseldorf\"\n").unwrap();
    let shown = at(&path);
    assert!(shown.contains("not UTF-8 text from byte 19 on") && shown.contains("latin.toml:2:10"), "{shown}");
}

#[test]
fn errors_of_syntax_are_shown_at_their_places() {
    let shown = shown("weeks = \nname = \"a\nevery = 3\n");
    assert!(shown.contains("no TOML") && shown.contains("mine.toml:1:9"), "{shown}");
}

#[test]
fn a_date_out_of_the_calendar_is_a_fault() {
    for date in ["\"2015-02-30\"", "2015-13-01", "\"tomorrow\"", "20150230", "\"1815-09-02\""] {
        let shown = shown(&format!("[intermediary]\nopens = {date}\n"));
        assert!(shown.contains("mine.toml:2:"), "{date}\n{shown}");
    }
    let shown = shown("[intermediary]\nopens = 2014-06-01\n");
    assert!(shown.contains("from 2015-01-05 on"), "{shown}");
}

#[test]
fn an_unknown_district_is_a_fault() {
    let text = "districts = [\"sb5\", \"sb7\"]\n[district.sb8.intermediary]\nrooms = 1\n[district.Nord]\nfile = \"x\"\n";
    let shown = shown(text);
    for expected in ["unknown district `sb7`", "unknown district `sb8`", "`Nord` is not the id of a district"]
    {
        assert!(shown.contains(expected), "{shown}");
    }
    let twice = self::shown("districts = [\"sb5\", \"sb5\"]\n");
    assert!(twice.contains("is listed twice"), "{twice}");
    let none = self::shown("districts = []\n");
    assert!(none.contains("`districts` is empty"), "{none}");
}

#[test]
fn an_incomplete_district_lacks_each_key() {
    let shown = shown("districts = [\"sb7\"]\n[district.sb7]\nname = \"District 7\"\nages = [0.5, 0.5]\n");
    assert!(shown.contains("the district `sb7` lacks `inhabitants`"), "{shown}");
    assert!(shown.contains("the district `sb7` lacks `neighbourhood`"), "{shown}");
    assert!(shown.contains("`district.sb7.ages` is a list of 2"), "{shown}");
}

#[test]
fn rows_of_a_district_are_checked() {
    let text = "[[district.sb5.neighbourhood]]\nname = \"Stockum\"\ncenter = [51, 6]\narea_km2 = -1\ninhabitants = 10\nmark = \"A\"\n";
    let shown = shown(text);
    for expected in [
        "`district.sb5.neighbourhood.center`",
        "did you mean `centre`?",
        "is the number -1",
        "lacks `centre`",
    ] {
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
}

#[test]
fn a_change_before_the_opening_is_a_fault() {
    let text = "[[change]]\nfrom = 2015-03-02\nset = { \"intermediary.rooms\" = 3 }\n";
    insta::assert_snapshot!(shown(text), @r#"
    error: a change before the opening
     --> mine.toml:2:8
      |
    2 | from = 2015-03-02
      |        ^^^^^^^^^^
      |
      = note: allowed: a day from the week of 2015-08-31 on
    "#);
    let text = "[[change]]\nfrom = 2016-03-07\nset = { \"district.sb6.intermediary.rooms\" = 3 }\n";
    assert!(shown(text).contains("a change before the opening"));
}

#[test]
fn a_change_is_checked_like_any_option() {
    let text = r#"
[[change]]
from = "2017-13-02"
set = { "intermediary.siting" = "middle", "weeks" = 3, "intermediary.opens" = 2017-01-01 }
[[change]]
form = 2017-01-02
[[change]]
from = 2018-01-01
set = { "district.sb7.intermediary.rooms" = 3, "intermediary.methods.casework" = 0.1 }
"#;
    let shown = shown(text);
    for expected in [
        "`change.from` is the text \"2017-13-02\"",
        "does not know the text \"middle\"",
        "`weeks` cannot change during a run",
        "`intermediary.opens` cannot change during a run",
        "unknown key `change.form`",
        "did you mean `from`?",
        "a change lacks `set`",
    ] {
        assert!(shown.contains(expected), "{expected}\n{shown}");
    }
    let shown = self::shown(text.split_at(text.rfind("[[change]]").unwrap()).1);
    assert!(shown.contains("unknown district `sb7`") && shown.contains("sums to 0.45"), "{shown}");
}

#[test]
fn an_unknown_parameter_is_a_fault() {
    let shown = shown("[parameters]\n\"counselling.no_such_thing\" = 1\n\"counselling.other\" = \"x\"\n");
    assert!(shown.contains("unknown parameter `counselling.no_such_thing`"), "{shown}");
    assert!(shown.contains("`parameters.counselling.other` is the text"), "{shown}");
}

#[test]
fn a_parameter_outside_its_range_is_a_fault() {
    let evidence = inteso::evidence::Evidence::embedded().unwrap();
    if let Some((key, parameter)) = evidence.iter().next() {
        let value = parameter.range[1] + 1.0;
        let shown = shown(&format!("[parameters]\n\"{key}\" = {value}\n"));
        assert!(shown.contains(&format!("the parameter `{key}` is {value}")), "{shown}");
    }
}

#[test]
fn a_bad_forcing_is_shown_with_line_and_column() {
    let toml = "[forcings]\nclimate = \"climate.csv\"\n";
    let csv = "# my climate\nfrom,national\n2013-01-07,0.1\n2015-13-01,0.2\n2016-01-04,  warm\n2017-01-02,3\n2018-01-01\n";
    let (_, shown) = faults(&[("mine.toml", toml), ("climate.csv", csv)], &[]);
    insta::assert_snapshot!(shown, @r#"
    error: "2015-13-01" in `climate`
     --> climate.csv:4:1
      |
    4 | 2015-13-01,0.2
      | ^^^^^^^^^^
      |
      = note: allowed: a date such as 2015-09-02

    error: "warm" in `climate`
     --> climate.csv:5:14
      |
    5 | 2016-01-04,  warm
      |              ^^^^
      |
      = note: allowed: a number from -1 to 1 for national

    error: "3" in `climate`
     --> climate.csv:6:12
      |
    6 | 2017-01-02,3
      |            ^
      |
      = note: allowed: a number from -1 to 1 for national

    error: 1 values in a row of `climate`
     --> climate.csv:7:1
      |
    7 | 2018-01-01
      | ^^^^^^^^^^
      |
      = note: allowed: 2: from,national
    "#);
}

#[test]
fn a_forcing_must_begin_early_and_run_in_order() {
    for (csv, expected) in [
        ("from,national\n2015-01-05,0\n", "begins in the week of 2015-01-05"),
        ("from,national\n2013-01-07,0\n2012-01-02,0\n", "not in order"),
        ("from,nationale\n2013-01-07,0\n", "did you mean `national`?"),
        ("from\n2013-01-07\n", "the column `national` is missing"),
        ("# nothing\n", "holds no values"),
    ] {
        let (_, shown) =
            faults(&[("mine.toml", "[forcings]\nclimate = \"climate.csv\"\n"), ("climate.csv", csv)], &[]);
        assert!(shown.contains(expected), "{expected}\n{shown}");
        assert!(shown.contains("climate.csv:"), "{shown}");
    }
    let shown = shown("[forcings.climate]\nfrom = [2013-01-07, 2014-01-06]\nnational = [0.1]\n");
    assert!(shown.contains("has 1 values for 2 dates"), "{shown}");
    let shown = self::shown("[forcings.climate]\nnational = [0.1]\n");
    assert!(shown.contains("`forcings.climate` lacks `from`"), "{shown}");
}

#[test]
fn shares_of_a_composition_sum_to_one() {
    let header =
        "from,male,under_18,age_18_34,age_35_64,age_65_plus,syria,afghanistan,iraq,iran,eritrea,other\n";
    let csv = format!("{header}2013-01-07,0.6,0.3,0.4,0.2,0.3,0.5,0.1,0.1,0.1,0.1,0.1\n");
    let (_, shown) = faults(&[("mine.toml", "[forcings]\ncomposition = \"c.csv\"\n"), ("c.csv", &csv)], &[]);
    assert!(shown.contains("sum to 1.200"), "{shown}");
}

#[test]
fn later_faults_find_the_line_of_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(
        &path,
        "[intermediary]\nbudget_eur_per_year = 9\n[district.sb6.intermediary]\nsiting = \"decentral\"\n",
    )
    .unwrap();
    let loaded = load(&Source::File(path), &[]).unwrap();
    let line = |id: &str| loaded.places.funding(id).map(inteso::scenario::Position::line);
    assert_eq!((line("sb5"), line("sb6")), (Some(2), Some(2)));
    assert!(loaded.places.change().is_none());
}
