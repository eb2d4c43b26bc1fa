//! What verbs about jobs of the hotline have in common: which job, which log, which station.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::event::Event;
use crate::domain::event::JobSent;
use crate::domain::hotline::Job;
use crate::domain::hotline::Nearness;
use crate::domain::hotline::Spot;
use crate::domain::hotline::Stand;
use crate::domain::hotline::Station;
use crate::domain::hotline::station::nearest;
use crate::domain::ids::JobId;
use crate::domain::ids::StaffNo;
use crate::domain::plain;
use crate::domain::refusal::HotlineRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::SiteRefusal;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::sharing;
use crate::store::Audience;
use crate::store::view;
use crate::store::view::sites::Own;

/// A job as it stands after a verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobNow {
    /// Its number.
    pub number: String,
    /// How far it is.
    pub stand: Stand,
    /// Its last day.
    pub due: NaiveDate,
    /// The station it lies with; empty where it was not sent.
    pub station: String,
    /// Why there.
    pub why: Option<Nearness>,
    /// Who goes.
    pub person: String,
    /// When, in local time; empty where it was not sent.
    pub at: String,
    /// What is odd about the phone, as codes of findings.
    pub warnings: Vec<String>,
}

impl JobNow {
    /// Loads it.
    ///
    /// # Errors
    /// The store's own error.
    pub(crate) fn load(act: &Act<'_, '_>, job: JobId) -> Result<JobNow, Error> {
        let job = one(act, &job.to_string())?;
        let (zone, now) = (act.zone(), job.now());
        Ok(JobNow {
            stand: job.stand(),
            due: job.call.due,
            station: now.map_or_else(String::new, |sending| sending.to.name.clone()),
            why: now.map(|sending| sending.why),
            person: now.map_or_else(String::new, |sending| sending.person.clone()),
            at: now.map_or_else(String::new, |sending| {
                zone.local(sending.when)
                    .format("%Y-%m-%d %H:%M")
                    .to_string()
            }),
            warnings: Vec::new(),
            number: job.call.number,
        })
    }
}

/// A job at hand, with who acts and where.
pub(crate) struct Found {
    /// This site; `None` where it has no place yet.
    pub(crate) own: Option<Own>,
    /// Who acts.
    pub(crate) staff: StaffNo,
    /// The name of who acts.
    pub(crate) name: String,
    /// The job.
    pub(crate) job: Job,
}

/// Finds a job by its number or id, for a member of staff.
///
/// # Errors
/// [`Refusal::StaffOnly`], [`HotlineRefusal::JobUnknown`], [`HotlineRefusal::JobTwice`],
/// [`Refusal::SharedTooNew`], [`SiteRefusal::SharedCrowded`].
pub(crate) fn find(act: &Act<'_, '_>, text: &str) -> Result<Found, Error> {
    let live = act.live()?;
    let staff = intake::by_name(act, &live)?;
    let job = one(act, text)?;
    let case = job.call.number.clone();
    if job.newer {
        return Err(Refusal::SharedTooNew { case }.into());
    }
    let own = view::sites::own(act.db())?;
    let here = own.as_ref().map_or(Org::UNPLACED, |own| own.org);
    // What a site says of its own job is gathered whatever others say, so it can always go on.
    if job.crowded && job.opener() != here {
        return Err(SiteRefusal::SharedCrowded { case }.into());
    }
    Ok(Found {
        own,
        staff,
        name: live.staff(staff)?.name.clone(),
        job,
    })
}

fn one(act: &Act<'_, '_>, text: &str) -> Result<Job, Error> {
    let number = plain::digits(text.trim()).to_ascii_uppercase();
    let id = number.parse::<JobId>().ok();
    let mut found = match id {
        Some(id) => view::jobs::load(act.db(), id)?.into_iter().collect(),
        None => view::jobs::find(act.db(), &number)?,
    };
    match (found.pop(), found.pop()) {
        (Some(job), None) => Ok(job),
        (None, _) => Err(HotlineRefusal::JobUnknown { number }.into()),
        _ => Err(HotlineRefusal::JobTwice { number }.into()),
    }
}

