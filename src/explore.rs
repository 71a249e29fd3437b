//! The explorer: a page on loopback behind which the program runs what it asks, and the same page in one file; the only part that
//! touches the network.
//!
//! A page asks once and is told line by line; the run ends when its page goes. Nothing that a request says names a file.

mod answer;
pub mod export;
mod guard;
mod kept;
mod page;
mod routes;
mod running;
mod server;

pub use server::Server;

/// Names, licences and notices of all that is inside the program and the page.
pub const LICENCES: &str = include_str!("explore/licences.txt");
