//! Search in the catalogue of matters.
