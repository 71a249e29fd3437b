//! The command line of INTESO.

fn main() {}
