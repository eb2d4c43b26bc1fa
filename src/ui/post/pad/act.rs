//! What the pad does with keys, with time and with what it hears.

use crate::domain::ids::CaseId;
use crate::domain::ids::ErrandId;
use crate::domain::rating::Level;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::rate::Rate;
use crate::ops::rate_late::RateLate;
use crate::ops::rate_mandate::RateMandate;
use crate::ops::rating_timeout::RatingTimeout;
use crate::ops::read::AskedFor;
use crate::ops::read::PadAsk;
use crate::ops::tell_retaliation::TellRetaliation;
use crate::ui::field::Outcome;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::pad::AGAIN;
use crate::ui::post::pad::Action;
use crate::ui::post::pad::Caret;
use crate::ui::post::pad::Choice;
use crate::ui::post::pad::Draft;
use crate::ui::post::pad::OTHER;
use crate::ui::post::pad::Pad;
use crate::ui::post::pad::Reasons;
use crate::ui::post::pad::Stage;
use crate::ui::post::pad::State;
use crate::ui::post::pad::UNSEEN;
use crate::ui::post::pad::earlier::Earlier;
use crate::ui::post::pad::earlier::is_earlier;
use crate::ui::post::wronged::Answer;
use crate::ui::post::wronged::Step;
use crate::ui::post::wronged::Wronged;

/// Returns what a resident's choice asks for.
fn rate(ask: &PadAsk, choice: &Choice) -> Effect {
    let (errand, level) = (ask.errand, choice.level);
    let (reasons, remark) = (choice.reasons.clone(), choice.remark.clone());
    let call: Call = match ask.of {
        AskedFor::Present => Rate {
            errand,
            level,
            reasons,
            remark,
        }
        .into(),
        AskedFor::Earlier { .. } => RateLate {
            errand,
            level,
            reasons,
            remark,
        }
        .into(),
        AskedFor::Village { .. } => RateMandate {
            mandate: CaseId(errand.0),
            level: Some(level),
            reasons,
            remark,
        }
        .into(),
    };
    Effect::Do(Who::Resident, call)
}

/// Returns what is noted where nobody answered.
fn unrated(ask: &PadAsk) -> Call {
    match ask.of {
        AskedFor::Village { .. } => RateMandate {
            mandate: CaseId(ask.errand.0),
            level: None,
            reasons: Vec::new(),
            remark: String::new(),
        }
        .into(),
        _ => RatingTimeout { errand: ask.errand }.into(),
    }
}

impl Pad {
    /// Returns the question that stands now, but never one of an earlier day unless it was put just
    /// now: whoever stands here now was not served then, and the night close notes it as unrated.
    fn asked(&self, now: UtcMs) -> Option<&PadAsk> {
        let zone = self.setting.zone;
        let old = self.setting.config.rating.asked_before(now);
        self.seen
            .as_ref()
            .and_then(|pad| pad.ask.as_ref())
            .filter(|ask| zone.day(ask.invited) >= zone.day(now) || ask.invited > old)
    }

