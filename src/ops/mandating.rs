//! What verbs about errands by proxy have in common: which errand, which papers, whose hands.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::case_file::Stage;
use crate::domain::custody::SharedCase;
use crate::domain::custody::may_move;
use crate::domain::event;
use crate::domain::event::MandateDeed;
use crate::domain::event::OriginalDeed;
use crate::domain::ids::CaseId;
use crate::domain::mandate::Keeper;
use crate::domain::mandate::Mandate;
use crate::domain::mandate::Paper;
use crate::domain::mandate::Step;
use crate::domain::mandate::number;
use crate::domain::mandate::number::NoNumber;
use crate::domain::misuse::Misuse;
use crate::domain::plain;
use crate::domain::refusal::MandateRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::site::Org;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::sharing;
use crate::store::view;
use crate::store::view::sites::Own;

/// An errand as it stands after a verb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MandateNow {
    /// Its number.
    pub mandate: String,
    /// How far it is.
    pub step: Step,
    /// Where the case stands.
    pub stage: Stage,
    /// The organisation that moves it.
    pub custodian: Org,
    /// Papers that are not settled, by name.
    pub out: Vec<String>,
}

/// An errand at hand.
pub(crate) struct Errand {
    /// This site.
    pub(crate) own: Own,
    /// The case it is.
    pub(crate) shared: SharedCase,
    /// The errand.
    pub(crate) mandate: Mandate,
}

/// Finds an errand by its number as people say it, or by its id, for a member of staff.
///
/// # Errors
/// [`MandateRefusal::NumberMisheard`], [`MandateRefusal::MandateUnknown`], those of
/// [`sharing::find`].
pub(crate) fn find(act: &Act<'_, '_>, text: &str) -> Result<Errand, Error> {
    let given = plain::digits(text.trim());
    let wanted = match (given.parse::<CaseId>(), number::read(&given)) {
        (Ok(_), _) => given,
        (_, Ok(number)) => number,
        (_, Err(NoNumber::Check)) => {
            return Err(MandateRefusal::NumberMisheard { number: given }.into());
        }
        (_, Err(NoNumber::Form)) => {
            return Err(MandateRefusal::MandateUnknown { number: given }.into());
        }
    };
    let unknown = || MandateRefusal::MandateUnknown {
        number: wanted.clone(),
    };
    let (own, shared) = match sharing::find(act, &wanted) {
        Err(Error::Refused(Refusal::CaseUnknown { .. })) => return Err(unknown().into()),
        found => found?,
    };
    let mandate = *shared.mandate.clone().ok_or_else(unknown)?;
    Ok(Errand {
        own,
        shared,
        mandate,
    })
}

impl Errand {
    /// Returns the errand's number.
    pub(crate) fn number(&self) -> String {
        self.shared.number.clone()
    }

    /// Returns whose hands this site's are.
    pub(crate) fn here(&self) -> Keeper {
        match self.own.org == self.shared.giver {
            true => Keeper::Village,
            false => Keeper::Hall,
        }
    }

    /// Returns whose hands the other site's are.
    pub(crate) fn there(&self) -> Keeper {
        match self.here() {
            Keeper::Village => Keeper::Hall,
            _ => Keeper::Village,
        }
    }

    /// Checks that the errand may go on: it holds, and the resident has not stopped it.
    pub(crate) fn goes_on(&self, act: &Act<'_, '_>) -> Result<(), Error> {
        let number = self.number();
        if self.mandate.stopped.is_some() {
            return Err(MandateRefusal::MandateStopped { number }.into());
        }
        match self.mandate.until {
            until if until < act.today() => {
                Err(MandateRefusal::MandateExpired { number, until }.into())
            }
            _ => Ok(()),
        }
    }

    /// Checks that a step is the next.
    ///
    /// Source: rule D1 of the hall: none is skipped.
    pub(crate) fn comes_next(&self, step: Step) -> Result<(), Error> {
        let number = self.number();
        match self.mandate.step().next() {
            Some(next) if next == step => Ok(()),
            Some(next) => Err(MandateRefusal::StepNext { number, next }.into()),
            None => Err(MandateRefusal::MandateOver { number }.into()),
        }
    }

