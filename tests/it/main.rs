//! The one integration test binary.

mod contention;
mod days;
mod errand;
mod hostile;
mod layers;
mod properties;
mod public_posts;
mod rules;
mod shipped_data;
mod store;
mod support;
mod tamper;
