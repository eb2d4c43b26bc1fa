//! What a window does on a key: actions in, effects out.

use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;
use crate::locale::Lang;
use crate::ops::Call;
use crate::ops::Who;
use crate::ops::add_errand::AddErrand;
use crate::ops::call_next::CallNext;
use crate::ops::call_ticket::CallTicket;
use crate::ops::close_window::CloseWindow;
use crate::ops::come_back::ComeBack;
use crate::ops::end_emergency::EndEmergency;
use crate::ops::end_visit::EndVisit;
use crate::ops::finish_errand::FinishErrand;
use crate::ops::finish_errand::PlainOutcome;
use crate::ops::go_away::GoAway;
use crate::ops::miss::Miss;
use crate::ops::open_window::OpenWindow;
use crate::ops::park::Park;
use crate::ops::pause_window::PauseWindow;
use crate::ops::put_back::PutBack;
use crate::ops::quick_serve::QuickServe;
use crate::ops::raise_emergency::RaiseEmergency;
use crate::ops::recall::Recall;
use crate::ops::rejoin::Rejoin;
use crate::ops::resume::Resume;
use crate::ops::resume_window::ResumeWindow;
use crate::ops::start_service::StartService;
use crate::ops::transfer::Transfer;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::said::Said;
use crate::ui::post::window::After;
use crate::ui::post::window::Over;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Goal;
use crate::ui::post::window::ask::MINUTES;
use crate::ui::post::window::ask::Topic;
use crate::ui::post::window::ask::day_meant;
use crate::ui::post::window::form::Focus;
use crate::ui::post::window::form::must_be_spot;
use crate::ui::post::window::keys::Action;

impl WindowPost {
    /// Does what a key asks for.
    pub(super) fn act(&mut self, action: Action, _now: UtcMs) -> Vec<Effect> {
        if let Some(why) = self.why_not(action) {
            return self.beep(Said::key(why));
        }
        let window = self.no;
        match action {
            Action::CallNext => self.call_next(),
            Action::Recall => self.perform(Recall { window }),
            Action::Start => self.perform(StartService { window }),
            Action::Finish => self.ask(Topic::Finish),
            Action::MoveOn => self.ask(Topic::MoveOn),
            Action::Papers => self.tick_all(),
            Action::Accept => self.accept(),
            Action::End => self.perform(EndVisit { window }),
            Action::Miss => self.perform(Miss { window }),
            Action::CallNumber => self.ask(Topic::CallNumber),
            Action::PutBack => self.ask(Topic::PutBack),
            Action::Aside => {
                self.over = Over::Aside(0);
                Vec::new()
            }
            Action::More => self.perform(AddErrand {
                window,
                matter: None,
            }),
            Action::Quick => self.perform(QuickServe {
                window,
                matter: None,
            }),
            Action::Spot => self.toggle_spot(),
            Action::Mine => self.open_mine(),
            Action::Own => self.open_own(),
            Action::Find => self.ask(Topic::Find),
            Action::Print => self.print_again(),
            Action::Bundles => self.open_bundles(),
            Action::Holds => vec![Effect::Look(Want::Holds)],
            Action::ConfirmPapers
            | Action::CountPapers
            | Action::LosePapers
            | Action::GiveBackPapers => self.paper_deed(action),
            Action::HandOver => self.ask(Topic::HandOver),
            Action::Urgent => self.ask(Topic::Urgent),
            Action::Why => {
                self.over = Over::Why;
                Vec::new()
            }
            Action::Pause => self.ask(Topic::Pause),
            Action::Away => self.ask(Topic::Away),
            Action::Back => self.come_back(),
            Action::Close => self.perform(CloseWindow { window }),
            Action::Help if self.desk.as_ref().is_some_and(|d| d.emergency) => {
                self.ask(Topic::EndHelp)
            }
            Action::Help => self.perform(RaiseEmergency { window }),
            Action::Open => self.open(),
            Action::Give | Action::Next | Action::Drop | Action::Refuse | Action::Appeal => {
                Vec::new()
            }
        }
    }

