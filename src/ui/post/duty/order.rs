//! The board of bad ratings and what each still wants: contact, putting right, calling back, signing,
//! an appeal, closing. Retaliation stands on top, and ratings that are missing stand below.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::task::TaskKind;
use crate::locale;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::call_back::CallBack;
use crate::ops::call_back::Heard;
use crate::ops::close_followup::CloseFollowup;
use crate::ops::contact_rater::ContactRater;
use crate::ops::decide_appeal::DecideAppeal;
use crate::ops::fix_followup::FixFollowup;
use crate::ops::flag_retaliation::FlagRetaliation;
use crate::ops::ledger_followup::LedgerFollowup;
use crate::ops::read;
use crate::ops::read::FollowupLine;
use crate::ops::read::TaskLine;
use crate::ops::reveal_person::Revealed;
use crate::ops::reveal_rater::RevealRater;
use crate::ops::sign_followup::SignFollowup;
use crate::ops::tell_rater::TellRater;
use crate::ui::post::duty::plan::Next;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::duty::tray::Tray;

/// A line of the board.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Row<'a> {
    /// A resident was paid back for a rating.
    Flag(&'a TaskLine),
    /// A bad rating that waits for somebody.
    Order(&'a FollowupLine),
    /// A question was put at a pad and its end is missing.
    Missing(&'a TaskLine),
}

/// Returns the board: retaliation, the bad ratings by their days, ratings that are missing.
pub(crate) fn board(duty: &read::Duty) -> Vec<Row<'_>> {
    let tasks = |kind| duty.tasks.iter().filter(move |task| task.kind == kind);
    tasks(TaskKind::Retaliation)
        .map(Row::Flag)
        .chain(duty.followups.iter().map(Row::Order))
        .chain(tasks(TaskKind::MissingRating).map(Row::Missing))
        .collect()
}

impl Row<'_> {
    /// Returns what the line leads to.
    pub(crate) fn plan(&self) -> Plan {
        match self {
            Row::Flag(task) | Row::Missing(task) => Plan::Tray(Tray::of_task(task)),
            Row::Order(line) => Plan::Order(Order::Open(line.number.clone())),
        }
    }

    /// Returns the number of the bad rating of the line, if it is one.
    pub(crate) fn number(&self) -> Option<&str> {
        match self {
            Row::Order(line) => Some(&line.number),
            Row::Flag(_) | Row::Missing(_) => None,
        }
    }
}

/// What the leader is about to do with a bad rating, by its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    /// Something: what.
    Open(String),
    /// The resident was called: was anybody reached.
    Contact(String),
    /// It cannot be put right at once: by when.
    Ledger(String),
    /// It is put right by that day: why not at once.
    LedgerTill(String, NaiveDate),
    /// It was put right: what shows it.
    Fix(String),
    /// It has no basis and that was explained: what shows it.
    Explain(String),
    /// The resident is called back: what did they say.
    CallBack(String),
    /// They are not satisfied: in their words.
    Unhappy(String),
    /// Sign it, or not.
    Sign(String),
    /// It is seen to anew: why.
    Anew(String),
    /// Decide an appeal: how.
    Decide(String),
    /// It leaves the score, or stays in it: why.
    DecideAs(String, bool),
    /// The resident is told that it left the score: how.
    Tell(String),
    /// Somebody was paid back for it: what happened.
    Flag(String),
    /// Show who rated: why.
    Reveal(String),
    /// Who rated, a line each.
    Shown(Vec<String>),
}

const EVIDENCE: &[&str] = &[
    "rating.did_redone",
    "rating.did_sorry",
    "rating.did_trained",
];
const EXPLAINED: &[&str] = &["rating.told_rule", "rating.told_beyond"];
const NOT_AT_ONCE: &[&str] = &["rating.why_needs_others", "rating.why_needs_money"];
const UNHAPPY: &[&str] = &["rating.still_not_done", "rating.still_same"];
const ANEW: &[&str] = &["rating.why_no_proof", "rating.why_not_solved"];
const EXCLUDE: &[&str] = &["rating.why_outside", "rating.why_mistaken"];
const KEEP: &[&str] = &["rating.why_no_ground"];
const TOLD: &[&str] = &["duty.told_by_phone", "duty.told_at_door"];
const LOOKS: &[&str] = &["rating.why_contact", "rating.why_call_back"];

