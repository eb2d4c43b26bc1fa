//! What a village post does on a key: actions in, effects out.

use chrono::NaiveDate;

use crate::domain::mandate::Step;
use crate::domain::plain;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::charge_mandate::ChargeMandate;
use crate::ops::confirm_papers::ConfirmPapers;
use crate::ops::find_paper::FindPaper;
use crate::ops::hand_in::HandIn;
use crate::ops::hand_papers::HandPapers;
use crate::ops::lose_paper::LosePaper;
use crate::ops::raise_matter::RaiseMatter;
use crate::ops::read::ErrandNext;
use crate::ops::read::Village;
use crate::ops::renew_mandate::RenewMandate;
use crate::ops::step_mandate::StepMandate;
use crate::ops::stop_mandate::StopMandate;
use crate::ops::tell_raised::TellRaised;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::holds::Holding;
use crate::ui::post::said::Said;
use crate::ui::post::village::Action;
use crate::ui::post::village::Over;
use crate::ui::post::village::VillagePost;
use crate::ui::post::village::ask::Topic;
use crate::ui::post::village::ask::fen;
use crate::ui::post::village::ask::here;
use crate::ui::post::village::form::Form;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::day_meant;

/// How many days a lost paper is offered to be found in.
const USUAL_SEARCH_DAYS: u64 = 15;

fn counted(key: &'static str, n: usize) -> Said {
    Said::Key(key, vec![("n".to_owned(), n.to_string())])
}

impl VillagePost {
    /// Does what a key asks for.
    pub(super) fn act(&mut self, action: Action, now: UtcMs) -> Vec<Effect> {
        if let Some(why) = self.why_not(action) {
            return self.desk.beep(Said::key(why));
        }
        match action {
            Action::Give => self.open_form(),
            Action::Held => match self.holds() {
                Some(holds) => self.open(Over::Held(Holding::new(holds))),
                None => vec![Effect::Beep],
            },
            Action::Raised => self.open(Over::Raised(0)),
            Action::Raise => self.raise(),
            Action::Tell => self.tell(),
            Action::PickUp => {
                self.over = Over::PickUp(0);
                vec![Effect::Look(Want::Walk)]
            }
            Action::Come => self.come_or_go(),
            Action::Walk => self.open_walk(),
            Action::Days => self.open_days(),
            Action::Plan => self.ask(Topic::Plan, String::new()),
            Action::Miss => self.ask(Topic::Miss, String::new()),
            Action::Print => self.print_list(),
            Action::Find => self.ask(Topic::Find, String::new()),
            Action::Stop => self.ask_about(Topic::StopOrRenew),
            Action::Lose => self.ask_about(Topic::LostOrFound),
            Action::Charge => self.ask_about(Topic::Charge),
            Action::Rate => self.rate(now),
            Action::Next => self.next(),
            Action::Papers => {
                self.with_form(|form, _| form.tick_all());
                Vec::new()
            }
            Action::Clear => {
                self.form = None;
                self.open_form()
            }
            Action::Take => self.take(),
            Action::Field => {
                let filled = self.with_form(|form, catalogue| form.enter(catalogue));
                self.filled(filled)
            }
            Action::Back => {
                let filled = self.with_form(|form, catalogue| form.back(catalogue));
                self.filled(filled)
            }
            Action::SignIn => self.desk.post(),
            Action::Answer => self.answer(),
            Action::Open => match &self.over {
                Over::Held(_) => self.over_key(Key::Enter),
                _ => self.open_found(),
            },
        }
    }

    fn open(&mut self, over: Over) -> Vec<Effect> {
        self.over = over;
        Vec::new()
    }

    pub(super) fn perform(&self, call: impl Into<Call>) -> Vec<Effect> {
        vec![self.desk.perform(call)]
    }

    /// Takes the board as it is now; the choice stays with its errand.
    pub(super) fn board_read(&mut self, board: Village) {
        let chosen = self.chosen().map(|line| line.number.clone());
        // What was typed on another day is counted from today.
        if let Some(form) = &mut self.form {
            form.day = board.day;
        }
        self.board = Some(board);
        if let (Some(holds), Over::Held(holding)) = (self.holds(), &mut self.over) {
            holding.refresh(holds);
        }
        let last = self.raised().len().saturating_sub(1);
        if let Over::Raised(at) = &mut self.over {
            *at = (*at).min(last);
        }
        if let Some(number) = chosen {
            self.choose(&number);
        }
        self.keep_choice();
    }

    /// Chooses an errand by its number where the tab shows it.
    fn choose(&mut self, number: &str) -> bool {
        let at = self.lines().iter().position(|line| line.number == number);
        self.desk.at = at.unwrap_or(self.desk.at);
        at.is_some()
    }

    pub(super) fn usual_conditions(&self) -> Vec<String> {
        let words = self.hall_lang().tr("village.usual_condition");
        words.split('|').map(ToOwned::to_owned).collect()
    }

