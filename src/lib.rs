//! yizhan (一站): the service hall of a Chinese township in a terminal.

#![warn(missing_docs)]

pub mod domain;
pub mod locale;
pub mod store;
pub mod ui;
