//! Planning: what each tier gives, what is on call, and how programmes are spread where they are coordinated.

use super::Parameters;
use super::work::wanting;
use crate::city::{Call, CityInDistrict};
use crate::dice::{Entity, Purpose};
use crate::index::{CaseId, Column};
use crate::intermediary::CityWork;
use crate::ledger::Ledger;
use crate::numeric::apportion;
use crate::population::Case;
use crate::today::Today;
use crate::vocabulary::{Concept, Field, Need, PerNeed, PerTier, Tier};

/// Kind number of programmes on call in entities.
const CALL: u32 = 0x410;

/// Opens the calls of the tiers beyond the municipality, from which the next cycle's programmes come.
pub(super) fn open_calls(
    today: &Today,
    parameters: &Parameters,
    people: usize,
    case: &Column<CaseId, Case>,
    intermediary: Entity,
    work: Option<&CityWork>,
    city: &mut CityInDistrict,
) {
    city.calls.clear();
    for &tier in Tier::ALL.iter().filter(|&&tier| tier != Tier::Municipality) {
        let weights = weights(tier, parameters, city);
        let counts = apportion(programmes(tier, parameters, people, city), &weights);
        for (&need, &count) in Need::ALL.iter().zip(&counts) {
            for number in 0..count {
                let programme = intermediary.part(CALL + tier as u32, need as u64).part(CALL, number);
                let fetched = today
                    .stream(Purpose::ProgrammeFetched, programme)
                    .chance(parameters.fetched_anyway.get());
                let known = work.is_some_and(|work| work.tiers[tier])
                    && today.stream(Purpose::CallKnown, programme).chance(city.information[tier]);
                city.calls.push(Call { tier, need, known, fetched });
            }
        }
    }
    if city.calls.iter().any(|call| call.known) {
        // Whoever applies looks at what is asked for at the desks and at what runs already.
        let wanting = wanting(today.week, parameters, case);
        let running = |need: Need| city.running.values().iter().map(|of| f64::from(of[need])).sum::<f64>();
        let lack = PerNeed::from_fn(|need| wanting[need] / (1.0 + running(need)));
        city.calls.sort_by(|one, other| lack[other.need].total_cmp(&lack[one.need]));
    }
}

/// Returns the whole programmes that a tier has for the district.
fn programmes(tier: Tier, parameters: &Parameters, people: usize, city: &CityInDistrict) -> u64 {
    let slots = parameters.slots_per_1000[tier].of(city.phase).get() * people as f64 / 1_000.0;
    (slots / parameters.programme_size.get().max(1e-9) + 0.5).floor() as u64
}

/// Returns by which weights a tier divides its programmes: its key, and reported needs as far as it follows them.
fn weights(tier: Tier, parameters: &Parameters, city: &CityInDistrict) -> Vec<f64> {
    let reported: f64 = city.reported.values().iter().sum();
    let heard = if tier == Tier::Municipality { city.has_report } else { city.report_heard[tier] };
    let beyond = if tier == Tier::Municipality { 1.0 } else { parameters.follows_beyond.get() };
    let follows =
        if heard && reported > 0.0 { parameters.follows_reports.of(city.phase).get() * beyond } else { 0.0 };
    Need::ALL
        .iter()
        .map(|&need| {
            let by_report = if reported > 0.0 { city.reported[need] / reported } else { 0.0 };
            (1.0 - follows) * parameters.key[tier][need].get() + follows * by_report
        })
        .collect()
}

