//! The one integration test binary.

mod errand;
mod hostile;
mod layers;
mod shipped_data;
mod support;
