//! Gives another site a case to see to, or lets it follow one.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::event;
use crate::domain::ids::number_or_text;
use crate::domain::ids::yes_or_text;
use crate::domain::refusal::Refusal;
use crate::ops::Act;
use crate::ops::Error;
use crate::ops::Verb;
use crate::ops::act::MAX_NAME;
use crate::ops::act::optional_text;
use crate::ops::intake;
use crate::ops::sharing;
use crate::ops::sharing::SharedNow;
use crate::store::view;

/// Gives another site a case to see to, or lets it follow one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareCase {
    /// The case number.
    pub case: String,
    /// The other site: its code or its name.
    #[serde(deserialize_with = "number_or_text")]
    pub site: String,
    /// What is to be done there.
    pub what: String,
    /// The last day for it.
    #[serde(default)]
    pub day: Option<NaiveDate>,
    /// The phone to call, where the other site has to.
    #[serde(default)]
    pub phone: String,
    /// Whether this site goes on moving the case.
    #[serde(default, deserialize_with = "yes_or_text")]
    pub keep_custody: bool,
}

impl Verb for ShareCase {
    type Done = SharedNow;

    fn run(&self, act: &mut Act<'_, '_>) -> Result<SharedNow, Error> {
        let live = act.live()?;
        intake::by_name(act, &live)?;
        let own = sharing::own(act)?;
        let peer = sharing::peer(act, &self.site)?;
        let (row, file) = intake::case_file(act, &self.case)?;
        if let Some(shared) = view::shared::load(act.db(), row.id)? {
            return Err(Refusal::SharedAlready {
                site: sharing::name_of(act, shared.other(own.org))?,
                case: row.number,
            }
            .into());
        }
        if file.stage.is_over() {
            return Err(Refusal::CaseOver {
                case: row.number,
                stage: file.stage,
            }
            .into());
        }
        let with = peer.card.org;
        let shared = event::CaseShared {
            case: row.id,
            custody: 1,
            with,
            custodian: if self.keep_custody { own.org } else { with },
            number: row.number,
            matter: row.matter,
            matter_name: row.matter_name,
            applicant: row.name,
            phone: optional_text("phone", &self.phone, MAX_NAME)?,
            what: intake::what(&self.what)?,
            until: self.day,
            raised: false,
            of: None,
        };
        let audience = sharing::audience(act, &own, &peer)?;
        act.emit_on(&audience, row.id.0, shared, &[])?;
        sharing::now(act, row.id)
    }
}
