//! What the hotline does on a key: actions in, effects out.

use chrono::NaiveDate;

use crate::domain::hotline::Channel;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::Spot;
use crate::domain::hotline::Stand;
use crate::domain::ids::JobId;
use crate::domain::plain;
use crate::domain::site::Org;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::answer_call::AnswerCall;
use crate::ops::charge_job::ChargeJob;
use crate::ops::hotline::JobNow;
use crate::ops::miss_visit::MissVisit;
use crate::ops::read::Hotline;
use crate::ops::read::JobNext;
use crate::ops::send_job::SendJob;
use crate::ops::tell_caller::TellCaller;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::hotline::Action;
use crate::ui::post::hotline::HotlinePost;
use crate::ui::post::hotline::Over;
use crate::ui::post::hotline::ask::Topic;
use crate::ui::post::hotline::door::Door;
use crate::ui::post::hotline::form::Form;
use crate::ui::post::said::Said;
use crate::ui::post::village::fen;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::when_meant;

impl HotlinePost {
    /// Does what a key asks for.
    pub(super) fn act(&mut self, action: Action, _now: UtcMs) -> Vec<Effect> {
        if let Some(why) = self.why_not(action) {
            return self.desk.beep(Said::key(why));
        }
        match action {
            Action::Take => self.open_form(JobKind::Question),
            Action::Book => self.open_form(JobKind::Visit),
            Action::Find => self.ask(Topic::Find, None),
            Action::Send => self.ask_to_send(),
            Action::Reply => self.ask_about(Topic::Reply),
            Action::Miss => self.ask_about(Topic::Miss),
            Action::Charge => self.ask_about(Topic::Charge),
            Action::Next => self.next(),
            Action::Rates => {
                self.over = Over::Rates;
                Vec::new()
            }
            Action::Clear => {
                let kind = self.form.take().map_or(JobKind::Question, |form| form.kind);
                self.open_form(kind)
            }
            Action::Keep => self.keep(),
            Action::Field => {
                let filled = self.form.as_mut().map(Form::enter);
                self.filled(filled)
            }
            Action::Back => {
                let filled = self.form.as_mut().map(Form::back);
                self.filled(filled)
            }
            Action::SignIn => self.desk.post(),
            Action::Answer => self.answer(),
            Action::Open => self.open_found(),
        }
    }

    fn perform(&self, call: impl Into<Call>) -> Vec<Effect> {
        vec![self.desk.perform(call)]
    }

    fn today(&self) -> NaiveDate {
        self.board
            .as_ref()
            .map_or(NaiveDate::MIN, |board| board.day)
    }

    /// Takes the board as it is now; the choice stays with its job.
    pub(super) fn board_read(&mut self, board: Hotline) {
        let chosen = self.chosen().map(|line| line.job);
        if let Some(form) = &mut self.form {
            form.fit(&board);
        }
        self.board = Some(board);
        if let Some(job) = chosen {
            self.choose(job);
        }
        self.desk.at = self.desk.at.min(self.lines().len().saturating_sub(1));
    }

    /// Chooses a job where the tab shows it.
    fn choose(&mut self, job: JobId) {
        let at = self.lines().iter().position(|line| line.job == job);
        self.desk.at = at.unwrap_or(self.desk.at);
    }

    /// Opens the form, as it was left or empty; one that was begun as the other is not lost.
    fn open_form(&mut self, kind: JobKind) -> Vec<Effect> {
        let Some(board) = &self.board else {
            return vec![Effect::Beep];
        };
        let visit = kind == JobKind::Visit;
        let kept = self.form.take().filter(|form| form.touched);
        let at_village = board.here.site.is_some_and(is_village);
        let usual = match at_village {
            true => Channel::Village,
            false => Channel::Phone,
        };
        let other = kept
            .as_ref()
            .is_some_and(|form| (form.kind == JobKind::Visit) != visit);
        let mut form = kept.unwrap_or_else(|| Form::new(kind, usual));
        form.fit(board);
        self.form = Some(form);
        self.writing = true;
        match other {
            true => self.desk.beep(Said::key("hotline.form_begun")),
            false => Vec::new(),
        }
    }

