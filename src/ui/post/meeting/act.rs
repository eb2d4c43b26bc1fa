//! What the registrar's post does on a key: actions in, effects out.

use crate::domain::meeting;
use crate::domain::meeting::State;
use crate::domain::paper::PaperHead;
use crate::domain::paper::PaperKind;
use crate::domain::plain;
use crate::locale::meeting as words;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::call_meeting::CallMeeting;
use crate::ops::call_off_meeting::CallOffMeeting;
use crate::ops::count_meeting::CountMeeting;
use crate::ops::key_ballots::BallotKeyed;
use crate::ops::key_ballots::KeyBallots;
use crate::ops::open_meeting::OpenMeeting;
use crate::ops::open_voting::OpenVoting;
use crate::ops::open_voting::VotingNow;
use crate::ops::read::MeetingLine;
use crate::ops::settle_ballot::SettleBallot;
use crate::ops::sign_in_rater::SignInRater;
use crate::ops::sign_meeting::SignMeeting;
use crate::ops::withdraw_ballot::WithdrawBallot;
use crate::ui::app::press::PaperOut;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::paper::compose;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::desk::Phase;
use crate::ui::post::meeting::Action;
use crate::ui::post::meeting::MeetingPost;
use crate::ui::post::meeting::ask::Topic;
use crate::ui::post::meeting::keys;
use crate::ui::post::meeting::view::told;
use crate::ui::post::paging;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Answer;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::day_meant;

/// The lines that PgDn and PgUp go.
const STEP: usize = 10;

impl MeetingPost {
    /// Takes the list as it is now; the choice stays with its meeting, which is read again.
    pub(super) fn read(&mut self, lines: Vec<MeetingLine>) -> Vec<Effect> {
        let chosen = self.chosen().map(|line| line.number.clone());
        let before = chosen.is_some();
        self.lines = lines;
        let same = |line: &MeetingLine| Some(&line.number) == chosen.as_ref();
        let same = self.lines.iter().position(same);
        self.desk.at = same.or_else(|| self.pressing()).unwrap_or(0);
        match before {
            // It is among what is wanted.
            true if self.page().is_some() => Vec::new(),
            _ => self.look(),
        }
    }

    /// Returns the meeting that goes on, else the next one that is called.
    fn pressing(&self) -> Option<usize> {
        let goes_on =
            |line: &MeetingLine| matches!(line.state, State::Open | State::Voting | State::Counted);
        let next = |line: &MeetingLine| line.state == State::Called;
        let on = self.lines.iter().position(goes_on);
        on.or_else(|| self.lines.iter().rposition(next))
    }