fn says(keys: &[&'static str]) -> Vec<Pick> {
    let keys = keys.iter().map(|key| Pick::Say(key));
    keys.chain([Pick::Own]).collect()
}

fn go(order: Order) -> Pick {
    Pick::Go(Plan::Order(order))
}

impl Order {
    fn number(&self) -> &str {
        match self {
            Order::Open(number)
            | Order::Contact(number)
            | Order::Ledger(number)
            | Order::LedgerTill(number, _)
            | Order::Fix(number)
            | Order::Explain(number)
            | Order::CallBack(number)
            | Order::Unhappy(number)
            | Order::Sign(number)
            | Order::Anew(number)
            | Order::Decide(number)
            | Order::DecideAs(number, _)
            | Order::Tell(number)
            | Order::Flag(number)
            | Order::Reveal(number) => number,
            Order::Shown(_) => "",
        }
    }

    fn of<'a>(&self, orders: &'a [FollowupLine]) -> Option<&'a FollowupLine> {
        orders.iter().find(|line| line.number == self.number())
    }

    /// Returns the answers to choose from.
    pub(super) fn picks(&self, orders: &[FollowupLine], today: NaiveDate) -> Vec<Pick> {
        let followup = self.number().to_owned();
        match self {
            Order::Open(_) => self.of(orders).map_or_else(Vec::new, deeds),
            Order::Contact(_) => [true, false]
                .map(|reached| {
                    Pick::Do(
                        ContactRater {
                            followup: followup.clone(),
                            reached,
                            note: String::new(),
                        }
                        .into(),
                    )
                })
                .into(),
            Order::Ledger(_) => self
                .of(orders)
                .map_or_else(Vec::new, |line| days(line, today)),
            Order::CallBack(_) => {
                let heard = |answer| CallBack {
                    followup: followup.clone(),
                    answer,
                    note: String::new(),
                };
                vec![
                    Pick::Do(heard(Heard::Satisfied).into()),
                    go(Order::Unhappy(followup.clone())),
                    Pick::Do(heard(Heard::NotReached).into()),
                ]
            }
            Order::Sign(_) => {
                let sign = SignFollowup {
                    followup: followup.clone(),
                    refuse: String::new(),
                };
                vec![Pick::Do(sign.into()), go(Order::Anew(followup))]
            }
            Order::Decide(_) => [true, false]
                .map(|excluded| go(Order::DecideAs(followup.clone(), excluded)))
                .into(),
            Order::LedgerTill(..) => says(NOT_AT_ONCE),
            Order::Fix(_) => says(EVIDENCE),
            Order::Explain(_) => says(EXPLAINED),
            Order::Unhappy(_) => says(UNHAPPY),
            Order::Anew(_) => says(ANEW),
            Order::DecideAs(_, true) => says(EXCLUDE),
            Order::DecideAs(_, false) => says(KEEP),
            Order::Tell(_) => says(TOLD),
            Order::Flag(_) => vec![Pick::Own],
            Order::Reveal(_) => says(LOOKS),
            Order::Shown(_) => Vec::new(),
        }
    }

    /// Returns where words lead; none where nothing is to be written.
    pub(super) fn words(&self, text: String) -> Option<Next> {
        let followup = self.number().to_owned();
        let call: Call = match self {
            Order::Ledger(_) => {
                let until = text.parse().ok()?;
                return Some(Next::Go(Plan::Order(Order::LedgerTill(followup, until))));
            }
            Order::LedgerTill(_, until) => LedgerFollowup {
                followup,
                until: *until,
                reason: text,
            }
            .into(),
            Order::Fix(_) | Order::Explain(_) => FixFollowup {
                followup,
                evidence: text,
                explained: matches!(self, Order::Explain(_)),
            }
            .into(),
            Order::Unhappy(_) => CallBack {
                followup,
                answer: Heard::Unhappy,
                note: text,
            }
            .into(),
            Order::Anew(_) => SignFollowup {
                followup,
                refuse: text,
            }
            .into(),
            Order::DecideAs(_, exclude) => DecideAppeal {
                followup,
                reason: text,
                exclude: *exclude,
            }
            .into(),
            Order::Tell(_) => TellRater {
                followup,
                how: text,
            }
            .into(),
            Order::Flag(_) => FlagRetaliation {
                followup,
                what: text,
            }
            .into(),
            Order::Reveal(_) => RevealRater {
                followup,
                reason: text,
            }
            .into(),
            Order::Open(_)
            | Order::Contact(_)
            | Order::CallBack(_)
            | Order::Sign(_)
            | Order::Decide(_)
            | Order::Shown(_) => return None,
        };
        Some(Next::Do(call))
    }

    /// Returns the question.
    pub(super) fn title(&self, lang: Lang) -> String {
        let key = match self {
            Order::Open(_) => "rating.ask_order",
            Order::Contact(_) => "rating.ask_contact",
            Order::Ledger(_) => "rating.ask_until",
            Order::LedgerTill(..) => "rating.ask_not_at_once",
            Order::Fix(_) => "rating.ask_evidence",
            Order::Explain(_) => "rating.ask_explained",
            Order::CallBack(_) => "rating.ask_call_back",
            Order::Unhappy(_) => "rating.ask_unhappy",
            Order::Sign(_) => "rating.ask_sign",
            Order::Anew(_) => "rating.ask_anew",
            Order::Decide(_) => "rating.ask_decide",
            Order::DecideAs(_, true) => "rating.ask_exclude",
            Order::DecideAs(_, false) => "rating.ask_keep",
            Order::Tell(_) => "rating.ask_tell",
            Order::Flag(_) => "rating.ask_flag",
            Order::Reveal(_) => "rating.ask_reveal",
            Order::Shown(_) => "rating.shown",
        };
        lang.say(key, &[("number", &self.number())])
    }

    /// Returns the words of an answer that leads here.
    pub(super) fn way(&self, lang: Lang) -> String {
        let key = match self {
            Order::Contact(_) => "rating.do_contact",
            Order::Ledger(_) => "rating.do_ledger",
            Order::Fix(_) => "rating.do_fix",
            Order::Explain(_) => "rating.do_explain",
            Order::CallBack(_) => "rating.do_call_back",
            Order::Unhappy(_) => "rating.said_unhappy",
            Order::Sign(_) => "rating.do_sign",
            Order::Anew(_) => "rating.do_anew",
            Order::Decide(_) => "rating.do_decide",
            Order::DecideAs(_, true) => "rating.do_exclude",
            Order::DecideAs(_, false) => "rating.do_keep",
            Order::Tell(_) => "rating.do_tell",
            Order::Flag(_) => "rating.do_flag",
            Order::Reveal(_) => "rating.do_reveal",
            Order::Open(_) | Order::LedgerTill(..) | Order::Shown(_) => return self.title(lang),
        };
        lang.tr(key).to_owned()
    }

    /// Returns what is known of it, a line each.
    pub(super) fn about(&self, duty: &read::Duty, lang: Lang) -> Vec<String> {
        if let Order::Shown(lines) = self {
            return lines.clone();
        }
        match self.of(&duty.followups) {
            Some(line) => told(line, lang),
            None => Vec::new(),
        }
    }

    /// Returns who rated, for whoever follows it up; it is kept that they looked, and why.
    pub(super) fn shown(person: &Revealed, lang: Lang) -> Order {
        let value = |key: &str, value: &str| match value {
            "" => String::new(),
            value => lang.say(key, &[("value", &value)]),
        };
        let lines = [
            value("rating.rater_name", &person.name),
            value("rating.rater_phone", &person.phone),
            value("rating.rater_place", &person.place),
            lang.tr("rating.rater_kept").to_owned(),
        ];
        Order::Shown(lines.into_iter().filter(|line| !line.is_empty()).collect())
    }
}

