//! Finding what the user names: an embedded scenario or experiment, or a file.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::options::Settings;
use crate::experiment::design::{self, Experiment};
use crate::experiment::manifest::Input;
use crate::scenario::{self, Document, Loaded, Source};

/// Reads what a name means: a file that is there, else an embedded name, else a path.
///
/// # Errors
/// Returns why it cannot be read.
pub(super) fn open(name: &str) -> Result<Document, Failure> {
    Ok(Document::open(&source(name))?)
}

/// Returns the source of a name.
fn source(name: &str) -> Source {
    let looks_like_a_path = Path::new(name).extension().is_some() || name.contains(['/', '\\']);
    if Path::new(name).is_file() || looks_like_a_path {
        Source::File(PathBuf::from(name))
    } else {
        Source::Embedded(name.to_owned())
    }
}

/// Returns the entry of a document in the manifest.
pub(super) fn manifest_input(name: &str, document: &Document) -> Input {
    let file = match source(name) {
        Source::Embedded(name) => format!("embedded:{name}"),
        Source::File(path) => path.display().to_string(),
    };
    Input { file, hash: document.hash() }
}

/// Makes a scenario of a document.
///
/// # Errors
/// Returns all faults of the input.
pub(super) fn scenario(document: &Document, settings: &Settings) -> Result<Loaded, Failure> {
    Ok(scenario::read(document, &settings.assignments())?)
}

/// Makes an experiment of a document.
///
/// # Errors
/// Returns all faults of the input.
pub(super) fn experiment(document: &Document, settings: &Settings) -> Result<Experiment, Failure> {
    Ok(design::read(document, &settings.assignments())?)
}

/// Returns a scenario as an experiment of one point.
pub(super) fn single(loaded: Loaded) -> Experiment {
    Experiment::of_one(loaded.scenario, loaded.places)
}
