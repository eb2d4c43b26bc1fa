//! yizhan (一站): the service hall of a Chinese township in a terminal.

pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod locale;
pub mod ops;
pub mod store;
pub mod ui;
