//! The tasks for a duty leader that follow from an exchange. Each is raised once.

use chrono::Days;
use uuid::Uuid;

use crate::domain::entry::ActorNo;
use crate::domain::entry::Hash;
use crate::domain::event::Event;
use crate::domain::event::RenewReason;
use crate::domain::event::TaskClosed;
use crate::domain::event::TaskRaised;
use crate::domain::ids::TaskId;
use crate::domain::night::Clash;
use crate::domain::night::Night;
use crate::domain::night::SiteNight;
use crate::domain::task::TaskKind;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::Error;
use crate::store::Audience;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::Writer;
use crate::store::view;

/// A site that was not heard of for so long is worth a leader's look: a village may well be
/// without a line for some days, but not for a week (rule D3 of the hall).
const SILENCE: Seconds = Seconds::minutes(7 * 24 * 60);

/// Numbers given twice are looked for so many days back: papers that are older are brought to no
/// window any more, and a number bears its day.
const DOUBLED: Days = Days::new(60);

/// A task that may have been raised before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) kind: TaskKind,
    pub(crate) about: String,
    pub(crate) words: String,
}

/// Raises what follows from a night, and closes what a night has put right by itself.
pub(super) fn raise(store: &mut Store, night: &Night, now: UtcMs) -> Result<(), Error> {
    let mut wanted = wanted(night, now);
    let since = night.day - DOUBLED;
    for about in view::tasks::doubled(store.db(), since)? {
        wanted.push(Wanted {
            kind: TaskKind::DoubledNumber,
            about,
            words: String::new(),
        });
    }
    let over: Vec<String> = night
        .sites
        .iter()
        .filter(|site| !is_silent(last_of(site), now))
        .map(|site| site.org.to_string())
        .collect();
    let open = view::tasks::open(store.db())?;
    let healed: Vec<TaskId> = open
        .iter()
        .filter(|task| task.kind == TaskKind::Exchange && over.contains(&task.about))
        .map(|task| task.id)
        .collect();
    let new: Vec<&Wanted> = wanted
        .iter()
        .filter(|task| {
            !open
                .iter()
                .any(|o| o.kind == task.kind && o.about == task.about)
        })
        .collect();
    close_and_raise(store, (&healed, "heard again"), &new, now)
}

/// Raises what was never raised before, and closes what later entries have put right.
pub(super) fn settle_these(
    store: &mut Store,
    wanted: &[Wanted],
    healed: &[TaskId],
    now: UtcMs,
) -> Result<(), Error> {
    let mut new = Vec::new();
    for task in wanted {
        if view::tasks::find(store.db(), id_of(task))?.is_none() {
            new.push(task);
        }
    }
    close_and_raise(store, (healed, "came in later"), &new, now)
}

fn close_and_raise(
    store: &mut Store,
    (healed, outcome): (&[TaskId], &str),
    new: &[&Wanted],
    now: UtcMs,
) -> Result<(), Error> {
    if healed.is_empty() && new.is_empty() {
        return Ok(());
    }
    store.write(|writer| {
        close(writer, healed, outcome, now)?;
        raise_new(writer, new, now)
    })
}

/// What came of a task that ended by itself.
const SETTLED: &str = "settled";

/// Has the open tasks of a kind follow what is wanted now: of those about certain things, what nothing
/// wants any more ends, and what is new is raised.
pub(crate) fn settle(
    writer: &mut Writer<'_>,
    kind: TaskKind,
    about: impl Fn(&str) -> bool,
    wanted: &[Wanted],
    now: UtcMs,
) -> Result<(), Error> {
    let open = view::tasks::open(writer.db())?;
    close(writer, &over(&open, kind, about, wanted), SETTLED, now)?;
    let wanted: Vec<&Wanted> = wanted.iter().collect();
    raise_new(writer, &wanted, now)
}

/// Returns whether [`settle`] would write anything about any of a kind.
pub(super) fn is_settled(open: &[view::tasks::Task], kind: TaskKind, wanted: &[Wanted]) -> bool {
    let is_open = |task: &Wanted| open.iter().any(|o| o.id == id_of(task));
    over(open, kind, |_| true, wanted).is_empty() && wanted.iter().all(is_open)
}

