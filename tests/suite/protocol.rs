//! The protocol: its tables of parameters are those of the evidence, its text names every parameter, its links lead somewhere.
//!
//! To write the tables anew: `INTESO_BLESS=1 cargo test --test suite protocol`, then read the difference.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use inteso::evidence::{Evidence, FILES, Kind, Parameter};

/// What opens a table that is made from the evidence; its name and the rest of the mark follow.
const OPENS: &str = "<!-- table: ";
/// What ends the line that opens a table.
const NAMED: &str = " -->\n";
/// What closes a table.
const CLOSES: &str = "<!-- end -->";

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/odd.md")
}

fn protocol() -> String {
    fs::read_to_string(path()).expect("the protocol is text")
}

fn evidence() -> Evidence {
    Evidence::embedded().expect("the embedded evidence is valid")
}

/// A piece of the protocol.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    /// A table by its name, and what stands between its marks.
    Table(&'a str, &'a str),
}

/// Returns the pieces of the protocol in order.
fn pieces(protocol: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = protocol;
    while let Some((text, behind)) = rest.split_once(OPENS) {
        let (name, behind) = behind.split_once(NAMED).expect("a mark that opens a table ends its line");
        let (table, behind) = behind.split_once(CLOSES).unwrap_or_else(|| panic!("`{name}` has no end"));
        found.push(Piece::Text(text));
        found.push(Piece::Table(name, table));
        rest = behind;
    }
    found.push(Piece::Text(rest));
    found
}

/// Returns the parameters of an evidence file by their keys within it.
fn parameters<'a>(file: &str, evidence: &'a Evidence) -> Vec<(&'a str, &'a Parameter)> {
    let prefix = format!("{file}.");
    evidence.iter().filter_map(|(key, parameter)| Some((key.strip_prefix(&prefix)?, parameter))).collect()
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Measured => "measured",
        Kind::Estimated => "estimated",
        Kind::Calibrated => "calibrated",
        Kind::Assumed => "assumed",
        Kind::Chosen => "chosen",
    }
}

/// Returns what stands between the marks of a table: of an evidence file, or of the kinds of parameters.
fn table(name: &str, evidence: &Evidence) -> String {
    let mut text = String::new();
    if name == "kinds" {
        let all = evidence.iter().count();
        text += "\n| kind | parameters | share |\n|---|---|---|\n";
        for kind in [Kind::Measured, Kind::Estimated, Kind::Calibrated, Kind::Assumed, Kind::Chosen] {
            let count = evidence.iter().filter(|(_, parameter)| parameter.kind == kind).count();
            let percent = 100.0 * count as f64 / all as f64;
            let _ = writeln!(text, "| {} | {count} | {percent:.0} % |", word(kind));
        }
        let _ = writeln!(text, "| all | {all} | |\n");
        return text;
    }
    let rows = parameters(name, evidence);
    let _ = write!(
        text,
        "<details>\n<summary>Parameters of <code>{name}</code>: {}</summary>\n\n\
         | parameter | value | range | unit | kind |\n|---|---|---|---|---|\n",
        rows.len()
    );
    for (key, Parameter { value, range: [low, high], unit, kind, .. }) in rows {
        let _ = writeln!(text, "| `{key}` | {value} | {low} to {high} | {unit} | {} |", word(*kind));
    }
    text + "\n</details>\n"
}

/// Returns the protocol with its tables made anew.
fn with_tables(protocol: &str, evidence: &Evidence) -> String {
    pieces(protocol)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Table(name, _) => format!("{OPENS}{name}{NAMED}{}{CLOSES}", table(name, evidence)),
        })
        .collect()
}

#[test]
fn the_tables_of_the_protocol_are_those_of_the_evidence() {
    let (text, evidence) = (protocol(), evidence());
    if std::env::var_os("INTESO_BLESS").is_some() {
        fs::write(path(), with_tables(&text, &evidence)).expect("the protocol can be written");
        return;
    }
    let wrong: Vec<String> = pieces(&text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Table(name, stands) => {
                let right = table(name, &evidence);
                (right != stands).then(|| format!("{OPENS}{name}{NAMED}{right}{CLOSES}"))
            }
            Piece::Text(_) => None,
        })
        .collect();
    assert!(wrong.is_empty(), "docs/odd.md should say (or INTESO_BLESS=1):\n{}", wrong.join("\n"));
}

