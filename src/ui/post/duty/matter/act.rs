//! What keys do in the catalogue and in the form of a matter.

use crate::domain::matter::Matter;
use crate::domain::matter_file;
use crate::domain::time::UtcMs;
use crate::ops::save_matters::SaveMatters;
use crate::ui::field::Field;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::act::MAX_SEARCH;
use crate::ui::post::duty::act::said;
use crate::ui::post::duty::matter::Form;
use crate::ui::post::said::Said;

impl Duty {
    /// Returns the matters on the screen.
    pub(in crate::ui::post::duty) fn found(&self) -> Vec<&Matter> {
        match (&self.screen, &self.catalogue) {
            (Screen::Matters(field), Some(catalogue)) => catalogue
                .search(field.value(), None, &|_| 0, catalogue.matters().len())
                .into_iter()
                .map(|hit| hit.matter)
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(in crate::ui::post::duty) fn show_matter(&mut self, at: Option<usize>) -> Vec<Effect> {
        let found = self.found();
        let matter = match at.map(|at| found.get(at)) {
            Some(None) => return vec![Effect::Beep],
            Some(matter) => matter.copied(),
            None => None,
        };
        let form = Form::new(matter, &self.setting.calendar);
        self.show(Screen::Matter(Box::new(form)))
    }

    pub(in crate::ui::post::duty) fn save_matter(&mut self, now: UtcMs) -> Vec<Effect> {
        let Screen::Matter(form) = &mut self.screen else {
            return vec![Effect::Beep];
        };
        form.check(&self.setting.calendar);
        match form.matter() {
            Ok(matter) => {
                let taken = self.catalogue.as_ref();
                let taken = taken.is_some_and(|all| all.by_code(&matter.code).is_some());
                if form.code.is_none() && taken {
                    form.go_to(Some(matter_file::Field::Code));
                    return self.refuse(Said::key("duty.code_taken"));
                }
                let matters = vec![matter];
                self.perform(SaveMatters { matters }.into(), now)
            }
            Err(reason) => {
                form.go_to(reason.field());
                self.refuse(Said::key("duty.matter_not_saved"))
            }
        }
    }

    /// Takes the form as saved.
    pub(in crate::ui::post::duty) fn saved(&mut self) {
        if let Screen::Matter(form) = &mut self.screen
            && let Ok(matter) = form.matter()
        {
            let at = form.at;
            **form = Form::new(Some(&matter), &self.setting.calendar);
            form.at = at;
        }
    }

    /// Opens the chosen line of the form, or takes what was written in it.
    pub(in crate::ui::post::duty) fn write_line(&mut self) -> Vec<Effect> {
        let Screen::Matter(form) = &mut self.screen else {
            return vec![Effect::Beep];
        };
        self.said = None;
        let calendar = &self.setting.calendar;
        if form.edit.is_some() {
            form.take(calendar);
            return Vec::new();
        }
        if form.open(calendar) {
            Vec::new()
        } else {
            self.refuse(Said::key("duty.hint_code_kept"))
        }
    }

    /// Takes the chosen line of the form away.
    pub(in crate::ui::post::duty) fn remove_line(&mut self) -> Vec<Effect> {
        if let Screen::Matter(form) = &mut self.screen
            && form.remove(&self.setting.calendar)
        {
            return Vec::new();
        }
        vec![Effect::Beep]
    }

    /// Leaves a line that is being written, or the form; something unsaved is asked for once.
    pub(in crate::ui::post::duty) fn leave_matter(&mut self) -> Vec<Effect> {
        let Screen::Matter(form) = &mut self.screen else {
            return vec![Effect::Beep];
        };
        if form.edit.take().is_some() {
            return Vec::new();
        }
        if form.is_changed() && !form.leaving {
            form.leaving = true;
            return self.refuse(Said::key("duty.matter_unsaved"));
        }
        let code = form.code.clone();
        let effects = self.show(Screen::Matters(Field::text(MAX_SEARCH)));
        let at = |matter: &&Matter| Some(&matter.code) == code.as_ref();
        self.at = self.found().iter().position(at).unwrap_or(0);
        effects
    }

    /// Takes a key that is in no table.
    pub(in crate::ui::post::duty) fn type_matter(&mut self, key: Key) -> Vec<Effect> {
        let Screen::Matter(form) = &mut self.screen else {
            return vec![Effect::Beep];
        };
        if let Some(field) = &mut form.edit {
            return said(field.key(key));
        }
        // Typing into a line opens it: nobody has to know of Enter.
        if matches!(key, Key::Char(_) | Key::Digit(_)) && form.is_written() {
            form.open(&self.setting.calendar);
            if let Some(field) = &mut form.edit {
                return said(field.key(key));
            }
        }
        vec![Effect::Beep]
    }
}
