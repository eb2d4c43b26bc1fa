//! The one integration test binary.

// A test that cannot go on fails where it stands.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod bench;
mod case_page;
mod cli;
mod clock;
mod contention;
mod custody;
mod days;
mod due;
mod errand;
mod errand_sites;
mod followups;
mod golden;
mod hostile;
mod hotline;
mod keys;
mod layers;
mod meetings;
mod numbers;
mod pads;
mod paper;
mod path_fields;
mod people;
mod pg;
mod problems;
mod properties;
mod public_posts;
mod raised;
mod ratings;
mod readme;
mod real_matters;
mod results;
mod rules;
mod scores;
mod shipped_data;
mod store;
mod support;
mod sync;
mod sync_faults;
mod tamper;
mod terminal;
mod village;
mod village_ratings;
mod walk;
