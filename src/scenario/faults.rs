//! Faults of an input: what was found and where, what is allowed, and which known name lies nearest.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::position::Position;
use crate::phrase::{Phrase, phrase, printable};
use crate::vocabulary::Language;

/// A longer line is not shown, only its place.
const LONGEST_LINE_SHOWN: usize = 2_000;

/// More faults than this are counted, not shown.
const MOST_SHOWN: usize = 200;

/// One fault of an input.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where it stands; `None` when it stands nowhere.
    pub place: Option<Position>,
    /// What was found.
    pub found: Phrase,
    /// What is allowed instead.
    pub allowed: Option<Phrase>,
    /// The nearest known name.
    pub nearest: Option<String>,
    /// The field of a form that it is about, where the input is one.
    pub about: Option<&'static str>,
}

impl Fault {
    /// Makes a fault without a place.
    pub const fn new(found: Phrase) -> Self {
        Self { place: None, found, allowed: None, nearest: None, about: None }
    }

    /// Makes a fault at a place.
    pub fn at(place: &Position, found: Phrase) -> Self {
        Self { place: Some(place.clone()), ..Self::new(found) }
    }

    /// Adds what is allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: Phrase) -> Self {
        self.allowed = Some(allowed);
        self
    }

    /// Adds the nearest known name.
    #[must_use]
    pub fn nearest(mut self, nearest: Option<impl Into<String>>) -> Self {
        self.nearest = nearest.map(Into::into);
        self
    }

    /// Names the field of a form that the fault is about.
    #[must_use]
    pub const fn about(mut self, field: &'static str) -> Self {
        self.about = Some(field);
        self
    }

    /// Names keys as they are written where the fault stands, not as they are known.
    fn spelled_as_written(self) -> Self {
        let Some(place) = &self.place else { return self };
        let written = |known: &str| place.text().as_written(known, place.start());
        let found = self.found.map(|text| {
            let parts = text.split('`').enumerate();
            let parts: Vec<&str> = parts
                .map(|(at, part)| if at % 2 == 1 { written(part).unwrap_or(part) } else { part })
                .collect();
            parts.join("`")
        });
        let nearest = self.nearest.map(|name| match name.rsplit_once('.') {
            Some((table, key)) => format!("{}.{key}", written(table).unwrap_or(table)),
            None => name,
        });
        Self { found, nearest, ..self }
    }

    fn order(&self) -> (bool, &str, usize) {
        self.place.as_ref().map_or((true, "", 0), |place| (false, place.file(), place.start()))
    }

    fn render(&self, language: Language) -> String {
        let is_german = language == Language::German;
        let name = |english: &'static str, german: &'static str| if is_german { german } else { english };
        let found = self.found.in_language(language);
        let error = Level::ERROR.with_name(name("error", "Fehler"));
        let mut group = Group::with_title(error.primary_title(found));
        if let Some(place) = &self.place {
            let (line, span) = place.excerpt();
            if place.text().content.is_empty() || line.len() > LONGEST_LINE_SHOWN {
                let origin = Origin::path(place.file()).line(place.line()).char_column(place.column());
                group = group.element(origin);
            } else {
                let snippet = Snippet::source(line)
                    .path(place.file())
                    .line_start(place.line())
                    .annotation(AnnotationKind::Primary.span(span));
                group = group.element(snippet);
            }
        }
        if let Some(allowed) = &self.allowed {
            let note = phrase!("allowed: {allowed}", "erlaubt: {allowed}"; allowed = *allowed);
            let level = Level::NOTE.with_name(name("note", "Hinweis"));
            group = group.element(level.message(note.in_language(language).to_owned()));
        }
        if let Some(nearest) = &self.nearest {
            let help = phrase!("did you mean `{nearest}`?", "ist `{nearest}` gemeint?");
            let level = Level::HELP.with_name(name("help", "Hilfe"));
            group = group.element(level.message(help.in_language(language).to_owned()));
        }
        printable(&Renderer::plain().render(&[group]))
    }
}

/// All faults of an input, in the order of their places.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    faults: Vec<Fault>,
}

impl Faults {
    /// Returns the faults in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.faults.iter()
    }

    /// Returns the number of faults.
    pub fn len(&self) -> usize {
        self.faults.len()
    }

    /// Returns whether there is no fault.
    pub fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Faults {
    /// Returns all faults as a text in a language.
    pub fn in_language(&self, language: Language) -> String {
        let shown =
            self.faults.iter().take(MOST_SHOWN).map(|fault| fault.render(language).trim_end().to_owned());
        let mut texts: Vec<String> = shown.collect();
        let more = self.faults.len().saturating_sub(MOST_SHOWN);
        if more > 0 {
            texts.push(phrase!("and {more} more", "und {more} weitere").in_language(language).to_owned());
        }
        texts.join("\n\n")
    }
}

impl From<Vec<Fault>> for Faults {
    fn from(faults: Vec<Fault>) -> Self {
        let mut faults: Vec<Fault> = faults.into_iter().map(Fault::spelled_as_written).collect();
        faults.sort_by(|a, b| a.order().cmp(&b.order()));
        // A file that several points of an experiment read has its faults once.
        faults.dedup_by(|a, b| a.order() == b.order() && a.found == b.found);
        Self { faults }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault.spelled_as_written()] }
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Shows the faults in English.
impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.in_language(Language::English))
    }
}

impl std::error::Error for Faults {}

/// Returns the known name that lies nearest to an unknown one, if any lies near.
pub(crate) fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Below this similarity a proposal confuses more than it helps; `sitting`/`siting` has 0.86, `refer`/`host` 0.
    const NEAR: f64 = 0.55;
    // The measure is quadratic in length, and no known name is this long.
    if unknown.len() > 200 {
        return None;
    }
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let similarity = strsim::normalized_damerau_levenshtein(unknown, name);
        if similarity >= NEAR && best.is_none_or(|(highest, _)| similarity > highest) {
            best = Some((similarity, name));
        }
    }
    best.map(|(_, name)| name)
}