impl Found {
    /// Returns the job's number.
    pub(crate) fn number(&self) -> String {
        self.job.call.number.clone()
    }

    /// Returns this site as entries name it.
    pub(crate) fn here(&self) -> Org {
        self.own.as_ref().map_or(Org::UNPLACED, |own| own.org)
    }

    /// Checks that this site took the call.
    pub(crate) fn opened_here(&self, act: &Act<'_, '_>) -> Result<(), Error> {
        match self.job.opener() == self.here() {
            true => Ok(()),
            false => Err(self.elsewhere(act, self.job.opener())?.into()),
        }
    }

    /// Checks that the job was sent and is not done, and that this site sees to it or took the call.
    pub(crate) fn goes_here(&self, act: &Act<'_, '_>) -> Result<(), Error> {
        let number = self.number();
        match self.job.stand() {
            Stand::Open => return Err(HotlineRefusal::JobNotSent { number }.into()),
            Stand::Done | Stand::Over => return Err(HotlineRefusal::JobOver { number }.into()),
            Stand::Sent => {}
        }
        let here = self.here();
        match here == self.job.holder() || here == self.job.opener() {
            true => Ok(()),
            false => Err(self.elsewhere(act, self.job.holder())?.into()),
        }
    }

    /// Returns the refusal that names who has the job.
    pub(crate) fn elsewhere(
        &self,
        act: &Act<'_, '_>,
        holder: Org,
    ) -> Result<HotlineRefusal, Error> {
        let (number, holder) = (self.number(), sharing::name_of(act, holder)?);
        Ok(HotlineRefusal::JobElsewhere { number, holder })
    }

    /// Writes something about the job where those who see to it read it.
    pub(crate) fn say(
        &self,
        act: &mut Act<'_, '_>,
        event: impl Into<Event>,
    ) -> Result<JobNow, Error> {
        let with = match self.job.opener() == self.here() {
            true => self.job.holder(),
            false => self.job.opener(),
        };
        let audience = self.log_with(act, with)?;
        act.emit_on(&audience, self.job.call.job.0, event, &[])?;
        JobNow::load(act, self.job.call.job)
    }

    fn log_with(&self, act: &mut Act<'_, '_>, with: Org) -> Result<String, Error> {
        match &self.own {
            Some(own) if own.org != with => {
                let peer = sharing::peer(act, &with.to_string())?;
                sharing::audience(act, own, &peer)
            }
            _ => Ok(Audience::Up.word().to_owned()),
        }
    }

    /// Sends the job: the station it leaves and the one it comes to both read it.
    pub(crate) fn send(&self, act: &mut Act<'_, '_>, order: &Order<'_>) -> Result<JobNow, Error> {
        let person = optional_text("person", order.person, MAX_NAME)?;
        if person.is_empty() {
            return Err(HotlineRefusal::PersonMissing.into());
        }
        if order.at.trim().is_empty() {
            return Err(HotlineRefusal::TimeMissing.into());
        }
        let call = self.job.call.clone();
        if call.village.is_empty() && call.place.is_empty() {
            return Err(HotlineRefusal::WhereMissing.into());
        }
        let (to, why) = station(act, self.own.as_ref(), &call.village, order.station)?;
        let left = self.job.holder();
        let comes = to.site.unwrap_or(self.here());
        let event = JobSent {
            job: call.job,
            turn: self.job.turn() + 1,
            to,
            why,
            person,
            at: act.time_to_come(order.at)?,
            spot: order.spot,
            reason: order.reason.to_owned(),
            call,
        };
        let mut logs = Vec::new();
        for with in [left, comes] {
            let log = self.log_with(act, with)?;
            let one_is_ours = with == self.here() && left != comes;
            if !one_is_ours && !logs.contains(&log) {
                logs.push(log);
            }
        }
        for log in &logs {
            act.emit_on(log, self.job.call.job.0, event.clone(), &[])?;
        }
        JobNow::load(act, self.job.call.job)
    }
}

