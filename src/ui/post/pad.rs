//! The rating pad of a window (好差评): one question, five keys, and nobody behind the window sees
//! who pressed which.

use ratatui::Frame;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::ErrandId;
use crate::domain::ids::WindowNo;
use crate::domain::rating::Level;
use crate::domain::rating::REASONS;
use crate::domain::time::Seconds;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::act::MAX_TEXT;
use crate::ops::read;
use crate::ops::read::PadAsk;
use crate::ui::field::Field;
use crate::ui::key::Key;
use crate::ui::key::KeyRow;
use crate::ui::key::row;
use crate::ui::post::Effect;
use crate::ui::post::HintRow;
use crate::ui::post::News;
use crate::ui::post::Post;
use crate::ui::post::PostName;
use crate::ui::post::Setting;
use crate::ui::post::Want;
use crate::ui::post::wronged::Step;
use crate::ui::post::wronged::Wronged;
use crate::ui::theme::Look;
use earlier::Earlier;
use earlier::is_earlier;

mod act;
mod earlier;
#[cfg(test)]
mod tests;
mod view;

/// How long the pad waits for a further reason.
///
/// Source: a default of the program; choosing reasons takes longer than pressing one key.
const REASONS_IDLE: Seconds = Seconds(60);

/// How long a question that took the place of something else takes no digit.
///
/// Source: a default of the program; about what it takes to see that the screen changed.
const UNSEEN: Seconds = Seconds(2);

/// How long the pad waits before it tries again to keep a rating that the store did not take.
const AGAIN: Seconds = Seconds(5);

/// The place of "other" among the reasons; it opens the field for own words.
const OTHER: usize = REASONS.len() - 1;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Choose a level.
    Rate(Level),
    /// Choose a reason or take it back.
    Reason(usize),
    /// Go from the own words back to the reasons.
    List,
    /// The reasons are chosen.
    Confirm,
    /// Go one step back.
    Back,
    /// The receipt has been read.
    Close,
    /// Name an errand of the last days, to rate it now.
    Earlier,
    /// Tell the leader that somebody gives trouble over a rating.
    Wronged,
}

const fn level(at: usize, label: &'static str) -> KeyRow<Action> {
    let key = Key::Digit((Level::ALL.len() - at) as u8);
    row(key, Action::Rate(Level::ALL[at]), label, "pad.rate_help")
}

const fn reason(at: usize, label: &'static str) -> KeyRow<Action> {
    let key = Key::Digit(at as u8 + 1);
    row(key, Action::Reason(at), label, "pad.reason_help")
}

/// The keys while nobody is asked.
pub const WELCOME_KEYS: &[KeyRow<Action>] = &[row(
    Key::Enter,
    Action::Earlier,
    "pad.earlier",
    "pad.earlier_help",
)];

/// The keys while an errand of the last days is named.
pub const EARLIER_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::Enter,
        Action::Confirm,
        "common.next",
        "pad.earlier_next_help",
    ),
    row(
        Key::Esc,
        Action::Back,
        "common.back",
        "pad.earlier_back_help",
    ),
    row(
        Key::Up,
        Action::Back,
        "common.back",
        "pad.earlier_back_help",
    ),
];

/// The keys while the question is shown.
pub const ASKING_KEYS: &[KeyRow<Action>] = &[
    level(0, "pad.level_5"),
    level(1, "pad.level_4"),
    level(2, "pad.level_3"),
    level(3, "pad.level_2"),
    level(4, "pad.level_1"),
];

/// The keys while reasons are chosen.
pub const REASON_KEYS: &[KeyRow<Action>] = &[
    reason(0, "pad.reason_wait"),
    reason(1, "pad.reason_attitude"),
    reason(2, "pad.reason_trips"),
    reason(3, "pad.reason_papers"),
    reason(4, "pad.reason_slow"),
    reason(5, "pad.reason_unclear"),
    reason(6, "pad.reason_not_done"),
    reason(7, "pad.reason_other"),
    row(
        Key::Enter,
        Action::Confirm,
        "pad.confirm",
        "pad.confirm_help",
    ),
    row(Key::Digit(0), Action::Back, "pad.change", "pad.change_help"),
];

