//! Referral episodes: one row each, from who sent whom to how it ended.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Table;
use super::key::{Key, PersonKey, numbered};
use super::row::{Flag, Row, Text, Word};
use crate::index::Id;
use crate::population::{EpisodeStage, Issuer, Presence};
use crate::time::Week;
use crate::vocabulary::{EpisodeEnd, Field, Mode, Need, Status};
use crate::world::DistrictWorld;

/// A row of `episodes.csv`: one way of one person to one institution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpisodeRow<'a> {
    /// The person, as in the panel.
    pub person: PersonKey<'a>,
    /// The person's district of arrival.
    pub district: Cow<'a, str>,
    /// Who sent the person.
    pub issuer: Text,
    /// The kind of need.
    pub need: Word<Need>,
    /// Its field of action.
    pub field: Word<Field>,
    /// How the person got there.
    pub mode: Word<Mode>,
    /// Residence status when it was issued.
    pub status: Word<Status>,
    /// Whether the status entitles to what is offered there.
    pub entitled: Flag,
    /// Minutes of travel, one way.
    pub travel_minutes: f32,
    /// Week of issue.
    pub issued_week: Week,
    /// Week in which the person got there.
    pub reached_week: Option<Week>,
    /// Week in which a place was promised.
    pub admitted_week: Option<Week>,
    /// Week in which the first appointment was kept or the place taken up.
    pub completed_week: Option<Week>,
    /// Week in which it was over.
    pub ended_week: Option<Week>,
    /// How it ended; nothing while it goes on.
    pub end: Option<Word<EpisodeEnd>>,
    /// Week in which the person left the city or died.
    pub left_city_week: Option<Week>,
}

impl Row for EpisodeRow<'static> {}

/// Appends the episodes of a district so far, in the order in which they were issued.
pub fn append(district: &DistrictWorld, episodes: &mut Table) {
    let refugees = &district.refugees;
    let numbers: Vec<[i64; 2]> = numbered(refugees).map(|(_, numbers)| numbers).collect();
    let own = district.id.as_str();
    for episode in &district.episodes.episode {
        episodes.push(&EpisodeRow {
            person: Key { district: own.into(), numbers: numbers[episode.person.position()] },
            district: own.into(),
            issuer: issuer_key(episode.issuer).into(),
            need: Word(episode.need),
            field: Word(episode.need.field()),
            mode: Word(episode.mode),
            status: Word(episode.status),
            entitled: Flag(episode.entitled),
            travel_minutes: episode.travel_minutes,
            issued_week: episode.issued,
            reached_week: episode.reached,
            admitted_week: episode.admitted,
            completed_week: episode.completed,
            ended_week: episode.ended,
            end: match episode.stage {
                EpisodeStage::Ended(end) => Some(Word(end)),
                EpisodeStage::OnTheWay | EpisodeStage::Waiting => None,
            },
            left_city_week: match refugees.presence[episode.person] {
                Presence::Present => None,
                Presence::Left(week) | Presence::Died(week) => Some(week),
            },
        });
    }
}

const fn issuer_key(issuer: Issuer) -> &'static str {
    match issuer {
        Issuer::Intermediary(_) => "intermediary",
        Issuer::Service(_) => "service",
        Issuer::Authority => "authority",
        Issuer::Institution { .. } => "institution",
        Issuer::Friend { .. } => "friend",
        Issuer::FullAccess => "full_access",
        Issuer::Nobody => "nobody",
    }
}
