//! A passage: one run week by week, with what is to be seen of it on the way.

use serde_json::{Map, Value, json};

use super::inquiry::Inquiry;
use crate::district::{ALL_DISTRICTS, Place};
use crate::experiment::point::Comparator;
use crate::index::Id;
use crate::intermediary::{self, DeskOwner};
use crate::observation::chain;
use crate::observation::{Measure, NeedRow, SeriesRow};
use crate::population::Residence;
use crate::report::stage::{self, Desk, Quarter, Scene};
use crate::run::{DistrictWalk, Record, Walk};
use crate::time::Week;

/// The replicate that is watched.
const WATCHED: u32 = 1;

/// A run on its way.
#[derive(Debug)]
pub struct Passage<'a> {
    inquiry: &'a Inquiry,
    position: usize,
    walk: Walk<'a>,
    replicate: u32,
    /// Observations of a district that were shown.
    shown: usize,
}

impl Inquiry {
    /// Begins a run of one of the configurations, counted from 0.
    ///
    /// # Panics
    /// When there is no such configuration.
    pub fn begin(&self, form: usize, replicate: u32) -> Passage<'_> {
        Passage::new(self, self.position(form), replicate)
    }
}

impl<'a> Passage<'a> {
    fn new(inquiry: &'a Inquiry, position: usize, replicate: u32) -> Self {
        let walk = inquiry.model(position).walk(replicate);
        Self { inquiry, position, walk, replicate, shown: 0 }
    }

    /// Runs a week. Returns nothing at the end; otherwise the line for the page, if there is anything to see.
    pub fn step(&mut self) -> Option<Option<String>> {
        let week = self.walk.step()?;
        if self.replicate != WATCHED || week < Week::START {
            return Some(None);
        }
        // Rows are put together only where there are new ones.
        let rows = self.walk.districts().next().map_or(0, |walk| walk.course().observations());
        if rows == self.shown {
            return Some(None);
        }
        self.shown = rows;
        let series = self.walk.record().series;
        Some(Some(self.moment(week, &series).to_string()))
    }

    /// Returns what the run leaves behind.
    pub fn finish(self) -> Record {
        self.walk.record()
    }

    /// Says where the run is: points of curves for each district, and of forms map and chain.
    fn moment(&self, week: Week, series: &[SeriesRow]) -> Value {
        let weeks = self.inquiry.experiment().base.weeks;
        let measures = stage::SHOWN.map(|name| Measure::position(name).expect("the stage shows measures"));
        let mut points = Map::new();
        for row in series.iter().filter(|row| row.week == week) {
            let at = |(panel, measure): (usize, usize)| stage::at(panel, weeks, week.0, row.values[measure]);
            let of: Vec<_> = measures.into_iter().enumerate().map(at).collect();
            points.insert(row.district.clone(), json!(of));
        }
        let comparator = self.inquiry.experiment().points[self.position].comparator();
        let is_form = comparator.is_none();
        json!({
            "kind": "moment",
            "form": self.inquiry.form(self.position),
            "week": week.0,
            "date": week.monday().to_string(),
            "points": points,
            "maps": (is_form || comparator == Some(Comparator::Nobody)).then(|| self.maps(week)),
            "chains": is_form.then(|| self.chains(week)),
        })
    }

    fn maps(&self, week: Week) -> Value {
        let language = self.inquiry.language();
        let map = |walk: &DistrictWalk<'_>| {
            let id = &walk.district().id;
            let plan = self.inquiry.experiment().base.districts.iter().find(|plan| plan.id == *id)?;
            let name = plan.district.called(language);
            let names = plan.district.neighbourhood.iter().map(|area| area.name.as_str());
            let svg = stage::map(&scene(walk, names, week), &self.id("map", id), name, language);
            Some((id.clone(), Value::String(svg)))
        };
        Value::Object(self.walk.districts().filter_map(map).collect())
    }

    fn chains(&self, week: Week) -> Value {
        let language = self.inquiry.language();
        let of = |walk: &DistrictWalk<'_>| {
            (walk.district().id.clone(), counts(&chain::rows(walk.district(), week)))
        };
        let mut each: Vec<(String, [f64; 8])> = self.walk.districts().map(of).collect();
        let mut all = [0.0; 8];
        for (_, own) in &each {
            all.iter_mut().zip(own).for_each(|(sum, more)| *sum += more);
        }
        each.push((ALL_DISTRICTS.to_owned(), all));
        let drawn = each.into_iter().map(|(district, counts)| {
            let svg = stage::chain(counts, &self.id("steps", &district), language);
            (district, Value::String(svg))
        });
        Value::Object(drawn.collect())
    }

    /// Returns an id that no other picture of the page has.
    fn id(&self, kind: &str, district: &str) -> String {
        format!("{kind}-{}-{district}", self.position)
    }
}

/// Returns needs of all kinds: arisen, known, came, served, sent, arrived, admitted, and met through the intermediary.
fn counts(rows: &[NeedRow]) -> [f64; 8] {
    let mut counts = [0.0; 8];
    for row in rows {
        counts.iter_mut().zip(row.counts.each()).for_each(|(sum, count)| *sum += count as f64);
    }
    counts
}

fn scene<'a>(walk: &DistrictWalk<'_>, names: impl Iterator<Item = &'a str>, week: Week) -> Scene {
    let district = walk.district();
    let mut people = vec![0; district.ground.len()];
    for &id in &district.refugees.present {
        if let Residence::District(neighbourhood) = district.refugees.housing[id].residence {
            people[neighbourhood.position()] += 1;
        }
    }
    let at = |place: Place| (f64::from(place.east), f64::from(place.north));
    let quarters = district.ground.iter().zip(names).zip(people).map(|((ground, name), people)| Quarter {
        name: name.to_owned(),
        at: at(ground.centre),
        radius: ground.radius,
        people,
    });
    let institutions = district.network.institution.iter().map(|institution| at(institution.place));
    let is_open = |desk: &&intermediary::Desk| {
        desk.owner == DeskOwner::Intermediary && desk.opens < week && desk.closes >= week
    };
    let desks = district.intermediary.desk.iter().filter(is_open).map(|desk| Desk {
        at: at(desk.place),
        waiting: desk.queue.len(),
        open_hours: desk.open_hours,
    });
    Scene { quarters: quarters.collect(), institutions: institutions.collect(), desks: desks.collect() }
}
