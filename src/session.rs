//! The session: what a page asks, and what it is told, in lines of JSON; the same natively and as WebAssembly.
//!
//! An [`Inquiry`] is an experiment made of the page's settings: one or two forms of the intermediary beside nobody, existing services
//! and full access. Whoever runs it decides on threads or workers: a [`Passage`] is one run, or a [`Part`] of its districts, week by
//! week; [`Moments`] put together what is seen of them on the way, and [`Findings`] what they leave behind. Lines depend on the
//! question and the runs alone, never on the order in which runs end.
//!
//! | line | says |
//! |---|---|
//! | `account` | what each form costs a year, item by item, what cannot be paid, the frame for curves, and each number of an own district |
//! | `moment` | a form in the first replicate after some weeks: points of curves, map, chain |
//! | `drawn` | answer and pictures of the replicates that all forms have run |
//! | `fault` | what is wrong with the question: found, allowed, nearest |

mod about;
mod account;
mod ask;
mod files;
mod findings;
mod inquiry;
mod moments;
mod own;
mod passage;
#[cfg(test)]
mod tests;

pub use about::about;
pub use ask::{Ask, LIMITS, Limits, Settings};
pub use findings::Findings;
pub use inquiry::Inquiry;
pub use moments::Moments;
pub use own::Own;
pub use passage::{Courses, Glimpse, Part, Passage};
