//! The exchange between sites: what goes out at night, what comes in, and how each is believed.
//!
//! Nothing here reads a clock, draws a random number or knows where files lie by itself: time,
//! randomness, the store and the carrier are arguments, so that a test can lead ten sites through a
//! thousand nights.
//!
//! [`plan`] says what an exchange would do. [`exchange`] is one: notes are read ([`notes`]), segments come in ([`inward`]), what was lost
//! is put in its place ([`returned`]), and everything that is not acknowledged goes out ([`outward`]).

pub(crate) mod acked;
pub mod card;
pub mod carrier;
pub mod dice;
pub mod enrol;
pub mod error;
pub mod exchange;
pub mod hub;
pub mod identity;
pub mod inward;
pub mod keys;
pub mod lost;
pub mod machine;
pub mod note;
pub mod notes;
pub mod outward;
pub mod plan;
pub mod returned;
pub(crate) mod revoked;
pub mod seal;
pub mod segment;
pub mod watched;
pub mod witness;
