//! The numbers of an own district as options of the command line.

use clap::Args;

/// Ten numbers that somebody who knows a district can give; what is not given is guessed, and marked as a guess.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Own district")]
pub(crate) struct Numbers {
    /// Writes a district of your own instead: NAME.toml, NAME-scenario.toml and NAME-experiment.toml. Numbers that are not given are
    /// guessed and marked as guesses.
    #[arg(long)]
    pub(crate) district: bool,
    /// Long-standing inhabitants, such as 34584 [guess: those of district 6].
    #[arg(long, value_name = "N", requires = "district", allow_negative_numbers = true)]
    inhabitants: Option<String>,
    /// Area in km², such as 19.6 or 19,6 [guess: as densely settled as district 6].
    #[arg(long, value_name = "KM2", requires = "district", allow_negative_numbers = true)]
    area: Option<String>,
    /// Share of the inhabitants with a migration history, such as 38, 0.38 or 38 % [guess: as in district 6].
    #[arg(long, value_name = "SHARE", requires = "district", allow_negative_numbers = true)]
    migration_history: Option<String>,
    /// Share of the inhabitants with basic income support, such as 12, 0.12 or 12 % [guess: as in district 6].
    #[arg(long, value_name = "SHARE", requires = "district", allow_negative_numbers = true)]
    welfare: Option<String>,
    /// People who fled and live there at the beginning, in January 2015 [guess: per inhabitant as in district 6].
    #[arg(long, value_name = "N", requires = "district", allow_negative_numbers = true)]
    fled: Option<String>,
    /// People assigned to the district in a year, the mean of 2015 to 2022 [guess: per inhabitant as in district 6].
    #[arg(long, value_name = "N", requires = "district", allow_negative_numbers = true)]
    arrivals: Option<String>,
    /// Shared accommodations in the district [guess: as many as the people need, of the usual size].
    #[arg(long, value_name = "N", requires = "district", allow_negative_numbers = true)]
    accommodations: Option<String>,
    /// Kilometres to the city's centre, such as 4.5; the way from elsewhere in the city to the district [guess: 5].
    #[arg(long, value_name = "KM", requires = "district", allow_negative_numbers = true)]
    distance: Option<String>,
    /// Inhabitants of the whole city [guess: as large beside the district as Düsseldorf beside district 6].
    #[arg(long, value_name = "N", requires = "district", allow_negative_numbers = true)]
    city: Option<String>,
    /// What the intermediary may cost in a year, in euros [guess: 140 000, as in the headline].
    #[arg(long, value_name = "EUR", requires = "district", allow_negative_numbers = true)]
    budget: Option<String>,
}

impl Numbers {
    /// Returns what was typed, in the order in which an own district asks for it.
    pub(super) fn typed(&self) -> [Option<&str>; 10] {
        [
            &self.inhabitants,
            &self.area,
            &self.migration_history,
            &self.welfare,
            &self.fled,
            &self.arrivals,
            &self.accommodations,
            &self.distance,
            &self.city,
            &self.budget,
        ]
        .map(Option::as_deref)
    }
}
