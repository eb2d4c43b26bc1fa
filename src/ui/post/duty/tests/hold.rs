//! Who holds which paper, as the leader sees it.

use super::*;
use crate::domain::ids::TaskId;
use crate::domain::task::TaskKind;
use crate::ops::find_paper::FindPaper;
use crate::ops::read::TaskLine;

fn looking() -> Duty {
    let mut post = post(busy());
    assert_eq!(
        press(&mut post, &[Key::Ctrl('o')]),
        [Effect::Look(Want::Holds)]
    );
    assert!(
        post.wants().contains(&Want::Holds),
        "read again at every change"
    );
    post.news(News::Holds(Box::new(trial::holds())), NOW);
    post
}

#[test]
fn the_overdue_stand_first_and_nobody_is_named() {
    let post = looking();
    for (lang, tag) in [(Lang::En, "en"), (Lang::ZhCn, "zh")] {
        for (columns, rows) in [(80, 24), (130, 36)] {
            let shown = show(&post, (columns, rows), lang);
            assert!(!shown.contains("小七"), "{shown}");
            snapshot!(format!("duty_holds_{columns}x{rows}_{tag}"), shown);
        }
    }
}

#[test]
fn an_errand_is_opened_and_its_odd_papers_are_counted() {
    let mut post = looking();
    assert_eq!(
        press(&mut post, &[Key::F(4)]),
        [Effect::Beep],
        "none lies open"
    );
    press(&mut post, &[Key::Down, Key::Enter]);
    snapshot!("duty_hold_80x24_zh", show(&post, (80, 24), Lang::ZhCn));
    press(&mut post, &[Key::F(4)]);
    snapshot!("duty_count_80x24_en", show(&post, (80, 24), Lang::En));
    let count = FindPaper {
        mandate: "001-260302-0003-17".to_owned(),
        papers: "1,2".to_owned(),
        reason: "清点过，在大厅".to_owned(),
    };
    assert_eq!(press(&mut post, &[digit(1)]), doing(count));
    // One level back each: the question, the errand, the list.
    press(&mut post, &[Key::Esc, Key::Esc]);
    assert!(matches!(post.screen, Screen::Holds(..)));
    press(&mut post, &[Key::Esc]);
    assert!(matches!(post.screen, Screen::Watch));
}

#[test]
fn a_task_about_a_paper_leads_to_its_errand() {
    let mut figures = figures(quiet());
    figures.tasks = vec![TaskLine {
        id: TaskId(Uuid::from_u128(1 << 96)),
        kind: TaskKind::Papers,
        about: "001-260302-0003-17".to_owned(),
        site: String::new(),
        words: "lost 00000000000000000000000000000000:7 2 2026-03-10 林权证".to_owned(),
        since: ago(600),
        follows: false,
        case: None,
        sides: Vec::new(),
    }];
    let mut post = post(figures);
    let shown = show(&post, (80, 24), Lang::ZhCn);
    assert!(shown.contains("代办 003-17"), "{shown}");
    assert_eq!(press(&mut post, &[digit(1)]), [Effect::Look(Want::Holds)]);
    post.news(News::Holds(Box::new(trial::holds())), NOW);
    let shown = show(&post, (80, 24), Lang::ZhCn);
    assert!(
        shown.contains("001-260302-0003-17") && shown.contains("林权证"),
        "{shown}"
    );
    // Settled meanwhile by somebody else: the list is there, and nothing lies open.
    let mut settled = trial::holds();
    settled
        .papers
        .retain(|held| held.number != "001-260302-0003-17");
    post.news(News::Holds(Box::new(settled)), NOW);
    assert!(!show(&post, (80, 24), Lang::ZhCn).contains("001-260302"));
}
