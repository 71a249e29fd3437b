//! Clubs: who joins, how long it lasts, and the evenings at which members and residents meet.

use super::{Clubs, Parameters};
use crate::dice::{ACTING_EVERY, Purpose};
use crate::index::{Column, InstitutionId, PersonId, ResidentId};
use crate::network::{Belonging, Institution};
use crate::numeric::{chance_within, exp};
use crate::population::{
    AgeGroup, Enrolment, Gathering, Housing, Language, Membership, Memberships, Person, Presence, Refugees,
    Residence, Resident, Social,
};
use crate::time::{WEEKS_PER_YEAR, Week};
use crate::today::Today;
use crate::vocabulary::{InstitutionKind, Need};
use crate::world::DistrictWorld;

/// Weeks for which joining is drawn at a time.
const QUARTER: i32 = Week::QUARTER;
/// Weeks whose evenings come at once.
const SPAN: f64 = ACTING_EVERY as f64;

/// What clubs read, and what they write.
#[derive(Debug)]
pub struct Scene<'a> {
    institution: &'a Column<InstitutionId, Institution>,
    resident: &'a Column<ResidentId, Resident>,
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    presence: &'a Column<PersonId, Presence>,
    housing: &'a Column<PersonId, Housing>,
    social: &'a Column<PersonId, Social>,
    enrolments: &'a [Enrolment],
    language: &'a mut Column<PersonId, Language>,
    memberships: &'a mut Memberships,
    gatherings: &'a mut Vec<Gathering>,
}

impl<'a> From<&'a mut DistrictWorld> for Scene<'a> {
    fn from(district: &'a mut DistrictWorld) -> Self {
        let DistrictWorld { network, residents, refugees, occasions, .. } = district;
        let Refugees { present, person, presence, housing, social, enrolments, .. } = refugees;
        let Refugees { language, memberships, .. } = refugees;
        Self {
            institution: &network.institution,
            resident: &residents.resident,
            present,
            person,
            presence,
            housing,
            social,
            enrolments,
            language,
            memberships,
            gatherings: &mut occasions.gatherings,
        }
    }
}

/// Lets people leave and join clubs, and holds the evenings of those whose week it is; gatherings are there for the next `encounter`.
pub fn meet_in_clubs(today: &Today, parameters: &Parameters, scene: Scene) {
    let (week, parameters) = (today.week, &parameters.clubs);
    let Scene { institution, resident, present, person, presence, housing, social, enrolments, .. } = scene;
    let Scene { language, memberships, gatherings, .. } = scene;
    leave(week, parameters, institution, person, presence, housing, memberships);
    if week.0.rem_euclid(QUARTER) == 0 {
        let candidates = Candidates { present, person, housing, social, language, enrolments };
        join(today, parameters, institution, &candidates, memberships);
    }
    let evenings = SPAN * parameters.comes.get() * today.forcings.closures.meetings.at(week);
    if evenings <= 0.0 {
        return;
    }
    let here = who_comes(week, person, memberships);
    for group in here.chunk_by(|one, other| one.0 == other.0) {
        let club = group[0].0;
        let row = &institution[club];
        practise(parameters, evenings, row.kind, group, language);
        let (drawn, regulars) = memberships.regulars.entry(club).or_insert((Week::NEVER, Vec::new()));
        let year = week.block();
        if *drawn != year {
            *drawn = year;
            *regulars = regulars_of(year, today, parameters, row, resident);
        }
        let talks = today.stream(Purpose::ClubEvening, row.entity).rounded(evenings * parameters.talks.get());
        if !regulars.is_empty() && talks > 0 {
            gatherings.push(Gathering {
                persons: group.iter().map(|&(_, id)| id).collect(),
                residents: regulars.clone(),
                talks_each: talks.min(u32::from(u8::MAX)) as u8,
                equal_footing: true,
            });
        }
    }
}

fn is_young(week: Week, parameters: &Clubs, born: Week) -> bool {
    f64::from(week.since(born)) < parameters.young_until.get() * WEEKS_PER_YEAR
}

