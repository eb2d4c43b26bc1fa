//! What the post of score sheets does on a key: actions in, effects out.

use crate::domain::plain;
use crate::domain::score::Channel;
use crate::domain::score::JudgedBy;
use crate::domain::score::Profile;
use crate::domain::score::State;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::appeal_score::AppealScore;
use crate::ops::close_sheet::CloseSheet;
use crate::ops::correct_score::CorrectScore;
use crate::ops::decide_score::DecideScore;
use crate::ops::open_sheet::OpenSheet;
use crate::ops::read::PaperLine;
use crate::ops::read::ScorePage;
use crate::ops::read::Scores;
use crate::ops::score_act::ScoreAct;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::desk::Phase;
use crate::ui::post::desk::beep;
use crate::ui::post::said::Said;
use crate::ui::post::scores::Action;
use crate::ui::post::scores::Over;
use crate::ui::post::scores::Purpose;
use crate::ui::post::scores::ScoresPost;
use crate::ui::post::scores::TABS;
use crate::ui::post::scores::ask;
use crate::ui::post::scores::ask::Topic;
use crate::ui::post::scores::form::Form;
use crate::ui::post::scores::keys;
use crate::ui::post::window::ask::Answer;
use crate::ui::post::window::ask::Ask;

/// How far a page key moves a sheet line by line.
const PAGE: usize = 10;

impl ScoresPost {
    /// Takes a key.
    pub(super) fn take_key(&mut self, key: Key) -> Vec<Effect> {
        match (&mut self.over, key) {
            (Over::Nothing, _) => {}
            (Over::Ask(ask, _), _) => {
                return match ask.key(key) {
                    Answer::Stay => Vec::new(),
                    Answer::Beep => beep(),
                    Answer::Drop => self.close(),
                    Answer::Give => self.answer(),
                };
            }
            (_, Key::Esc) => return self.close(),
            (Over::Form(_), Key::F(8)) => return self.keep(),
            (Over::Form(form), Key::Enter) => {
                return match form.enter() {
                    true => self.keep(),
                    false => Vec::new(),
                };
            }
            (Over::Form(form), _) => return if form.press(key) { Vec::new() } else { beep() },
            (Over::Page(..), _) => return self.scroll(key),
        }
        match self.phase() {
            Phase::Loading => beep(),
            Phase::SignIn => self.sign_in_key(key),
            Phase::Board => match key::find(keys::KEYS, key) {
                Some(action) => self.act(action),
                None => self.board_key(key),
            },
        }
    }

    fn close(&mut self) -> Vec<Effect> {
        self.over = Over::Nothing;
        Vec::new()
    }

    fn scroll(&mut self, key: Key) -> Vec<Effect> {
        let end = self.page_end();
        let Over::Page(_, from) = &mut self.over else {
            return beep();
        };
        *from = match key {
            Key::Down => from.saturating_add(1),
            Key::PageDown => from.saturating_add(PAGE),
            Key::Up if *from > 0 => *from - 1,
            Key::PageUp if *from > 0 => from.saturating_sub(PAGE),
            Key::Home => 0,
            _ => return beep(),
        };
        *from = (*from).min(end);
        Vec::new()
    }

    /// Returns the last line from which a sheet can be shown.
    fn page_end(&self) -> usize {
        let Over::Page(page, _) = &self.over else {
            return 0;
        };
        let lang = self.desk.setting.hall_lang();
        let all = crate::locale::score::score_sheet(lang, &page.full, &page.names);
        all.len().saturating_sub(1)
    }

    fn board_key(&mut self, key: Key) -> Vec<Effect> {
        match key {
            Key::Enter => self.act(Action::Read),
            _ => {
                let lines = self.lines().len();
                self.desk.list_key(key, TABS, lines)
            }
        }
    }

    fn sign_in_key(&mut self, key: Key) -> Vec<Effect> {
        let board = self.board.as_ref();
        let known = |no| board.is_some_and(|board| board.staff.iter().any(|s| s.staff == no));
        self.desk.sign_in_key(key, known)
    }

