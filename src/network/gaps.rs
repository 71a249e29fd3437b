//! Gaps in offers: places, kinds of need and audiences without an offer that can be reached. German: *Lücken*.

use super::{Institution, LocalNetwork};
use crate::district::Point;
use crate::index::InstitutionId;
use crate::time::Week;
use crate::vocabulary::Need;

/// Who lacks an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacking {
    /// Whoever has the need.
    Everybody,
    /// Who looks after a small child and would have to come every week.
    WithChildren,
    /// Who has little German.
    LittleGerman,
}

/// A place, a kind of need and an audience without an offer that can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The position of the place.
    pub place: usize,
    /// The kind of need.
    pub need: Need,
    /// Who lacks an offer.
    pub lacking: Lacking,
}

/// Audiences that can lack an offer for a kind of need.
const fn audiences(need: Need) -> &'static [Lacking] {
    match need {
        // Who comes every week for months needs somebody for the children.
        Need::Language | Need::Company => &[Lacking::Everybody, Lacking::WithChildren, Lacking::LittleGerman],
        Need::Authorities | Need::Health | Need::Housing | Need::Education | Need::Job => {
            &[Lacking::Everybody, Lacking::LittleGerman]
        }
    }
}

/// Returns how many gaps there can be for a kind of need in one place.
pub const fn possible(need: Need) -> usize {
    audiences(need).len()
}

impl Lacking {
    const fn is_served_by(self, institution: &Institution) -> bool {
        match self {
            Self::Everybody => true,
            Self::WithChildren => institution.childcare,
            Self::LittleGerman => institution.speaks_languages,
        }
    }
}

impl LocalNetwork {
    /// Finds gaps for some kinds of need: places and audiences without an offer within `km` where something is free.
    pub fn find_gaps(&self, week: Week, needs: &[Need], places: &[Point], km: f64) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for &need in needs {
            let offers: Vec<&Institution> = self
                .serving(need)
                .iter()
                .map(|&id| &self.institution[id])
                .filter(|row| row.helps_with(need, week) && row.is_reachable())
                .collect();
            for (place, &centre) in places.iter().enumerate() {
                for &lacking in audiences(need) {
                    let is_served =
                        offers.iter().any(|row| lacking.is_served_by(row) && row.place.km_to(centre) <= km);
                    if !is_served {
                        gaps.push(Gap { place, need, lacking });
                    }
                }
            }
        }
        gaps
    }

    /// Closes a gap by what two institutions can give together; returns whether they could.
    ///
    /// An offer of the one's kind is given at the other's place, or the one looks after the other's children or lends its
    /// languages, which is how a project reaches whom one alone does not.
    pub fn close_gap(
        &mut self,
        gap: Gap,
        one: InstitutionId,
        other: InstitutionId,
        centre: Point,
        km: f64,
        week: Week,
    ) -> bool {
        [(one, other), (other, one)].into_iter().any(|(giver, host)| {
            let (gives, speaks, cares) = {
                let giver = &self.institution[giver];
                (giver.helps_with(gap.need, week), giver.speaks_languages, giver.childcare)
            };
            let host = &mut self.institution[host];
            if host.place.km_to(centre) > km {
                return false;
            }
            let helps = host.helps_with(gap.need, week);
            match gap.lacking {
                Lacking::Everybody if gives && !helps => {
                    host.serves |= 1 << gap.need as u8;
                    self.index_services(week);
                }
                Lacking::WithChildren if helps && cares && !host.childcare => host.childcare = true,
                Lacking::LittleGerman if helps && speaks && !host.speaks_languages => {
                    host.speaks_languages = true;
                }
                Lacking::Everybody | Lacking::WithChildren | Lacking::LittleGerman => return false,
            }
            true
        })
    }
}
