//! One of each paper, for a fictional applicant with three characters printers do not know.

use chrono::NaiveDate;
use serde_json::json;
use yizhan::domain::deadline::Lamp;
use yizhan::domain::ids::StaffNo;
use yizhan::domain::matter::PaperForm;
use yizhan::domain::meeting::State;
use yizhan::domain::meeting::Tally;
use yizhan::domain::meeting::code_of;
use yizhan::domain::paper::AcceptanceDoc;
use yizhan::domain::paper::DeferredPaper;
use yizhan::domain::paper::DeliveredDocument;
use yizhan::domain::paper::DeliveryDoc;
use yizhan::domain::paper::DeliveryWay;
use yizhan::domain::paper::ExtensionDoc;
use yizhan::domain::paper::MandateDoc;
use yizhan::domain::paper::MandatePaperIn;
use yizhan::domain::paper::MissingPaper;
use yizhan::domain::paper::NotOursDoc;
use yizhan::domain::paper::NoticeDoc;
use yizhan::domain::paper::Paper;
use yizhan::domain::paper::PaperHead;
use yizhan::domain::paper::PaperIn;
use yizhan::domain::paper::PauseDoc;
use yizhan::domain::paper::RefusalDoc;
use yizhan::domain::paper::RefusalStage;
use yizhan::domain::paper::WalkDoc;
use yizhan::domain::walk::Door;
use yizhan::domain::walk::Errand;
use yizhan::domain::walk::Thing;
use yizhan::domain::walk::arrange;
use yizhan::locale::Lang;
use yizhan::ops::read::Before;
use yizhan::ops::read::Deed;
use yizhan::ops::read::KindLine;
use yizhan::ops::read::MeetingLine;
use yizhan::ops::read::MeetingPage;
use yizhan::ops::read::Named;
use yizhan::ops::read::ResultLine;
use yizhan::ui::paper::compose;

use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::staff;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn head() -> PaperHead {
    PaperHead {
        hall: "青山镇便民服务中心".into(),
        office: "青山镇人民政府".into(),
        case_no: "YZ-20260213-0007".into(),
        matter: "食品经营许可（新办）".into(),
        applicant: "张𬱖㛃\u{e815}".into(),
        issued_by: "1号窗口 王芳".into(),
        issued_on: day(2, 13),
        check_code: "K7Q2M".into(),
        hall_phone: String::new(),
        reprints: 0,
    }
}

fn paper_in(name: &str, form: PaperForm, copies: u32) -> PaperIn {
    PaperIn {
        name: name.into(),
        form,
        copies,
    }
}

fn acceptance() -> AcceptanceDoc {
    AcceptanceDoc {
        head: head(),
        received: day(2, 12),
        accepted: day(2, 13),
        papers: vec![
            paper_in("食品经营许可申请书", PaperForm::Original, 0),
            paper_in("居民身份证", PaperForm::Check, 1),
            paper_in("经营场所使用证明", PaperForm::Copy, 2),
        ],
        deferred: vec![DeferredPaper {
            name: "无犯罪记录证明".into(),
            until: day(2, 28),
        }],
        limit: "20个工作日".into(),
        due: Some(day(3, 19)),
        due_working_day: Some(20),
        due_provisional: false,
        joint: vec!["县市场监督管理局".into(), "县卫生健康局".into()],
    }
}

pub fn notice() -> NoticeDoc {
    NoticeDoc {
        head: head(),
        received: day(2, 10),
        noticed: day(2, 25),
        missing: vec![
            MissingPaper {
                name: "居民户口簿".into(),
                form: PaperForm::Copy,
                copies: 2,
                issuer: "公安派出所".into(),
                note: "户主页和本人页".into(),
            },
            MissingPaper {
                name: "经营场所平面图".into(),
                form: PaperForm::Original,
                copies: 0,
                issuer: String::new(),
                note: "已交的一份缺比例尺和出入口，请补正后重交".into(),
            },
            MissingPaper {
                name: "从业人员健康证明".into(),
                form: PaperForm::Check,
                copies: 1,
                issuer: "县疾病预防控制中心".into(),
                note: String::new(),
            },
        ],
        present: vec![paper_in("居民身份证", PaperForm::Check, 1)],
        accepted_from: Some(day(2, 10)),
        until: Some(day(3, 31)),
        clause: "《中华人民共和国行政许可法》第三十二条第一款第四项".into(),
    }
}

