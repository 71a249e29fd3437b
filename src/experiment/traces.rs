//! What is recorded of each run one by one: which traces, in which weeks, and of how many.

use serde::{Deserialize, Serialize};

use crate::observation::Trace;
use crate::time::Week;

/// Traces that are recorded of each run; none unless they are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Traces {
    /// Weeks of the panel's waves; empty for no panel.
    pub panel_weeks: Vec<u32>,
    /// Weeks in which the sample of residents is looked at; empty for no sample.
    pub residents_weeks: Vec<u32>,
    /// Residents in the sample of each district, at most.
    pub residents: u32,
    /// Whether referral episodes are recorded, at the end of a run.
    pub episodes: bool,
    /// The week in which people's groups are fixed, where people are recorded, at the end of a run.
    pub people: Option<u32>,
}

impl Traces {
    /// Returns whether a trace is recorded.
    pub fn has(&self, trace: Trace) -> bool {
        match trace {
            Trace::Panel => !self.panel_weeks.is_empty(),
            Trace::Residents => !self.residents_weeks.is_empty(),
            Trace::Episodes => self.episodes,
            Trace::People => self.people.is_some(),
        }
    }

    /// Returns those that are recorded.
    pub fn recorded(&self) -> impl Iterator<Item = Trace> {
        Trace::ALL.into_iter().filter(|trace| self.has(*trace))
    }

    /// Returns those of which a wave is due when so many weeks have been run, each with the number of the wave.
    pub(super) fn due(&self, week: Week) -> impl Iterator<Item = (Trace, usize)> {
        let waves = [(Trace::Panel, &self.panel_weeks), (Trace::Residents, &self.residents_weeks)];
        waves.into_iter().filter_map(move |(trace, weeks)| {
            let number = weeks.iter().position(|&wave| wave as i32 == week.0);
            number.map(|number| (trace, number))
        })
    }

    /// Returns words that tell apart what is recorded of a run; none where nothing is.
    pub(super) fn distinction(&self) -> Vec<String> {
        let word = |trace: Trace| {
            let of = match trace {
                Trace::Panel => format!("{:?}", self.panel_weeks),
                Trace::Residents => format!("{} {:?}", self.residents, self.residents_weeks),
                Trace::Episodes => String::new(),
                Trace::People => self.people.unwrap_or_default().to_string(),
            };
            format!("{} {of}", trace.key())
        };
        self.recorded().map(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recorded_decides_what_a_run_is_told_apart_by() {
        assert!(Traces::default().distinction().is_empty());
        let panel = Traces { panel_weeks: vec![3, 8], ..Traces::default() };
        let residents = Traces { residents_weeks: vec![3, 8], residents: 5, ..Traces::default() };
        let all = [
            panel.clone(),
            Traces { panel_weeks: vec![38], ..panel.clone() },
            residents.clone(),
            Traces { residents: 6, ..residents.clone() },
            Traces { panel_weeks: vec![3, 8], ..residents },
            Traces { episodes: true, ..panel },
            Traces { episodes: true, ..Traces::default() },
            Traces { people: Some(34), ..Traces::default() },
            Traces { people: Some(0), ..Traces::default() },
        ];
        let words: std::collections::BTreeSet<_> = all.iter().map(Traces::distinction).collect();
        assert_eq!(words.len(), all.len());
        let due: Vec<_> = all[4].due(Week(8)).collect();
        assert_eq!(due, [(Trace::Panel, 1), (Trace::Residents, 1)]);
        assert_eq!(all[5].due(Week(4)).count(), 0);
    }
}
