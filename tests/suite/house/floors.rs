//! Floors: a module imports from lower floors only, and no process from another.

use super::{code, module, named, program};

/// The floors from the ground up; a module imports from lower floors, and on its own floor from what stands to its left.
const FLOORS: &[&[&str]] = &[
    &["quantity", "numeric", "index"],
    &["time", "dice"],
    &["vocabulary", "statistics", "phrase"],
    &["evidence", "district", "forcing", "configuration", "today"],
    &["scenario", "own_district"],
    &["ledger", "population", "network", "intermediary", "city"],
    &["world"],
    &["process"],
    &["schedule"],
    &["observation"],
    &["run"],
    &["experiment"],
    &["analysis"],
    &["report"],
    &["session"],
    &["explore", "cli"],
];

/// Returns floor and place on the floor; lower pairs come first.
fn floor(module: &str) -> Option<(usize, usize)> {
    FLOORS
        .iter()
        .enumerate()
        .find_map(|(level, floor)| floor.iter().position(|name| *name == module).map(|place| (level, place)))
}

/// Returns what is wrong with the imports of a source.
fn floor_faults(path: &str, text: &str) -> Vec<String> {
    let own = module(path);
    if own == "lib" || own == "main" {
        return Vec::new();
    }
    let Some(level) = floor(own) else { return vec![format!("{path} stands on no floor")] };
    let code = code(text);
    let mut faults = Vec::new();
    for named in named(&code) {
        let Some(import) = named.path.strip_prefix("crate::") else { continue };
        let mut steps = import.split("::");
        let target = steps.next().unwrap_or_default();
        if target == own {
            let sibling = steps.next().unwrap_or_default();
            let file = path.trim_start_matches("src/process/").trim_end_matches(".rs");
            let is_file = sibling.starts_with(|first: char| first.is_ascii_lowercase());
            if own == "process"
                && path != "src/process.rs"
                && is_file
                && file.split('/').next() != Some(sibling)
            {
                faults.push(format!("{path} imports another process: `{import}`"));
            }
        } else if own == "process" && ["scenario", "configuration", "observation"].contains(&target) {
            faults.push(format!("{path} must not know `{import}`"));
        } else {
            match floor(target) {
                Some(lower) if lower < level => {}
                Some(_) => faults.push(format!("{path} imports `{import}` from no lower floor")),
                None => faults.push(format!("{path} imports `{import}`, which stands on no floor")),
            }
        }
    }
    // A further file of a process lies in its folder, where `super` is the process itself.
    let beyond =
        if path.trim_start_matches("src/process/").contains('/') { "super::super::" } else { "super::" };
    if own == "process" && path != "src/process.rs" && code.contains(beyond) {
        faults.push(format!("{path} reaches for other processes through `super`"));
    }
    faults
}

#[test]
fn a_module_imports_from_lower_floors_only() {
    let faults: Vec<_> = program().flat_map(|file| floor_faults(&file.path, &file.text)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_floor_test_finds_a_wrong_import() {
    for (path, text) in [
        ("src/time.rs", "use crate::world::World;"),
        ("src/process/housing.rs", "use crate::process::work::Work;"),
        ("src/process/housing.rs", "use super::work::Work;"),
        ("src/process/housing/moves.rs", "use super::super::work::Work;"),
        ("src/process/housing.rs", "use crate::{time::Week, scenario::Scenario};"),
        ("src/process/housing.rs", "fn a() { let b = crate::observation::MEASURES; }"),
        ("src/network.rs", "use crate::{\n    index::{A, B},\n    intermediary::{C},\n};"),
        ("src/attic.rs", ""),
    ] {
        assert_eq!(floor_faults(path, text).len(), 1, "{path}: {text}");
    }
    for (path, text) in [
        (
            "src/process/housing.rs",
            "use crate::population::{Dwelling, Housing};\nuse crate::world::DistrictWorld;",
        ),
        ("src/process/housing/moves.rs", "use super::Parameters;"),
        ("src/process/housing.rs", "//! Not `crate::process::work`.\nuse crate::time::Week;"),
        (
            "src/time.rs",
            "use crate::quantity::Share;\n#[cfg(test)]\nmod tests {\n    use crate::world::World;\n}",
        ),
    ] {
        assert_eq!(floor_faults(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
