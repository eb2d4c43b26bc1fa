//! The figures of the villages at the duty post.

use super::*;
use crate::domain::measure::AssistantFigures;
use crate::domain::measure::Errands;
use crate::domain::measure::Month;
use crate::domain::measure::Share;
use crate::domain::measure::SplitFigures;
use crate::domain::measure::VillageFigures;
use crate::domain::measure::Villages;
use crate::domain::service::Missed;
use crate::domain::service::ServiceDay;
use crate::domain::service::week::Enough;
use crate::domain::service::week::Gap;
use crate::domain::service::week::Week;
use crate::domain::site::Org;

fn share(n: u32, of: u32) -> Share {
    Share { n, of }
}

fn errands(given: u32) -> Errands {
    Errands {
        given,
        handed_in: share(given.saturating_sub(1), given),
        done: share(9, 11),
        trips: given * 2,
        sent_back: 1,
        content: share(3, 4),
        stopped: 1,
    }
}

fn week(monday: NaiveDate, enough: Enough) -> Week {
    let gap = |day: NaiveDate, missed| Gap {
        day,
        staff: StaffNo(11),
        name: "周敏".to_owned(),
        missed,
    };
    let reason = "山洪断路\u{1b}[2J".to_owned();
    let missed = Missed {
        reason,
        substitute: "李四".to_owned(),
    };
    let gaps = match enough {
        Enough::Short => vec![
            gap(monday, Some(missed)),
            gap(monday.succ_opt().unwrap(), None),
        ],
        _ => Vec::new(),
    };
    Week {
        monday,
        days: if enough == Enough::Kept { 2 } else { 1 },
        needed: 2,
        enough,
        planned: true,
        provisional: false,
        gaps,
    }
}

fn village(org: i64, name: &str, known: Option<NaiveDate>) -> VillageFigures {
    let mondays = [2, 9, 16].map(|day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap());
    let enough = [Enough::Kept, Enough::Short, Enough::Running];
    let weeks = mondays.into_iter().zip(enough);
    let nine = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    VillageFigures {
        org: Org::new(org).unwrap(),
        name: name.to_owned(),
        known,
        errands: errands(12),
        kept: share(1, 2),
        weeks: match known {
            Some(_) => weeks.map(|(monday, enough)| week(monday, enough)).collect(),
            None => Vec::new(),
        },
        duty: 5,
        assistants: vec![AssistantFigures {
            staff: StaffNo(11),
            name: "周敏".to_owned(),
            errands: errands(12),
            days: 5,
            weeks: share(1, 2),
            minutes: 612,
            open: 1,
            plan: vec![ServiceDay {
                weekday: 1,
                begins: nine(9),
                ends: nine(11),
            }],
        }],
    }
}

fn figures(month: Month) -> Villages {
    Villages {
        month,
        today: today(),
        villages: vec![
            village(330_182_001_002, "杨树村", Some(today())),
            village(330_182_001_003, "柳树庄", None),
        ],
        split: Some(SplitFigures {
            month: share(23, 61),
            today: share(2, 5),
            hall_staff: 7,
            village_staff: 2,
        }),
        min_for_percent: 10,
    }
}

#[test]
fn the_villages_of_a_month_are_behind_a_key_and_other_months_beside_it() {
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        let mut post = post(busy());
        let month = Month::of(today());
        let asked = press(&mut post, &[Key::Ctrl('v')]);
        assert_eq!(asked, [Effect::Look(Want::Villages(month))]);
        // What walks all errands is read when it is asked for, not with every change of the store.
        assert!(!post.wants().contains(&Want::Villages(month)));
        post.news(News::Villages(Box::new(figures(month))), NOW);
        for size in [(80, 24), (130, 36)] {
            let screen = show(&post, size, lang);
            assert!(!screen.contains('\u{1b}'));
            snapshot!(format!("duty_villages_{}x{}_{tag}", size.0, size.1), screen);
        }
        let later = press(&mut post, &[Key::Right]);
        assert_eq!(later, [Effect::Beep], "what is to come");
        let before = press(&mut post, &[Key::Left]);
        assert_eq!(before, [Effect::Look(Want::Villages(month.before()))]);
        // What comes late for another month is not shown under this one.
        post.news(News::Villages(Box::new(figures(month))), NOW);
        assert!(matches!(post.screen, Screen::Villages(_, None)));
        press(&mut post, &[Key::Esc]);
        assert!(matches!(post.screen, Screen::Watch));
    }
}
