//! The sheets as text: headings, links, the tables of numbers and of minutes.

use std::path::PathBuf;

use inteso::experiment::lessons::Lesson;
use inteso::vocabulary::Language;

/// Both languages, in the order of the sheets of a lesson.
pub(super) const LANGUAGES: [Language; 2] = [Language::German, Language::English];

/// The headings of level 2, German and English.
pub(super) const HEADINGS: [[&str; 7]; 2] = [
    ["Frage", "Vorhersage", "Schritte", "Was zu sehen ist", "Warum", "Weiterfragen", "Für die Lehrkraft"],
    [
        "Question",
        "Prediction",
        "Steps",
        "What you should see",
        "Why",
        "A question to go on",
        "For the teacher",
    ],
];

/// The section that holds the table of numbers.
pub(super) const SEEN: usize = 3;

/// Returns the file of a sheet.
pub(super) fn path(number: usize, lesson: &Lesson, language: usize) -> PathBuf {
    let folder = ["de", "en"][language];
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join(format!("docs/teaching/{folder}/{number}-{}.md", lesson.id))
}

/// Returns the headings of level 2 and what stands below each.
pub(super) fn sections(sheet: &str) -> Vec<(&str, &str)> {
    sheet.split("\n## ").skip(1).map(|part| part.split_once('\n').expect("a heading ends its line")).collect()
}

/// Returns the rows of the table in a text, each as its line.
pub(super) fn table(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with('|')).collect()
}

/// Returns the cells of a row.
pub(super) fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

/// Returns the sheet with another table of numbers.
pub(super) fn with_table(sheet: &str, heading: &str, table: &str) -> String {
    let mark = format!("\n## {heading}\n\n");
    let (before, behind) = sheet.split_once(&mark).expect("the section is there");
    let (_, prose) = behind.split_once("\n\n").expect("prose follows the table");
    format!("{before}{mark}{table}\n{prose}")
}

/// Returns the targets of the links of a sheet that set a form: the id in the path, the side and the name of the point.
pub(super) fn settings(text: &str) -> Vec<(String, char, String)> {
    let targets = text.split("](").skip(1).filter_map(|behind| behind.split_once(')'));
    targets
        .filter_map(|(target, _)| {
            let (file, setting) = target.strip_prefix("../../../scenarios/teaching/")?.split_once('#')?;
            let (side, name) = setting.split_once('=')?;
            let id = file.strip_suffix(".toml")?;
            Some((id.to_owned(), side.chars().next()?, name.replace("%20", " ")))
        })
        .collect()
}
