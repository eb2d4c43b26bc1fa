//! 有人为难我 at the pad: after a rating, asked twice, never in the way of the next one.

use super::*;
use crate::ops::tell_retaliation::LeaderTold;
use crate::ops::tell_retaliation::TellRetaliation;

/// A pad that thanks for a good rating since ten seconds after the question.
fn thanking() -> Pad {
    let mut pad = asking();
    keys(&mut pad, "5", at(1));
    pad.tick(at(4));
    pad.outcome(&rate(1, 5, &[], ""), kept(), at(4));
    pad
}

fn told() -> Call {
    TellRetaliation {
        what: "因为评价，办事被拖着、卡着".to_owned(),
        errand: Some(errand(1)),
        case: String::new(),
        last4: String::new(),
    }
    .into()
}

fn took_it() -> Result<Done, Error> {
    Ok(Done::TellRetaliation(LeaderTold {}))
}

#[test]
fn b7_a_resident_tells_the_leader_after_rating_and_is_asked_twice() {
    let mut pad = thanking();
    let bar = screen(&pad, at(5));
    assert!(bar.lines().last().unwrap().contains("有人为难我"), "{bar}");
    assert_eq!(keys(&mut pad, "9", at(5)), []);
    snapshot("pad_wronged_80x24", screen(&pad, at(8)));
    snapshot(
        "pad_wronged_60x15",
        screen_in(&pad, (60, 15), &look(Lang::ZhCn, Glyphs::Unicode), at(8)),
    );
    assert_eq!(keys(&mut pad, "2", at(8)), []);
    let english = look(Lang::En, Glyphs::Unicode);
    snapshot("pad_wronged_sure_80x24", screen(&pad, at(9)));
    snapshot(
        "pad_wronged_sure_130x36_en",
        screen_in(&pad, (130, 36), &english, at(9)),
    );
    let asked = pad.key(Key::Enter, at(12));
    assert_eq!(asked, by_resident(&told()));
    // Told once, however long Enter is held.
    assert_eq!(pad.key(Key::Enter, at(12)), [Effect::Beep]);
    pad.outcome(&told(), took_it(), at(13));
    snapshot("pad_wronged_told_80x24", screen(&pad, at(13)));
    assert_eq!(pad.key(Key::Enter, at(13)), [Effect::Beep]);
    pad.tick(at(30));
    assert!(matches!(pad.state, State::Welcome));
}

#[test]
fn b7_mashed_keys_at_the_pad_never_tell_the_leader() {
    let mashed = "5941230978612345\n0\n9\n91\n92\n";
    for gap in [20, 250, 900, 1_900] {
        let mut pad = thanking();
        let mut now = at(5);
        for c in mashed.chars().cycle().take(4_000) {
            now = UtcMs(now.0 + gap);
            let effects = pad.key(Key::of_char(c).unwrap(), now);
            let tells = effects
                .iter()
                .any(|effect| matches!(effect, Effect::Do(_, Call::TellRetaliation(_))));
            assert!(!tells, "{gap} ms between keys");
            if matches!(pad.state, State::Welcome | State::Earlier(_)) {
                pad = thanking();
                keys(&mut pad, "9", now);
            }
        }
    }
}

#[test]
fn b7_it_is_never_in_the_way_of_a_rating() {
    // While somebody is asked, the key is no key.
    let mut pad = asking();
    assert_eq!(keys(&mut pad, "9", at(1)), [Effect::Beep]);
    assert!(matches!(pad.state, State::Asking { .. }));
    // Who is served next is asked at once, and does not see what another was asked.
    let mut pad = thanking();
    keys(&mut pad, "9", at(5));
    keys(&mut pad, "2", at(8));
    pad.news(read(Some(ask(2, at(9)))), at(9));
    assert!(matches!(&pad.state, State::Asking { ask, .. } if ask.errand == errand(2)));
    assert_eq!(pad.key(Key::Enter, at(12)), [Effect::Beep]);
    // Whoever goes away leaves nothing behind.
    let mut pad = thanking();
    keys(&mut pad, "9", at(5));
    assert_eq!(pad.tick(at(40)), []);
    assert!(matches!(pad.state, State::Welcome));
    assert_eq!(pad.draft(), None);
}

#[test]
fn b7_what_could_not_be_kept_is_said() {
    let mut pad = thanking();
    keys(&mut pad, "9", at(5));
    keys(&mut pad, "2", at(8));
    pad.key(Key::Enter, at(12));
    pad.outcome(&told(), broken(), at(13));
    let shown = screen(&pad, at(13));
    assert!(shown.contains("直接找带班领导"), "{shown}");
    assert_eq!(pad.key(Key::Enter, at(16)), []);
    assert!(matches!(pad.state, State::Welcome));
}
