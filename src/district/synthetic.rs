//! Synthetic districts: any number of districts that exist nowhere, drawn from a stated table. German: *künstliche Stadtbezirke*.
//!
//! District n depends on the table, its design seed and n alone, never on the run's seed or replicate nor on how many are drawn.
//! Districts come in blocks that hold each class as often as the table says, in an order drawn for each block. Within a block the
//! districts of a class are pairs, the second as far from one end of the range of inhabitants as the first is from the other: each
//! whole block has the same inhabitants and the same arrivals, whatever the seed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{DatedShare, District, Neighbourhood, Place};
use crate::dice::{Dice, Entity, Purpose, Stream};
use crate::evidence::Kind;
use crate::numeric::{apportion, sin_cos};
use crate::time::Week;

/// The most districts that may be drawn: there is no country with more.
pub const MOST: u32 = 10_000;
/// The fewest and the most neighbourhoods of a district.
const NEIGHBOURHOODS: [f64; 2] = [3.0, 60.0];
/// The day from which the share of arrivals holds: before the spin-up of every run.
const EVER: u32 = 20_130_107;
/// The share of a turn between two neighbourhoods, one minus the golden section, which leaves no gaps.
const TURN: f64 = 0.381_966_011_250_105;

const BLOCK: u32 = 1;
const PAIR: u32 = 2;
const DISTRICT: u32 = 3;

/// A number, or the two ends of a range, with unit, kind and source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated<T> {
    /// The number or numbers.
    pub value: T,
    /// The unit, in words.
    pub unit: String,
    /// How well it is known.
    pub kind: Kind,
    /// Where it comes from, or what the assumption rests on.
    pub source: String,
}

/// A class of districts. Of a range each value is as likely as any other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The name in English.
    pub name: String,
    /// The name in German.
    pub name_de: String,
    /// Districts of the class in a block, an even number.
    pub in_block: Stated<u32>,
    /// Range of the inhabitants.
    pub inhabitants: Stated<[u32; 2]>,
    /// People assigned while the series lasts, per 1 000 inhabitants.
    pub arrivals_per_1000: Stated<f64>,
    /// Range of the share with a migration history.
    pub migration_history: Stated<[f64; 2]>,
    /// Range of the share with basic income support.
    pub welfare: Stated<[f64; 2]>,
    /// Range of the inhabitants per square kilometre.
    pub inhabitants_per_km2: Stated<[f64; 2]>,
    /// Range of the settled share of the area.
    pub settled_share: Stated<[f64; 2]>,
    /// Inhabitants of a neighbourhood on average.
    pub inhabitants_per_neighbourhood: Stated<f64>,
    /// Largest relative deviation of a neighbourhood's inhabitants from the average.
    pub neighbourhood_spread: Stated<f64>,
    /// Shares by age group where people are youngest, as in [`District::ages`].
    pub youngest: Stated<[f64; 6]>,
    /// Shares by age group where they are oldest; a district lies between the two.
    pub oldest: Stated<[f64; 6]>,
}

/// What synthetic districts are drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The design seed: another one draws other districts.
    pub seed: u64,
    /// People whom the series of arrivals assigns while it lasts: the arrivals of a district are its share of them.
    pub arrivals_of_series: Stated<f64>,
    /// People in accommodation on 2015-01-05 who belong to the series: a district has the same share of them.
    pub stock_of_series: Stated<f64>,
    /// The classes.
    pub class: Vec<Class>,
}

/// Synthetic districts: how many, and from which table.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthetic {
    /// How many.
    pub count: u32,
    /// The table.
    pub table: Arc<Table>,
}

/// Returns the id of a district by its number, from 1: `d001`.
pub fn id(number: u32) -> String {
    format!("d{number:03}")
}

impl Synthetic {
    /// Returns the number of the district of an id, if it is one of these.
    pub fn number(&self, of: &str) -> Option<u32> {
        let number = of.strip_prefix('d')?.parse().ok()?;
        ((1..=self.count).contains(&number) && id(number) == of).then_some(number)
    }

    /// Draws the district of an id, if it is one of these.
    pub fn district(&self, id: &str) -> Option<District> {
        self.number(id).map(|number| self.table.district(number))
    }
}

impl Class {
    /// Returns the inhabitants of all districts of the class in a block.
    fn inhabitants_of_block(&self) -> f64 {
        let [low, high] = self.inhabitants.value;
        0.5 * f64::from(self.in_block.value) * (f64::from(low) + f64::from(high))
    }

    /// Returns the largest share of the series that a district of the class may take.
    pub fn largest_share(&self, table: &Table) -> f64 {
        self.share(table, self.inhabitants.value[1])
    }

    fn share(&self, table: &Table, inhabitants: u32) -> f64 {
        f64::from(inhabitants) * self.arrivals_per_1000.value / 1_000.0 / table.arrivals_of_series.value
    }
}

impl Table {
    /// Returns the number of districts in a block.
    pub fn block(&self) -> u32 {
        self.class.iter().map(|class| class.in_block.value).sum()
    }

    /// Returns the inhabitants of a whole block.
    pub fn inhabitants_of_block(&self) -> f64 {
        self.class.iter().map(Class::inhabitants_of_block).sum()
    }

    /// Returns the people assigned to a whole block while the series lasts.
    pub fn arrivals_of_block(&self) -> f64 {
        let of_class = |class: &Class| class.inhabitants_of_block() * class.arrivals_per_1000.value / 1_000.0;
        self.class.iter().map(of_class).sum()
    }

