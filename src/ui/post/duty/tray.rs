//! What lies with the leader: cases to sign, answers of no to see, hard matters of window 1, limits
//! to extend and results to hand over.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::custody::ClashKind;
use crate::domain::event::SharedKey;
use crate::domain::hard::HardEnd;
use crate::domain::mandate::number;
use crate::domain::matter::Limit;
use crate::domain::rating::rank::Ranked;
use crate::domain::task::TaskKind;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::call_hard::CallHard;
use crate::ops::close_hard::CloseHard;
use crate::ops::close_task::CloseTask;
use crate::ops::deliver_case::DeliverCase;
use crate::ops::extend_case::ExtendCase;
use crate::ops::find_paper::FindPaper;
use crate::ops::read;
use crate::ops::read::TaskLine;
use crate::ops::resolve_conflict::ResolveConflict;
use crate::ops::see_no::SeeNo;
use crate::ops::set_shared_field::SetSharedField;
use crate::ops::sign_case::SignCase;
use crate::ui::post::duty::plan::Next;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;

/// What the leader is about to do with something in the tray.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Tray {
    /// Sign a case or not.
    Sign(String),
    /// Not sign a case: why.
    Refuse(String),
    /// A recorded no.
    See(String),
    /// A no does not stand: what happens instead.
    Overrule(String),
    /// A hard matter of window 1.
    Hard(String),
    /// Call about it: whom.
    Call(String),
    /// Called them about it: what came of it.
    Called(String, String),
    /// It is over: what the resident was told.
    Close(String, HardEnd),
    /// Extend the limit of a case: by how many working days.
    Extend(String),
    /// Extend it by so many: why.
    ExtendBy(String, u16),
    /// Hand the result of a case over: to whom.
    Deliver(String),
    /// Something an exchange brought up: what came of it.
    Task(String),
    /// A talk is due: what came of it.
    Talk(String),
    /// Papers of an errand, by their number, are here: how is that known.
    Count(String, String),
    /// Two sites say different things about where a case stands: where does it.
    Decide(Dispute),
    /// It stands there: why.
    DecideAs(Dispute, Stage),
    /// Two sites know another phone or address: which is right.
    Correct(Dispute, SharedKey, Vec<String>),
}

/// A shared case two sites contradict each other about, and the task that follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Dispute {
    /// The task's id.
    task: String,
    /// The case's id: two sites may have given one number.
    case: String,
    /// The case's number.
    number: String,
}

/// The working days a limit can be extended by, by digit.
///
/// Source: 行政许可法 article 42: once, by ten days at most, with the reason told.
const DAYS: [u16; 3] = [3, 5, 10];

/// Where a leader may say that a case stands.
const STAGES: [Stage; 7] = [
    Stage::Working,
    Stage::Done,
    Stage::Returned,
    Stage::Paused,
    Stage::Refused,
    Stage::Withdrawn,
    Stage::Lapsed,
];

const DECIDE: &[&str] = &["duty.why_phoned", "duty.why_papers_say"];
const REFUSE: &[&str] = &["duty.why_papers", "duty.why_facts"];
const OVERRULE: &[&str] = &["duty.why_accept", "duty.why_ask_again"];
const WHOM: &[&str] = &["duty.whom_department", "duty.whom_county"];
const CALLED: &[&str] = &["duty.came_promise", "duty.came_meeting"];
const CLOSE: &[&str] = &["duty.told_done", "duty.told_why"];
const TASK: &[&str] = &[
    "duty.task_asked",
    "duty.task_enrolled",
    "duty.task_no_matter",
];
const TALK: &[&str] = &["duty.talk_held", "duty.talk_helped"];
const COUNT: &[&str] = &["duty.counted_here", "duty.counted_new", "duty.counted_sent"];
const TO: &[&str] = &["duty.to_person", "duty.to_family", "duty.to_village"];
const EXTEND: &[&str] = &["duty.why_complex", "duty.why_other_office"];

