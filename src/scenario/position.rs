//! Places: texts as they were read, and where in them something stands.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Where a text stands, so that names of files within it can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Home {
    /// In an embedded folder, empty for the topmost.
    Embedded(String),
    /// In a folder.
    Folder(PathBuf),
    /// In no folder, beside texts with these names; names lead nowhere else but to what is embedded.
    Given(Arc<BTreeMap<String, String>>),
}

/// A text with its name and home.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) content: String,
    pub(crate) home: Home,
    /// How keys are written, in the order of their places; nothing where all are written as they are known.
    renamed: OnceLock<Vec<Renamed>>,
}

/// A key as it is known and as it is written, such as in German.
#[derive(Debug)]
pub(crate) struct Renamed {
    /// Where it begins.
    pub(crate) start: usize,
    /// As it is known, from the topmost table on.
    pub(crate) known: String,
    /// As it is written.
    pub(crate) written: String,
}

impl Text {
    /// Makes a text whose keys are written as they are known, until it is said otherwise.
    pub(crate) const fn new(name: String, content: String, home: Home) -> Self {
        Self { name, content, home, renamed: OnceLock::new() }
    }

    /// Remembers how keys are written, where any is written otherwise; a text that is read again says the same.
    pub(crate) fn rename(&self, mut renamed: Vec<Renamed>) {
        if renamed.iter().all(|one| one.known == one.written) {
            return;
        }
        renamed.sort_by_key(|one| one.start);
        let _ = self.renamed.set(renamed);
    }

    /// Returns whether any key is written otherwise than it is known.
    pub(crate) fn is_renamed(&self) -> bool {
        self.renamed.get().is_some_and(|renamed| !renamed.is_empty())
    }

    /// Returns a key as it is written last before a place, or first where it is written behind it alone.
    pub(crate) fn as_written(&self, known: &str, start: usize) -> Option<&str> {
        let all = || self.renamed.get().into_iter().flatten().filter(|one| one.known == known);
        let found = all().take_while(|one| one.start <= start).last().or_else(|| all().next());
        found.map(|one| one.written.as_str())
    }

    /// Returns whether two texts are the same file.
    pub(crate) fn is_same_file(&self, other: &Self) -> bool {
        self.home == other.home && Path::new(&self.name).file_name() == Path::new(&other.name).file_name()
    }
}

/// A place in a file, or in what was given on the command line.
#[derive(Clone)]
pub struct Position {
    text: Arc<Text>,
    start: usize,
    end: usize,
}

impl Position {
    /// Makes a place; bounds are moved onto character boundaries within the text.
    pub(crate) fn new(text: &Arc<Text>, start: usize, end: usize) -> Self {
        let start = boundary(&text.content, start);
        let end = boundary(&text.content, end).max(start);
        Self { text: Arc::clone(text), start, end }
    }

    /// Returns the file's name as it was given.
    pub fn file(&self) -> &str {
        &self.text.name
    }

    /// Returns the line, counted from 1.
    pub fn line(&self) -> usize {
        1 + self.text.content[..self.start].bytes().filter(|byte| *byte == b'\n').count()
    }

    /// Returns the column, counted in characters from 1.
    pub fn column(&self) -> usize {
        1 + self.text.content[self.line_start()..self.start].chars().count()
    }

    pub(crate) const fn start(&self) -> usize {
        self.start
    }

    /// Returns what stands there.
    pub(crate) fn written(&self) -> &str {
        &self.text.content[self.start..self.end]
    }

    /// Returns the line in which the place begins, and where that line begins.
    pub(crate) fn whole_line(&self) -> (&str, usize) {
        (self.excerpt().0, self.line_start())
    }

    pub(crate) const fn text(&self) -> &Arc<Text> {
        &self.text
    }

    fn line_start(&self) -> usize {
        self.text.content[..self.start].rfind('\n').map_or(0, |position| position + 1)
    }

    /// Returns the line in which the place begins, and the bytes of it that the place covers.
    pub(crate) fn excerpt(&self) -> (&str, Range<usize>) {
        let start = self.line_start();
        let line = self.text.content[start..].split('\n').next().unwrap_or_default();
        let from = self.start - start;
        (line, from..(self.end - start).min(line.len()).max(from))
    }
}

fn boundary(content: &str, position: usize) -> usize {
    let mut position = position.min(content.len());
    while !content.is_char_boundary(position) {
        position -= 1;
    }
    position
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file(), self.line(), self.column())
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