/// Who is to go, when and where.
pub(crate) struct Order<'o> {
    /// Who.
    pub(crate) person: &'o str,
    /// When, as people write it.
    pub(crate) at: &'o str,
    /// The station that was chosen; the nearest when empty.
    pub(crate) station: &'o str,
    /// At home or elsewhere.
    pub(crate) spot: Spot,
    /// Why anew; empty the first time.
    pub(crate) reason: &'o str,
}

/// Returns this site as a station.
pub(crate) fn here(own: Option<&Own>, hall: &str) -> Station {
    match own {
        Some(own) => Station {
            name: own.name.clone(),
            site: Some(own.org),
        },
        None => Station {
            name: hall.to_owned(),
            site: None,
        },
    }
}

/// Returns the sites below this one as stations, by code; namesakes have their code in their name.
///
/// # Errors
/// The store's own error.
pub(crate) fn sites(db: &rusqlite::Connection) -> Result<Vec<Station>, Error> {
    let below = view::sites::peers(db)?.into_iter();
    let below = below.filter(|peer| peer.relation == Relation::Child);
    let mut names = view::sites::names(db)?;
    let station = |peer: view::sites::Peer| Station {
        name: names.remove(&peer.card.org).unwrap_or(peer.card.name),
        site: Some(peer.card.org),
    };
    Ok(below.map(station).collect())
}

/// Returns the station a job goes to, and why there.
fn station(
    act: &Act<'_, '_>,
    own: Option<&Own>,
    village: &str,
    chosen: &str,
) -> Result<(Station, Nearness), Error> {
    let (sites, listed) = (sites(act.db())?, &act.config.hotline.stations);
    let here = here(own, &act.config.hall.name);
    let (chosen, code) = (chosen.trim().to_owned(), plain::digits(chosen));
    if chosen.is_empty() {
        return Ok(nearest(village, &sites, listed, &here));
    }
    let points = listed.iter().map(|station| Station {
        name: station.name.clone(),
        site: None,
    });
    let named = |station: &Station| {
        station.name == chosen || station.site.is_some_and(|org| org.to_string() == code)
    };
    let mut found = sites.into_iter().chain(points).chain([here]).filter(named);
    match (found.next(), found.next()) {
        (Some(station), None) => Ok((station, Nearness::Chosen)),
        _ => Err(HotlineRefusal::StationUnknown { station: chosen }.into()),
    }
}

/// Returns the code of a village as it was typed: that of a station called so first, since it is what
/// the hall knows best.
///
/// # Errors
/// The store's own error, [`Refusal::TooLong`].
pub(crate) fn village(act: &Act<'_, '_>, text: &str) -> Result<String, Error> {
    let village = crate::ops::register::village(text)?;
    let sites = sites(act.db())?.into_iter();
    let mut named = sites.filter(|site| site.name == village);
    Ok(match (named.next(), named.next()) {
        (Some(site), None) => site.site.map_or(village, |org| org.to_string()),
        _ => village,
    })
}

/// Returns the next number, as `HT001-260312-001`: the letter is the level, so that no two sites of
/// one hall give the same; a hall without a place has none, as `H-260312-001`.
pub(crate) fn next_number(act: &Act<'_, '_>, own: Option<&Own>) -> Result<String, Error> {
    let day = act.today().format("%y%m%d");
    let mark = crate::domain::printed::letters(act.epoch());
    let place = own.map_or_else(String::new, Own::mark);
    let opener = own.map_or(Org::UNPLACED, |own| own.org);
    let begins = format!("H{place}-{day}-{mark}");
    let last = view::jobs::last_number(act.db(), opener, &begins)?;
    let count = crate::domain::printed::count(last.as_deref(), &mark).saturating_add(1);
    Ok(format!("{begins}{count:03}"))
}
