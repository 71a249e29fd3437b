//! People: long-standing residents, people who fled and their households, volunteers, cases and referral episodes.

pub mod cases;
pub mod occasions;
pub mod refugees;
pub mod residents;
pub mod volunteers;

pub use cases::{Case, CaseStage, Cases, Episode, EpisodeStage, Episodes, Issuer};
pub use occasions::{Gathering, Occasions};
pub use refugees::{
    Awareness, Course, CourseState, Dwelling, Enrolment, Household, Housing, Language, Legal, Meetings, Mind,
    Person, Presence, Recognition, Refugees, Residence, Schooling, Social, Tie, TieStrength, Visits, Working,
    is_tied_by_care,
};
pub use residents::{AgeGroup, Contact, Resident, Residents};
pub use volunteers::{Service, Volunteer, Volunteers};
