//! Places in childcare: they become free, and children get them in the order in which they were signed up.
//! German: *Kita-Plätze*.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::index::PersonId;
use crate::quantity::{Rate, Weeks};
use crate::time::Week;

/// What becomes free in the whole city for children of an age who stand on the list, and who else stands on it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// Places that become free in a week per thousand inhabitants of the city, under the places of 2017.
    pub per_thousand: Rate,
    /// Weeks that a child stays in a place.
    pub stay: Weeks,
    /// Residents' children who are signed up in a week per thousand inhabitants of the city.
    pub others: Rate,
    /// Weeks after which residents' children leave the list, on average, if no place has come.
    pub others_wait: Weeks,
}

/// What becomes free at each age.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByAge {
    /// One and two years.
    pub under_three: Supply,
    /// Three to five years.
    pub under_six: Supply,
}

/// Ages at which places differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// One and two years.
    UnderThree,
    /// Three to five years.
    UnderSix,
}

/// The list of one age.
///
/// Free places grow by the flow and by those that children of the district leave, and shrink by those that are given. A place that
/// somebody here holds, or nobody does, is left by no resident's child meanwhile, so that it is missing in the flow.
#[derive(Debug, Clone, PartialEq, Default)]
struct List {
    /// Places that are free; below zero where more were taken than were free.
    free: f64,
    /// Residents' children who wait, by the week in which they were signed up, per thousand inhabitants within reach.
    others: Option<BTreeMap<Week, f64>>,
    /// Children of the district who wait, by week and instant of being signed up.
    waiting: BTreeSet<(Week, u64, PersonId)>,
    /// Children of the district who hold a place.
    held: BTreeSet<PersonId>,
}

impl List {
    /// Lets a week pass: the list grows and shrinks, and places become free. It begins as long as it is where nobody of the district stands
    /// on it. Returns the places that residents' children do not leave because they do not hold them.
    fn renew(&mut self, week: Week, supply: &Supply, reach: f64, relative: f64) -> f64 {
        let flow = supply.per_thousand.get() * relative;
        let kept = 1.0 - 1.0 / supply.others_wait.get().max(1.0);
        let new = supply.others.get();
        let others = self.others.get_or_insert_with(|| stationary(week, new, kept, flow));
        for waiting in others.values_mut() {
            *waiting *= kept;
        }
        others.retain(|_, waiting| *waiting > NOBODY);
        others.insert(week, new);
        let not_left = (self.held.len() as f64 + self.free.max(0.0)) / supply.stay.get().max(1.0);
        self.free += flow * reach - not_left;
        not_left
    }

    /// Gives the places that are free to those who were signed up first, and returns who of the district has one now. In one week
    /// residents' children come first. A part of a place waits until it is a whole one.
    fn give(&mut self, reach: f64, still_waits: impl Fn(PersonId, Week) -> bool) -> Vec<PersonId> {
        let mut given = Vec::new();
        let Some(others) = &mut self.others else { return given };
        while self.free > 0.0 {
            let own = self.waiting.first().copied();
            let first =
                others.first_entry().filter(|first| own.is_none_or(|(since, ..)| *first.key() <= since));
            if let Some(mut first) = first {
                let wanted = first.get() * reach;
                if wanted > self.free {
                    *first.get_mut() -= self.free / reach;
                    self.free = 0.0;
                } else {
                    self.free -= wanted;
                    first.remove();
                }
            } else if let Some((since, instant, id)) = own {
                if !still_waits(id, since) {
                    self.waiting.remove(&(since, instant, id));
                } else if self.free >= 1.0 {
                    self.waiting.remove(&(since, instant, id));
                    self.held.insert(id);
                    self.free -= 1.0;
                    given.push(id);
                } else {
                    break;
                }
            } else {
                break;
            }
        }
        given
    }

    /// Takes back the place of a child who leaves it, if it holds one; returns whether it did.
    fn take_back(&mut self, id: PersonId) -> bool {
        let held = self.held.remove(&id);
        self.free += f64::from(u8::from(held));
        held
    }
}

/// So few per thousand inhabitants are nobody.
const NOBODY: f64 = 1e-6;