    /// Returns who acts: whoever sits here, else whoever signed in.
    pub(super) fn who(&self) -> Who {
        let seated = self.desk.as_ref().and_then(|desk| desk.window.staff);
        seated.map_or(self.setting.who, Who::Staff)
    }

    /// Returns the effect of a verb done by whoever sits here.
    pub(super) fn perform(&self, call: impl Into<Call>) -> Vec<Effect> {
        vec![Effect::Do(self.who(), call.into())]
    }

    fn call_next(&mut self) -> Vec<Effect> {
        let window = self.no;
        let next = CallNext { window };
        if self.current().is_some() {
            if !self.line_is_empty() {
                self.after = After::Then(Box::new(next.into()));
            }
            return self.perform(EndVisit { window });
        }
        self.perform(next)
    }

    fn open(&mut self) -> Vec<Effect> {
        match self.badge.value().parse::<StaffNo>() {
            Ok(staff) => {
                let window = self.no;
                vec![Effect::Do(
                    Who::Staff(staff),
                    OpenWindow { window, staff }.into(),
                )]
            }
            Err(_) => self.beep(Said::key("window.type_badge")),
        }
    }

    fn come_back(&mut self) -> Vec<Effect> {
        match self.desk.as_ref().and_then(|desk| desk.window.staff) {
            Some(_) => {
                let window = self.no;
                self.perform(ResumeWindow { window })
            }
            None => match self.badge.value().parse::<StaffNo>() {
                Ok(staff) => vec![Effect::Do(Who::Staff(staff), ComeBack { staff }.into())],
                Err(_) => self.beep(Said::key("window.type_badge")),
            },
        }
    }

    fn tick_all(&mut self) -> Vec<Effect> {
        if let Some(form) = &mut self.form {
            let all = form.ticked.iter().all(|ticked| *ticked);
            let untick = all && form.focus == Focus::Papers;
            form.ticked.fill(!untick);
            form.focus = Focus::Papers;
            form.list = crate::ui::post::window::form::List::None;
            form.touched = true;
        }
        Vec::new()
    }

    fn toggle_spot(&mut self) -> Vec<Effect> {
        let forced = self.matter().is_some_and(must_be_spot);
        if forced {
            return self.beep(Said::key("window.only_spot"));
        }
        if let Some(form) = &mut self.form {
            form.on_the_spot = !form.on_the_spot;
            form.touched = true;
        }
        Vec::new()
    }

    /// Accepts, or says what is missing and goes there.
    pub(super) fn accept(&mut self) -> Vec<Effect> {
        if let Some((focus, said)) = self.unready() {
            return self.point_at(focus, said);
        }
        let Some((form, matter)) = self.form.as_ref().zip(self.matter()) else {
            return Vec::new();
        };
        let must = form.missing(matter).0.join("、");
        if !must.is_empty() {
            let papers = vec![("papers".to_owned(), must)];
            return self.point_at(Focus::Papers, Said::Key("window.papers_first", papers));
        }
        match form.accept(self.no) {
            Some(call) => self.perform(call),
            None => Vec::new(),
        }
    }

