//! Gaps in offers: places, kinds of need and audiences without an offer that can be reached. German: *Lücken*.

use super::{Institution, LocalNetwork};
use crate::district::Place;
use crate::index::{Id, InstitutionId};
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
    pub fn find_gaps(&self, week: Week, needs: &[Need], places: &[Place], km: f64) -> Vec<Gap> {
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
                        offers.iter().any(|row| lacking.is_served_by(row) && row.km_from(centre) <= km);
                    if !is_served {
                        gaps.push(Gap { place, need, lacking });
                    }
                }
            }
        }
        gaps
    }

    /// Closes a gap between two institutions by what they can give together; returns whether they could.
    ///
    /// The one, if something is free there, holds hours at the other's place too; or the one looks after the other's children or
    /// lends its languages. What is given is not made: hours at a second place are for the same appointments and places, of which
    /// `lost` is the share that getting there takes, from the next planning on.
    pub fn close_gap(
        &mut self,
        gap: Gap,
        between: [InstitutionId; 2],
        centre: Place,
        km: f64,
        lost: f64,
        week: Week,
    ) -> bool {
        let [one, other] = between;
        [(one, other), (other, one)].into_iter().any(|(giver, host)| {
            let at = self.institution[host].place;
            if at.km_to(centre) > km {
                return false;
            }
            let helps = self.institution[host].helps_with(gap.need, week);
            let partner = &self.institution[giver];
            let (speaks, cares) = (partner.speaks_languages, partner.childcare);
            match gap.lacking {
                Lacking::Everybody => {
                    if !partner.helps_with(gap.need, week) || !partner.is_reachable() || partner.is_at(at) {
                        return false;
                    }
                    self.institution[giver].second_places.push(at);
                    self.base[giver.position()] *= 1.0 - lost;
                }
                Lacking::WithChildren if helps && cares && !self.institution[host].childcare => {
                    self.institution[host].childcare = true;
                }
                Lacking::LittleGerman if helps && speaks && !self.institution[host].speaks_languages => {
                    self.institution[host].speaks_languages = true;
                }
                Lacking::WithChildren | Lacking::LittleGerman => return false,
            }
            true
        })
    }
}