/// The keys while own words are written.
pub const WORD_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::Enter,
        Action::Confirm,
        "pad.confirm",
        "pad.confirm_help",
    ),
    row(Key::Esc, Action::List, "pad.list", "pad.list_help"),
    row(Key::Up, Action::List, "pad.list", "pad.list_help"),
];

/// The keys while a choice can be taken back.
pub const UNDO_KEYS: &[KeyRow<Action>] = &[row(
    Key::Digit(0),
    Action::Back,
    "pad.change",
    "pad.change_help",
)];

/// The keys while thanks and the receipt are shown.
pub const THANKS_KEYS: &[KeyRow<Action>] = &[row(
    Key::Enter,
    Action::Close,
    "pad.close",
    "pad.close_help",
)];

/// The keys while thanks are shown for a rating of this hall.
pub const RATED_KEYS: &[KeyRow<Action>] = &[
    row(Key::Enter, Action::Close, "pad.close", "pad.close_help"),
    row(
        Key::Digit(9),
        Action::Wronged,
        "pad.wronged",
        "pad.wronged_help",
    ),
];

/// The keys while somebody is asked who gives trouble; the digits of what stand beside it.
pub const WRONGED_KEYS: &[KeyRow<Action>] = &[row(
    Key::Digit(0),
    Action::Back,
    "pad.wronged_not",
    "pad.wronged_not_help",
)];

/// The keys while it is asked whether the leader is told.
pub const SURE_KEYS: &[KeyRow<Action>] = &[
    row(
        Key::Enter,
        Action::Confirm,
        "pad.wronged_tell",
        "pad.wronged_tell_help",
    ),
    row(
        Key::Digit(0),
        Action::Back,
        "pad.wronged_not",
        "pad.wronged_not_help",
    ),
];

/// What a resident decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Choice {
    level: Level,
    reasons: Vec<String>,
    remark: String,
}

/// How far a resident had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Reasons,
    Decided,
}

/// What must survive a power cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Draft {
    errand: ErrandId,
    stage: Stage,
    choice: Choice,
}

/// Where the keys go while reasons are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caret {
    List,
    Words,
}

/// The reasons being chosen for a bad rating.
#[derive(Debug)]
struct Reasons {
    ask: PadAsk,
    level: Level,
    chosen: [bool; REASONS.len()],
    words: Field,
    caret: Caret,
    touched: UtcMs,
}

impl Reasons {
    fn new(ask: PadAsk, level: Level, now: UtcMs) -> Reasons {
        Reasons {
            ask,
            level,
            chosen: [false; REASONS.len()],
            words: Field::text(MAX_TEXT),
            caret: Caret::List,
            touched: now,
        }
    }

    fn of(ask: PadAsk, choice: &Choice, now: UtcMs) -> Reasons {
        let mut reasons = Reasons::new(ask, choice.level, now);
        for (on, code) in reasons.chosen.iter_mut().zip(REASONS) {
            *on = choice.reasons.iter().any(|chosen| chosen == code);
        }
        reasons.words.set(&choice.remark);
        reasons
    }

    fn is_enough(&self) -> bool {
        self.chosen.contains(&true)
    }

    fn choice(&self) -> Choice {
        let chosen = REASONS.iter().zip(self.chosen).filter(|(_, on)| *on);
        Choice {
            level: self.level,
            reasons: chosen.map(|(code, _)| (*code).to_owned()).collect(),
            remark: if self.chosen[OTHER] {
                self.words.value().to_owned()
            } else {
                String::new()
            },
        }
    }
}

