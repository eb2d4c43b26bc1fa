//! How an errand ends when nothing is accepted: the notice, a no, the right office, window 1, or
//! papers taken in for later.

use crate::domain::hotline::Channel;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::Spot;
use crate::ops::give_notice::GiveNotice;
use crate::ops::hand_over::HandOver;
use crate::ops::receive_papers::ReceivePapers;
use crate::ops::say_no::SayNo;
use crate::ops::take_call::TakeCall;
use crate::ops::tell_place::TellPlace;
use crate::ui::post::Effect;
use crate::ui::post::said::Said;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::SIZES;
use crate::ui::post::window::ask::when_meant;
use crate::ui::post::window::form::Focus;

impl WindowPost {
    /// Returns what the form lacks before anything can be written down of it, and where.
    pub(super) fn unready(&self) -> Option<(Focus, Said)> {
        let form = self.form.as_ref()?;
        if self.matter().is_none() {
            return Some((Focus::Matter, Said::key("window.matter_first")));
        }
        if form.name_is_a_search() {
            return Some((Focus::Name, Said::key("window.choose_person")));
        }
        if form.name.value().trim().is_empty() {
            return Some((Focus::Name, Said::key("window.name_first")));
        }
        if form.village_code.is_empty() && !form.village.value().trim().is_empty() {
            return Some((Focus::Village, Said::key("window.choose_village")));
        }
        None
    }

    /// Goes to a field and says what it lacks; what was typed stays.
    pub(super) fn point_at(&mut self, focus: Focus, said: Said) -> Vec<Effect> {
        if self.form.as_ref().is_some_and(|form| form.focus != focus) {
            self.with_form(|form, from| form.focus_on(focus, from));
        }
        self.beep(said)
    }

    /// Ends the errand with the one-time notice: it names everything that is not ticked.
    pub(super) fn give_notice(&mut self) -> Vec<Effect> {
        self.over = crate::ui::post::window::Over::Nothing;
        if let Some((focus, said)) = self.unready() {
            return self.point_at(focus, said);
        }
        let Some((form, matter)) = self.form.as_ref().zip(self.matter()) else {
            return Vec::new();
        };
        let applicant = form.applicant();
        self.perform(GiveNotice {
            window: Some(self.no),
            case: String::new(),
            matter: matter.code.clone(),
            name: applicant.name,
            number: applicant.number,
            phone: applicant.phone,
            village: applicant.village,
            papers: form.papers(),
            remark: String::new(),
        })
    }

    /// Takes the papers in without accepting (收件).
    pub(super) fn receive(&mut self) -> Vec<Effect> {
        self.over = crate::ui::post::window::Over::Nothing;
        if let Some((focus, said)) = self.unready() {
            return self.point_at(focus, said);
        }
        let Some((form, matter)) = self.form.as_ref().zip(self.matter()) else {
            return Vec::new();
        };
        let applicant = form.applicant();
        self.perform(ReceivePapers {
            window: self.no,
            matter: matter.code.clone(),
            name: applicant.name,
            number: applicant.number,
            phone: applicant.phone,
            village: applicant.village,
            papers: form.papers(),
            proxy: form.proxy_name(),
        })
    }

    pub(super) fn say_no(&mut self, ask: &Ask) -> Vec<Effect> {
        self.perform(SayNo {
            window: self.no,
            what: ask.text(0),
            reason: ask.text(1),
            clause: ask.text(2),
            instead: ask.text(3),
            matter: self.form.as_ref().and_then(|form| form.matter.clone()),
        })
    }

    pub(super) fn tell_place(&mut self, ask: &Ask) -> Vec<Effect> {
        self.perform(TellPlace {
            window: self.no,
            what: ask.text(0),
            office: ask.text(1),
            address: ask.text(2),
        })
    }

    pub(super) fn hand_over(&mut self, ask: &Ask) -> Vec<Effect> {
        let applicant = self.form.as_ref().map(|form| form.applicant());
        let applicant = applicant.unwrap_or_default();
        self.perform(HandOver {
            window: self.no,
            what: ask.text(0),
            blocked: ask.text(1),
            size: SIZES.get(ask.chosen(2)).map(|(size, _)| *size),
            name: applicant.name,
            phone: applicant.phone,
            case: String::new(),
        })
    }

    /// Books a home visit with time, item and person; the errand at the window goes on.
    pub(super) fn book_visit(&mut self, ask: &Ask) -> Vec<Effect> {
        let Some(desk) = &self.desk else {
            return vec![Effect::Beep];
        };
        let applicant = self.form.as_ref().map(|form| form.applicant());
        let applicant = applicant.unwrap_or_default();
        let Some(at) = when_meant(&ask.text(3), desk.day) else {
            return self.beep(Said::key("hotline.when_wrong"));
        };
        self.perform(TakeCall {
            kind: JobKind::Visit,
            what: ask.text(0),
            name: applicant.name,
            phone: applicant.phone,
            village: applicant.village,
            place: ask.text(1),
            channel: Some(Channel::Window),
            answer: String::new(),
            person: ask.text(2),
            at,
            station: String::new(),
            spot: Spot::Home,
        })
    }

    /// Returns what the resident asks for, as far as the form knows it.
    pub(super) fn asked_for(&self) -> String {
        match (self.matter(), &self.form) {
            (Some(matter), _) => matter.name.clone(),
            (None, Some(form)) => form.query.value().trim().to_owned(),
            (None, None) => String::new(),
        }
    }
}