    /// Keeps the call, or says what is missing and goes there.
    pub(super) fn keep(&mut self) -> Vec<Effect> {
        let today = self.today();
        let Some(form) = &mut self.form else {
            return vec![Effect::Beep];
        };
        if let Some((focus, said)) = form.unready(today) {
            form.focus = focus;
            return self.desk.beep(said);
        }
        let call = form.call(today);
        self.perform(call)
    }

    /// Opens a dialog about the chosen job.
    fn ask_about(&mut self, topic: Topic) -> Vec<Effect> {
        let job = self.chosen().map(|line| line.job);
        self.ask(topic, job)
    }

    fn ask_to_send(&mut self) -> Vec<Effect> {
        let anew = self.chosen().is_some_and(|line| line.stand == Stand::Sent);
        self.ask_about(match anew {
            true => Topic::SendAnew,
            false => Topic::Send,
        })
    }

    fn ask(&mut self, topic: Topic, job: Option<JobId>) -> Vec<Effect> {
        let usual = topic.usual().map_or("", |key| self.hall_lang().tr(key));
        let mut ask = topic.ask(usual, self.stations());
        let people = self.board.as_ref().map_or_else(Vec::new, |board| {
            let listed = board.listed.iter().flat_map(|point| point.people.clone());
            let staff = board.staff.iter().map(|staff| staff.name.clone());
            listed.chain(staff).take(9).collect()
        });
        match topic {
            Topic::Send | Topic::SendAnew => ask.suggest(1, people),
            Topic::Miss => ask.suggest(2, people),
            _ => {}
        }
        self.over = Over::Ask(ask, job);
        Vec::new()
    }

    /// Where a job can be sent: the nearest first, then each by name, as many as there are digits.
    fn stations(&self) -> Vec<Said> {
        let names = self.station_names().into_iter().map(Said::Plain);
        std::iter::once(Said::key("hotline.nearest"))
            .chain(names)
            .collect()
    }

    fn station_names(&self) -> Vec<String> {
        let Some(board) = &self.board else {
            return Vec::new();
        };
        let sites = board.sites.iter().map(|site| site.name.clone());
        let points = board.listed.iter().map(|point| point.name.clone());
        let all = std::iter::once(board.here.name.clone()).chain(points);
        all.chain(sites).collect()
    }

    /// Does the next step of the chosen job, or asks what it needs.
    fn next(&mut self) -> Vec<Effect> {
        let Some(line) = self.chosen() else {
            return vec![Effect::Beep];
        };
        let home = line.spot == Some(Spot::Home);
        match line.next {
            JobNext::Send => self.ask_to_send(),
            JobNext::Go => {
                self.over = Over::Door(Door::new(line.job, home));
                Vec::new()
            }
            JobNext::Tell => self.ask_about(Topic::Tell),
            JobNext::Wait => self.desk.beep(Said::key("hotline.why_wait")),
        }
    }

    /// Ends the visit whose door list is open.
    pub(super) fn finish(&mut self) -> Vec<Effect> {
        match &self.over {
            Over::Door(door) => self.perform(door.finish()),
            _ => vec![Effect::Beep],
        }
    }

    /// Does what a dialog's answer asks for.
    pub(super) fn answer(&mut self) -> Vec<Effect> {
        let Over::Ask(ask, job) = &self.over else {
            return self.finish();
        };
        if ask.topic == Topic::Find {
            return match ask.text(0) {
                text if text.is_empty() => self.desk.beep(Said::key("hotline.type_number")),
                text => vec![Effect::Look(Want::Jobs(text, self.desk.me))],
            };
        }
        let job = job.map_or_else(String::new, |job| job.to_string());
        match self.deed(ask, job) {
            Ok(call) => self.perform(call),
            Err(why) => self.desk.beep(Said::key(why)),
        }
    }