/// What the pad is doing.
#[derive(Debug)]
enum State {
    /// A draft was read back; whether its question still stands is not known yet.
    Resuming(Draft),
    /// Nobody is asked.
    Welcome,
    /// Somebody names an errand of the last days.
    Earlier(Box<Earlier>),
    /// The question stands there since.
    Asking { ask: PadAsk, shown: UtcMs },
    /// A bad rating's reasons are chosen.
    Reasons(Box<Reasons>),
    /// Decided, and can still be taken back.
    Undo {
        ask: PadAsk,
        choice: Choice,
        pressed: UtcMs,
    },
    /// Given to the store, and given again then if it did not take it.
    Keeping {
        ask: PadAsk,
        choice: Choice,
        again: UtcMs,
    },
    /// Thanks; without a receipt when the question was closed in the meantime.
    Thanks {
        receipt: Option<String>,
        since: UtcMs,
        /// The errand that was rated, where the leader of this hall can be told of it.
        rated: Option<ErrandId>,
    },
    /// The leader is being told that somebody gives trouble over the rating of an errand.
    Wronged { errand: ErrandId, asked: Wronged },
}

/// The post.
#[derive(Debug)]
pub struct Pad {
    no: WindowNo,
    setting: Setting,
    seen: Option<read::Pad>,
    state: State,
    /// When a question took the place of something that was being keyed.
    replaced: Option<UtcMs>,
}

impl Pad {
    /// Makes the post.
    pub fn new(no: WindowNo, setting: Setting) -> Pad {
        Pad {
            no,
            setting,
            seen: None,
            state: State::Welcome,
            replaced: None,
        }
    }

    /// Makes a pad that asks one thing and is free then, as a village post does; `kept` is what a resident
    /// had decided when the post was left.
    pub(super) fn asking_about(
        ask: PadAsk,
        kept: Option<&str>,
        setting: Setting,
        now: UtcMs,
    ) -> Pad {
        let mut pad = Pad {
            state: State::Asking {
                ask: ask.clone(),
                shown: now,
            },
            // It takes the place of a list in which digits choose.
            replaced: Some(now),
            ..Pad::new(WindowNo(0), setting)
        };
        if let Some(draft) = kept.and_then(|kept| serde_json::from_str(kept).ok()) {
            pad.go_on_alone(draft, ask, now);
        }
        pad
    }

    /// Returns whether the question stands there and nothing was pressed yet.
    pub(super) fn is_asking(&self) -> bool {
        matches!(self.state, State::Asking { .. })
    }

    /// Returns whether it asks nobody anything.
    pub(super) fn is_free(&self) -> bool {
        matches!(self.state, State::Welcome)
    }

    /// Returns the keys of what the pad is doing.
    fn keys(&self) -> &'static [KeyRow<Action>] {
        match &self.state {
            State::Resuming(_) | State::Keeping { .. } => &[],
            State::Welcome => WELCOME_KEYS,
            State::Earlier(_) => EARLIER_KEYS,
            State::Asking { .. } => ASKING_KEYS,
            State::Reasons(reasons) => match reasons.caret {
                Caret::List => REASON_KEYS,
                Caret::Words => WORD_KEYS,
            },
            State::Undo { .. } => UNDO_KEYS,
            State::Thanks { rated: Some(_), .. } => RATED_KEYS,
            State::Thanks { .. } => THANKS_KEYS,
            State::Wronged { asked, .. } => match asked.step {
                Step::What => WRONGED_KEYS,
                Step::Sure(_) => SURE_KEYS,
                Step::Sent => &[],
                Step::Over(_) => THANKS_KEYS,
            },
        }
    }

    /// Returns from when to when the present state's clock runs.
    fn span(&self) -> Option<(UtcMs, UtcMs)> {
        let rules = &self.setting.config.rating;
        Some(match &self.state {
            State::Resuming(_) | State::Welcome | State::Keeping { .. } => return None,
            State::Earlier(earlier) => (earlier.touched, earlier.touched.plus(REASONS_IDLE)),
            State::Asking { ask, shown } => {
                let from = (*shown).max(ask.invited);
                (from, from.plus(rules.idle()))
            }
            State::Reasons(reasons) => {
                let earliest = reasons.ask.invited.plus(rules.idle());
                let end = reasons.touched.plus(REASONS_IDLE).max(earliest);
                (reasons.touched, end)
            }
            State::Undo { pressed, .. } => (*pressed, pressed.plus(Seconds(rules.undo_s.max(0)))),
            State::Thanks { since, .. } => (*since, since.plus(Seconds(rules.thanks_s.max(0)))),
            State::Wronged { asked, .. } => {
                let long = match asked.step {
                    Step::Over(_) => Seconds(rules.thanks_s.max(0)),
                    _ => rules.idle(),
                };
                (asked.touched, asked.touched.plus(long))
            }
        })
    }

    /// Returns what is left of the present state's clock, in ms.
    fn left(&self, now: UtcMs) -> i64 {
        self.span()
            .map_or(0, |(_, end)| end.0.saturating_sub(now.0).max(0))
    }
}

