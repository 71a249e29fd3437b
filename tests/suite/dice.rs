//! The dice: pinned values, independence of neighbouring keys, and distributions against an oracle.

use inteso::dice::{Dice, Entity, Purpose, Stream};
use inteso::numeric::{exp, ln_1p};
use inteso::time::Week;
use rand_distr::Distribution;
use rand_pcg::Pcg64Mcg;

use crate::tolerance;

/// Draws a distribution; enough for a distance of 0.6 % to be noticed.
const DRAWS: usize = 200_000;

fn stream_of(number: u64) -> Stream {
    Dice::new(1, 1).stream(Purpose::Measurement, Week(3), Entity::named("dice").part(9, number))
}

#[test]
fn the_dice_give_the_values_they_have_always_given() {
    let mut stream = Dice::new(20_150_902, 0).stream(Purpose::Mind, Week(-104), Entity::named("sb5"));
    let mut pair = Dice::new(20_150_902, 7).pair(
        Purpose::Meeting,
        Week(416),
        Entity::named("sb6").part(1, 12),
        Entity::named("sb6").part(2, 34),
    );
    let observed = [
        Entity::named("sb5").0,
        Entity::named("sb5").part(2, 0).0,
        stream.bits(),
        stream.bits(),
        pair.bits(),
        pair.unit().to_bits(),
        pair.normal(0.0, 1.0).to_bits(),
        pair.log_normal(5.0, 0.8).to_bits(),
        pair.gamma(14.0, 4.0).to_bits(),
        pair.gamma(14.0, 0.5).to_bits(),
        pair.exponential(0.3).to_bits(),
        u64::from(pair.poisson(75.0)),
        pair.geometric(0.02) as u64,
        pair.below(1_000) as u64,
    ];
    let pinned: [u64; 14] = [
        0x837d_58aa_3407_f207,
        0x8892_1e52_0999_d12e,
        0x467e_5e89_72d6_cbca,
        0x18b3_a1a8_8beb_f75d,
        0x7140_69ef_1896_18bf,
        0x3fe7_0f36_39f0_f741,
        0x3fdf_74e8_d819_768e,
        0x401c_8cf6_449d_4fbb,
        0x4029_c805_4cae_6f4e,
        0x4035_6d65_b933_c7d2,
        0x4023_5f82_3108_c606,
        76,
        35,
        506,
    ];
    assert_eq!(observed, pinned, "draws have changed, and with them every result: {observed:#x?}");
}

/// Returns the correlation of neighbours and the chi-square of neighbouring pairs on a grid of 16 × 16 cells.
fn dependence(count: usize, value: impl Fn(u64) -> f64) -> (f64, f64) {
    const SIDE: usize = 16;
    let values: Vec<f64> = (0..=count as u64).map(value).collect();
    let mut cells = vec![0_u32; SIDE * SIDE];
    let mut products = 0.0;
    // Pairs do not overlap, so that the cells are independent counts.
    for pair in values.chunks_exact(2) {
        cells[(pair[0] * SIDE as f64) as usize * SIDE + (pair[1] * SIDE as f64) as usize] += 1;
        products += (pair[0] - 0.5) * (pair[1] - 0.5) * 12.0;
    }
    let pairs = values.len() / 2;
    let expected = pairs as f64 / cells.len() as f64;
    let chi_square = cells
        .iter()
        .map(|&cell| (f64::from(cell) - expected) * (f64::from(cell) - expected) / expected)
        .sum();
    (products / pairs as f64, chi_square)
}

fn assert_independent(what: &str, count: usize, value: impl Fn(u64) -> f64) {
    let (correlation, chi_square) = dependence(count, value);
    // The product of two standardised uniform draws has deviation 1.
    let bound = tolerance::mean(1.0, count / 2);
    assert!(correlation.abs() < bound, "{what}: correlation {correlation}");
    assert!(chi_square < tolerance::chi_square(256), "{what}: chi-square {chi_square}");
}

