//! Who goes on coming to a group once the need for company is met. German: *Stammgäste*.

use std::collections::BTreeMap;

use crate::index::{Column, InstitutionId};
use crate::network::{Capacity, Institution};
use crate::population::{CaseStage, Cases, Enrolment};
use crate::vocabulary::Need;

/// How many regulars each group has.
#[derive(Debug, Default)]
pub(super) struct Regulars(BTreeMap<InstitutionId, u32>);

impl Regulars {
    /// Counts them.
    pub(super) fn of(enrolments: &[Enrolment]) -> Self {
        let mut regulars = Self::default();
        for enrolment in enrolments.iter().filter(|enrolment| enrolment.is_regular) {
            *regulars.0.entry(enrolment.institution).or_default() += 1;
        }
        regulars
    }

    /// Returns how many come to a group.
    pub(super) fn at(&self, institution: InstitutionId) -> u32 {
        self.0.get(&institution).copied().unwrap_or_default()
    }

    /// Returns whether a regular has to make room: for somebody with a need who has the place, or for themselves, with a new one.
    ///
    /// Asked in the order in which they came, so that those who have come for longest make room first.
    pub(super) fn makes_room(
        &mut self,
        regular: &Enrolment,
        institution: &Institution,
        cases: &Cases,
    ) -> bool {
        let is_full = match institution.capacity {
            Capacity::Places { places, taken } => taken + self.at(regular.institution) > places,
            Capacity::Slots { .. } => true,
        };
        let comes_anew = || {
            let open = cases.open[regular.person].iter().map(|&case| &cases.case[case]);
            open.filter(|case| case.need == Need::Company)
                .any(|case| matches!(case.stage, CaseStage::Attending(_)))
        };
        let leaves = is_full || comes_anew();
        if leaves {
            self.leave(regular);
        }
        leaves
    }

    /// Counts a regular who comes no more.
    pub(super) fn leave(&mut self, regular: &Enrolment) {
        if let Some(count) = self.0.get_mut(&regular.institution) {
            *count -= 1;
        }
    }
}

/// Makes somebody whose need has been met a regular of a group; returns whether it is one.
pub(super) fn stay(enrolment: &mut Enrolment, institution: &Column<InstitutionId, Institution>) -> bool {
    let is_group = enrolment.need == Need::Company
        && matches!(institution[enrolment.institution].capacity, Capacity::Places { .. });
    if is_group {
        // From now on they come of themselves, without a claim to a place.
        enrolment.is_regular = true;
        enrolment.by_intermediary = false;
        enrolment.is_kept = false;
    }
    is_group
}
