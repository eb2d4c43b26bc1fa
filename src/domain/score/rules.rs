//! What a hall chooses of score sheets.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::score::DEFAULT;
use crate::domain::score::Profiles;
use crate::domain::score::Weights;

/// Which profile new sheets have, and the village's own weights. They are settings and no entry: a
/// sheet keeps the terms it began under in the entry that begins it, so that a change of them never
/// touches a sheet there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScoreRules {
    /// The profile of a sheet that names none: a name of `data/scoring/sheets.toml` or of the hall's own
    /// `sheets.toml`.
    pub profile: String,
    /// Own weights, whole points by profile and head; those of a block still come to its cap.
    pub weights: Weights,
}

impl Default for ScoreRules {
    fn default() -> Self {
        ScoreRules {
            profile: DEFAULT.to_owned(),
            weights: Weights::new(),
        }
    }
}

impl ScoreRules {
    /// Returns the first setting that no sheet can be scored by.
    ///
    /// # Errors
    /// Its key.
    pub fn check(&self, profiles: &Profiles) -> Result<(), &'static str> {
        if profiles.named(&self.profile).is_none() {
            return Err("profile");
        }
        profiles.check_weights(&self.weights).map_err(|_| "weights")
    }
}
