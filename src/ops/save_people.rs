//! Residents and organisations are added to the register or completed, all of a batch or none.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::event::Applicant;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::register;
use crate::ops::register::Kept;

/// Adds or completes people of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavePeople {
    /// The people: name, and number, phone and village where known.
    pub people: Vec<Applicant>,
}

/// People kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PeopleDone {
    /// New ones.
    pub added: usize,
    /// Known ones about whom something was filled in or changed.
    pub changed: usize,
    /// Ones about whom everything was known.
    pub unchanged: usize,
}

impl Verb for SavePeople {
    type Done = PeopleDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<PeopleDone, Error> {
        act.staff(&act.live()?)?;
        let mut done = PeopleDone::default();
        for given in &self.people {
            let (applicant, _) = register::clean(given, act.today())?;
            match register::remember(act, &applicant)? {
                Kept::Added(_) => done.added += 1,
                Kept::Changed(_) => done.changed += 1,
                Kept::Same(_) => done.unchanged += 1,
            }
        }
        Ok(done)
    }
}
