//! Keyed dice: every draw depends on (seed, replicate, purpose, week, entity[, counterpart]) alone.
//!
//! A key is mixed into one word, the state of a small generator that lives for one decision. Two configurations therefore see
//! the same luck for the same person, week and purpose, and a draw added elsewhere moves no other (common random numbers by
//! construction).
//!
//! The generator is `wyrand` (Wang Yi 2019): a counter that grows by an odd constant, and the folded product of the counter with
//! itself under another constant. Most decisions take one to three draws, so what counts is less the period (2⁶⁴) than that
//! first draws of neighbouring keys have nothing to do with each other; `docs/performance.md` says how that was looked at.
//!
//! A [`Stream`] is a generator of the `rand` family, so any distribution of `rand_distr` can draw from it. The samplers that
//! the model uses (exponential, geometric, normal, log-normal, gamma, Poisson) are written here on [`crate::numeric`] all the
//! same: each of them takes a logarithm or an exponential, and results agree to the last bit on every machine, whereas `rand_distr`
//! takes these from the platform as soon as any crate of the build turns on the standard library of `num-traits`, and a new
//! release may draw in another way. In the tests `rand_distr` is the oracle.

use std::convert::Infallible;

use rand_core::{TryRng, utils};

use crate::numeric::{cos, exp, ln, ln_1p};
use crate::time::Week;

/// Who or what a draw is about: a number made from content, never from a running counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity(pub u64);

impl Entity {
    /// Makes an entity from a name, such as the id of a district.
    pub fn named(name: &str) -> Self {
        // FNV-1a, then a mixing step: names are few and short.
        let folded = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mix(folded, 0x9e37_79b9_7f4a_7c15))
    }

    /// Makes the entity of a part: the n-th of its kind within this one.
    #[must_use]
    pub fn part(self, kind: u32, number: u64) -> Self {
        Self(mix(
            self.0 ^ u64::from(kind).wrapping_mul(0xd6e8_feb8_6659_fd93),
            number ^ 0xa076_1d64_78bd_642f,
        ))
    }

    /// Returns whether a week is this entity's among four: what acts once in four weeks acts in it.
    #[inline]
    pub const fn acts_in(self, week: Week) -> bool {
        (week.0 as u32).wrapping_add((self.0 >> 32) as u32).is_multiple_of(ACTING_EVERY as u32)
    }
}

/// Weeks in which everybody acts once, where a process does not run each week.
pub const ACTING_EVERY: i32 = 4;

