//! Errands by proxy as those who run them see them: what is to be done next, and who holds what.

use std::collections::BTreeMap;

use chrono::Days;
use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use crate::domain::calendar::Calendar;
use crate::domain::case_file::Stage;
use crate::domain::custody::SharedCase;
use crate::domain::deadline::Lamp;
use crate::domain::ids::CaseId;
use crate::domain::ids::StaffNo;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Mode;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::domain::number as numbers;
use crate::domain::service::said_since;
use crate::domain::service::week;
use crate::domain::service::week::Enough;
use crate::domain::service::week::Week;
use crate::domain::site::Org;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::domain::time::Zone;
use crate::ops::Error;
use crate::ops::Hall;
use crate::ops::read::holds;
use crate::ops::read::holds::HeldPaper;
use crate::ops::read::raised;
use crate::ops::read::raised::RaisedLine;
use crate::ops::read::sites::LineState;
use crate::store::StoreError;
use crate::store::ledger;
use crate::store::view;

/// Where an errand stands for its assistant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrandPlace {
    /// It was given; the papers are not taken over yet.
    Collect,
    /// The papers are here and go to the hall.
    HandIn,
    /// It is on the way to the hall, or there.
    Away,
    /// Result or papers go back to the resident.
    Return,
}

impl ErrandPlace {
    /// All places, in the order of a day.
    pub const ALL: [ErrandPlace; 4] = [
        ErrandPlace::Collect,
        ErrandPlace::HandIn,
        ErrandPlace::Away,
        ErrandPlace::Return,
    ];
}

/// What the assistant does next with an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrandNext {
    /// Look the papers through and take them over.
    Accept,
    /// Bring it to the hall.
    HandIn,
    /// Say which of the papers on their way here came.
    Confirm,
    /// Hand result and papers to the resident, who signs.
    Deliver,
    /// Hand the papers that are here to the resident, who signs.
    GiveBack,
    /// Close the file.
    File,
    /// Have the resident renew what ran out.
    Renew,
    /// Find or count a paper.
    Settle,
    /// Nothing: the other side does it.
    Wait,
}

/// What is wrong with an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrandTrouble {
    /// A paper is lost.
    Lost,
    /// The two sites disagree about a paper.
    Disputed,
    /// They disagree about the errand itself; a leader decides.
    Clash,
    /// It is past its day.
    Late,
    /// The mandate ran out.
    Expired,
}

/// An errand on a village's board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrandLine {
    /// The errand, which is the case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The matter's code.
    pub matter: String,
    /// The matter's name.
    pub matter_name: String,
    /// The resident's name.
    pub applicant: String,
    /// The phone, masked.
    pub phone: String,
    /// The village that runs it.
    pub village: String,
    /// The assistant's name.
    pub assistant: String,
    /// How it is run.
    pub mode: Mode,
    /// How far it is.
    pub step: Step,
    /// Where it stands; `None` when nothing is left to do at the village.
    pub place: Option<ErrandPlace>,
    /// What comes next.
    pub next: ErrandNext,
    /// Where the case stands.
    pub stage: Stage,
    /// The lamp of its day.
    pub lamp: Option<Lamp>,
    /// The day the lamp is about: by when it is handed in, promised, or given back.
    pub day: Option<NaiveDate>,
    /// The local day on which it was read.
    pub today: NaiveDate,
    /// After which day it may on no account come to the hall.
    pub latest: NaiveDate,
    /// Until when the mandate holds.
    pub until: NaiveDate,
    /// The papers the hall wants.
    pub wanted: Vec<String>,
    /// What is wrong.
    pub troubles: Vec<ErrandTrouble>,
    /// Whether the resident stopped it.
    pub stopped: bool,
    /// Official charges paid for the resident, in fen.
    pub charged: u64,
    /// Whether the resident has the result and can be asked here how it was.
    pub to_rate: bool,
    /// The papers.
    pub papers: Vec<Paper>,
}

