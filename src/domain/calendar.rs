//! Days off and make-up working days.
