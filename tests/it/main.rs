//! The one integration test binary.

mod errand;
mod layers;
mod shipped_data;
mod support;
