//! Resident ID numbers and unified social credit codes.
