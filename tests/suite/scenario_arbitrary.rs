//! No input makes the reader panic.

use std::fs;

use inteso::scenario::{Source, embedded, load};
use proptest::prelude::*;

fn read(bytes: &[u8], name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    // A fault must be shown without panic as well.
    if let Err(faults) = load(&Source::File(path.clone()), &[]) {
        assert!(!faults.to_string().is_empty());
    }
    if let Err(faults) = inteso::experiment::design::load(&Source::File(path), &[]) {
        assert!(!faults.to_string().is_empty());
    }
}

/// Fragments of which files are made, right and wrong ones.
fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "weeks",
        "every",
        "districts",
        "synthetic.count",
        "synthetic.file",
        "synthetic.class",
        "extends",
        "change",
        "seed",
        "name",
        "rooms",
        "approach",
        "siting",
        "opens",
        "staff_fte",
        "budget_eur_per_year",
        "casework",
        "from",
        "set",
        "file",
        "ages",
        "neighbourhood",
        "climate",
        "intermediary.approach",
        "district.sb5.file",
        "district.x.name",
        "parameters.a.b",
        "forcings.climate.from",
        "point",
        "factor",
        "contrast",
        "base",
        "key",
        "levels",
        "better",
        "\"\"",
        "\"a.b\"",
        "ü",
    ]);
    let value = prop::sample::select(vec![
        "1",
        "-1",
        "0.5",
        "nan",
        "-inf",
        "1e999",
        "99999999999999999999",
        "0xffff_ffff_ffff_ffff_ff",
        "true",
        "\"\"",
        "\"guide\"",
        "\"none\"",
        "\"a\"",
        "\"../\"",
        "\".\"",
        "\"\\u0000\"",
        "[]",
        "[1, 2]",
        "[[]]",
        "[{}]",
        "{}",
        "2015-09-02",
        "2015-09-02T07:00:00Z",
        "07:00:00",
        "\"2015-09-02\"",
        "\"9999-99-99\"",
        "[\"sb5\"]",
        "[\"ü\"]",
        "{ a = 1 }",
        "[{ from = 2017-01-02, set = { \"intermediary.rooms\" = 3 } }]",
        "[2013-01-07]",
    ]);
    let table = prop::sample::select(vec![
        "[intermediary]",
        "[intermediary.methods]",
        "[[change]]",
        "[district.sb5]",
        "[district.sb6.intermediary]",
        "[forcings]",
        "[forcings.climate]",
        "[parameters]",
        "[[district.sb5.neighbourhood]]",
        "[[point]]",
        "[[factor]]",
        "[\"district\".\"\"]",
        "[district.\"a.b\".intermediary]",
        "[a.b.c]",
    ]);
    prop_oneof![
        4 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => table.prop_map(ToOwned::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes, "mine.toml");
    }

    #[test]
    fn arbitrary_toml_never_panics(lines in prop::collection::vec(line(), 0..12)) {
        read(lines.join("\n").as_bytes(), "mine.toml");
    }

    #[test]
    fn arbitrary_settings_never_panic(key in "[a-z_.\"\u{fc} ]{0,30}", value in "\\PC{0,20}") {
        let _ = load(&Source::Embedded("default".to_owned()), &[(key, value)]).map_err(|faults| faults.to_string());
    }

    #[test]
    fn the_default_with_a_byte_changed_never_panics(position in 0_usize..9_000, byte in any::<u8>()) {
        let mut bytes = embedded::file("default.toml").unwrap().as_bytes().to_vec();
        let length = bytes.len();
        bytes[position % length] = byte;
        read(&bytes, "default.toml");
    }

    #[test]
    fn an_arbitrary_forcing_never_panics(text in "(from,national\n)?[0-9a-z#,.\n\u{feff}\u{fc} -]{0,80}") {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("c.csv"), text).unwrap();
        fs::write(folder.path().join("a.toml"), "[forcings]\nclimate = \"c.csv\"\n").unwrap();
        let _ = load(&Source::File(folder.path().join("a.toml")), &[]).map_err(|faults| faults.to_string());
    }
}

#[test]
fn deep_nesting_and_long_lines_are_survived() {
    read("[".repeat(900_000).as_bytes(), "mine.toml");
    read(format!("a = {}", "[".repeat(100_000)).as_bytes(), "mine.toml");
    read(format!("{} = 1", vec!["a"; 100_000].join(".")).as_bytes(), "mine.toml");
    read("x".repeat(900_000).as_bytes(), "mine.toml");
    read("a=1\n".repeat(200_000).as_bytes(), "mine.toml");
    let many: Vec<String> = (0..40_000).map(|number| format!("a{number} = 1")).collect();
    read(many.join("\n").as_bytes(), "mine.toml");
}