    /// Does what a key asks for.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        if let Some(why) = self.why_not(action) {
            return self.desk.beep(Said::key(why));
        }
        let chosen = self.chosen();
        let number = chosen.map_or_else(String::new, |line| line.number.clone());
        let appealed = chosen.is_some_and(|line| line.state == State::Appealed);
        let ask = match (action, chosen) {
            (Action::Open, _) => ask::open(&self.profiles()),
            (Action::Act, Some(line)) => ask::act(&line.terms),
            (Action::Key, Some(line)) => {
                let usual = match line.to_key.is_empty() {
                    true => "score.usual_daily",
                    false => "score.usual_paper",
                };
                let usual = self.desk.setting.hall_lang().tr(usual);
                self.over = Over::Form(Form::key(line, self.desk.me, usual));
                return Vec::new();
            }
            (Action::Settle | Action::Read, _) => {
                self.wanted = match action {
                    Action::Settle => Purpose::Settle,
                    _ => Purpose::Read,
                };
                return vec![Effect::Look(Want::Score(number))];
            }
            (Action::Correct, _) => ask::about(Topic::Correct),
            (Action::Close, _) => ask::about(Topic::Close),
            (Action::Appeal, _) if appealed => ask::about(Topic::Decide),
            (Action::Appeal, _) => ask::about(Topic::Appeal),
            _ => return beep(),
        };
        let about = match action {
            Action::Open => String::new(),
            _ => number,
        };
        self.over = Over::Ask(ask, about);
        Vec::new()
    }

    /// Returns the profiles a sheet can be begun by, the hall's own choice first.
    fn profiles(&self) -> Vec<Profile> {
        let (rules, profiles) = (
            &self.desk.setting.config.score,
            &self.desk.setting.config.profiles,
        );
        let mut all: Vec<Profile> = profiles.all().cloned().collect();
        all.sort_by_key(|profile| profile.name != rules.profile);
        all
    }

    /// Keeps a paper as it was typed.
    fn keep(&mut self) -> Vec<Effect> {
        let Over::Form(form) = &self.over else {
            return beep();
        };
        // One after the other: what is refused is said before the next is tried.
        self.calls = form.calls().into();
        match self.next_call() {
            Some(effect) => vec![effect],
            None => self.desk.beep(Said::key("score.type_points")),
        }
    }

    /// Returns the next of the verbs that keep a paper.
    pub(super) fn next_call(&mut self) -> Option<Effect> {
        let call = self.calls.pop_front()?;
        Some(self.desk.perform(call))
    }

    /// Does what a dialog's answer asks for.
    fn answer(&mut self) -> Vec<Effect> {
        let Over::Ask(ask, number) = &self.over else {
            return beep();
        };
        match self.deed(ask, number.clone()) {
            Ok(call) => vec![self.desk.perform(call)],
            Err(why) => self.desk.beep(Said::key(why)),
        }
    }

    /// Returns the verb that a dialog's answer means, or why it means none: a locale key.
    fn deed(&self, ask: &Ask<Topic>, sheet: String) -> Result<Call, &'static str> {
        let text = |line: usize| ask.text(line);
        Ok(match ask.topic {
            Topic::Open => {
                let profile = self.profiles().into_iter().nth(ask.chosen(1));
                OpenSheet {
                    person: text(0),
                    profile: profile.map_or_else(String::new, |profile| profile.name),
                    period: text(2),
                    pledge: text(3),
                }
                .into()
            }
            Topic::Act => {
                let heads = self.line(&sheet).map(|line| ask::daily(&line.terms));
                let head = heads.and_then(|heads| heads.into_iter().nth(ask.chosen(0)));
                let day = match text(4) {
                    typed if typed.is_empty() => None,
                    typed => Some(
                        plain::digits(&typed)
                            .parse()
                            .map_err(|_| "score.day_wrong")?,
                    ),
                };
                ScoreAct {
                    sheet,
                    head: head.unwrap_or_default(),
                    points: text(1),
                    what: text(2),
                    evidence: text(3),
                    day,
                    channel: match ask.chosen(5) {
                        0 => Channel::InPerson,
                        _ => Channel::Remote,
                    },
                }
                .into()
            }
            Topic::Correct => CorrectScore {
                sheet,
                line: text(0),
                points: text(1),
                reason: text(2),
            }
            .into(),
            Topic::Close => CloseSheet {
                sheet,
                void: text(0),
            }
            .into(),
            Topic::Appeal => AppealScore {
                sheet,
                reason: text(0),
            }
            .into(),
            Topic::Decide => DecideScore {
                sheet,
                reason: text(0),
                line: text(1),
                points: text(2),
            }
            .into(),
        })
    }

    /// Takes the list as it is now; the choice stays with its sheet.
    pub(super) fn board_read(&mut self, board: Scores) {
        let chosen = self.chosen().map(|line| line.number.clone());
        self.board = Some(board);
        let lines = self.lines();
        let there = lines
            .iter()
            .position(|line| Some(&line.number) == chosen.as_ref());
        let count = lines.len();
        self.desk.keep_choice(there, count);
    }

    /// Opens a sheet that was asked for.
    pub(super) fn page_read(&mut self, page: Box<ScorePage>) -> Vec<Effect> {
        if self.wanted == Purpose::Read {
            self.over = Over::Page(page, 0);
            return Vec::new();
        }
        let differs = |state: JudgedBy| state == JudgedBy::Differing;
        let differing = page.papers.iter().filter(|paper| differs(paper.state));
        let keyed = |paper: &&PaperLine| paper.by.iter().any(|by| Some(by.staff) == self.desk.me);
        let (keyed, others): (Vec<_>, Vec<_>) = differing.partition(keyed);
        let Some(paper) = others.first() else {
            let why = match keyed.is_empty() {
                true => "score.why_agreed",
                false => "score.why_keyer",
            };
            return self.desk.beep(Said::key(why));
        };
        self.over = Over::Form(Form::settle(&page.sheet.number, paper));
        Vec::new()
    }

    /// Says what was done.
    pub(super) fn done(&mut self, done: Done) {
        let (key, sheet) = match done {
            Done::OpenSheet(sheet) => ("score.was_opened", sheet),
            Done::ScoreAct(sheet) => ("score.was_acted", sheet),
            Done::KeyScores(sheet) => match sheet.differing.is_empty() {
                true => ("score.was_keyed", sheet),
                false => ("score.was_differing", sheet),
            },
            Done::SettleScores(sheet) => ("score.was_settled", sheet),
            Done::CorrectScore(sheet) => ("score.was_corrected", sheet),
            Done::CloseSheet(sheet) => ("score.was_closed", sheet),
            Done::AppealScore(sheet) => ("score.was_appealed", sheet),
            Done::DecideScore(sheet) => ("score.was_decided", sheet),
            _ => return,
        };
        self.over = Over::Nothing;
        let total = sheet.total_tenths.to_string();
        let values = [
            ("number", sheet.number),
            ("person", sheet.person),
            ("total", total),
        ];
        let values = values.map(|(name, value)| (name.to_owned(), value));
        self.desk.say(Said::Key(key, values.into()));
    }
}