/// Returns the residents' children on a list that neither grows nor shrinks: of those signed up in a week fewer and fewer are left, until
/// they are as many as get a place in a week.
fn stationary(week: Week, new: f64, kept: f64, flow: f64) -> BTreeMap<Week, f64> {
    let waits = |left: &f64| *left > flow.max(NOBODY);
    let left = std::iter::successors(Some(new), |left| Some(left * kept)).take_while(waits);
    left.zip(1..).map(|(left, weeks)| (week.plus(-weeks), left)).collect()
}

/// Childcare within reach of those who were assigned to a district.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Childcare([List; 2]);

impl Childcare {
    /// Puts a child on the list of its age. Children of one week come in the order of their instants.
    pub fn sign_up(&mut self, age: Age, week: Week, instant: u64, id: PersonId) {
        self.0[age as usize].waiting.insert((week, instant, id));
    }

    /// Lets a week pass, and returns which children have a place now. `reach` are thousands of inhabitants whose places are within reach;
    /// `relative` is the flow relative to 2017; `still_waits` says whether somebody who was signed up in a week still waits.
    pub fn renew(
        &mut self,
        week: Week,
        supply: &ByAge,
        reach: f64,
        relative: f64,
        still_waits: impl Fn(PersonId, Week) -> bool,
    ) -> Vec<PersonId> {
        let [younger, older] = &mut self.0;
        let not_left = younger.renew(week, &supply.under_three, reach, relative);
        older.renew(week, &supply.under_six, reach, relative);
        // As many fewer residents' children turn three in childcare and stay.
        older.free += not_left;
        let mut given = younger.give(reach, &still_waits);
        given.extend(older.give(reach, &still_waits));
        given
    }

    /// Lets a child turn three: with a place it stays and is one of the older ones, without one it stands on their list with its date.
    pub fn turn_three(&mut self, id: PersonId) {
        let [younger, older] = &mut self.0;
        if younger.take_back(id) {
            older.held.insert(id);
            older.free -= 1.0;
        }
        let own = younger.waiting.iter().find(|(.., waits)| *waits == id).copied();
        if let Some(own) = own {
            younger.waiting.remove(&own);
            older.waiting.insert(own);
        }
    }

    /// Takes back the place of a child who goes to school.
    pub fn leave(&mut self, id: PersonId) {
        for list in &mut self.0 {
            list.take_back(id);
        }
    }

    /// Takes back the places of all who are gone.
    pub fn keep(&mut self, is_there: impl Fn(PersonId) -> bool) {
        for list in &mut self.0 {
            let before = list.held.len();
            list.held.retain(|&id| is_there(id));
            list.free += (before - list.held.len()) as f64;
        }
    }

    /// Returns how many children of the district hold a place of an age.
    pub fn held(&self, age: Age) -> usize {
        self.0[age as usize].held.len()
    }