fn refusal(stage: RefusalStage, remedy: &str) -> RefusalDoc {
    RefusalDoc {
        head: head(),
        stage,
        received: day(2, 10),
        decided: day(2, 13),
        reason: "经核查，经营场所位于已经公告的征收范围之内，不具备办理条件。补交材料也不能改变这一事实。".into(),
        clause: "《中华人民共和国行政许可法》第三十八条第二款".into(),
        remedy: remedy.into(),
    }
}

fn not_ours() -> NotOursDoc {
    let mut head = head();
    head.case_no = String::new();
    head.matter = "机动车驾驶证补领".into();
    NotOursDoc {
        head,
        asked: day(2, 13),
        reason: "驾驶证的补领由县级公安机关交通管理部门办理。".into(),
        right_office: "县公安局交通警察大队".into(),
        address: "县城人民路1号车驾管大厅".into(),
        phone: String::new(),
        clause: "《中华人民共和国行政许可法》第三十二条第一款第二项".into(),
    }
}

fn delivery() -> DeliveryDoc {
    DeliveryDoc {
        head: head(),
        decided: Some(day(3, 16)),
        delivered: Some(day(3, 19)),
        documents: vec![
            DeliveredDocument {
                name: "食品经营许可证".into(),
                number: "食字〔2026〕12号".into(),
                copies: 2,
            },
            DeliveredDocument {
                name: "退还：居民身份证原件".into(),
                ..DeliveredDocument::default()
            },
        ],
        way: DeliveryWay::Counter,
        received_by: String::new(),
    }
}

fn pause() -> PauseDoc {
    PauseDoc {
        head: head(),
        from: day(2, 24),
        ground: "听证".into(),
        expected: "20个工作日".into(),
        until: Some(day(3, 24)),
        clause: "《中华人民共和国行政许可法》第四十五条".into(),
    }
}

fn extension() -> ExtensionDoc {
    ExtensionDoc {
        head: head(),
        reason: "现场核查发现排污口需要整改，整改后须再次核查。".into(),
        old_due: day(3, 19),
        new_due: day(4, 2),
        by: "10个工作日".into(),
        approved_by: "李四".into(),
        joint: vec!["县自然资源局".into(), "县水利局".into()],
        clause: "《中华人民共和国行政许可法》第四十二条".into(),
    }
}

/// Returns one of each, by name.
fn mandate() -> MandateDoc {
    let paper = |name: &str, form, number: &str| MandatePaperIn {
        name: name.into(),
        form,
        number: number.into(),
        condition: "完好".into(),
    };
    MandateDoc {
        head: PaperHead {
            case_no: "002-260312-0007-41".into(),
            ..head()
        },
        assistant: "王芳".into(),
        mode: "代办".into(),
        given: day(3, 12),
        hand_in: day(3, 17),
        until: day(5, 12),
        papers: vec![
            paper("居民户口簿", PaperForm::Original, "3301****0007"),
            paper("申请书", PaperForm::Copy, ""),
        ],
    }
}

/// A walk to three doors, with the same odd name as the other papers.
fn walk() -> WalkDoc {
    let door = |name: &str, place: &str| Door {
        name: name.into(),
        phone: "138****0000".into(),
        place: place.into(),
    };
    let thing = |what, papers: &[&str]| Thing {
        what,
        about: "最低生活保障".into(),
        number: "002-260312-0007-41".into(),
        papers: papers.iter().map(ToString::to_string).collect(),
        note: String::new(),
        at: None,
        lamp: Some(Lamp::Red),
        day: Some(day(3, 10)),
    };
    let all = [
        (
            door(&head().applicant, "杨树村 三组 12 号"),
            thing(Errand::Deliver, &["户口簿", "身份证"]),
        ),
        (door("李四", ""), thing(Errand::GiveBack, &["存折"])),
        (door("王芳", "一组"), thing(Errand::Collect, &[])),
    ];
    WalkDoc {
        head: head(),
        stops: arrange(all),
    }
}

