//! Likely fields for the verbs of a case's path, for the property tests.

use serde_json::Value;
use serde_json::json;

/// The verbs after acceptance, of notices, of window 1 and of bookings.
pub const VERBS: &[&str] = &[
    "take_case",
    "send_back",
    "pass_case",
    "do_step",
    "sign_case",
    "pause_case",
    "resume_case",
    "extend_case",
    "return_case",
    "supply_papers",
    "refuse_case",
    "withdraw_case",
    "join_case",
    "finish_part",
    "urge_case",
    "follow_case",
    "deliver_case",
    "redate_cases",
    "say_no",
    "see_no",
    "tell_place",
    "hand_over",
    "call_hard",
    "size_hard",
    "close_hard",
    "book",
    "keep_booking",
    "end_booking",
    "record_print",
    "receive_papers",
    "give_notice",
    "accept_received",
];

/// Returns fields for a verb; `numbers` are a case, a hard matter, a no and a booking.
pub fn fields(verb: &str, a: u8, b: u8, window: u8, numbers: &[String; 4]) -> Value {
    let [case, hard, no, booking] = numbers;
    let why = if b == 0 { "" } else { "原因" };
    let matter = ["M1", "SPOT", "M5", "OPEN", "NONE"][usize::from(b % 5)];
    match verb {
        "take_case" | "do_step" | "sign_case" | "resume_case" => json!({"case": case}),
        "send_back" | "urge_case" => json!({"case": case, "reason": why}),
        "pass_case" if a.is_multiple_of(2) => {
            json!({"case": case, "reason": why, "to_leader": true})
        }
        "pass_case" => json!({"case": case, "reason": why, "to_office": "县民政局"}),
        "pause_case" => json!({"case": case, "ground": "hearing", "days": 1 + b % 20}),
        "extend_case" => json!({"case": case, "limit": "5wd", "reason": why}),
        "return_case" => json!({"case": case, "papers": "身份证", "reason": why}),
        "supply_papers" => json!({"case": case, "papers": "all"}),
        "refuse_case" => json!({"case": case, "reason": why, "clause": "第三条"}),
        "withdraw_case" => json!({"case": case}),
        "join_case" => json!({"case": case, "offices": "甲局,乙局"}),
        "finish_part" => {
            json!({"case": case, "office": if a.is_multiple_of(2) { "甲局" } else { "乙局" }})
        }
        "follow_case" => json!({"case": case, "staff": 11}),
        "deliver_case" => json!({"case": case, "to": "王芳"}),
        "redate_cases" => json!({}),
        "say_no" => json!({"window": window, "what": "建房", "reason": why, "clause": "第三条"}),
        "see_no" => json!({"no": no}),
        "tell_place" => json!({"window": window, "what": "护照", "office": "出入境大厅"}),
        "hand_over" => json!({"window": window, "what": "落户", "blocked": why}),
        "call_hard" => json!({"hard": hard, "whom": "县公安局", "outcome": why}),
        "size_hard" => json!({"hard": hard, "size": "joint", "reason": why}),
        "close_hard" => json!({"hard": hard, "end": "explained", "outcome": why}),
        "book" => json!({"at": "23:30", "matter": matter, "staff": 11, "name": "王芳"}),
        "keep_booking" => json!({"booking": booking}),
        "end_booking" => json!({"booking": booking, "reason": why}),
        "record_print" => json!({"about": case, "paper": "acceptance", "result": "printed"}),
        "receive_papers" => {
            json!({"window": window, "matter": matter, "name": "王芳", "papers": if a.is_multiple_of(2) { "1" } else { "all" }})
        }
        "give_notice" if a.is_multiple_of(2) => json!({"case": case}),
        "give_notice" => json!({"window": window, "matter": matter, "name": "王芳", "papers": ""}),
        "accept_received" => json!({"case": case}),
        other => panic!("a verb without fields for it: {other}"),
    }
}
