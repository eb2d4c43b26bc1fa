//! The table `sites`: this site's place in the tree, its parent and its children.

use rusqlite::Connection;
use rusqlite::OptionalExtension;

use crate::domain::event::SiteEnrolled;
use crate::domain::event::SitePlaced;
use crate::domain::site::Card;
use crate::domain::site::Org;
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

/// A site that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// What it is to this site.
    pub relation: Relation,
    /// Its card, as last vouched for.
    pub card: Card,
    /// When that was.
    pub enrolled: UtcMs,
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
    run(
        db,
        "keep the sites",
        "INSERT INTO sites (org, relation, kind, name, card, enrolled)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (org) DO UPDATE SET relation = ?2, kind = ?3, name = ?4, card = ?5,
             enrolled = ?6 WHERE relation <> 'self'",
        (
            e.card.org.code(),
            e.relation.word(),
            e.card.kind.word(),
            &e.card.name,
            card,
            at.wall.0,
        ),
    )
    .map(drop)
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
        "SELECT relation, card, enrolled FROM sites WHERE relation <> 'self' ORDER BY org",
        [],
        |row| {
            let relation: String = row.get(0)?;
            let card: String = row.get(1)?;
            Ok(Peer {
                relation: Relation::from_word(&relation).ok_or_else(|| odd(0, &relation))?,
                card: serde_json::from_str(&card).map_err(|_| odd(1, "card"))?,
                enrolled: UtcMs(row.get(2)?),
            })
        },
    )
}
