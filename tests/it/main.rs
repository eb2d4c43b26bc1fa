//! The one integration test binary.

mod days;
mod errand;
mod layers;
mod rules;
mod shipped_data;
mod support;