    fn open_form(&mut self) -> Vec<Effect> {
        let Some(day) = self.board.as_ref().map(|board| board.day) else {
            return vec![Effect::Beep];
        };
        if self.form.is_none() {
            self.form = Some(Form::new(day, self.usual_conditions()));
        }
        self.writing = true;
        self.fit_form();
        Vec::new()
    }

    pub(super) fn fit_form(&mut self) {
        self.with_form(|form, catalogue| form.fit(catalogue));
    }

    /// Takes the mandate, or says what is missing and goes there.
    pub(super) fn take(&mut self) -> Vec<Effect> {
        let unready = self.form.as_ref().and_then(Form::unready);
        if let Some((focus, said)) = unready {
            if let Some(form) = &mut self.form {
                form.focus = focus;
            }
            return self.desk.beep(said);
        }
        match self.form.as_ref().and_then(Form::take) {
            Some(call) => self.perform(call),
            None => vec![Effect::Beep],
        }
    }

    /// Opens a dialog about the chosen errand.
    fn ask_about(&mut self, topic: Topic) -> Vec<Effect> {
        let number = self.chosen().map(|line| line.number.clone());
        self.ask(topic, number.unwrap_or_default())
    }

    pub(super) fn ask(&mut self, topic: Topic, number: String) -> Vec<Effect> {
        let usual = topic.usual().map_or("", |key| self.hall_lang().tr(key));
        let mut ask = topic.ask(usual);
        if topic == Topic::Lost {
            ask.suggest(1, vec![self.my_name().to_owned()]);
            let until = self.board.as_ref().and_then(|board| {
                let days = chrono::Days::new(USUAL_SEARCH_DAYS);
                board.day.checked_add_days(days)
            });
            ask.fill(2, &until.map_or_else(String::new, |day| day.to_string()));
        }
        self.open(Over::Ask(ask, number))
    }

    pub(super) fn raise(&mut self) -> Vec<Effect> {
        self.ask(Topic::Raise, String::new())
    }

    /// Asks how the resident was told the answer to the chosen matter.
    pub(super) fn tell(&mut self) -> Vec<Effect> {
        if let Some(why) = self.why_not(Action::Tell) {
            return self.desk.beep(Said::key(why));
        }
        let Over::Raised(at) = self.over else {
            return vec![Effect::Beep];
        };
        match self.raised().get(at).map(|line| line.number.clone()) {
            Some(number) => self.ask(Topic::Tell, number),
            None => vec![Effect::Beep],
        }
    }

    /// Does the next step of the chosen errand, or asks what it needs.
    fn next(&mut self) -> Vec<Effect> {
        let Some(line) = self.chosen() else {
            return vec![Effect::Beep];
        };
        let (number, today) = (
            line.number.clone(),
            self.board.as_ref().map(|board| board.day),
        );
        match line.next {
            ErrandNext::Accept => self.step(number, Step::Accepted),
            ErrandNext::File => self.step(number, Step::Filed),
            ErrandNext::HandIn if today.is_some_and(|today| today > line.latest) => {
                self.ask(Topic::Late, number)
            }
            ErrandNext::HandIn => self.perform(HandIn {
                mandate: number,
                reason: String::new(),
            }),
            ErrandNext::Confirm => self.ask(Topic::Confirm, number),
            ErrandNext::Deliver => self.ask(Topic::Deliver, number),
            ErrandNext::GiveBack => self.ask(Topic::GiveBack, number),
            ErrandNext::Renew => self.ask(Topic::Renew, number),
            ErrandNext::Settle => self.ask(Topic::Found, number),
            ErrandNext::Wait => self.desk.beep(Said::key("village.why_wait")),
        }
    }

    fn step(&self, mandate: String, step: Step) -> Vec<Effect> {
        self.perform(StepMandate {
            mandate,
            step,
            slip: String::new(),
            content: String::new(),
            note: String::new(),
        })
    }

    /// Does what a dialog's answer asks for.
    pub(super) fn answer(&mut self) -> Vec<Effect> {
        let Over::Ask(ask, number) = &self.over else {
            return vec![Effect::Beep];
        };
        let number = number.clone();
        let first = ask.chosen(0) == 0;
        match ask.topic {
            Topic::Find if ask.text(0).is_empty() => {
                self.desk.beep(Said::key("village.type_number"))
            }
            Topic::Find => vec![Effect::Look(Want::Errands(ask.text(0)))],
            Topic::StopOrRenew => self.ask(if first { Topic::Stop } else { Topic::Renew }, number),
            Topic::Plan | Topic::Miss => self.answer_days(),
            Topic::LostOrFound => self.ask(if first { Topic::Lost } else { Topic::Found }, number),
            _ => {
                let today = self.board.as_ref().map(|board| board.day);
                let here = self.line(&number).map(here).unwrap_or_default();
                match deed(ask, number, today) {
                    // What is lost or disputed is not among what is given back.
                    Ok(Call::HandPapers(call)) => self.perform(HandPapers {
                        papers: here,
                        ..call
                    }),
                    Ok(call) => self.perform(call),
                    Err(why) => self.desk.beep(Said::key(why)),
                }
            }
        }
    }

