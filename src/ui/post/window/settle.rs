//! The form and the desk: what was typed follows its visit and is never lost.

use crate::domain::event::Applicant;
use crate::domain::ids::VisitId;
use crate::ui::post::Effect;
use crate::ui::post::foot::Note;
use crate::ui::post::said::Said;
use crate::ui::post::window::Phase;
use crate::ui::post::window::SHELF;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::form::Focus;
use crate::ui::post::window::form::Form;
use crate::ui::post::window::form::List;

impl WindowPost {
    /// Brings the form in line with the desk: never loses what was typed.
    pub(super) fn settle(&mut self) -> Vec<Effect> {
        let Some(desk) = &self.desk else {
            return Vec::new();
        };
        let day = desk.day;
        self.shelf.retain(|form| form.day == day);
        let serving = match (&desk.current, self.phase()) {
            (Some(now), Phase::Intake) => {
                Some((now.visit, now.row.ticket.clone(), now.matter.clone()))
            }
            _ => None,
        };
        let elsewhere = self.form.as_ref().is_some_and(|form| {
            serving
                .as_ref()
                .is_none_or(|(visit, ..)| *visit != form.visit)
        });
        if elsewhere && let Some(ticket) = self.shelve() {
            self.note = Note::wrong(Said::Key(
                "window.taken_away",
                vec![("ticket".to_owned(), ticket)],
            ));
        }
        let Some((visit, ticket, matter)) = serving else {
            return Vec::new();
        };
        if self.form.is_some() {
            if let Some(matter) = self.matter().cloned() {
                self.with_form(|form, _| form.fit_to(&matter));
            }
            return Vec::new();
        }
        self.begin_form(visit, ticket, matter);
        let ahead = std::mem::take(&mut self.ahead);
        ahead
            .into_iter()
            .flat_map(|key| {
                let filled = self.with_form(|form, from| form.key(key, from));
                self.filled(filled)
            })
            .collect()
    }

    fn begin_form(&mut self, visit: VisitId, ticket: String, matter: Option<String>) {
        let day = self
            .desk
            .as_ref()
            .map_or_else(Default::default, |desk| desk.day);
        let kept = self.shelf.iter().position(|form| form.visit == visit);
        let mut form = match kept {
            Some(at) => self.shelf.remove(at),
            None => Form::new(visit, ticket, day),
        };
        if kept.is_none() {
            if let Some((_, person)) = self.carried.take().filter(|(of, _)| *of == visit) {
                form.take_person(&person, self.divisions());
                form.touched = false;
            }
            let known = matter.and_then(|code| self.catalogue.as_ref()?.by_code(&code).cloned());
            if let Some(matter) = known {
                form.take_matter(&matter, None);
                form.focus = if form.name.is_empty() {
                    Focus::Name
                } else {
                    Focus::Papers
                };
            }
        }
        self.form = Some(form);
        self.reopen_list();
    }

    /// Puts the form aside for the visit's return; returns its number if anything was typed.
    pub(super) fn shelve(&mut self) -> Option<String> {
        let mut form = self.form.take()?;
        if !form.touched {
            return None;
        }
        let ticket = form.ticket.clone();
        form.list = List::None;
        self.shelf.retain(|other| other.visit != form.visit);
        self.shelf.push(form);
        if self.shelf.len() > SHELF {
            self.shelf.remove(0);
        }
        Some(ticket)
    }

    pub(super) fn person_found(&mut self, person: &Applicant) {
        let mut differs = false;
        self.with_form(|form, from| {
            let by_number = form.focus == Focus::Number;
            differs = by_number && !form.name.is_empty() && !form.is_called(&person.name);
            if differs {
                return;
            }
            form.take_person(person, from.divisions);
            // A reader sends Enter after the number: one field before the papers takes it.
            form.focus = if by_number {
                Focus::Proxy
            } else {
                Focus::Papers
            };
        });
        if differs {
            let name = vec![("name".to_owned(), person.name.clone())];
            self.note = Note::wrong(Said::Key("window.name_differs", name));
        }
    }
}