impl ErrandLine {
    pub(super) fn of(shared: &SharedCase, mandate: &Mandate, at: &Now<'_>) -> ErrandLine {
        let here = shared.giver == at.own;
        let place = place(shared, mandate);
        let (lamp, day) = lamp(shared, mandate, place, at);
        let phone = &mandate.applicant.phone;
        ErrandLine {
            case: shared.case,
            number: shared.number.clone(),
            matter: shared.matter.clone(),
            matter_name: shared.matter_name.clone(),
            applicant: shared.applicant.clone(),
            phone: numbers::mask_phone(phone),
            village: at.name(shared.giver),
            assistant: mandate.assistant.clone(),
            mode: mandate.mode,
            step: mandate.step(),
            place,
            next: match here {
                true => next(shared, mandate, place, at.day),
                false => ErrandNext::Wait,
            },
            stage: shared.stage,
            lamp,
            day,
            today: at.day,
            latest: mandate.latest,
            until: mandate.until,
            wanted: (mandate.from_hall.as_ref()).map_or_else(Vec::new, |told| told.wanted.clone()),
            troubles: troubles(shared, mandate, lamp, at.day),
            stopped: mandate.stopped.is_some(),
            // They may be another site's words.
            charged: (mandate.charges.iter()).fold(0, |sum, one| sum.saturating_add(one.fen)),
            papers: mandate.papers.clone(),
            to_rate: mandate
                .to_ask_until(at.own, at.calendar, at.zone)
                .is_some_and(|last| at.day <= last),
        }
    }

    /// Returns the papers that are at the village.
    pub fn here(&self) -> impl Iterator<Item = &Paper> {
        self.papers.iter().filter(|paper| is_here(paper))
    }

    /// Returns the papers on their way to the village.
    pub fn coming(&self) -> impl Iterator<Item = &Paper> {
        self.papers
            .iter()
            .filter(|paper| comes_to(paper, &Keeper::Village))
    }

    /// Returns the papers on their way to the hall.
    pub fn at_the_door(&self) -> impl Iterator<Item = &Paper> {
        self.papers
            .iter()
            .filter(|paper| comes_to(paper, &Keeper::Hall))
    }

    /// Returns whether it is handed to the resident on the next market day.
    pub fn is_picked_up(&self) -> bool {
        matches!(self.next, ErrandNext::Deliver | ErrandNext::GiveBack)
    }

    /// Returns how pressing it is, the most pressing first.
    fn pressing(&self) -> (std::cmp::Reverse<Option<Lamp>>, Option<NaiveDate>, &str) {
        (
            std::cmp::Reverse(self.lamp),
            self.day.or(Some(NaiveDate::MAX)),
            &self.number,
        )
    }
}

/// Somebody who works at the village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VillageStaff {
    /// The badge number.
    pub no: StaffNo,
    /// The name.
    pub name: String,
    /// Whether they are posted as on duty today.
    pub posted: bool,
    /// Since when they are checked in today.
    pub there: Option<UtcMs>,
}

/// What a village station sees of its errands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Village {
    /// The station's name.
    pub name: String,
    /// The hall's name; `None` where this is no village enrolled below a hall.
    pub hall: Option<String>,
    /// The local day.
    pub day: NaiveDate,
    /// Who works here.
    pub staff: Vec<VillageStaff>,
    /// How this week of service days stands; `None` where this is no village.
    pub week: Option<Week>,
    /// Last week, where somebody was here on too few days.
    pub short_week: Option<Week>,
    /// The errands with something left to do, by place, the most pressing first.
    pub lines: Vec<ErrandLine>,
    /// Papers that are not settled, the overdue first.
    pub held: Vec<HeldPaper>,
    /// Matters that residents brought up and this village raised; those answered first.
    pub raised: Vec<RaisedLine>,
    /// How the exchange with the hall stands; `None` where there is none.
    pub line: Option<LineState>,
    /// Home visits of the hotline that this station is to make.
    pub visits: usize,
}

