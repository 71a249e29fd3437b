//! What meetings and groups do about their topics: special structures, duplicate offers, gaps.

use super::convener::Convener;
use crate::dice::{Entity, Purpose};
use crate::index::InstitutionId;
use crate::network::{Belonging, Capacity, Institution, LocalNetwork};
use crate::time::Week;
use crate::vocabulary::{Concept, Need};

/// Kind number, within an own offer, of the offer to which its hours turn.
const TURNED: u32 = 0x33;

/// What a body deals with, and whose draws decide.
#[derive(Debug)]
pub(super) struct Matter<'a> {
    pub(super) topics: &'a [Need],
    /// Who is there, in order of id.
    pub(super) came: &'a [InstitutionId],
    /// The purpose of draws on mergers.
    pub(super) agreement: Purpose,
    /// The purpose of draws on projects.
    pub(super) project: Purpose,
    /// The entity of the body's own draws.
    pub(super) body: Entity,
}

impl Matter<'_> {
    fn is_here(&self, id: InstitutionId) -> bool {
        self.came.binary_search(&id).is_ok()
    }
}

/// Acts on the topics: special structures first, then duplicates (both where structures are merged), then gaps.
pub(super) fn act_on(convener: &Convener<'_>, network: &mut LocalNetwork, matter: &Matter<'_>) {
    if matter.topics.is_empty() {
        return;
    }
    if convener.establishment.meetings.merges {
        close_special_structures(convener, network, matter);
        merge_duplicates(convener, network, matter);
    }
    begin_projects(convener, network, matter);
    network.index_services(convener.today.week);
}

/// Closes own offers of the intermediary that an existing offer of somebody who came makes needless.
fn close_special_structures(convener: &Convener<'_>, network: &mut LocalNetwork, matter: &Matter<'_>) {
    let &Convener { today, parameters, .. } = convener;
    let week = today.week;
    for special in network.find_special_structures(week, parameters.reach_km.get()) {
        let own = special.less_used;
        let entity = network.institution[own].entity;
        if matter.topics.contains(&special.need)
            && matter.is_here(special.more_used)
            && network.institution[own].closes == Week::NEVER
            && today.stream(Purpose::SpecialStructure, entity).chance(parameters.dissolve.get())
            && let Some(need) = where_hours_are_needed(convener, network, own)
        {
            let turned = entity.part(TURNED, u64::from(week.0 as u32));
            network.turn_to(own, need, convener.after(parameters.notice), turned);
        }
    }
}

/// Returns the need to which the hours of an own offer turn: the one with most gaps, then with offers used most, among those that the
/// intermediary works on and that are served in the same form, by appointments or by places.
fn where_hours_are_needed(
    convener: &Convener<'_>,
    network: &LocalNetwork,
    own: InstitutionId,
) -> Option<Need> {
    let &Convener { today, parameters, centres, establishment, .. } = convener;
    let week = today.week;
    let own = &network.institution[own];
    let gaps = network.find_gaps(week, Need::ALL, centres, parameters.reach_km.get());
    let is_alike = |row: &Institution| {
        matches!(
            (row.capacity, own.capacity),
            (Capacity::Slots { .. }, Capacity::Slots { .. })
                | (Capacity::Places { .. }, Capacity::Places { .. })
        )
    };
    Need::ALL
        .iter()
        .copied()
        .filter(|&need| establishment.serves[need.field()] && own.serves & (1 << need as u8) == 0)
        .filter_map(|need| {
            let offers: Vec<&Institution> = network
                .institution
                .iter()
                .filter(|row| row.belonging == Belonging::External && row.helps_with(need, week))
                .collect();
            if !offers.iter().all(|row| is_alike(row)) {
                return None;
            }
            let used: f64 =
                offers.iter().map(|row| row.use_share()).sum::<f64>() / offers.len().max(1) as f64;
            // A topic without any offer wants hours most.
            let used = if offers.is_empty() { 1.0 } else { used };
            Some((gaps.iter().filter(|gap| gap.need == need).count(), used, need))
        })
        .max_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(other.2.cmp(&one.2)))
        .map(|(_, _, need)| need)
}

/// Merges duplicate offers of well-tied institutions that came.
fn merge_duplicates(convener: &Convener<'_>, network: &mut LocalNetwork, matter: &Matter<'_>) {
    let &Convener { today, parameters, .. } = convener;
    let week = today.week;
    let (fading, threshold) = (parameters.tie_fading.get(), parameters.tie_threshold.get());
    let mut duplicates = network.find_duplicates(week, parameters.duplicate_km.get());
    duplicates.retain(|found| {
        matter.topics.contains(&found.need)
            && matter.is_here(found.less_used)
            && matter.is_here(found.more_used)
    });
    // Whose turn comes first is a matter of who was founded first.
    duplicates.sort_unstable_by_key(|found| {
        let (one, other) = (found.less_used, found.more_used);
        (one.min(other), one.max(other), found.need)
    });
    for duplicate in duplicates {
        let (from, to) = (duplicate.less_used, duplicate.more_used);
        // An earlier merger of this meeting may have taken the offer.
        let still = network.institution[from].helps_with(duplicate.need, week)
            && network.institution[to].helps_with(duplicate.need, week);
        if still && network.tie_strength(from, to, week, fading) >= threshold {
            let (one, other) = (network.institution[from].entity, network.institution[to].entity);
            if today.dice.pair(matter.agreement, week, one, other).chance(parameters.merge.get()) {
                network.merge(duplicate);
            }
        }
    }
}

/// Begins joint projects of well-tied pairs; each closes one gap of the topics where the two can.
fn begin_projects(convener: &Convener<'_>, network: &mut LocalNetwork, matter: &Matter<'_>) {
    let &Convener { today, parameters, centres, .. } = convener;
    let week = today.week;
    let (fading, threshold) = (parameters.tie_fading.get(), parameters.tie_threshold.get());
    let pairs: Vec<(InstitutionId, InstitutionId)> = network
        .ties
        .among(&network.marked(matter.came))
        .filter(|tie| tie.strength_in(week, fading) >= threshold)
        .map(|tie| (tie.a, tie.b))
        .collect();
    if pairs.is_empty() {
        return;
    }
    let mut stream = today.stream(matter.project, matter.body);
    for _ in 0..stream.poisson(parameters.project.get() * pairs.len() as f64) {
        network.projects += 1;
        let (a, b) = pairs[stream.below(pairs.len())];
        let (reach, lost) = (parameters.reach_km.get(), parameters.second_place.get());
        let closed = network
            .find_gaps(week, matter.topics, centres, reach)
            .into_iter()
            .any(|gap| network.close_gap(gap, [a, b], centres[gap.place], reach, lost, week));
        network.gaps_closed += u32::from(closed);
    }
}