#[test]
fn first_draws_of_neighbouring_keys_are_independent() {
    const COUNT: usize = 200_000;
    let dice = Dice::new(42, 3);
    let person = Entity::named("sb6").part(2, 77);
    let other = Entity::named("sb6").part(1, 78);
    assert_independent("weeks", COUNT, |n| {
        dice.stream(Purpose::Seeking, Week(n as i32 - 104), person).unit()
    });
    assert_independent("parts", COUNT, |n| {
        dice.stream(Purpose::Seeking, Week(5), Entity::named("sb6").part(2, n)).unit()
    });
    assert_independent("raw entities", COUNT, |n| dice.stream(Purpose::Seeking, Week(5), Entity(n)).unit());
    assert_independent("counterparts", COUNT, |n| {
        dice.pair(Purpose::Meeting, Week(5), person, Entity(other.0 + n)).unit()
    });
    assert_independent("replicates", COUNT, |n| {
        Dice::new(42, n as u32).stream(Purpose::Seeking, Week(5), person).unit()
    });
    assert_independent("seeds", COUNT, |n| Dice::new(n, 3).stream(Purpose::Seeking, Week(5), person).unit());
    assert_independent("second draws", COUNT, |n| {
        let mut stream = dice.stream(Purpose::Seeking, Week(5), Entity(n));
        stream.unit();
        stream.unit()
    });
    assert_independent("purposes of one person", COUNT, |n| {
        let purpose = if n % 2 == 0 { Purpose::Seeking } else { Purpose::Route };
        dice.stream(purpose, Week((n / 2) as i32), person).unit()
    });
    assert_independent("low bits", COUNT, |n| {
        (dice.stream(Purpose::Seeking, Week(5), Entity(n)).bits() & 0xffff) as f64 / 65_536.0
    });
    assert_independent("swapped ends of a pair", COUNT, |n| {
        let (a, b) = (Entity(n / 2), Entity(n / 2 + 1_000_000));
        let (a, b) = if n % 2 == 0 { (a, b) } else { (b, a) };
        dice.pair(Purpose::Meeting, Week(5), a, b).unit()
    });
}

#[test]
fn the_independence_test_finds_a_bad_mixer() {
    let multiples = |n: u64| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) as f64 / 9_007_199_254_740_992.0;
    let (_, chi_square) = dependence(200_000, multiples);
    assert!(chi_square > tolerance::chi_square(256), "chi-square {chi_square}");
}

#[test]
fn half_of_the_bits_turn_when_one_bit_of_a_key_turns() {
    const KEYS: u64 = 4_000;
    let dice = Dice::new(1, 0);
    let bits = |entity: u64, week: i32| dice.stream(Purpose::Mind, Week(week), Entity(entity)).bits();
    let turned = |difference: &dyn Fn(u64) -> u64| {
        (0..KEYS).map(|key| f64::from(difference(key).count_ones())).sum::<f64>() / (64.0 * KEYS as f64)
    };
    // 64 bits with deviation ½ each for every key.
    let bound = tolerance::mean(0.5, 64 * KEYS as usize);
    for bit in 0..64 {
        let share = turned(&|key| bits(key * 977, 3) ^ bits((key * 977) ^ (1 << bit), 3));
        assert!((share - 0.5).abs() < bound, "bit {bit} of the entity turns {share} of the bits");
    }
    for bit in 0..12 {
        let share = turned(&|key| bits(key * 977, 3) ^ bits(key * 977, 3 ^ (1 << bit)));
        assert!((share - 0.5).abs() < bound, "bit {bit} of the week turns {share} of the bits");
    }
}

#[test]
fn no_two_parts_share_an_entity() {
    // Among a million random words of 64 bits two are equal with probability 3e-8.
    let mut entities: Vec<u64> = (0..2_u64)
        .flat_map(|district| {
            let root = Entity::named(if district == 0 { "sb5" } else { "sb6" });
            (0..5).flat_map(move |kind| (0..100_000).map(move |number| root.part(kind, number).0))
        })
        .collect();
    let count = entities.len();
    entities.sort_unstable();
    entities.dedup();
    assert_eq!(entities.len(), count);
}

#[test]
fn a_draw_elsewhere_moves_no_other() {
    let dice = Dice::new(5, 2);
    let entity = Entity::named("sb5").part(2, 9);
    let before = dice.stream(Purpose::Flat, Week(10), entity).bits();
    let mut other = dice.stream(Purpose::Reception, Week(10), entity);
    for _ in 0..100 {
        other.bits();
    }
    assert_eq!(dice.stream(Purpose::Flat, Week(10), entity).bits(), before);
}

/// A sample of the dice, one draw from each of many streams, as the model uses them.
fn drawn(draw: impl Fn(&mut Stream) -> f64) -> Vec<f64> {
    (0..DRAWS as u64).map(|number| draw(&mut stream_of(number))).collect()
}