    /// Returns how many children of an age stand on the list, those included who have gone and not been met there yet.
    pub fn waiting(&self, age: Age) -> usize {
        self.0[age as usize].waiting.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Among ten thousand inhabitants three children of residents a week, stays of a hundred weeks, and as many places.
    fn supply(per_thousand: f64) -> ByAge {
        let of = |per_thousand, others| Supply {
            per_thousand: Rate::new(per_thousand).unwrap(),
            stay: Weeks::new(STAY.into()).unwrap(),
            others: Rate::new(others).unwrap(),
            others_wait: Weeks::new(50.0).unwrap(),
        };
        ByAge { under_three: of(0.0, 0.0), under_six: of(per_thousand, 0.3) }
    }

    const REACH: f64 = 10.0;
    const STAY: i32 = 100;

    /// Lets weeks pass in which so many children are signed up each week, who leave after a stay, and returns the weeks that those waited
    /// who got a place.
    fn waits(per_thousand: f64, weeks: i32, signed_up: u32) -> (Childcare, Vec<i32>) {
        let (supply, mut childcare) = (supply(per_thousand), Childcare::default());
        let (mut since, mut waits, mut inside) = (Vec::new(), Vec::new(), Vec::new());
        for week in (0..weeks).map(Week) {
            for _ in 0..signed_up {
                let id = PersonId(since.len() as u32);
                since.push(week);
                // The later ones of a week have the earlier instants.
                childcare.sign_up(Age::UnderSix, week, u64::MAX - u64::from(id.0), id);
            }
            inside.retain(|&(id, until)| {
                if until == week {
                    childcare.leave(id);
                }
                until > week
            });
            let given = childcare.renew(week, &supply, REACH, 1.0, |_, _| true);
            inside.extend(given.iter().map(|&id| (id, week.plus(STAY))));
            waits.extend(given.iter().map(|&id| week.since(since[id.0 as usize])));
        }
        (childcare, waits)
    }

    #[test]
    fn the_wait_is_what_the_children_of_residents_leave() {
        // Nobody but a single child is signed up, in week 0.
        let (supply, mut childcare) = (supply(0.2), Childcare::default());
        childcare.sign_up(Age::UnderSix, Week(0), 1, PersonId(0));
        let mut renew = |week: i32| childcare.renew(Week(week), &supply, REACH, 1.0, |_, _| true);
        let waited = (0..100).position(|week| !renew(week).is_empty()).unwrap();
        // Of 0.3 in a week 0.2 are left, as many as get a place, after ln(1.5) / −ln(0.98) = 20.1 weeks. Those of the same week come first,
        // which takes a week, and a whole place may take another.
        assert!((20..=22).contains(&waited), "{waited}");
    }

    #[test]
    fn more_children_wait_longer_and_who_comes_first_has_the_first_place() {
        let mean = |waits: &[i32]| f64::from(waits.iter().sum::<i32>()) / waits.len() as f64;
        let (_, few) = waits(0.4, 300, 1);
        let (childcare, many) = waits(0.4, 300, 3);
        assert!(mean(&many) > mean(&few) + 2.0, "{many:?}");
        // Nobody is passed by who was signed up later, and of one week the earlier instant comes first.
        let list = &childcare.0[1];
        let turn = |id: &PersonId| (id.0 / 3, u32::MAX - id.0);
        let first = list.waiting.iter().map(|(.., id)| turn(id)).min().unwrap();
        assert!(list.held.iter().all(|id| turn(id) < first));
        // The twin: some of one week are behind others, so that there is an order to keep.
        assert!(list.held.len() > 10 && list.waiting.len() > 10);
    }

    #[test]
    fn a_place_is_given_once_and_comes_back_when_the_child_leaves() {
        let (mut childcare, given) = waits(0.4, 100, 1);
        assert_eq!(childcare.held(Age::UnderSix), given.len());
        let free = childcare.0[1].free;
        childcare.leave(PersonId(0));
        assert_eq!((childcare.0[1].free, childcare.held(Age::UnderSix)), (free + 1.0, given.len() - 1));
        // Who holds none brings none back.
        childcare.leave(PersonId(0));
        childcare.keep(|_| true);
        assert_eq!(childcare.0[1].free, free + 1.0);
        childcare.keep(|_| false);
        assert_eq!((childcare.0[1].free, childcare.held(Age::UnderSix)), (free + given.len() as f64, 0));
    }

    #[test]
    fn where_no_place_comes_nobody_gets_one_and_where_nobody_waits_more_change_nothing() {
        let (none, given) = waits(0.0, 300, 1);
        assert!(given.is_empty() && none.waiting(Age::UnderSix) == 300);
        // With places for all everybody has one at once, and more are left empty.
        let (some, more) = (waits(10.0, 300, 3), waits(10.1, 300, 3));
        assert!(some.1 == more.1 && some.1.iter().all(|&wait| wait == 0));
        // The twin: fewer are not enough.
        assert!(waits(0.3, 300, 3).1.iter().any(|&wait| wait > 0));
    }

    #[test]
    fn who_turns_three_keeps_a_place_or_the_date_of_being_signed_up() {
        let mut childcare = Childcare::default();
        childcare.0[0].held.insert(PersonId(1));
        childcare.sign_up(Age::UnderThree, Week(3), 7, PersonId(2));
        childcare.sign_up(Age::UnderSix, Week(5), 1, PersonId(3));
        for id in [1, 2, 3] {
            childcare.turn_three(PersonId(id));
        }
        assert_eq!((childcare.held(Age::UnderThree), childcare.held(Age::UnderSix)), (0, 1));
        assert_eq!((childcare.0[0].free, childcare.0[1].free), (1.0, -1.0));
        assert_eq!(childcare.waiting(Age::UnderThree), 0);
        let order: Vec<PersonId> = childcare.0[1].waiting.iter().map(|(.., id)| *id).collect();
        assert_eq!(order, [PersonId(2), PersonId(3)]);
    }
}
