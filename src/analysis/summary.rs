//! `summary.csv`: every measure by point, district and year, summed up over replicates.

use serde::{Deserialize, Serialize};

use super::compare::ALL_YEARS;
use super::{PointYears, Results, Spread};
use crate::experiment::selection::Selection;
use crate::observation::row::{Row, Text};
use crate::observation::{MEASURES, Measure, Outcome};

/// A row of `summary.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// The number of the point.
    pub point: u32,
    /// The district's id, or that of all together.
    pub district: String,
    /// The name of the measure.
    pub measure: Text,
    /// The year, from 1; 0 for the sum of person-years over all years from that of the first opening on.
    pub year: u32,
    /// Whether the year has all of its weeks.
    pub complete: bool,
    /// Mean over replicates.
    pub mean: Option<f64>,
    /// Standard deviation.
    pub sd: Option<f64>,
    /// Standard error of the mean.
    pub se: Option<f64>,
    /// Replicates with a value.
    pub n: u32,
    /// 10 % quantile.
    pub q10: Option<f64>,
    /// 90 % quantile.
    pub q90: Option<f64>,
}

impl Row for SummaryRow {}

impl SummaryRow {
    fn of(point: &PointYears, district: usize, measure: usize, year: u32) -> Self {
        let spread = point.spread(district, measure, year);
        Self { complete: point.is_complete(year), ..Self::new(point, district, measure, year, spread) }
    }

    /// Sums up the years from one on.
    fn of_all(point: &PointYears, district: usize, measure: usize, first_year: u32) -> Self {
        let spread = Spread::of(point.totals(district, measure, first_year));
        Self::new(point, district, measure, ALL_YEARS, spread)
    }

    fn new(point: &PointYears, district: usize, measure: usize, year: u32, spread: Spread) -> Self {
        let Measure { name, .. } = MEASURES[measure];
        Self {
            point: point.number,
            district: point.districts[district].clone(),
            measure: name.into(),
            year,
            complete: point.is_complete(point.years()),
            mean: spread.mean,
            sd: spread.sd,
            se: spread.se,
            n: spread.n as u32,
            q10: spread.q10,
            q90: spread.q90,
        }
    }
}

impl Results {
    /// Returns the rows of `summary.csv`, in the order of point, district, measure and year, for the measures that are kept.
    pub fn summary_rows<'a>(&'a self, selection: &'a Selection) -> impl Iterator<Item = SummaryRow> + 'a {
        let points = self.points.iter().filter(|point| point.feasible);
        points.flat_map(move |point| {
            let measures = (0..MEASURES.len()).filter(|measure| selection.has_measure(*measure));
            let measures: Vec<usize> = measures.collect();
            (0..point.districts.len()).flat_map(move |district| {
                let held =
                    measures.clone().into_iter().filter(move |measure| point.holds(district, *measure));
                held.flat_map(move |measure| {
                    let is_summed = Outcome::of_measure(MEASURES[measure].name).is_some();
                    let all =
                        is_summed.then(|| SummaryRow::of_all(point, district, measure, self.first_year));
                    let years = 1..=point.years();
                    let each = years.map(move |year| SummaryRow::of(point, district, measure, year));
                    all.into_iter().chain(each)
                })
            })
        })
    }
}
