//! What the clerk answers for: the list, and what can be done with one case.

use crate::domain::case_file::Stage;
use crate::domain::deadline::Lamp;
use crate::domain::event::StaffRole;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::live::Staff;
use crate::domain::plain;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::complete_case::CompleteCase;
use crate::ops::deliver_case::DeliverCase;
use crate::ops::do_step::DoStep;
use crate::ops::intake::CaseMoved;
use crate::ops::pass_case::PassCase;
use crate::ops::read::CaseLine;
use crate::ops::refuse_case::RefuseCase;
use crate::ops::return_case::ReturnCase;
use crate::ops::send_back::SendBack;
use crate::ops::supply_papers::SupplyPapers;
use crate::ops::take_case::TakeCase;
use crate::ui::key::Key;
use crate::ui::post::Effect;
use crate::ui::post::Want;
use crate::ui::post::said::Said;
use crate::ui::post::window::Over;
use crate::ui::post::window::Phase;
use crate::ui::post::window::WindowPost;
use crate::ui::post::window::ask::Ask;
use crate::ui::post::window::ask::Topic;
use crate::ui::post::window::keys::Action;
use crate::ui::post::window::papers::PRINTS;

/// What the list can be narrowed to, by digit.
pub(super) const LAMPS: [Option<Lamp>; 4] =
    [None, Some(Lamp::Green), Some(Lamp::Amber), Some(Lamp::Red)];

/// What can be done with a case, by digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Take,
    Step,
    Pass,
    SendBack,
    Return,
    Supply,
    Complete,
    Deliver,
    Print,
    Refuse,
}

/// The deeds in the order of their digits, with the words of each; the last has a key of its own.
pub(super) const DEEDS: [(Deed, &str); 10] = [
    (Deed::Take, "window.take_case"),
    (Deed::Step, "window.do_step"),
    (Deed::Pass, "window.pass_case"),
    (Deed::SendBack, "window.send_back"),
    (Deed::Return, "window.return_case"),
    (Deed::Supply, "window.supply_papers"),
    (Deed::Complete, "window.complete_case"),
    (Deed::Deliver, "window.deliver_case"),
    (Deed::Print, "window.k_print"),
    (Deed::Refuse, "window.refuse_case"),
];

/// The key of a refusal: at the desk it ends an errand without accepting it.
pub(super) const REFUSE_KEY: Key = Key::F(5);

/// Where a case can be passed to, in the order of the choices.
const TO: [To; 6] = [
    To::Leader,
    To::Centre(Centre::Economy),
    To::Centre(Centre::Social),
    To::Centre(Centre::Governance),
    To::Office,
    To::Colleague,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Leader,
    Centre(Centre),
    Office,
    Colleague,
}

/// The filter after those of the lamps: the cases looked for.
pub(super) const FOUND: usize = LAMPS.len();

/// How many colleagues are offered by digit; the others are typed by name.
const OFFERED: usize = 5;

/// Somebody a case can be passed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Colleague {
    no: StaffNo,
    /// The name, with the badge number where two have it.
    name: String,
}

impl WindowPost {
    /// Opens the list of what the clerk answers for.
    pub(super) fn open_mine(&mut self) -> Vec<Effect> {
        self.over = Over::Mine(0, 0);
        self.look_at_mine()
    }

    fn look_at_mine(&self) -> Vec<Effect> {
        let staff = self.desk.as_ref().and_then(|desk| desk.window.staff);
        staff.map_or_else(Vec::new, |staff| vec![Effect::Look(Want::Mine(staff))])
    }

    /// Returns the cases of a filter.
    pub(super) fn mine_of(&self, filter: usize) -> Vec<&CaseLine> {
        if filter == FOUND {
            return self.found.iter().collect();
        }
        let lamp = LAMPS.get(filter).copied().flatten();
        let cases = self.mine.iter();
        cases
            .filter(|line| lamp.is_none() || line.card.lamp == lamp)
            .collect()
    }

