//! The lessons: small experiments, each with a sheet in both languages.

/// A lesson: an experiment whose first two points are its forms A and B, and what a class does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// What its files are called: `distance` for `scenarios/teaching/distance.toml`, which `inteso compare lesson-distance` runs.
    pub id: &'static str,
    /// The experiment.
    pub toml: &'static str,
    /// The sheets in Markdown, German and English.
    pub sheet: [&'static str; 2],
}

macro_rules! lessons {
    ($($number:literal $id:literal),* $(,)?) => {
        [$(Lesson {
            id: $id,
            toml: include_str!(concat!("../../scenarios/teaching/", $id, ".toml")),
            sheet: [
                include_str!(concat!("../../docs/teaching/de/", $number, "-", $id, ".md")),
                include_str!(concat!("../../docs/teaching/en/", $number, "-", $id, ".md")),
            ],
        }),*]
    };
}

/// The lessons in the order in which they are taught.
pub const LESSONS: [Lesson; 8] = lessons![
    1 "distance",
    2 "referral",
    3 "overload",
    4 "volunteers",
    5 "networks",
    6 "contact",
    7 "equal_cost",
    8 "uncertainty",
];
