//! Keys, normalised.
