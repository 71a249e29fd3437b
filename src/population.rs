//! People: long-standing residents, people who fled and their households, volunteers, cases and referral episodes.

pub mod attitudes;
pub mod cases;
pub mod doors;
pub mod enrolments;
pub mod letters;
pub mod meetings;
pub mod memberships;
pub mod occasions;
pub mod refugees;
pub mod residents;
pub mod settlement;
pub mod social;
pub mod travel;
pub mod trials;
pub mod volunteers;

pub use attitudes::{Attitudes, Contact, Norm};
pub use cases::{
    Case, CaseStage, Cases, Episode, EpisodeStage, Episodes, Invitation, Issuer, OwnDesk, SettingOut,
};
pub use doors::best_door;
pub use enrolments::Enrolment;
pub use letters::Letters;
pub use meetings::Meetings;
pub use memberships::{Membership, Memberships};
pub use occasions::{Gathering, Occasions};
pub use refugees::{
    Awareness, Course, CourseState, Dwelling, Heard, Household, Housing, Known, Language, Legal, Newcomer,
    Person, Presence, Recognition, Refugees, Residence, Schooling, Visits, Working, is_tied_by_care,
    youngest_child,
};
pub use residents::{AgeGroup, Resident, Residents};
pub use social::{Discouragement, Face, Faces, Mind, Social, Tie, TieStrength};
pub use travel::Travel;
pub use trials::Trials;
pub use volunteers::{Service, Volunteer, Volunteers};
