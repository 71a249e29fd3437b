//! A passage: a run, or some of its districts, week by week, with what is to be seen of it on the way.

use serde::{Deserialize, Serialize};

use super::inquiry::Inquiry;
use crate::district::Place;
use crate::experiment::point::Comparator;
use crate::index::Id;
use crate::intermediary::{self, DeskOwner};
use crate::observation::NeedRow;
use crate::observation::chain;
use crate::observation::series::Tally;
use crate::population::Residence;
use crate::report::stage::{self, Desk, Quarter, Scene};
use crate::run::{Course, DistrictWalk};
use crate::time::Week;

/// The replicate that is watched.
const WATCHED: u32 = 1;

/// Some districts of a run: each one, counted from 0, whose number divided by `of` leaves `place`. Districts never meet, so parts may
/// run at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which of the parts, from 0 on.
    pub place: usize,
    /// How many parts there are.
    pub of: usize,
}

impl Part {
    /// All districts.
    pub const WHOLE: Self = Self { place: 0, of: 1 };
}

/// What is to be seen of a district after a week; [`Moments`](super::Moments) put districts together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Glimpse {
    pub(super) form: usize,
    /// The district's position.
    pub(super) district: usize,
    pub(super) week: Week,
    pub(super) tally: Tally,
    /// The map, of who has one.
    pub(super) map: Option<String>,
    /// Needs of all kinds: arisen, known, came, served, sent, arrived, admitted, and met through the intermediary.
    pub(super) needs: [f64; 8],
}

/// What districts of a run have left behind; [`Findings`](super::Findings) take it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Courses {
    pub(super) form: usize,
    pub(super) replicate: u32,
    /// With the positions of the districts.
    pub(super) each: Vec<(usize, Course)>,
}

/// Districts of a run on their way.
#[derive(Debug)]
pub struct Passage<'a> {
    inquiry: &'a Inquiry,
    form: usize,
    replicate: u32,
    /// With the positions of the districts.
    walks: Vec<(usize, DistrictWalk<'a>)>,
}

impl Inquiry {
    /// Begins a run of one of the configurations, counted from 0, or a part of it.
    ///
    /// # Panics
    /// When there is no such configuration.
    pub fn begin(&self, form: usize, replicate: u32, part: Part) -> Passage<'_> {
        let model = self.model(self.position(form));
        let all = 0..self.experiment().base.districts.len();
        let own = all.filter(|position| position % part.of == part.place);
        let walks = own.map(|position| (position, model.walk_district(position, replicate))).collect();
        Passage { inquiry: self, form, replicate, walks }
    }

    /// Returns into how many parts a run that is watched is divided among so many workers: no more than there are districts.
    pub fn parts(&self, workers: usize) -> usize {
        (workers / self.watched().max(1)).clamp(1, self.experiment().base.districts.len())
    }
}

impl Passage<'_> {
    /// Runs a week. Returns nothing at the end; otherwise what is to be seen of the districts, mostly nothing.
    pub fn step(&mut self) -> Option<Vec<Glimpse>> {
        let mut week = None;
        for (_, walk) in &mut self.walks {
            week = walk.step();
        }
        let week = week?;
        if self.replicate != WATCHED {
            return Some(Vec::new());
        }
        Some(self.walks.iter().filter_map(|(district, walk)| self.glimpse(*district, walk, week)).collect())
    }

    /// Returns what the districts leave behind.
    pub fn finish(self) -> Courses {
        let Self { form, replicate, walks, .. } = self;
        let each = walks.into_iter().map(|(district, walk)| (district, walk.into_course())).collect();
        Courses { form, replicate, each }
    }

    /// Returns what is to be seen of a district, if it was observed this week.
    fn glimpse(&self, district: usize, walk: &DistrictWalk<'_>, week: Week) -> Option<Glimpse> {
        let (_, tally) = walk.course().last_observed().filter(|(observed, _)| *observed == week)?;
        let point = &self.inquiry.experiment().points[self.inquiry.position(self.form)];
        let has_map = matches!(point.comparator(), None | Some(Comparator::Nobody));
        Some(Glimpse {
            form: self.form,
            district,
            week,
            tally: tally.clone(),
            map: has_map.then(|| self.map(district, walk, week)),
            needs: counts(&chain::rows(walk.district(), week)),
        })
    }

    fn map(&self, district: usize, walk: &DistrictWalk<'_>, week: Week) -> String {
        let language = self.inquiry.language();
        let plan = &self.inquiry.experiment().base.districts[district];
        let names = plan.district.neighbourhood.iter().map(|area| area.name.as_str());
        let id = picture("map", self.inquiry.position(self.form), &plan.id);
        stage::map(&scene(walk, names, week), &id, plan.district.called(language), language)
    }
}

/// Returns an id that no other picture of the page has, by the position of a point and a district.
pub(super) fn picture(kind: &str, position: usize, district: &str) -> String {
    format!("{kind}-{position}-{district}")
}

/// Returns needs of all kinds as [`Glimpse::needs`] has them.
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