/// What the board is read against.
pub(super) struct Now<'a> {
    pub(super) own: Org,
    pub(super) day: NaiveDate,
    pub(super) calendar: &'a Calendar,
    pub(super) zone: Zone,
    /// What the sites that are known here are called.
    sites: BTreeMap<Org, String>,
}

impl Now<'_> {
    /// Returns what a site is called; its code where it is not known.
    pub(super) fn name(&self, org: Org) -> String {
        let name = self.sites.get(&org).cloned();
        name.unwrap_or_else(|| org.to_string())
    }
}

fn comes_to(paper: &Paper, keeper: &Keeper) -> bool {
    let moving = paper.moving.as_ref();
    moving.is_some_and(|moving| moving.to == *keeper)
}

/// Returns whether a paper lies at the village for certain.
fn is_here(paper: &Paper) -> bool {
    paper.keeper == Keeper::Village && paper.moving.is_none() && !paper.is_odd()
}

/// Returns whether a paper that must come back is neither here nor on its way.
fn is_away(paper: &Paper) -> bool {
    let elsewhere =
        matches!(paper.keeper, Keeper::Hall | Keeper::Office(_)) || comes_to(paper, &Keeper::Hall);
    let coming = comes_to(paper, &Keeper::Village);
    paper.comes_back() && elsewhere && !coming && paper.lost.is_none()
}

fn place(shared: &SharedCase, mandate: &Mandate) -> Option<ErrandPlace> {
    let papers = &mandate.papers;
    let coming = papers.iter().any(|paper| comes_to(paper, &Keeper::Village));
    let back = match coming || !papers.iter().any(is_away) {
        true => ErrandPlace::Return,
        false => ErrandPlace::Away,
    };
    let settled = papers.iter().all(Paper::is_settled);
    match mandate.step() {
        _ if mandate.stopped.is_some() => (!settled).then_some(back),
        Step::Given => Some(ErrandPlace::Collect),
        Step::Accepted if coming => Some(ErrandPlace::Return),
        Step::Accepted if shared.custodian == shared.giver => Some(ErrandPlace::HandIn),
        Step::Accepted => Some(ErrandPlace::Away),
        Step::Handled | Step::Delivered => Some(back),
        Step::Filed | Step::Reported | Step::CalledBack => (!settled).then_some(back),
    }
}

fn next(
    shared: &SharedCase,
    mandate: &Mandate,
    place: Option<ErrandPlace>,
    today: NaiveDate,
) -> ErrandNext {
    let papers = &mandate.papers;
    let unsettled = || papers.iter().filter(|paper| !paper.is_settled());
    let odd = unsettled().any(Paper::is_odd);
    let here = unsettled().any(|paper| is_here(paper) && paper.comes_back());
    let coming = papers.iter().any(|paper| comes_to(paper, &Keeper::Village));
    match (mandate.step(), place) {
        (_, None) => ErrandNext::Wait,
        _ if coming => ErrandNext::Confirm,
        _ if mandate.stopped.is_some() => back_home(here, odd),
        (Step::Given | Step::Accepted, _)
            if mandate.until < today && shared.custodian == shared.giver =>
        {
            ErrandNext::Renew
        }
        (Step::Given, _) => ErrandNext::Accept,
        (Step::Accepted, Some(ErrandPlace::HandIn)) => ErrandNext::HandIn,
        (Step::Handled, Some(ErrandPlace::Return)) => ErrandNext::Deliver,
        (Step::Delivered, _) if unsettled().next().is_none() => ErrandNext::File,
        (Step::Delivered | Step::Filed | Step::Reported, _) => back_home(here, odd),
        _ => ErrandNext::Wait,
    }
}

fn back_home(here: bool, odd: bool) -> ErrandNext {
    match (here, odd) {
        (true, _) => ErrandNext::GiveBack,
        (false, true) => ErrandNext::Settle,
        (false, false) => ErrandNext::Wait,
    }
}

