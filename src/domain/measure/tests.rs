//! Shares are said with their number, and what is not due yet counts for nothing.

use chrono::NaiveDate;

use crate::domain::measure::Measure;
use crate::domain::measure::Share;
use crate::domain::measure::Span;
use crate::domain::measure::errands::due;
use crate::domain::time::Zone;

fn day(of_march: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, of_march).unwrap()
}

#[test]
fn a_share_of_few_is_no_percentage() {
    let share = |n, of| Share { n, of };
    assert_eq!(share(9, 9).permille(10), None);
    assert_eq!(share(9, 10).permille(10), Some(900));
    assert_eq!(share(2, 3).permille(0), Some(667));
    assert_eq!(share(0, 0).permille(0), None);
    let mut sum = share(1, 2);
    sum.add(share(3, 3));
    sum.count(false);
    assert_eq!(sum, share(4, 6));
}

#[test]
fn what_was_due_counts_once_it_was_kept_or_is_past() {
    let counted = |what, today: u32| {
        let mut share = Share::default();
        let (from, to, today) = (day(1), day(31), day(today));
        let zone = Zone::china();
        let span = Span {
            from,
            to,
            today,
            zone,
        };
        due(&mut share, what, &span);
        (share.n, share.of)
    };
    let (at_10, no) = (day(10), None);
    assert_eq!(
        counted((at_10, Some(day(10)), no), 20),
        (1, 1),
        "on the day"
    );
    assert_eq!(
        counted((at_10, Some(day(11)), no), 20),
        (0, 1),
        "a day late"
    );
    assert_eq!(counted((at_10, Some(day(9)), no), 9), (1, 1), "early");
    assert_eq!(counted((at_10, no, no), 10), (0, 0), "the day is not over");
    assert_eq!(counted((at_10, no, no), 11), (0, 1), "past");
    assert_eq!(
        counted((at_10, no, Some(day(10))), 20),
        (0, 0),
        "ended first"
    );
    assert_eq!(
        counted((at_10, no, Some(day(11))), 20),
        (0, 1),
        "ended late"
    );
    assert_eq!(
        counted((at_10, Some(day(12)), no), 11),
        (0, 1),
        "not yet known"
    );
    let april = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    assert_eq!(
        counted((april, Some(day(9)), no), 20),
        (0, 0),
        "another month"
    );
}

#[test]
fn every_measure_has_a_word_of_its_own() {
    let mut words: Vec<&str> = Measure::ALL.map(Measure::word).to_vec();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Measure::ALL.len());
}