    /// Goes to the errand that was looked up, where the board has it.
    pub(super) fn open_found(&mut self) -> Vec<Effect> {
        let Over::Found(lines, at) = &self.over else {
            return Vec::new();
        };
        let Some(number) = lines.get(*at).map(|line| line.number.clone()) else {
            return self.close();
        };
        if self.line(&number).is_none() {
            return self.desk.beep(Said::key("village.not_on_board"));
        }
        self.writing = false;
        self.desk.tab = 0;
        self.choose(&number);
        self.close()
    }

    /// Says what was done.
    pub(super) fn done(&mut self, call: &Call, done: Done) {
        self.over = Over::Nothing;
        let said = match (call, done) {
            (_, Done::GiveMandate(taken)) => {
                self.form = None;
                self.writing = false;
                self.over = Over::Given(taken);
                return;
            }
            (
                call,
                Done::SetServiceDays(now)
                | Done::CheckIn(now)
                | Done::CheckOut(now)
                | Done::MissDay(now),
            ) => match self.served(call, &now) {
                Some(said) => said,
                None => return,
            },
            (_, Done::PostStaff(done)) => {
                self.desk.posted(done.staff);
                Said::key("village.signed_in")
            }
            (Call::StepMandate(step), Done::StepMandate(_)) => match step.step {
                Step::Accepted => Said::key("village.was_accepted"),
                Step::Delivered => Said::key("village.was_delivered"),
                _ => Said::key("village.was_filed"),
            },
            (_, Done::HandIn(_)) => Said::key("village.was_handed_in"),
            (_, Done::ConfirmPapers(now)) => counted("village.was_confirmed", now.out.len()),
            (_, Done::HandPapers(now)) => counted("village.was_given_back", now.out.len()),
            (_, Done::StopMandate(_)) => Said::key("village.was_stopped"),
            (_, Done::RenewMandate(_)) => Said::key("village.was_renewed"),
            (_, Done::LosePaper(_)) => Said::key("village.was_lost"),
            (_, Done::FindPaper(_)) => Said::key("village.was_found"),
            (_, Done::RaiseMatter(raised)) => {
                let number = vec![("number".to_owned(), raised.number)];
                Said::Key("village.was_raised", number)
            }
            (_, Done::TellRaised(_)) => Said::key("village.was_told"),
            (_, Done::ChargeMandate(_)) => Said::key("village.was_charged"),
            _ => return,
        };
        self.desk.say(said);
    }
}

/// Returns the verb that a dialog's answer means, or why it means none: a locale key.
fn deed(ask: &Ask<Topic>, mandate: String, today: Option<NaiveDate>) -> Result<Call, &'static str> {
    let text = |line: usize| ask.text(line);
    Ok(match ask.topic {
        Topic::Late => {
            let reason = text(0);
            HandIn { mandate, reason }.into()
        }
        Topic::Confirm => ConfirmPapers {
            mandate,
            papers: "all".to_owned(),
            missing: text(0),
            note: text(1),
        }
        .into(),
        Topic::Deliver => StepMandate {
            mandate,
            step: Step::Delivered,
            slip: text(0),
            content: String::new(),
            note: text(1),
        }
        .into(),
        Topic::GiveBack => HandPapers {
            mandate,
            papers: String::new(),
            to: "resident".to_owned(),
            from: String::new(),
            slip: text(0),
            note: text(1),
        }
        .into(),
        _ => return rarer_deed(ask, mandate, today),
    })
}

/// The same for what does not happen to every errand.
fn rarer_deed(
    ask: &Ask<Topic>,
    mandate: String,
    today: Option<NaiveDate>,
) -> Result<Call, &'static str> {
    let text = |line: usize| ask.text(line);
    let day = |line: usize| {
        let meant = today.and_then(|today| day_meant(&ask.text(line), today));
        meant.ok_or("village.date_wrong")
    };
    Ok(match ask.topic {
        Topic::Stop => StopMandate {
            mandate,
            slip: text(0),
            note: text(1),
        }
        .into(),
        Topic::Renew => RenewMandate {
            mandate,
            slip: text(0),
            until: day(1)?,
            note: text(2),
        }
        .into(),
        Topic::Lost => LosePaper {
            mandate,
            papers: text(0),
            owner: text(1),
            until: day(2)?,
            reason: text(3),
        }
        .into(),
        Topic::Charge => ChargeMandate {
            mandate,
            fen: fen(&plain::digits(&text(0))).ok_or("village.yuan_wrong")?,
            receipt: text(1),
            note: text(2),
        }
        .into(),
        Topic::Raise => RaiseMatter {
            what: text(0),
            name: text(1),
            phone: plain::digits(&text(2)),
            block: text(3),
            of: String::new(),
            day: None,
        }
        .into(),
        Topic::Tell => TellRaised {
            matter: mandate,
            how: text(0),
        }
        .into(),
        _ => FindPaper {
            mandate,
            papers: text(0),
            reason: text(1),
        }
        .into(),
    })
}