    /// Returns the papers given by number from 1; `all` are those in certain hands.
    pub(crate) fn papers(&self, given: &str, all_in: &Keeper) -> Result<Vec<&Paper>, Error> {
        let papers = &self.mandate.papers;
        if given.trim() == "all" {
            // Nobody hands on what is lost.
            let lies = |paper: &Paper| paper.moving.is_none() && paper.lost.is_none();
            let here = |paper: &&Paper| paper.keeper == *all_in && lies(paper);
            return Ok(papers.iter().filter(here).collect());
        }
        let count = papers.len();
        let one = |part: &str| -> Result<&Paper, Error> {
            let part = plain::digits(part.trim());
            let index: usize = part.parse().map_err(|_| Misuse::PaperBad {
                given: part.clone(),
            })?;
            let paper = index.checked_sub(1).and_then(|i| papers.get(i));
            Ok(paper.ok_or(Refusal::NoSuchPaper { index, count })?)
        };
        let parts = given.split([',', '，', '、']);
        parts
            .filter(|part| !part.trim().is_empty())
            .map(one)
            .collect()
    }

    /// Returns the papers that can be handed over from certain hands, by number: what is lost is in
    /// nobody's.
    pub(crate) fn in_hands(&self, keeper: &Keeper) -> Vec<u16> {
        let there = |paper: &&Paper| {
            paper.keeper == *keeper && paper.moving.is_none() && paper.lost.is_none()
        };
        let papers = self.mandate.papers.iter().filter(there);
        papers.map(|paper| paper.no).collect()
    }

    /// Writes that something happened with it.
    pub(crate) fn done(
        &self,
        act: &mut Act<'_, '_>,
        deed: MandateDeed,
        note: String,
    ) -> Result<(), Error> {
        let (case, custody) = (self.shared.case, self.shared.custody);
        let event = event::MandateDone {
            case,
            custody,
            deed,
            note,
        };
        sharing::say(act, &self.own, &self.shared, event).map(drop)
    }

    /// Writes what became of some of its papers; of none there is nothing to say.
    pub(crate) fn moved(
        &self,
        act: &mut Act<'_, '_>,
        papers: Vec<u16>,
        deed: OriginalDeed,
        note: String,
    ) -> Result<(), Error> {
        if papers.is_empty() {
            return Ok(());
        }
        let (case, custody) = (self.shared.case, self.shared.custody);
        let event = event::OriginalMoved {
            case,
            custody,
            papers,
            deed,
            note,
        };
        sharing::say(act, &self.own, &self.shared, event).map(drop)
    }

    /// Writes that a step is done.
    pub(crate) fn step(
        &self,
        act: &mut Act<'_, '_>,
        step: Step,
        slip: String,
        content: Option<bool>,
        note: String,
    ) -> Result<(), Error> {
        let deed = MandateDeed::Stepped {
            step,
            slip,
            content,
        };
        self.done(act, deed, note)
    }
}

/// Reads the number of a slip that was signed.
///
/// # Errors
/// [`MandateRefusal::SlipMissing`].
pub(crate) fn slip(text: &str) -> Result<String, Error> {
    let slip = optional_text("slip", text, MAX_NAME)?;
    match slip.is_empty() {
        true => Err(MandateRefusal::SlipMissing.into()),
        false => Ok(slip),
    }
}

/// Returns an errand as it stands after a verb.
///
/// # Errors
/// The store's own error.
pub(crate) fn now(act: &Act<'_, '_>, case: CaseId) -> Result<MandateNow, Error> {
    let unknown = || MandateRefusal::MandateUnknown {
        number: case.to_string(),
    };
    let shared = view::shared::load(act.db(), case)?.ok_or_else(unknown)?;
    let mandate = shared.mandate.as_ref().ok_or_else(unknown)?;
    Ok(MandateNow {
        mandate: shared.number.clone(),
        step: mandate.step(),
        stage: shared.stage,
        custodian: shared.custodian,
        out: mandate
            .unsettled()
            .map(|paper| paper.name.clone())
            .collect(),
    })
}

