//! One-line input.
