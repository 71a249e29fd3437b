//! The house is checked by reading its files: floors, circles, the rule on options, sizes, words, provenance and papers.

use std::fs;
use std::path::{Path, PathBuf};

mod circles;
mod facts;
mod floors;
mod options;
mod papers;

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

/// Returns the Rust files beside the sources.
fn others() -> Vec<File> {
    ["tests", "benches", "examples", "web"].iter().flat_map(|folder| files(folder, &[".rs"])).collect()
}

/// Returns the sources without files that are compiled for unit tests alone.
pub(crate) fn program() -> impl Iterator<Item = File> {
    let all = sources();
    let tests: Vec<String> = all.iter().flat_map(test_modules).collect();
    let is_test = move |path: &str| {
        tests
            .iter()
            .any(|test| path == test || path.starts_with(&format!("{}/", test.trim_end_matches(".rs"))))
    };
    all.into_iter().filter(move |file| !is_test(&file.path))
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
        let declared = |line: &&str| {
            let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
            line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
        };
        if let Some(name) = [next, after].iter().find_map(declared) {
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
    // A module that is declared here and stands elsewhere hides nothing of what follows.
    let is_inline = |(start, _): &(usize, &str)| {
        text[*start + 1..].lines().nth(1).is_some_and(|line| line.trim_end().ends_with('{'))
    };
    let end =
        text.match_indices("\n#[cfg(test)]\nmod ").find(is_inline).map_or(text.len(), |(start, _)| start);
    text[..end]
        .lines()
        .map(|line| {
            let start = line.trim_start();
            if start.starts_with("//") { "" } else { line.split(" // ").next().unwrap_or_default() }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_module_for_tests_that_stands_elsewhere_hides_no_import() {
    assert!(code("\n#[cfg(test)]\nmod a;\nuse crate::b;").contains("crate::b"));
    assert!(!code("\n#[cfg(test)]\nmod a {\n    use crate::b;\n}").contains("crate::b"));
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

/// Returns the module of `src` to which a file belongs: `process` for `src/process/housing.rs`.
fn module(path: &str) -> &str {
    path.trim_start_matches("src/").split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

/// A path that a source names, as it is written there.
struct Named {
    path: String,
    /// Whether a `pub use` only hands it on.
    is_handed_on: bool,
}

/// Returns the paths of at least two steps that a piece of code names, the groups of its imports resolved.
fn named(code: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for statement in code.split_inclusive(';') {
        let import = statement.match_indices("use ").find_map(|(start, _)| {
            let line = statement[..start].lines().next_back().filter(|line| !line.is_empty());
            let before =
                if statement[..start].ends_with('\n') { "" } else { line.unwrap_or_default().trim() };
            (before.is_empty() || before.starts_with("pub")).then_some((start, !before.is_empty()))
        });
        let (code, tree) = import.map_or((statement, None), |(start, is_handed_on)| {
            let tree = statement[start + "use ".len()..].trim_end_matches(';');
            (&statement[..start], Some((tree, is_handed_on)))
        });
        found.extend(written_out(code).into_iter().map(|path| Named { path, is_handed_on: false }));
        if let Some((tree, is_handed_on)) = tree {
            found.extend(leaves(tree).into_iter().map(|path| Named { path, is_handed_on }));
        }
    }
    found
}

/// Returns the paths that stand in code written out, without those that begin with the `$crate` of a macro.
fn written_out(code: &str) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (start, word) in words(code) {
        match found.last_mut() {
            Some((end, path)) if code[*end..start] == *"::" => *path = format!("{path}::{word}"),
            _ => found.push((start, word.to_owned())),
        }
        if let Some((end, _)) = found.last_mut() {
            *end = start + word.len();
        }
    }
    found
        .into_iter()
        .filter(|(end, path)| path.contains("::") && !code[..end - path.len()].ends_with('$'))
        .map(|(_, path)| path)
        .collect()
}

/// Returns the paths of an import such as `a::{b, c::{d, e as f}}`.
fn leaves(tree: &str) -> Vec<String> {
    let Some((stem, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        return if path.is_empty() { Vec::new() } else { vec![path.to_owned()] };
    };
    let group = group.rsplit_once('}').map_or(group, |(group, _)| group);
    let mut depth = 0;
    let parts = group.split(|sign: char| {
        depth += i32::from(sign == '{') - i32::from(sign == '}');
        sign == ',' && depth == 0
    });
    parts
        .filter(|part| !part.trim().is_empty())
        .flat_map(|part| leaves(&(stem.trim().to_owned() + part.trim())))
        .collect()
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
fn only_the_explorer_touches_the_network() {
    let reaches = |code: &str| ["std::net::", "tokio::", "hyper::"].iter().any(|part| code.contains(part));
    let faults: Vec<_> = program()
        // The command line reads an address, and connects to none.
        .filter(|file| module(&file.path) != "explore" && file.path != "src/cli/explore/exploring.rs")
        .filter(|file| reaches(&code(&file.text)))
        .map(|file| file.path)
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    assert!(reaches("use std::net::TcpStream;"));
}

#[test]
fn every_file_says_at_its_beginning_what_it_holds() {
    for file in sources().into_iter().chain(others()) {
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
    for file in others() {
        let lines = file.text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", file.path);
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 200, "the median file has {median} lines");
}

#[test]
fn a_process_says_its_rule_its_evidence_and_its_limits_and_its_scene_says_what_it_touches() {
    for (name, file) in processes() {
        for part in ["# Rule", "# Evidence", "# Limits", "German:"] {
            assert!(file.text.contains(&format!("//! {part}")), "{name} lacks `{part}`");
        }
        assert!(!file.text.contains("//! # Reads"), "{name} says in prose what its scene says");
        assert!(file.text.contains("pub struct Scene<'a>"), "{name} has no scene");
    }
}

/// Returns the lines of a source of `process` that name the whole district otherwise than to make a scene of it.
fn reaches_past_the_scene(text: &str) -> Vec<String> {
    let makes_a_scene = |line: &str| {
        let line = line.trim();
        line.starts_with("use crate::world::")
            || line.starts_with("impl<'a> From<&'a mut DistrictWorld> for ")
            || line.starts_with("fn from(") && line.ends_with(": &'a mut DistrictWorld) -> Self {")
            || line.starts_with("let DistrictWorld {") && line.contains("..")
    };
    code(text)
        .lines()
        .filter(|line| line.contains("DistrictWorld") && !makes_a_scene(line))
        .map(str::to_owned)
        .collect()
}

#[test]
fn no_process_reaches_state_past_its_scene() {
    let faults: Vec<_> = program()
        .filter(|file| file.path.starts_with("src/process/"))
        .flat_map(|file| {
            reaches_past_the_scene(&file.text).into_iter().map(move |line| format!("{}: {line}", file.path))
        })
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert_eq!(reaches_past_the_scene("fn step(district: &mut DistrictWorld) {\n}").len(), 1);
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
    let endings =
        [".rs", ".toml", ".md", ".cff", ".csv", ".mjs", ".yml", "/run", "/rust", "/wasm", "/slurm", ".sh"];
    let faults: Vec<_> = [
        "src",
        "tests",
        "benches",
        "examples",
        "web",
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
