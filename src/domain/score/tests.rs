//! Sheets: caps, bands, and that no order of entries makes another figure.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::event::ScoreActed;
use crate::domain::event::ScoreClosed;
use crate::domain::event::ScoreCorrected;
use crate::domain::event::ScoreKeyed;
use crate::domain::event::ScoreOpened;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::ScoreRefusal;

const SELF: StaffNo = StaffNo(5);
const A: StaffNo = StaffNo(1);
const B: StaffNo = StaffNo(2);
const C: StaffNo = StaffNo(3);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hand(by: StaffNo) -> Hand {
    let day = day("2026-03-12");
    Hand { by, day }
}

fn profile(name: &str) -> Profile {
    Profiles::default().named(name).unwrap().clone()
}

fn begun(name: &str) -> ScoreSheet {
    let profile = profile(name);
    ScoreSheet::open(&ScoreOpened {
        sheet: SheetId(uuid::Uuid::from_u128(7)),
        hand: hand(C),
        period: Period::of(profile.period, day("2026-03-12")),
        terms: Terms {
            number: "L260312-01".into(),
            day: day("2026-03-12"),
            profile,
        },
        scored: Scored {
            staff: Some(SELF),
            name: "王芳".into(),
        },
        pledge: String::new(),
    })
}

fn acted(n: u32, head: &str, tenths: u32) -> Event {
    ScoreActed {
        sheet: SheetId(uuid::Uuid::from_u128(7)),
        act: Act {
            n,
            hand: hand(A),
            day: day("2026-03-01"),
            head: head.into(),
            points: Points(tenths),
            what: "志愿清扫".into(),
            evidence: "照片".into(),
            channel: Channel::Remote,
        },
    }
    .into()
}

fn keyed(by: StaffNo, paper: &str, lines: &[(&str, u32)]) -> Event {
    ScoreKeyed {
        sheet: SheetId(uuid::Uuid::from_u128(7)),
        hand: hand(by),
        paper: paper.into(),
        lines: lines
            .iter()
            .map(|(l, p)| ((*l).into(), Points(*p)))
            .collect(),
    }
    .into()
}

fn corrected(line: &str, tenths: u32) -> Event {
    ScoreCorrected {
        sheet: SheetId(uuid::Uuid::from_u128(7)),
        correction: Correction {
            line: line.into(),
            points: Points(tenths),
            hand: hand(C),
            reason: "数错".into(),
            appealed: false,
        },
    }
    .into()
}

fn code(refused: Result<impl std::fmt::Debug, ScoreRefusal>) -> String {
    Refusal::from(refused.unwrap_err()).code()
}

#[test]
fn every_shipped_profile_names_its_source_and_comes_to_a_hundred() {
    let names: Vec<&str> = shipped().iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["70-30", "assistant", "half-year", "stars"]);
    for profile in shipped() {
        assert!(profile.source.chars().count() >= 20, "{}", profile.name);
        let sum: u32 = profile.blocks.iter().map(|block| block.most).sum();
        assert_eq!(sum, 100, "{}", profile.name);
        assert!(profile.band(Points(0)).is_some() && profile.band(Points::FULL).is_some());
    }
    let caps: Vec<u32> = profile(DEFAULT).blocks.iter().map(|b| b.most).collect();
    assert_eq!(caps, [70, 30]);
    assert!(profile("assistant").pledge);
    assert_eq!(profile("half-year").period, Span::Half);
}