    /// Returns the verb that a dialog's answer means, or why it means none: a locale key.
    fn deed(&self, ask: &Ask<Topic>, job: String) -> Result<Call, &'static str> {
        let text = |line: usize| ask.text(line);
        let when = |line: usize| match ask.text(line) {
            typed if typed.is_empty() => Ok(String::new()),
            typed => when_meant(&typed, self.today()).ok_or("hotline.when_wrong"),
        };
        Ok(match ask.topic {
            Topic::Send | Topic::SendAnew => {
                let named = ask.chosen(0).checked_sub(1);
                let station = named.and_then(|at| self.station_names().into_iter().nth(at));
                SendJob {
                    job,
                    person: text(1),
                    at: when(2)?,
                    station: station.unwrap_or_default(),
                    spot: Spot::ALL.get(ask.chosen(3)).copied().unwrap_or_default(),
                    reason: text(4),
                }
                .into()
            }
            Topic::Reply => AnswerCall { job, text: text(0) }.into(),
            Topic::Miss => MissVisit {
                job,
                reason: text(0),
                at: when(1)?,
                person: text(2),
            }
            .into(),
            Topic::Charge => ChargeJob {
                job,
                fen: fen(&plain::digits(&text(0))).ok_or("village.yuan_wrong")?,
                receipt: text(1),
                note: text(2),
            }
            .into(),
            Topic::Tell | Topic::Find => TellCaller {
                job,
                how: text(0),
                level: ask.rated(1).ok_or("ratings.level_wrong")?,
                note: text(2),
            }
            .into(),
        })
    }

    /// Goes to the job that was looked up, where the board has it.
    pub(super) fn open_found(&mut self) -> Vec<Effect> {
        let Over::Found(lines, at) = &self.over else {
            return Vec::new();
        };
        let Some(job) = lines.get(*at).map(|line| line.job) else {
            return self.close();
        };
        if self.line(job).is_none() {
            return self.desk.beep(Said::key("hotline.not_on_board"));
        }
        self.writing = false;
        self.desk.tab = 0;
        self.choose(job);
        self.close()
    }

    /// Says what was done.
    pub(super) fn done(&mut self, call: &Call, done: Done) {
        self.over = Over::Nothing;
        let (key, job) = match (call, done) {
            (_, Done::PostStaff(done)) => {
                self.desk.posted(done.staff);
                return self.desk.say(Said::key("hotline.signed_in"));
            }
            (_, Done::TakeCall(job)) => {
                self.form = None;
                self.writing = false;
                let key = match job.stand {
                    Stand::Over => "hotline.was_answered",
                    Stand::Open => "hotline.was_kept",
                    _ => "hotline.was_sent",
                };
                (key, job)
            }
            (_, Done::AnswerCall(job)) => ("hotline.was_answered", job),
            (_, Done::SendJob(job)) => ("hotline.was_sent", job),
            (_, Done::MissVisit(job)) => ("hotline.was_missed", job),
            (_, Done::FinishJob(job)) => ("hotline.was_done", job),
            (_, Done::TellCaller(job)) => ("hotline.was_told", job),
            (_, Done::ChargeJob(job)) => ("hotline.was_charged", job),
            _ => return,
        };
        self.desk.tab = 0;
        self.desk.say(about(key, &job));
    }
}

fn about(key: &'static str, job: &JobNow) -> Said {
    let values = [
        ("number", &job.number),
        ("station", &job.station),
        ("person", &job.person),
        ("at", &job.at),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), value.clone()));
    Said::Key(key, values.into())
}

/// Returns what to say about a job that was sent.
pub(in crate::ui::post) fn was_sent(job: &JobNow) -> Said {
    about("hotline.was_sent", job)
}

fn is_village(org: Org) -> bool {
    org.level() == 1
}
