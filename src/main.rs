//! The `yizhan` program: everything is in the library.
fn main() {}
