//! How soon another post shows what was done: one process writes, the program on a terminal of its
//! own looks every [`GLANCE`] and draws.

use std::ffi::OsString;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;

use crate::cli::bench::commits;
use crate::cli::bench::frames::forget_drafts;
use crate::cli::bench::process::Subject;
use crate::cli::bench::pty::Pty;
use crate::cli::bench::pty::SETTLE;
use crate::cli::bench::report::Budget;
use crate::cli::bench::report::Row;
use crate::cli::bench::report::Stats;
use crate::clock::Clock;
use crate::domain::event::SlipResult;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::Who;
use crate::ops::take_ticket::TakeTicket;
use crate::ui::app::GLANCE;

/// Within so long posts promise to show each other's changes, ms.
const SEEN_WITHIN: f64 = 300.0;
/// A prime number of ms: verbs fall on every part of a glance, not always on the same one.
const STRIDE: u64 = 37;
/// A window of the bench's hall where no part before has called anybody, and its clerk.
const IDLE: (WindowNo, StaffNo) = (WindowNo(2), StaffNo(102));

impl Subject<'_> {
    /// Measures from a verb kept by this process to the frame of a post in another.
    ///
    /// # Errors
    /// When the post shows no frame, a verb is refused, or a change is never drawn.
    pub fn others(&self) -> Result<Vec<Row>> {
        let taken = || -> Call {
            TakeTicket {
                centre: Some(Centre::Economy),
                slip: Some(SlipResult::NoPaper),
                ..Default::default()
            }
            .into()
        };
        let numbers = std::iter::repeat_with(|| (taken(), Who::Resident));
        let calls = commits::calls(self.words, IDLE.0).into_iter().cycle();
        let calls = calls.map(|call| (call, Who::Staff(IDLE.1)));
        Ok(vec![
            self.seen(
                "a number taken, seen at the duty post",
                self.duty(),
                numbers,
            )?,
            self.seen(
                "a call and its end, seen on the board",
                self.words_of(&["board"]),
                calls,
            )?,
        ])
    }

    fn seen(
        &self,
        what: &str,
        post: Vec<OsString>,
        verbs: impl Iterator<Item = (Call, Who)>,
    ) -> Result<Row> {
        forget_drafts(self.hall);
        let mut hall = Hall::open(self.hall)?;
        let mut pty = Pty::start(self.program, (80, 24), &post)?;
        pty.first_frame()?;
        let mut times = Vec::new();
        for (at, (call, who)) in (0..).zip(verbs).take(self.times(40, 200)) {
            let pause = Duration::from_millis(at * STRIDE % GLANCE.as_millis() as u64);
            // Nothing but the change itself may be on its way when the clock starts.
            while pty.burst(pause + SETTLE, SETTLE)?.is_some() {}
            hall.perform(&call, who, Clock::Wall.now())
                .with_context(|| format!("{} was refused", call.word()))?;
            let kept = Instant::now();
            let drawn = pty.burst(Duration::from_secs(5), SETTLE)?;
            let drawn = drawn.with_context(|| format!("{} was never drawn", call.word()))?;
            times.push(drawn.last.saturating_duration_since(kept).as_secs_f64() * 1e3);
        }
        let stats = Stats::of(times);
        Ok(Row::new(what, self.cases, "ms", stats)
            .beside(
                "one glance: a post looks so often",
                GLANCE.as_secs_f64() * 1e3,
            )
            .promise(Budget::at_most("max", stats.max, SEEN_WITHIN, "ms")))
    }
}
