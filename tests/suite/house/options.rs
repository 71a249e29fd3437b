//! The rule on options: they are read only where something is created from them.

use super::{code, program, read, words};

/// The options of an intermediary's configuration, which are read only where something is created from them.
const OPTIONS: &[&str] = &[
    "Approach",
    "Support",
    "Siting",
    "Attachment",
    "Sponsorship",
    "Naming",
    "NamingScope",
    "Method",
    "PerMethod",
    "Audience",
    "Coordinator",
    "Task",
    "Funding",
];

/// Where options may be named: where they are defined, read, varied, and turned into staff, rooms, offers and meetings;
/// and where they are put into words.
const CREATION: &[&str] = &[
    "src/vocabulary.rs",
    "src/configuration.rs",
    "src/scenario.rs",
    "src/scenario/",
    "src/experiment.rs",
    "src/experiment/",
    "src/intermediary/establishment.rs",
    "src/intermediary/establishment/",
    "src/intermediary/account.rs",
    "src/report.rs",
    "src/report/",
    "src/session.rs",
    "src/session/",
    "src/cli.rs",
    "src/cli/",
];

/// Returns where a source names an option although nothing is created there.
fn option_faults(path: &str, text: &str) -> Vec<String> {
    if CREATION.iter().any(|place| path == *place || place.ends_with('/') && path.starts_with(place)) {
        return Vec::new();
    }
    words(&code(text))
        .into_iter()
        .filter(|(_, word)| OPTIONS.contains(word))
        .map(|(_, word)| format!("{path} names the option `{word}`"))
        .collect()
}

#[test]
fn options_are_matched_only_where_things_are_created() {
    let faults: Vec<_> = program().flat_map(|file| option_faults(&file.path, &file.text)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_option_test_finds_a_process_that_reads_an_option() {
    let text = "fn chance(a: Approach) -> f64 {\n    match a { Approach::Provide => 0.9, _ => 0.4 }\n}\n";
    assert_eq!(option_faults("src/process/referral.rs", text).len(), 2);
    assert_eq!(option_faults("src/schedule.rs", "if plan.siting == Siting::Central {}").len(), 1);
    let harmless =
        "//! [`Approach::Refer`] is no concern of this file.\n/// See `Siting`.\nlet fed_approach = 1;\n";
    assert!(option_faults("src/process/referral.rs", harmless).is_empty());
    assert!(option_faults("src/intermediary/establishment.rs", text).is_empty());
}

#[test]
fn the_options_of_the_test_are_those_of_the_code() {
    let defined = read("src/vocabulary.rs") + &read("src/configuration.rs");
    for option in OPTIONS {
        assert!(words(&defined).iter().any(|(_, word)| word == option), "{option}");
    }
}

/// Returns where a source of a process tells levers of trials apart.
fn lever_faults(path: &str, text: &str) -> Vec<String> {
    let is_of_process = path.starts_with("src/process/") || path.starts_with("src/schedule");
    let code = code(text);
    let named = words(&code).into_iter().filter(|(_, word)| ["Lever", "lever", "Part"].contains(word));
    if is_of_process { named.map(|(_, word)| format!("{path} names `{word}`")).collect() } else { Vec::new() }
}

#[test]
fn processes_know_opportunities_and_no_lever() {
    let faults: Vec<_> = program().flat_map(|file| lever_faults(&file.path, &file.text)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!(lever_faults("src/process/work.rs", "if part.lever == bar {}").len(), 1);
}
