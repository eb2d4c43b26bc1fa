//! Width, fit, pad and wrap.
