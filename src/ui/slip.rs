//! The ticket slip and its printers.