    fn look(&self) -> Vec<Effect> {
        let number = self.chosen().map(|line| line.number.clone());
        let look = number.map(|number| Effect::Look(Want::Meeting(number)));
        look.into_iter().collect()
    }

    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key) -> Vec<Effect> {
        if let Some(ask) = &mut self.ask {
            return match ask.key(key) {
                Answer::Stay => Vec::new(),
                Answer::Beep => vec![Effect::Beep],
                Answer::Drop => {
                    self.ask = None;
                    Vec::new()
                }
                Answer::Give => self.answer(),
            };
        }
        if let Some(from) = self.whole {
            return self.whole_key(key, from);
        }
        match self.phase() {
            Phase::Loading => vec![Effect::Beep],
            Phase::SignIn => self.desk.posting_key(key),
            Phase::Board => match key::find(keys::KEYS, key) {
                Some(action) => self.act(action),
                None if key == Key::Enter => self.act(Action::Next),
                None => match paging::chosen(key, self.desk.at, self.lines.len()) {
                    Some(at) => {
                        self.desk.at = at;
                        self.look()
                    }
                    None => vec![Effect::Beep],
                },
            },
        }
    }

    /// Takes a key while the chosen meeting is on the whole screen.
    fn whole_key(&mut self, key: Key, from: usize) -> Vec<Effect> {
        let lines = self.page().map_or(0, |page| told(page, self.lang()).len());
        let to = match key {
            Key::Down => from + 1,
            Key::Up => from.saturating_sub(1),
            Key::PageDown => from + STEP,
            Key::PageUp => from.saturating_sub(STEP),
            Key::Esc | Key::Ctrl('v') => {
                self.whole = None;
                return Vec::new();
            }
            _ => return vec![Effect::Beep],
        };
        self.whole = Some(to.min(lines));
        Vec::new()
    }

    fn perform(&self, call: impl Into<Call>) -> Vec<Effect> {
        vec![self.desk.perform(call)]
    }

    /// Does what a key asks for.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(why) = self.why_not(action) {
            return self.desk.beep(Said::key(why));
        }
        let meeting = self
            .chosen()
            .map_or_else(String::new, |line| line.number.clone());
        match action {
            Action::Call => self.open(Topic::Call),
            Action::Open => self.perform(OpenMeeting { meeting }),
            Action::Rater => self.open(Topic::Rater),
            Action::Left => self.open(Topic::Left),
            Action::Vote => self.open(Topic::Vote),
            Action::Paper => self.open(Topic::Paper),
            Action::Settle => self.open(Topic::Settle),
            Action::Withdraw => self.open(Topic::Withdraw),
            Action::Count => self.open(Topic::Count),
            Action::CallOff => self.open(Topic::CallOff),
            Action::Sign => self.perform(SignMeeting { meeting }),
            Action::Print => vec![Effect::Paper(self.desk.who(), PaperKind::Result, meeting)],
            Action::Next => self.next(),
            Action::Show => {
                self.whole = Some(0);
                Vec::new()
            }
            Action::SignIn => self.desk.post(),
            Action::Answer | Action::Field => self.answer(),
            Action::Back => {
                (self.ask, self.whole) = (None, None);
                Vec::new()
            }
        }
    }

    /// Does the next step of the chosen meeting.
    fn next(&mut self) -> Vec<Effect> {
        let lacks = self.page().is_some_and(|page| page.lacks.is_some());
        self.act(match self.state() {
            Some(State::Called) => Action::Open,
            Some(State::Open) if lacks => Action::Rater,
            Some(State::Open) => Action::Vote,
            Some(State::Voting) => Action::Count,
            Some(State::Counted) => Action::Sign,
            _ => Action::Print,
        })
    }

    fn open(&mut self, topic: Topic) -> Vec<Effect> {
        let lang = self.lang();
        let options = match topic {
            Topic::Call => meeting::shipped()
                .iter()
                .map(|profile| Said::Plain(words::profile(lang, &profile.name)))
                .collect(),
            Topic::Rater => self.page().map_or_else(Vec::new, |page| {
                let kinds = page.kinds.iter();
                kinds
                    .map(|k| Said::Plain(words::kind(lang, &k.kind)))
                    .collect()
            }),
            _ => Vec::new(),
        };
        self.ask = Some(topic.ask(options));
        Vec::new()
    }

    /// Does what a dialog's answer asks for.
    fn answer(&mut self) -> Vec<Effect> {
        let Some(ask) = &self.ask else {
            return Vec::new();
        };
        match self.deed(ask) {
            Ok(call) => self.perform(call),
            Err(why) => self.desk.beep(Said::key(why)),
        }
    }

    /// Returns the verb that a dialog's answer means, or why it means none: a locale key.
    fn deed(&self, ask: &Ask<Topic>) -> Result<Call, &'static str> {
        let meeting = self
            .chosen()
            .map_or_else(String::new, |line| line.number.clone());
        let number = |line: usize| match plain::digits(&ask.text(line)) {
            typed if typed.is_empty() => Ok(0),
            typed => typed.parse::<u32>().map_err(|_| "meeting.type_number"),
        };
        Ok(match ask.topic {
            Topic::Call => {
                let today = self.desk.setting.zone.day(self.now);
                CallMeeting {
                    profile: meeting::shipped()
                        .get(ask.chosen(0))
                        .map_or_else(String::new, |profile| profile.name.clone()),
                    day: day_meant(&ask.text(1), today).ok_or("meeting.type_day")?,
                    place: ask.text(2),
                    subjects: ask.text(3),
                    invited: number(4)?,
                }
                .into()
            }
            Topic::Rater => SignInRater {
                meeting,
                name: ask.text(1),
                rater_kind: self
                    .page()
                    .and_then(|page| page.kinds.get(ask.chosen(0)))
                    .map_or_else(String::new, |line| line.kind.clone()),
                left: false,
            }
            .into(),
            Topic::Left => SignInRater {
                meeting,
                name: ask.text(0),
                rater_kind: String::new(),
                left: true,
            }
            .into(),
            Topic::Vote => {
                let papers = number(0)?;
                if self.has_no_printer() {
                    return Err("meeting.no_printer");
                }
                OpenVoting {
                    meeting,
                    papers,
                    again: ask.text(1),
                }
                .into()
            }
            Topic::Paper => KeyBallots {
                meeting,
                paper: number(0)?,
                answers: ask.text(1),
            }
            .into(),
            Topic::Settle => SettleBallot {
                meeting,
                paper: number(0)?,
                line: ask.text(1),
                value: ask.text(2),
            }
            .into(),
            Topic::Withdraw => WithdrawBallot {
                meeting,
                paper: number(0)?,
            }
            .into(),
            Topic::Count => CountMeeting {
                meeting,
                papers: number(0)?,
                not_in: number(1)?,
            }
            .into(),
            Topic::CallOff => CallOffMeeting {
                meeting,
                reason: ask.text(0),
            }
            .into(),
        })
    }

    /// Returns whether slips would come out nowhere: their codes are in no file.
    fn has_no_printer(&self) -> bool {
        let config = &self.desk.setting.config;
        [&config.print.a4, &config.kiosk.printer]
            .iter()
            .all(|printer| printer.trim() == "none")
    }

    /// Says what was done, and goes on where the next one stands in line.
    pub(super) fn done(&mut self, call: &Call, done: Done) -> Vec<Effect> {
        let said = |key, number: &str| Said::Key(key, vec![("number".into(), number.into())]);
        let asked = self.ask.take();
        match (call, done) {
            (_, Done::PostStaff(done)) => {
                self.desk.posted(done.staff);
                self.desk.say(Said::key("hotline.signed_in"));
            }
            (Call::SignInRater(rater), Done::SignInRater(now)) => {
                let key = match rater.left {
                    true => "meeting.was_left",
                    false => "meeting.was_rater",
                };
                let values = vec![
                    ("name".to_owned(), rater.name.clone()),
                    ("n".to_owned(), now.raters.to_string()),
                ];
                self.desk.say(Said::Key(key, values));
                // The next one stands at the table already.
                self.ask = asked.filter(|_| !rater.left).map(|mut ask| {
                    ask.fill(1, "");
                    ask.at = 1;
                    ask
                });
            }
            (Call::KeyBallots(keyed), Done::KeyBallots(now)) => {
                self.desk.say(paper_said(&now));
                self.ask = asked.map(|mut ask| {
                    ask.begin_with(&(keyed.paper + 1).to_string());
                    ask.fill(1, "");
                    ask
                });
            }
            (_, Done::WithdrawBallot(now)) => {
                let paper = vec![("paper".to_owned(), now.paper.to_string())];
                self.desk.say(Said::Key("meeting.paper_back", paper));
            }
            (_, Done::SettleBallot(now)) => self.desk.say(paper_said(&now)),
            (_, Done::OpenVoting(voting)) => return self.voting(&voting),
            (_, Done::CallMeeting(now)) => {
                self.desk.say(said("meeting.was_called", &now.number));
                // The new one is chosen once the list has it.
                return vec![Effect::Look(Want::Meeting(now.number))];
            }
            (_, Done::OpenMeeting(now)) => self.desk.say(said("meeting.was_opened", &now.number)),
            (_, Done::CountMeeting(now)) => self.desk.say(said("meeting.was_counted", &now.number)),
            (_, Done::SignMeeting(now)) => self.desk.say(said("meeting.was_signed", &now.number)),
            (_, Done::CallOffMeeting(now)) => self.desk.say(said("meeting.was_ended", &now.number)),
            _ => {}
        }
        Vec::new()
    }

    /// Prints the slips: the codes are kept nowhere.
    fn voting(&mut self, voting: &VotingNow) -> Vec<Effect> {
        let values = vec![
            ("number".to_owned(), voting.number.clone()),
            ("codes".to_owned(), voting.codes.len().to_string()),
            ("papers".to_owned(), voting.papers.to_string()),
        ];
        self.desk.say(Said::Key("meeting.slips_done", values));
        let Some(page) = self.page() else {
            return Vec::new();
        };
        let head = PaperHead {
            hall: self.desk.setting.config.hall.name.clone(),
            case_no: voting.number.clone(),
            ..PaperHead::default()
        };
        let given = (voting.codes.as_slice(), voting.papers);
        let paper = compose::meeting::slips(&head, page, given, self.lang());
        vec![Effect::Sheet(self.desk.who(), Box::new(paper))]
    }

    /// Says what became of a paper.
    pub(super) fn printed(&mut self, out: &PaperOut) -> Vec<Effect> {
        let key = match (out.kind, &out.result) {
            (PaperKind::Slips, Ok(())) => "meeting.slips_out",
            (PaperKind::Slips, Err(_)) => "meeting.slips_lost",
            (_, Ok(())) => "meeting.result_out",
            (_, Err(_)) => "meeting.result_lost",
        };
        let values = vec![("number".to_owned(), out.number.clone())];
        match out.result {
            Ok(()) => {
                self.desk.say(Said::Key(key, values));
                Vec::new()
            }
            Err(_) => self.desk.beep(Said::Key(key, values)),
        }
    }
}

/// Says how far a paper is.
fn paper_said(now: &BallotKeyed) -> Said {
    let key = match (now.keyed, now.differ.is_empty()) {
        (_, false) => "meeting.paper_differs",
        (2, true) => "meeting.paper_agreed",
        _ => "meeting.paper_once",
    };
    let values = vec![
        ("paper".to_owned(), now.paper.to_string()),
        ("lines".to_owned(), now.differ.join(" ")),
    ];
    Said::Key(key, values)
}
