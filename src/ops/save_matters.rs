//! Matters are added to the catalogue or changed, all of them or none.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::domain::event::MatterSaved;
use crate::domain::matter::Matter;
use crate::domain::matter::promises_too_long;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::Who;
use crate::store::view;

/// Adds or changes matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveMatters {
    /// The matters, whole.
    pub matters: Vec<Matter>,
}

/// Matters kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MattersDone {
    /// New or changed ones.
    pub saved: usize,
    /// Ones that were the same already.
    pub unchanged: usize,
}

impl Verb for SaveMatters {
    type Done = MattersDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MattersDone, Error> {
        // What papers are asked for and by when is the hall's word: a leader gives it.
        if act.who() != Who::System {
            act.leader(&act.live()?)?;
        }
        let mut done = MattersDone {
            saved: 0,
            unchanged: 0,
        };
        for matter in &self.matters {
            check(matter)?;
            if view::matters::find(act.db(), &matter.code)?.as_ref() == Some(matter) {
                done.unchanged += 1;
                continue;
            }
            act.emit(
                Uuid::nil(),
                MatterSaved {
                    matter: matter.clone(),
                },
            )?;
            done.saved += 1;
        }
        Ok(done)
    }
}

fn check(matter: &Matter) -> Result<(), Refusal> {
    let wrong = |what: String| Refusal::MatterWrong { what };
    if matter.code.trim().is_empty() || matter.name.trim().is_empty() {
        return Err(wrong("a matter needs a code and a name".to_owned()));
    }
    // Source: rule L7, promised is never longer than statutory.
    if promises_too_long(matter.statutory, matter.promised) {
        return Err(Refusal::PromiseTooLong {
            matter: matter.code.clone(),
            statutory: matter.statutory.to_string(),
            promised: matter.promised.to_string(),
        });
    }
    Ok(())
}