    fn take(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Welcome)
    }

    /// Asks what is to be asked next, or welcomes.
    pub(super) fn next(&mut self, now: UtcMs) {
        self.state = match self.asked(now) {
            Some(ask) => State::Asking {
                ask: ask.clone(),
                shown: now,
            },
            None => State::Welcome,
        };
    }

    /// Asks in the place of something that was being keyed: the next digit may still be meant for that.
    fn replace(&mut self, now: UtcMs) {
        self.replaced = Some(now);
        self.next(now);
    }

    /// Follows what was read. It asks for nothing to be done: that is for the clock, or a store
    /// that refuses would be asked again without a pause.
    pub(super) fn meet(&mut self, now: UtcMs) {
        let open = self.seen.as_ref().and_then(|pad| pad.ask.clone());
        match self.take() {
            State::Resuming(draft) => self.resume(draft, open, now),
            State::Welcome => self.next(now),
            // Whoever was served just now goes first: what they press is never meant for another's.
            State::Earlier(_) if self.asked(now).is_some() => self.replace(now),
            // What is not yet given to the store is left: nobody behind is asked another's question.
            State::Wronged { asked, .. }
                if asked.step != Step::Sent && self.asked(now).is_some() =>
            {
                self.replace(now);
            }
            State::Asking { ask, shown } if is_earlier(&ask) => match self.asked(now) {
                Some(_) => self.replace(now),
                None => self.state = State::Asking { ask, shown },
            },
            State::Asking { ask, shown } => match open {
                Some(open) if open.errand == ask.errand => {
                    self.state = State::Asking { ask: open, shown };
                }
                _ => self.next(now),
            },
            // Closed from elsewhere, as the night close does: nobody is to blame, nothing to do.
            State::Reasons(reasons) if open.is_none() && !is_earlier(&reasons.ask) => {
                self.thank(None, None, now);
            }
            State::Undo { ask, .. } if open.is_none() && !is_earlier(&ask) => {
                self.thank(None, None, now);
            }
            state => self.state = state,
        }
    }

    fn resume(&mut self, draft: Draft, open: Option<PadAsk>, now: UtcMs) {
        match open.filter(|ask| ask.errand == draft.errand) {
            Some(ask) => self.go_on(draft, ask, now),
            None => self.next(now),
        }
    }

    /// Goes on where a resident had come to with a question that still stands.
    fn go_on(&mut self, draft: Draft, ask: PadAsk, now: UtcMs) {
        self.state = match draft.stage {
            Stage::Reasons => State::Reasons(Box::new(Reasons::of(ask, &draft.choice, now))),
            Stage::Decided => State::Undo {
                ask,
                choice: draft.choice,
                pressed: now,
            },
        };
    }

    /// Gives to the store what a resident had decided who is not here any more; without enough of it the
    /// question stands there anew. Nobody sees what it was, and nobody changes it.
    pub(super) fn go_on_alone(&mut self, draft: Draft, ask: PadAsk, now: UtcMs) {
        let choice = draft.choice;
        let enough = !choice.level.is_bad() || !choice.reasons.is_empty();
        if draft.errand == ask.errand && enough {
            self.state = State::Keeping {
                ask,
                choice,
                again: now,
            };
        }
    }

    fn thank(&mut self, receipt: Option<String>, rated: Option<ErrandId>, now: UtcMs) {
        self.state = State::Thanks {
            receipt,
            since: now,
            rated,
        };
    }

    /// Gives a choice to the store.
    fn send(&mut self, ask: PadAsk, choice: Choice, now: UtcMs) -> Vec<Effect> {
        let effect = rate(&ask, &choice);
        self.state = State::Keeping {
            ask,
            choice,
            again: now.plus(AGAIN),
        };
        vec![effect]
    }

    /// Notes that nobody answered. If the store does not take it, what is read next asks again.
    fn give_up(&mut self, ask: &PadAsk) -> Vec<Effect> {
        self.state = State::Welcome;
        if let Some(pad) = &mut self.seen {
            pad.ask = None;
        }
        vec![Effect::Do(Who::Resident, unrated(ask))]
    }

    /// Lets time pass.
    pub(super) fn pass(&mut self, now: UtcMs) -> Vec<Effect> {
        self.never_start_later(now);
        if let State::Keeping { ask, choice, again } = &mut self.state {
            if now < *again {
                return Vec::new();
            }
            *again = now.plus(AGAIN);
            return vec![rate(ask, choice)];
        }
        if self.span().is_none_or(|(_, end)| now < end) {
            return Vec::new();
        }
        match self.take() {
            State::Earlier(_) => {
                self.next(now);
                Vec::new()
            }
            // Of an errand of the last days it is noted already that nobody answered.
            State::Asking { ask, .. } if is_earlier(&ask) => {
                self.next(now);
                Vec::new()
            }
            State::Asking { ask, .. } => self.give_up(&ask),
            State::Reasons(reasons) if reasons.is_enough() => {
                let choice = reasons.choice();
                self.send(reasons.ask, choice, now)
            }
            State::Reasons(reasons) if is_earlier(&reasons.ask) => {
                self.next(now);
                Vec::new()
            }
            State::Reasons(reasons) => self.give_up(&reasons.ask),
            State::Undo { ask, choice, .. } => self.send(ask, choice, now),
            State::Thanks { .. } => {
                self.next(now);
                Vec::new()
            }
            // What the store has not answered yet is waited for.
            State::Wronged { asked, .. } if asked.step != Step::Sent => {
                self.next(now);
                Vec::new()
            }
            state => {
                self.state = state;
                Vec::new()
            }
        }
    }

    /// A clock that was put back must not keep thanks on the screen for an hour.
    fn never_start_later(&mut self, now: UtcMs) {
        match &mut self.state {
            State::Asking { shown: at, .. }
            | State::Undo { pressed: at, .. }
            | State::Thanks { since: at, .. } => *at = (*at).min(now),
            State::Reasons(reasons) => reasons.touched = reasons.touched.min(now),
            State::Earlier(earlier) => earlier.touched = earlier.touched.min(now),
            State::Wronged { asked, .. } => asked.touched = asked.touched.min(now),
            State::Keeping { again, .. } => *again = (*again).min(now.plus(AGAIN)),
            State::Resuming(_) | State::Welcome => {}
        }
    }

    /// Takes a key.
    pub(super) fn press(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        if let State::Reasons(reasons) = &mut self.state {
            reasons.touched = now;
            if let Some(effects) = reasons.write(key) {
                return effects;
            }
        }
        if let State::Earlier(_) = self.state {
            return self.earlier_key(key, now);
        }
        if let State::Wronged { .. } = self.state {
            return self.wronged_key(key, now);
        }
        match key::find(self.keys(), key) {
            Some(action) => self.act(action, now),
            None if self.is_echo(key) => Vec::new(),
            None => vec![Effect::Beep],
        }
    }

    /// Takes a key while the leader is being told of trouble over a rating.
    fn wronged_key(&mut self, key: Key, now: UtcMs) -> Vec<Effect> {
        let State::Wronged { errand, asked } = &mut self.state else {
            return Vec::new();
        };
        match asked.key(key, now) {
            Answer::Stay => Vec::new(),
            Answer::Beep => vec![Effect::Beep],
            Answer::Leave => {
                self.next(now);
                Vec::new()
            }
            Answer::Tell(what) => {
                let tell = TellRetaliation {
                    what: self.setting.hall_lang().tr(what).to_owned(),
                    errand: Some(*errand),
                    case: String::new(),
                    last4: String::new(),
                };
                vec![Effect::Do(Who::Resident, tell.into())]
            }
        }
    }

    /// Says whether a key is the chosen one pressed once more or held down.
    fn is_echo(&self, key: Key) -> bool {
        matches!((&self.state, key), (State::Undo { choice, .. }, Key::Digit(n))
            if n == choice.level.number())
    }

    /// Takes a pasted text.
    pub(super) fn insert(&mut self, text: &str, now: UtcMs) -> Vec<Effect> {
        if let State::Earlier(_) = self.state {
            return self.earlier_paste(text, now);
        }
        let State::Reasons(reasons) = &mut self.state else {
            return vec![Effect::Beep];
        };
        reasons.touched = now;
        reasons.open_words();
        match reasons.words.paste(text) {
            Outcome::Refused => vec![Effect::Beep],
            _ => Vec::new(),
        }
    }

    fn act(&mut self, action: Action, now: UtcMs) -> Vec<Effect> {
        match (action, self.take()) {
            // Whoever was keying something else has not seen this question yet.
            (Action::Rate(_), State::Asking { ask, shown })
                if self.replaced.is_some_and(|at| now < at.plus(UNSEEN)) =>
            {
                self.state = State::Asking { ask, shown };
                return vec![Effect::Beep];
            }
            (Action::Rate(level), State::Asking { ask, .. }) => self.choose(ask, level, now),
            (Action::Reason(at), State::Reasons(mut reasons)) => {
                reasons.toggle(at);
                self.state = State::Reasons(reasons);
            }
            (Action::List, State::Reasons(mut reasons)) => {
                reasons.caret = Caret::List;
                self.state = State::Reasons(reasons);
            }
            (Action::Confirm, State::Reasons(reasons)) if reasons.is_enough() => {
                let choice = reasons.choice();
                self.decide(reasons.ask, choice, now);
            }
            (Action::Back, State::Reasons(reasons)) => self.ask_again(reasons.ask, now),
            (Action::Back, State::Undo { ask, choice, .. }) if choice.level.is_bad() => {
                self.state = State::Reasons(Box::new(Reasons::of(ask, &choice, now)));
            }
            (Action::Back, State::Undo { ask, .. }) => self.ask_again(ask, now),
            (Action::Close, State::Thanks { .. }) => self.next(now),
            (
                Action::Wronged,
                State::Thanks {
                    rated: Some(errand),
                    ..
                },
            ) => {
                let asked = Wronged::new(now);
                self.state = State::Wronged { errand, asked };
            }
            (Action::Earlier, State::Welcome) => {
                self.state = State::Earlier(Box::new(Earlier::new(now)));
            }
            (_, state) => {
                self.state = state;
                return vec![Effect::Beep];
            }
        }
        Vec::new()
    }

    fn choose(&mut self, ask: PadAsk, level: Level, now: UtcMs) {
        if level.is_bad() {
            self.state = State::Reasons(Box::new(Reasons::new(ask, level, now)));
            return;
        }
        let choice = Choice {
            level,
            reasons: Vec::new(),
            remark: String::new(),
        };
        self.decide(ask, choice, now);
    }

    fn decide(&mut self, ask: PadAsk, choice: Choice, now: UtcMs) {
        self.state = State::Undo {
            ask,
            choice,
            pressed: now,
        };
    }

    fn ask_again(&mut self, ask: PadAsk, now: UtcMs) {
        self.state = State::Asking { ask, shown: now };
    }

    /// Takes the end of a verb.
    pub(in crate::ui::post) fn end(
        &mut self,
        call: &Call,
        result: &Result<Done, Error>,
        now: UtcMs,
    ) {
        if let (State::Wronged { asked, .. }, Call::TellRetaliation(_)) = (&mut self.state, call) {
            asked.end(result.is_ok(), now);
            return;
        }
        let State::Keeping { ask, .. } = &self.state else {
            return;
        };
        let given = match call {
            Call::Rate(rate) => rate.errand,
            Call::RateLate(rate) => rate.errand,
            Call::RateMandate(rate) => ErrandId(rate.mandate.0),
            _ => return,
        };
        if given != ask.errand {
            return;
        }
        // What this pad has read still holds the question that is now answered.
        match result {
            Ok(Done::Rate(rated) | Done::RateLate(rated)) => {
                self.forget(given);
                self.thank(Some(rated.receipt.clone()), Some(given), now);
            }
            Ok(Done::RateMandate(rated)) => {
                self.thank(rated.receipt.clone(), None, now);
            }
            Ok(_) | Err(Error::Refused(_)) => {
                self.forget(given);
                self.thank(None, None, now);
            }
            // Kept in the draft, and tried again until the store takes it.
            Err(_) => {}
        }
    }

    fn forget(&mut self, given: ErrandId) {
        if let Some(pad) = &mut self.seen
            && pad.ask.as_ref().is_some_and(|ask| ask.errand == given)
        {
            pad.ask = None;
        }
    }
}

impl Reasons {
    fn toggle(&mut self, at: usize) {
        let Some(on) = self.chosen.get_mut(at) else {
            return;
        };
        *on = !*on;
        if *on && at == OTHER {
            self.caret = Caret::Words;
        }
    }

    fn open_words(&mut self) {
        self.chosen[OTHER] = true;
        self.caret = Caret::Words;
    }

    /// Takes a key into the own words; `None` leaves it to the key table.
    fn write(&mut self, key: Key) -> Option<Vec<Effect>> {
        // Whoever simply begins to write means the field.
        if self.caret == Caret::List && matches!(key, Key::Char(_)) {
            self.open_words();
        }
        if self.caret == Caret::List {
            return None;
        }
        if key == Key::Backspace && self.words.is_empty() {
            self.caret = Caret::List;
            return Some(Vec::new());
        }
        match self.words.key(key) {
            Outcome::Ignored => None,
            Outcome::Refused => Some(vec![Effect::Beep]),
            Outcome::Moved | Outcome::Changed => Some(Vec::new()),
        }
    }
}
