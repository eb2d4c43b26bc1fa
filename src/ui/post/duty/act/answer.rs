//! What the answer to the question on top does.

use crate::domain::ids::StaffNo;
use crate::domain::time::UtcMs;
use crate::ui::field::Field;
use crate::ui::field::Outcome;
use crate::ui::post::Effect;
use crate::ui::post::duty::Dialog;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::act::said;
use crate::ui::post::duty::plan::Ask;
use crate::ui::post::duty::plan::Next;
use crate::ui::post::duty::plan::Pick;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::said::Said;

impl Duty {
    /// Takes the chosen or typed answer of the question on top.
    pub(super) fn answer(&mut self, now: UtcMs) -> Vec<Effect> {
        let Some(dialog) = self.dialogs.last() else {
            return vec![Effect::Beep];
        };
        let plan = dialog.plan.clone();
        let pick = match &dialog.ask {
            Ask::Write(field) => {
                let text = field.value().to_owned();
                return match plan {
                    Plan::SignIn => self.sign_in(&text),
                    _ => self.say(&plan, &text, now),
                };
            }
            Ask::Pick(picks) => picks.get(dialog.at).cloned(),
        };
        match pick {
            Some(Pick::Go(plan)) => {
                self.said = None;
                self.open(plan, now);
                Vec::new()
            }
            Some(Pick::Do(call)) => self.perform(call, now),
            Some(Pick::Say(key)) => {
                let text = self.hall_lang().tr(key);
                self.say(&plan, text, now)
            }
            Some(Pick::At(time)) => self.say(&plan, &time, now),
            Some(Pick::Own) => self.write(|_| Outcome::Moved),
            Some(Pick::Back) | None => self.back(),
        }
    }

    fn say(&mut self, plan: &Plan, text: &str, now: UtcMs) -> Vec<Effect> {
        let Some(duty) = &self.figures else {
            return vec![Effect::Beep];
        };
        match plan.words(text, &duty.live, self.setting.zone) {
            Ok(Next::Do(call)) => self.perform(call, now),
            Ok(Next::Go(plan)) => {
                self.said = None;
                self.open(plan, now);
                Vec::new()
            }
            Err(said) => self.refuse(said),
        }
    }

    fn sign_in(&mut self, text: &str) -> Vec<Effect> {
        let Ok(no) = text.parse::<StaffNo>() else {
            return self.refuse(Said::key("duty.badge_wrong"));
        };
        let known = self
            .figures
            .as_ref()
            .map(|duty| duty.live.staff(no).map(drop));
        if let Some(Err(refusal)) = known {
            return self.refuse(Said::Refused(refusal));
        }
        if !self.leads(no) {
            return self.refuse(Said::key("duty.not_leader"));
        }
        self.me = Some(no);
        self.said = None;
        self.dialogs.pop();
        Vec::new()
    }

    /// Opens the field for own words with its first input.
    pub(super) fn write(&mut self, input: impl FnOnce(&mut Field) -> Outcome) -> Vec<Effect> {
        let Some(plan) = self.dialogs.last().map(|dialog| dialog.plan.clone()) else {
            return vec![Effect::Beep];
        };
        let mut ask = plan.write();
        let effects = match &mut ask {
            Ask::Write(field) => said(input(field)),
            Ask::Pick(_) => Vec::new(),
        };
        self.dialogs.push(Dialog { plan, ask, at: 0 });
        effects
    }
}