/// Returns whether one joins a club of a kind at an age.
const fn suits(kind: InstitutionKind, is_adult: bool, is_young: bool) -> bool {
    match kind {
        InstitutionKind::Club => true,
        InstitutionKind::YouthClub => is_young,
        InstitutionKind::Parish | InstitutionKind::MigrantOrganisation => is_adult,
        _ => false,
    }
}

fn leave(
    week: Week,
    parameters: &Clubs,
    institution: &Column<InstitutionId, Institution>,
    person: &Column<PersonId, Person>,
    presence: &Column<PersonId, Presence>,
    housing: &Column<PersonId, Housing>,
    memberships: &mut Memberships,
) {
    memberships.end_unless(|one| {
        let club = &institution[one.institution];
        week < one.until
            && week < club.closes
            && presence[one.person] == Presence::Present
            && matches!(housing[one.person].residence, Residence::District(_))
            && (club.kind != InstitutionKind::YouthClub
                || is_young(week, parameters, person[one.person].born))
    });
}

/// Who may join a club.
struct Candidates<'a> {
    present: &'a [PersonId],
    person: &'a Column<PersonId, Person>,
    housing: &'a Column<PersonId, Housing>,
    social: &'a Column<PersonId, Social>,
    language: &'a Column<PersonId, Language>,
    enrolments: &'a [Enrolment],
}

/// Draws who joins in a quarter, and lets them join in the order in which they come.
fn join(
    today: &Today,
    parameters: &Clubs,
    institution: &Column<InstitutionId, Institution>,
    candidates: &Candidates,
    memberships: &mut Memberships,
) {
    let week = today.week;
    let &Candidates { present, person, housing, social, language, enrolments } = candidates;
    let clubs: Vec<InstitutionId> = institution
        .rows()
        .filter(|(_, row)| {
            row.belonging == Belonging::External
                && row.opens <= week
                && week < row.closes
                && suits(row.kind, true, true)
        })
        .map(|(id, _)| id)
        .collect();
    let mut attending: Vec<(PersonId, InstitutionId)> = enrolments
        .iter()
        .filter(|enrolment| enrolment.need == Need::Company)
        .map(|enrolment| (enrolment.person, enrolment.institution))
        .collect();
    attending.sort_unstable();
    let mut joining: Vec<(u64, PersonId, Membership)> = Vec::new();
    let mut weights = Vec::with_capacity(clubs.len());
    for &id in present {
        let who = &person[id];
        if memberships.club_of(id).is_some()
            || !who.has_school_age(week)
            || !matches!(housing[id].residence, Residence::District(_))
        {
            continue;
        }
        let (adult, young) = (who.is_adult(week), is_young(week, parameters, who.born));
        let social = &social[id];
        let friends_in = |club: InstitutionId| {
            social.peers.iter().filter(|&&one| memberships.club_of(one) == Some(club)).count() as f64
        };
        let friends = social.peers.iter().filter(|&&one| memberships.club_of(one).is_some()).count() as f64
            + social.ties.len() as f64 * parameters.residents.get();
        let from = attending.partition_point(|&(person, _)| person < id);
        let groups = attending[from..].iter().take_while(|&&(person, _)| person == id);
        let attends = |club: InstitutionId| groups.clone().any(|&(_, there)| there == club);
        let own = if young { parameters.join_young } else { parameters.join }.get()
            * (1.0 + parameters.friend.get() * friends);
        let most = if groups.clone().next().is_some() { parameters.attends.get().max(1.0) } else { 1.0 };
        let mut stream = today.stream(Purpose::ClubJoining, who.entity);
        let luck = stream.unit();
        // Most draws are settled before any way is measured: near and German only lower the rate.
        // A chance is at most its rate times the weeks, which spares the exact one for nearly everybody.
        let rate = own * most;
        if luck >= rate * f64::from(QUARTER) || luck >= chance_within(rate, f64::from(QUARTER)) {
            continue;
        }
        let level = f64::from(language[id].level);
        let without = parameters.without_german.get();
        let speaks =
            without + (1.0 - without) * level / (level + parameters.half_level.get().max(f64::EPSILON));
        weights.clear();
        let mut nearest = 0.0_f64;
        for &club in &clubs {
            let row = &institution[club];
            if !suits(row.kind, adult, young) {
                weights.push(0.0);
                continue;
            }
            let speaks = if row.kind == InstitutionKind::MigrantOrganisation { 1.0 } else { speaks };
            let there = if attends(club) { parameters.attends.get() } else { 1.0 };
            let km = housing[id].home.km_to(row.place);
            let drawn = exp(parameters.distance.get() * km) * speaks * there;
            nearest = nearest.max(drawn);
            weights.push(drawn * (1.0 + parameters.friend.get() * friends_in(club)));
        }
        if luck >= chance_within(own * nearest, f64::from(QUARTER)) {
            continue;
        }
        if let Some(position) = stream.weighted(&weights) {
            let lasts = stream.geometric(chance_within(parameters.leave.get(), 1.0)).min(10_000);
            let instant = today.stream(Purpose::ArrivalInstant, who.entity).bits();
            let until = week.plus(1).plus(lasts);
            joining.push((
                instant,
                id,
                Membership { person: id, institution: clubs[position], since: week, until },
            ));
        }
    }
    joining.sort_unstable_by_key(|&(instant, person, _)| (instant, person));
    for (_, _, membership) in joining {
        let club = membership.institution;
        let is_full = institution[club].kind == InstitutionKind::YouthClub
            && f64::from(memberships.members_of(club)) >= parameters.youth_places.get();
        if !is_full {
            memberships.join(membership);
        }
    }
}

