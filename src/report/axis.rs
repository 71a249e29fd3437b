//! Axes: scales from values to pixels, and ticks at round numbers.

use jiff::civil::date;

use crate::time::Week;

/// A linear scale from values to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    values: (f64, f64),
    pixels: (f64, f64),
}

impl Scale {
    /// Returns the scale that lays the first range over the second.
    pub(super) fn new(values: (f64, f64), pixels: (f64, f64)) -> Self {
        // A range without extent would divide by nothing.
        let values = if values.1 > values.0 { values } else { (values.0 - 0.5, values.0 + 0.5) };
        Self { values, pixels }
    }

    /// Returns the pixel of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value - self.values.0) / (self.values.1 - self.values.0);
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    /// Returns the pixel of a value, at the edge where it lies outside.
    pub(super) fn within(&self, value: f64) -> f64 {
        self.at(value.clamp(self.values.0, self.values.1))
    }
}

/// Round numbers that cover a range, and how many decimals they need.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ticks {
    /// The numbers, from the lowest; the outer ones enclose the range.
    pub(super) values: Vec<f64>,
    /// Decimals that tell them apart.
    pub(super) decimals: usize,
}

impl Ticks {
    /// Returns about `wanted` ticks that enclose a range.
    pub(super) fn around(low: f64, high: f64, wanted: usize) -> Self {
        let extent = if high > low { high - low } else { 1.0 };
        let rough = extent / wanted.max(1) as f64;
        let (mut power, mut decimals) = (1.0_f64, 0_usize);
        while power > rough {
            power /= 10.0;
            decimals += 1;
        }
        while power * 10.0 <= rough {
            power *= 10.0;
            decimals = decimals.saturating_sub(1);
        }
        let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough * 0.999);
        let factor = factor.unwrap_or(10.0);
        let decimals = if factor == 10.0 { decimals.saturating_sub(1) } else { decimals };
        let step = factor * power;
        let first = (low / step + 1e-9).floor() as i64;
        let last = ((high / step - 1e-9).ceil() as i64).max(first + 1);
        let values = (first..=last).map(|number| number as f64 * step).collect();
        Self { values, decimals }
    }

    /// Returns the outer ticks.
    pub(super) fn range(&self) -> (f64, f64) {
        let first = self.values.first().copied().unwrap_or(0.0);
        (first, self.values.last().copied().unwrap_or(first + 1.0))
    }
}

/// Returns the calendar years that begin within the weeks, with the week of 1 January.
pub(super) fn new_years(weeks: i32) -> Vec<(i32, i32)> {
    let first = Week::START.year();
    (first..=Week(weeks).year() + 1)
        .filter_map(|year| {
            let day = date(i16::try_from(year).ok()?, 1, 1);
            let week = Week::of(day).0.max(0);
            (week <= weeks + 1).then_some((year, week))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_enclose_the_range() {
        let ticks = Ticks::around(0.213, 0.447, 4);
        assert_eq!(ticks.decimals, 1);
        assert_eq!(ticks.values.len(), 4);
        let (low, high) = ticks.range();
        assert!(low <= 0.213 && high >= 0.447);
        assert_eq!(Ticks::around(0.0, 812.0, 4).decimals, 0);
        assert_eq!(Ticks::around(0.0, 0.0, 4).values.len(), 2);
    }

    #[test]
    fn a_scale_without_extent_maps_to_the_middle() {
        assert_eq!(Scale::new((2.0, 2.0), (0.0, 10.0)).at(2.0), 5.0);
    }

    #[test]
    fn eight_years_have_nine_new_years_days() {
        let years = new_years(416);
        assert_eq!(years.first(), Some(&(2015, 0)));
        assert_eq!(years.last().map(|(year, _)| *year), Some(2023));
    }
}