/// Returns what can be done with a bad rating as it stands.
fn deeds(line: &FollowupLine) -> Vec<Pick> {
    let number = || line.number.clone();
    let goes_on = line.ending.is_none();
    let is_fixed = !line.evidence.is_empty();
    let is_due = |word: &str| line.step == Some(word);
    let uncalled = ["call_back", "another_caller", "satisfied"];
    let uncalled = line.lacks.iter().any(|lack| uncalled.contains(lack));
    let close = CloseFollowup { followup: number() };
    let deeds = [
        (
            goes_on && line.named && !line.contacted,
            go(Order::Contact(number())),
        ),
        (goes_on && !is_fixed, go(Order::Fix(number()))),
        (goes_on && !is_fixed, go(Order::Explain(number()))),
        (goes_on && !is_fixed, go(Order::Ledger(number()))),
        (
            goes_on && is_fixed && line.named && uncalled,
            go(Order::CallBack(number())),
        ),
        (is_due("sign"), go(Order::Sign(number()))),
        (is_fixed && !is_due("sign"), go(Order::Anew(number()))),
        (line.appeal_waits, go(Order::Decide(number()))),
        (line.telling_owed, go(Order::Tell(number()))),
        (goes_on, Pick::Do(close.into())),
        (
            line.named && (goes_on || line.appeal_waits || line.telling_owed),
            go(Order::Reveal(number())),
        ),
        (true, go(Order::Flag(number()))),
    ];
    let deeds = deeds.into_iter().filter(|(offered, _)| *offered);
    deeds.map(|(_, pick)| pick).collect()
}

