//! From the matter chosen to the number in the resident's hand or head.

use crate::domain::event::SlipResult;
use crate::domain::ids::Centre;
use crate::domain::refusal::Refusal;
use crate::domain::time::UtcMs;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Error;
use crate::ops::Who;
use crate::ops::record_slip::RecordSlip;
use crate::ops::take_ticket::TakeTicket;
use crate::ops::take_ticket::Taken;
use crate::ui::post::Effect;
use crate::ui::post::kiosk::Doing;
use crate::ui::post::kiosk::Kiosk;
use crate::ui::post::kiosk::Number;
use crate::ui::post::kiosk::beep;
use crate::ui::post::kiosk::words;
use crate::ui::post::said::Said;
use crate::ui::slip::PrintError;

impl Kiosk {
    pub(super) fn take(&mut self, centre: Option<Centre>, matter: Option<String>) -> Vec<Effect> {
        self.doing = Doing::Taking;
        let take = TakeTicket {
            centre,
            matter,
            priority: self.wish.priority,
            reason: self.wish.reason.clone(),
            appointment: self.wish.booked.clone(),
            slip: None,
        };
        vec![Effect::Do(Who::Resident, take.into())]
    }

    pub(super) fn done(
        &mut self,
        call: &Call,
        result: Result<Done, Error>,
        now: UtcMs,
    ) -> Vec<Effect> {
        match (call, result) {
            (_, Ok(Done::TakeTicket(taken))) => self.taken(taken, now),
            (Call::TakeTicket(_), Err(error)) => {
                let said = Said::key(match error {
                    Error::Refused(Refusal::DoorsClosed) => "kiosk.closed",
                    Error::Refused(Refusal::BandFull { .. }) => "kiosk.sorry_band",
                    Error::Refused(Refusal::MatterUnknown { .. }) => "kiosk.sorry_matter",
                    _ => "kiosk.sorry",
                });
                self.doing = Doing::Sorry { said, since: now };
                beep()
            }
            (Call::RecordSlip(record), result) => self.recorded(record, result, now),
            (Call::TellRetaliation(_), result) => {
                if let Doing::Wronged(_, asked) = &mut self.doing {
                    asked.end(result.is_ok(), now);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn taken(&mut self, taken: Taken, now: UtcMs) -> Vec<Effect> {
        let wish = std::mem::take(&mut self.wish);
        self.print(Number {
            ticket: taken.ticket,
            visit: Some(taken.visit),
            centre: taken.centre,
            matter: taken.matter,
            ahead: taken.ahead,
            estimate: taken.estimate,
            is_priority: wish.priority.is_some(),
            booked: wish.booked,
            taken: now,
            prints: 0,
            is_left_over: false,
        })
    }

    fn print(&mut self, mut number: Number) -> Vec<Effect> {
        number.prints = number.prints.saturating_add(1);
        let slip = words::slip(&number, &self.setting, self.lang);
        let day = self.setting.zone.day(number.taken);
        let name = format!("{day}-{}", number.ticket);
        self.doing = Doing::Printing(Box::new(number));
        vec![Effect::Print(Box::new(slip), name)]
    }

    pub(super) fn print_again(&mut self) -> Vec<Effect> {
        match &self.doing {
            Doing::Doubt { number, .. } => {
                let number = number.as_ref().clone();
                self.print(number)
            }
            _ => beep(),
        }
    }

    pub(super) fn slip_out(&mut self, result: Result<(), PrintError>, now: UtcMs) -> Vec<Effect> {
        let Doing::Printing(number) = &self.doing else {
            return Vec::new();
        };
        match result {
            Ok(()) => self.record(SlipResult::Printed),
            Err(PrintError::NoPrinter) => self.record(SlipResult::NoPaper),
            Err(PrintError::NoPaper | PrintError::Failed { .. }) => {
                let number = number.clone();
                let failed = RecordSlip {
                    ticket: number.ticket,
                    result: SlipResult::Failed,
                };
                self.doing = Doing::Doubt {
                    number,
                    why: "kiosk.not_printed",
                    since: now,
                };
                vec![Effect::Beep, Effect::Do(Who::Resident, failed.into())]
            }
        }
    }

    pub(super) fn record(&mut self, result: SlipResult) -> Vec<Effect> {
        let number = match &self.doing {
            Doing::Printing(number) | Doing::Doubt { number, .. } => number.clone(),
            _ => return beep(),
        };
        let ticket = number.ticket;
        self.doing = Doing::Recording(number, result);
        let record = RecordSlip { ticket, result };
        vec![Effect::Do(Who::Resident, record.into())]
    }

    fn recorded(
        &mut self,
        record: &RecordSlip,
        result: Result<Done, Error>,
        now: UtcMs,
    ) -> Vec<Effect> {
        let Doing::Recording(number, wanted) = &self.doing else {
            // A failed slip was noted; the number stays in doubt.
            return Vec::new();
        };
        let (number, wanted) = (number.clone(), *wanted);
        if record.result != wanted {
            return Vec::new();
        }
        match result {
            // Refused: somebody else has put it into the line.
            Ok(_) | Err(Error::Refused(_)) => {
                let why = match (wanted, number.prints) {
                    (SlipResult::Printed, _) => "kiosk.take_slip",
                    (_, 1) if !number.is_left_over && !self.has_printer() => "kiosk.no_paper",
                    _ => "kiosk.remember",
                };
                self.doing = Doing::Given {
                    number,
                    result: wanted,
                    why,
                    since: now,
                };
                Vec::new()
            }
            Err(_) => {
                self.doing = Doing::Doubt {
                    number,
                    why: "kiosk.not_kept",
                    since: now,
                };
                beep()
            }
        }
    }

    fn has_printer(&self) -> bool {
        self.setting.config.kiosk.printer.trim() != "none"
    }
}