/// A sample of the oracle.
fn oracle<T: Into<f64>>(distribution: impl Distribution<T>) -> Vec<f64> {
    let mut source = Pcg64Mcg::new(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    (0..DRAWS).map(|_| distribution.sample(&mut source).into()).collect()
}

fn mean_and_deviation(sample: &[f64]) -> (f64, f64) {
    let count = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / count;
    let squares = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    (mean, (squares / (count - 1.0)).sqrt())
}

/// Returns the largest distance between the distributions of two samples (Smirnov), ties included.
fn distance(mut one: Vec<f64>, mut two: Vec<f64>) -> f64 {
    one.sort_by(f64::total_cmp);
    two.sort_by(f64::total_cmp);
    let (mut i, mut j, mut largest) = (0, 0, 0.0_f64);
    while i < one.len() && j < two.len() {
        let at = one[i].min(two[j]);
        while i < one.len() && one[i] <= at {
            i += 1;
        }
        while j < two.len() && two[j] <= at {
            j += 1;
        }
        largest = largest.max((i as f64 / one.len() as f64 - j as f64 / two.len() as f64).abs());
    }
    largest
}

/// Checks a sample against its expectation, its deviation and the oracle.
fn assert_distributed(
    what: &str,
    sample: Vec<f64>,
    mean: f64,
    deviation: f64,
    fourth: f64,
    oracle: Vec<f64>,
) {
    let (found_mean, found_deviation) = mean_and_deviation(&sample);
    let bound = tolerance::mean(deviation, DRAWS);
    assert!((found_mean - mean).abs() < bound, "{what}: mean {found_mean} against {mean} ± {bound}");
    // A variance has the standard error σ² √((κ − 1) / n), with κ the kurtosis.
    let variance = deviation * deviation;
    let bound = tolerance::mean(variance * (fourth - 1.0).sqrt(), DRAWS);
    assert!(
        (found_deviation * found_deviation - variance).abs() < bound,
        "{what}: deviation {found_deviation} against {deviation}"
    );
    let apart = distance(sample, oracle);
    let bound = tolerance::distance_of_two(DRAWS, DRAWS);
    assert!(apart < bound, "{what}: {apart} apart from the oracle, allowed is {bound}");
}

#[test]
fn continuous_draws_follow_their_distributions() {
    use rand_distr::{Exp, Gamma, LogNormal, Normal};
    let normal = drawn(|stream| stream.normal(3.0, 2.0));
    assert_distributed("normal", normal, 3.0, 2.0, 3.0, oracle(Normal::new(3.0, 2.0).unwrap()));

    let waiting = drawn(|stream| stream.exponential(0.25));
    assert_distributed("exponential", waiting, 4.0, 4.0, 9.0, oracle(Exp::new(0.25).unwrap()));

    for shape in [0.5, 1.0, 4.0] {
        let gamma = drawn(|stream| stream.gamma(14.0, shape));
        let expected = Gamma::new(shape, 14.0 / shape).unwrap();
        assert_distributed("gamma", gamma, 14.0, 14.0 / shape.sqrt(), 3.0 + 6.0 / shape, oracle(expected));
    }

    // A small variation, since the kurtosis of the log-normal explodes with it.
    let variation = 0.5_f64;
    let variance = ln_1p(variation * variation);
    let (sigma, mu) = (variance.sqrt(), inteso::numeric::ln(5.0) - 0.5 * variance);
    let kurtosis = exp(4.0 * variance) + 2.0 * exp(3.0 * variance) + 3.0 * exp(2.0 * variance) - 3.0;
    let log_normal = drawn(|stream| stream.log_normal(5.0, variation));
    let expected = LogNormal::new(mu, sigma).unwrap();
    assert_distributed("log-normal", log_normal, 5.0, 5.0 * variation, kurtosis, oracle(expected));
}

#[test]
fn counted_draws_follow_their_distributions() {
    use rand_distr::{Geometric, Poisson};
    for mean in [0.4, 12.0, 75.0] {
        let counts = drawn(|stream| f64::from(stream.poisson(mean)));
        let expected = Poisson::new(mean).unwrap();
        assert_distributed("Poisson", counts, mean, mean.sqrt(), 3.0 + 1.0 / mean, oracle::<f64>(expected));
    }
    for probability in [0.02, 0.4] {
        let trials = drawn(|stream| f64::from(stream.geometric(probability)));
        let (rest, mean) = (1.0 - probability, (1.0 - probability) / probability);
        let kurtosis = 9.0 + probability * probability / rest;
        let expected = Geometric::new(probability).unwrap();
        let mut source = Pcg64Mcg::new(0x0fed_cba9_8765_4321_0fed_cba9_8765_4321);
        let oracle = (0..DRAWS).map(|_| expected.sample(&mut source) as f64).collect();
        assert_distributed("geometric", trials, mean, rest.sqrt() / probability, kurtosis, oracle);
    }
}

/// Any distribution of `rand_distr` draws from a stream, and from the very bits that the samplers use.
#[test]
fn a_stream_serves_the_distributions_of_the_rand_family() {
    use rand_distr::{Gamma, StandardUniform};
    let sample = drawn(|stream| Gamma::new(4.0, 3.5).unwrap().sample(stream));
    let reference = oracle(Gamma::new(4.0, 3.5).unwrap());
    assert_distributed("gamma from a stream", sample, 14.0, 7.0, 4.5, reference);
    let uniform: f64 = StandardUniform.sample(&mut stream_of(7));
    assert_eq!(uniform.to_bits(), stream_of(7).unit().to_bits());
}

#[test]
fn the_distribution_test_finds_a_rate_that_is_wrong_by_a_twentieth() {
    let apart =
        distance(drawn(|stream| stream.exponential(1.05)), drawn_elsewhere(|stream| stream.exponential(1.0)));
    assert!(apart > tolerance::distance_of_two(DRAWS, DRAWS), "{apart}");
    let (mean, _) = mean_and_deviation(&drawn(|stream| stream.normal(0.05, 1.0)));
    assert!(mean.abs() > tolerance::mean(1.0, DRAWS), "{mean}");
}

/// A sample from other streams than [`drawn`].
fn drawn_elsewhere(draw: impl Fn(&mut Stream) -> f64) -> Vec<f64> {
    (0..DRAWS as u64).map(|number| draw(&mut stream_of(number + 10_000_000))).collect()
}

#[test]
fn bytes_and_half_words_are_those_of_the_words() {
    use rand_pcg::rand_core::Rng;
    let mut bytes = [0; 12];
    stream_of(3).fill_bytes(&mut bytes);
    let (first, second) = {
        let mut stream = stream_of(3);
        (stream.bits(), stream.bits())
    };
    assert_eq!(bytes[..8], first.to_le_bytes());
    assert_eq!(bytes[8..], second.to_le_bytes()[..4]);
    assert_eq!(stream_of(3).next_u32(), (first >> 32) as u32);
}

#[test]
fn the_unit_interval_is_filled_evenly_and_never_left() {
    for draw in [Stream::unit, Stream::open_unit] {
        let mut sample = drawn(draw);
        assert!(sample.iter().all(|x| (0.0..1.0).contains(x)));
        sample.sort_by(f64::total_cmp);
        let apart = sample
            .iter()
            .enumerate()
            .map(|(rank, x)| {
                ((rank + 1) as f64 / DRAWS as f64 - x).abs().max((x - rank as f64 / DRAWS as f64).abs())
            })
            .fold(0.0, f64::max);
        assert!(apart < tolerance::distance(DRAWS), "{apart}");
    }
}

#[test]
fn choices_follow_bounds_chances_and_weights() {
    let mut cells = [0_u32; 7];
    let (mut heads, mut rounded) = (0_u32, 0_u32);
    let weights = [0.0, 1.0, 3.0, 0.0, 6.0];
    let mut chosen = [0_u32; 5];
    for number in 0..DRAWS as u64 {
        let mut stream = stream_of(number);
        cells[stream.below(7)] += 1;
        heads += u32::from(stream.chance(0.3));
        rounded += stream.rounded(2.25);
        chosen[stream.weighted(&weights).expect("some weights are positive")] += 1;
    }
    let expected = DRAWS as f64 / 7.0;
    let chi_square: f64 = cells
        .iter()
        .map(|&cell| (f64::from(cell) - expected) * (f64::from(cell) - expected) / expected)
        .sum();
    assert!(chi_square < tolerance::chi_square(7), "{chi_square}");
    let share = |count: u32| f64::from(count) / DRAWS as f64;
    // Deviations: √(p (1 − p)) of a chance; the remainder of a rounded number is a chance too.
    assert!((share(heads) - 0.3).abs() < tolerance::mean((0.3_f64 * 0.7).sqrt(), DRAWS));
    assert!((share(rounded) - 2.25).abs() < tolerance::mean((0.25_f64 * 0.75).sqrt(), DRAWS));
    for (weight, count) in weights.iter().zip(chosen) {
        let p = weight / 10.0;
        // Half a draw beside, so that what has no weight must never be chosen.
        assert!(
            (share(count) - p).abs() < tolerance::mean((p * (1.0 - p)).sqrt(), DRAWS) + 0.5 / DRAWS as f64
        );
    }
}

#[test]
fn what_cannot_happen_never_does_and_what_must_always_does() {
    let mut stream = stream_of(0);
    assert_eq!(stream.geometric(0.0), i32::MAX);
    assert_eq!(stream.geometric(1.0), 0);
    assert_eq!(stream.weeks_until(0.0), i32::MAX);
    assert_eq!(stream.poisson(0.0), 0);
    assert_eq!(stream.weighted(&[0.0, 0.0]), None);
    assert!(stream.exponential(0.0).is_infinite());
    assert!(!stream.chance(0.0) && stream.chance(1.0));
}

#[test]
fn weekly_tries_and_a_waiting_time_are_the_same_thing() {
    let probability = 0.03;
    let tried = (0..DRAWS as u64)
        .map(|number| {
            let mut stream = stream_of(number + 20_000_000);
            let mut weeks = 0.0;
            while !stream.chance(probability) {
                weeks += 1.0;
            }
            weeks
        })
        .collect();
    let waited = drawn(|stream| f64::from(stream.geometric(probability)));
    let apart = distance(tried, waited);
    assert!(apart < tolerance::distance_of_two(DRAWS, DRAWS), "{apart}");
}