    /// Opens a dialog.
    fn ask(&mut self, topic: Topic) -> Vec<Effect> {
        let lang = self.hall_lang();
        let usual = match topic {
            Topic::Park => lang.tr("window.usual_park"),
            Topic::Transfer => lang.tr("window.usual_transfer"),
            Topic::PutBack => lang.tr("window.usual_put_back"),
            Topic::Pause => lang.tr("window.usual_pause"),
            Topic::Away => lang.tr("window.usual_away"),
            Topic::EndHelp => lang.tr("window.usual_end_help"),
            Topic::SayNo => lang.tr("window.usual_no"),
            Topic::TellPlace => lang.tr("window.usual_office"),
            Topic::HandOver => lang.tr("window.usual_blocked"),
            Topic::Urgent => lang.tr("window.usual_urgent"),
            Topic::Finish | Topic::MoveOn | Topic::CallNumber | Topic::Find | Topic::BookVisit => {
                ""
            }
            // These are asked about a case of the list.
            Topic::Pass
            | Topic::SendBack
            | Topic::Return
            | Topic::Deliver
            | Topic::Refuse
            | Topic::Print
            | Topic::Appeal => "",
        };
        let mut ask = Ask::about(topic, usual);
        match topic {
            Topic::SayNo | Topic::TellPlace | Topic::HandOver | Topic::BookVisit => {
                ask.begin_with(&self.asked_for());
            }
            Topic::Urgent => {
                if let Some(form) = &self.form {
                    ask.begin_with(&form.urgent);
                    ask.at = 0;
                    let until = form.deferred_until;
                    ask.fill(1, &until.map_or_else(String::new, |day| day.to_string()));
                }
            }
            _ => {}
        }
        self.over = Over::Ask(ask);
        if topic == Topic::Transfer {
            self.offer_goals(&[]);
            return vec![Effect::Look(Want::Windows)];
        }
        Vec::new()
    }

    /// Offers the centres and the windows a visit can be sent to.
    pub(super) fn offer_goals(&mut self, windows: &[crate::domain::live::Window]) {
        let here = self.no;
        let centres = Centre::ALL.into_iter().map(Goal::Centre);
        let others = windows.iter().filter(|w| w.no != here);
        let goals = centres.chain(others.map(|w| Goal::Window(w.no))).collect();
        if let Over::Ask(ask) = &mut self.over
            && ask.topic == Topic::Transfer
        {
            ask.offer(goals);
        }
    }

    /// Returns the language reasons are written in: the hall's own.
    pub(super) fn hall_lang(&self) -> Lang {
        self.setting.hall_lang()
    }

    /// Does what a dialog was answered with.
    pub(super) fn give(&mut self, _now: UtcMs) -> Vec<Effect> {
        let Over::Ask(ask) = &self.over else {
            return Vec::new();
        };
        let ask = ask.clone();
        let window = self.no;
        match ask.topic {
            Topic::Finish => match ask.chosen(0) {
                0 => self.give_notice(),
                1 => self.finish(PlainOutcome::Advice),
                2 => self.ask(Topic::SayNo),
                3 => self.ask(Topic::TellPlace),
                4 => self.ask(Topic::HandOver),
                5 => self.receive(),
                7 => self.ask(Topic::BookVisit),
                _ => self.finish(PlainOutcome::Collected),
            },
            Topic::Pass
            | Topic::SendBack
            | Topic::Return
            | Topic::Deliver
            | Topic::Refuse
            | Topic::Print => self.give_case(&ask),
            Topic::Appeal => self.give_appeal(&ask),
            Topic::Find => self.find_lines(&ask.text(0)),
            Topic::SayNo => self.say_no(&ask),
            Topic::TellPlace => self.tell_place(&ask),
            Topic::HandOver => self.hand_over(&ask),
            Topic::BookVisit => self.book_visit(&ask),
            Topic::Urgent => self.set_terms(&ask),
            Topic::MoveOn if ask.chosen(0) == 0 => self.ask(Topic::Park),
            Topic::MoveOn => self.ask(Topic::Transfer),
            Topic::Transfer => self.transfer(&ask),
            Topic::Park => self.perform(Park {
                window,
                minutes: MINUTES.get(ask.chosen(0)).copied().unwrap_or(MINUTES[0]),
                reason: ask.text(1),
            }),
            Topic::PutBack => self.perform(PutBack {
                window,
                reason: ask.text(0),
            }),
            Topic::CallNumber => self.call_number(&ask.text(0)),
            Topic::Pause => self.perform(PauseWindow {
                window,
                reason: ask.text(0),
                until: ask.time(1),
            }),
            Topic::Away => self.go_away(&ask),
            Topic::EndHelp => self.perform(EndEmergency {
                window,
                reason: ask.text(0),
            }),
        }
    }

