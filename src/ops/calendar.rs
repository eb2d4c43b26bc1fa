//! The days off a hall counts with.

use std::path::Path;

use crate::config::ConfigError;
use crate::domain::calendar::Calendar;
use crate::ops::Error;
use crate::ops::reading;

/// The hall's own list of days off beside its store: the years the program did not ship with.
pub const DAYS_FILE: &str = "days.csv";

/// Returns the days off a store's folder knows: those shipped, and its own where it has a list.
///
/// # Errors
/// [`Error::Usage`] naming the file and the line that is wrong, [`Error::Config`] when it cannot
/// be read.
pub fn calendar_of(dir: &Path) -> Result<Calendar, Error> {
    let path = dir.join(DAYS_FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Calendar::shipped());
        }
        Err(source) => return Err(ConfigError::Io { path, source }.into()),
    };
    let own = Calendar::parse(&text).map_err(|error| reading::days(path, error))?;
    Ok(Calendar::shipped().with(own))
}
