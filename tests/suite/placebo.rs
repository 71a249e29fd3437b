//! The placebo: one policy against itself, each with its own luck from the opening on, must be told apart no more often than the level of
//! its intervals says, and a population that is made by what happens later shows why groups are fixed before.

use std::array;
use std::collections::BTreeMap;
use std::thread;

use inteso::analysis::compare::Verdict;
use inteso::dice::Dice;
use inteso::observation::lives::{MOST_YEARS, Outcome};
use inteso::observation::{PersonRow, Table, Trace, WEEKS_OF_YEAR};
use inteso::run::{DistrictWalk, Model};
use inteso::scenario::Scenario;
use inteso::statistics::simultaneous::{self, Family};
use inteso::statistics::{mean, standard_deviation, tolerance};
use inteso::time::Week;
use inteso::vocabulary::{Education, Sex};

use crate::stage::{district, record, scenario, town};

/// The week of the opening.
const OPENS: Week = Week(26);
/// Pairs of worlds with one policy that are judged, each as a contrast of its own.
const EXPERIMENTS: usize = 100;
/// Replicates of each, as few as have intervals of their own and not Bonferroni's.
const REPLICATES: usize = simultaneous::FEWEST;
/// How often all intervals of a family hold.
const LEVEL: f64 = 0.95;
/// From which difference on a verdict is one, relative to the person-years of the second world.
const RELEVANT: f64 = 0.01;
/// How many outcomes there are.
const OUTCOMES: usize = Outcome::ALL.len();

/// Somebody who fled, in one of two worlds.
struct Life {
    weeks: [f64; OUTCOMES],
    sex: Sex,
    education: Education,
    age: i32,
    arrived: Week,
    is_seen: bool,
}

impl Life {
    fn of(row: &PersonRow) -> Self {
        let weeks = |outcome| (1..=MOST_YEARS).map(|year| row.weeks_in_year(outcome, year)).sum();
        Self {
            weeks: Outcome::ALL.map(weeks),
            sex: row.sex.0,
            education: row.education.0,
            age: row.age,
            arrived: row.arrival_week,
            is_seen: row.first_visit_week.is_some(),
        }
    }
}

/// All who fled in one world, by their key.
type Lives = BTreeMap<[i64; 2], Life>;

/// Whether somebody belongs to a population: by the life in one world, and by whether who has this key is seen in the first and the second.
type Belongs = fn(&Life, [bool; 2]) -> bool;

/// Groups that are fixed before two worlds differ, or on arrival.
const FIXED: [(&str, Belongs); 8] = [
    ("everybody", |_, _| true),
    ("women", |life, _| life.sex == Sex::Female),
    ("men", |life, _| life.sex == Sex::Male),
    ("adults", |life, _| life.age >= 18),
    ("low education", |life, _| life.education == Education::Low),
    ("more education", |life, _| life.education != Education::Low),
    ("there at the opening", |life, _| life.arrived <= OPENS),
    ("come later", |life, _| life.arrived > OPENS),
];

/// Populations made by what happens later, but by the same rule in both worlds.
const EVEN: [(&str, Belongs); 3] = [
    ("seen in their own world", |life, _| life.is_seen),
    ("seen in either world", |_, [first, second]| first || second),
    ("seen in both worlds", |_, [first, second]| first && second),
];

/// Populations made by what happens later in one of the worlds.
const TRAPS: [(&str, Belongs); 3] = [
    ("seen in the first world", |_, [first, _]| first),
    ("not seen in the first world", |_, [first, _]| !first),
    ("seen in the first world, there at the opening", |life, [first, _]| first && life.arrived <= OPENS),
];

/// What was found of one population.
#[derive(Debug, Default)]
struct Found {
    /// Experiments of which some interval leaves 0 out.
    apart: usize,
    /// Experiments with an outcome that is *better*, and those with one that is *worse*.
    better: usize,
    worse: usize,
    /// The differences of all replicates, by outcome, and the person-years of the second world.
    differences: [Vec<f64>; OUTCOMES],
    second: [f64; OUTCOMES],
}

