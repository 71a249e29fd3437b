//! Worth: what a person-year gained costs, and at which value of a person-year a contrast is worth its euros.
//!
//! What a person-year is worth is a value choice, so none is made: the net benefit λ · Δ person-years − Δ cost is told for values λ from
//! nothing to 100 000 €, outcome by outcome and never added up. Costs are those of the budget and, in euros, those of others. Hours of
//! institutions have no price: their capacity is there in either world, so what one uses another lacks, whose person-years are in the
//! difference; hours of volunteers and users are nobody's expense. Euros and years are not discounted. There are no euros for friendship
//! and feeling at home. Intervals are plain 95 % intervals of the paired difference.

use serde::{Deserialize, Serialize};

use super::Results;
use super::access::{Interval, outcomes_of_access, unsigned};
use super::spread::LEVEL;
use crate::experiment::point::Comparator;
use crate::observation::Outcome;
use crate::observation::row::{Row, Text};
use crate::statistics::ratio;

/// Euros between two values of a person-year.
///
/// The net benefit is a straight line in the value, and the ends of its interval bend little: between steps it can be read off. Where
/// the line crosses zero stands in `prices.csv`.
const STEP: u32 = 10_000;

/// Steps up to 100 000 €, nearly twice what a post of the intermediary costs a year (A29).
const STEPS: u32 = 10;

/// A row of `prices.csv`: what a contrast gains and costs, and what a person-year gained costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PriceRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point it is compared with.
    pub against: u32,
    /// The label of the point.
    pub point_label: String,
    /// The label of the point it is compared with.
    pub against_label: String,
    /// The district's id, or that of all together.
    pub district: String,
    /// The name of the measure.
    pub measure: Text,
    /// Mean paired difference in person-years, point minus the other.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Mean paired difference in euros that the budget paid.
    pub cost_own: f64,
    /// Mean paired difference in euros that others paid or did not charge.
    pub cost_others: f64,
    /// Both together.
    pub cost: f64,
    /// Lower end of the 95 % interval of both together.
    pub cost_low: f64,
    /// Upper end of the 95 % interval of both together.
    pub cost_high: f64,
    /// Euros per person-year gained; nothing where the interval of the person-years contains 0.
    pub price: Option<f64>,
    /// Lower end of its 95 % interval.
    pub price_low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub price_high: Option<f64>,
    /// Replicates with both values.
    pub n: u32,
}

impl Row for PriceRow {}

/// A row of `worth.csv`: the net benefit of a contrast at a value of a person-year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorthRow {
    /// The number of the point.
    pub point: u32,
    /// The number of the point it is compared with.
    pub against: u32,
    /// The label of the point.
    pub point_label: String,
    /// The label of the point it is compared with.
    pub against_label: String,
    /// The district's id, or that of all together.
    pub district: String,
    /// The name of the measure.
    pub measure: Text,
    /// Euros that a person-year is taken to be worth.
    pub euros_per_person_year: u32,
    /// Mean net benefit in euros, point minus the other.
    pub net_benefit: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Share of replicates in which it is positive.
    pub share_positive: f64,
    /// Replicates with both values.
    pub n: u32,
}

impl Row for WorthRow {}

/// What a replicate gains and costs more than another point.
#[derive(Debug, Clone, Copy)]
struct Gain {
    person_years: f64,
    own: f64,
    others: f64,
}

impl Gain {
    fn cost(self) -> f64 {
        self.own + self.others
    }

    fn net_benefit(self, euros_per_person_year: u32) -> f64 {
        f64::from(euros_per_person_year) * self.person_years - self.cost()
    }
}

/// A contrast in a district and outcome, replicate by replicate.
struct Trade<'a> {
    contrast: (usize, usize),
    district: &'a str,
    outcome: Outcome,
    gains: Vec<Gain>,
}

