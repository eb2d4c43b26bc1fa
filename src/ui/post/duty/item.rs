//! What wants the leader's hand, the most urgent first.

use chrono::NaiveDate;

use crate::domain::alarm::Alarm;
use crate::domain::alarm::Severity;
use crate::domain::alarm::Trouble;
use crate::domain::deadline::Lamp;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::live::Live;
use crate::domain::night::Verdict;
use crate::domain::task::TaskKind;
use crate::ops::read;
use crate::ops::read::CaseCard;
use crate::ops::read::CaseLine;
use crate::ops::read::FollowupLine;
use crate::ops::read::HardLine;
use crate::ops::read::NoLine;
use crate::ops::read::RaisedLine;
use crate::ops::read::TaskLine;
use crate::ui::post::PostName;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::duty::tray::Tray;

/// One line of the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Item<'a> {
    /// An alarm of this instant.
    Alarm(&'a Alarm),
    /// Bad ratings that wait for somebody and are no task yet: how many, and the most pressing.
    Bad(usize, &'a FollowupLine),
    /// Overdue cases: how many, and the most overdue.
    Red(u64, &'a CaseCard),
    /// Decided cases whose result is not handed over: how many, and the most overdue.
    Owed(usize, &'a CaseCard),
    /// A case that waits for a signature.
    Sign(&'a CaseLine),
    /// An answer of no that nobody has seen.
    No(&'a NoLine),
    /// A matter of window 1.
    Hard(&'a HardLine),
    /// The last night did not get through.
    Night(NaiveDate, Verdict),
    /// Matters that were raised and wait here: how many, and the first.
    Raised(usize, &'a RaisedLine),
    /// Something an exchange with other sites brought up.
    Task(&'a TaskLine),
}

/// What a line is about: the cursor stays on it when lines above come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    Visit(VisitId, std::mem::Discriminant<Trouble>),
    Other(String),
    Bad,
    Red,
    Owed,
    Night,
    Raised,
}

/// Where a line leads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lead {
    /// To a question.
    Plan(Plan),
    /// Somebody is back.
    Back(crate::domain::ids::StaffNo),
    /// To a bad rating on their board.
    Order(String),
    /// To the report of the night.
    Night,
    /// To the overdue cases.
    Cases,
    /// To the matters that were raised.
    Raised,
    /// To an errand whose papers are out.
    Errand(String),
    /// To another post, where it is seen to.
    Post(PostName),
    /// To one case.
    Case(Box<CaseCard>),
    /// Nowhere: it has no number, only its window can act.
    NoNumber,
}

/// Returns the list: red alarms, what lies with the leader, what residents are owed, amber alarms.
pub(crate) fn items(duty: &read::Duty) -> Vec<Item<'_>> {
    let of = |severity| {
        duty.alarms
            .iter()
            .filter(move |alarm| alarm.severity == severity)
            .map(Item::Alarm)
    };
    let told = |number: &str| duty.tasks.iter().any(|task| task.about == number);
    let bad: Vec<_> = duty
        .followups
        .iter()
        .filter(|line| !told(&line.number))
        .collect();
    let bad = bad.first().map(|first| Item::Bad(bad.len(), first));
    let paid_back = |task: &&TaskLine| task.kind == TaskKind::Retaliation;
    let red = duty
        .pressing
        .iter()
        .find(|card| card.lamp == Some(Lamp::Red))
        .map(|card| Item::Red(duty.lamps.red.max(1), card));
    let owed = duty.undelivered.first();
    let owed = owed.map(|card| Item::Owed(duty.undelivered.len(), card));
    let waiting = || duty.raised.iter().filter(|line| line.state.waits_here());
    let raised = waiting().next();
    of(Severity::Red)
        .chain(duty.tasks.iter().filter(paid_back).map(Item::Task))
        .chain(bad)
        .chain(red)
        .chain(owed)
        .chain(duty.tray.iter().map(Item::Sign))
        .chain(duty.noes.iter().map(Item::No))
        .chain(duty.hards.iter().map(Item::Hard))
        .chain(duty.night.map(|(day, verdict)| Item::Night(day, verdict)))
        .chain(raised.map(|line| Item::Raised(waiting().count(), line)))
        .chain(
            duty.tasks
                .iter()
                .filter(|task| !paid_back(task))
                .map(Item::Task),
        )
        .chain(of(Severity::Amber))
        .collect()
}

impl Item<'_> {
    /// Returns what the line is about.
    pub(crate) fn about(&self) -> About {
        let Item::Alarm(alarm) = self else {
            return match self {
                Item::Bad(..) => About::Bad,
                Item::Owed(..) => About::Owed,
                Item::Sign(line) => About::Other(format!("sign {}", line.card.number)),
                Item::No(no) => About::Other(format!("no {}", no.number)),
                Item::Hard(hard) => About::Other(format!("hard {}", hard.number)),
                Item::Night(..) => About::Night,
                Item::Raised(..) => About::Raised,
                Item::Task(task) => About::Other(format!("task {}", task.id)),
                _ => About::Red,
            };
        };
        match &alarm.trouble {
            Trouble::LongWait { visit, .. }
            | Trouble::LongService { visit, .. }
            | Trouble::LongCall { visit, .. }
            | Trouble::ParkedDue { visit, .. } => {
                About::Visit(*visit, std::mem::discriminant(&alarm.trouble))
            }
            Trouble::Emergency { id, .. } => About::Other(format!("emergency {id}")),
            Trouble::NoWindow { centre, .. } => About::Other(format!("no window {centre}")),
            Trouble::LongLine { centre, .. } => About::Other(format!("line {centre}")),
            Trouble::IdleWindow { window, .. } => About::Other(format!("idle {window}")),
            Trouble::AwayOverdue { staff, .. } => About::Other(format!("away {staff}")),
            Trouble::DoorsOpen => About::Other("doors".to_owned()),
        }
    }

    /// Returns where the line leads.
    pub(crate) fn lead(&self, live: &Live) -> Lead {
        let alarm = match self {
            Item::Alarm(alarm) => alarm,
            Item::Bad(_, line) => return Lead::Order(line.number.clone()),
            Item::Red(1, card) | Item::Owed(1, card) => {
                return Lead::Case(Box::new((*card).clone()));
            }
            Item::Red(..) | Item::Owed(..) => return Lead::Cases,
            Item::Sign(line) => {
                return Lead::Plan(Plan::Tray(Tray::Sign(line.card.number.clone())));
            }
            Item::No(no) => return Lead::Plan(Plan::Tray(Tray::See(no.number.clone()))),
            Item::Night(..) => return Lead::Night,
            Item::Raised(..) => return Lead::Raised,
            Item::Task(task) if task.kind == TaskKind::Papers => {
                return Lead::Errand(task.about.clone());
            }
            Item::Task(task) if task.kind == TaskKind::Followup => {
                return Lead::Order(task.about.clone());
            }
            Item::Task(task) if task.kind == TaskKind::Problem => {
                return Lead::Post(PostName::Problems);
            }
            Item::Task(task) if task.kind == TaskKind::ScoreAppeal => {
                return Lead::Post(PostName::Scores);
            }
            Item::Task(task) => return Lead::Plan(Plan::Tray(Tray::of_task(task))),
            Item::Hard(hard) => return Lead::Plan(Plan::Tray(Tray::Hard(hard.number.clone()))),
        };
        Lead::Plan(match &alarm.trouble {
            Trouble::Emergency { window, .. } => Plan::EndEmergency(*window),
            Trouble::NoWindow { centre, .. } | Trouble::LongLine { centre, .. } => {
                Plan::Relieve(*centre)
            }
            Trouble::IdleWindow { window, .. } => Plan::Idle(*window),
            Trouble::DoorsOpen => Plan::CloseDoors,
            Trouble::LongService {
                window: Some(window),
                ..
            } => Plan::EndService(*window),
            Trouble::AwayOverdue { staff, .. } => return Lead::Back(*staff),
            Trouble::LongWait { visit, .. }
            | Trouble::LongCall { visit, .. }
            | Trouble::LongService { visit, .. }
            | Trouble::ParkedDue { visit, .. } => match number_of(live, *visit) {
                Some(no) => Plan::Ticket(no),
                None => return Lead::NoNumber,
            },
        })
    }
}

fn number_of(live: &Live, visit: VisitId) -> Option<TicketNo> {
    live.visits
        .iter()
        .find(|v| v.id == visit)
        .and_then(|v| v.no)
}
