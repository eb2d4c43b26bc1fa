//! The one integration test binary.

mod errand;
mod shipped_data;
mod support;
