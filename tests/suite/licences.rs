//! Licences: everything that ends in the program is named with its version, its licence and its notice.
//!
//! To write the list anew: `INTESO_BLESS=1 cargo test --test suite licences`, then read the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use inteso::explore::LICENCES;
use serde_json::Value;

/// The systems for which the program is built.
const SYSTEMS: [&str; 3] = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"];

/// Licences under which parts are taken, the first that is offered, with their texts.
const TAKEN: [(&str, &str); 2] =
    [("MIT", include_str!("../../LICENSE-MIT")), ("Apache-2.0", include_str!("../../LICENSE-APACHE"))];

const HEAD: &str = "What is inside INTESO, the program and its page\n\n\
    INTESO itself is offered under MIT or Apache-2.0, as one likes. It is made with the parts below, each in the version that the\n\
    program was built with and under the licence behind it; both texts stand at the end. The standard library of Rust is inside,\n\
    too: MIT, Copyright (c) The Rust Project contributors.\n";

/// A part: name and version.
type Part = (String, String);

/// Returns what `cargo` says.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the parts that end in the program as it is built by default, on any system.
fn parts() -> BTreeSet<Part> {
    let of = |system| {
        let tree = "tree --edges normal,no-proc-macro --prefix none --no-dedupe --format {p} --target";
        cargo(&tree.split(' ').chain([system]).collect::<Vec<_>>())
    };
    let all = SYSTEMS.map(of).concat();
    let part = |line: &str| {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
    };
    all.lines().filter_map(part).filter(|(name, _)| name != "inteso").collect()
}

/// Returns the parts that the list names.
fn named() -> BTreeSet<Part> {
    let part = |line: &str| {
        let (part, _) = line.split_once(" · ")?;
        let (name, version) = part.split_once(' ')?;
        Some((name.to_owned(), version.to_owned()))
    };
    LICENCES.lines().filter_map(part).collect()
}

/// Returns the lines of a part's files that say whose it is.
fn notices(folder: &Path, name: &str) -> BTreeSet<String> {
    let is_notice = |file: &str| {
        ["licen", "copying", "copyright", "notice"].iter().any(|start| file.to_lowercase().starts_with(start))
    };
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if !is_notice(&entry.file_name().to_string_lossy()) || !entry.path().is_file() {
            continue;
        }
        for line in fs::read_to_string(entry.path()).unwrap_or_default().lines() {
            let line = line.trim().trim_matches(['*', '#', '/']).trim();
            let is_claim = ["Copyright (c)", "Copyright (C)", "Copyright ©", "© "]
                .iter()
                .any(|start| line.starts_with(start))
                || line
                    .strip_prefix("Copyright ")
                    .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
                || line.starts_with("Copyright") && line.contains("authors");
            if is_claim {
                found.insert(line.to_owned());
            }
        }
    }
    if found.is_empty() {
        found.insert(format!("Copyright (c) the authors of {name}"));
    }
    found
}

/// Writes the list.
fn list(parts: &BTreeSet<Part>) -> String {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1"])).expect("cargo writes JSON");
    let packages: BTreeMap<Part, &Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let text = |key: &str| package[key].as_str().unwrap().to_owned();
            ((text("name"), text("version")), package)
        })
        .collect();
    let mut text = HEAD.to_owned();
    for part in parts {
        let (name, version) = part;
        let package = packages[part];
        let offered = package["license"].as_str().unwrap();
        let taken = TAKEN.iter().map(|(licence, _)| *licence).find(|licence| {
            // An exception makes another licence of it, and only what is offered besides can be chosen.
            offered.split(" OR ").flat_map(|one| one.split('/')).any(|one| one.trim() == *licence)
        });
        let taken =
            taken.unwrap_or_else(|| panic!("{name} is offered under `{offered}`, which has no text here"));
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        let offer = if offered == taken { String::new() } else { format!(" (offered: {offered})") };
        writeln!(text, "\n{name} {version} · {taken}{offer}").unwrap();
        for notice in notices(folder, name) {
            writeln!(text, "  {notice}").unwrap();
        }
    }
    for (licence, full) in TAKEN {
        // The own name in the text of MIT gives way to those above.
        let full: Vec<&str> = full.lines().filter(|line| !line.starts_with("Copyright (c)")).collect();
        write!(text, "\n\n==== {licence}\n\n{}\n", full.join("\n").trim()).unwrap();
    }
    text
}

#[test]
fn every_part_of_the_program_is_named_with_its_version_and_nothing_else() {
    let parts = parts();
    assert!(parts.len() > 50, "{parts:?}");
    if std::env::var_os("INTESO_BLESS").is_some() {
        let text = list(&parts);
        fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/explore/licences.txt"), text).unwrap();
        return;
    }
    let named = named();
    let missing: Vec<_> = parts.difference(&named).collect();
    let left: Vec<_> = named.difference(&parts).collect();
    assert!(missing.is_empty() && left.is_empty(), "with INTESO_BLESS=1: missing {missing:?}, gone {left:?}");
}

#[test]
fn the_list_has_a_notice_for_each_part_and_the_text_of_each_licence_once() {
    let lines: Vec<&str> = LICENCES.lines().collect();
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(" · ")) {
        assert!(lines[number + 1].starts_with("  "), "{line}");
    }
    for sign in ["Permission is hereby granted, free of charge", "TERMS AND CONDITIONS FOR USE, REPRODUCTION"]
    {
        assert_eq!(LICENCES.matches(sign).count(), 1, "{sign}");
    }
    assert!(LICENCES.len() < 60_000, "{} bytes go into every page", LICENCES.len());
}
