//! The one integration test binary.

mod cli;
mod shipped_data;
