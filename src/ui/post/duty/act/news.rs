//! What the duty post does with what was read for it.

use crate::domain::catalogue::Catalogue;
use crate::domain::event::StaffRole;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::time::UtcMs;
use crate::ops::read::CaseCard;
use crate::ui::post::News;
use crate::ui::post::duty::Duty;
use crate::ui::post::duty::PAGE;
use crate::ui::post::duty::Screen;
use crate::ui::post::duty::Tone;
use crate::ui::post::duty::act::numbers;
use crate::ui::post::duty::item;
use crate::ui::post::duty::item::About;
use crate::ui::post::duty::order;
use crate::ui::post::duty::plan::Plan;
use crate::ui::post::said::Said;

/// What the cursor of a list stands on, so that it stays there when lines come and go.
#[derive(Debug, PartialEq)]
enum Spot {
    Item(About),
    Ticket(Option<TicketNo>),
    Order(String),
    Nth(usize),
}

impl Duty {
    /// Takes what was read.
    pub(crate) fn take_news(&mut self, news: News, now: UtcMs) {
        match news {
            News::Duty(figures) => {
                let spot = self.spot(self.at);
                let first = self.figures.is_none();
                self.figures = Some(figures);
                if first {
                    self.arrive(now);
                }
                self.stay_on(&spot);
            }
            News::Cases(text, found) => match &mut self.screen {
                // An answer to an earlier keystroke is not shown under a later one.
                Screen::Cases(field, page) if field.value() == text => {
                    *page = found;
                    page.truncate(PAGE);
                }
                _ => {}
            },
            News::Case(Some(card)) => self.take_case(card),
            News::Register(found) => match &mut self.screen {
                Screen::Register(day, shown) if *day == found.day => *shown = Some(found),
                _ => {}
            },
            News::Sites(read) => {
                if let Screen::Sites(shown) = &mut self.screen {
                    *shown = Some(read);
                }
            }
            News::Holds(read) => self.take_holds(*read),
            News::Night(wanted, found) => match &mut self.screen {
                Screen::Night(day, shown) if *day == wanted => *shown = Some(found),
                _ => {}
            },
            News::Villages(read) => self.villages_read(read),
            News::Ranks(read) => self.ranks_read(read),
            News::Figures(read) => self.figures_read(read),
            News::Behind(read) => self.behind_read(read),
            News::Day(figures) => match &mut self.screen {
                Screen::Day(day, shown) if *day == figures.day => *shown = Some(figures),
                _ => {}
            },
            News::Catalogue(matters) => self.catalogue = Some(Catalogue::new(matters)),
            News::Failed(sentence) => self.said = Some((Tone::Wrong, Said::Plain(sentence))),
            _ => {}
        }
        self.at = self.at.min(self.rows().saturating_sub(1));
    }

    fn take_case(&mut self, card: Box<CaseCard>) {
        if let Some(open) = &mut self.card
            && open.number == card.number
        {
            *open = card;
        }
    }

    /// Checks who is here once the staff is known, and asks where that is not clear.
    fn arrive(&mut self, now: UtcMs) {
        match self.me {
            Some(no) if self.leads(no) => {}
            Some(_) => {
                self.me = None;
                self.said = Some((Tone::Wrong, Said::key("duty.not_leader")));
                self.open(Plan::SignIn, now);
            }
            None => self.open(Plan::SignIn, now),
        }
    }

    pub(super) fn leads(&self, no: StaffNo) -> bool {
        self.figures.as_ref().is_some_and(|duty| {
            duty.live
                .staff(no)
                .is_ok_and(|staff| staff.role == StaffRole::Leader)
        })
    }

    fn spot(&self, at: usize) -> Spot {
        let found = match (&self.figures, &self.screen) {
            (Some(duty), Screen::Watch) => item::items(duty)
                .get(at)
                .map(|item| Spot::Item(item.about())),
            (Some(duty), Screen::Tickets(field)) => numbers(duty, field.value())
                .nth(at)
                .map(|row| Spot::Ticket(row.no)),
            (Some(duty), Screen::Ratings) => order::board(duty)
                .get(at)
                .and_then(|row| row.number().map(|number| Spot::Order(number.to_owned()))),
            _ => None,
        };
        found.unwrap_or(Spot::Nth(at))
    }

    fn stay_on(&mut self, spot: &Spot) {
        let found = match (&self.figures, &self.screen, spot) {
            (Some(duty), Screen::Watch, Spot::Item(about)) => item::items(duty)
                .iter()
                .position(|item| item.about() == *about),
            (Some(duty), Screen::Tickets(field), Spot::Ticket(no)) => {
                numbers(duty, field.value()).position(|row| row.no == *no)
            }
            (Some(duty), Screen::Ratings, Spot::Order(number)) => order::board(duty)
                .iter()
                .position(|row| row.number() == Some(number)),
            _ => None,
        };
        self.at = found.unwrap_or(self.at);
    }
}
