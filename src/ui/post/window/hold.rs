//! Papers of errands by proxy at the window: who holds which, and what is said of them line by line:
//! which came and which did not, which were counted here, which are lost, which go back to the village.

use chrono::Days;
use chrono::NaiveDate;

use crate::domain::mandate::Keeper;
use crate::domain::mandate::Paper;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::confirm_papers::ConfirmPapers;
use crate::ops::find_paper::FindPaper;
use crate::ops::hand_papers::HandPapers;
use crate::ops::lose_paper::LosePaper;
use crate::ops::read::ErrandLine;
use crate::ops::read::Holds;
use crate::ui::key;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::holds;
use crate::ui::post::holds::Holding;
use crate::ui::post::said::Said;
use crate::ui::post::window::Action;
use crate::ui::post::window::Over;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::Answer;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::code;
use crate::ui::post::window::ask::day_meant;
use crate::ui::post::window::ask::text;
use crate::ui::post::window::keys;

/// How many days a lost paper is offered to be found in.
const USUAL_SEARCH_DAYS: u64 = 15;

/// What is said of papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaperTopic {
    /// Those on their way came, but for some.
    Confirm,
    /// They are here: counted, found or replaced.
    Count,
    /// They are lost.
    Lost,
    /// They go back to the village.
    GiveBack,
}

/// A dialog about papers of an errand, over the list it came from.
#[derive(Debug, Clone)]
pub(super) struct PaperAsk {
    pub(super) ask: Ask<PaperTopic>,
    /// The errand's number.
    pub(super) number: String,
    /// Its papers with their places, as `1 户口簿  2 身份证`.
    pub(super) papers: String,
    back: Box<Over>,
}

/// Returns what a key says of papers, the same over both lists.
pub(super) fn deed_of(key: Key) -> Option<Action> {
    key::find(keys::HOLD_KEYS, key).filter(|action| !matches!(action, Action::Give | Action::Drop))
}

fn numbers<'p>(papers: impl Iterator<Item = &'p Paper>) -> String {
    let numbers: Vec<String> = papers.map(|paper| paper.no.to_string()).collect();
    numbers.join(",")
}

/// Returns whether a paper lies at the hall for certain.
fn is_here(paper: &&Paper) -> bool {
    paper.keeper == Keeper::Hall && paper.moving.is_none() && !paper.is_odd()
}

impl WindowPost {
    /// Takes who holds which paper.
    pub(super) fn holds_read(&mut self, read: Holds) -> Vec<Effect> {
        match &mut self.over {
            Over::Holds(holding) => holding.refresh(read),
            _ if read.papers.is_empty() => return self.beep(Said::key("village.why_no_papers")),
            _ => self.over = Over::Holds(Holding::new(read)),
        }
        Vec::new()
    }

    pub(super) fn holds_key(&mut self, key: Key) -> Vec<Effect> {
        if let Some(action) = deed_of(key) {
            return self.paper_deed(action);
        }
        let Over::Holds(holding) = &mut self.over else {
            return Vec::new();
        };
        match holding.key(key) {
            holds::Outcome::Stay => return Vec::new(),
            holds::Outcome::Beep => return vec![Effect::Beep],
            holds::Outcome::Leave => self.over = Over::Nothing,
        }
        Vec::new()
    }

    /// Returns the errand whose papers are in sight.
    fn errand_in_sight(&self) -> Option<&ErrandLine> {
        match &self.over {
            Over::Holds(holding) => holding.errand(),
            Over::Bundles(bundles) => bundles.chosen(),
            _ => None,
        }
    }

