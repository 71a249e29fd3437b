//! Published figures that the model is judged by: what is held back is drawn, not chosen.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A line: its fact's number, its id, and its role.
fn lines() -> Vec<(u32, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/targets");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut lines = Vec::new();
    for file in files {
        let table: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        for target in table.get("target").and_then(|all| all.as_array()).into_iter().flatten() {
            let word = |key: &str| target[key].as_str().unwrap().to_owned();
            // What is forced is checked, and counts as no fact.
            if word("role") == "forcing" {
                continue;
            }
            lines.push((word("fact")[1..].parse().unwrap(), word("id"), word("role")));
        }
    }
    lines.sort_by_key(|(fact, ..)| *fact);
    lines
}

#[test]
fn a_third_of_the_lines_is_held_back_as_it_was_drawn() {
    let lines = lines();
    assert_eq!(lines.iter().map(|(_, id, _)| id).collect::<BTreeSet<_>>().len(), 63);
    let hash = |id: &str| *blake3::hash(format!("held back: {id}").as_bytes()).as_bytes();
    for three in lines.chunks(3) {
        let drawn = &three.iter().min_by_key(|(_, id, _)| hash(id)).unwrap().1;
        for (_, id, role) in three {
            assert_eq!(role, if id == drawn { "validation" } else { "calibration" }, "{id}");
        }
    }
}