impl Found {
    /// Judges the replicates of an experiment as a verdict does.
    fn judge(&mut self, pairs: &[[Lives; 2]], belongs: Belongs) {
        let years: Vec<_> = pairs.iter().map(|pair| person_years(pair, belongs)).collect();
        let of = |world: usize, outcome: usize| years.iter().map(move |years| years[world][outcome]);
        let difference = |outcome| of(0, outcome).zip(of(1, outcome)).map(|(first, second)| first - second);
        let differences: [Vec<f64>; OUTCOMES] = array::from_fn(|outcome| difference(outcome).collect());
        let Family { intervals, .. } = simultaneous::intervals(&differences, LEVEL).unwrap();
        let second: [f64; OUTCOMES] = array::from_fn(|outcome| mean_of(of(1, outcome)));
        let ends = || intervals.iter().map(|one| (one.simultaneous[0], one.simultaneous[1]));
        let has = |verdict| {
            ends().zip(second).any(|(ends, second)| Verdict::of(ends, RELEVANT * second) == verdict)
        };
        self.apart += usize::from(ends().any(|(low, high)| low > 0.0 || high < 0.0));
        self.better += usize::from(has(Verdict::Better));
        self.worse += usize::from(has(Verdict::Worse));
        for (outcome, differences) in differences.into_iter().enumerate() {
            self.differences[outcome].extend(differences);
            self.second[outcome] += second[outcome] / EXPERIMENTS as f64;
        }
    }

    fn merge(&mut self, more: Self) {
        self.apart += more.apart;
        self.better += more.better;
        self.worse += more.worse;
        self.second.iter_mut().zip(more.second).for_each(|(own, more)| *own += more);
        self.differences.iter_mut().zip(more.differences).for_each(|(own, more)| own.extend(more));
    }

    /// Returns for an outcome by how much the first world is better over all replicates, and how far luck alone may take that.
    fn bias(&self, outcome: Outcome) -> (f64, f64) {
        let differences = &self.differences[outcome as usize];
        let deviation = standard_deviation(differences).unwrap();
        (mean(differences).unwrap(), tolerance::mean(deviation, differences.len()))
    }

    fn told(&self, name: &str) -> String {
        let Self { apart, better, worse, .. } = self;
        let outcomes = Outcome::ALL.map(|outcome| {
            let ((bias, allowed), second) = (self.bias(outcome), self.second[outcome as usize]);
            format!("{} {bias:+.2} ± {allowed:.2} of {second:.1}", outcome.key())
        });
        format!("{name}: {apart} apart, {better} better, {worse} worse; {}", outcomes.join(", "))
    }
}

fn mean_of(values: impl Iterator<Item = f64>) -> f64 {
    mean(&values.collect::<Vec<_>>()).unwrap()
}

/// Returns the person-years of a population in both worlds.
fn person_years(worlds: &[Lives; 2], belongs: Belongs) -> [[f64; OUTCOMES]; 2] {
    let is_seen = |world: &Lives, key| world.get(key).is_some_and(|life| life.is_seen);
    worlds.each_ref().map(|world| {
        let mut years = [0.0; OUTCOMES];
        for (key, life) in world {
            if belongs(life, worlds.each_ref().map(|world| is_seen(world, key))) {
                years.iter_mut().zip(life.weeks).for_each(|(sum, weeks)| *sum += weeks);
            }
        }
        years.map(|weeks| weeks / f64::from(WEEKS_OF_YEAR))
    })
}

/// A town of some hundred people who fled, more of whom are there at the opening than come later; it is followed for two years from then on.
fn small_town() -> Model {
    let shares = "share = 0.04 }, { from = 20150406, share = 0.02 }";
    let place = district("toy", 3_000, 0.04, 40).replace("share = 0.04 }", shares);
    Model::new(&scenario(&format!(
        "weeks = 130\ndistricts = [\"toy\"]\n{place}\n[intermediary]\nopens = 2015-04-06\n"
    )))
    .unwrap()
}

/// Runs a world to its end with luck of its own from now on.
fn run_with(mut walk: DistrictWalk, luck: Dice) -> Lives {
    walk.rekey(luck);
    while walk.step().is_some() {}
    let mut rows = Table::default();
    walk.append(Trace::People, 0, &mut rows);
    let rows: Vec<PersonRow> = rows.rows().unwrap();
    rows.iter().map(|row| (row.person.numbers, Life::of(row))).collect()
}

/// Runs a replicate to the opening and from there on twice.
///
/// Both worlds get new luck. If one kept its own, what is drawn for good (who knows where to turn) would be drawn a second time in the other
/// alone, where more people would be seen.
fn pair(model: &Model, replicate: usize) -> [Lives; 2] {
    let replicate = replicate as u32;
    let mut walk = model.walk_district(0, replicate);
    walk.fix_groups_in(OPENS);
    while walk.week() < OPENS {
        walk.step();
    }
    let luck = |more| Dice::new(model.scenario().seed + more, replicate);
    [run_with(walk.clone(), luck(2)), run_with(walk, luck(1))]
}

