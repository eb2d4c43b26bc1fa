//! Custody on real terminals: the window with a bundle that lacks a paper, and the duty post.

use serde_json::json;
use yizhan::domain::ids::WindowNo;

use super::Pair;
use crate::pg::county::set_clock;
use crate::support::CLERKS;
use crate::support::LEADER;
use crate::support::terminal::Screen;

#[test]
fn a_bundle_lacks_a_paper_and_the_leader_sees_it_and_the_original_that_is_not_home() {
    let mut pair = Pair::new();
    let old = pair.give("李四");
    pair.step(&old, "accepted", "");
    pair.here("hand_in", json!({"mandate": old}));
    pair.meet();
    let case = pair.accept(&old);
    pair.there("complete_case", json!({"case": case}));
    pair.hall.must("night_close", json!({"day": "2026-03-12"}));
    pair.at("2026-03-30 08:30");
    pair.hall.open_up();
    let new = pair.give("张三丰");
    pair.step(&new, "accepted", "");
    pair.here("hand_in", json!({"mandate": new}));
    pair.meet();
    pair.night();
    let dir = pair.hall.dir().to_owned();
    set_clock(&dir, pair.hall.now);

    let by = LEADER.to_string();
    let mut duty = Screen::start(&dir, &["duty", "--by", &by]);
    duty.sees("001-47 证件该送还");
    let mut window = Screen::start(&dir, &["window", "1"]);
    window.sees("村里交来 1 件代办待受理");
    window.send(b"\x16");
    window.keys("<F4>");
    window.sees(&new);
    window.keys("3");
    window.sees("没到");
    window.keys("<F8>");
    window.sees("最低生活保障");
    duty.sees("“收入证明”说法不一");

    // The overdue original stands first, masked; its errand opens.
    duty.send(b"\x0f");
    duty.sees("谁拿着哪份证件");
    duty.sees("超期 3");
    duty.keys("<Enter>");
    duty.sees(&old);
    duty.sees("期限 ■3月26日");
    assert!(!duty.text().contains("李四 138"), "{}", duty.text());
    let done = pair.hall.hall.desk(WindowNo(1), pair.hall.now).unwrap();
    assert_eq!(done.bundles, 0);
    assert_eq!(done.window.staff.map(|no| no.0), Some(CLERKS[0]));
    assert_eq!(pair.said().len(), 2, "{:?}", pair.said());
    assert!(pair.hall.verify().ok);
}