fn says(keys: &[&'static str]) -> Vec<Pick> {
    let keys = keys.iter().map(|key| Pick::Say(key));
    keys.chain([Pick::Own]).collect()
}

fn go(tray: Tray) -> Pick {
    Pick::Go(Plan::Tray(tray))
}

impl Tray {
    /// Returns what a task asks for. One that follows from a shared case ends when that is decided, and
    /// in no other way.
    pub(super) fn of_task(task: &TaskLine) -> Tray {
        let Some(case) = task.case.filter(|_| task.follows) else {
            let id = task.id.to_string();
            return match task.kind {
                TaskKind::Talk => Tray::Talk(id),
                _ => Tray::Task(id),
            };
        };
        let dispute = Dispute {
            task: task.id.to_string(),
            case: case.to_string(),
            number: task.about.clone(),
        };
        let keys = [SharedKey::Phone, SharedKey::Address];
        match keys.into_iter().find(|key| key.word() == task.words) {
            Some(key) => {
                let values = task.sides.iter().map(|side| side.says.clone()).collect();
                Tray::Correct(dispute, key, values)
            }
            None => Tray::Decide(dispute),
        }
    }

    /// Returns the answers to choose from.
    pub(super) fn picks(&self) -> Vec<Pick> {
        match self {
            Tray::Sign(case) => {
                let (case, refuse) = (case.clone(), String::new());
                let other = go(Tray::Refuse(case.clone()));
                vec![Pick::Do(SignCase { case, refuse }.into()), other]
            }
            Tray::See(no) => {
                let (no, overrule) = (no.clone(), String::new());
                let other = go(Tray::Overrule(no.clone()));
                vec![Pick::Do(SeeNo { no, overrule }.into()), other]
            }
            Tray::Hard(hard) => vec![
                go(Tray::Call(hard.clone())),
                go(Tray::Close(hard.clone(), HardEnd::Solved)),
                go(Tray::Close(hard.clone(), HardEnd::Explained)),
            ],
            Tray::Extend(case) => DAYS
                .map(|days| go(Tray::ExtendBy(case.clone(), days)))
                .into(),
            Tray::Refuse(_) => says(REFUSE),
            Tray::Overrule(_) => says(OVERRULE),
            Tray::Call(_) => says(WHOM),
            Tray::Called(..) => says(CALLED),
            Tray::Close(..) => says(CLOSE),
            Tray::ExtendBy(..) => says(EXTEND),
            Tray::Deliver(_) => says(TO),
            Tray::Task(_) => says(TASK),
            Tray::Talk(_) => says(TALK),
            Tray::Count(..) => says(COUNT),
            Tray::Decide(case) => STAGES
                .map(|stage| go(Tray::DecideAs(case.clone(), stage)))
                .into(),
            Tray::DecideAs(..) => says(DECIDE),
            Tray::Correct(case, key, values) => {
                let right = |value: &String| Pick::Do(put_right(case, *key, value.clone()));
                values.iter().map(right).chain([Pick::Own]).collect()
            }
        }
    }

    /// Returns where words lead; none where nothing is to be written.
    pub(super) fn words(&self, text: String) -> Option<Next> {
        let call: Call = match self.clone() {
            Tray::Refuse(case) => SignCase { case, refuse: text }.into(),
            Tray::Overrule(no) => SeeNo { no, overrule: text }.into(),
            Tray::Call(hard) => return Some(Next::Go(Plan::Tray(Tray::Called(hard, text)))),
            Tray::Called(hard, whom) => CallHard {
                hard,
                whom,
                outcome: text,
            }
            .into(),
            Tray::Close(hard, end) => CloseHard {
                hard,
                end,
                outcome: text,
            }
            .into(),
            Tray::ExtendBy(case, days) => ExtendCase {
                case,
                limit: Limit::WorkingDays(days),
                reason: text,
            }
            .into(),
            Tray::Deliver(case) => DeliverCase {
                case,
                to: text,
                result: String::new(),
                window: None,
            }
            .into(),
            Tray::Task(task) | Tray::Talk(task) => CloseTask {
                task,
                outcome: text,
            }
            .into(),
            Tray::Count(mandate, papers) => FindPaper {
                mandate,
                papers,
                reason: text,
            }
            .into(),
            Tray::DecideAs(dispute, stage) => ResolveConflict {
                case: dispute.case,
                stage,
                reason: text,
            }
            .into(),
            Tray::Correct(dispute, key, _) => put_right(&dispute, key, text),
            Tray::Sign(_) | Tray::See(_) | Tray::Hard(_) | Tray::Extend(_) | Tray::Decide(_) => {
                return None;
            }
        };
        Some(Next::Do(call))
    }

    /// Returns the question.
    pub(super) fn title(&self, lang: Lang) -> String {
        match self {
            Tray::Sign(case) => lang.say("duty.ask_sign", &[("case", case)]),
            Tray::See(no) => lang.say("duty.ask_see_no", &[("no", no)]),
            Tray::Hard(hard) => lang.say("duty.ask_hard", &[("hard", hard)]),
            Tray::Extend(case) => lang.say("duty.ask_extend", &[("case", case)]),
            Tray::Refuse(_) | Tray::ExtendBy(..) => lang.tr("duty.ask_why").to_owned(),
            Tray::Overrule(_) => lang.tr("duty.ask_instead").to_owned(),
            Tray::Call(_) => lang.tr("duty.ask_whom").to_owned(),
            Tray::Called(..) => lang.tr("duty.ask_came").to_owned(),
            Tray::Close(..) => lang.tr("duty.ask_told").to_owned(),
            Tray::Deliver(case) => lang.say("duty.ask_deliver", &[("case", case)]),
            Tray::Task(_) => lang.tr("duty.ask_task").to_owned(),
            Tray::Talk(_) => lang.tr("duty.ask_talk").to_owned(),
            Tray::Count(number, papers) => {
                lang.say("duty.ask_count", &[("number", number), ("papers", papers)])
            }
            Tray::Decide(on) => lang.say("duty.ask_decide", &[("case", &on.number)]),
            Tray::DecideAs(..) => lang.tr("duty.ask_why").to_owned(),
            Tray::Correct(on, SharedKey::Phone, _) => {
                lang.say("duty.ask_right_phone", &[("case", &on.number)])
            }
            Tray::Correct(on, SharedKey::Address, _) => {
                lang.say("duty.ask_right_address", &[("case", &on.number)])
            }
        }
    }

    /// Returns the words of an answer that leads here.
    pub(super) fn way(&self, lang: Lang) -> String {
        match self {
            Tray::Refuse(_) => lang.tr("duty.do_not_sign").to_owned(),
            Tray::Overrule(_) => lang.tr("duty.do_overrule").to_owned(),
            Tray::Call(_) => lang.tr("duty.do_call_hard").to_owned(),
            Tray::Close(_, HardEnd::Solved) => lang.tr("duty.do_solved").to_owned(),
            Tray::Close(..) => lang.tr("duty.do_explained").to_owned(),
            Tray::Extend(_) => lang.tr("duty.do_extend").to_owned(),
            Tray::Deliver(_) => lang.tr("duty.do_deliver").to_owned(),
            Tray::ExtendBy(_, days) => lang.say("duty.do_extend_by", &[("n", days)]),
            Tray::DecideAs(_, stage) => stage_said(*stage, lang).to_owned(),
            other => other.title(lang),
        }
    }

    /// Returns what is known of the thing, a line each.
    pub(super) fn about(&self, duty: &read::Duty, lang: Lang) -> Vec<String> {
        match self {
            Tray::Sign(number) | Tray::Refuse(number) => {
                let mut lines = duty.tray.iter();
                let found = lines.find(|line| line.card.number == *number);
                found.map_or_else(Vec::new, |line| {
                    let due = line
                        .card
                        .due
                        .map_or_else(String::new, |day| day.to_string());
                    let first = format!("{} {}", line.card.matter_name, line.card.applicant);
                    let due = lang.say("duty.tray_due", &[("due", &due)]);
                    let urgent = line.urgent.clone();
                    let lines = [first, due, urgent].into_iter();
                    lines.filter(|line| !line.is_empty()).collect()
                })
            }
            Tray::See(number) | Tray::Overrule(number) => {
                let found = duty.noes.iter().find(|no| no.number == *number);
                found.map_or_else(Vec::new, |no| {
                    let words: [(&str, &dyn std::fmt::Display); 2] =
                        [("reason", &no.reason), ("clause", &no.clause)];
                    let why = lang.say("duty.no_why", &words);
                    let by = format!("{}  {}", no.staff.name, no.day);
                    let lines = [no.what.clone(), why, no.instead.clone(), by].into_iter();
                    lines.filter(|line| !line.is_empty()).collect()
                })
            }
            Tray::Hard(number) | Tray::Call(number) | Tray::Close(number, _) => {
                let found = duty.hards.iter().find(|hard| hard.number == *number);
                found.map_or_else(Vec::new, |hard| {
                    let blocked = lang.say("duty.hard_blocked", &[("blocked", &hard.blocked)]);
                    let due = lang.say("duty.tray_due", &[("due", &hard.due)]);
                    let first = format!("{} {}", hard.what, hard.name);
                    let calls = hard.calls.iter().cloned();
                    [first, blocked, due].into_iter().chain(calls).collect()
                })
            }
            Tray::Task(id) | Tray::Talk(id) => task_lines(duty, id, lang),
            Tray::Decide(on) | Tray::DecideAs(on, _) | Tray::Correct(on, ..) => {
                task_lines(duty, &on.task, lang)
            }
            _ => Vec::new(),
        }
    }
}

fn put_right(on: &Dispute, field: SharedKey, value: String) -> Call {
    let case = on.case.clone();
    SetSharedField { case, field, value }.into()
}

fn stage_said(stage: Stage, lang: Lang) -> &'static str {
    lang.tr(&format!("refusal.stage_{}", stage.word()))
}

