//! What a rule refuses about sites: their places, their cards and who vouches, their clocks and
//! versions, and what they say of shared cases.

use serde::Serialize;
use thiserror::Error;

use crate::domain::ids::StaffNo;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;

/// A rule about sites said no. Each case has a sentence in both languages under `refusal.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SiteRefusal {
    /// The code is not one of such a site.
    #[error("{org} is no code of a {}: a hub has 6 digits, a hall 9, a village 12", kind.word())]
    OrgKindWrong {
        /// The code given.
        org: String,
        /// What the site is to be.
        kind: SiteKind,
    },
    /// Others know the site under its code.
    #[error("other sites know this one as {org}; it cannot get another code or kind any more")]
    SiteSettled {
        /// Its code.
        org: String,
    },
    /// The file is no whole card.
    #[error("this is no whole site card; have the other site write it again and bring that file")]
    CardDamaged,
    /// Another version wrote the card.
    #[error(
        "this card is of version {version}, which this yizhan cannot read; upgrade the older one of the two sites"
    )]
    CardVersion {
        /// The version.
        version: u32,
    },
    /// The card is not signed by its own key.
    #[error(
        "this card is not signed by the site it names; do not use it, and ask that site for its card again"
    )]
    CardForged,
    /// The newest key on the card was revoked.
    #[error(
        "the key of this card was revoked here; {site} must change its keys and bring its new card"
    )]
    CardRevoked {
        /// The site on the card.
        site: String,
    },
    /// The fingerprint is another.
    #[error(
        "this is not the fingerprint of this card; call the other site and have it read out again, and do not enrol it while they differ"
    )]
    FingerprintWrong,
    /// The two people are one.
    #[error("a second person must confirm; {staff} cannot do both")]
    WitnessSame {
        /// The person.
        staff: StaffNo,
    },
    /// None of the two is a leader.
    #[error("one of the two must be a duty leader")]
    LeaderWanted,
    /// The card is this site's own.
    #[error("{site} is this site itself; take the card of the other one")]
    SiteIsSelf {
        /// Its code.
        site: String,
    },
    /// The other site has no such place beside this one.
    #[error("{site} is no {} of {own}: a hall is below the hub whose 6 digits begin its code, a village below the hall whose 9 digits begin it", relation.word())]
    SiteMisplaced {
        /// The other site.
        site: String,
        /// What it was to be.
        relation: Relation,
        /// This site.
        own: String,
    },
    /// The site has a parent already.
    #[error("this site has a parent already: {site}; a site has one")]
    ParentAlready {
        /// The parent.
        site: String,
    },
    /// No such key is believed.
    #[error("{site} has no one key {key} that is believed here; see yizhan sites")]
    KeyUnknown {
        /// The site.
        site: String,
        /// The key given.
        key: String,
    },
    /// A later program wrote about it.
    #[error(
        "a newer yizhan wrote about this, and this one cannot read all of it; upgrade it to change this"
    )]
    WrittenByNewer,
    /// The card names a log of this site.
    #[error("the card of {site} names a log of this site as its own; have it write the card again")]
    CardNamesOurs {
        /// The site.
        site: String,
    },
    /// More was said about a shared case than counts.
    #[error(
        "so much was said about {case} that it cannot be changed any more; share the work anew"
    )]
    SharedCrowded {
        /// The case number.
        case: String,
    },
    /// The clock is not behind.
    #[error("the clock does not lie behind the ledger, so there is nothing to correct")]
    ClockNotBehind,
    /// The clock is not the one that was read.
    #[error("this machine's clock says {clock}, which is not the time given; set it right first")]
    ClockStillWrong {
        /// What it says.
        clock: String,
    },
}