    /// Takes the list; an open case is shown as it stands now.
    pub(super) fn mine_news(&mut self, lines: Vec<CaseLine>) {
        self.mine = lines;
        if let Over::Case(open, _) = &mut self.over {
            let mut lines = self.mine.iter();
            if let Some(line) = lines.find(|line| line.card.number == open.card.number) {
                **open = line.clone();
            }
        }
    }

    /// Takes a key over the list.
    pub(super) fn mine_key(
        &mut self,
        key: Key,
        (filter, at): (usize, usize),
        now: UtcMs,
    ) -> Vec<Effect> {
        let shown = self.mine_of(filter);
        let last = shown.len().saturating_sub(1);
        self.over = match key {
            Key::Down => Over::Mine(filter, (at + 1).min(last)),
            Key::Up => Over::Mine(filter, at.saturating_sub(1)),
            Key::Enter => match shown.get(at) {
                Some(line) => Over::Case(Box::new((*line).clone()), 0),
                None => return vec![Effect::Beep],
            },
            Key::Digit(n @ 1..=4) => Over::Mine(usize::from(n) - 1, 0),
            Key::Digit(5) if !self.found.is_empty() => Over::Mine(FOUND, 0),
            Key::F(3) => return self.act(Action::Find, now),
            Key::F(4) => return self.act(Action::Bundles, now),
            Key::F(6) => return self.act(Action::Holds, now),
            Key::F(7) => return self.act(Action::Own, now),
            Key::Esc => Over::Nothing,
            _ => return vec![Effect::Beep],
        };
        Vec::new()
    }

    /// Takes a key over one case.
    pub(super) fn case_key(&mut self, key: Key) -> Vec<Effect> {
        let Over::Case(line, at) = &mut self.over else {
            return Vec::new();
        };
        match key {
            Key::Down => *at = (*at + 1).min(DEEDS.len() - 1),
            Key::Up => *at = at.saturating_sub(1),
            Key::Enter => {
                let (at, line) = (*at, line.as_ref().clone());
                return self.deed(at, &line);
            }
            Key::Digit(n @ 1..=9) => {
                *at = usize::from(n) - 1;
                let (at, line) = (*at, line.as_ref().clone());
                return self.deed(at, &line);
            }
            REFUSE_KEY => {
                *at = DEEDS.len() - 1;
                let (at, line) = (*at, line.as_ref().clone());
                return self.deed(at, &line);
            }
            Key::Esc => {
                let number = line.card.number.clone();
                let found = self.found.iter().position(|l| l.card.number == number);
                self.over = found.map_or(Over::Mine(0, 0), |at| Over::Mine(FOUND, at));
                return self.look_at_mine();
            }
            _ => return vec![Effect::Beep],
        }
        Vec::new()
    }

    /// Looks for cases by number or name, also for those done long ago.
    pub(super) fn find_lines(&mut self, text: &str) -> Vec<Effect> {
        if text.is_empty() {
            return self.beep(Said::key("window.type_case"));
        }
        vec![Effect::Look(Want::Lines(text.to_owned()))]
    }

    /// Takes the cases found; a dialog that found none stays, with what was typed.
    pub(super) fn lines_found(&mut self, text: &str, lines: Vec<CaseLine>) -> Vec<Effect> {
        let asking = matches!(&self.over, Over::Ask(ask)
            if ask.topic == Topic::Find && ask.text(0) == text);
        match (asking, lines.is_empty()) {
            (true, true) => self.beep(Said::key("window.no_such_case")),
            (true, false) => {
                self.found = lines;
                self.over = Over::Mine(FOUND, 0);
                Vec::new()
            }
            (false, _) => Vec::new(),
        }
    }

