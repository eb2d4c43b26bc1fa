//! Screens: as text at two sizes, and at any size with anything in them.

use super::*;
use crate::domain::custody::Mark;
use crate::domain::deadline::Lamp;
use crate::domain::entry::EntryRef;
use crate::domain::mandate::Lost;
use crate::domain::mandate::Moving;
use crate::domain::site::Org;
use crate::locale::Lang;
use crate::ops::read::ErrandPlace;
use crate::ui::text;

pub(super) fn english() -> Look {
    Look {
        lang: Lang::En,
        ..Look::probe()
    }
}

/// Takes the screen in both languages, small and wide.
pub(super) fn shoot(bench: &Bench, name: &str) {
    for (lang, look) in [("", Look::probe()), ("_en", english())] {
        for (columns, rows) in [(80, 24), (120, 40)] {
            let screen = bench.screen((columns, rows), &look);
            snapshot!(format!("village_{name}{lang}_{columns}x{rows}"), screen);
        }
    }
}

fn day(month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, month, day)
}

fn mark() -> Mark {
    Mark {
        at: EntryRef {
            log: crate::domain::entry::LogId([0; 16]),
            seq: 1,
        },
        org: Org::new(HALL).unwrap(),
        actor: 11,
        wall: UtcMs(0),
        text: String::new(),
    }
}

/// A morning with an errand at every place.
fn morning() -> Bench {
    let mut bench = Bench::open();
    let names = [
        "张三丰",
        "李四",
        "王芳",
        "买买提·吐尔逊",
        "赵六",
        "孙七",
        "周八",
    ];
    let numbers: Vec<String> = names
        .iter()
        .map(|name| bench.give("S001", name, "1/户字第7号/完好;2;3"))
        .collect();
    for number in &numbers[1..] {
        bench.verb(
            "step_mandate",
            json!({"mandate": number, "step": "accepted"}),
            ME,
        );
    }
    for number in &numbers[3..] {
        bench.verb("hand_in", json!({"mandate": number}), ME);
    }
    bench.tell(&numbers[2], |line| {
        line.lamp = Some(Lamp::Red);
        line.day = day(3, 9);
        line.troubles = vec![ErrandTrouble::Late];
    });
    bench.tell(&numbers[4], |line| {
        line.lamp = Some(Lamp::Green);
        line.day = day(4, 13);
        line.wanted = vec!["收入财产证明".to_owned()];
        line.papers.iter_mut().for_each(|paper| {
            paper.keeper = Keeper::Hall;
            paper.moving = None;
        });
    });
    bench.tell(&numbers[5], |line| {
        line.place = Some(ErrandPlace::Return);
        line.step = Step::Handled;
        line.next = ErrandNext::Deliver;
        line.lamp = Some(Lamp::Amber);
        line.day = day(3, 13);
        line.papers.iter_mut().for_each(|paper| paper.moving = None);
        line.papers
            .iter_mut()
            .for_each(|p| p.keeper = Keeper::Village);
        line.papers[1].lost = Some(Lost {
            owner: "周敏".to_owned(),
            until: day(3, 27).unwrap(),
            by: mark(),
        });
        line.troubles = vec![ErrandTrouble::Lost];
    });
    bench.tell(&numbers[6], |line| {
        line.place = Some(ErrandPlace::Return);
        line.step = Step::Handled;
        line.next = ErrandNext::Confirm;
        line.papers.iter_mut().for_each(|paper| {
            paper.keeper = Keeper::Hall;
            paper.moving = Some(Moving {
                to: Keeper::Village,
                by: mark(),
            });
        });
    });
    bench
}

#[test]
fn the_board_says_what_comes_next_of_every_errand() {
    let mut bench = morning();
    bench.keys("6");
    shoot(&bench, "board");
    bench.keys("Left");
    shoot(&bench, "trouble");
}

#[test]
fn the_other_screens_say_what_to_do() {
    let bench = Bench::closed();
    shoot(&bench, "sign_in");
    let bench = Bench::open();
    shoot(&bench, "empty");
}

#[test]
fn the_form_shows_matter_resident_papers_fee_and_date() {
    let mut bench = Bench::open();
    bench.keys("F2 db");
    shoot(&bench, "matter");
    bench.keys(
        "1 张三丰 Enter 11010519491231002X Enter 13800000000 Enter 1 2 Right 户字第7号 Enter",
    );
    shoot(&bench, "form");
    bench.keys("1 F8");
    shoot(&bench, "given");
}

#[test]
fn lists_and_dialogs_lie_over_the_board() {
    let mut bench = morning();
    bench.keys("F3");
    shoot(&bench, "pick_up");
    bench.keys("Esc F7");
    shoot(&bench, "held");
    bench.keys("Esc 6 F8");
    shoot(&bench, "deliver");
    bench.keys("Esc F6 1 1");
    shoot(&bench, "lost");
    bench.keys("Esc F4 002260312000194 Enter");
    shoot(&bench, "found");
}

#[test]
fn every_size_keeps_its_lines_and_its_keys() {
    for look in [Look::probe(), english()] {
        for (columns, rows) in [(60, 15), (61, 17), (80, 24), (109, 30), (200, 60)] {
            for typed in [
                "",
                "F2 db",
                "F2 db 1 张 F7",
                "F3",
                "F7",
                "F7 Enter",
                "^p",
                "^p F2",
                "F4",
                "1 F6 1",
                "F5",
            ] {
                let mut bench = morning();
                bench.keys(typed);
                let shown = bench.screen((columns, rows), &look);
                let last = shown.lines().last().unwrap();
                assert!(last.contains("F1"), "{typed} {columns}x{rows}\n{shown}");
                for line in shown.lines() {
                    assert!(text::width(line) <= usize::from(columns), "{line}");
                }
                assert!(!shown.contains('⟦'), "{shown}");
            }
        }
    }
}