#[test]
fn a_wrong_file_is_refused_with_its_line() {
    let shipped = include_str!("../../../data/scoring/sheets.toml");
    let line_of = |part: &str| {
        let at = shipped.lines().position(|line| line.contains(part));
        at.unwrap() + 1
    };
    let fault = |from: &str, to: &str| {
        assert!(shipped.contains(from), "{from}");
        read(&shipped.replacen(from, to, 1)).unwrap_err()
    };
    let wrong = fault(r#"most = 25, way = "daily""#, r#"most = 26, way = "daily""#);
    assert_eq!(wrong.line, line_of("[[profile.block]]"));
    let sum = |block: &str, sum, most| Wrong::Sum {
        block: block.into(),
        sum,
        most,
    };
    assert_eq!(wrong.wrong, sum("daily", 71, 70));
    let zero = r#"most = 0, way = "judged""#;
    let wrong = fault(r#"most = 30, way = "judged""#, zero).wrong;
    assert_eq!(wrong, sum("yearly", 0, 30));
    let two = "most = 30\nheads = [\n    { key = \"review\"";
    let less = two.replace("30", "31");
    assert!(matches!(fault(two, &less).wrong, Wrong::Sum { .. }));
    for (from, to) in [
        ("from = 75", "from = 90"),
        ("from = 60", "from = 80"),
        ("from = 0", "from = 1"),
        ("from = 90", "from = 101"),
    ] {
        let wrong = fault(from, to);
        assert_eq!(
            (wrong.line, wrong.wrong),
            (line_of("[[profile]]"), Wrong::Bands)
        );
    }
    let wrong = fault("weighed = true\nheads", "wieghed = true\nheads");
    let unknown = Wrong::Unknown {
        key: "wieghed".into(),
    };
    let there = shipped.lines().position(|line| line == "weighed = true");
    assert_eq!((wrong.line, wrong.wrong), (there.unwrap() + 1, unknown));
    let key = |key: &str| Wrong::Twice { key: key.into() };
    assert_eq!(
        fault(r#"name = "assistant""#, r#"name = "70-30""#).wrong,
        key("70-30")
    );
    assert_eq!(
        fault(r#"key = "volunteer""#, r#"key = "service""#).wrong,
        key("service")
    );
    assert!(matches!(
        fault(r#"key = "volunteer""#, r#"key = "Ü""#).wrong,
        Wrong::Word { .. }
    ));
    assert_eq!(fault("most = 15", "most = -15").wrong, Wrong::Form);
    assert_eq!(fault("most = 15", "most = 15.5").wrong, Wrong::Form);
    assert_eq!(fault("[[profile]]", "[[profil]]").wrong, Wrong::Form);
    assert!(read("").is_err());
}

#[test]
fn a_village_weighs_what_is_inside_the_seventy_and_nothing_else() {
    let weigh = |own: &[(&str, u32)]| {
        let mut profile = profile("70-30");
        let own: BTreeMap<String, u32> = own.iter().map(|(k, n)| ((*k).into(), *n)).collect();
        profile.weigh(&own).map(|()| profile)
    };
    let own = weigh(&[("activity", 20), ("service", 30), ("volunteer", 20)]).unwrap();
    assert_eq!(own.head("service").unwrap().most, 30);
    assert!(matches!(
        weigh(&[("activity", 31)]),
        Err(Wrong::Sum { sum: 71, .. })
    ));
    assert!(matches!(weigh(&[("review", 30)]), Err(Wrong::Head { .. })));
    assert!(matches!(weigh(&[("nothing", 30)]), Err(Wrong::Head { .. })));
    let none = [("activity", 0), ("service", 55)];
    assert!(matches!(weigh(&none), Err(Wrong::Sum { .. })));
}

#[test]
fn points_have_one_decimal_and_are_never_rounded() {
    for (text, tenths) in [
        ("0", 0),
        ("18.5", 185),
        ("１８．５", 185),
        (" 7 ", 70),
        ("100", 1000),
        ("100.0", 1000),
        ("007", 70),
    ] {
        assert_eq!(Points::read(text), Ok(Points(tenths)), "{text}");
    }
    let long = "9".repeat(10_000);
    for text in [
        "",
        "-5",
        "70.05",
        "100.1",
        "1000",
        "1e2",
        "+5",
        ".5",
        "5.",
        "1.2.3",
        "五",
        "NaN",
        "\u{1b}[31m5",
        "0x5",
        "5,5",
        &long,
    ] {
        assert_eq!(code(Points::read(text)), "points_wrong", "{text}");
    }
    assert_eq!(Points(185).to_string(), "18.5");
    assert_eq!(Points(1000).to_string(), "100");
}

#[test]
fn a_period_is_a_year_or_half_of_one() {
    let read = |text: &str| Period::read(text).map(|p| (p.from(), p.to(), p.close_from()));
    let of = |from: &str, to: &str, close: &str| Some((day(from), day(to), day(close)));
    assert_eq!(read("2026"), of("2026-01-01", "2026-12-31", "2026-12-01"));
    assert_eq!(
        read("２０２６－１"),
        of("2026-01-01", "2026-06-30", "2026-06-01")
    );
    assert_eq!(read("2026-2"), of("2026-07-01", "2026-12-31", "2026-12-01"));
    for text in [
        "", "26", "2026-3", "2026-", "-2026", "3026", "2026-1-1", "甲",
    ] {
        assert_eq!(Period::read(text), None, "{text}");
    }
}

#[test]
fn seventy_daily_and_thirty_yearly_points_are_capped_head_by_head() {
    let mut sheet = begun("70-30");
    for n in 1..=40 {
        let head = ["activity", "service", "volunteer"][n as usize % 3];
        sheet.apply(&acted(n, head, 50));
    }
    assert_eq!(sheet.outcome().total, Points::whole(70));
    for by in [A, B] {
        sheet.apply(&keyed(by, "年终评议", &[("review", 300)]));
    }
    assert_eq!(sheet.outcome().total, Points::FULL);
    assert_eq!(sheet.terms.profile.band(Points::FULL).unwrap().zh, "优秀");
    let band = |tenths| sheet.terms.profile.band(Points(tenths)).unwrap().from;
    assert_eq!(
        [band(899), band(900), band(599), band(600)],
        [75, 90, 0, 60]
    );
}

#[test]
fn what_comes_from_paper_counts_once_two_people_agree_and_one_mark_has_one_paper() {
    let mut sheet = begun("70-30");
    let lines = |text: &str| sheet.read_lines(text, day("2026-03-12"));
    let read = lines("review=28.5，2026-03-01/志愿服务=2").unwrap();
    assert_eq!(read["review"], Points(285));
    assert_eq!(read["2026-03-01/volunteer"], Points(20));
    for (text, refused) in [
        ("review=31", "points_over"),
        ("review=-1", "points_wrong"),
        ("review", "score_line_wrong"),
        ("review=1 review=1", "score_line_wrong"),
        ("", "score_line_wrong"),
        ("volunteer=2", "score_line_wrong"),
        ("2026-03-01/review=2", "score_line_wrong"),
        ("2026-02-30/volunteer=2", "score_line_wrong"),
        ("2026-03-13/volunteer=2", "day_outside"),
        ("2025-12-31/volunteer=2", "day_outside"),
        ("kindness=2", "head_unknown"),
    ] {
        assert_eq!(code(lines(text)), refused, "{text}");
    }
    sheet.apply(&keyed(A, "年终评议", &[("review", 285)]));
    assert_eq!(sheet.outcome().total, Points(0));
    assert_eq!(sheet.judged()["review"], JudgedBy::One);
    let other = BTreeMap::from([("review".to_owned(), Points(100))]);
    let refused = sheet.check_key(B, "另一份", &other).unwrap_err();
    assert_eq!(refused.code(), "judged_elsewhere");
    let refused = sheet.check_key(A, "年终评议", &other).unwrap_err();
    assert_eq!(refused.code(), "keyed_by_same");
    let refused = sheet.check_key(SELF, "年终评议", &other).unwrap_err();
    assert_eq!(refused.code(), "scored_person");
    sheet.apply(&keyed(B, "年终评议", &[("review", 258)]));
    assert_eq!(sheet.judged()["review"], JudgedBy::Differing);
    assert_eq!(sheet.outcome().total, Points(0));
    assert!(sheet.lines().is_empty());
    assert_eq!(
        sheet
            .check_settle(B, "年终评议", "review")
            .unwrap_err()
            .code(),
        "settled_by_keyer"
    );
    sheet.apply(
        &crate::domain::event::ScoreSettled {
            sheet: sheet.id,
            hand: hand(C),
            paper: "年终评议".into(),
            line: "review".into(),
            points: Some(Points(285)),
        }
        .into(),
    );
    assert_eq!(sheet.outcome().total, Points(285));
    assert!(sheet.had_a_hand(C) && !sheet.had_a_hand(SELF));
}

#[test]
fn a_name_of_a_paper_cannot_be_taken_for_a_line() {
    for text in ["", "12", "１２", "a/b", "a=b", "  ", &"长".repeat(41)] {
        assert_eq!(code(ScoreSheet::read_paper(text)), "paper_wrong", "{text}");
    }
    assert_eq!(
        ScoreSheet::read_paper(" 3月\u{1b}签到表 ").unwrap(),
        "3月签到表"
    );
}

#[test]
fn a_correction_stays_beside_what_it_corrects() {
    let mut sheet = begun("70-30");
    sheet.apply(&acted(1, "activity", 50));
    sheet.apply(&corrected("1", 20));
    sheet.apply(&corrected("1", 30));
    let line = sheet.lines().remove(0);
    assert_eq!((line.entered, line.points), (Points(50), Points(30)));
    assert_eq!(line.corrections.len(), 2);
    let refused = |by, line: &str, tenths| code(sheet.check_correct(by, line, Points(tenths)));
    assert_eq!(refused(A, "1", 10), "own_entry");
    assert_eq!(refused(C, "1", 10), "own_entry");
    assert_eq!(refused(SELF, "1", 10), "scored_person");
    assert_eq!(refused(B, "2", 10), "score_line_unknown");
    assert_eq!(refused(B, "1", 30), "nothing_corrected");
    assert_eq!(refused(B, "1", 301), "points_over");
    assert!(sheet.check_correct(B, "1", Points(10)).is_ok());
    let months = sheet.months();
    let (month, heads) = months.iter().next().unwrap();
    assert_eq!(
        (month.to_string().as_str(), heads["activity"]),
        ("2026-03", Points(30))
    );
}

#[test]
fn a_closed_sheet_keeps_its_figures_as_they_were_judged() {
    let mut sheet = begun("70-30");
    sheet.apply(&acted(1, "activity", 50));
    let outcome = sheet.outcome();
    let closed = Closed {
        hand: hand(C),
        void: String::new(),
        heads: outcome.heads(),
        total: outcome.total,
    };
    let close = |total: u32| {
        let mut closed = closed.clone();
        closed.total = Points(total);
        Event::from(ScoreClosed {
            sheet: sheet.id,
            closed,
        })
    };
    let (first, second) = (close(50), close(990));
    sheet.apply(&first);
    sheet.apply(&second);
    sheet.apply(&corrected("1", 10));
    assert_eq!(sheet.closed.as_ref().unwrap().total, Points(50));
    assert_eq!(sheet.outcome().total, Points(10));
    assert_eq!(code(sheet.check_open()), "sheet_over");
}

/// Any entries: acts, agreed and differing papers, corrections.
fn entries() -> impl Strategy<Value = Vec<Event>> {
    let head = prop_oneof![Just("activity"), Just("service"), Just("volunteer")];
    let one = (head, 0..=1000_u32, 0..4_u8, 0..1000_u32);
    vec(one, 0..60).prop_map(|all| {
        let mut events = Vec::new();
        for (n, (head, points, what, other)) in (1..).zip(all) {
            let paper = format!("表{n}");
            let line = format!("2026-03-02/{head}");
            match what {
                0 => {
                    let of = |by, points| keyed(by, &paper, &[(&line, points), ("review", other)]);
                    events.extend([of(A, points), of(B, points)]);
                }
                1 => {
                    let of = |by, points| keyed(by, &paper, &[(&line, points)]);
                    events.extend([of(A, points), of(B, other)]);
                }
                2 => events.extend([acted(n, head, points), corrected(&n.to_string(), other)]),
                _ => events.push(acted(n, head, points)),
            }
        }
        events
    })
}

fn total_of(events: &[Event]) -> Outcome {
    let mut sheet = begun("70-30");
    events.iter().for_each(|event| sheet.apply(event));
    sheet.outcome()
}

proptest! {
    #[test]
    fn no_entries_bring_more_than_their_caps(events in entries()) {
        let outcome = total_of(&events);
        prop_assert!(outcome.total <= Points::FULL);
        let sum: Points = outcome.blocks.iter().map(|block| block.counted).sum();
        prop_assert_eq!(outcome.total, sum);
        for block in &outcome.blocks {
            prop_assert!(block.counted <= block.most);
            let heads: Points = block.heads.iter().map(|head| head.counted).sum();
            prop_assert_eq!(block.counted, heads.min(block.most));
            for head in &block.heads {
                prop_assert_eq!(head.counted, head.sum.min(head.most));
            }
        }
    }

    #[test]
    fn the_order_of_entries_is_irrelevant(
        (events, shuffled) in entries().prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle()))
    ) {
        prop_assert_eq!(total_of(&events), total_of(&shuffled));
    }

    #[test]
    fn one_entry_more_never_brings_less(events in entries(), tenths in 0..=300_u32) {
        let before = total_of(&events).total;
        let mut more = events.clone();
        more.push(acted(1000, "activity", tenths));
        let after = total_of(&more).total;
        prop_assert!(before <= after && after.0 <= before.0 + tenths);
    }

    #[test]
    fn points_that_are_shown_are_read_again(tenths in 0..=1000_u32) {
        prop_assert_eq!(Points::read(&Points(tenths).to_string()), Ok(Points(tenths)));
    }
}
