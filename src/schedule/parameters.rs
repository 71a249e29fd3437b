//! The parameters of all processes, read from the evidence once.

use crate::evidence::{Evidence, EvidenceFault};
use crate::intermediary::account;
use crate::population::Travel;
use crate::process::{
    arrival, attendance, awareness, city_network, counselling, encounter, help_seeking, housing,
    identification, learning, letters, local_network, needs, public_life, referral, schooling, staff, status,
    volunteering, work,
};

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
    pub letters: letters::Parameters,
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
            letters: evidence.section("letters")?,
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
