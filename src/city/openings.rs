//! Openings: dwellings, vacancies and apprenticeships come onto the market and are taken, by people of the district who fled or by others.
//! German: *Wohnungsangebot*, *offene Stellen*, *Ausbildungsplätze*.

use serde::Deserialize;

use crate::quantity::{Rate, Weeks};
use crate::vocabulary::Markets;

/// What comes onto the market of the whole city, as far as people who fled can reach it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Openings a week per thousand inhabitants of the city, in the mean of 2016–2019.
    pub per_thousand: Rate,
    /// Weeks until others take an opening that nobody of the district takes.
    pub weeks_open: Weeks,
}

/// Openings of one kind within reach of those who were assigned to a district.
///
/// The stock V changes by a flow F and by others who take what is there: V ← V + F × supply − V / T, and by one for each that somebody
/// here takes. It is kept relative to F × T, what there would be in 2016–2019 if nobody here took any.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Openings {
    relative: Option<f64>,
    reference: f64,
    /// Whether takers leave no fewer.
    is_unlimited: bool,
}

impl Openings {
    /// Returns openings of which takers leave no fewer, if so it is said.
    pub fn of(markets: Markets) -> Self {
        Self { is_unlimited: markets == Markets::Unlimited, ..Self::default() }
    }

    /// Lets a week pass. `inhabitants` are those of the city; `share` is the district's of all who have been assigned to it; `supply` is
    /// the flow relative to 2016–2019. The market begins as if nobody here had taken anything before.
    pub fn renew(&mut self, flow: &Flow, inhabitants: f64, share: f64, supply: f64) {
        let weeks_open = flow.weeks_open.get().max(1.0);
        let relative = self.relative.unwrap_or(supply);
        // Others take nothing of what is owed.
        self.relative = Some(relative + (supply - relative.max(0.0)) / weeks_open);
        self.reference = flow.per_thousand.get() * inhabitants / 1_000.0 * share * weeks_open;
    }

    /// Returns how many are open, relative to as many as there would be in 2016–2019 if nobody here took any.
    pub fn relative(&self) -> f64 {
        self.relative.map_or(0.0, |relative| relative.max(0.0))
    }

    /// Takes one, if any is left, and returns whether there was. What is left of less than a whole one can be taken and is owed then,
    /// so that a small town with half an opening a week has one every other week.
    pub fn take(&mut self) -> bool {
        match &mut self.relative {
            Some(relative) if *relative > 0.0 && self.reference > 0.0 => {
                if !self.is_unlimited {
                    *relative -= 1.0 / self.reference;
                }
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns how many of `wanted` a week were had in as many weeks, and what is open then.
    fn market(weeks: u32, wanted: u32, share: f64) -> (u32, f64) {
        let flow = Flow { per_thousand: Rate::new(0.1).unwrap(), weeks_open: Weeks::new(5.0).unwrap() };
        let mut openings = Openings::default();
        let mut had = 0;
        for _ in 0..weeks {
            openings.renew(&flow, 100_000.0, share, 1.0);
            had += (0..wanted).filter(|_| openings.take()).count() as u32;
        }
        (had, openings.relative())
    }

    #[test]
    fn takers_leave_fewer_and_never_get_more_than_comes() {
        // Ten a week come, and five times ten are open if nobody takes any.
        assert_eq!(market(100, 0, 1.0), (0, 1.0));
        let (had, left) = market(100, 2, 1.0);
        // In the steady state the flow is what is taken here and what goes to others, 10 = 2 + V / 5, after the week's taking.
        assert_eq!(had, 200);
        assert!((left - 40.0 / 50.0).abs() < 1e-6, "{left}");
        let (had, left) = market(100, 100, 1.0);
        assert!((950..=1_051).contains(&had), "{had}");
        assert_eq!(left, 0.0);
    }

    #[test]
    fn where_markets_are_unlimited_takers_leave_no_fewer() {
        let flow = Flow { per_thousand: Rate::new(0.1).unwrap(), weeks_open: Weeks::new(5.0).unwrap() };
        let taken = |markets| {
            let mut openings = Openings::of(markets);
            openings.renew(&flow, 100_000.0, 1.0, 1.0);
            ((0..1_000).filter(|_| openings.take()).count(), openings.relative())
        };
        assert_eq!(taken(Markets::Unlimited), (1_000, 1.0));
        // The twin: of fifty nobody gets the fifty-first.
        assert_eq!(taken(Markets::Scarce), (50, 0.0));
        // Where nothing comes nobody gets anything either way.
        let mut openings = Openings::of(Markets::Unlimited);
        openings.renew(&flow, 100_000.0, 1.0, 0.0);
        assert!(!openings.take());
    }

    #[test]
    fn a_small_town_has_its_part() {
        // A hundredth of ten a week: one in ten weeks.
        let (had, _) = market(1_000, 1, 0.01);
        assert!((90..=102).contains(&had), "{had}");
        assert_eq!(market(100, 1, 0.0).0, 0);
    }
}