impl Post for Pad {
    fn name(&self) -> PostName {
        PostName::Pad(self.no)
    }

    fn wants(&self) -> Vec<Want> {
        vec![Want::Pad(self.no)]
    }

    fn news(&mut self, news: News, now: UtcMs) -> Vec<Effect> {
        match news {
            News::Pad(pad) => {
                self.seen = Some(pad);
                self.meet(now);
            }
            News::Earlier(found) => self.earlier_found(found, now),
            News::TooManyTries => self.earlier_too_often(),
            News::Failed(_) => self.earlier_found(None, now),
            _ => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        self.press(key, now)
    }

    fn paste(&mut self, text: &str, now: UtcMs) -> Vec<Effect> {
        self.insert(text, now)
    }

    fn tick(&mut self, now: UtcMs) -> Vec<Effect> {
        self.pass(now)
    }

    fn outcome(&mut self, call: &Call, result: Result<Done, Error>, now: UtcMs) -> Vec<Effect> {
        self.end(call, &result, now);
        Vec::new()
    }

    fn hints(&self) -> Vec<HintRow> {
        let waits = matches!(&self.state, State::Reasons(reasons) if !reasons.is_enough());
        self.keys()
            .iter()
            .map(|row| {
                let waits = waits && row.action == Action::Confirm;
                HintRow::of(row, waits.then_some("pad.choose_first"))
            })
            .collect()
    }

    fn takes_text(&self) -> bool {
        match &self.state {
            State::Reasons(reasons) => reasons.caret == Caret::Words,
            State::Earlier(_) => true,
            _ => false,
        }
    }

    fn is_public(&self) -> bool {
        true
    }

    fn pulse(&self, now: UtcMs) -> i64 {
        let state = match &self.state {
            State::Resuming(_) => 0,
            State::Welcome => 1,
            State::Asking { .. } => 2,
            State::Reasons(_) => 3,
            State::Undo { .. } => 4,
            State::Keeping { .. } => 5,
            State::Thanks { .. } => 6,
            State::Earlier(_) => 7,
            State::Wronged { .. } => 8,
        };
        // Twice a second: the bar moves evenly and a second is never skipped.
        (self.left(now).min(86_400_000) + 499) / 500 * 10 + state
    }

    fn view(&self, frame: &mut Frame<'_>, look: &Look, now: UtcMs) {
        self.draw(frame, look, now);
    }

    fn draft(&self) -> Option<String> {
        let (errand, stage, choice) = match &self.state {
            State::Resuming(draft) => return serde_json::to_string(draft).ok(),
            // Whoever came back for an errand of the last days keys it again.
            State::Reasons(reasons) if is_earlier(&reasons.ask) => return None,
            State::Undo { ask, .. } | State::Keeping { ask, .. } if is_earlier(ask) => return None,
            State::Reasons(reasons) => (reasons.ask.errand, Stage::Reasons, reasons.choice()),
            State::Undo { ask, choice, .. } | State::Keeping { ask, choice, .. } => {
                (ask.errand, Stage::Decided, choice.clone())
            }
            State::Welcome
            | State::Earlier(_)
            | State::Asking { .. }
            | State::Thanks { .. }
            | State::Wronged { .. } => {
                return None;
            }
        };
        let draft = Draft {
            errand,
            stage,
            choice,
        };
        serde_json::to_string(&draft).ok()
    }

    fn restore(&mut self, draft: &str) {
        // A draft that cannot be read is not ours; the question is simply asked again.
        if let Ok(draft) = serde_json::from_str(draft) {
            self.state = State::Resuming(draft);
        }
    }
}
