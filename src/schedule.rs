//! One week, in order.
