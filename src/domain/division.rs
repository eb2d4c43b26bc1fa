//! Towns and villages.
