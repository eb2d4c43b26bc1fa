//! Notes that a task was seen to, and what came of it (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event;
use crate::domain::ids::TaskId;
use crate::domain::rating::rank::Ranked;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::ProblemRefusal;
use crate::domain::refusal::RatingRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::task::TaskKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::reason;
use crate::ops::following;
use crate::ops::intake;
use crate::store::view;

/// Notes that a task was seen to, and what came of it (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseTask {
    /// The task: its id, or the beginning of it that no other has.
    pub task: String,
    /// What came of it.
    pub outcome: String,
}

/// A task that was seen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskDone {
    /// The task.
    pub task: TaskId,
    /// What came of it.
    pub outcome: String,
}

impl Verb for CloseTask {
    type Done = TaskDone;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<TaskDone, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let by = intake::by_name(act, &live)?;
        let outcome = reason(&self.outcome)?;
        let wanted = self.task.trim().to_ascii_lowercase();
        let mut found = view::tasks::open(act.db())?
            .into_iter()
            .filter(|task| !wanted.is_empty() && task.id.to_string().starts_with(&wanted));
        let task = match (found.next(), found.next()) {
            (Some(task), None) => task,
            _ => return Err(Refusal::TaskUnknown { task: wanted }.into()),
        };
        if task.case.is_some() {
            return Err(Refusal::TaskFollows { case: task.about }.into());
        }
        if task.kind == TaskKind::Papers {
            return Err(MandateRefusal::TaskOfPaper { number: task.about }.into());
        }
        if task.kind == TaskKind::Followup {
            return Err(RatingRefusal::TaskOfFollowup { number: task.about }.into());
        }
        if task.kind == TaskKind::Problem {
            return Err(ProblemRefusal::TaskOfProblem { number: task.about }.into());
        }
        // Source: rule B7 of the hall: whoever was rated does not look into what came of the rating.
        if task.kind == TaskKind::Retaliation {
            match task.about.parse() {
                Ok(Ranked::Staff(rated)) if rated == by => {
                    return Err(RatingRefusal::RatedPerson { staff: by }.into());
                }
                Ok(_) => {}
                Err(_) => {
                    let order = following::order(act, &task.about)?;
                    let day = act.today();
                    following::not_rated(&order, Hand { by, day })?;
                }
            }
        }
        // Source: rule B5 of the hall: nobody decides about their own ratings.
        if task.kind == TaskKind::Talk && task.about.parse() == Ok(Ranked::Staff(by)) {
            return Err(RatingRefusal::OwnTalk { staff: by }.into());
        }
        if task.kind == TaskKind::ScoreAppeal {
            return Err(ScoreRefusal::TaskOfAppeal { number: task.about }.into());
        }
        act.emit(
            task.id.0,
            event::TaskClosed {
                task: task.id,
                outcome: outcome.clone(),
            },
        )?;
        Ok(TaskDone {
            task: task.id,
            outcome,
        })
    }
}
