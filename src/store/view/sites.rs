//! The table `sites`: this site's place in the tree, its parent and its children.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

use crate::domain::entry::ActorNo;
use crate::domain::event::KeyRevoked;
use crate::domain::event::SiteEnrolled;
use crate::domain::event::SitePlaced;
use crate::domain::event::Voucher;
use crate::domain::ids::StaffNo;
use crate::domain::site::Card;
use crate::domain::site::Org;
use crate::domain::site::PublicKey;
use crate::domain::site::Relation;
use crate::domain::site::SiteKind;
use crate::domain::time::UtcMs;
use crate::store::error::Attempt;
use crate::store::error::StoreError;
use crate::store::view::At;
use crate::store::view::odd;
use crate::store::view::rows;
use crate::store::view::run;

const LOOK: &str = "read the sites";

/// This site's own place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The organisation.
    pub org: Org,
    /// What the site is.
    pub kind: SiteKind,
    /// The site's name.
    pub name: String,
}

impl Own {
    /// Returns what stands for the site in numbers that no two sites of a hall or county may give
    /// alike, as `V001`: the level, and the end of its code.
    pub fn mark(&self) -> String {
        let level = match self.kind {
            SiteKind::Village => 'V',
            SiteKind::Hall => 'T',
            SiteKind::Hub => 'C',
        };
        format!("{level}{:03}", self.org.code() % 1_000)
    }
}

/// A site that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// What it is to this site.
    pub relation: Relation,
    /// Its card, as last vouched for.
    pub card: Card,
    /// When two people last vouched for the site, and who.
    pub vouched: Option<Vouched>,
    /// When a key of it that was known before last vouched for a newer card since, and which.
    pub renewed: Option<(UtcMs, PublicKey)>,
}

/// The two people of this site who vouched for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vouched {
    /// When that was.
    pub at: UtcMs,
    /// Who enrolled it.
    pub first: ActorNo,
    /// Who witnessed it.
    pub second: StaffNo,
}

/// A key of another site that is believed no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// Whose key it was.
    pub org: Org,
    /// The key.
    pub key: PublicKey,
    /// Since when.
    pub at: UtcMs,
    /// Who revoked it.
    pub actor: ActorNo,
    /// Why.
    pub reason: String,
}

/// Gives the site its place; a later entry moves it.
pub(crate) fn place(db: &Connection, e: &SitePlaced) -> Result<(), StoreError> {
    run(
        db,
        "keep the sites",
        "DELETE FROM sites WHERE relation = 'self'",
        [],
    )?;
    run(
        db,
        "keep the sites",
        "INSERT INTO sites (org, relation, kind, name) VALUES (?1, 'self', ?2, ?3)
         ON CONFLICT (org) DO NOTHING",
        (e.org.code(), e.kind.word(), &e.name),
    )
    .map(drop)
}

/// Keeps another site's card.
pub(crate) fn enrol(db: &Connection, at: &At, e: &SiteEnrolled) -> Result<(), StoreError> {
    let card = serde_json::to_string(&e.card).unwrap_or_default();
    // A key brings a card further; who stands for the site stays who it was.
    let (people, key) = match &e.voucher {
        Voucher::People { witness } => (Some((at.wall.0, at.actor.0, witness.0)), None),
        Voucher::Key(key) => (None, Some((at.wall.0, key.0))),
    };
    run(
        db,
        "keep the sites",
        "INSERT INTO sites (org, relation, kind, name, card, enrolled, actor, witness, renewed, voucher)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (org) DO UPDATE SET relation = ?2, kind = ?3, name = ?4, card = ?5,
             enrolled = coalesce(?6, enrolled), actor = coalesce(?7, actor),
             witness = coalesce(?8, witness), renewed = ?9, voucher = ?10
         WHERE relation <> 'self'",
        (
            e.card.org.code(),
            e.relation.word(),
            e.card.kind.word(),
            &e.card.name,
            card,
            people.map(|(at, _, _)| at),
            people.map(|(_, first, _)| first),
            people.map(|(_, _, second)| second),
            key.map(|(at, _)| at),
            key.map(|(_, key)| key),
        ),
    )
    .map(drop)
}

