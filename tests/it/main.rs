//! The one integration test binary.

mod contention;
mod days;
mod errand;
mod layers;
mod rules;
mod shipped_data;
mod support;
mod tamper;
