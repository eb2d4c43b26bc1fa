//! What the post of ratings that come later does on a key: actions in, effects out.

use crate::ops::Call;
use crate::ops::Done;
use crate::ops::call_back::CallBack;
use crate::ops::contact_rater::ContactRater;
use crate::ops::fix_followup::FixFollowup;
use crate::ops::flag_retaliation::FlagRetaliation;
use crate::ops::key_rating::FormNow;
use crate::ops::key_rating::KeyRating;
use crate::ops::phone_rating::PhoneRating;
use crate::ops::read::FollowupLine;
use crate::ops::read::Unrated;
use crate::ops::reveal_person::RevealPerson;
use crate::ops::reveal_rater::RevealRater;
use crate::ops::settle_rating::SettleRating;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::desk::Phase;
use crate::ui::post::desk::beep;
use crate::ui::post::ratings::Action;
use crate::ui::post::ratings::Over;
use crate::ui::post::ratings::RatingsPost;
use crate::ui::post::ratings::Row;
use crate::ui::post::ratings::Sheet;
use crate::ui::post::ratings::TABS;
use crate::ui::post::ratings::ask;
use crate::ui::post::ratings::ask::Deed;
use crate::ui::post::ratings::ask::Topic;
use crate::ui::post::ratings::keys;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Answer;
use crate::ui::post::window::ask::Ask;

