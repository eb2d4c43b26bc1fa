//! The clerk's own bad ratings: why, never who nor when; one appeal each.

use serde_json::json;

use crate::domain::ids::WindowNo;
use crate::domain::time::Seconds;
use crate::ops::Call;
use crate::ops::Who;
use crate::ui::post::window::Over;
use crate::ui::post::window::tests::Bench;
use crate::ui::theme::Look;

/// A window whose clerk was rated badly for 张三丰's case.
fn rated() -> Bench {
    let mut bench = Bench::open();
    let errand = bench.hall.pad(WindowNo(3)).unwrap().ask.unwrap().errand;
    let rate = json!({"errand": errand, "level": 1, "reasons": "attitude", "remark": "爱答不理"});
    let call = Call::parse("rate", rate).unwrap();
    bench.perform(call, Who::Resident);
    bench
}

/// Goes to the next morning, with the window open again.
fn next_day(bench: &mut Bench) {
    bench.now = bench.now.plus(Seconds(86_400));
    bench.verb("post_staff", json!({"staff": 7}));
    bench.verb("open_window", json!({"window": 3, "staff": 7}));
    bench.refresh();
}

#[test]
fn r6_the_rated_person_sees_why_from_the_next_day_on_and_neither_who_nor_what_for() {
    let mut bench = rated();
    bench.keys("^v F7");
    let shown = bench.screen(80, 24, &Look::probe());
    assert!(
        shown.contains("没有差评"),
        "whoever just left would be known:\n{shown}"
    );
    next_day(&mut bench);
    bench.keys("Esc Esc ^v F7");
    for size in [(80, 24), (130, 36)] {
        let shown = bench.screen(size.0, size.1, &Look::probe());
        for told in [
            "C260312-01",
            "非常不满意",
            "态度不好",
            "爱答不理",
            "可以申诉",
        ] {
            assert!(shown.contains(told), "{told}\n{shown}");
        }
        let popup: Vec<&str> = shown
            .lines()
            .skip_while(|l| !l.contains("我的差评"))
            .collect();
        for secret in ["张三丰", "张*丰", "HG260312-0001", "最低生活保障", "09:42"] {
            assert!(!popup.join("\n").contains(secret), "{secret}\n{shown}");
        }
    }
    snapshot!("window_own_80x24_zh", bench.screen(80, 24, &Look::probe()));
}

#[test]
fn b5_the_rated_person_appeals_once_and_sees_what_came_of_it() {
    let mut bench = rated();
    next_day(&mut bench);
    bench.keys("^v F7 Enter F8");
    assert!(
        matches!(bench.post.over, Over::Ask(_)),
        "a reason is wanted"
    );
    bench.keys("Esc");
    assert!(matches!(bench.post.over, Over::Own(_)));
    bench.keys("1 不是我办的 F8");
    let look = Look::probe();
    assert!(
        bench.note(&look).contains("C260312-01"),
        "{}",
        bench.note(&look)
    );
    assert!(bench.screen(80, 24, &look).contains("已申诉"));
    let bells = bench.bells;
    bench.keys("Enter");
    assert_eq!(bench.bells, bells + 1);
    assert!(bench.note(&look).contains("只能申诉一次"));
    let decide = json!({"followup": "C260312-01", "reason": "查过监控", "exclude": true});
    let call = Call::parse("decide_appeal", decide).unwrap();
    bench.perform(call, Who::Staff(crate::domain::ids::StaffNo(1)));
    bench.keys("Esc Esc ^v F7");
    let shown = bench.screen(130, 36, &look);
    assert!(
        shown.contains("已排除") && shown.contains("查过监控"),
        "{shown}"
    );
}
