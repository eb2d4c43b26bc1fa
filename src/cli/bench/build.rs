//! Builds a hall with N cases: real entries in a real chain, folded into the views as always.
//!
//! Every case has its own entry, and the register as many people as there are cases, every third of
//! whom has come once or oftener; one case in ten comes with its whole visit: slip, call, service,
//! errand and rating. Days before today hold nothing open but cases.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::Result;

use crate::cli::bench::names::Words;
use crate::domain::event::SlipResult;
use crate::domain::event::StaffRole;
use crate::domain::ids::Centre;
use crate::domain::ids::StaffNo;
use crate::domain::ids::WindowNo;
use crate::domain::matter_file;
use crate::domain::time::UtcMs;
use crate::ops;
use crate::ops::Call;
use crate::ops::Hall;
use crate::ops::NewHall;
use crate::ops::Who;

mod past;

use past::Maker;

/// The badge of the leader whom the posts are opened with.
pub const LEADER: StaffNo = StaffNo(901);
/// Residents waiting today.
const WAITING: usize = 12;

/// A store that was built.
#[derive(Debug, Clone, Copy)]
pub struct Built {
    /// How many cases.
    pub cases: u64,
    /// How many entries.
    pub entries: u64,
    /// How long it took.
    pub took: Duration,
}

/// Builds a hall with so many cases in a folder.
///
/// # Errors
/// The store's own error, or a verb that was refused.
pub fn build(dir: &Path, cases: u64, words: &Words, now: UtcMs) -> Result<Built> {
    let begun = Instant::now();
    let new = NewHall {
        name: "bench".to_owned(),
        code: "YZ".to_owned(),
        trial: true,
    };
    let hall = Hall::create(dir, &new, UtcMs(0))?;
    let zone = hall.config().zone();
    drop(hall);
    let mut maker = Maker::new(cases, words, zone, zone.day(now));
    maker.write(dir, cases)?;
    today(&mut Hall::open(dir)?, words, now)?;
    Ok(Built {
        cases,
        entries: maker.entries,
        took: begun.elapsed(),
    })
}

/// Opens the hall of today by the verbs people use: staff, windows, the catalogue, a line.
fn today(hall: &mut Hall, words: &Words, now: UtcMs) -> Result<()> {
    let mut calls: Vec<(Call, Who)> = Vec::new();
    for (i, name) in words.staff_names.iter().enumerate() {
        let (staff, role) = match i {
            0 => (LEADER, StaffRole::Leader),
            i => (StaffNo(100 + i as u32), StaffRole::Clerk),
        };
        let name = name.clone();
        calls.push((
            ops::save_staff::SaveStaff { staff, name, role }.into(),
            Who::System,
        ));
        calls.push((
            ops::post_staff::PostStaff { staff }.into(),
            Who::Staff(LEADER),
        ));
    }
    let matters = matter_file::shipped();
    calls.push((
        ops::save_matters::SaveMatters { matters }.into(),
        Who::Staff(LEADER),
    ));
    for no in 1..=6_u16 {
        let (window, staff) = (WindowNo(no), StaffNo(100 + u32::from(no)));
        let centre = Centre::ALL[usize::from(no) % 3];
        let save = ops::save_window::SaveWindow {
            window,
            centres: vec![centre, Centre::Social],
            regular: Some(staff),
            stand_in: None,
        };
        calls.push((save.into(), Who::Staff(LEADER)));
        calls.push((
            ops::open_window::OpenWindow { window, staff }.into(),
            Who::Staff(staff),
        ));
    }
    for i in 0..WAITING {
        let take = ops::take_ticket::TakeTicket {
            centre: Some(Centre::ALL[i % 3]),
            slip: Some(SlipResult::NoPaper),
            ..Default::default()
        };
        calls.push((take.into(), Who::Resident));
    }
    for (call, who) in calls {
        hall.perform(&call, who, now)
            .with_context(|| format!("the bench hall cannot {}", call.word()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-12 09:00 in China.
    const NOW: UtcMs = UtcMs(1_773_277_200_000);

    #[test]
    fn a_bench_hall_is_a_hall_like_any_other() {
        let dir = tempfile::tempdir().unwrap();
        let words = Words::shipped();
        let built = build(dir.path(), 300, &words, NOW).unwrap();
        assert!(built.entries > 400, "{built:?}");
        let hall = Hall::open(dir.path()).unwrap();
        assert_eq!(hall.search_cases("", 1_000, NOW).unwrap().len(), 300);
        assert!(
            !hall
                .search_cases(&words.common_surname, 50, NOW)
                .unwrap()
                .is_empty()
        );
        let duty = hall.duty(NOW).unwrap();
        assert_eq!(duty.waiting.len(), WAITING);
        assert!(duty.lamps.green + duty.lamps.amber + duty.lamps.red > 0);
        assert_eq!(duty.live.windows.len(), 6);
        drop(hall);
        let report = crate::store::verify::verify(dir.path()).unwrap();
        assert!(report.ok, "{report:?}");
    }
}
