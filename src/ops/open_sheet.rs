//! Begins somebody’s score sheet of a year or half of one (量化打分) (leader).

use serde::Deserialize;
use serde::Serialize;

use crate::domain::close_lock::Hand;
use crate::domain::event::ScoreOpened;
use crate::domain::ids::SheetId;
use crate::domain::ids::StaffNo;
use crate::domain::ids::number_or_text;
use crate::domain::live::Live;
use crate::domain::plain;
use crate::domain::refusal::Refusal;
use crate::domain::refusal::ScoreRefusal;
use crate::domain::score::Period;
use crate::domain::score::Profile;
use crate::domain::score::ScoreSheet;
use crate::domain::score::Scored;
use crate::domain::score::Terms;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::MAX_TEXT;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::scoring;
use crate::ops::scoring::SheetNow;
use crate::store::view;

/// Begins somebody’s score sheet of a year or half of one (量化打分) (leader).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSheet {
    /// Who is scored: a badge number, or the name of who has none.
    #[serde(deserialize_with = "number_or_text")]
    pub person: String,
    /// How it is scored; the hall's own when left out.
    #[serde(default)]
    pub profile: String,
    /// Of which period: `2026`, or `2026-1` for the first half; the present one when left out.
    #[serde(default, deserialize_with = "number_or_text")]
    pub period: String,
    /// What was signed, and where it was made public (责任书).
    #[serde(default)]
    pub pledge: String,
}

impl Verb for OpenSheet {
    type Done = SheetNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SheetNow, Error> {
        let live = act.live()?;
        act.leader(&live)?;
        let hand = Hand {
            by: intake::by_name(act, &live)?,
            day: act.today(),
        };
        let scored = self.scored(&live)?;
        let profile = self.terms(act)?;
        let period = self.period(act, &profile)?;
        let pledge = optional_text("pledge", &self.pledge, MAX_TEXT)?;
        if profile.pledge && pledge.is_empty() {
            return Err(ScoreRefusal::PledgeMissing.into());
        }
        let before = match scored.staff {
            Some(staff) => view::scores::of_staff(act.db(), staff)?,
            None => view::scores::of_person(act.db(), &scored.name)?,
        };
        let same = |sheet: &&ScoreSheet| {
            let is_void = sheet.closed.as_ref().is_some_and(|c| !c.void.is_empty());
            let one = sheet.scored.staff == scored.staff;
            one && sheet.period == period && sheet.terms.profile.name == profile.name && !is_void
        };
        if let Some(sheet) = before.iter().find(same) {
            return Err(ScoreRefusal::SheetTwice {
                person: scored.name,
                number: sheet.terms.number.clone(),
            }
            .into());
        }
        let event = ScoreOpened {
            sheet: SheetId(act.new_id()?),
            hand,
            terms: Terms {
                number: intake::next_of_day(act, "score_sheets", 'L', hand.day)?,
                day: hand.day,
                profile,
            },
            scored,
            period,
            pledge,
        };
        let sheet = ScoreSheet::open(&event);
        scoring::keep(act, &sheet, None, event)
    }
}

impl OpenSheet {
    fn scored(&self, live: &Live) -> Result<Scored, Refusal> {
        let name = optional_text("person", &self.person, MAX_NAME)?;
        if name.is_empty() {
            return Err(Refusal::NameMissing);
        }
        if let Ok(no) = plain::digits(&name).parse::<StaffNo>() {
            let staff = live.staff(no)?;
            return Ok(Scored {
                staff: Some(no),
                name: staff.name.clone(),
            });
        }
        // Who is of the staff here is so by name, too.
        let key = plain::name_key(&name);
        let mut named = live.staff.iter();
        let mut named = named.by_ref().filter(|s| plain::name_key(&s.name) == key);
        let staff = named.next();
        if named.next().is_some() {
            return Err(ScoreRefusal::TwoOfOneName { person: name }.into());
        }
        Ok(Scored {
            staff: staff.map(|staff| staff.no),
            name,
        })
    }

    /// Returns the profile with the weights that hold today.
    fn terms(&self, act: &Act<'_, '_>) -> Result<Profile, ScoreRefusal> {
        let (rules, profiles) = (&act.config.score, &act.config.profiles);
        let name = match self.profile.trim() {
            "" => rules.profile.as_str(),
            given => given,
        };
        let unknown = || ScoreRefusal::ProfileUnknown {
            profile: name.chars().take(MAX_NAME).collect(),
            known: profiles
                .all()
                .map(|profile| profile.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        };
        let mut profile = profiles.named(name).ok_or_else(unknown)?.clone();
        profile.source.clear();
        if let Some(own) = rules.weights.get(name) {
            profile.weigh(own).map_err(|_| unknown())?;
        }
        Ok(profile)
    }

    fn period(&self, act: &Act<'_, '_>, profile: &Profile) -> Result<Period, ScoreRefusal> {
        let now = Period::of(profile.period, act.today());
        if self.period.trim().is_empty() {
            return Ok(now);
        }
        Period::read(&self.period)
            .filter(|period| period.span() == profile.period)
            .ok_or_else(|| ScoreRefusal::PeriodWrong {
                period: self.period.trim().chars().take(20).collect(),
                sample: now.to_string(),
            })
    }
}