    /// Draws a district by its number, from 1.
    ///
    /// # Panics
    /// When the number is 0, or the table has no class with districts.
    pub fn district(&self, number: u32) -> District {
        let dice = Dice::new(self.seed, 0);
        let root = Entity::named("synthetic");
        let (position, seat) = ((number - 1) / self.block(), (number - 1) % self.block());
        let block = root.part(BLOCK, u64::from(position));
        let (class, place) = self.seats(&mut stream(dice, block))[seat as usize];
        let own = &self.class[class];
        let pair = block.part(PAIR, ((class as u64) << 32) | u64::from(place / 2));
        let inhabitants = {
            let [low, high] = own.inhabitants.value;
            let above = stream(dice, pair).between(0.0, f64::from(high - low)).round() as u32;
            if place.is_multiple_of(2) { low + above } else { high - above }
        };
        own.draw(self, number, inhabitants, &mut stream(dice, root.part(DISTRICT, u64::from(number))))
    }

    /// Returns the class of each district of a block, by its position, and which of the class it is, in an order drawn.
    fn seats(&self, stream: &mut Stream) -> Vec<(usize, u32)> {
        let classes = self.class.iter().enumerate();
        let mut seats: Vec<(usize, u32)> = classes
            .flat_map(|(position, class)| (0..class.in_block.value).map(move |place| (position, place)))
            .collect();
        for last in (1..seats.len()).rev() {
            seats.swap(last, stream.below(last + 1));
        }
        seats
    }
}

fn stream(dice: Dice, entity: Entity) -> Stream {
    dice.stream(Purpose::SyntheticDistrict, Week::START, entity)
}

/// Returns the centre of one of so many neighbourhoods that lie evenly within an edge in kilometres, from the middle outwards.
///
/// `first` is the share of a turn at which the first one lies.
pub(super) fn on_spiral(position: usize, count: f64, first: f64, edge: f64) -> [f64; 2] {
    let (sin, cos) = sin_cos(std::f64::consts::TAU * (first + TURN * position as f64).fract());
    let distance = edge * ((position as f64 + 0.5) / count).sqrt();
    let (latitude, longitude) = Place::REFERENCE;
    [
        rounded(latitude + distance * sin / Place::KM_PER_LATITUDE),
        rounded(longitude + distance * cos / Place::KM_PER_LONGITUDE),
    ]
}

/// Rounds to four decimals, so that a description can be read.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

impl Class {
    /// Draws a district of the class; draws follow each other in a fixed order.
    fn draw(&self, table: &Table, number: u32, inhabitants: u32, stream: &mut Stream) -> District {
        let mut within = |[low, high]: [f64; 2]| rounded(stream.between(low, high));
        let migration_history = within(self.migration_history.value);
        let welfare = within(self.welfare.value);
        let density = within(self.inhabitants_per_km2.value);
        let settled = within(self.settled_share.value);
        let older = within([0.0, 1.0]);
        let neighbourhood = self.neighbourhoods(inhabitants, density, settled, stream);
        let counted: Vec<f64> = neighbourhood.iter().map(|part| f64::from(part.inhabitants)).collect();
        let welcome_point = neighbourhood[stream.weighted(&counted).unwrap_or(0)].centre;
        let share = self.share(table, inhabitants);
        District {
            name: format!("{} {number}", self.name),
            name_de: format!("{} {number}", self.name_de),
            inhabitants,
            migration_history,
            welfare,
            ages: self.ages(older),
            welcome_point,
            administration: <[f64; 2]>::from(Place::REFERENCE),
            arrival_share: vec![DatedShare { from: EVER, share }],
            initial_stock: (table.stock_of_series.value * share).round() as u32,
            neighbourhood,
            accommodation: Vec::new(),
            sources: vec!["Drawn from a table of synthetic districts: it exists nowhere (A).".to_owned()],
            guesses: Vec::new(),
        }
    }

    /// Returns shares by age between the youngest (0) and the oldest (1), in ten-thousandths that sum to the whole.
    fn ages(&self, older: f64) -> [f64; 6] {
        let mut mixed = [0.0; 6];
        for (mixed, (young, old)) in mixed.iter_mut().zip(self.youngest.value.iter().zip(&self.oldest.value))
        {
            *mixed = young + older * (old - young);
        }
        let parts = apportion(10_000, &mixed);
        std::array::from_fn(|age| parts[age] as f64 / 10_000.0)
    }

    /// Lays out the neighbourhoods from the middle outwards on a spiral, each with the area that its inhabitants need.
    fn neighbourhoods(
        &self,
        inhabitants: u32,
        density: f64,
        settled: f64,
        stream: &mut Stream,
    ) -> Vec<Neighbourhood> {
        let [fewest, most] = NEIGHBOURHOODS;
        let needed = f64::from(inhabitants) / self.inhabitants_per_neighbourhood.value;
        let count = needed.round().clamp(fewest, most);
        let spread = self.neighbourhood_spread.value;
        let weights: Vec<f64> =
            (0..count as usize).map(|_| stream.between(1.0 - spread, 1.0 + spread)).collect();
        let edge = (f64::from(inhabitants) / density / std::f64::consts::PI).sqrt();
        let first = stream.unit();
        let parts = apportion(u64::from(inhabitants), &weights);
        parts
            .into_iter()
            .enumerate()
            .map(|(position, part)| Neighbourhood {
                name: format!("{}", position + 1),
                centre: on_spiral(position, count, first, edge),
                area_km2: rounded(part as f64 / density).max(0.01),
                settled,
                inhabitants: part.max(1) as u32,
                mark: "A".to_owned(),
            })
            .collect()
    }
}
