//! How fast bad ratings are followed up: named profiles, as data.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::domain::matter::Limit;

/// The profile of a hall that chooses none.
///
/// Source: point D of the hall's rules: contact 1, simple 5, complex 15 working days.
pub const DEFAULT: &str = "1-5-15";

/// The profiles as shipped, each with where it is from.
const SHIPPED: &str = include_str!("../../../data/scoring/followup.toml");

/// The limits of a follow-up.
///
/// Source: rules B1 to B3 of the hall; each profile names its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// From the rating to the first contact.
    pub contact: Limit,
    /// From the rating, or the reopening, until it is put right at once.
    pub simple: Limit,
    /// The same for what is put on the ledger.
    pub complex: Limit,
    /// From putting right to the call-back.
    pub callback: Limit,
    /// Where the limits are from; left out where a rating keeps them.
    #[serde(default, skip_serializing)]
    pub source: String,
}

impl Default for Profile {
    fn default() -> Self {
        named(DEFAULT).unwrap_or_else(|| Profile {
            name: DEFAULT.to_owned(),
            contact: Limit::WorkingDays(1),
            simple: Limit::WorkingDays(5),
            complex: Limit::WorkingDays(15),
            callback: Limit::WorkingDays(5),
            source: String::new(),
        })
    }
}

/// Returns the shipped profiles.
pub fn shipped() -> &'static [Profile] {
    #[derive(Deserialize)]
    struct File {
        profile: Vec<Profile>,
    }
    static ALL: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        let read = toml::from_str(SHIPPED).map(|file: File| file.profile);
        read.unwrap_or_default()
    });
    &ALL
}

/// Finds a profile by its name.
pub fn named(name: &str) -> Option<Profile> {
    shipped()
        .iter()
        .find(|profile| profile.name == name)
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_names_its_source_and_counts_working_days() {
        let limits = |name: &str| {
            let profile = named(name).unwrap();
            [profile.contact, profile.simple, profile.complex].map(|l| l.to_string())
        };
        assert_eq!(shipped().len(), 4);
        assert_eq!(limits(DEFAULT), ["1wd", "5wd", "15wd"]);
        assert_eq!(limits("1-2-3"), ["1wd", "2wd", "3wd"]);
        assert_eq!(limits("5"), ["1wd", "5wd", "5wd"]);
        assert_eq!(limits("15"), ["1wd", "15wd", "15wd"]);
        for profile in shipped() {
            assert!(profile.source.chars().count() >= 10, "{}", profile.name);
            assert!(matches!(profile.callback, Limit::WorkingDays(5)));
        }
        assert_eq!(Profile::default().name, DEFAULT);
    }
}