fn lamp(
    shared: &SharedCase,
    mandate: &Mandate,
    place: Option<ErrandPlace>,
    at: &Now<'_>,
) -> (Option<Lamp>, Option<NaiveDate>) {
    match place {
        _ if mandate.stopped.is_some() => (None, None),
        Some(ErrandPlace::Collect | ErrandPlace::HandIn) => {
            let handed = shared.custodian != shared.giver;
            let lamp = mandate.hand_in_lamp(handed, at.day);
            (lamp, lamp.map(|_| mandate.hand_in))
        }
        Some(ErrandPlace::Away) if mandate.step() < Step::Handled => {
            let told = mandate.from_hall.as_ref();
            (mandate.lamp(at.day), told.and_then(|told| told.due))
        }
        Some(_) if mandate.step() == Step::Handled => hand_back(mandate, at),
        _ => (None, None),
    }
}

/// Returns the lamp of what the hall decided and the resident has not got yet.
fn hand_back(mandate: &Mandate, at: &Now<'_>) -> (Option<Lamp>, Option<NaiveDate>) {
    let due = mandate.home_by(at.calendar, at.zone);
    let lamp = due.map(|due| match at.day {
        day if day > due => Lamp::Red,
        day if day >= due.pred_opt().unwrap_or(due) => Lamp::Amber,
        _ => Lamp::Green,
    });
    (lamp, due)
}

fn troubles(
    shared: &SharedCase,
    mandate: &Mandate,
    lamp: Option<Lamp>,
    today: NaiveDate,
) -> Vec<ErrandTrouble> {
    let papers = &mandate.papers;
    let before_the_end = mandate.step() < Step::Handled && mandate.stopped.is_none();
    let found = [
        (
            papers.iter().any(|paper| paper.lost.is_some()),
            ErrandTrouble::Lost,
        ),
        (
            papers.iter().any(|paper| !paper.disputed.is_empty()),
            ErrandTrouble::Disputed,
        ),
        (shared.open().next().is_some(), ErrandTrouble::Clash),
        (lamp == Some(Lamp::Red), ErrandTrouble::Late),
        (
            before_the_end && mandate.until < today,
            ErrandTrouble::Expired,
        ),
    ];
    let found = found.into_iter().filter(|(is, _)| *is);
    found.map(|(_, trouble)| trouble).collect()
}

