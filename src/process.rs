//! Processes: one file, one process, one submodel of the ODD.

pub mod arrival;
pub mod attendance;
pub mod awareness;
pub mod counselling;
pub mod help_seeking;
pub mod needs;
pub mod referral;
pub mod staff;
pub mod status;