/// Returns what is known of a task, and what ends it.
fn task_lines(duty: &read::Duty, id: &str, lang: Lang) -> Vec<String> {
    let found = duty.tasks.iter().find(|task| task.id.to_string() == id);
    let Some(task) = found else {
        return Vec::new();
    };
    let code = match task.site.is_empty() || task.about.parse::<Ranked>().is_ok() {
        true => String::new(),
        false => task.about.clone(),
    };
    let mut lines = vec![
        task_said(task, lang),
        code,
        locale::task_words(lang, task.kind, &task.words),
    ];
    lines.extend(task.sides.iter().map(|side| {
        let says = match Stage::from_word(&side.says) {
            Some(stage) => stage_said(stage, lang),
            // Of a late move the other side is who took custody, whatever was said about it.
            None if task.words == ClashKind::Late.word() => lang.tr("case.clash_taken"),
            None => &side.says,
        };
        let values: [(&str, &dyn std::fmt::Display); 2] = [("site", &side.site), ("says", &says)];
        lang.say("duty.task_side", &values)
    }));
    lines.push(
        lang.tr(&format!("duty.task_hint_{}", task.kind.word()))
            .to_owned(),
    );
    lines.retain(|line| !line.is_empty());
    lines
}

/// Returns a task as a line.
pub(super) fn task_said(task: &TaskLine, lang: Lang) -> String {
    let key = format!("duty.task_{}", task.kind.word());
    if task.kind == TaskKind::Papers {
        let words = locale::task_brief(lang, task.kind, &task.words);
        let end = number::end(&task.about);
        return lang.say(&key, &[("end", &end), ("words", &words)]);
    }
    let about = locale::task_about(lang, &task.about, &task.site);
    lang.say(&key, &[("about", &about)])
}
