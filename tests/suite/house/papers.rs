//! Papers: glossary, protocol, provenance and versions say what the code says.

use inteso::evidence::{Distribution, Evidence, FILES, Parameter, SKETCHES};

use super::{files, processes, read};

/// A concept of the vocabulary: list, member, key, German key, English and German label.
fn vocabulary() -> Vec<[String; 6]> {
    let text = read("src/vocabulary.rs");
    let mut list = String::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let strings: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        if let (Some((variant, _)), 4) = (line.split_once(" = \""), strings.len()) {
            let mut row = vec![list.clone(), variant.to_owned()];
            row.extend(strings.into_iter().map(str::to_owned));
            found.push(row.try_into().expect("two names and four words are six"));
        } else if let Some((name, "")) = line.split_once(" {") {
            name.clone_into(&mut list);
        }
    }
    found
}

/// Returns the concepts that have no row in a glossary.
fn missing_from(glossary: &str) -> Vec<String> {
    vocabulary()
        .into_iter()
        .filter(|[list, variant, key, german_key, english, german]| {
            let row = format!("| {german} | {english} | `{list}::{variant}` | `{key}` | `{german_key}` |");
            !glossary.contains(&row)
        })
        .map(|row| {
            format!("| {} | {} | `{}::{}` | `{}` | `{}` |", row[5], row[4], row[0], row[1], row[2], row[3])
        })
        .collect()
}

#[test]
fn every_concept_has_its_row_in_the_glossary() {
    assert!(vocabulary().len() > 100, "the vocabulary was not understood");
    let missing = missing_from(&read("docs/glossary.md"));
    assert!(missing.is_empty(), "rows missing from docs/glossary.md:\n{}", missing.join("\n"));
    assert_eq!(missing_from("").len(), vocabulary().len());
}

/// Returns what is wrong with a parameter's provenance.
fn provenance_faults(key: &str, parameter: &Parameter) -> Vec<String> {
    let [low, high] = parameter.range;
    let mut faults = Vec::new();
    let mut check = |is_right: bool, what: &str| {
        if !is_right {
            faults.push(format!("{key}: {what}"));
        }
    };
    check(low <= parameter.value && parameter.value <= high, "the value lies outside the range");
    check(
        parameter.distribution == Distribution::Fixed || low < high,
        "it is varied over a range of one point",
    );
    check(
        parameter.distribution != Distribution::LogUniform || low > 0.0,
        "orders of magnitude begin above 0",
    );
    check(!parameter.source.trim().is_empty(), "it has no source");
    check(!parameter.unit.trim().is_empty(), "it has no unit");
    faults
}

#[test]
fn every_parameter_has_a_range_a_unit_and_a_source() {
    let all = [Evidence::embedded(), Evidence::of_sketches()]
        .map(|evidence| evidence.expect("the embedded evidence is valid"));
    let each = all.iter().flat_map(Evidence::iter);
    let faults: Vec<_> = each.flat_map(|(key, parameter)| provenance_faults(key, parameter)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));

    let wrong = Parameter {
        value: 2.0,
        unit: " ".to_owned(),
        range: [0.0, 1.0],
        distribution: Distribution::LogUniform,
        kind: inteso::evidence::Kind::Assumed,
        source: String::new(),
        note: String::new(),
    };
    assert_eq!(provenance_faults("wrong", &wrong).len(), 4);
}

#[test]
fn every_evidence_file_is_embedded() {
    let written: Vec<_> = files("scenarios/evidence", &[".toml"])
        .into_iter()
        .map(|file| file.path.trim_start_matches("scenarios/evidence/").trim_end_matches(".toml").to_owned())
        .collect();
    let mut embedded: Vec<_> = FILES.iter().chain(SKETCHES).map(|(name, _)| (*name).to_owned()).collect();
    embedded.sort();
    assert_eq!(written, embedded);
}

#[test]
fn the_protocol_describes_every_process_and_says_what_is_a_first_form() {
    let protocol = read("docs/odd.md");
    for (name, _) in processes() {
        let section = protocol.split("\n#### ").find(|section| {
            section.lines().next().is_some_and(|heading| heading.contains(&format!("`{name}`")))
        });
        let section = section.unwrap_or_else(|| panic!("docs/odd.md has no section on `{name}`"));
        assert!(section.contains("First form:"), "docs/odd.md does not say what is a first form in `{name}`");
    }
}

#[test]
fn the_papers_name_the_current_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("CHANGELOG.md").contains(&format!("## [{version}]")));
    assert!(read("CITATION.cff").contains(&format!("\nversion: {version}\n")));
}
