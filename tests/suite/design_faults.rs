//! Faults of designs: each names what was found and what is allowed, in both languages, before anything is run.

use std::fs;

use inteso::experiment::design::{Design, extent, read};
use inteso::scenario::{Document, Faults, Source};
use inteso::vocabulary::Language;

/// Opens an experiment with a list beside it, and returns its faults.
fn faults(text: &str, list: &str, overrides: &[(&str, &str)]) -> Faults {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    fs::write(folder.path().join("list.csv"), list).unwrap();
    let document = Document::open(&Source::File(path)).unwrap();
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let faults = Design::open(&document, &overrides).err().unwrap_or_else(|| panic!("no fault in\n{text}"));
    for fault in &faults {
        assert_ne!(fault.found.english(), fault.found.german());
    }
    faults
}

/// Returns what was found, and what is allowed, in a language: a line each.
fn sentences(faults: &Faults, language: Language) -> String {
    let line = |fault: &inteso::scenario::Fault| {
        let place = fault.place.as_ref().map_or((0, 0), |place| (place.line(), place.column()));
        let allowed = fault.allowed.as_ref().map_or("", |allowed| allowed.in_language(language));
        let nearest = fault.nearest.as_ref().map_or_else(String::new, |nearest| format!(" ({nearest}?)"));
        format!("{}:{} {}: {allowed}{nearest}", place.0, place.1, fault.found.in_language(language))
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn of_sample(sample: &str) -> Faults {
    faults(&format!("[sample]\n{sample}\n"), "", &[])
}

fn english(sample: &str) -> String {
    sentences(&of_sample(sample), Language::English)
}

#[test]
fn methods_and_their_keys_are_known() {
    insta::assert_snapshot!(english("size = 3"), @r###"
    1:1 [sample] lacks `method`: [sample] with method, one of latin_hypercube, sobol, morris, list
    "###);
    insta::assert_snapshot!(english("method = \"soboll\""), @r###"
    2:10 `sample.method` is the text "soboll": one of latin_hypercube, sobol, morris, list (sobol?)
    "###);
    insta::assert_snapshot!(english("method = \"sobol\"\nlevels = 4\nsiez = 3\nkeys = [\"counselling.*\"]"), @r###"
    1:2 [sample] lacks `size`: a whole number from 1 to 1000000
    3:1 `sobol` takes no `levels`: method, size, seed, keys, except, over
    4:1 unknown key `sample.siez`: method, size, seed, keys, except, over (size?)
    "###);
    insta::assert_snapshot!(english("method = \"list\"\nsize = 4"), @r###"
    1:2 [sample] lacks `file`: the path of a CSV file with keys as its header and one set in each row
    3:1 `list` takes no `size`: method, file
    "###);
    insta::assert_snapshot!(english("method = \"morris\"\nsize = 0\nlevels = 5\nseed = -1\nkeys = [\"counselling.*\"]"), @r###"
    3:8 `sample.size` is the number 0: a whole number from 1 to 1000000
    4:10 `sample.levels` is the number 5: an even number from 2 to 100
    5:8 `sample.seed` is the number -1: a whole number from 0 to 4294967295
    "###);
    insta::assert_snapshot!(english("method = \"latin_hypercube\"\nsize = 3"), @r###"
    1:2 the sample varies no key: `keys`, `[[sample.over]]`, or both, with at least one key
    "###);
}

#[test]
fn keys_are_known_varied_and_named_once() {
    let keys = |keys: &str| english(&format!("method = \"sobol\"\nsize = 8\nkeys = [{keys}]"));
    insta::assert_snapshot!(keys("\"counselling.minutes_first_kontakt\""), @r###"
    4:9 unknown key `counselling.minutes_first_kontakt`: a parameter of scenarios/evidence, or a key of a scenario (counselling.minutes_first_contact?)
    "###);
    insta::assert_snapshot!(keys("\"counceling.*\", \"travel.minutes_per_km\", \"parameters.travel.minutes_per_km\""), @r###"
    4:9 no parameter below `counceling.*` is varied: *, account.*, arrival.*, attendance.*, awareness.*, city_network.*, counselling.*, encounter.*, help_seeking.*, housing.*, identification.*, institutions.*, learning.*, letters.*, local_network.*, measurement.*, needs.*, public_life.*, referral.*, residents.*, schooling.*, staff.*, status.*, travel.*, volunteering.*, work.* (counselling.*?)
    4:50 `parameters.travel.minutes_per_km` is sampled twice: each key once, however it is spelled
    "###);
    insta::assert_snapshot!(keys("\"status.residence_rule_weeks\", \"intermediary.siting\", \"intermediary.rooms\""), @r###"
    4:9 the parameter `status.residence_rule_weeks` is fixed and never varied: parameters with another distribution; `inteso explain status.residence_rule_weeks` shows this one
    4:40 `intermediary.siting` has no range: [[sample.over]] with this key and levels, each of them one of central, decentral
    4:63 `intermediary.rooms` has no range of its own: [[sample.over]] with this key and low and high, or levels
    "###);
    insta::assert_snapshot!(keys("\"*\""), @r###"
    4:8 the Sobol sequence is asked for 680 keys: at most 256 keys, or latin_hypercube, which takes any number
    "###);
}

#[test]
fn ranges_lie_within_what_is_allowed() {
    let over = |rows: &str| english(&format!("method = \"latin_hypercube\"\nsize = 8\nover = [{rows}]"));
    insta::assert_snapshot!(over("{ key = \"counselling.minutes_follow_up\", low = 5, high = 100 }"), @r###"
    4:56 `sample.over.low` is the number 5: 20 to 90 minutes
    4:66 `sample.over.high` is the number 100: 20 to 90 minutes
    "###);
    insta::assert_snapshot!(over("{ key = \"counselling.minutes_follow_up\", low = 21, high = 25 }"), @r###"
    4:9 `parameters.counselling.minutes_follow_up` has no most plausible value from 21 to 25: `mode` within the range, or another distribution
    "###);
    insta::assert_snapshot!(over("{ key = \"intermediary.rooms\", low = 3, high = 2 }, { key = \"intermediary.accompaniment\", low = 0, high = 1, distribution = \"log_uniform\" }"), @r###"
    4:9 the range of `intermediary.rooms` is 3 to 2: a low end below the high one
    4:60 the orders of magnitude of `intermediary.accompaniment` begin at 0: a low end above 0, or another distribution
    "###);
    insta::assert_snapshot!(over("{ key = \"intermediary.rooms\", low = 1.5, high = 2, distribution = \"normal\" }"), @r###"
    4:45 `sample.over.low` is the number 1.5: a whole number from 0 to 50
    4:75 `sample.over.distribution` is the text "normal": one of uniform, log_uniform, triangular
    "###);
    insta::assert_snapshot!(over("{ key = \"intermediary.siting\", levels = [\"central\", \"middle\", \"central\"] }, { key = \"intermediary.rooms\", levels = [1], low = 1 }"), @r###"
    4:61 `intermediary.siting` does not know the text "middle": one of central, decentral
    4:71 the level "central" stands twice: each level once
    4:124 `sample.over.levels` is a list: a list of at least two values
    4:135 `intermediary.rooms` has levels and a range: one of the two
    "###);
    insta::assert_snapshot!(over("{ low = 1 }, { key = \"intermediary.rooms\", hihg = 2 }"), @r###"
    4:9 [[sample.over]] lacks `key`: [[sample.over]] with key
    4:52 unknown key `sample.over.hihg`: key, low, high, distribution, mode, levels (high?)
    "###);
    insta::assert_snapshot!(over("{ key = \"intermediary.staff_fte\", low = 1, high = 2 }, { key = \"intermediary.budget_eur_per_year\", low = 1, high = 2 }"), @r###"
    4:72 `intermediary.budget_eur_per_year` sets what `intermediary.staff_fte` sets, and both are sampled: one of the two
    "###);
}

#[test]
fn what_is_sampled_is_set_by_nobody_else() {
    let text = "[[factor]]\nkey = \"intermediary.rooms\"\nlevels = [1, 2]\n[[point]]\nname = \"a\"\nset = { \"parameters.travel.minutes_per_km\" = 3 }\n\
                [sample]\nmethod = \"sobol\"\nsize = 2\nkeys = [\"travel.minutes_per_km\"]\nover = [{ key = \"district.sb5.intermediary.rooms\", low = 1, high = 2 }]\n";
    let faults =
        faults(text, "", &[("parameters.travel.minutes_per_km", "4"), ("intermediary.volunteers", "4")]);
    insta::assert_snapshot!(sentences(&faults, Language::English), @r###"
    1:1 `parameters.travel.minutes_per_km` is set by the points of the experiment: `a`, the sample: keys in which the points do not differ; what all have in common belongs in `set` of the experiment
    10:9 `parameters.travel.minutes_per_km` is sampled and set by `a` as well: keys in which the policies do not differ; `except` leaves keys out
    11:17 `district.sb5.intermediary.rooms` is sampled and set by the factor `intermediary.rooms` as well: keys in which the policies do not differ; `except` leaves keys out
    "###);
    insta::assert_snapshot!(sentences(&faults, Language::German), @r###"
    1:1 `parameters.travel.minutes_per_km` setzen die Punkte des Experiments: `a`, die Stichprobe: Schlüssel, in denen sich die Punkte nicht unterscheiden; was alle gemeinsam haben, gehört in `set` des Experiments
    10:9 `parameters.travel.minutes_per_km` wird variiert und auch gesetzt von: `a`: Schlüssel, in denen sich die Punkte nicht unterscheiden; `except` lässt Schlüssel aus
    11:17 `district.sb5.intermediary.rooms` wird variiert und auch gesetzt von: der Faktor `intermediary.rooms`: Schlüssel, in denen sich die Punkte nicht unterscheiden; `except` lässt Schlüssel aus
    "###);
}

#[test]
fn lists_are_faulty_at_their_cells() {
    let list = |list: &str| {
        let faults = faults("[sample]\nmethod = \"list\"\nfile = \"list.csv\"\n", list, &[]);
        // The name of the folder is another one each time.
        sentences(&faults, Language::English).split("list.csv` ").last().unwrap().to_owned()
    };
    insta::assert_snapshot!(list(""), @r###"
    holds no parameter sets: a line of keys, then one set in each line
    "###);
    insta::assert_snapshot!(list("travel.minutes_per_km\n"), @r###"
    holds no parameter sets: a line of keys, then one set in each line
    "###);
    insta::assert_snapshot!(list("travel.minutes_per_km,parameters.travel.minutes_per_km,travel.minutes\n1,2,3\n"), @r###"
    1:23 `parameters.travel.minutes_per_km` is sampled twice: each key once, however it is spelled
    1:56 unknown key `travel.minutes`: a parameter of scenarios/evidence, or a key of a scenario (travel.minutes_per_km?)
    "###);
    insta::assert_snapshot!(list("travel.minutes_per_km,intermediary.siting\n=1+1,central\n4,middle,x\n1000,central\n4,\n"), @r###"
    2:1 `parameters.travel.minutes_per_km` is the text "=1+1": a number
    3:1 3 values in a row: 2, one for each key
    4:1 `parameters.travel.minutes_per_km` is the number 1000: 3 to 8 minutes a km
    6:1 `intermediary.siting` does not know the text "": one of central, decentral
    "###);
    let missing = faults("[sample]\nmethod = \"list\"\nfile = \"none.csv\"\n", "", &[]);
    insta::assert_snapshot!(sentences(&missing, Language::German).split(", von").next().unwrap(), @r###"
    3:8 es gibt keine Datei `none.csv`: der Pfad einer Datei
    "###);
}

#[test]
fn combinations_are_known_and_fractions_have_two_levels() {
    let factors = "[[factor]]\nkey = \"intermediary.rooms\"\nlevels = [1, 2, 3]\n";
    let of = |text: &str| sentences(&faults(text, "", &[]), Language::English);
    insta::assert_snapshot!(of("combine = \"full\"\n[[point]]\nname = \"a\"\nset = {}\n"), @r###"
    1:1 `combine` stands without factors: [[factor]] with key and levels
    "###);
    insta::assert_snapshot!(of(&format!("combine = \"one_at_time\"\n{factors}")), @r###"
    1:11 `combine` is the text "one_at_time": "full", "one_at_a_time" or { resolution = 3 }, 4 or 5 (one_at_a_time?)
    "###);
    insta::assert_snapshot!(of(&format!("combine = {{ resolution = 6 }}\n{factors}")), @r###"
    1:11 `combine` is a table: "full", "one_at_a_time" or { resolution = 3 }, 4 or 5
    "###);
    insta::assert_snapshot!(of(&format!("combine = {{ resolution = 3 }}\n{factors}")), @r###"
    3:7 the factor `intermediary.rooms` of a fraction has 3 levels: two levels; factors with more need `combine = "full"`
    "###);
}

#[test]
fn designs_of_any_size_are_opened_in_a_moment() {
    let levels = |count: usize| (0..count).map(|level| level.to_string()).collect::<Vec<_>>().join(", ");
    let text = format!(
        "replicates = 3\n[[factor]]\nkey = \"intermediary.rooms\"\nlevels = [{}]\n[[factor]]\nkey = \"intermediary.volunteers\"\nlevels = [{}]\n\
         [sample]\nmethod = \"latin_hypercube\"\nsize = 1_000_000\nkeys = [\"*\"]\n",
        levels(50),
        levels(200)
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let document = Document::open(&Source::File(path)).unwrap();
    assert_eq!(extent(&document), Some((10_000_000_000, 30_000_000_000)));
    let design = Design::open(&document, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(
        (design.policies(), design.sets(), design.written()),
        (10_000, Some(1_000_000), 10_000_000_000)
    );
    let last = design.point_at(design.written() - 1).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(last.label, "rooms 49 · volunteers 199 · set 1000000");
    let many = (0..30_000).map(|level| format!("0.{level:05}")).collect::<Vec<_>>().join(",");
    let factors = ["own_offers", "accompaniment", "principles.inclusion"];
    let factors = factors.map(|key| format!("[[factor]]\nkey = \"intermediary.{key}\"\nlevels = [{many}]\n"));
    let sample =
        "[sample]\nmethod = \"latin_hypercube\"\nsize = 1_000_000\nkeys = [\"travel.minutes_per_km\"]\n";
    let faults = faults(&(factors.concat() + sample), "", &[]);
    insta::assert_snapshot!(sentences(&faults, Language::English), @r###"
    1:1 the experiment has more points than can be numbered: fewer levels or sets
    "###);
}

#[test]
fn contrasts_name_policies_not_points_of_a_set() {
    let text = "[[point]]\nname = \"a\"\nset = { \"intermediary.rooms\" = 2 }\n[[point]]\nname = \"b\"\nset = { \"intermediary.rooms\" = 3 }\n\
                [[contrast]]\nbetter = \"a · set 1\"\nthan = \"b\"\n[sample]\nmethod = \"sobol\"\nsize = 2\nkeys = [\"travel.minutes_per_km\"]\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let faults = read(&Document::open(&Source::File(path)).unwrap(), &[]).unwrap_err();
    insta::assert_snapshot!(sentences(&faults, Language::English), @"8:10 no point is named `a · set 1`: a, b");
}
