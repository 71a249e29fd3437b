//! Turns a configuration into sites, desks, hours and offers: the one place where options are matched.
