//! The hall's nouns and rules, as pure functions: no clock, file, SQL, terminal or randomness.

pub mod calendar;
pub mod catalogue;
pub mod deadline;
pub mod division;
pub mod ids;
pub mod matter;
pub mod matter_file;
pub mod number;
pub mod plain;
pub mod table;
pub mod time;