impl Results {
    /// Returns the rows of `prices.csv`, in the order of district, outcome and contrast; none where costs were not kept.
    pub fn price_rows(&self) -> impl Iterator<Item = PriceRow> + '_ {
        self.trades().filter_map(|trade| self.price_row(&trade))
    }

    /// Returns the rows of `worth.csv`, in the order of district, outcome, contrast and value; none where costs were not kept.
    pub fn worth_rows(&self) -> impl Iterator<Item = WorthRow> + '_ {
        self.trades().flat_map(|trade| {
            let values = (0..=STEPS).map(|step| step * STEP);
            values.filter_map(|value| self.worth_row(&trade, value)).collect::<Vec<_>>()
        })
    }

    /// Returns the declared contrasts by district and outcome; those with full access, which nobody can buy, are left out.
    fn trades(&self) -> impl Iterator<Item = Trade<'_>> {
        let is_bought = |position: usize| {
            let point = &self.points[position];
            point.feasible && point.comparator != Some(Comparator::FullAccess)
        };
        self.districts().into_iter().flat_map(move |district| {
            outcomes_of_access().flat_map(move |outcome| {
                let bought = self.contrasts.iter().copied();
                let bought = bought.filter(move |(point, than)| is_bought(*point) && is_bought(*than));
                bought.filter_map(move |contrast| {
                    let gains = self.gains(contrast, district, outcome)?;
                    Some(Trade { contrast, district, outcome, gains })
                })
            })
        })
    }

    /// Returns what each replicate gains and costs; nothing where runs of different length would be compared.
    fn gains(&self, (point, than): (usize, usize), district: &str, outcome: Outcome) -> Option<Vec<Gain>> {
        if self.points[point].weeks != self.points[than].weeks {
            return None;
        }
        let [own, others] = [point, than].map(|position| {
            let years = self.person_years(position, district, outcome)?;
            Some(years.into_iter().zip(self.spent(position, district)?).collect::<Vec<_>>())
        });
        let gains = own?.into_iter().zip(others?).map(|((years, spent), (years_there, spent_there))| Gain {
            person_years: years - years_there,
            own: spent.own - spent_there.own,
            others: spent.others - spent_there.others,
        });
        Some(gains.filter(|gain| gain.person_years.is_finite()).collect())
    }

    fn price_row(&self, trade: &Trade<'_>) -> Option<PriceRow> {
        let of = |value: fn(Gain) -> f64| Interval::of(trade.gains.iter().copied().map(value).collect());
        let difference = of(|gain| gain.person_years)?;
        let cost = of(Gain::cost)?;
        let pairs: Vec<_> = trade.gains.iter().map(|gain| [gain.cost(), gain.person_years]).collect();
        let price = ratio::of_means(&pairs, 1.0 - LEVEL);
        let (point, than) = (&self.points[trade.contrast.0], &self.points[trade.contrast.1]);
        Some(PriceRow {
            point: point.number,
            against: than.number,
            point_label: point.label.clone(),
            against_label: than.label.clone(),
            district: trade.district.to_owned(),
            measure: trade.outcome.measure().into(),
            difference: difference.mean,
            low: difference.low,
            high: difference.high,
            cost_own: of(|gain| gain.own)?.mean,
            cost_others: of(|gain| gain.others)?.mean,
            cost: cost.mean,
            cost_low: cost.low,
            cost_high: cost.high,
            price: price.map(|price| unsigned(price.value)),
            price_low: price.map(|price| unsigned(price.interval[0])),
            price_high: price.map(|price| unsigned(price.interval[1])),
            n: trade.gains.len() as u32,
        })
    }

    fn worth_row(&self, trade: &Trade<'_>, value: u32) -> Option<WorthRow> {
        let benefits: Vec<f64> = trade.gains.iter().map(|gain| gain.net_benefit(value)).collect();
        let positive = benefits.iter().filter(|benefit| **benefit > 0.0).count();
        let n = benefits.len();
        let net_benefit = Interval::of(benefits)?;
        let (point, than) = (&self.points[trade.contrast.0], &self.points[trade.contrast.1]);
        Some(WorthRow {
            point: point.number,
            against: than.number,
            point_label: point.label.clone(),
            against_label: than.label.clone(),
            district: trade.district.to_owned(),
            measure: trade.outcome.measure().into(),
            euros_per_person_year: value,
            net_benefit: net_benefit.mean,
            low: net_benefit.low,
            high: net_benefit.high,
            share_positive: positive as f64 / n as f64,
            n: n as u32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::PointYears;
    use crate::district::ALL_DISTRICTS;
    use crate::ledger::CostItem;
    use crate::observation::{CostRow, MEASURES, SeriesRow};
    use crate::run::Record;
    use crate::time::Week;

    /// Returns a run of one district with so many person-years of every outcome, and so many euros of the budget and of others.
    fn run([years, own, others]: [f64; 3]) -> Record {
        let cost = |item: CostItem, euros| CostRow {
            district: "sb5".to_owned(),
            year: 1,
            item,
            payer: item.payer(),
            euros,
            hours: 0.0,
        };
        let row = |id| SeriesRow::new(id, Week(52), true, vec![years; MEASURES.len()]);
        Record {
            series: ["sb5", ALL_DISTRICTS].map(row).to_vec(),
            costs: vec![cost(CostItem::Staff, own), cost(CostItem::AnchorRent, others)],
            ..Record::default()
        }
    }

    fn results(runs: &[[[f64; 3]; 3]]) -> Results {
        let points = (1..)
            .zip(runs)
            .map(|(number, _)| PointYears::new(number, &format!("p{number}"), ["sb5".to_owned()], 52));
        let mut results = Results::of_points(points.collect());
        for (position, runs) in runs.iter().enumerate() {
            for values in runs {
                results.push(position, &run(*values));
            }
        }
        results.contrasts = vec![(1, 0)];
        results
    }

    /// Gains 1, 2 and 3 person-years for 30 000, 40 000 and 50 000 € of the budget and 1 000 € of others each time.
    const NONE: [[f64; 3]; 3] = [[10.0, 0.0, 0.0], [11.0, 0.0, 0.0], [12.0, 0.0, 0.0]];
    const FORM: [[f64; 3]; 3] =
        [[11.0, 30_000.0, 1_000.0], [13.0, 40_000.0, 1_000.0], [15.0, 50_000.0, 1_000.0]];

    #[test]
    fn the_net_benefit_is_the_one_computed_by_hand() {
        let rows: Vec<_> = results(&[NONE, FORM]).worth_rows().collect();
        // One district and all together, three outcomes, eleven values.
        assert_eq!(rows.len(), 2 * 3 * 11);
        let values: Vec<_> = rows[..11].iter().map(|row| row.euros_per_person_year).collect();
        assert_eq!((values[0], values[1], values[10]), (0, 10_000, 100_000));
        // At no value only the costs are left: −31 000, −41 000 and −51 000, standard error 10 000/√3.
        let nothing = &rows[0];
        assert_eq!((nothing.net_benefit, nothing.share_positive, nothing.n), (-41_000.0, 0.0, 3));
        let reach = 4.302_653 * 10_000.0 / 3.0_f64.sqrt();
        assert!((nothing.low - (-41_000.0 - reach)).abs() < 0.1, "{nothing:?}");
        assert!((nothing.high - (-41_000.0 + reach)).abs() < 0.1, "{nothing:?}");
        // At 20 000 €: −11 000, −1 000 and 9 000; at 30 000 €: −1 000, 19 000 and 39 000.
        assert_eq!((rows[2].net_benefit, rows[2].share_positive), (-1_000.0, 1.0 / 3.0));
        assert_eq!((rows[3].net_benefit, rows[3].share_positive), (19_000.0, 2.0 / 3.0));
    }

    #[test]
    fn the_price_of_a_person_year_is_the_one_computed_by_hand_and_only_where_years_are_gained_for_sure() {
        // Gains of 1, 2 and 3 have the mean 2 and an interval from −0.48 to 4.48.
        let row = results(&[NONE, FORM]).price_rows().next().unwrap();
        assert_eq!(
            (row.difference, row.cost_own, row.cost_others, row.cost),
            (2.0, 40_000.0, 1_000.0, 41_000.0)
        );
        assert_eq!((row.price, row.price_low, row.price_high), (None, None, None));
        // Two more each time: 3, 4 and 5, of which the interval ends above 0.
        let sure = FORM.map(|[years, own, others]| [years + 2.0, own, others]);
        let row = results(&[NONE, sure]).price_rows().next().unwrap();
        assert!(row.low > 0.0, "{row:?}");
        assert_eq!(row.price, Some(10_250.0));
        // Cost = 10 000 · years + 1 000 in each replicate, so the price is that of the constant part over the years.
        let reach = 4.302_653 / 3.0_f64.sqrt();
        for (end, by_hand) in [(row.price_low, 4.0 + reach), (row.price_high, 4.0 - reach)] {
            // Standard errors are of the years alone: 10 000 + 1 000 / ρ with ρ at the ends of the interval of the years.
            assert!((end.unwrap() - (10_000.0 + 1_000.0 / by_hand)).abs() < 1e-2, "{row:?}");
        }
    }

    #[test]
    fn identical_points_are_worth_exactly_nothing() {
        for row in results(&[FORM, FORM]).worth_rows() {
            for value in [row.net_benefit, row.low, row.high, row.share_positive] {
                assert_eq!(value.to_bits(), 0.0_f64.to_bits(), "{row:?}");
            }
        }
        let prices: Vec<_> = results(&[FORM, FORM]).price_rows().collect();
        assert!(!prices.is_empty());
        assert!(prices.iter().all(|row| row.price.is_none() && row.cost.to_bits() == 0.0_f64.to_bits()));
    }

    #[test]
    fn friendship_and_feeling_at_home_have_no_euros() {
        let results = results(&[NONE, FORM]);
        let told: Vec<_> = results.price_rows().map(|row| row.measure.into_owned()).collect();
        assert!(told.contains(&Outcome::Work.measure().to_owned()), "{told:?}");
        for outcome in [Outcome::Friend, Outcome::AtHome] {
            assert!(!told.contains(&outcome.measure().to_owned()), "{told:?}");
        }
    }

    #[test]
    fn full_access_is_not_for_sale_and_without_costs_nothing_is_told() {
        let mut results = results(&[NONE, FORM]);
        results.points[1].comparator = Some(Comparator::FullAccess);
        assert_eq!((results.price_rows().count(), results.worth_rows().count()), (0, 0));
        results.points[1].comparator = None;
        assert_eq!(results.price_rows().count(), 2 * 3);
        results.forget_costs();
        assert_eq!((results.price_rows().count(), results.worth_rows().count()), (0, 0));
    }
}
