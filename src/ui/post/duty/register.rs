//! What a leader watches over in the register: who had whose data shown in full, and why; and
//! records that may be of one person.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::time::Zone;
use crate::locale::Lang;
use crate::ops::merge_people::MergePeople;
use crate::ops::read;
use crate::ops::read::DuplicateGroup;
use crate::ops::read::RevealLine;
use crate::ui::post::Effect;
use crate::ui::post::duty::Action;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::plan::Next;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;

/// A record of the register: its id and what is shown of it, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    id: String,
    label: String,
}

/// What the leader looks at in the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Register {
    /// One look at somebody in full, a line each.
    Reveal(Vec<String>),
    /// Records that may be of one person: which one stays.
    Same(Vec<Record>),
    /// This one stays and that one leads to it: why.
    Merge(Record, Record),
}

impl Duty {
    /// Returns what a line of the register leads to.
    pub(super) fn in_register(&self, day: &read::RegisterDay, at: usize) -> Option<Plan> {
        if let Some(group) = day.duplicates.get(at) {
            return Some(Plan::Register(Register::same(group)));
        }
        let line = day.reveals.get(at.checked_sub(day.duplicates.len())?)?;
        let reveal = Register::reveal(line, self.setting.zone, self.hall_lang());
        Some(Plan::Register(reveal))
    }

    /// Goes to the day before or after.
    pub(super) fn other_day(&mut self, action: Action) -> Vec<Effect> {
        let Some(day) = self.day() else {
            return vec![Effect::Beep];
        };
        let other = match action {
            Action::Earlier => day.pred_opt(),
            _ => day.succ_opt(),
        };
        match other {
            Some(day) if matches!(self.screen, Screen::Day(..)) => {
                self.show(Screen::Day(day, None))
            }
            Some(day) if matches!(self.screen, Screen::Night(..)) => {
                self.show(Screen::Night(day, None))
            }
            Some(day) => self.show(Screen::Register(day, None)),
            None => vec![Effect::Beep],
        }
    }
}

const SAME: &[&str] = &["duty.why_same_papers", "duty.why_same_asked"];

/// Returns what is shown of a record.
pub(super) fn label(person: &read::PersonLine) -> String {
    let parts = [&person.name, &person.number, &person.phone, &person.place];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("  ")
}

impl Register {
    /// Returns the question about records that may be of one person.
    pub(super) fn same(group: &DuplicateGroup) -> Register {
        let records = group.people.iter().map(|person| Record {
            id: person.person.to_string(),
            label: label(person),
        });
        Register::Same(records.collect())
    }

    /// Returns one look at somebody in full.
    pub(super) fn reveal(line: &RevealLine, zone: Zone, lang: Lang) -> Register {
        let who = format!("{} {}", line.staff_name, line.staff);
        let case = line.case.clone().unwrap_or_default();
        let time = zone.clock(line.at);
        let said = |key: &str, value: &str| match value {
            "" => String::new(),
            value => lang.say(key, &[("value", &value)]),
        };
        let lines = [
            said("duty.reveal_time", &time),
            said("duty.reveal_by", &who),
            said("duty.reveal_of", &line.name),
            said("duty.reveal_case", &case),
            said("duty.reveal_why", &line.reason),
        ];
        Register::Reveal(lines.into_iter().filter(|line| !line.is_empty()).collect())
    }

    /// Returns the answers to choose from.
    pub(super) fn picks(&self) -> Vec<Pick> {
        match self {
            Register::Reveal(_) => Vec::new(),
            // Of three records two are merged first; what is left is offered again.
            Register::Same(records) => records
                .iter()
                .filter_map(|keep| {
                    let drop = records.iter().find(|other| *other != keep)?;
                    let merge = Register::Merge(keep.clone(), drop.clone());
                    Some(Pick::Go(Plan::Register(merge)))
                })
                .collect(),
            Register::Merge(..) => {
                let words = SAME.iter().map(|key| Pick::Say(key));
                words.chain([Pick::Own]).collect()
            }
        }
    }

    /// Returns where words lead; none where nothing is to be written.
    pub(super) fn words(&self, reason: String) -> Option<Next> {
        match self {
            Register::Merge(keep, drop) => Some(Next::Do(
                MergePeople {
                    keep: keep.id.clone(),
                    drop: drop.id.clone(),
                    reason,
                }
                .into(),
            )),
            Register::Reveal(_) | Register::Same(_) => None,
        }
    }

    /// Returns the question.
    pub(super) fn title(&self, lang: Lang) -> String {
        let key = match self {
            Register::Reveal(_) => "duty.ask_reveal",
            Register::Same(_) => "duty.ask_same",
            Register::Merge(..) => "duty.ask_merge",
        };
        lang.tr(key).to_owned()
    }

    /// Returns the words of an answer that leads here.
    pub(super) fn way(&self, lang: Lang) -> String {
        match self {
            Register::Merge(keep, _) => keep.label.clone(),
            other => other.title(lang),
        }
    }

    /// Returns what is known of it, a line each.
    pub(super) fn about(&self, lang: Lang) -> Vec<String> {
        match self {
            Register::Reveal(lines) => lines.clone(),
            Register::Same(_) => vec![lang.tr("duty.hint_same").to_owned()],
            Register::Merge(keep, drop) => {
                let said = |key: &str, record: &Record| lang.say(key, &[("value", &record.label)]);
                vec![
                    said("duty.merge_keeps", keep),
                    said("duty.merge_drops", drop),
                ]
            }
        }
    }
}