/// Plans the programmes of the next cycle for the district alone.
pub(super) fn plan(
    parameters: &Parameters,
    people: usize,
    work: Option<&CityWork>,
    city: &mut CityInDistrict,
    ledger: &mut Ledger,
) {
    let own = municipal(parameters, people, city);
    let mut running = PerTier::<PerNeed<u32>>::default();
    running[Tier::Municipality] = own;
    for call in city.calls.iter().filter(|call| call.fetched) {
        running[call.tier][call.need] += 1;
    }
    let joint = joint_weights(parameters, &running, city);
    if let Some(work) = work.filter(|work| work.coordinates_programmes)
        && city.set_aside.coordination >= parameters.coordination_hours.get() - 1e-9
    {
        city.spent.coordination += std::mem::take(&mut city.set_aside.coordination);
        city.coordinated += 1;
        spread_jointly(work, &joint, &mut running);
    }
    let of_need = |need: Need| running.values().iter().map(|tier| tier[need]).sum::<u32>();
    let missing = Need::ALL.iter().filter(|&&need| joint[need] > 0.0 && of_need(need) == 0).count();
    let doubled = Need::ALL
        .iter()
        .filter(|&&need| running.values().iter().filter(|tier| tier[need] > 0).count() > 1)
        .count();
    ledger.programmes_missing += missing as u64;
    // Two tiers give to one need in vain only while another need gets nothing.
    ledger.programmes_doubled += if missing > 0 { doubled as u64 } else { 0 };
    city.programme_slots =
        PerNeed::from_fn(|need| f64::from(of_need(need)) * parameters.programme_size.get());
    city.running = running;
    city.calls.clear();
    city.reported = PerNeed::default();
    city.has_report = false;
    city.report_heard = PerTier::default();
}

/// Returns the municipality's own programmes, by its key, by reports, and as far as it steers with each field first.
fn municipal(parameters: &Parameters, people: usize, city: &CityInDistrict) -> PerNeed<u32> {
    let programmes = programmes(Tier::Municipality, parameters, people, city);
    let weights = weights(Tier::Municipality, parameters, city);
    let spread = (parameters.coordinated.of(city.phase).get() * programmes as f64 + 0.5).floor() as u64;
    let mut counts = apportion(programmes - spread, &weights);
    for _ in 0..spread {
        // The field with the fewest programmes comes first; within it, the need with the fewest for its weight.
        let next = (0..weights.len()).filter(|&position| weights[position] > 0.0).min_by(|&one, &other| {
            let lack = |position: usize| {
                let field: Field = Need::ALL[position].field();
                let in_field: u64 = (0..weights.len())
                    .filter(|&other| Need::ALL[other].field() == field)
                    .map(|other| counts[other])
                    .sum();
                (in_field, (counts[position] as f64 + 0.5) / weights[position])
            };
            let ((a, b), (c, d)) = (lack(one), lack(other));
            a.cmp(&c).then(b.total_cmp(&d))
        });
        let Some(next) = next else { break };
        counts[next] += 1;
    }
    PerNeed::from_fn(|need| counts[need.position()] as u32)
}

/// Returns the weights of needs in the eyes of all tiers together, each with as many voices as it has programmes.
fn joint_weights(
    parameters: &Parameters,
    running: &PerTier<PerNeed<u32>>,
    city: &CityInDistrict,
) -> PerNeed<f64> {
    let mut joint = PerNeed::<f64>::default();
    for (tier, programmes) in running.iter() {
        let voices = f64::from(programmes.values().iter().sum::<u32>());
        let of_tier = weights(tier, parameters, city);
        for &need in Need::ALL {
            joint[need] += voices * of_tier[need.position()];
        }
    }
    joint
}

/// Spreads the programmes of the attended tiers anew: needs without one first, then those with the fewest for their weight.
fn spread_jointly(work: &CityWork, weights: &PerNeed<f64>, running: &mut PerTier<PerNeed<u32>>) {
    let mut shares = PerTier::<u32>::default();
    let mut total = PerNeed::<u32>::default();
    for &tier in Tier::ALL {
        if work.tiers[tier] {
            shares[tier] = running[tier].values().iter().sum();
            running[tier] = PerNeed::default();
        } else {
            total += &running[tier];
        }
    }
    let mut given = PerNeed::<u32>::default();
    for _ in 0..shares.values().iter().sum::<u32>() {
        let lack = |need: Need| (f64::from(total[need]) + 0.5) / weights[need];
        let next = Need::ALL
            .iter()
            .copied()
            .filter(|&need| weights[need] > 0.0)
            .min_by(|&a, &b| (total[a] > 0).cmp(&(total[b] > 0)).then(lack(a).total_cmp(&lack(b))));
        let Some(next) = next else { break };
        total[next] += 1;
        given[next] += 1;
    }
    // Need by need, so that a need is in as few hands as may be.
    let mut hands = Tier::ALL.iter().flat_map(|&tier| std::iter::repeat_n(tier, shares[tier] as usize));
    for (need, &count) in given.iter() {
        for tier in hands.by_ref().take(count as usize) {
            running[tier][need] += 1;
        }
    }
}
