//! A measure of a point in a year, summed up over replicates.

use super::PointYears;
use crate::observation::{MEASURES, Measure};
use crate::statistics;

/// One row of `summary.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow<'a> {
    /// The point.
    pub point: &'a PointYears,
    /// The district.
    pub district: &'a str,
    /// The measure.
    pub measure: &'static Measure,
    /// The year, from 1.
    pub year: u32,
    /// Whether the year has all of its weeks.
    pub complete: bool,
    /// Mean over replicates.
    pub mean: Option<f64>,
    /// Standard deviation over replicates.
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub se: Option<f64>,
    /// Replicates with a value.
    pub n: usize,
    /// 10 % quantile over replicates.
    pub q10: Option<f64>,
    /// 90 % quantile over replicates.
    pub q90: Option<f64>,
}

impl<'a> SummaryRow<'a> {
    /// Summarises a measure of a point over its replicates.
    ///
    /// # Panics
    /// When a position or the year lies beyond the point's.
    pub fn new(point: &'a PointYears, district: usize, measure: usize, year: u32) -> Self {
        let mut values = point.values(district, measure, year);
        values.retain(|value| value.is_finite());
        Self {
            point,
            district: &point.districts[district],
            measure: &MEASURES[measure],
            year,
            complete: point.is_complete(year),
            mean: statistics::mean(&values),
            sd: statistics::standard_deviation(&values),
            se: statistics::standard_error(&values),
            n: values.len(),
            q10: statistics::quantile(&values, 0.1),
            q90: statistics::quantile(&values, 0.9),
        }
    }
}
