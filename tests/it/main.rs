//! The one integration test binary.

mod cli;
mod contention;
mod days;
mod errand;
mod hostile;
mod layers;
mod properties;
mod rules;
mod shipped_data;
mod store;
mod support;
mod tamper;
