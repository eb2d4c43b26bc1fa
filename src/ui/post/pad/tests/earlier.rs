//! An errand of the last days is rated by whoever holds its slip.

use super::*;
use crate::ui::post::Want;

fn earlier_ask(n: u128) -> PadAsk {
    PadAsk {
        of: AskedFor::Earlier {
            window: WindowNo(5),
            day: chrono::NaiveDate::from_ymd_opt(2026, 3, 10).unwrap(),
        },
        ..ask(n, at(2))
    }
}

fn late(n: u128, level: u8) -> Call {
    crate::ops::rate_late::RateLate {
        errand: errand(n),
        level: Level::of(level).unwrap(),
        reasons: Vec::new(),
        remark: String::new(),
    }
    .into()
}

/// A pad on which somebody keys number and code.
fn naming() -> Pad {
    let mut pad = Pad::new(WindowNo(3), setting());
    pad.news(read(None), T);
    pad.key(Key::Enter, T);
    keys(&mut pad, "B023", at(1));
    pad.key(Key::Enter, at(1));
    keys(&mut pad, "7351", at(1));
    pad
}

#[test]
fn r3_whoever_holds_the_slip_rates_and_gets_a_receipt() {
    let mut pad = naming();
    let looked = pad.key(Key::Enter, at(2));
    let want = Want::Earlier("B023".into(), "7351".into());
    assert_eq!(looked, [Effect::Look(want)]);
    pad.news(News::Earlier(Some(Box::new(earlier_ask(9)))), at(2));
    snapshot("pad_earlier_asking_80x24", screen(&pad, at(3)));
    assert!(pad.draft().is_none());
    keys(&mut pad, "4", at(4));
    assert!(pad.draft().is_none(), "nothing of it outlives the pad");
    let call = late(9, 4);
    assert_eq!(pad.tick(at(7)), by_resident(&call));
    let receipt = "41-9f3c07a2be".to_owned();
    pad.outcome(&call, Ok(Done::RateLate(Rated { receipt })), at(7));
    assert!(screen(&pad, at(8)).contains("回执码"));
}

#[test]
fn one_that_is_not_answered_notes_nothing() {
    let mut pad = naming();
    pad.news(News::Earlier(Some(Box::new(earlier_ask(9)))), at(2));
    assert_eq!(pad.tick(at(400)), []);
    assert_eq!(screen(&pad, at(400)), {
        let mut fresh = Pad::new(WindowNo(3), setting());
        fresh.news(read(None), T);
        screen(&fresh, at(400))
    });
}

#[test]
fn whoever_is_asked_now_goes_first_and_their_key_is_never_anothers() {
    let mut pad = naming();
    pad.news(News::Earlier(Some(Box::new(earlier_ask(9)))), at(2));
    pad.news(read(Some(ask(1, at(3)))), at(3));
    // Pressed for the one that stood there: it is nobody's.
    assert_eq!(pad.key(Key::Digit(1), at(4)), [Effect::Beep]);
    keys(&mut pad, "5", at(5));
    assert_eq!(pad.tick(at(8)), by_resident(&rate(1, 5, &[], "")));
    // The same while a number is keyed.
    let mut pad = naming();
    pad.news(read(Some(ask(1, at(3)))), at(3));
    assert!(screen(&pad, at(3)).contains("刚才的服务"));
    assert!(
        pad.news(News::Earlier(Some(Box::new(earlier_ask(9)))), at(3))
            .is_empty(),
        "an answer that comes late changes nothing"
    );
    assert!(screen(&pad, at(3)).contains("刚才的服务"));
}

#[test]
fn one_that_was_chosen_is_finished_before_the_next_is_asked() {
    let mut pad = naming();
    pad.news(News::Earlier(Some(Box::new(earlier_ask(9)))), at(2));
    keys(&mut pad, "5", at(3));
    pad.news(read(Some(ask(1, at(4)))), at(4));
    let call = late(9, 5);
    assert_eq!(pad.tick(at(6)), by_resident(&call));
    let receipt = "41-9f3c07a2be".to_owned();
    pad.outcome(&call, Ok(Done::RateLate(Rated { receipt })), at(6));
    pad.key(Key::Enter, at(7));
    assert!(
        screen(&pad, at(7)).contains("刚才的服务"),
        "the present question is not forgotten with it"
    );
    assert!(
        pad.tick(at(36)).is_empty(),
        "its time starts when it is seen"
    );
    assert_eq!(pad.tick(at(37)), by_resident(&timeout(1)));
}

#[test]
fn what_does_not_fit_is_answered_alike_and_guessing_ends() {
    let mut pad = naming();
    pad.key(Key::Enter, at(2));
    pad.news(News::Earlier(None), at(2));
    let drawn = screen(&pad, at(2));
    assert!(drawn.contains("没有查到"), "{drawn}");
    assert!(!drawn.contains("7351"), "the figures are keyed anew");
    pad.news(News::TooManyTries, at(3));
    assert!(screen(&pad, at(3)).contains("十分钟"));
    pad.key(Key::Up, at(4));
    pad.key(Key::Esc, at(4));
    assert!(
        screen(&pad, at(4)).contains("补评以前的事"),
        "back to the welcome"
    );
    pad.key(Key::Enter, at(5));
    assert_eq!(
        pad.key(Key::Enter, at(5)),
        [Effect::Beep],
        "nothing was keyed"
    );
    assert!(pad.tick(at(65)).is_empty());
    assert!(!screen(&pad, at(66)).contains("补评码"));
}

#[test]
fn the_page_is_calm_at_every_size() {
    let en = look(Lang::En, Glyphs::Unicode);
    let pad = naming();
    snapshot("pad_earlier_80x24", screen(&pad, at(2)));
    snapshot(
        "pad_earlier_80x24_en",
        screen_in(&pad, (80, 24), &en, at(2)),
    );
    let zh = look(Lang::ZhCn, Glyphs::Unicode);
    snapshot("pad_earlier_130x36", screen_in(&pad, (130, 36), &zh, at(2)));
    snapshot("pad_earlier_60x15", screen_in(&pad, (60, 15), &zh, at(2)));
    let mut pad = naming();
    for hostile in ["\u{1b}[2J", "长", "\u{202e}", "9"] {
        pad.paste(&hostile.repeat(300), at(3));
        for size in [(60, 15), (80, 24), (200, 60)] {
            let drawn = screen_in(&pad, size, &zh, at(3));
            let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
            assert!(!drawn.contains(steers), "{drawn}");
        }
    }
}