impl Hall {
    pub(super) fn at<'h>(
        &'h self,
        db: &Connection,
        now: UtcMs,
    ) -> Result<Option<Now<'h>>, StoreError> {
        let Some(own) = view::sites::own(db)? else {
            return Ok(None);
        };
        let mut sites = view::sites::names(db)?;
        sites.insert(own.org, own.name);
        Ok(Some(Now {
            own: own.org,
            day: self.day_of(now),
            calendar: self.calendar(),
            zone: self.config().zone(),
            sites,
        }))
    }

    /// Returns what a village station sees of its errands.
    ///
    /// # Errors
    /// The store's own error.
    pub fn village(&self, now: UtcMs) -> Result<Village, Error> {
        let db = self.store().db();
        let live = self.live(now)?;
        let staff = live.staff.iter().map(|staff| VillageStaff {
            no: staff.no,
            name: staff.name.clone(),
            posted: staff.posted == Some(live.day),
            there: None,
        });
        let mut village = Village {
            name: self.config().hall.name.clone(),
            hall: None,
            day: live.day,
            staff: staff.collect(),
            week: None,
            short_week: None,
            lines: Vec::new(),
            held: Vec::new(),
            raised: Vec::new(),
            line: None,
            visits: 0,
        };
        let (Some(at), Some(own)) = (self.at(db, now)?, view::sites::own(db)?) else {
            return Ok(village);
        };
        self.days_of_week(db, own.org, &mut village)?;
        village.name = own.name;
        let parent = view::sites::peers(db)?
            .into_iter()
            .find(|peer| peer.relation == Relation::Parent);
        if let Some(parent) = &parent {
            village.line = Some(self.line_to(parent)?);
        }
        village.raised = raised::lines(db, &at)?;
        village.hall = parent
            .filter(|_| own.kind == SiteKind::Village)
            .map(|peer| peer.card.name);
        let given = view::shared::mandates(db)?;
        let given = given.iter().filter(|shared| shared.giver == own.org);
        village.lines = lines(given, &at)
            .filter(|line| line.place.is_some())
            .collect();
        village
            .lines
            .sort_by(|a, b| (a.place, a.pressing()).cmp(&(b.place, b.pressing())));
        let out = view::shared::papers_out(db)?;
        let out = out.iter().filter(|shared| shared.giver == own.org);
        village.held = holds::held(out, &at);
        village.visits = self.visits_to_make()?;
        Ok(village)
    }

    /// Adds who is checked in, and how the week stands.
    fn days_of_week(&self, db: &Connection, org: Org, village: &mut Village) -> Result<(), Error> {
        let since = said_since(village.day, self.config().zone());
        let service = ledger::service(db, org, since)?;
        for staff in &mut village.staff {
            let stay = service.stay_of((org, staff.no), village.day);
            staff.there = stay.and_then(|stay| stay.since());
        }
        let monday = week::monday(village.day);
        let errand = view::shared::first_mandate(db, org)?;
        let began = service.began(org, errand).unwrap_or(monday);
        let calendar = self.calendar();
        let week = |monday| service.week((org, began), monday, calendar, village.day);
        let last = monday.checked_sub_days(Days::new(7));
        let last = last.filter(|last| *last >= week::monday(began)).map(week);
        village.short_week = last.filter(|last| last.enough == Enough::Short);
        village.week = Some(week(monday));
        Ok(())
    }

    /// Returns the errands a number means that was said over the phone: all its digits, or the last
    /// five.
    ///
    /// # Errors
    /// [`crate::domain::refusal::MandateRefusal::NumberMisheard`],
    /// [`crate::domain::refusal::MandateRefusal::MandateUnknown`].
    pub fn find_errands(&self, text: &str, now: UtcMs) -> Result<Vec<ErrandLine>, Error> {
        let found = self.errands_meant(text)?;
        let at = self.at(self.store().db(), now)?;
        Ok(at.map_or_else(Vec::new, |at| lines(found.iter(), &at).collect()))
    }

    /// Counts the errands that villages handed in here and that are no case yet.
    ///
    /// # Errors
    /// The store's own error.
    pub fn count_incoming(&self) -> Result<u64, Error> {
        let db = self.store().db();
        match view::sites::own(db)? {
            Some(own) => Ok(view::shared::count_incoming(db, own.org)?),
            None => Ok(0),
        }
    }

    /// Returns the errands that villages handed in here and that are no case yet, the most pressing
    /// first.
    ///
    /// # Errors
    /// The store's own error.
    pub fn incoming(&self, now: UtcMs) -> Result<Vec<ErrandLine>, Error> {
        let db = self.store().db();
        let Some(at) = self.at(db, now)? else {
            return Ok(Vec::new());
        };
        let waiting = view::shared::incoming(db, at.own)?;
        let mut lines: Vec<ErrandLine> = lines(waiting.iter(), &at).collect();
        lines.sort_by(|a, b| a.pressing().cmp(&b.pressing()));
        Ok(lines)
    }
}

pub(super) fn lines<'s>(
    cases: impl Iterator<Item = &'s SharedCase>,
    at: &Now<'_>,
) -> impl Iterator<Item = ErrandLine> {
    cases.filter_map(|shared| {
        let mandate = shared.mandate.as_ref()?;
        Some(ErrandLine::of(shared, mandate, at))
    })
}
