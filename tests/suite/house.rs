//! The house: floors, the rule on options, sizes, words, provenance and papers are checked by reading the files.

use std::fs;
use std::path::{Path, PathBuf};

use inteso::evidence::{Distribution, Evidence, FILES, Parameter};

/// A file of the repository: its path from the top, with forward slashes, and its text.
pub(crate) struct File {
    path: String,
    pub(crate) text: String,
}

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(top().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the files below a folder (or the file itself) that have one of the endings, in order of path.
fn files(below: &str, endings: &[&str]) -> Vec<File> {
    fn walk(path: &Path, endings: &[&str], into: &mut Vec<File>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).expect("a folder can be listed") {
                walk(&entry.expect("an entry can be read").path(), endings, into);
            }
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            let from_top = path.strip_prefix(top()).expect("the file lies below the top");
            into.push(File {
                path: from_top.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(path).expect("a file of the repository is text"),
            });
        }
    }
    let mut found = Vec::new();
    if top().join(below).exists() {
        walk(&top().join(below), endings, &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn sources() -> Vec<File> {
    files("src", &[".rs"])
}

/// Returns the sources without files that are compiled for unit tests alone.
pub(crate) fn program() -> impl Iterator<Item = File> {
    let all = sources();
    let tests: Vec<String> = all.iter().flat_map(test_modules).collect();
    all.into_iter().filter(move |file| !tests.contains(&file.path))
}

/// Returns the paths of the modules that a source declares for tests alone.
fn test_modules(file: &File) -> Vec<String> {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let lines: Vec<&str> = file.text.lines().collect();
    let mut found = Vec::new();
    for (number, _) in lines.iter().enumerate().filter(|(_, line)| line.trim() == "#[cfg(test)]") {
        let [next, after] = [1, 2].map(|step| lines.get(number + step).copied().unwrap_or_default());
        if let Some(name) = next.strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]")) {
            found.push(format!("{folder}/{name}"));
        }
        if let Some(name) = [next, after].iter().find_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        {
            found.push(format!("{folder}/{name}.rs"));
            found.push(format!("{}/{name}.rs", file.path.trim_end_matches(".rs")));
        }
    }
    found
}

/// Returns the files of the processes: name and text.
fn processes() -> impl Iterator<Item = (String, File)> {
    program().filter_map(|file| {
        let name = file.path.strip_prefix("src/process/")?.strip_suffix(".rs")?.to_owned();
        // A folder's further files belong to the process whose file bears its name.
        (!name.contains('/')).then_some((name, file))
    })
}

