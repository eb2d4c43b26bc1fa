//! Takes a call at the hotline, or books a home visit for who cannot come.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::deadline;
use crate::domain::event::JobDone;
use crate::domain::event::JobOpened;
use crate::domain::hotline::Channel;
use crate::domain::hotline::JobKind;
use crate::domain::hotline::Spot;
use crate::domain::ids::JobId;
use crate::domain::matter::Limit;
use crate::domain::refusal::HotlineRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::site::SiteKind;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::hotline;
use crate::ops::hotline::JobNow;
use crate::ops::hotline::Order;
use crate::ops::intake;
use crate::ops::register;
use crate::store::view;

/// Takes a call at the hotline, or books a home visit for who cannot come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeCall {
    /// Repair, question, complaint, lookup, or visit for a home visit.
    pub kind: JobKind,
    /// What is asked.
    pub what: String,
    /// Who calls; may be left out by a caller who gives no name.
    #[serde(default)]
    pub name: String,
    /// The phone.
    #[serde(default)]
    pub phone: String,
    /// The village: its code or its name.
    #[serde(default)]
    pub village: String,
    /// Where in the village.
    #[serde(default)]
    pub place: String,
    /// Where it came in; the phone at a hall, the village at a village station when left out.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// The answer, of a question or a look-up that is answered at once.
    #[serde(default)]
    pub answer: String,
    /// Who goes, where somebody is sent at once.
    #[serde(default)]
    pub person: String,
    /// When they come.
    #[serde(default)]
    pub at: String,
    /// The station that sees to it; the nearest when left out.
    #[serde(default)]
    pub station: String,
    /// At the caller's home, or outside.
    #[serde(default)]
    pub spot: Spot,
}

impl Verb for TakeCall {
    type Done = JobNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<JobNow, Error> {
        let live = act.live()?;
        intake::by_name(act, &live)?;
        let answer = optional_text("answer", &self.answer, MAX_TEXT)?;
        if !answer.is_empty() && !self.kind.is_asked() {
            return Err(HotlineRefusal::NotByPhone.into());
        }
        let (job, warnings) = self.open(act)?;
        let found = hotline::find(act, &job.to_string())?;
        let sent = [&self.person, &self.at, &self.station];
        let sends =
            self.kind == JobKind::Visit || sent.iter().any(|given| !given.trim().is_empty());
        let now = match answer.is_empty() {
            false => found.say(
                act,
                JobDone {
                    job,
                    turn: 0,
                    door: Vec::new(),
                    person: found.name.clone(),
                    outcome: answer,
                },
            )?,
            true if sends => found.send(
                act,
                &Order {
                    person: &self.person,
                    at: &self.at,
                    station: &self.station,
                    spot: self.spot,
                    reason: "",
                },
            )?,
            true => JobNow::load(act, job)?,
        };
        Ok(JobNow { warnings, ..now })
    }
}

impl TakeCall {
    /// Writes the call down.
    fn open(&self, act: &mut Act<'_, '_>) -> Result<(JobId, Vec<String>), Error> {
        let own = view::sites::own(act.db())?;
        let at_village = own
            .as_ref()
            .is_some_and(|own| own.kind == SiteKind::Village);
        let usual = match at_village {
            true => Channel::Village,
            false => Channel::Phone,
        };
        let village = match (self.village.trim(), &own) {
            ("", Some(own)) if at_village => own.org.to_string(),
            (typed, _) => hotline::village(act, typed)?,
        };
        let place = optional_text("place", &self.place, MAX_NAME)?;
        if !self.kind.is_asked() && village.is_empty() && place.is_empty() {
            return Err(HotlineRefusal::WhereMissing.into());
        }
        let name = optional_text("name", &self.name, MAX_NAME)?;
        if name.is_empty() && self.kind == JobKind::Visit {
            return Err(Refusal::NameMissing.into());
        }
        let (phone, warnings) = register::clean_phone(&self.phone)?;
        let today = act.today();
        let limit = Limit::WorkingDays(act.config.hotline.due_days);
        // A year without a list of days off has every working day, and the date errs on the early side.
        let due = deadline::due(act.calendar, today, limit);
        let job = JobId(act.new_id()?);
        let call = JobOpened {
            job,
            number: hotline::next_number(act, own.as_ref())?,
            kind: self.kind,
            channel: self.channel.unwrap_or(usual),
            name,
            phone,
            village,
            place,
            what: intake::what(&self.what)?,
            day: today,
            due: due.map_or(today, |due| due.date),
        };
        act.emit(job.0, call)?;
        Ok((job, warnings))
    }
}