/// Tells the village where the hall's own case stands now, if the case is an errand by proxy that the
/// hall moves: its stage, its date and what is wanted. So lamp and result come back by themselves.
///
/// # Errors
/// The store's own error.
pub(crate) fn tell_village(act: &mut Act<'_, '_>, case: CaseId) -> Result<(), Error> {
    let Some(own) = view::sites::own(act.db())? else {
        return Ok(());
    };
    let at_hand = |act: &Act<'_, '_>| -> Result<Option<Errand>, Error> {
        let shared = view::shared::load(act.db(), case)?;
        Ok(shared
            .filter(|shared| {
                shared.taker == own.org && shared.custodian == own.org && !shared.is_only_read()
            })
            .and_then(|shared| {
                let mandate = *shared.mandate.clone()?;
                let own = own.clone();
                Some(Errand {
                    own,
                    shared,
                    mandate,
                })
            }))
    };
    let Some(errand) = at_hand(act)? else {
        return Ok(());
    };
    let Some(stands) = stands(act, case)? else {
        return Ok(());
    };
    for to in way(errand.shared.stage, stands.stage) {
        let event = event::SharedMoved {
            case,
            custody: errand.shared.custody,
            to,
            note: String::new(),
        };
        sharing::say(act, &own, &errand.shared, event)?;
    }
    if let Some(deed) = told(&errand.mandate, &stands) {
        errand.done(act, deed, String::new())?;
    }
    let decided = matches!(stands.stage, Stage::Done | Stage::Refused);
    if decided && errand.mandate.step() == Step::Accepted {
        errand.step(act, Step::Handled, String::new(), None, String::new())?;
    }
    Ok(())
}

/// Returns the moves that bring a shared case from one stage to another, none where it cannot go.
fn way(from: Stage, to: Stage) -> Vec<Stage> {
    if from == to {
        return Vec::new();
    }
    match may_move(from, to) {
        true => vec![to],
        // What was done at once was in work for a moment.
        false if may_move(from, Stage::Working) && may_move(Stage::Working, to) => {
            vec![Stage::Working, to]
        }
        false => Vec::new(),
    }
}

/// Where the hall's own case stands.
struct Stands {
    stage: Stage,
    due: Option<NaiveDate>,
    amber_from: Option<NaiveDate>,
    wanted: Vec<String>,
}

/// Returns the stage of the hall's own case; `None` where it has none.
///
/// # Errors
/// The store's own error.
pub(crate) fn stage_here(act: &Act<'_, '_>, case: CaseId) -> Result<Option<Stage>, Error> {
    Ok(stands(act, case)?.map(|stands| stands.stage))
}

/// Returns where the hall's own case stands; `None` where it has none. What was done at once has no file.
fn stands(act: &Act<'_, '_>, case: CaseId) -> Result<Option<Stands>, Error> {
    let file = view::case_files::load(act.db(), case)?;
    Ok(match file {
        Some(file) => Some(Stands {
            stage: file.stage,
            due: file.promise.as_ref().map(|promise| promise.due),
            amber_from: file.promise.as_ref().map(|promise| promise.amber_from),
            wanted: file.wanted,
        }),
        None => view::cases::number_of(act.db(), case)?.map(|_| Stands {
            stage: Stage::Done,
            due: None,
            amber_from: None,
            wanted: Vec::new(),
        }),
    })
}

/// Returns what is to be told of a case's date and papers; nothing where that was told.
fn told(mandate: &Mandate, stands: &Stands) -> Option<MandateDeed> {
    let (due, amber_from, wanted) = (stands.due, stands.amber_from, &stands.wanted);
    let known = mandate.from_hall.as_ref();
    let same = known.is_some_and(|told| told.due == due && told.wanted == *wanted);
    (!same).then(|| MandateDeed::Told {
        due,
        amber_from,
        wanted: wanted.clone(),
    })
}