/// What a draw is for. The numbers are part of the results: never reuse or change one.
///
/// Retired, so never to be given again: 4, 10, 16, 65, 111, 112, 121, 122, 151, 160, 180, 191, 200, 308.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u16)]
#[expect(missing_docs, reason = "the names are those of the processes and their decisions")]
pub enum Purpose {
    Resident = 1,
    InstitutionSite = 2,
    AccommodationSite = 3,
    ArrivalPerson = 11,
    ArrivalHousehold = 12,
    Departure = 13,
    Birth = 14,
    Death = 15,
    Decision = 20,
    DecisionOutcome = 21,
    CourseLetter = 22,
    NeedOnset = 30,
    NeedDose = 31,
    ResidentNeed = 32,
    Outreach = 40,
    WordOfMouth = 41,
    Footfall = 42,
    Pointing = 43,
    Forgetting = 44,
    NameRecognition = 45,
    Seeking = 50,
    Route = 51,
    Door = 52,
    VisitInstant = 60,
    ServiceTime = 61,
    Patience = 62,
    Illness = 63,
    Turnover = 64,
    Reception = 66,
    ReferralChoice = 70,
    ReferralJourney = 71,
    ReferralCounter = 72,
    ReferralRedirect = 73,
    Staleness = 74,
    CompanionFit = 75,
    OwnFinding = 76,
    AttendanceWeek = 80,
    CourseTest = 81,
    LearningRate = 90,
    Schooling = 100,
    Recognition = 101,
    Flat = 110,
    DwellingInstant = 113,
    Application = 120,
    JobKind = 123,
    VacancyInstant = 124,
    Meeting = 130,
    TieFate = 131,
    PeerTie = 132,
    Contact = 133,
    Recruitment = 140,
    Service = 141,
    Matching = 142,
    VolunteerWeek = 143,
    VolunteerRole = 144,
    NetworkMeeting = 150,
    NetworkTurnover = 152,
    Programme = 161,
    /// Nothing in the model; the pinned values of the dice are drawn for it.
    Mind = 170,
    Measurement = 190,
    WorryAnswer = 192,
    ResidentSample = 193,
    ArrivalInstant = 210,
    InstitutionTrait = 341,
    AskedToHelp = 342,
    JoiningHelpers = 343,
    Leaving = 344,
    PairWeek = 345,
    FledVolunteer = 346,
    ContactRecruitment = 347,
    NetworkJoining = 348,
    NetworkAgreement = 349,
    JointProject = 350,
    DirectoryStart = 351,
    DirectoryLoss = 352,
    Introduction = 354,
    LocalDecision = 355,
    SeatRenewal = 356,
    FirstLanguage = 300,
    SchoolApplication = 301,
    WorkHistory = 302,
    SpellLength = 303,
    Sociability = 304,
    Gathering = 305,
    MindOnArrival = 306,
    RecognitionOutcome = 307,
    ProgrammeFetched = 460,
    CallKnown = 461,
    SisterKnows = 462,
    Reorganisation = 463,
    NetworkAgenda = 440,
    Commitment = 441,
    ChanceEncounter = 442,
    TieUpkeep = 443,
    MeetingGuest = 444,
    ResidentGuest = 445,
    HandOver = 446,
    GroupAgreement = 447,
    GroupProject = 448,
    BrokeredTie = 449,
    SpecialStructure = 450,
    MeetingPeople = 451,
    ResidentRoute = 400,
    Donor = 401,
    PeopleElsewhere = 402,
    InstitutionQuestion = 403,
    AnchorVisit = 404,
    ResidentTrait = 405,
    ResidentHelp = 406,
    PeopleByDay = 407,
    GrantRenewal = 420,
    Rehiring = 421,
    AskingUsers = 422,
    ClubJoining = 480,
    ClubRegulars = 481,
    ClubEvening = 482,
    EncounterEvening = 483,
    FledHelp = 484,
    CircleMember = 485,
    CircleAsked = 486,
    Statement = 487,
    SeatHolder = 488,
    SeatVote = 489,
    DecisionTopic = 490,
    DecisionGrant = 491,
    SyntheticDistrict = 500,
    DesignStratum = 600,
    DesignJitter = 601,
    DesignStart = 602,
    DesignOrder = 603,
    TrialArm = 700,
    TrialOrder = 701,
    Message = 702,
    TandemMatch = 703,
    TandemWeek = 704,
    GroupMembers = 710,
    GroupMeeting = 711,
    Letter = 720,
    ClassStart = 721,
    EntryCourse = 722,
    ProgrammeWeek = 723,
    SocialWorkIntroduces = 724,
    ApprenticeshipSought = 740,
    ChildcareInstant = 741,
    KnowsWhere = 750,
    ToldOfGroup = 751,
    BringsFriend = 752,
    TakesInvitation = 753,
}

/// The dice of one replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dice {
    key: u64,
}

impl Dice {
    /// Returns the dice of a replicate under a seed.
    pub fn new(seed: u64, replicate: u32) -> Self {
        Self { key: mix(seed ^ 0x2545_f491_4f6c_dd1d, u64::from(replicate) ^ 0x9e37_79b9_7f4a_7c15) }
    }

    /// Returns the stream of draws for one decision about one entity in one week.
    #[inline]
    pub const fn stream(&self, purpose: Purpose, week: Week, entity: Entity) -> Stream {
        self.pair(purpose, week, entity, Entity(0x5851_f42d_4c95_7f2d))
    }

    /// Returns the stream of draws for one decision about an entity and its counterpart.
    #[inline]
    pub const fn pair(&self, purpose: Purpose, week: Week, entity: Entity, counterpart: Entity) -> Stream {
        let when = ((purpose as u64) << 32) | week.0 as u32 as u64;
        let who_else = counterpart.0.wrapping_mul(0x8ebc_6af0_9c88_c6e3).rotate_left(29);
        Stream(mix(
            self.key ^ when.wrapping_mul(0x9fb2_1c65_1e98_df25) ^ who_else,
            entity.0 ^ 0xe703_7ed1_a0b4_28db,
        ))
    }
}

/// Returns the two halves of the 128-bit product of two words, folded.
#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    (product >> 64) as u64 ^ product as u64
}