/// Returns what is found of each population in all experiments, some of which run at once.
fn found(populations: &[(&str, Belongs)]) -> Vec<Found> {
    let model = small_town();
    let judged = |experiments: &[usize]| -> Vec<Found> {
        let mut all: Vec<Found> = populations.iter().map(|_| Found::default()).collect();
        for experiment in experiments {
            let pairs: Vec<_> =
                (1..=REPLICATES).map(|number| pair(&model, REPLICATES * experiment + number)).collect();
            all.iter_mut().zip(populations).for_each(|(found, (_, belongs))| found.judge(&pairs, *belongs));
        }
        all
    };
    let experiments: Vec<usize> = (0..EXPERIMENTS).collect();
    let portion = EXPERIMENTS.div_ceil(thread::available_parallelism().map_or(1, usize::from));
    thread::scope(|scope| {
        let portions = experiments.chunks(portion);
        let at_work: Vec<_> = portions.map(|portion| scope.spawn(|| judged(portion))).collect();
        let done = at_work.into_iter().map(|thread| thread.join().unwrap());
        done.reduce(|mut all, more| {
            all.iter_mut().zip(more).for_each(|(found, more)| found.merge(more));
            all
        })
        .unwrap()
    })
}

/// Groups fixed before worlds differ keep the level; those whom the first world's desk has seen do not.
///
/// Who is seen is what luck makes of it: somebody has to stay, to be old enough, to have a need and to hear of the desk. In the world by
/// which they were chosen this is certain, in the other as likely as ever, so that by the same policy the first world has more friends, more
/// who feel at home and more work, and the others there have less of it by as much. Most of this comes from those who come later, of
/// whom the key alone is the same in both worlds. Of the same people, there at the opening, it is less, and one contrast of a few replicates
/// does not show it; all of them together do. It takes both directions: a need is bad luck, so those seen are longer
/// without a dwelling of their own, and the desk helps them to friends.
///
/// In a contrast with `none`, where nobody is seen, "those seen" in either world are those seen in the first. Between two worlds with one
/// desk the union treats both alike and keeps the level, as do the intersection and each world's own choice; the less alike
/// two desks are, the more the union is the choice of one of them.
#[test]
fn other_luck_is_no_effect_in_groups_fixed_before_and_is_one_in_those_whom_a_desk_has_seen() {
    let populations = [&FIXED[..], &EVEN, &TRAPS].concat();
    let found = found(&populations);
    for ((name, _), found) in populations.iter().zip(&found) {
        println!("{}", found.told(name));
    }
    // Experiments are independent, and each is told apart at most as often as its intervals may miss.
    let most = EXPERIMENTS as f64 * (1.0 - LEVEL + tolerance::proportion(1.0 - LEVEL, EXPERIMENTS));
    let (level, traps) = found.split_at(FIXED.len() + EVEN.len());
    for ((name, _), found) in populations.iter().zip(level) {
        assert!(found.apart as f64 <= most, "{name}: {} apart", found.apart);
        for outcome in Outcome::ALL {
            let (bias, allowed) = found.bias(outcome);
            assert!(bias.abs() <= allowed, "{name}, {}: {bias}", outcome.key());
        }
    }
    let [seen, unseen, same_people] = traps else { panic!("{traps:?}") };
    assert!(seen.better as f64 > most && unseen.worse as f64 > most, "{} {}", seen.better, unseen.worse);
    assert!(seen.bias(Outcome::Friend).0 > seen.bias(Outcome::Friend).1);
    let Family { intervals, .. } = simultaneous::intervals(&same_people.differences, LEVEL).unwrap();
    assert!(intervals.iter().any(|one| one.simultaneous[0] > 0.0 || one.simultaneous[1] < 0.0));
}

#[test]
fn a_walk_goes_on_as_before_with_its_own_luck_and_another_way_with_other_luck() {
    let model = Model::new(&scenario(&town(52, ""))).unwrap();
    let course = |luck: Dice| {
        let mut walk = model.walk_district(0, 1);
        while walk.step().is_some() {
            if walk.week() == OPENS {
                walk.rekey(luck);
            }
        }
        format!("{:?}", walk.into_course())
    };
    let mut whole = model.walk_district(0, 1);
    while whole.step().is_some() {}
    let whole = format!("{:?}", whole.into_course());
    assert!(course(model.dice(1)) == whole);
    assert!(course(model.dice(2)) != whole);
}

#[test]
fn an_intermediary_that_never_opens_gives_the_person_years_of_none() {
    let years = |scenario: &Scenario| -> Vec<u64> {
        let series = record(scenario).series;
        let measures = Outcome::ALL.map(Outcome::measure);
        series.iter().flat_map(|row| measures.map(|name| row.values.get(name).unwrap().to_bits())).collect()
    };
    let text = town(78, "");
    let none = years(&scenario(&text.replace("opens = 2015-04-06", "approach = \"none\"")));
    let never = years(&scenario(&text.replace("opens = 2015-04-06", "opens = 2017-01-02")));
    assert!(never == none);
    // The twin: one that opens changes them.
    assert!(years(&scenario(&text)) != none);
}
