//! One week, in order: the model's table of contents.
//!
//! Each line of `district_week` names a process; the process's file says what it does, and the arguments say what it reads and writes.

use crate::configuration::Configuration;
use crate::dice::Dice;
use crate::district::DatedShare;
use crate::evidence::{Evidence, EvidenceFault};
use crate::forcing::{Forcings, Series};
use crate::index::PersonId;
use crate::intermediary::account;
use crate::intermediary::establishment::Location;
use crate::population::{Residence, Travel};
use crate::process::{
    arrival, attendance, awareness, city_network, counselling, encounter, help_seeking, housing,
    identification, learning, local_network, needs, public_life, referral, schooling, staff, status,
    volunteering, work,
};
use crate::scenario::DistrictPlan;
use crate::time::Week;
use crate::world::DistrictWorld;

mod entry;

/// Parameters of all processes.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the parameters of the process of its name")]
pub struct Parameters {
    pub account: account::Parameters,
    pub arrival: arrival::Parameters,
    pub attendance: attendance::Parameters,
    pub awareness: awareness::Parameters,
    pub city_network: city_network::Parameters,
    pub counselling: counselling::Parameters,
    pub encounter: encounter::Parameters,
    pub help_seeking: help_seeking::Parameters,
    pub housing: housing::Parameters,
    pub identification: identification::Parameters,
    pub learning: learning::Parameters,
    pub local_network: local_network::Parameters,
    pub needs: needs::Parameters,
    pub public_life: public_life::Parameters,
    pub referral: referral::Parameters,
    pub schooling: schooling::Parameters,
    pub staff: staff::Parameters,
    pub status: status::Parameters,
    pub travel: Travel,
    pub volunteering: volunteering::Parameters,
    pub work: work::Parameters,
}

impl Parameters {
    /// Reads the parameters of all processes from the evidence.
    ///
    /// # Errors
    /// Returns the first section that does not fit its process.
    pub fn read(evidence: &Evidence) -> Result<Self, EvidenceFault> {
        Ok(Self {
            account: evidence.section("account")?,
            arrival: evidence.section("arrival")?,
            attendance: evidence.section("attendance")?,
            awareness: evidence.section("awareness")?,
            city_network: evidence.section("city_network")?,
            counselling: evidence.section("counselling")?,
            encounter: evidence.section("encounter")?,
            help_seeking: evidence.section("help_seeking")?,
            housing: evidence.section("housing")?,
            identification: evidence.section("identification")?,
            learning: evidence.section("learning")?,
            local_network: evidence.section("local_network")?,
            needs: evidence.section("needs")?,
            public_life: evidence.section("public_life")?,
            referral: evidence.section("referral")?,
            schooling: evidence.section("schooling")?,
            staff: evidence.section("staff")?,
            status: evidence.section("status")?,
            travel: evidence.section("travel")?,
            volunteering: evidence.section("volunteering")?,
            work: evidence.section("work")?,
        })
    }
}

/// What is planned for a district: its share of arrivals and its configurations.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Share of the city's arrivals.
    pub arrival_share: Series,
    /// People in accommodation at the beginning, as far as the initial stock should yield them.
    pub initial_stock: u32,
    /// Ground on which sites are chosen.
    pub location: Location,
    /// Configurations with the week from which they hold.
    pub configurations: Vec<(Week, Configuration)>,
}

impl Plan {
    /// Returns the plan of a district of a scenario.
    pub fn of(plan: &DistrictPlan) -> Self {
        let district = &plan.district;
        let [latitude, longitude] = district.welcome_point;
        let centres = district.settled_areas().iter().map(|area| (area.centre, area.inhabitants)).collect();
        Self {
            arrival_share: Series::new(
                district.arrival_share.iter().map(|dated| (dated.week(), dated.share)).collect(),
            ),
            initial_stock: district.initial_stock,
            location: Location {
                welcome_point: crate::district::Point::of_degrees(latitude, longitude),
                centres,
            },
            configurations: plan.configurations.clone(),
        }
    }
}

impl DatedShare {
    fn week(&self) -> Week {
        let (year, month, day) = (self.from / 10_000, self.from / 100 % 100, self.from % 100);
        jiff::civil::Date::new(year as i16, month as i8, day as i8).map_or(Week::SPIN_UP, Week::of)
    }
}