/// Mixes two words into one; each input bit reaches every output bit.
#[inline]
const fn mix(a: u64, b: u64) -> u64 {
    fold(fold(a ^ 0x1656_67b1_9e37_79f9, b | 1) ^ b, 0xbf58_476d_1ce4_e5b9)
}

/// The logarithm of the chance that something does not happen in a trial: what a waiting time needs, computed once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOfFailure(f64);

impl LogOfFailure {
    /// Returns it for a probability, below 1, that something happens.
    #[inline]
    pub fn of(probability: f64) -> Self {
        Self(if probability > 0.0 { ln_1p(-probability.min(1.0)) } else { -0.0 })
    }
}

/// A mean number of events, with the chance that there is none: what a Poisson number needs, computed once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanCount {
    /// Whole portions of [`MeanCount::PORTION`], drawn one by one, so that the chance that there is none is a number.
    portions: u32,
    rest: f64,
    none: f64,
}

impl MeanCount {
    const PORTION: f64 = 30.0;

    /// Returns it for a mean; for 0 where it is negative.
    #[inline]
    pub fn of(mean: f64) -> Self {
        let mut rest = mean.max(0.0);
        let mut portions = 0;
        while rest > Self::PORTION {
            rest -= Self::PORTION;
            portions += 1;
        }
        Self { portions, rest, none: if rest > 0.0 { exp(-rest) } else { 1.0 } }
    }
}

/// A short stream of draws for one decision.
///
/// It is a generator of the `rand` family, for distributions that have no sampler here:
///
/// ```
/// use inteso::dice::{Dice, Entity, Purpose};
/// use inteso::time::Week;
/// use rand_distr::{Distribution, Triangular};
///
/// let mut stream = Dice::new(1, 0).stream(Purpose::Measurement, Week(3), Entity::named("somebody"));
/// let minutes: f64 = Triangular::new(5.0, 60.0, 20.0)?.sample(&mut stream);
/// assert!((5.0..=60.0).contains(&minutes));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream(u64);

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    #[inline]
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || Ok(self.bits()))
    }
}

