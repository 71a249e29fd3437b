//! What runs say of published figures, and whether they lie where they should.

use super::effect::estimate;
use super::published::{Estimate, Judged, Line, Measure, Study};
use crate::analysis::targets::Band;
use crate::scenario::trial::Arm;
use crate::statistics::pooled::{Pooled, pool};

/// Sums of the lines of a study, by replicate.
pub type Sums = Vec<Vec<Vec<f64>>>;

/// Whether a figure lies where it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It does not.
    Fail,
    /// There are too few replicates to say.
    NotDecidable,
    /// It does.
    Pass,
    /// It is held against nothing.
    Described,
}

impl Verdict {
    /// Returns the word in results.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::NotDecidable => "not decidable",
            Self::Pass => "pass",
            Self::Described => "described",
        }
    }
}

/// What runs say of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding<'a> {
    /// The figure.
    pub line: &'a Line,
    /// What is held against the band; nothing where nobody is counted.
    pub found: Option<Pooled>,
    /// All estimates that there are, that one among them.
    pub estimates: Vec<(Estimate, Pooled)>,
    /// Whether it lies in the band.
    pub verdict: Verdict,
}

/// What runs say of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyFinding<'a> {
    /// The name.
    pub name: &'a str,
    /// The replicates.
    pub replicates: usize,
    /// By figure.
    pub findings: Vec<Finding<'a>>,
    /// The worst of those that are judged.
    pub verdict: Verdict,
}

/// Holds the sums of replicates against what was published.
pub fn find<'a>(study: &'a Study, sums: &Sums) -> StudyFinding<'a> {
    let findings: Vec<Finding<'a>> = study
        .lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let runs: Vec<Vec<f64>> = sums.iter().map(|run| run[place].clone()).collect();
            of_line(study, line, &runs)
        })
        .collect();
    let verdict = findings.iter().map(|finding| finding.verdict).min().unwrap_or(Verdict::Described);
    StudyFinding { name: &study.name, replicates: sums.len(), findings, verdict }
}

/// Returns whether no verdict would be another by chance: none is open, and no interval of what is judged holds an end of its band.
pub fn is_settled(finding: &StudyFinding<'_>) -> bool {
    let is_clear = |finding: &Finding<'_>| {
        let Some(([low, high], band)) = finding.found.and_then(|found| found.interval).zip(finding.line.band)
        else {
            return false;
        };
        ![band.low, band.high].iter().any(|end| low < *end && *end < high)
    };
    finding.findings.iter().all(|finding| {
        finding.verdict == Verdict::Described || finding.verdict != Verdict::NotDecidable && is_clear(finding)
    })
}

fn of_line<'a>(study: &Study, line: &'a Line, runs: &[Vec<f64>]) -> Finding<'a> {
    let (found, estimates) = match &line.measure {
        Measure::Effect(effect) => {
            let amounts: Vec<f64> = study.trial(effect).arms.iter().map(Arm::amount).collect();
            let of = |kind: Estimate| pool(runs, |sums| estimate(effect, kind, &amounts, sums));
            let all = Estimate::ALL.into_iter();
            let estimates: Vec<_> = all.filter_map(|kind| Some((kind, of(kind)?))).collect();
            (of(effect.estimate), estimates)
        }
        // Each replicate has a coefficient of its own, and their number stands behind it.
        Measure::Regression(_) => (pool(runs, |sums| (sums[1] > 0.0).then(|| sums[0] / sums[1])), Vec::new()),
    };
    let verdict = match (found, line.band) {
        (Some(found), Some(band)) => judge(line.judged, band, found),
        (None, Some(_)) if line.judged != Judged::No => Verdict::NotDecidable,
        (_, None) | (None, Some(_)) => Verdict::Described,
    };
    Finding { line, found, estimates, verdict }
}

/// Says where a figure lies.
///
/// An estimate decides once its standard error is a quarter of the band's width; before that only an interval that lies wholly outside does.
/// An interval passes where it lies wholly inside. A band with one end is a sign, which has to be sure.
pub fn judge(judged: Judged, band: Band, found: Pooled) -> Verdict {
    let Pooled { value, error, interval } = found;
    let (Some(error), Some([low, high])) = (error, interval) else {
        return if judged == Judged::No { Verdict::Described } else { Verdict::NotDecidable };
    };
    let width = band.high - band.low;
    // A sign has to be sure: nothing at all has none.
    let is_inside = if width.is_finite() {
        band.low <= low && high <= band.high
    } else {
        band.low < low && high < band.high
    };
    let is_outside = high < band.low || low > band.high;
    let is_sure = width.is_finite() && error <= width / 4.0;
    match judged {
        Judged::No => Verdict::Described,
        _ if is_outside => Verdict::Fail,
        _ if is_inside => Verdict::Pass,
        Judged::Estimate if is_sure && band.holds(value) => Verdict::Pass,
        Judged::Estimate if is_sure => Verdict::Fail,
        Judged::Estimate | Judged::Interval => Verdict::NotDecidable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_decides_once_its_error_is_a_quarter_of_the_band() {
        let band = Band { low: -0.25, high: -0.13 };
        let of = |value: f64, error: f64| {
            let interval = Some([value - 2.0 * error, value + 2.0 * error]);
            judge(Judged::Estimate, band, Pooled { value, error: Some(error), interval })
        };
        assert_eq!(of(-0.2, 0.03), Verdict::Pass);
        assert_eq!(of(-0.2, 0.031), Verdict::NotDecidable);
        assert_eq!(of(-0.12, 0.03), Verdict::Fail);
        assert_eq!(of(-0.01, 0.05), Verdict::Fail, "an interval that lies outside needs no more replicates");
        let alone = Pooled { value: -0.2, error: None, interval: None };
        assert_eq!(judge(Judged::Estimate, band, alone), Verdict::NotDecidable);
        assert_eq!(judge(Judged::No, band, alone), Verdict::Described);
    }

    #[test]
    fn nothing_is_nothing_only_where_the_whole_interval_is() {
        let band = Band { low: -0.04, high: 0.04 };
        let of = |low: f64, high: f64| {
            let found =
                Pooled { value: f64::midpoint(low, high), error: Some(0.001), interval: Some([low, high]) };
            judge(Judged::Interval, band, found)
        };
        assert_eq!(of(-0.03, 0.04), Verdict::Pass);
        assert_eq!(of(-0.01, 0.05), Verdict::NotDecidable);
        assert_eq!(of(0.05, 0.06), Verdict::Fail);
    }

    #[test]
    fn a_sign_is_that_of_the_whole_interval() {
        let band = Band { low: f64::NEG_INFINITY, high: 0.0 };
        let of = |low: f64, high: f64| {
            let found =
                Pooled { value: f64::midpoint(low, high), error: Some(0.1), interval: Some([low, high]) };
            judge(Judged::Estimate, band, found)
        };
        assert_eq!(of(-3.0, -1.0), Verdict::Pass);
        assert_eq!(of(-3.0, 1.0), Verdict::NotDecidable);
        assert_eq!(of(1.0, 3.0), Verdict::Fail);
        assert_eq!(of(0.0, 0.0), Verdict::NotDecidable, "nothing has no sign");
    }
}