/// Runs one week in one district.
pub fn week(
    week: Week,
    dice: Dice,
    forcings: &Forcings,
    parameters: &Parameters,
    plan: &Plan,
    district: &mut DistrictWorld,
) {
    week_with(week, dice, forcings, parameters, plan, district, &mut |_| {});
}

/// Runs one week in one district and says after each process which one it was, so that a bench can tell what each costs.
pub fn week_with(
    week: Week,
    dice: Dice,
    forcings: &Forcings,
    parameters: &Parameters,
    plan: &Plan,
    district: &mut DistrictWorld,
    after: &mut impl FnMut(&'static str),
) {
    district_week(week, &dice, parameters, forcings, plan, district, after);
}

/// Names of the processes in the order in which a week runs them, as [`week_with`] says them.
pub const ORDER: [&str; 20] = [
    "configuration",
    "arrival",
    "needs",
    "staff",
    "awareness",
    "help_seeking",
    "counselling",
    "referral",
    "attendance",
    "learning",
    "schooling",
    "housing",
    "work",
    "encounter",
    "volunteering",
    "local_network",
    "city_network",
    "identification",
    "public_life",
    "settlement_of_hours",
];

/// Runs one week in one district.
#[expect(clippy::too_many_lines, reason = "the week's table of contents stands in one place")]
fn district_week(
    week: Week,
    dice: &Dice,
    parameters: &Parameters,
    forcings: &Forcings,
    plan: &Plan,
    district: &mut DistrictWorld,
    after: &mut impl FnMut(&'static str),
) {
    entry::change_configuration(week, dice, parameters, plan, district);
    after("configuration");

    // 1 and 2. Arrival and status: who comes, leaves, is born, or dies; what is decided and permitted.
    entry::live(week, dice, parameters, forcings, district);
    entry::arrive(week, dice, parameters, forcings, plan, district);
    after("arrival");

    let DistrictWorld {
        entity,
        ground,
        residents,
        refugees,
        cases,
        episodes,
        volunteers,
        occasions,
        network,
        intermediary,
        city,
        life,
        ledger,
        helpers_seen,
        ..
    } = district;

    // What acts once in four weeks acts in those whose week it is.
    let acting: Vec<PersonId> =
        refugees.present.iter().copied().filter(|&id| refugees.person[id].entity.acts_in(week)).collect();

    // 3. Needs.
    needs::step(week, dice, &parameters.needs, refugees, cases, ledger);
    after("needs");
    // Paid staff: whether there is money, who is there, and for what.
    entry::renew_grant(week, dice, parameters, network, intermediary);
    let replaced = staff::plan(
        week,
        dice,
        &parameters.staff,
        &parameters.account,
        forcings,
        city,
        volunteers,
        intermediary,
    );
    entry::lose_directories(week, dice, &parameters.local_network, replaced, network, intermediary);
    after("staff");
    // 4. Awareness.
    awareness::step(week, dice, &parameters.awareness, intermediary, network, refugees);
    after("awareness");
    // 5. Help seeking.
    help_seeking::step(
        week,
        dice,
        &parameters.help_seeking,
        &parameters.travel,
        intermediary,
        network,
        volunteers,
        refugees,
        cases,
        episodes,
        ledger,
    );
    let beginning = volunteers.begun - *helpers_seen;
    *helpers_seen = volunteers.begun;
    let seeking = &parameters.help_seeking;
    help_seeking::residents_come(week, dice, seeking, intermediary, network, residents, ledger);
    let travel = &parameters.travel;
    help_seeking::people_elsewhere_come(week, dice, seeking, travel, intermediary, network, residents);
    help_seeking::donors_come(week, dice, seeking, beginning, intermediary, residents);
    help_seeking::institutions_ask(week, dice, seeking, intermediary, network);
    after("help_seeking");
    // 6. Counselling.
    let talks = counselling::step(
        week,
        dice,
        &parameters.counselling,
        intermediary,
        network,
        residents,
        refugees,
        cases,
        episodes,
        ledger,
    );
    local_network::after_talks(week, *dice, &parameters.local_network, &talks, network, intermediary);
    staff::ask_users(week, dice, &parameters.staff, refugees, intermediary);
    after("counselling");
    // 7. Referral.
    let scene = referral::Scene { intermediary, network, volunteers, refugees, cases, episodes, ledger };
    referral::step(week, dice, &parameters.referral, &parameters.travel, forcings, scene);
    after("referral");
    // 8. Attendance.
    attendance::step(
        week,
        dice,
        &parameters.attendance,
        &parameters.travel,
        forcings,
        network,
        intermediary,
        residents,
        refugees,
        cases,
        occasions,
        ledger,
    );
    entry::help_with_education(week, dice, parameters, forcings, refugees, cases, life);
    after("attendance");
    // 9. Learning.
    learning::step(
        week,
        dice,
        &parameters.learning,
        &acting,
        &refugees.person,
        &refugees.course,
        &refugees.schooling,
        &refugees.working,
        &refugees.social,
        &refugees.meetings,
        &mut refugees.language,
    );
    after("learning");
    // 10. Schooling.
    schooling::step(
        week,
        dice,
        &parameters.schooling,
        forcings,
        &refugees.present,
        &refugees.person,
        &refugees.presence,
        &refugees.household,
        &refugees.language,
        &mut refugees.schooling,
        &mut refugees.working,
        life,
    );
    after("schooling");
    // 11. Housing.
    housing::step(
        week,
        dice,
        &parameters.housing,
        forcings,
        &acting,
        &refugees.person,
        &refugees.presence,
        &refugees.household,
        &refugees.legal,
        &refugees.language,
        &refugees.working,
        &refugees.social,
        ground,
        &mut city.accommodation,
        &mut refugees.housing,
        &mut refugees.mind,
        ledger,
    );
    after("housing");
    // 12. Work.
    work::step(
        week,
        dice,
        &parameters.work,
        forcings,
        &refugees.present,
        &residents.resident,
        &refugees.person,
        &refugees.presence,
        &refugees.household,
        &refugees.legal,
        &refugees.schooling,
        &refugees.language,
        &refugees.course,
        &refugees.housing,
        &refugees.social,
        &mut refugees.working,
        &mut refugees.mind,
        life,
        ledger,
    );
    after("work");
    // 13. Encounter.
    encounter::step(
        week,
        dice,
        &parameters.encounter,
        forcings,
        &refugees.present,
        &acting,
        &refugees.person,
        &refugees.presence,
        &refugees.household,
        &refugees.schooling,
        &refugees.working,
        &refugees.housing,
        &refugees.language,
        &refugees.enrolments,
        residents,
        occasions,
        &mut refugees.social,
        &mut refugees.meetings,
        &mut refugees.mind,
        ledger,
    );
    after("encounter");
    // 14. Volunteering.
    volunteering::step(
        week,
        *dice,
        &parameters.volunteering,
        forcings,
        residents,
        refugees,
        intermediary,
        volunteers,
        occasions,
        ledger,
    );
    after("volunteering");
    // 15. Local network.
    let centres: Vec<_> = ground.iter().map(|ground| ground.centre).collect();
    local_network::step(
        week,
        *dice,
        &parameters.local_network,
        forcings,
        &centres,
        city.meeting_hours,
        network,
        intermediary,
        ledger,
    );
    let networking = &parameters.local_network;
    local_network::receive_guests(
        week,
        *dice,
        networking,
        intermediary,
        residents,
        refugees,
        cases,
        network,
        occasions,
    );
    local_network::hand_over(week, *dice, networking, refugees, cases, network, episodes);
    after("local_network");
    // 16. City network.
    let people = refugees
        .present
        .iter()
        .filter(|&&id| matches!(refugees.housing[id].residence, Residence::District(_)))
        .count();
    city_network::step(
        week,
        *dice,
        &parameters.city_network,
        parameters.local_network.stale_per_year.get(),
        forcings,
        people,
        cases,
        network,
        intermediary,
        city,
        ledger,
    );
    after("city_network");
    // 17. Identification.
    identification::step(
        week,
        &parameters.identification,
        forcings,
        &acting,
        &refugees.person,
        &refugees.legal,
        &refugees.housing,
        &refugees.working,
        &refugees.social,
        &mut refugees.mind,
    );
    after("identification");
    // 18. Public life.
    public_life::step(
        week,
        *dice,
        &parameters.public_life,
        forcings,
        parameters.local_network.tie_fading.get(),
        *entity,
        residents,
        refugees,
        volunteers,
        intermediary,
        network,
        occasions,
        ledger,
    );
    after("public_life");
    staff::settle(&parameters.staff, intermediary, ledger);
    after("settlement_of_hours");
}
