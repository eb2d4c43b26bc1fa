//! What the problem register does on a key: actions in, effects out.

use crate::domain::ids::ProblemId;
use crate::domain::ids::StaffNo;
use crate::domain::plain;
use crate::domain::problem::ProblemClass;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::call_back::Heard;
use crate::ops::close_problem::CloseProblem;
use crate::ops::consult_problem::ConsultProblem;
use crate::ops::fix_problem::FixProblem;
use crate::ops::link_problem::LinkProblem;
use crate::ops::problems::ProblemNow;
use crate::ops::progress_problem::ProgressProblem;
use crate::ops::read::Problems;
use crate::ops::register_problem::RegisterProblem;
use crate::ops::reply_problem::ReplyProblem;
use crate::ops::sign_problem::SignProblem;
use crate::ops::take_problem::TakeProblem;
use crate::ops::visit_problem::VisitProblem;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::problems::Action;
use crate::ui::post::problems::Over;
use crate::ui::post::problems::ProblemsPost;
use crate::ui::post::problems::ask;
use crate::ui::post::problems::ask::Topic;
use crate::ui::post::said::Said;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::day_meant;

/// So many words are offered for a line: one for each digit.
const OFFERED: usize = 9;

impl ProblemsPost {
    /// Does what a key asks for.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(why) = self.why_not(action) {
            return self.desk.beep(Said::key(why));
        }
        match action {
            Action::Register => self.register(),
            Action::Deed => self.ask(Topic::Deed),
            Action::Take => self.ask(Topic::Take),
            Action::Consult => self.ask(Topic::Consult),
            Action::Progress => self.ask(Topic::Progress),
            Action::Reply => self.ask(Topic::Reply),
            Action::Fix => self.ask(Topic::Fix),
            Action::Visit => self.ask(Topic::Visit),
            Action::Sign => self.ask(Topic::Sign),
            Action::Link => self.ask(Topic::Link),
            Action::Lead => self.at_once(|problem| {
                TakeProblem {
                    problem,
                    staff: None,
                    lead: true,
                }
                .into()
            }),
            Action::Close => self.at_once(|problem| CloseProblem { problem }.into()),
            Action::Next => self.next(),
            Action::Page => match self.chosen().map(|line| line.number.clone()) {
                Some(number) => vec![Effect::Look(Want::Problem(number, self.desk.me))],
                None => vec![Effect::Beep],
            },
            Action::Answer => self.answer(),
            Action::SignIn | Action::Field | Action::Down | Action::Back => Vec::new(),
        }
    }

    fn perform(&self, call: Call) -> Vec<Effect> {
        vec![self.desk.perform(call)]
    }

    /// Does something about the chosen problem that asks for nothing more.
    fn at_once(&mut self, call: impl Fn(String) -> Call) -> Vec<Effect> {
        match self.chosen().map(|line| line.number.clone()) {
            Some(number) => self.perform(call(number)),
            None => vec![Effect::Beep],
        }
    }

    /// Takes the board as it is now; the choice stays with its problem.
    pub(super) fn board_read(&mut self, board: Problems) {
        let chosen = self.chosen().map(|line| line.problem);
        self.board = Some(board);
        if let Some(problem) = chosen {
            self.choose(problem);
        }
        self.desk.at = self.desk.at.min(self.lines().len().saturating_sub(1));
    }

    fn choose(&mut self, problem: ProblemId) {
        let at = self.lines().iter().position(|line| line.problem == problem);
        self.desk.at = at.unwrap_or(self.desk.at);
    }

    /// Opens the registration, as it was left or empty.
    fn register(&mut self) -> Vec<Effect> {
        let mut ask = self.begun.take().unwrap_or_else(|| Topic::Register.ask());
        if let Some(board) = &self.board {
            let offer = |word: fn(&crate::ops::read::ProblemLine) -> &str| {
                let mut words: Vec<String> = Vec::new();
                for line in board.lines.iter().rev() {
                    let word = word(line);
                    if !word.is_empty() && !words.iter().any(|known| known == word) {
                        words.push(word.to_owned());
                    }
                }
                words.truncate(OFFERED);
                words
            };
            ask.suggest(4, offer(|line| &line.village));
            ask.suggest(5, offer(|line| &line.unit));
        }
        self.over = Over::Ask(ask, None);
        Vec::new()
    }

    /// Opens a dialog about the chosen problem.
    fn ask(&mut self, topic: Topic) -> Vec<Effect> {
        let problem = self.chosen().map(|line| line.problem);
        let mut ask = topic.ask();
        if let Some(line) = topic.staff_line() {
            let named = self.named().into_iter().map(|(name, _)| name);
            ask.suggest(line, named.take(OFFERED).collect());
        }
        self.over = Over::Ask(ask, problem);
        Vec::new()
    }

    /// Leaves a dialog; a registration is kept for later.
    pub(super) fn drop_ask(&mut self) -> Vec<Effect> {
        if let Over::Ask(ask, None) = std::mem::replace(&mut self.over, Over::Nothing) {
            let typed = ask.typed().is_some();
            self.begun = typed.then_some(ask);
        }
        Vec::new()
    }

    /// Does the next step of the chosen problem, or asks what it needs.
    fn next(&mut self) -> Vec<Effect> {
        let step = self.chosen().and_then(|line| line.step);
        match step.unwrap_or_default() {
            "take" => self.act(Action::Take),
            "lead" => self.act(Action::Lead),
            "consult" => self.act(Action::Consult),
            "fix" => self.act(Action::Fix),
            "reply" => self.act(Action::Reply),
            "sign" => self.act(Action::Sign),
            "visit" => self.act(Action::Visit),
            "first" => self.desk.beep(Said::key("problem.why_first")),
            _ => self.act(Action::Close),
        }
    }

    /// Does what a dialog's answer asks for.
    pub(super) fn answer(&mut self) -> Vec<Effect> {
        let Over::Ask(ask, problem) = &self.over else {
            return vec![Effect::Beep];
        };
        if ask.topic == Topic::Deed {
            let deed = ask.chosen(0);
            self.over = Over::Nothing;
            return self.deed(deed);
        }
        let line = problem.and_then(|problem| self.line(problem));
        let number = line.map_or_else(String::new, |line| line.number.clone());
        match self.call(ask, number) {
            Ok(call) => self.perform(call),
            Err(why) => self.desk.beep(Said::key(why)),
        }
    }

    /// Does what a digit chose for the chosen problem.
    fn deed(&mut self, deed: usize) -> Vec<Effect> {
        self.act(match deed {
            0 => Action::Take,
            1 => Action::Lead,
            2 => Action::Consult,
            3 => Action::Progress,
            4 => Action::Reply,
            5 => Action::Fix,
            6 => Action::Visit,
            7 => Action::Sign,
            _ => Action::Close,
        })
    }

    /// Returns the verb that a dialog's answer means, or why it means none: a locale key.
    fn call(&self, ask: &Ask<Topic>, problem: String) -> Result<Call, &'static str> {
        let text = |line: usize| ask.text(line);
        Ok(match ask.topic {
            Topic::Register | Topic::Deed => RegisterProblem {
                class: ProblemClass::ALL
                    .get(ask.chosen(0))
                    .copied()
                    .unwrap_or(ProblemClass::Criticism),
                text: text(1),
                name: text(2),
                phone: text(3),
                village: text(4),
                unit: text(5),
                of: text(6),
            }
            .into(),
            Topic::Take => TakeProblem {
                problem,
                staff: match text(0) {
                    typed if typed.is_empty() => None,
                    typed => Some(self.staff_meant(&typed).ok_or("problem.staff_wrong")?),
                },
                lead: false,
            }
            .into(),
            Topic::Consult => ConsultProblem {
                problem,
                staff: self.staff_meant(&text(0)).ok_or("problem.staff_wrong")?,
                until: self.day_of(&text(1)).ok_or("problem.day_wrong")?,
            }
            .into(),
            Topic::Progress => ProgressProblem {
                problem,
                text: text(0),
                left: text(1),
            }
            .into(),
            Topic::Reply => ReplyProblem {
                problem,
                text: text(0),
            }
            .into(),
            Topic::Fix => FixProblem {
                problem,
                evidence: text(0),
                explained: ask.chosen(1) == 1,
                office: match (ask.chosen(1), text(2)) {
                    (2, office) if office.is_empty() => return Err("problem.office_first"),
                    (2, office) => office,
                    _ => String::new(),
                },
            }
            .into(),
            Topic::Visit => VisitProblem {
                problem,
                answer: match ask.chosen(0) {
                    0 => Heard::Satisfied,
                    1 => Heard::Unhappy,
                    _ => Heard::NotReached,
                },
                note: text(1),
            }
            .into(),
            Topic::Sign => SignProblem {
                problem,
                refuse: text(0),
            }
            .into(),
            Topic::Link => LinkProblem {
                problem,
                of: text(0),
            }
            .into(),
        })
    }

    /// Returns the staff by what they are called: two of one name each with the badge number.
    fn named(&self) -> Vec<(String, StaffNo)> {
        let staff = self.board.as_ref().map_or(&[][..], |b| b.staff.as_slice());
        let alike = |name: &str| staff.iter().filter(|s| s.name == name).count();
        let named = staff.iter().map(|s| match alike(&s.name) {
            1 => (s.name.clone(), s.no),
            _ => (format!("{} {}", s.name, s.no), s.no),
        });
        named.collect()
    }

    /// Reads who is meant: what somebody is called, or a badge number.
    fn staff_meant(&self, typed: &str) -> Option<StaffNo> {
        let mut named = self.named().into_iter();
        let called = named.find(|(name, _)| name == typed);
        let badge = || plain::digits(typed).parse().ok();
        called.map(|(_, no)| no).or_else(badge)
    }

    fn day_of(&self, typed: &str) -> Option<chrono::NaiveDate> {
        day_meant(typed, self.board.as_ref()?.to)
    }

    /// Says what was done.
    pub(super) fn done(&mut self, done: Done) {
        self.over = Over::Nothing;
        let (key, now): (_, ProblemNow) = match done {
            Done::RegisterProblem(now) => {
                self.begun = None;
                self.desk.tab = 0;
                ("problem.was_registered", now)
            }
            Done::TakeProblem(now) => ("problem.was_taken", now),
            Done::ConsultProblem(now) => ("problem.was_consulted", now),
            Done::ProgressProblem(now) => ("problem.was_noted", now),
            Done::ReplyProblem(now) => ("problem.was_replied", now),
            Done::FixProblem(now) => ("problem.was_fixed", now),
            Done::VisitProblem(now) if now.step == Some("visit") => ("problem.was_not_met", now),
            Done::VisitProblem(now) if now.end.is_none() => ("problem.was_unhappy", now),
            Done::VisitProblem(now) => ("problem.was_visited", now),
            Done::SignProblem(now) if now.end.is_none() => ("problem.was_refused", now),
            Done::SignProblem(now) => ("problem.was_signed", now),
            Done::CloseProblem(now) => ("problem.was_closed", now),
            Done::LinkProblem(now) => ("problem.was_linked", now),
            _ => return,
        };
        self.desk.say(ask::about(key, &now.number));
    }
}