/// Returns the code of a source without comments and without its unit tests, which stand at the end of a file.
pub(crate) fn code(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    code.lines()
        .map(|line| {
            let start = line.trim_start();
            if start.starts_with("//") { "" } else { line.split(" // ").next().unwrap_or_default() }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns the identifiers of a piece of code, with the byte at which each begins.
pub(crate) fn words(code: &str) -> Vec<(usize, &str)> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut position = 0;
    while position < bytes.len() {
        let start = position;
        while position < bytes.len() && is_part(bytes[position]) {
            position += 1;
        }
        if position > start {
            found.push((start, &code[start..position]));
        } else {
            position += 1;
        }
    }
    found
}

/// The floors from the ground up; a module imports from lower floors, and on its own floor from what stands to its left.
const FLOORS: &[&[&str]] = &[
    &["quantity", "numeric", "index"],
    &["time", "dice"],
    &["vocabulary", "statistics", "phrase"],
    &["evidence", "district", "forcing", "configuration"],
    &["scenario"],
    &["ledger", "population", "network", "intermediary", "city"],
    &["world"],
    &["process"],
    &["schedule"],
    &["observation"],
    &["run"],
    &["experiment"],
    &["analysis"],
    &["report", "explorer"],
    &["cli"],
];

/// Returns floor and place on the floor; lower pairs come first.
fn floor(module: &str) -> Option<(usize, usize)> {
    FLOORS
        .iter()
        .enumerate()
        .find_map(|(level, floor)| floor.iter().position(|name| *name == module).map(|place| (level, place)))
}

/// Returns the module of `src` to which a file belongs: `process` for `src/process/housing.rs`.
fn module(path: &str) -> &str {
    path.trim_start_matches("src/").split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// Returns the paths below the crate's root that a piece of code names, one or two steps deep, groups resolved.
fn imports(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate::") {
        // `some_crate::` and the `$crate::` of a macro end like it.
        let before = code[..start].chars().next_back().unwrap_or(' ');
        if !before.is_ascii_alphanumeric() && before != '_' && before != '$' {
            paths("", &code[start + "crate::".len()..], &mut found);
        }
    }
    found
}

/// Reads one path, or the paths of a group in braces, and returns how many bytes were read.
fn paths(prefix: &str, text: &str, into: &mut Vec<String>) -> usize {
    if let Some(group) = text.strip_prefix('{') {
        let mut read = 1;
        let mut rest = group;
        loop {
            let blank = rest.len() - rest.trim_start_matches([' ', '\n', ',']).len();
            read += blank;
            rest = &rest[blank..];
            if rest.is_empty() || rest.starts_with('}') {
                return read + 1;
            }
            let step = paths(prefix, rest, into).max(1);
            read += step;
            rest = &rest[step.min(rest.len())..];
        }
    }
    let name: &str = words(text).first().filter(|(start, _)| *start == 0).map_or("", |(_, word)| word);
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    if prefix.matches("::").count() == 0 && text[name.len()..].starts_with("::") && !name.is_empty() {
        let deeper = &text[name.len() + 2..];
        if deeper.starts_with('{') || deeper.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return name.len() + 2 + paths(&path, deeper, into);
        }
    }
    if !name.is_empty() {
        into.push(path);
    }
    // What follows a path three steps deep belongs to it and is skipped.
    let rest = &text[name.len()..];
    let tail = rest.find([',', '}', ';', ' ', '\n']).unwrap_or(rest.len());
    name.len() + if rest.starts_with("::{") { rest.find('}').map_or(rest.len(), |end| end + 1) } else { tail }
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
    for import in imports(&code) {
        let mut steps = import.split("::");
        let target = steps.next().unwrap_or_default();
        if target == own {
            let sibling = steps.next().unwrap_or_default();
            let file = path.trim_start_matches("src/process/").trim_end_matches(".rs");
            let is_file = sibling.starts_with(|first: char| first.is_ascii_lowercase());
            if own == "process" && path != "src/process.rs" && is_file && !file.starts_with(sibling) {
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
    "src/explorer.rs",
    "src/explorer/",
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

/// Returns whether a source reaches for the terminal, the environment or the process.
fn reaches_outside(code: &str) -> bool {
    ["std::env", "env::args", "process::exit", "std::io::stdout", "println!", "eprintln!", "io::stdin"]
        .iter()
        .any(|call| code.contains(call))
}

#[test]
fn only_the_command_line_touches_terminal_and_environment() {
    let faults: Vec<_> = program()
        .filter(|file| !["cli", "main"].contains(&module(&file.path)) && reaches_outside(&code(&file.text)))
        .map(|file| file.path)
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert!(reaches_outside("let a = std::env::var(\"A\");"));
}

#[test]
fn every_file_says_at_its_beginning_what_it_holds() {
    for file in sources().into_iter().chain(files("tests", &[".rs"])).chain(files("benches", &[".rs"])) {
        assert!(file.text.starts_with("//! "), "{}", file.path);
    }
}

#[test]
fn files_are_short() {
    let mut lengths = Vec::new();
    for file in sources() {
        let lines = file.text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.path);
        // Unit tests stand at the end of a file and are no part of the program that one reads.
        lengths.push(code(&file.text).lines().count());
    }
    for file in files("tests", &[".rs"]).into_iter().chain(files("benches", &[".rs"])) {
        let lines = file.text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.path);
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 200, "the median file has {median} lines");
}

#[test]
fn a_process_says_its_rule_what_it_touches_its_evidence_and_its_limits() {
    for (name, file) in processes() {
        for part in ["# Rule", "# Reads, writes", "# Evidence", "# Limits", "German:"] {
            assert!(file.text.contains(&format!("//! {part}")), "{name} lacks `{part}`");
        }
    }
}

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
    let evidence = Evidence::embedded().expect("the embedded evidence is valid");
    let faults: Vec<_> =
        evidence.iter().flat_map(|(key, parameter)| provenance_faults(key, parameter)).collect();
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
    let embedded: Vec<_> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
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

/// Returns the lines of a file that hold a path of one machine or a mark of unfinished work.
fn stray_marks(file: &File) -> Vec<String> {
    // Put together here, so that this file does not hold them itself.
    let marks: Vec<String> = [
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/wo", "rk/"),
        ("/tm", "p/"),
        ("C:", "\\"),
        ("TO", "DO"),
        ("FIX", "ME"),
    ]
    .iter()
    .map(|(head, tail)| format!("{head}{tail}"))
    .chain([format!("to{}!(", "do"), format!("un{}!(", "implemented")])
    .collect();
    file.text
        .lines()
        .enumerate()
        .filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)))
        .map(|(number, line)| format!("{}:{}: {}", file.path, number + 1, line.trim()))
        .collect()
}

#[test]
fn nothing_names_a_machine_or_is_left_open() {
    let endings = [".rs", ".toml", ".md", ".cff", ".csv", "run", ".yml"];
    let faults: Vec<_> = [
        "src",
        "tests",
        "benches",
        "docs",
        "scenarios",
        ".ci",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "CITATION.cff",
        "Cargo.toml",
        "clippy.toml",
    ]
    .iter()
    .flat_map(|place| files(place, &endings))
    .flat_map(|file| stray_marks(&file))
    .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    let wrong = File { path: "a".to_owned(), text: format!("one\n// TO{}: two", "DO") };
    assert_eq!(stray_marks(&wrong).len(), 1);
}