impl Stream {
    /// Draws 64 random bits.
    #[inline]
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x2d35_8dcc_aa6c_78a5);
        fold(self.0, self.0 ^ 0x8bb8_4b93_962e_acc9)
    }

    /// Draws from 0 (included) to 1 (excluded), in steps of 2⁻⁵³.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Draws from 0 (included) to 1 (excluded) as [`Stream::unit`] does, and which of a few parts from bits that this leaves.
    #[inline]
    pub const fn unit_and_part<const PARTS: u64>(&mut self) -> (f64, u64) {
        const { assert!(PARTS.is_power_of_two() && PARTS <= 1 << 11, "parts of the eleven bits that are left") };
        let bits = self.bits();
        ((bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0), bits % PARTS)
    }

    /// Draws from 0 to 1, both excluded.
    #[inline]
    pub fn open_unit(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }

    /// Draws whether something of this probability happens.
    #[inline]
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Draws from `low` to `high`.
    #[inline]
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Draws a whole number below `bound`, each as likely as the others up to 2⁻⁶⁴ × `bound`.
    ///
    /// # Panics
    /// When `bound` is 0.
    #[inline]
    pub fn below(&mut self, bound: usize) -> usize {
        assert!(bound > 0, "nothing can be drawn from nothing");
        ((u128::from(self.bits()) * bound as u128) >> 64) as usize
    }

    /// Draws a position with probability proportional to its weight; `None` when no weight is positive.
    #[inline]
    pub fn weighted(&mut self, weights: &[f64]) -> Option<usize> {
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return None;
        }
        let mut rest = self.unit() * total;
        for (position, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return Some(position);
            }
        }
        // Rounding can leave a remainder behind the last weight.
        weights.iter().rposition(|&weight| weight > 0.0)
    }

    /// Draws a waiting time with the given rate; infinite when the rate is 0.
    #[inline]
    pub fn exponential(&mut self, rate: f64) -> f64 {
        if rate > 0.0 { -ln(self.open_unit()) / rate } else { f64::INFINITY }
    }

    /// Draws in which trial (0, 1, 2 …) something of this probability first happens: the exact waiting time of weekly
    /// tries. Returns [`i32::MAX`] when it never does.
    #[inline]
    pub fn geometric(&mut self, probability: f64) -> i32 {
        if probability >= 1.0 {
            return 0;
        }
        if probability <= 0.0 {
            return i32::MAX;
        }
        self.first_success(LogOfFailure::of(probability))
    }

    /// Draws in which trial something first happens whose chance not to happen is known by its logarithm.
    #[inline]
    pub fn first_success(&mut self, failure: LogOfFailure) -> i32 {
        let trials = ln(self.open_unit()) / failure.0;
        if trials < f64::from(i32::MAX) { trials as i32 } else { i32::MAX }
    }

    /// Draws the number of whole weeks until something with a weekly rate happens.
    #[inline]
    pub fn weeks_until(&mut self, rate_per_week: f64) -> i32 {
        if rate_per_week > 0.0 { self.first_success(LogOfFailure(-rate_per_week)) } else { i32::MAX }
    }

    /// Draws from the normal distribution (Box and Muller).
    #[inline]
    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * ln(self.open_unit())).sqrt();
        mean + deviation * radius * cos(std::f64::consts::TAU * self.unit())
    }

    /// Draws from the standard normal distribution as [`Stream::normal`] does where the draw lies beyond `low` (negative) or
    /// `high` (positive); 0 where it lies between them, which most draws show before a logarithm is taken.
    #[inline]
    pub fn normal_beyond(&mut self, low: f64, high: f64) -> f64 {
        let (size, turn) = (self.open_unit(), self.unit());
        let limit = if (0.25..=0.75).contains(&turn) { low } else { high };
        // A draw beyond the limit has a size below e^−x, and one over the series of e^x cut short lies above that.
        let x = 0.5 * limit * limit;
        if size * (1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0)))) > 1.0 {
            return 0.0;
        }
        (-2.0 * ln(size)).sqrt() * cos(std::f64::consts::TAU * turn)
    }

    /// Draws from the log-normal distribution with this mean and this coefficient of variation.
    #[inline]
    pub fn log_normal(&mut self, mean: f64, variation: f64) -> f64 {
        let variance = ln_1p(variation * variation);
        mean * exp(self.normal(-0.5 * variance, variance.sqrt()))
    }

    /// Draws from the gamma distribution with this mean and this shape (Marsaglia and Tsang 2000).
    ///
    /// # Panics
    /// When the shape is not positive.
    pub fn gamma(&mut self, mean: f64, shape: f64) -> f64 {
        /// Above this shape all draws lie within a millionth of the mean, and the squares below lose their meaning.
        const ALL_BUT_CONSTANT: f64 = 1e14;
        assert!(shape > 0.0, "a gamma distribution has a positive shape");
        if shape > ALL_BUT_CONSTANT {
            return mean;
        }
        if shape == 1.0 {
            return -mean * ln(self.open_unit());
        }
        // Below 1 the shape is raised by one and the draw scaled back.
        let (raised, boost) =
            if shape < 1.0 { (shape + 1.0, exp(ln(self.open_unit()) / shape)) } else { (shape, 1.0) };
        let d = raised - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal(0.0, 1.0);
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if ln(self.open_unit()) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v * boost * mean / shape;
            }
        }
    }

    /// Draws a number of events with this mean (inversion; in portions of 30 above that).
    #[inline]
    pub fn poisson(&mut self, mean: f64) -> u32 {
        self.count(&MeanCount::of(mean))
    }

    /// Draws a number of events whose mean is known with the chance of none.
    #[inline]
    pub fn count(&mut self, mean: &MeanCount) -> u32 {
        let mut count = 0;
        for _ in 0..mean.portions {
            count += self.poisson_by_inversion(MeanCount::PORTION, exp(-MeanCount::PORTION));
        }
        if mean.rest > 0.0 { count + self.poisson_by_inversion(mean.rest, mean.none) } else { count }
    }

    #[inline]
    fn poisson_by_inversion(&mut self, mean: f64, none: f64) -> u32 {
        let u = self.unit();
        let mut term = none;
        let mut sum = term;
        let mut count = 0;
        while u >= sum && count < 300 {
            count += 1;
            term *= mean / f64::from(count);
            sum += term;
        }
        count
    }

    /// Draws a whole number whose mean is `mean`: the floor, or one more with the probability of the remainder.
    #[inline]
    pub fn rounded(&mut self, mean: f64) -> u32 {
        let floor = mean.floor();
        floor as u32 + u32::from(self.chance(mean - floor))
    }
}
