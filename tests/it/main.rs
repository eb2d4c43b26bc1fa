//! The one integration test binary.

mod shipped_data;
