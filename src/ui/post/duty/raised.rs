//! A matter that was raised: answer it, raise it on, pass the answer down, or tell the resident.

use serde::Deserialize;
use serde::Serialize;

use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::answer_raised::AnswerRaised;
use crate::ops::raise_matter::RaiseMatter;
use crate::ops::read;
use crate::ops::read::RaisedLine;
use crate::ops::read::RaisedState;
use crate::ops::tell_raised::TellRaised;
use crate::ui::post::duty::plan::Next;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;

/// What the leader is about to do with a matter, by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Raised {
    /// It lies here: answer it, or raise it on.
    Open(String),
    /// Answer it: what.
    Answer(String),
    /// The level above has answered: pass that down, or say it otherwise.
    PassDown(String),
    /// Tell the resident: how.
    Tell(String),
    /// Somebody else has it.
    Elsewhere(String),
    /// One that is brought up here: what.
    New,
    /// One about this: who brought it up.
    NewBy(String),
}

fn raise(what: String, name: String, of: String) -> RaiseMatter {
    RaiseMatter {
        what,
        name,
        phone: String::new(),
        block: String::new(),
        of,
        day: None,
    }
}

const TOLD: &[&str] = &["duty.told_by_phone", "duty.told_at_door"];

impl Raised {
    /// Returns what a matter asks for.
    pub(super) fn of(line: &RaisedLine) -> Raised {
        let number = line.number.clone();
        match line.state {
            RaisedState::Open => Raised::Open(number),
            RaisedState::AnsweredAbove => Raised::PassDown(number),
            RaisedState::ToTell => Raised::Tell(number),
            RaisedState::Above | RaisedState::BelowTells => Raised::Elsewhere(number),
        }
    }

    /// Returns whether there is nothing to choose from, only words to write.
    pub(super) fn is_written(&self) -> bool {
        matches!(self, Raised::Answer(_) | Raised::New | Raised::NewBy(_))
    }

    fn number(&self) -> &str {
        match self {
            Raised::Open(number)
            | Raised::Answer(number)
            | Raised::PassDown(number)
            | Raised::Tell(number)
            | Raised::Elsewhere(number) => number,
            Raised::New | Raised::NewBy(_) => "",
        }
    }

    /// Returns the answers to choose from.
    pub(super) fn picks(&self) -> Vec<Pick> {
        match self {
            Raised::Open(number) => {
                let on = raise(String::new(), String::new(), number.clone());
                let answer = Plan::Raised(Raised::Answer(number.clone()));
                vec![Pick::Go(answer), Pick::Do(on.into())]
            }
            Raised::PassDown(number) => {
                let down = AnswerRaised {
                    matter: number.clone(),
                    text: String::new(),
                };
                vec![Pick::Do(down.into()), Pick::Own]
            }
            Raised::Tell(_) => {
                let words = TOLD.iter().map(|key| Pick::Say(key));
                words.chain([Pick::Own]).collect()
            }
            Raised::Elsewhere(_) | Raised::Answer(_) | Raised::New | Raised::NewBy(_) => Vec::new(),
        }
    }

    /// Returns where words lead; none where nothing is to be written.
    pub(super) fn words(&self, text: String) -> Option<Next> {
        let matter = self.number().to_owned();
        let call: Call = match self {
            Raised::Answer(_) | Raised::PassDown(_) => AnswerRaised { matter, text }.into(),
            Raised::Tell(_) => TellRaised { matter, how: text }.into(),
            Raised::New => return Some(Next::Go(Plan::Raised(Raised::NewBy(text)))),
            Raised::NewBy(what) => raise(what.clone(), text, String::new()).into(),
            Raised::Open(_) | Raised::Elsewhere(_) => return None,
        };
        Some(Next::Do(call))
    }

    /// Returns the question, which is also the words of an answer that leads to it.
    pub(super) fn title(&self, lang: Lang) -> String {
        let key = match self {
            Raised::Open(_) => "duty.ask_raised",
            Raised::Answer(_) => return lang.tr("duty.ask_answer").to_owned(),
            Raised::New => return lang.tr("duty.ask_new_matter").to_owned(),
            Raised::NewBy(_) => return lang.tr("duty.ask_who_brought").to_owned(),
            Raised::PassDown(_) => "duty.ask_pass_down",
            Raised::Tell(_) => "duty.ask_tell",
            Raised::Elsewhere(_) => "duty.raised_elsewhere",
        };
        lang.say(key, &[("number", &self.number())])
    }

    /// Returns what is known of it, a line each.
    pub(super) fn about(&self, duty: &read::Duty, lang: Lang) -> Vec<String> {
        if let Raised::NewBy(what) = self {
            return vec![what.clone()];
        }
        let found = duty.raised.iter().find(|line| line.number == self.number());
        let Some(line) = found else {
            return Vec::new();
        };
        let holder = lang.say("village.raised_holder", &[("site", &line.holder)]);
        let state = lang.tr(&format!("village.raised_{}", line.state.word()));
        let answer = match line.answer.is_empty() {
            true => String::new(),
            false => lang.say("duty.raised_answer", &[("text", &line.answer)]),
        };
        let who = format!("{}  {}  {}", line.from, line.block, line.applicant);
        let lines = [line.what.clone(), who, format!("{holder}  {state}"), answer];
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }
}
