//! A hall at work: every event is a real verb at its own instant, the earliest first.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::time::Duration;

use chrono::NaiveDate;

use crate::cli::problem::Problem;
use crate::cli::show::words;
use crate::cli::simulate::plan::Coming;
use crate::cli::simulate::tally::Days;
use crate::cli::simulate::tally::Tally;
use crate::domain::alarm::Trouble;
use crate::domain::event::Applicant;
use crate::domain::ids::Centre;
use crate::domain::ids::ErrandId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::TicketNo;
use crate::domain::ids::VisitId;
use crate::domain::ids::WindowNo;
use crate::domain::matter::Limit;
use crate::domain::time::UtcMs;
use crate::domain::visit::VisitEnd;
use crate::domain::visit::VisitState;
use crate::ops::Call;
use crate::ops::Done;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::close_doors::CloseDoors;
use crate::ops::night_close::NightClose;
use crate::ops::open_window::OpenWindow;
use crate::ops::post_staff::PostStaff;

mod leave;
mod line;

/// A window and who sits there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seat {
    /// The window.
    pub(crate) window: WindowNo,
    /// Who sits there.
    pub(crate) staff: StaffNo,
}

/// What happens next.
#[derive(Debug, Clone, Copy)]
enum What {
    Arrive(usize),
    Next(usize),
    Recall(usize),
    Miss(usize, usize),
    Rejoin(usize),
    Sit(usize, usize),
    Leave(usize, usize),
    Stand(usize, usize),
    Rate(ErrandId, u8),
    Unrated(ErrandId),
    Doors,
    Tick,
}

/// A resident in the hall.
#[derive(Debug)]
struct Guest {
    coming: Coming,
    centre: Centre,
    ticket: Option<TicketNo>,
    state: VisitState,
    since: UtcMs,
    stint: usize,
    missed: bool,
    errand_open: bool,
}

/// Drives a hall through the comings of its days.
#[derive(Debug)]
pub(crate) struct Driver<'h> {
    hall: &'h mut Hall,
    seats: Vec<Seat>,
    /// How many times faster than life; none is as fast as the machine.
    speed: Option<f64>,
    applicants: Vec<Applicant>,
    /// Codes of matters that can be accepted, by centre.
    matters: HashMap<Centre, Vec<String>>,
    /// Codes of matters that ask for papers.
    asking: HashSet<String>,
    guests: Vec<Guest>,
    by_visit: HashMap<VisitId, usize>,
    busy: Vec<bool>,
    agenda: BTreeMap<(UtcMs, u64), What>,
    count: u64,
    ticking: bool,
    raised: HashSet<(&'static str, String)>,
    day: NaiveDate,
    /// What was counted, by day.
    pub(crate) days: Days,
}

/// How often the duty post looks, milliseconds.
const TICK_MS: i64 = 60_000;
/// The hour by which whoever is still there is sent home, milliseconds after midnight.
const LAST_MS: i64 = 23 * 3_600_000 + 45 * 60_000;

