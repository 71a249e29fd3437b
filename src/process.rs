//! Processes: one file, one process, one submodel of the ODD.

pub mod city_network;
pub mod local_network;
pub mod public_life;
pub mod volunteering;

#[cfg(test)]
mod toy;
