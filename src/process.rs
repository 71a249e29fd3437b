//! Processes: one file, one process, one submodel of the ODD.
//!
//! A scene that names a column to no use does not compile, so that it says what its process reads and writes, and nothing more.

#![deny(dead_code)]

pub mod arrival;
pub mod attendance;
pub mod awareness;
pub mod city_network;
pub mod counselling;
pub mod encounter;
pub mod help_seeking;
pub mod housing;
pub mod identification;
pub mod learning;
pub mod letters;
pub mod local_network;
pub mod needs;
pub mod public_life;
pub mod referral;
pub mod schooling;
pub mod staff;
pub mod status;
pub mod volunteering;
pub mod work;