/// Returns some days by which it can be put right, the last one the hall's limits allow at the end.
fn days(line: &FollowupLine, today: NaiveDate) -> Vec<Pick> {
    let last = line.latest.unwrap_or(today).max(today);
    let sooner = [3, 7].map(|days| today + chrono::Days::new(days));
    let mut days: Vec<NaiveDate> = sooner.into_iter().filter(|day| *day < last).collect();
    days.push(last);
    let days = days.into_iter().map(|day| Pick::At(day.to_string()));
    days.chain([Pick::Own]).collect()
}

/// Returns what a leader knows of a bad rating, a line each: also that somebody was paid back for it,
/// which nobody else sees (rule B7).
pub(crate) fn told(line: &FollowupLine, lang: Lang) -> Vec<String> {
    let mut lines = said(line, lang);
    if line.flags > 0 {
        lines.push(lang.say("rating.order_flags", &[("value", &line.flags)]));
    }
    lines
}

/// Returns what is known of a bad rating, a line each.
pub(crate) fn said(line: &FollowupLine, lang: Lang) -> Vec<String> {
    let level = lang.tr(&format!("duty.level_{}", line.level));
    let why = locale::rated_badly(lang, &line.reasons, &line.remark);
    let comma = lang.tr("duty.comma");
    let first: [(&str, &dyn std::fmt::Display); 4] = [
        ("window", &line.window),
        ("name", &line.staff.name),
        ("matter", &line.matter_name),
        ("level", &level),
    ];
    let value = |key: &str, value: &dyn std::fmt::Display| lang.say(key, &[("value", value)]);
    let mut lines = vec![
        lang.say("rating.order_about", &first),
        value("duty.bad_reasons", &why),
    ];
    for clock in &line.clocks {
        let soft = match clock.provisional {
            true => lang.tr("case.followup_provisional"),
            false => "",
        };
        let step = lang.tr(&format!("case.followup_step_{}", clock.step.word()));
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("step", &step), ("day", &clock.due), ("soft", &soft)];
        lines.push(lang.say("rating.order_clock", &values));
    }
    if let Some(until) = line.until {
        lines.push(value("rating.order_until", &until));
    }
    if let Some(by) = &line.fixed_by {
        let done: [(&str, &dyn std::fmt::Display); 2] =
            [("name", &by.name), ("value", &line.evidence)];
        lines.push(lang.say("rating.order_done", &done));
    }
    if line.appeal_waits {
        lines.push(value("rating.order_appeal", &line.appeal));
    }
    if line.tries > 0 && !line.contacted {
        lines.push(value("rating.order_tries", &line.tries));
    }
    if !line.named {
        lines.push(lang.tr("case.followup_nobody").to_owned());
    }
    if !line.lacks.is_empty() {
        let lacks = line.lacks.iter();
        let lacks = lacks.map(|word| {
            let key = format!("refusal.lack_{word}");
            lang.lookup(&key).unwrap_or(word)
        });
        let lacks: Vec<&str> = lacks.collect();
        lines.push(value("rating.order_lacks", &lacks.join(comma)));
    }
    lines
}
