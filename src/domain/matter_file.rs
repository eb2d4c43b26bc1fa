//! Reads a catalogue of matters from CSV.