    /// Takes why the case is urgent, and until when what is missing is promised.
    fn set_terms(&mut self, ask: &Ask) -> Vec<Effect> {
        let Some(form) = &mut self.form else {
            return Vec::new();
        };
        let until = match ask.text(1).as_str() {
            "" => None,
            typed => match day_meant(typed, form.day) {
                Some(day) => Some(day),
                None => return self.beep(Said::key("window.date_wrong")),
            },
        };
        form.urgent = ask.text(0);
        form.deferred_until = until;
        form.touched = true;
        self.over = Over::Nothing;
        Vec::new()
    }

    fn transfer(&mut self, ask: &Ask) -> Vec<Effect> {
        let (to_window, to_centre) = match ask.goals.get(ask.chosen(0)) {
            Some(Goal::Centre(centre)) => (None, Some(*centre)),
            Some(Goal::Window(no)) => (Some(*no), None),
            None => (None, None),
        };
        self.perform(Transfer {
            window: self.no,
            to_window,
            to_centre,
            keep_place: ask.chosen(1) == 0,
            come_back: ask.chosen(2) == 1,
            reason: ask.text(3),
        })
    }

    fn go_away(&mut self, ask: &Ask) -> Vec<Effect> {
        let Some(staff) = self.desk.as_ref().and_then(|desk| desk.window.staff) else {
            return Vec::new();
        };
        let (place, until, other) = (ask.text(0), ask.time(1), ask.text(2));
        let Some(until) = until else {
            return self.beep(Said::key("window.until_when"));
        };
        let stand_in = match other.parse::<StaffNo>() {
            Ok(no) => Some(no),
            Err(_) if other.is_empty() => None,
            Err(_) => return self.beep(Said::key("window.type_badge")),
        };
        self.perform(GoAway {
            staff,
            place,
            until,
            stand_in,
        })
    }

    /// Calls a number typed as `B23`, or as `23` in this window's own band.
    fn call_number(&mut self, typed: &str) -> Vec<Effect> {
        let own = self.desk.as_ref().and_then(|d| d.window.centres.first());
        let digits_only = !typed.is_empty() && typed.chars().all(|c| c.is_ascii_digit());
        let text = match own {
            Some(centre) if digits_only => {
                format!("{}{typed}", self.setting.config.bands.of(*centre))
            }
            _ => typed.to_owned(),
        };
        let window = self.no;
        match text.parse::<TicketNo>() {
            Ok(ticket) => self.perform(CallTicket { window, ticket }),
            Err(_) => self.beep(Said::key("window.type_number")),
        }
    }

    /// Ends the errand without a case.
    pub(super) fn finish(&mut self, outcome: PlainOutcome) -> Vec<Effect> {
        let matter = self.form.as_ref().and_then(|form| form.matter.clone());
        self.perform(FinishErrand {
            window: self.no,
            outcome,
            matter,
        })
    }

    /// Brings a missed or parked number back into the line, or calls it at once.
    pub(super) fn bring_back(&mut self, at: usize, call: bool) -> Vec<Effect> {
        let row = self.desk.as_ref().and_then(|desk| desk.aside.get(at));
        let Some((state, Some(ticket))) = row.map(|row| (row.state, row.no)) else {
            return self.beep(Said::key("window.nothing_here"));
        };
        let window = self.no;
        match (call, state) {
            (true, VisitState::Missed) => self.beep(Said::key("window.rejoin_first")),
            (true, _) => match self.why_not(Action::CallNumber) {
                None => self.perform(CallTicket { window, ticket }),
                Some(why) => self.beep(Said::key(why)),
            },
            (false, VisitState::Missed) => self.perform(Rejoin { ticket }),
            (false, _) => self.perform(Resume { ticket }),
        }
    }
}
