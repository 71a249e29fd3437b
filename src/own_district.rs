//! A district of one's own from ten numbers: what is asked for, how it is read as people type it, what is guessed where nothing is
//! given, and the texts of its files.
//!
//! ```
//! use inteso::own_district::{ASKED, Figures, files};
//! use inteso::vocabulary::Language;
//!
//! let mut typed = [None; 10];
//! typed[0] = Some("30 000");
//! let figures = Figures::read(typed, |asked| asked.label()).unwrap();
//! assert_eq!(figures.given(), 1);
//! let [description, scenario, experiment] = files("north-end", &figures, Language::English);
//! assert!(description.1.contains("inhabitants = 30000"));
//! assert_eq!(scenario.0, "north-end-scenario.toml");
//! ```

mod figures;
mod files;
mod typed;

pub use figures::{ASKED, Asked, Called, Figure, Figures, Number, Wrong};
pub use files::{files, id};
