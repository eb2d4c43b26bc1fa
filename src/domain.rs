//! The hall's nouns and rules, as pure functions: no clock, file, SQL, terminal or randomness.

pub mod alarm;
pub mod calendar;
pub mod catalogue;
pub mod deadline;
pub mod division;
pub mod entry;
pub mod estimate;
pub mod event;
pub mod ids;
pub mod live;
pub mod matter;
pub mod matter_file;
pub mod norms;
pub mod number;
pub mod paper;
pub mod plain;
pub mod queue;
pub mod rating;
pub mod refusal;
pub mod table;
pub mod time;
pub mod visit;
