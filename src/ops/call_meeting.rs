//! Calls a meeting that judges. The entry is the notice: no day before it is believed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event;
use crate::domain::ids::MeetingId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::number_or_text;
use crate::domain::live::Live;
use crate::domain::meeting;
use crate::domain::meeting::MOST_SUBJECTS;
use crate::domain::meeting::Profile;
use crate::domain::meeting::Subject;
use crate::domain::plain;
use crate::domain::refusal::MeetingRefusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::meeting::MeetingNow;

/// Calls a meeting that judges, on a day long enough after today, which is that of the notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallMeeting {
    /// The name of a profile.
    pub profile: String,
    /// The local day it is held.
    pub day: NaiveDate,
    /// Where.
    pub place: String,
    /// Who is judged: badges or names, parted by semicolons.
    #[serde(deserialize_with = "number_or_text")]
    pub subjects: String,
    /// How many were invited, where a share of them must come.
    #[serde(default, deserialize_with = "number_or_text")]
    pub invited: u32,
}

impl Verb for CallMeeting {
    type Done = MeetingNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<MeetingNow, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let by = intake::by_name(act, &live)?;
        let profile = profile(&self.profile)?;
        let hand = Hand {
            by,
            day: act.today(),
        };
        meeting::check_notice(hand.day, self.day, &profile)?;
        if profile.need.asks_for_invited() && self.invited == 0 {
            return Err(MeetingRefusal::InvitedMissing.into());
        }
        let subjects = subjects(&self.subjects, &live)?;
        let place = optional_text("place", &self.place, MAX_NAME)?;
        if place.is_empty() {
            return Err(crate::domain::refusal::Refusal::PlaceMissing.into());
        }
        let called = event::MeetingCalled {
            meeting: MeetingId(act.new_id()?),
            number: intake::next_of_day(act, "meetings", 'M', act.today())?,
            hand,
            day: self.day,
            place,
            profile,
            subjects,
            invited: self.invited,
        };
        let meeting = meeting::Meeting::new(&called);
        meeting.not_judged(by)?;
        crate::ops::meeting::keep(act, &meeting, called)
    }
}

fn profile(name: &str) -> Result<Profile, MeetingRefusal> {
    let name = name.trim().replace('-', "_");
    meeting::named(&name).ok_or_else(|| {
        let known: Vec<&str> = meeting::shipped().iter().map(|p| p.name.as_str()).collect();
        MeetingRefusal::MeetingKindUnknown {
            profile: name,
            known: known.join(", "),
        }
    })
}

/// Returns who or what is meant by a name: the one member of staff who is called so, or else the name.
fn by_name(name: String, live: &Live) -> Subject {
    let key = plain::name_key(&name);
    let mut called = live
        .staff
        .iter()
        .filter(|s| plain::name_key(&s.name) == key);
    let staff = called.next().filter(|_| called.next().is_none());
    Subject {
        staff: staff.map(|staff| staff.no),
        name,
    }
}

fn subjects(text: &str, live: &Live) -> Result<Vec<Subject>, Error> {
    let mut subjects = Vec::new();
    let mut names = BTreeSet::new();
    for part in text.split([';', '；', '\n']) {
        let name = optional_text("name", part, MAX_NAME)?;
        if name.is_empty() {
            continue;
        }
        let subject = match plain::digits(&name).parse::<u32>() {
            Ok(badge) => {
                let staff = live.staff(StaffNo(badge))?;
                Subject {
                    staff: Some(staff.no),
                    name: staff.name.clone(),
                }
            }
            Err(_) => by_name(name, live),
        };
        if !names.insert(plain::name_key(&subject.name)) {
            let name = subject.name;
            return Err(MeetingRefusal::SubjectTwice { name }.into());
        }
        subjects.push(subject);
    }
    match subjects.len() {
        0 => Err(MeetingRefusal::SubjectMissing.into()),
        n if n > MOST_SUBJECTS => Err(MeetingRefusal::SubjectsMany {
            most: MOST_SUBJECTS,
        }
        .into()),
        _ => Ok(subjects),
    }
}