fn over(
    open: &[view::tasks::Task],
    kind: TaskKind,
    about: impl Fn(&str) -> bool,
    wanted: &[Wanted],
) -> Vec<TaskId> {
    let wanted: Vec<TaskId> = wanted.iter().map(id_of).collect();
    open.iter()
        .filter(|task| task.kind == kind && about(&task.about))
        .map(|task| task.id)
        .filter(|task| !wanted.contains(task))
        .collect()
}

/// Raises the tasks that were never raised before, whether they are closed by now or not.
pub(crate) fn raise_new(writer: &mut Writer<'_>, all: &[&Wanted], now: UtcMs) -> Result<(), Error> {
    for wanted in all {
        let task = id_of(wanted);
        if view::tasks::find(writer.db(), task)?.is_none() {
            let event = TaskRaised {
                task,
                kind: wanted.kind,
                about: wanted.about.clone(),
                words: wanted.words.clone(),
            };
            say(writer, task, now, event.into())?;
        }
    }
    Ok(())
}

/// Notes that tasks ended by themselves.
pub(super) fn close(
    writer: &mut Writer<'_>,
    tasks: &[TaskId],
    outcome: &str,
    now: UtcMs,
) -> Result<(), StoreError> {
    for task in tasks {
        let (task, outcome) = (*task, outcome.to_owned());
        say(writer, task, now, TaskClosed { task, outcome }.into())?;
    }
    Ok(())
}

fn say(writer: &mut Writer<'_>, task: TaskId, now: UtcMs, event: Event) -> Result<(), StoreError> {
    writer
        .append(Audience::Up, task.0, ActorNo::SYSTEM, now, &event)
        .map(drop)
}

/// Names a task by what it says: the same thing is told once, also after it was closed.
pub(crate) fn id_of(wanted: &Wanted) -> TaskId {
    let text = format!("{} {} {}", wanted.kind.word(), wanted.about, wanted.words);
    let mut id = [0; 16];
    id.copy_from_slice(&Hash::of(text.as_bytes()).0[..16]);
    TaskId(Uuid::from_bytes(id))
}

fn last_of(site: &SiteNight) -> Option<UtcMs> {
    site.heard.or(site.since)
}

/// Returns whether a site that was last heard then, or that has waited since, is silent.
pub(crate) fn is_silent(last: Option<UtcMs>, now: UtcMs) -> bool {
    last.is_some_and(|last| now.seconds_since(last) > SILENCE)
}

fn wanted(night: &Night, now: UtcMs) -> Vec<Wanted> {
    let mut all = Vec::new();
    let mut want = |kind, about: String, words: String| all.push(Wanted { kind, about, words });
    for clash in &night.clashes {
        match clash {
            Clash::Fork { org, log, seq } => {
                want(TaskKind::Fork, org.to_string(), format!("{log}:{seq}"));
            }
            Clash::Unvouched { org } => {
                let words = night.day.to_string();
                want(TaskKind::SiteToConfirm, org.to_string(), words);
            }
            Clash::LeftOut { org, no } => {
                want(
                    TaskKind::Evidence,
                    org.to_string(),
                    format!("left out {no}"),
                );
            }
            Clash::SaysLess { org, no, .. } => {
                want(TaskKind::Evidence, org.to_string(), format!("less {no}"));
            }
            Clash::NamesAnothers { org, no } => {
                want(TaskKind::Evidence, org.to_string(), format!("names {no}"));
            }
            Clash::KnowsOther { org, seq } => {
                want(TaskKind::Evidence, org.to_string(), format!("other {seq}"));
            }
            Clash::TwoCheckpoints { org, no } => {
                want(
                    TaskKind::Evidence,
                    org.to_string(),
                    format!("checkpoint {no}"),
                );
            }
        }
    }
    if let Some(reason) = night
        .renewed
        .filter(|reason| *reason != RenewReason::Rotated)
    {
        let words = format!("{} {}", night.day, reason.word());
        want(TaskKind::Fork, "self".to_owned(), words);
    }
    for site in night
        .sites
        .iter()
        .filter(|site| is_silent(last_of(site), now))
    {
        let since = last_of(site).map_or(0, |at| at.0);
        want(TaskKind::Exchange, site.org.to_string(), since.to_string());
    }
    all
}
