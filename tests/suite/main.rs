//! Integration tests: one binary.

mod life_course;
mod toy;
