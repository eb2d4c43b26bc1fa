//! A window is added or changed.

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::WindowSaved;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::ops::open_window::WindowDone;

/// Adds or changes a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveWindow {
    /// The number on its sign.
    pub window: WindowNo,
    /// The centres it serves, the first one first.
    #[serde(deserialize_with = "centres")]
    pub centres: Vec<Centre>,
    /// Who sits there as a rule (A).
    #[serde(default)]
    pub regular: Option<StaffNo>,
    /// Who stands in (B).
    #[serde(default)]
    pub stand_in: Option<StaffNo>,
}

/// Reads centres as a list or joined by commas.
fn centres<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Centre>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        List(Vec<String>),
        Text(String),
    }
    let words = match Either::deserialize(from)? {
        Either::List(list) => list,
        Either::Text(text) => text.split(',').map(ToOwned::to_owned).collect(),
    };
    words
        .iter()
        .filter(|word| !word.trim().is_empty())
        .map(|word| word.parse().map_err(serde::de::Error::custom))
        .collect()
}

impl Verb for SaveWindow {
    type Done = WindowDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<WindowDone, Error> {
        if self.centres.is_empty() {
            return Err(Refusal::CentreMissing.into());
        }
        let live = act.live()?;
        // Which windows there are and who sits at them is the hall's word: a leader gives it.
        if act.who() != Who::System {
            act.leader(&live)?;
        }
        for staff in [self.regular, self.stand_in].into_iter().flatten() {
            live.staff(staff)?;
        }
        let mut centres = self.centres.clone();
        let mut seen = Vec::new();
        centres.retain(|centre| {
            let new = !seen.contains(centre);
            seen.push(*centre);
            new
        });
        act.emit(
            Uuid::nil(),
            WindowSaved {
                window: self.window,
                centres,
                regular: self.regular,
                stand_in: self.stand_in,
            },
        )?;
        Ok(WindowDone {
            window: self.window,
        })
    }
}
