//! What the kiosk makes of what was read.

use crate::domain::catalogue::Catalogue;
use crate::domain::estimate::Estimate;
use crate::domain::plain;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitState;
use crate::ops::read;
use crate::ops::read::TicketCard;
use crate::ui::post::Effect;
use crate::ui::post::News;
use crate::ui::post::Want;
use crate::ui::post::kiosk::Doing;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::Number;
use crate::ui::post::kiosk::Own;
use crate::ui::post::kiosk::beep;
use crate::ui::post::said::Said;

impl Kiosk {
    pub(super) fn learn(&mut self, news: News, now: UtcMs) -> Vec<Effect> {
        match news {
            News::Kiosk(figures) => self.learn_figures(figures),
            News::Catalogue(matters) => {
                self.catalogue = Catalogue::new(matters);
                if let Doing::Find(search) = &mut self.doing {
                    search.look(&self.catalogue);
                }
                if let Doing::Matters { centre, page } = self.doing {
                    let page = page.min(self.pages(centre) - 1);
                    self.doing = Doing::Matters { centre, page };
                }
                Vec::new()
            }
            News::Ticket(card) if matches!(self.doing, Doing::LeftOver) => {
                self.doing = match card.and_then(|card| self.left_over(&card, now)) {
                    Some(number) => Doing::Doubt {
                        number: Box::new(number),
                        why: "kiosk.not_accounted",
                        since: now,
                    },
                    None => Doing::Home,
                };
                Vec::new()
            }
            News::Progress(found) => self.learn_case(found),
            News::TooManyTries => {
                if let Doing::LastFour { field, said, .. } = &mut self.doing {
                    field.clear();
                    *said = Some(Said::key("kiosk.too_many"));
                }
                Vec::new()
            }
            News::Failed(_) if matches!(self.doing, Doing::Starting | Doing::LeftOver) => {
                self.doing = Doing::Home;
                Vec::new()
            }
            News::Failed(_) if matches!(self.doing, Doing::LastFour { .. }) => {
                self.learn_case(None)
            }
            _ => Vec::new(),
        }
    }

    fn learn_figures(&mut self, figures: read::Kiosk) -> Vec<Effect> {
        let left = figures.unaccounted;
        self.figures = Some(figures);
        match (&self.doing, left) {
            // Later on a number without a slip is one that another kiosk is just printing.
            (Doing::Starting, Some(no)) => {
                self.doing = Doing::LeftOver;
                vec![Effect::Look(Want::Ticket(no))]
            }
            (Doing::Starting, None) => {
                self.doing = Doing::Home;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn learn_case(&mut self, found: Option<Box<read::SelfAnswer>>) -> Vec<Effect> {
        let Doing::LastFour {
            number,
            field,
            said,
        } = &mut self.doing
        else {
            return Vec::new();
        };
        match found {
            Some(answer) => {
                let own = Own {
                    number: std::mem::take(number),
                    last4: plain::digits(field.value()),
                };
                self.doing = Doing::Case(own, answer);
                Vec::new()
            }
            // One sentence for both: nobody learns which numbers exist.
            None => {
                *said = Some(Said::key("kiosk.case_unknown"));
                beep()
            }
        }
    }

    /// Returns the number a card is about, if its slip is still unaccounted for.
    fn left_over(&self, card: &TicketCard, now: UtcMs) -> Option<Number> {
        let row = &card.row;
        if row.state != VisitState::Issuing {
            return None;
        }
        let choices = self.figures.as_ref().map(|f| f.centres.as_slice());
        let choice = choices
            .unwrap_or_default()
            .iter()
            .find(|c| c.centre == row.centre);
        let matter = row.matter.as_deref();
        Some(Number {
            ticket: row.no?,
            visit: Some(card.visit),
            centre: row.centre,
            matter: matter
                .and_then(|code| self.catalogue.by_code(code))
                .map(|m| m.name.clone()),
            ahead: choice.map_or(0, |c| c.waiting),
            estimate: choice.map_or(Estimate::NoWindow, |c| c.estimate),
            is_priority: row.priority.is_some(),
            booked: None,
            taken: now,
            prints: 1,
            is_left_over: true,
        })
    }
}