impl<'h> Driver<'h> {
    /// Sits down at the windows of a hall.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn new(
        hall: &'h mut Hall,
        seats: Vec<Seat>,
        applicants: Vec<Applicant>,
        speed: Option<f64>,
    ) -> Result<Driver<'h>, Problem> {
        let mut matters: HashMap<Centre, Vec<String>> = HashMap::new();
        let mut asking = HashSet::new();
        for matter in hall.matters()? {
            if !matter.materials.is_empty() {
                asking.insert(matter.code.clone());
            }
            let dated = matter.promised != Limit::None || matter.statutory != Limit::None;
            if dated || matter.on_the_spot() {
                matters.entry(matter.centre).or_default().push(matter.code);
            }
        }
        Ok(Driver {
            hall,
            busy: vec![false; seats.len()],
            seats,
            speed,
            applicants,
            matters,
            asking,
            guests: Vec::new(),
            by_visit: HashMap::new(),
            agenda: BTreeMap::new(),
            count: 0,
            ticking: false,
            raised: HashSet::new(),
            day: NaiveDate::MIN,
            days: Days::new(),
        })
    }

    /// Runs one day from opening to night close.
    ///
    /// # Errors
    /// Whatever a verb refuses that a hall at work must not refuse.
    pub(crate) fn whole_day(
        &mut self,
        day: NaiveDate,
        comings: Vec<Coming>,
    ) -> Result<(), Problem> {
        let close = self.hall.config().hours.close.0;
        let close = self.hall.config().zone().instant(day.and_time(close));
        self.open(day, comings)?;
        self.put(close, What::Doors);
        let last = UtcMs(self.hall.config().zone().midnight(day).0 + LAST_MS);
        let mut now = self.run_until(last)?.max(close);
        if !self.agenda.is_empty() {
            self.agenda.clear();
            now = last;
        }
        self.send_home(now)?;
        let night = NightClose { day: Some(day) };
        if let Done::NightClose(done) = self.act(night, Who::System, UtcMs(now.0 + 1000))? {
            self.tally().unrated += done.unrated as u64;
        }
        Ok(())
    }

    /// Runs a day from opening to an instant, and leaves the hall as it stands then.
    ///
    /// # Errors
    /// As [`Driver::whole_day`].
    pub(crate) fn day_until(
        &mut self,
        day: NaiveDate,
        comings: Vec<Coming>,
        end: UtcMs,
    ) -> Result<(), Problem> {
        self.open(day, comings)?;
        self.run_until(end).map(drop)
    }

    fn open(&mut self, day: NaiveDate, comings: Vec<Coming>) -> Result<(), Problem> {
        self.day = day;
        self.guests.clear();
        self.by_visit.clear();
        self.agenda.clear();
        self.raised.clear();
        self.busy.fill(false);
        self.ticking = false;
        let open = self.hall.config().hours.open.0;
        let open = self.hall.config().zone().instant(day.and_time(open));
        for seat in self.seats.clone() {
            self.act(PostStaff { staff: seat.staff }, Who::System, open)?;
            self.act(
                OpenWindow {
                    window: seat.window,
                    staff: seat.staff,
                },
                Who::System,
                open,
            )?;
        }
        for (place, coming) in comings.into_iter().enumerate() {
            self.put(coming.at, What::Arrive(place));
            self.guests.push(Guest {
                centre: coming.centre,
                ticket: None,
                state: VisitState::Issuing,
                since: coming.at,
                stint: 0,
                missed: false,
                errand_open: false,
                coming,
            });
        }
        self.days.entry(day).or_default();
        Ok(())
    }

    /// Lets things happen up to an instant; returns when the last of them did.
    fn run_until(&mut self, end: UtcMs) -> Result<UtcMs, Problem> {
        let mut before: Option<UtcMs> = None;
        while let Some(entry) = self.agenda.first_entry() {
            let now = entry.key().0;
            if now > end {
                break;
            }
            let what = entry.remove();
            if let (Some(speed), Some(before)) = (self.speed, before) {
                let ms = now.0.saturating_sub(before.0).max(0) as f64;
                std::thread::sleep(Duration::from_secs_f64(ms / 1000.0 / speed));
            }
            before = Some(now);
            self.happen(what, now)?;
            self.look(now)?;
        }
        Ok(before.unwrap_or(UtcMs(i64::MIN)))
    }

    fn happen(&mut self, what: What, now: UtcMs) -> Result<(), Problem> {
        match what {
            What::Arrive(guest) => self.arrive(guest, now),
            What::Next(seat) => self.next(seat, now),
            What::Recall(seat) => self.recall(seat, now),
            What::Miss(seat, guest) => self.miss(seat, guest, now),
            What::Rejoin(guest) => self.rejoin(guest, now),
            What::Sit(seat, guest) => self.sit(seat, guest, now),
            What::Leave(seat, guest) => self.leave(seat, guest, now),
            What::Stand(seat, guest) => self.stand(seat, guest, now),
            What::Rate(errand, level) => self.rate(errand, level, now),
            What::Unrated(errand) => self.unrated(errand, now),
            What::Doors => self.act(CloseDoors {}, Who::System, now).map(drop),
            What::Tick => {
                self.ticking = false;
                self.tick(now);
                Ok(())
            }
        }
    }

    fn put(&mut self, at: UtcMs, what: What) {
        self.count += 1;
        self.agenda.insert((at, self.count), what);
    }

    fn act(&mut self, call: impl Into<Call>, who: Who, now: UtcMs) -> Result<Done, Problem> {
        Ok(self.hall.perform(&call.into(), who, now)?)
    }

    fn tally(&mut self) -> &mut Tally {
        self.days.entry(self.day).or_default()
    }

    /// Keeps looking while anybody is in the hall.
    fn tick(&mut self, now: UtcMs) {
        let somebody = self.guests.iter().any(|g| {
            g.ticket.is_some() && g.state != VisitState::Ended && g.state != VisitState::Missed
        });
        if somebody && !self.ticking {
            self.ticking = true;
            self.put(UtcMs(now.0 + TICK_MS), What::Tick);
        }
    }

    /// Looks as the duty post does, and counts what was not wrong a moment ago.
    fn look(&mut self, now: UtcMs) -> Result<(), Problem> {
        let alarms = self.hall.alarms(now)?;
        let mut raised = HashSet::with_capacity(alarms.len());
        for alarm in &alarms {
            let key = (words::kind(&alarm.trouble), about(&alarm.trouble));
            if !self.raised.contains(&key) {
                *self.tally().alarms.entry(key.0).or_default() += 1;
            }
            raised.insert(key);
        }
        self.raised = raised;
        Ok(())
    }

    /// Ends a span of a guest and begins the next.
    fn change(&mut self, guest: usize, state: VisitState, now: UtcMs) {
        let g = &mut self.guests[guest];
        let (before, ms) = (g.state, now.0 - g.since.0);
        g.state = state;
        g.since = now;
        self.tally().span(before, ms);
    }

    fn end(&mut self, guest: usize, end: VisitEnd, now: UtcMs) {
        self.change(guest, VisitState::Ended, now);
        self.tally().end(end);
    }

    /// Lets every window without anybody look for the next one.
    fn wake(&mut self, now: UtcMs) {
        for seat in 0..self.seats.len() {
            if !self.busy[seat] {
                self.put(UtcMs(now.0 + 5000), What::Next(seat));
            }
        }
    }
}

/// Returns whom or what an alarm is about, without the figures that change while it lasts.
fn about(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Emergency { id, .. } => id.to_string(),
        Trouble::NoWindow { centre, .. } | Trouble::LongLine { centre, .. } => centre.to_string(),
        Trouble::IdleWindow { window, .. } => window.to_string(),
        Trouble::LongWait { visit, .. }
        | Trouble::LongService { visit, .. }
        | Trouble::LongCall { visit, .. }
        | Trouble::ParkedDue { visit, .. } => visit.to_string(),
        Trouble::AwayOverdue { staff, .. } => staff.to_string(),
        Trouble::DoorsOpen => "doors".to_owned(),
    }
}