/// Notes that a key is believed no more; the first word about it stays.
pub(crate) fn revoke(db: &Connection, at: &At, e: &KeyRevoked) -> Result<(), StoreError> {
    run(
        db,
        "keep the sites",
        "INSERT INTO revoked_keys (org, key, at, actor, reason) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (org, key) DO NOTHING",
        (e.org.code(), e.key.0, at.wall.0, at.actor.0, &e.reason),
    )
    .map(drop)
}

/// Returns the keys of other sites that are believed no more, by site.
///
/// # Errors
/// The store's own error.
pub fn revoked(db: &Connection) -> Result<Vec<Revoked>, StoreError> {
    rows(
        db,
        LOOK,
        "SELECT org, key, at, actor, reason FROM revoked_keys ORDER BY org, at, key",
        [],
        |row| {
            Ok(Revoked {
                org: Org::new(row.get(0)?).ok_or_else(|| odd(0, "org"))?,
                key: PublicKey(row.get(1)?),
                at: UtcMs(row.get(2)?),
                actor: ActorNo(row.get(3)?),
                reason: row.get(4)?,
            })
        },
    )
}

/// Returns this site's place; `None` until it is given one.
///
/// # Errors
/// The store's own error.
pub fn own(db: &Connection) -> Result<Option<Own>, StoreError> {
    db.prepare_cached("SELECT org, kind, name FROM sites WHERE relation = 'self'")
        .and_then(|mut statement| {
            statement
                .query_row([], |row| {
                    let kind: String = row.get(1)?;
                    Ok(Own {
                        org: Org::new(row.get(0)?).ok_or_else(|| odd(0, "org"))?,
                        kind: SiteKind::from_word(&kind).ok_or_else(|| odd(1, &kind))?,
                        name: row.get(2)?,
                    })
                })
                .optional()
        })
        .attempt(LOOK)
}

/// Returns the sites that are known here, by code.
///
/// # Errors
/// The store's own error.
pub fn peers(db: &Connection) -> Result<Vec<Peer>, StoreError> {
    rows(
        db,
        LOOK,
        "SELECT relation, card, enrolled, actor, witness, renewed, voucher FROM sites WHERE relation <> 'self' ORDER BY org",
        [],
        |row| {
            let relation: String = row.get(0)?;
            let card: String = row.get(1)?;
            Ok(Peer {
                relation: Relation::from_word(&relation).ok_or_else(|| odd(0, &relation))?,
                card: serde_json::from_str(&card).map_err(|_| odd(1, "card"))?,
                vouched: vouched(row)?,
                renewed: row
                    .get::<_, Option<_>>(5)?
                    .zip(row.get::<_, Option<_>>(6)?)
                    .map(|(at, key)| (UtcMs(at), PublicKey(key))),
            })
        },
    )
}

/// Returns what this site and those known here are called, by code; where two have one name the code
/// stands with it.
///
/// # Errors
/// The store's own error.
pub fn names(db: &Connection) -> Result<BTreeMap<Org, String>, StoreError> {
    let peers = peers(db)?.into_iter();
    let mut all: Vec<(Org, String)> = peers.map(|peer| (peer.card.org, peer.card.name)).collect();
    all.extend(own(db)?.map(|own| (own.org, own.name)));
    let called = |(org, name): &(Org, String)| {
        let namesakes = all.iter().filter(|(_, other)| other == name).count();
        match namesakes {
            1 => (*org, name.clone()),
            _ => (*org, format!("{name} {org}")),
        }
    };
    Ok(all.iter().map(called).collect())
}

fn vouched(row: &Row<'_>) -> rusqlite::Result<Option<Vouched>> {
    let at: Option<i64> = row.get(2)?;
    let (first, second): (Option<u32>, Option<u32>) = (row.get(3)?, row.get(4)?);
    let people = at.zip(first).zip(second);
    Ok(people.map(|((at, first), second)| Vouched {
        at: UtcMs(at),
        first: ActorNo(first),
        second: StaffNo(second),
    }))
}