    /// Offers the colleagues a case can be passed to, those on duty today first and leaders last: they have
    /// a line of their own.
    pub(super) fn offer_colleagues(&mut self, staff: &[Staff]) {
        let me = self.desk.as_ref().and_then(|desk| desk.window.staff);
        let day = self.desk.as_ref().map(|desk| desk.day);
        let mut others: Vec<&Staff> = staff.iter().filter(|s| Some(s.no) != me).collect();
        others.sort_by_key(|s| (s.posted != day, s.role == StaffRole::Leader));
        let twice = |name: &str| others.iter().filter(|s| s.name == name).count() > 1;
        let named = others.iter().map(|s| Colleague {
            no: s.no,
            name: match twice(&s.name) {
                true => format!("{} {}", s.name, s.no),
                false => s.name.clone(),
            },
        });
        self.colleagues = named.collect();
        let first = self.colleagues.iter().take(OFFERED);
        let words = first.map(|colleague| colleague.name.clone()).collect();
        if let Over::Ask(ask) = &mut self.over
            && ask.topic == Topic::Pass
        {
            ask.suggest(1, words);
        }
    }

    /// Returns whose name or badge number was typed.
    fn colleague(&self, typed: &str) -> Option<StaffNo> {
        let mut all = self.colleagues.iter();
        let badge = plain::digits(typed).parse::<StaffNo>().ok();
        let found =
            all.find(|c| Some(c.no) == badge || plain::name_key(&c.name) == plain::name_key(typed));
        found.map(|colleague| colleague.no)
    }

    fn pass(&mut self, ask: &Ask, case: String) -> Vec<Effect> {
        let to = TO.get(ask.chosen(0)).copied().unwrap_or(To::Leader);
        let to_staff = match to {
            To::Colleague => match self.colleague(&ask.text(1)) {
                Some(no) => Some(no),
                None => return self.beep(Said::key("window.no_such_colleague")),
            },
            _ => None,
        };
        self.perform(PassCase {
            case,
            reason: ask.text(2),
            to_staff,
            to_centre: match to {
                To::Centre(centre) => Some(centre),
                _ => None,
            },
            to_office: match to {
                To::Office => ask.text(1),
                _ => String::new(),
            },
            to_leader: to == To::Leader,
        })
    }

    fn deed(&mut self, at: usize, line: &CaseLine) -> Vec<Effect> {
        let case = line.card.number.clone();
        let lang = self.hall_lang();
        let (topic, usual) = match DEEDS.get(at).map(|(deed, _)| *deed) {
            Some(Deed::Take) => return self.perform(TakeCase { case }),
            Some(Deed::Step) => {
                let (step, note) = (String::new(), String::new());
                return self.perform(DoStep { case, step, note });
            }
            Some(Deed::Supply) => {
                return self.perform(SupplyPapers {
                    case,
                    papers: "all".to_owned(),
                    window: self.served_here(),
                });
            }
            Some(Deed::Complete) => return self.perform(CompleteCase { case }),
            Some(Deed::Pass) => (Topic::Pass, lang.tr("window.usual_pass").to_owned()),
            Some(Deed::SendBack) => (Topic::SendBack, lang.tr("window.usual_pass").to_owned()),
            Some(Deed::Return) => (Topic::Return, self.papers_of(line)),
            Some(Deed::Deliver) => (Topic::Deliver, lang.tr("window.usual_deliver").to_owned()),
            Some(Deed::Print) => (Topic::Print, String::new()),
            Some(Deed::Refuse) => (Topic::Refuse, lang.tr("window.usual_no").to_owned()),
            None => return vec![Effect::Beep],
        };
        let mut ask = Ask::about(topic, &usual);
        ask.case = Some(Box::new(line.clone()));
        self.over = Over::Ask(ask);
        match topic {
            Topic::Pass => vec![Effect::Look(Want::Staff)],
            _ => Vec::new(),
        }
    }

    /// Returns the papers of a case's guide, parted by `|`.
    fn papers_of(&self, line: &CaseLine) -> String {
        let mut matters = self.catalogue.iter().flat_map(|all| all.matters());
        let matter = matters.find(|matter| matter.name == line.card.matter_name);
        let papers = matter.map_or(&[][..], |matter| matter.materials.as_slice());
        let names: Vec<&str> = papers.iter().map(|paper| paper.name.as_str()).collect();
        names.join("|")
    }

