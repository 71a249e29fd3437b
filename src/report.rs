//! The report: tables, pictures and words in German and English, made from results and nothing else.
//!
//! [`Material`] is what a report is made of, taken over from the analysis. The same material gives the same bytes: no clock, no
//! random ids.

mod answer;
mod axis;
mod bands;
mod bars;
mod burdens;
mod by_year;
mod caution;
mod chain;
mod conditions;
mod costs;
mod curves;
mod data;
mod drawing;
#[cfg(feature = "cli")]
mod events;
mod first_years;
#[cfg(test)]
mod fixture;
mod forest;
mod gains;
mod ground;
mod groups;
mod lines;
mod map;
mod markup;
mod material;
mod notation;
mod notes;
mod others;
mod page;
mod pictures;
mod sentences;
mod sheet;
pub mod stage;
mod strands;
mod tables;
#[cfg(feature = "cli")]
mod terminal;
#[cfg(feature = "cli")]
pub mod text;
#[cfg(feature = "store")]
mod trials;
mod turning;
mod validation;
mod words;
mod years;

pub use burdens::{BurdenNote, ShareNote};
#[cfg(feature = "cli")]
pub use events::events_table;
pub use gains::{ChainNote, FirstYearsNote, PopulationNote, PriceNote, YearNote};
pub use ground::{PlaceKind, PlaceNote};
pub use material::Material;
pub use notes::{ContrastNote, DistrictName, PointNote, Ranked, ValueKey};
pub use page::{ENLIVEN, STYLE};
pub use sentences::what_comes_out;
#[cfg(feature = "cli")]
pub use terminal::{run_table, terminal_table};
#[cfg(feature = "store")]
pub use trials::trials_html;
#[cfg(feature = "cli")]
pub use trials::trials_table;
pub use validation::validation_html;
#[cfg(feature = "cli")]
pub use validation::validation_table;

use crate::analysis::Results;
use crate::vocabulary::Language;

/// Returns the report as one page that needs nothing from elsewhere.
pub fn html(material: &Material, language: Language) -> String {
    page::html(material, language)
}

/// A part of the page that stands by itself, such as in a page of another make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// A short name.
    pub id: &'static str,
    /// What stands above it.
    pub title: &'static str,
    /// The markup.
    pub html: String,
}

/// Returns the parts of the page in their order, the answer first; they look by [`STYLE`], and [`ENLIVEN`] brings them to life.
pub fn parts(material: &Material, language: Language) -> Vec<Part> {
    page::parts(material, language).into_iter().map(|(id, title, html)| Part { id, title, html }).collect()
}

/// Returns a picture of the four indices in a district by its position, a thin line for each run; nothing where nothing was run.
pub fn strands(material: &Material, results: &Results, place: usize, language: Language) -> Option<String> {
    strands::picture(material, results, place, language)
}

/// Returns the main pictures: file names and SVG texts.
pub fn pictures(material: &Material, language: Language) -> Vec<(String, String)> {
    pictures::pictures(material, language).into_iter().map(|picture| (picture.file, picture.svg)).collect()
}
