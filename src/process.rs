//! Processes: one file, one process, one submodel of the ODD.