    /// Does what a dialog about a case was answered with.
    pub(super) fn give_case(&mut self, ask: &Ask) -> Vec<Effect> {
        let Some(line) = &ask.case else {
            return Vec::new();
        };
        let case = line.card.number.clone();
        match ask.topic {
            Topic::Pass => self.pass(ask, case),
            Topic::Print => {
                let kind = PRINTS.get(ask.chosen(0)).copied();
                self.drop_ask();
                kind.map_or_else(Vec::new, |kind| self.print_paper(kind, &case))
            }
            Topic::Refuse => self.perform(RefuseCase {
                case,
                reason: ask.text(0),
                clause: ask.text(1),
                instead: ask.text(2),
            }),
            Topic::SendBack => self.perform(SendBack {
                case,
                reason: ask.text(0),
            }),
            Topic::Return => self.perform(ReturnCase {
                case,
                papers: ask.text(0),
                reason: ask.text(1),
            }),
            Topic::Deliver => self.perform(DeliverCase {
                case,
                to: ask.text(0),
                result: ask.text(1),
                window: self.served_here(),
            }),
            _ => Vec::new(),
        }
    }

    /// Returns this window while somebody is served at it: the case then counts their visit.
    fn served_here(&self) -> Option<WindowNo> {
        matches!(self.phase(), Phase::Intake | Phase::Between).then_some(self.no)
    }

    /// Leaves a dialog: one about a case goes back to the case.
    pub(super) fn drop_ask(&mut self) {
        self.over = match &mut self.over {
            Over::Ask(ask) => match (ask.case.take(), ask.topic) {
                (Some(line), _) => Over::Case(line, 0),
                (None, Topic::Find) => Over::Mine(0, 0),
                (None, Topic::Appeal) => Over::Own(0),
                (None, _) => Over::Nothing,
            },
            _ => Over::Nothing,
        };
    }

    /// Shows a case again after something was done with it.
    pub(super) fn case_moved(&mut self, over: Over, moved: &CaseMoved) -> Vec<Effect> {
        self.case_again(over, |line| {
            line.stage = moved.stage;
            line.card.due = moved.due.or(line.card.due);
            if moved.stage.is_over() {
                moved.holder.word().clone_into(&mut line.holder.kind);
                line.card.lamp = None;
                line.card.done = true;
            }
        });
        let said = match &moved.next {
            Some(step) => {
                let step = vec![("step".to_owned(), step.clone())];
                Said::Key("window.case_next", step)
            }
            None => Said::key("window.case_moved"),
        };
        self.say(said);
        self.look_at_mine()
    }

    /// Shows a case again once it is done.
    pub(super) fn case_done(&mut self, over: Over) -> Vec<Effect> {
        self.case_again(over, |line| {
            line.stage = Stage::Done;
            line.card.done = true;
            line.card.lamp = None;
        });
        self.say(Said::key("window.case_done"));
        self.look_at_mine()
    }

    fn case_again(&mut self, over: Over, change: impl FnOnce(&mut CaseLine)) {
        let (line, at) = match over {
            Over::Case(line, at) => (Some(line), at),
            Over::Ask(ask) => (ask.case, 0),
            _ => (None, 0),
        };
        if let Some(mut line) = line {
            change(&mut line);
            // What was found before stands otherwise now.
            let mut found = self.found.iter_mut();
            if let Some(same) = found.find(|f| f.card.number == line.card.number) {
                same.clone_from(&line);
            }
            self.over = Over::Case(line, at);
        }
    }
}

/// Returns what a verb did to a case, if it is one of those done from the list.
pub(super) fn is_deed(call: &Call) -> bool {
    matches!(
        call,
        Call::TakeCase(_)
            | Call::DoStep(_)
            | Call::PassCase(_)
            | Call::SendBack(_)
            | Call::ReturnCase(_)
            | Call::SupplyPapers(_)
            | Call::DeliverCase(_)
            | Call::CompleteCase(_)
            | Call::RefuseCase(_)
    )
}