/// Returns the members whose week it is, club by club.
fn who_comes(
    week: Week,
    person: &Column<PersonId, Person>,
    memberships: &Memberships,
) -> Vec<(InstitutionId, PersonId)> {
    let mut here: Vec<(InstitutionId, PersonId)> = memberships
        .active()
        .iter()
        .filter(|one| person[one.person].entity.acts_in(week))
        .map(|one| (one.institution, one.person))
        .collect();
    here.sort_unstable();
    here
}

/// Lets those who come to a club practise German; youth clubs teach some local knowledge.
fn practise(
    parameters: &Clubs,
    evenings: f64,
    kind: InstitutionKind,
    group: &[(InstitutionId, PersonId)],
    language: &mut Column<PersonId, Language>,
) {
    for &(_, id) in group {
        let hours = evenings * parameters.hours.get();
        let language = &mut language[id];
        language.practice += (hours * parameters.practice.get()) as f32;
        if kind == InstitutionKind::YouthClub {
            let gain = 1.0 - exp(-parameters.youth_knowledge.get() * hours);
            language.local_knowledge += gain as f32 * (1.0 - language.local_knowledge);
        }
    }
}

/// Draws the residents who are regularly at a club in a year: from around it, of the age that it is for.
fn regulars_of(
    year: Week,
    today: &Today,
    parameters: &Clubs,
    club: &Institution,
    resident: &Column<ResidentId, Resident>,
) -> Vec<ResidentId> {
    /// Draws for one regular before the place stays empty: one resident in nine is of school age.
    const TRIES: usize = 100;
    let count = resident.len();
    if count == 0 {
        return Vec::new();
    }
    let mut stream = today.dice.stream(Purpose::ClubRegulars, year, club.entity);
    let mut regulars = Vec::new();
    for _ in 0..parameters.regulars.get() as usize {
        for _ in 0..TRIES {
            let id = ResidentId(stream.below(count) as u32);
            let one = &resident[id];
            let suits = match club.kind {
                InstitutionKind::YouthClub => one.age == AgeGroup::From6,
                InstitutionKind::MigrantOrganisation => one.age.is_adult() && one.migration_history,
                _ => one.age.is_adult(),
            };
            if suits && stream.chance(exp(parameters.regulars_distance.get() * one.home.km_to(club.place))) {
                regulars.push(id);
                break;
            }
        }
    }
    regulars
}