impl RatingsPost {
    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key) -> Vec<Effect> {
        match (&mut self.over, self.board.is_some()) {
            (Over::Ask(ask), _) => match ask.key(key) {
                Answer::Stay => Vec::new(),
                Answer::Beep => beep(),
                Answer::Drop => self.close(),
                Answer::Give => self.answer(),
            },
            (Over::Person(_, about), _) => match (key, about.clone()) {
                (Key::Esc | Key::Enter, _) => self.close(),
                (Key::F(2), Topic::Order(number)) => {
                    self.over = Over::Ask(ask::order(number));
                    Vec::new()
                }
                (Key::F(2), Topic::Call(errand)) => self.call_about(errand),
                _ => beep(),
            },
            (Over::Nothing, _) => match self.phase() {
                Phase::Loading => beep(),
                Phase::SignIn => self.sign_in_key(key),
                Phase::Board => match key::find(keys::KEYS, key) {
                    Some(action) => self.act(action),
                    None => {
                        let lines = self.lines().len();
                        self.desk.list_key(key, TABS, lines)
                    }
                },
            },
        }
    }

    fn sign_in_key(&mut self, key: Key) -> Vec<Effect> {
        let board = self.board.as_ref();
        let known = |no| board.is_some_and(|board| board.staff.iter().any(|s| s.staff == no));
        let effects = self.desk.sign_in_key(key, known);
        self.come_back();
        effects
    }

    /// Opens the dialog about a call, where the errand is still there to be rated.
    fn call_about(&mut self, errand: String) -> Vec<Effect> {
        let mut errands = self.errands().iter();
        match errands.any(|line| line.errand.to_string() == errand) {
            true => {
                self.over = Over::Ask(ask::call(errand));
                Vec::new()
            }
            false => self.desk.beep(Said::key("ratings.why_gone")),
        }
    }

    fn close(&mut self) -> Vec<Effect> {
        self.over = Over::Nothing;
        Vec::new()
    }

    /// Does what a key asks for.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(why) = self.why_not(action) {
            return self.desk.beep(Said::key(why));
        }
        let ask = match (action, self.chosen()) {
            (Action::Call, Some(Row::Errand(line))) => ask::call(line.errand.to_string()),
            (Action::Reveal, Some(Row::Errand(line))) => {
                let usual = self.desk.setting.hall_lang().tr("ratings.usual_why");
                let case = line.case.clone().unwrap_or_default();
                ask::reveal(case, line.errand.to_string(), usual)
            }
            // A form that another keyed is keyed again by its number; anything else is a new one.
            (Action::Key, Some(Row::Form(form))) if !form.is_twice() => ask::key(&form.paper),
            (Action::Key, _) => ask::key(""),
            (Action::Settle, Some(Row::Form(form))) => match form.differ.first() {
                Some(differs) => ask::settle(&form.paper, differs, self.errands()),
                None => return beep(),
            },
            (Action::Call, Some(Row::Order(line))) => ask::order(line.number.clone()),
            (Action::Reveal, Some(Row::Order(line))) => {
                let usual = self.desk.setting.hall_lang().tr("rating.why_call_back");
                ask::rater(line.number.clone(), usual)
            }
            (Action::Next, Some(Row::Errand(_) | Row::Order(_))) => {
                return self.act(Action::Call);
            }
            (Action::Next, Some(Row::Form(form))) => {
                let twice = form.is_twice();
                return self.act(if twice { Action::Settle } else { Action::Key });
            }
            _ => return beep(),
        };
        self.over = Over::Ask(ask);
        Vec::new()
    }

    fn errands(&self) -> &[crate::ops::read::UnratedLine] {
        self.board.as_ref().map_or(&[][..], |board| &board.errands)
    }

    /// Does what a dialog's answer asks for.
    fn answer(&mut self) -> Vec<Effect> {
        let Over::Ask(ask) = &self.over else {
            return beep();
        };
        match self.deed(ask) {
            Ok(call) => vec![self.desk.perform(call)],
            Err(why) => self.desk.beep(Said::key(why)),
        }
    }

    /// Returns the verb that a dialog's answer means, or why it means none: a locale key.
    fn deed(&self, ask: &Ask<Topic>) -> Result<Call, &'static str> {
        let text = |line: usize| ask.text(line);
        let reasons = |line: usize| ask::reasons(&text(line)).ok_or("ratings.reasons_wrong");
        Ok(match &ask.topic {
            Topic::Call(errand) => {
                let level = ask.rated(0).ok_or("ratings.level_wrong")?;
                let said = text(2);
                let (remark, note) = match level {
                    Some(_) => (said, String::new()),
                    None => (String::new(), said),
                };
                PhoneRating {
                    errand: errand.clone(),
                    level,
                    reasons: reasons(1)?,
                    remark,
                    note,
                }
                .into()
            }
            Topic::Key => KeyRating {
                paper: text(0),
                errand: text(1),
                channel: ask::channel(ask.chosen(2)),
                level: ask.rated(3).flatten().ok_or("ratings.level_wrong")?,
                reasons: reasons(4)?,
                remark: text(5),
            }
            .into(),
            Topic::Settle(paper, line) => SettleRating {
                paper: paper.clone(),
                line: line.clone(),
                value: self.settled(paper, line, ask)?,
            }
            .into(),
            Topic::Order(number) => RatingsPost::order_deed(number, ask)?,
            Topic::Rater(number) => RevealRater {
                followup: number.clone(),
                reason: text(0),
            }
            .into(),
            Topic::Reveal(case, _) => RevealPerson {
                person: String::new(),
                case: case.clone(),
                reason: text(0),
            }
            .into(),
        })
    }

    /// Returns the verb that notes what was done about a bad rating.
    fn order_deed(number: &str, ask: &Ask<Topic>) -> Result<Call, &'static str> {
        let (followup, text) = (number.to_owned(), ask.text(1));
        Ok(match ask::deed(ask.chosen(0)).ok_or("ratings.choose")? {
            Deed::Contacted(reached) => ContactRater {
                followup,
                reached,
                note: text,
            }
            .into(),
            Deed::Fixed { explained } => FixFollowup {
                followup,
                evidence: text,
                explained,
            }
            .into(),
            Deed::CalledBack(answer) => CallBack {
                followup,
                answer,
                note: text,
            }
            .into(),
            Deed::PaidBack => FlagRetaliation {
                followup,
                what: text,
            }
            .into(),
        })
    }

    /// Returns what is to stand in a line: what one of the two read, or what the third typed.
    fn settled(&self, paper: &str, line: &str, ask: &Ask<Topic>) -> Result<String, &'static str> {
        let forms = self.board.iter().flat_map(|board| &board.forms);
        let form = forms.into_iter().find(|form| form.paper == paper);
        let differs = form.and_then(|form| form.differ.iter().find(|d| d.line == line));
        // Somebody else settled it meanwhile.
        let differs = differs.ok_or("ratings.why_agreed")?;
        let typed = ask.text(1);
        Ok(match (ask.chosen(0), line) {
            (0, _) => differs.first.clone().unwrap_or_default(),
            (1, _) => differs.second.clone().unwrap_or_default(),
            (2, "reasons") => ask::reasons(&typed)
                .ok_or("ratings.reasons_wrong")?
                .join(","),
            (2, "channel") => return Err("ratings.one_of_two"),
            (2, _) => typed,
            _ => return Err("ratings.choose"),
        })
    }

    /// Takes the bad ratings as they are now; the choice stays with its line.
    pub(super) fn orders_read(&mut self, orders: Vec<FollowupLine>) {
        let chosen = self.chosen().map(|row| row.name());
        self.orders = orders;
        self.keep_choice(chosen);
    }

    fn keep_choice(&mut self, chosen: Option<String>) {
        let lines = self.lines();
        let there = chosen.and_then(|name| lines.iter().position(|row| row.name() == name));
        let count = lines.len();
        self.desk.keep_choice(there, count);
    }

    /// Takes the board as it is now; the choice stays with its line.
    pub(super) fn board_read(&mut self, board: Unrated) {
        let chosen = self.chosen().map(|row| row.name());
        self.board = Some(board);
        self.keep_choice(chosen);
        self.come_back();
    }

    /// Opens a dialog as it was left, for whoever left it, where what it was about is still there.
    fn come_back(&mut self) {
        if self.phase() != Phase::Board || !matches!(self.over, Over::Nothing) {
            return;
        }
        let mine = |kept: &Sheet| Some(kept.by) == self.desk.me;
        let Some(at) = self.kept.iter().position(mine) else {
            return;
        };
        let kept = self.kept.remove(at);
        let ask = match &kept.topic {
            Topic::Key => Some(ask::key("")),
            Topic::Reveal(case, errand) => Some(ask::reveal(case.clone(), errand.clone(), "")),
            Topic::Order(number) => Some(ask::order(number.clone())),
            Topic::Rater(number) => Some(ask::rater(number.clone(), "")),
            Topic::Call(errand) => {
                let mut errands = self.errands().iter();
                let known = errands.any(|line| line.errand.to_string() == *errand);
                known.then(|| ask::call(errand.clone()))
            }
            Topic::Settle(paper, line) => {
                let forms = self.board.iter().flat_map(|board| &board.forms);
                let form = forms.into_iter().find(|form| form.paper == *paper);
                let differs = form.and_then(|form| form.differ.iter().find(|d| d.line == *line));
                differs.map(|differs| ask::settle(paper, differs, self.errands()))
            }
        };
        if let Some(ask) = ask {
            self.over = Over::Ask(ask.retype(&kept.typed));
        }
    }

    /// Says what was done.
    pub(super) fn done(&mut self, done: Done) {
        let about = std::mem::replace(&mut self.over, Over::Nothing);
        let said = match done {
            Done::PhoneRating(rated) => match rated.receipt {
                Some(receipt) => with_receipt("ratings.was_rated", receipt),
                None => Said::key("ratings.was_noted"),
            },
            Done::KeyRating(form) | Done::SettleRating(form) => keyed(form),
            Done::RevealRater(person) => {
                if let Over::Ask(ask) = about
                    && let Topic::Rater(number) = ask.topic
                {
                    self.over = Over::Person(Box::new(person), Topic::Order(number));
                }
                return;
            }
            Done::ContactRater(now)
            | Done::FixFollowup(now)
            | Done::CallBack(now)
            | Done::FlagRetaliation(now) => {
                Said::Key("ratings.was_kept", vec![("number".to_owned(), now.number)])
            }
            Done::RevealPerson(person) => {
                if let Over::Ask(ask) = about
                    && let Topic::Reveal(_, errand) = ask.topic
                {
                    self.over = Over::Person(Box::new(person), Topic::Call(errand));
                }
                return;
            }
            _ => return,
        };
        self.desk.say(said);
    }
}

fn with_receipt(key: &'static str, receipt: String) -> Said {
    Said::Key(key, vec![("receipt".to_owned(), receipt)])
}

/// Says how a form stands after somebody keyed or settled it.
fn keyed(form: FormNow) -> Said {
    let n = form.differ.len().to_string();
    match (form.receipt, form.keyed, form.differ.is_empty()) {
        (Some(receipt), _, _) => with_receipt("ratings.was_counted", receipt),
        (None, 0 | 1, _) => Said::key("ratings.was_keyed"),
        (None, _, true) => Said::key("ratings.was_settled"),
        (None, _, false) => Said::Key("ratings.was_differing", vec![("n".to_owned(), n)]),
    }
}