    /// Returns why nothing is to be said of papers in sight: a locale key.
    pub(super) fn why_no_deed(&self, action: Action) -> Option<&'static str> {
        let Some(line) = self.errand_in_sight() else {
            return Some("window.why_no_errand_open");
        };
        let any = match action {
            Action::ConfirmPapers => line.at_the_door().next().is_some(),
            Action::CountPapers => line.papers.iter().any(Paper::is_odd),
            Action::GiveBackPapers => line.papers.iter().any(|paper| is_here(&paper)),
            _ => line.papers.iter().any(|paper| paper.lost.is_none()),
        };
        (!any).then_some("window.why_no_such_paper")
    }

    /// Asks what is to be said of the papers in sight.
    pub(super) fn paper_deed(&mut self, action: Action) -> Vec<Effect> {
        if let Some(why) = self.why_no_deed(action) {
            return self.beep(Said::key(why));
        }
        let Some(line) = self.errand_in_sight() else {
            return vec![Effect::Beep];
        };
        let (number, papers) = (
            line.number.clone(),
            crate::ui::post::village::papers_of(line),
        );
        let lang = self.hall_lang();
        let note = |key: &'static str| text(key, "");
        let ask = match action {
            Action::ConfirmPapers => {
                let mut ask = Ask::of(
                    PaperTopic::Confirm,
                    "window.k_confirm_papers",
                    vec![code("village.ask_missing"), note("village.ask_note")],
                );
                if let Over::Bundles(bundles) = &self.over {
                    ask.begin_with(&bundles.missing());
                }
                ask
            }
            Action::CountPapers => {
                let usual = lang.tr("window.usual_counted");
                let lines = vec![code("village.ask_papers"), text("village.ask_how", usual)];
                let mut ask = Ask::of(PaperTopic::Count, "window.k_count_papers", lines);
                ask.begin_with(&numbers(line.papers.iter().filter(|paper| paper.is_odd())));
                ask
            }
            Action::GiveBackPapers => {
                let lines = vec![code("village.ask_papers"), note("village.ask_note")];
                let mut ask = Ask::of(PaperTopic::GiveBack, "window.k_give_back_papers", lines);
                ask.begin_with(&numbers(line.papers.iter().filter(is_here)));
                ask
            }
            _ => self.ask_lost(),
        };
        let back = Box::new(std::mem::replace(&mut self.over, Over::Nothing));
        self.over = Over::Papers(PaperAsk {
            ask,
            number,
            papers,
            back,
        });
        Vec::new()
    }

    fn ask_lost(&self) -> Ask<PaperTopic> {
        let lines = vec![
            code("village.ask_papers"),
            text("village.ask_owner", ""),
            code("village.ask_by_when"),
            text(
                "village.ask_reason",
                self.hall_lang().tr("village.usual_lost"),
            ),
        ];
        let mut ask = Ask::of(PaperTopic::Lost, "window.k_lose_papers", lines);
        if let Some(desk) = &self.desk {
            ask.suggest(1, vec![desk.staff_name.clone()]);
            let until = desk.day.checked_add_days(Days::new(USUAL_SEARCH_DAYS));
            ask.fill(2, &until.map_or_else(String::new, |day| day.to_string()));
        }
        ask
    }

    pub(super) fn paper_ask_key(&mut self, key: Key) -> Vec<Effect> {
        let Over::Papers(asked) = &mut self.over else {
            return Vec::new();
        };
        match asked.ask.key(key) {
            Answer::Stay => Vec::new(),
            Answer::Beep => vec![Effect::Beep],
            Answer::Drop => {
                self.over = (*asked.back).clone();
                Vec::new()
            }
            Answer::Give => self.give_papers(),
        }
    }

    fn give_papers(&mut self) -> Vec<Effect> {
        let Over::Papers(asked) = &self.over else {
            return Vec::new();
        };
        let today = self.desk.as_ref().map(|desk| desk.day);
        match deed(asked, today) {
            Some(call) => self.perform(call),
            None => self.beep(Said::key("village.date_wrong")),
        }
    }

    /// Goes back to the list a dialog came from, and reads it again.
    pub(super) fn papers_done(&mut self, asked: PaperAsk, done: &Done) -> Vec<Effect> {
        self.over = *asked.back;
        let key = match done {
            Done::ConfirmPapers(_) => "window.papers_confirmed",
            Done::FindPaper(_) => "window.papers_counted",
            Done::LosePaper(_) => "window.papers_lost",
            _ => "window.papers_given_back",
        };
        self.say(Said::key(key));
        vec![Effect::Look(match self.over {
            Over::Bundles(_) => Want::Incoming,
            _ => Want::Holds,
        })]
    }
}

/// Returns the verb that a dialog's answer means; `None` where the day means none.
fn deed(asked: &PaperAsk, today: Option<NaiveDate>) -> Option<Call> {
    let (ask, mandate) = (&asked.ask, asked.number.clone());
    Some(match ask.topic {
        PaperTopic::Confirm => ConfirmPapers {
            mandate,
            papers: "all".to_owned(),
            missing: ask.text(0),
            note: ask.text(1),
        }
        .into(),
        PaperTopic::Count => FindPaper {
            mandate,
            papers: ask.text(0),
            reason: ask.text(1),
        }
        .into(),
        PaperTopic::Lost => LosePaper {
            mandate,
            papers: ask.text(0),
            owner: ask.text(1),
            until: day_meant(&ask.text(2), today?)?,
            reason: ask.text(3),
        }
        .into(),
        PaperTopic::GiveBack => HandPapers {
            mandate,
            papers: ask.text(0),
            to: "village".to_owned(),
            from: String::new(),
            slip: String::new(),
            note: ask.text(1),
        }
        .into(),
    })
}