#[test]
fn every_evidence_file_has_its_table_in_the_protocol() {
    let text = protocol();
    let mut named: Vec<&str> = pieces(&text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Table(name, _) => Some(name),
            Piece::Text(_) => None,
        })
        .collect();
    named.sort_unstable();
    let mut files: Vec<&str> = FILES.iter().map(|(name, _)| *name).chain(["kinds"]).collect();
    files.sort_unstable();
    assert_eq!(named, files);
}

/// Returns the words of a piece of text that may be keys of parameters: spans of code, and words of blocks of code.
fn code_words(text: &str) -> Vec<&str> {
    let is_part = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || "_.<>".contains(one);
    let in_blocks = text.split("```").skip(1).step_by(2);
    let in_spans = text.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2));
    in_blocks
        .chain(in_spans)
        .flat_map(|code| code.split(move |one: char| !is_part(one)))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Returns whether a word of the text is the key of a parameter, of which a part may stand for each of its kinds: `urgency.<kind>`.
fn names(word: &str, key: &str) -> bool {
    let (words, keys) = (word.split('.'), key.split('.'));
    !word.starts_with('<')
        && words.clone().count() == keys.clone().count()
        && words.zip(keys).all(|(word, key)| word == key || word.starts_with('<') && word.ends_with('>'))
}

/// Returns the parameters that the section with their table names nowhere, nor any other section by their full key.
fn unnamed(protocol: &str, evidence: &Evidence) -> Vec<String> {
    let everywhere: String = pieces(protocol)
        .into_iter()
        .filter_map(|piece| if let Piece::Text(text) = piece { Some(text) } else { None })
        .collect();
    let everywhere = code_words(&everywhere);
    let mut missing = Vec::new();
    for section in protocol.split("\n#### ") {
        let parts = pieces(section);
        let prose: Vec<&str> = parts
            .iter()
            .filter_map(|piece| if let Piece::Text(text) = piece { Some(*text) } else { None })
            .flat_map(code_words)
            .collect();
        for piece in &parts {
            let Piece::Table(file, _) = piece else { continue };
            for (key, _) in parameters(file, evidence) {
                let full = format!("{file}.{key}");
                let is_named = prose.iter().any(|word| names(word, key) || names(word, &full))
                    || everywhere.iter().any(|word| names(word, &full));
                if !is_named {
                    missing.push(full);
                }
            }
        }
    }
    missing
}

#[test]
fn the_text_of_the_protocol_names_every_parameter_by_its_key() {
    let missing = unnamed(&protocol(), &evidence());
    assert!(missing.is_empty(), "docs/odd.md says nothing of\n{}", missing.join("\n"));
}

#[test]
fn a_parameter_without_a_word_in_its_section_is_found() {
    let evidence = evidence();
    let table = format!("{OPENS}travel{NAMED}{CLOSES}");
    let count = |text: &str| unnamed(&format!("# A\n{text}\n{table}"), &evidence).len();
    assert_eq!(count(""), 4);
    assert_eq!(count("`outside_km`, ```\nx = travel.minutes_per_km * km\n```"), 2);
    assert_eq!(count("outside_km, `<all>`"), 4);
    assert!(names("urgency.<kind>", "urgency.job") && !names("urgency.<kind>", "urgency"));
}

/// Returns the address of a heading within its page.
fn address(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|one| match one {
            ' ' => Some('-'),
            '-' | '_' => Some(one),
            _ if one.is_alphanumeric() => Some(one.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

#[test]
fn links_within_the_protocol_lead_to_a_heading() {
    let text = protocol();
    let headings: Vec<String> = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| address(line.trim_start_matches('#')))
        .collect();
    let links: Vec<&str> =
        text.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap_or_default()).collect();
    let broken: Vec<_> = links.iter().filter(|link| !headings.iter().any(|one| one == *link)).collect();
    assert!(links.len() > 20 && broken.is_empty(), "{broken:?}");
    assert_eq!(address("11 `housing` – from accommodation"), "11-housing--from-accommodation");
}
