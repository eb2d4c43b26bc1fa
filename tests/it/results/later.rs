//! Residents of the quarter who did not answer at the window and rate later, by every other way there
//! is.

use serde_json::Value;
use serde_json::json;
use yizhan::ops::Who;

use crate::results::quarter::Quarter;
use crate::support::LEADER;
use crate::support::TrialHall;
use crate::support::sql;
use crate::support::staff;

/// Who calls, and who keys what stands on paper: none of them serves at a window.
const KEYERS: [u32; 2] = [31, 32];

/// An errand whose resident did not answer.
pub struct Silent {
    /// The number of its guest.
    n: usize,
    errand: Value,
    /// The working day it was, counted from 0.
    no: usize,
}

/// What becomes of it.
enum Way {
    /// The resident comes to a post.
    Post,
    Phone,
    /// Nobody answers the phone.
    Unreached,
    /// Two people key what is written on a form, or lay in the box.
    Form(&'static str),
    /// The resident comes on the sixth day.
    TooLate,
    Never,
}

impl Silent {
    pub fn new(n: usize, errand: Value, no: usize) -> Silent {
        Silent { n, errand, no }
    }

    /// Returns the phone of a guest: each another, so that they are not one person.
    pub fn phone(n: usize) -> String {
        match n % 4 {
            0 => format!("139{n:08}"),
            _ => String::new(),
        }
    }

    fn way(&self) -> Way {
        // Without a case nobody knows a phone.
        let is_case = self.n % 20 < 13;
        match self.n / 4 % 8 {
            0 => Way::Post,
            1 if is_case => Way::Phone,
            2 => Way::Form("paper"),
            3 => Way::Form("box"),
            4 => Way::TooLate,
            5 if is_case => Way::Unreached,
            _ => Way::Never,
        }
    }

    /// Returns the working day on which it comes: a night that was forgotten is made up for till then.
    fn comes(&self) -> usize {
        match self.way() {
            Way::TooLate => self.no + 6,
            _ => self.no + 2 + self.n / 32 % 4,
        }
    }

    fn level(&self) -> usize {
        [5, 1, 4, 3, 2, 5, 4][self.n / 4 % 7]
    }
}

impl Quarter {
    /// Takes the ratings that come today from residents who did not answer before.
    pub fn say_later(&mut self) {
        let no = self.no;
        let come = |silent: &Silent| silent.comes() == no;
        let (today, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.silent).into_iter().partition(come);
        self.silent = rest;
        for silent in today {
            said(&mut self.t, &silent);
        }
    }
}

fn said(t: &mut TrialHall, silent: &Silent) {
    let (errand, level) = (&silent.errand, silent.level());
    let rating = json!({"errand": errand, "level": level, "reasons": "wait"});
    match silent.way() {
        Way::Post => drop(t.must_by("rate_late", rating, Who::Resident)),
        Way::Phone => drop(t.must_by("phone_rating", rating, staff(KEYERS[0]))),
        Way::Unreached => {
            let fields = json!({"errand": errand, "note": "没人接"});
            t.must_by("phone_rating", fields, staff(KEYERS[1]));
        }
        Way::Form(channel) => form(t, silent, channel),
        Way::TooLate => {
            let refused = t.perform("rate_late", rating, Who::Resident);
            assert!(refused.is_err(), "the sixth day is too late");
        }
        Way::Never => {}
    }
}

/// Two people key a paper; of every third one they read another level, and a third looks at it.
fn form(t: &mut TrialHall, silent: &Silent, channel: &str) {
    let (paper, level) = (format!("P{}", silent.n), silent.level());
    let differ = silent.n.is_multiple_of(3);
    for (by, other) in KEYERS.into_iter().zip([false, differ]) {
        let level = if other { 1 + level % 5 } else { level };
        let fields = json!({"paper": paper, "errand": silent.errand, "channel": channel,
            "level": level, "reasons": "wait"});
        let now = t.must_by("key_rating", fields, staff(by));
        assert!(other || now["differ"] == json!([]), "{now}");
    }
    if differ {
        let fields = json!({"paper": paper, "line": "level", "value": level.to_string()});
        let now = t.must_by("settle_rating", fields, staff(LEADER));
        assert!(now["receipt"].is_string(), "{now}");
    }
}

/// Fails unless the quarter had what it is about: good and bad ratings by every way, each bad one with
/// its follow-up; forms that differed, closed days and forgotten ones, and late cases of which a night
/// told on whom they waited.
pub fn assert_ways(t: &TrialHall) {
    for channel in ["pad", "post", "phone", "paper", "box", "village"] {
        let of = format!("FROM ratings WHERE channel = '{channel}' AND state = 'given'");
        for level in ["level <= 2", "level > 2"] {
            let some = sql(t.dir(), &format!("SELECT count(*) > 0 {of} AND {level}"));
            assert_eq!(some, "1", "{channel} {level}");
        }
        let done = format!(
            "SELECT count(*) > 0 FROM followups WHERE errand IN (SELECT errand {of} AND level <= 2)"
        );
        assert_eq!(sql(t.dir(), &done), "1", "{channel}");
    }
    for some in [
        "FROM entries WHERE kind = 262",
        "FROM ratings WHERE excluded = 1",
        "FROM ratings WHERE state = 'invited'",
        "FROM days WHERE closed IS NOT NULL",
        "FROM days WHERE date(closed / 1000 + 28800, 'unixepoch') > day",
        "FROM periods WHERE state = 'serving' AND accuracy <> 'exact'",
        "FROM periods WHERE state = 'waiting' AND accuracy <> 'exact'",
        "FROM judged WHERE lamp = 'red' AND cause = 'resident'",
        "FROM judged WHERE lamp = 'red' AND cause = 'other_office'",
        "FROM judged WHERE lamp = 'red' AND cause = 'us'",
    ] {
        let found = sql(t.dir(), &format!("SELECT count(*) > 0 {some}"));
        assert_eq!(found, "1", "{some}");
    }
}