/// A jury that was counted, of somebody with the same odd name as the other papers.
fn meeting() -> MeetingPage {
    let of = |staff, name: &str| Named {
        staff: StaffNo(staff),
        name: name.into(),
    };
    let deed = |staff, name| Deed {
        by: of(staff, name),
        day: day(2, 20),
    };
    let result = |question: &str, before| ResultLine {
        subject: head().applicant,
        question: question.into(),
        marks: vec![0, 1, 2, 3, 3],
        n: 9,
        abstained: 1,
        empty: 0,
        mean_hundredths: Some(389),
        before,
    };
    let before = Before {
        number: "M250812-01".into(),
        day: day(1, 5),
        n: 10,
        mean_hundredths: 350,
    };
    MeetingPage {
        line: MeetingLine {
            number: head().case_no,
            profile: "jury".into(),
            notice: day(2, 13),
            day: day(2, 20),
            place: "二楼会议室".into(),
            state: State::Counted,
            raters: 10,
            wanted: 10,
            subjects: vec![head().applicant],
        },
        called: deed(99, "赵六"),
        earliest: day(2, 20),
        invited: 0,
        questions: vec!["accurate".into(), "severe".into()],
        marks: 5,
        kinds: vec![KindLine {
            kind: "juror".into(),
            n: 10,
        }],
        raters: Vec::new(),
        lacks: None,
        voting: None,
        tally: Some(Tally {
            codes: 8,
            papers: 2,
            pad: 8,
            paper: 2,
        }),
        not_in: Some(0),
        result: vec![result("accurate", Some(before)), result("severe", None)],
        counted: Some(deed(99, "赵六")),
        keyed_by: vec![of(12, "李四"), of(13, "王芳")],
        signed: None,
        called_off: None,
    }
}

/// Codes as a voting makes them.
fn codes() -> Vec<String> {
    (0..10u64)
        .map(|n| code_of((n * 987_654_321).to_le_bytes()))
        .collect()
}

pub fn all(lang: Lang) -> Vec<(&'static str, Paper)> {
    let not_accepted = refusal(RefusalStage::NotAccepted, "");
    let not_granted = refusal(RefusalStage::NotGranted, "可以向镇人民政府申请复议。");
    vec![
        ("acceptance", compose::acceptance(&acceptance(), lang)),
        ("notice", compose::notice(&notice(), lang)),
        (
            "refusal-not-accepted",
            compose::refusal(&not_accepted, lang),
        ),
        ("refusal-not-granted", compose::refusal(&not_granted, lang)),
        ("not-ours", compose::not_ours(&not_ours(), lang)),
        ("delivery", compose::delivery(&delivery(), lang)),
        ("pause", compose::pause(&pause(), lang)),
        ("extension", compose::extension(&extension(), lang)),
        ("mandate", compose::mandate(&mandate(), lang)),
        ("walk", compose::walk::walk(&walk(), lang)),
        ("pick-up", compose::walk::pick_up(&walk(), lang)),
        (
            "result",
            compose::meeting::result(&head(), &meeting(), lang),
        ),
        (
            "slips",
            compose::meeting::slips(&head(), &meeting(), (&codes(), 2), lang),
        ),
    ]
    .into_iter()
    .chain(scores(lang))
    .collect()
}

/// One person's score sheet and the public list, of a hall in which the sheet is closed.
fn scores(lang: Lang) -> [(&'static str, Paper); 2] {
    let mut t = TrialHall::furnished("");
    let leader = staff(LEADER);
    t.must_by("open_sheet", json!({"person": head().applicant}), leader);
    let act = json!({"sheet": "L260312-01", "head": "volunteer", "points": "15", "what": "清扫街道", "evidence": "照片"});
    for _ in 0..2 {
        t.must_by("score_act", act.clone(), staff(12));
    }
    for by in [12, 13] {
        let fields = json!({"sheet": "L260312-01", "paper": "评议表", "lines": "review=28.5"});
        t.must_by("key_scores", fields, staff(by));
    }
    t.at("2026-12-20 09:00");
    t.must_by("close_sheet", json!({"sheet": "L260312-01"}), leader);
    let page = t.hall.score("L260312-01").unwrap().remove(0);
    let shown = t.hall.scores(None, t.now).unwrap();
    [
        ("score", compose::score::sheet(&head(), &page, lang)),
        ("scores", compose::score::posted(&head(), &shown, lang)),
    ]
}
