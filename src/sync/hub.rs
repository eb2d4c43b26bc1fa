//! The county's PostgreSQL: its tables, its logins, and whether they keep the rules.
//!
//! Nothing here is a server of our own: tables, roles and row level security are all there is.
//! Migrations are never edited; the hash of each is kept in the comment on the schema, so that no
//! table without an organisation is needed.

use std::fmt;

use postgres::Client;
use postgres::GenericClient;
use postgres::Transaction;
use postgres_protocol::password::scram_sha_256;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Org;
use crate::store::StoreError;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::postgres::CHILD_ROLE;
use crate::sync::carrier::postgres::line::Address;
use crate::sync::carrier::postgres::line::said;
use crate::sync::dice::Dice;

pub mod checkpoint;
pub mod figures;
pub mod fill;
pub mod lint;
pub mod load;

pub use fill::load_all;
pub use fill::load_at;
pub use lint::lint;
pub use load::load;

/// The login of the county's own program.
pub const IMPORTER: &str = "hub_importer";

const ROLES: &str = include_str!("sql/hub_roles.sql");

/// The hub's migrations in order.
const MIGRATIONS: [&str; 7] = [
    include_str!("sql/hub_1_carrier.sql"),
    include_str!("sql/hub_2_entries.sql"),
    include_str!("sql/hub_3_county.sql"),
    include_str!("sql/hub_4_directory.sql"),
    include_str!("sql/hub_5_again.sql"),
    include_str!("sql/hub_6_excluded.sql"),
    include_str!("sql/hub_7_figures.sql"),
];

/// What is wrong at the hub's database.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// What was given is no address of a database.
    #[error("{}", .0.why)]
    Address(CarrierError),
    /// It could not be reached.
    #[error(transparent)]
    Carrier(#[from] CarrierError),
    /// It refused a statement.
    #[error("the database refused: {}", said(.0))]
    Sql(#[from] postgres::Error),
    /// A migration in the database is not the one this program has.
    #[error("step {0} of the hub's tables is not the one of this program")]
    Changed(usize),
    /// The tables were made by a newer program.
    #[error("the hub's tables were made by a newer program: step {there}, this one knows {known}")]
    Newer {
        /// The steps taken there.
        there: usize,
        /// The steps this program has.
        known: usize,
    },
    /// Something has the name of our schema and is not ours.
    #[error("there is a schema `yizhan` in this database that is not a hub's")]
    NotOurs,
    /// The hub has no tables yet.
    #[error("this database is no hub yet; make it one with `yizhan hub init`")]
    NoHub,
    /// The store of the county's site failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What one organisation's log holds is refused; the others are loaded all the same.
    #[error("entries of {org} in its log {log} could not be loaded: {why}")]
    Of {
        /// The organisation.
        org: Org,
        /// The log.
        log: LogId,
        /// What is wrong.
        why: Box<HubError>,
    },
    /// A connection's own thread ended without a word.
    #[error("a connection ended without a word")]
    Broken,
    /// A number in an entry is too large for the database.
    #[error("entry {0} has a number that is too large")]
    Range(u64),
}

impl HubError {
    /// Returns whether the entries themselves are refused, and not the line or the program.
    fn is_of_data(&self) -> bool {
        match self {
            // The classes "data exception" and "integrity constraint violation".
            HubError::Sql(error) => error
                .code()
                .is_some_and(|code| code.code().starts_with("22") || code.code().starts_with("23")),
            HubError::Range(_) => true,
            _ => false,
        }
    }

    /// Returns the word that names the error.
    pub fn code(&self) -> &'static str {
        match self {
            HubError::Address(_) => "hub_address",
            HubError::Carrier(_) => "hub_line",
            HubError::Sql(_) | HubError::Range(_) | HubError::Broken | HubError::Of { .. } => {
                "hub_refused"
            }
            HubError::Changed(_) => "hub_changed",
            HubError::Newer { .. } => "hub_newer",
            HubError::NotOurs => "hub_not_ours",
            HubError::NoHub => "hub_none",
            HubError::Store(error) => error.code(),
        }
    }
}

/// A line for someone's settings, with a password that is shown only this once.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// The login.
    pub user: String,
    /// The line: `postgres://user:password@host:port/database`.
    pub line: String,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// What `hub init` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The steps taken now, from 1.
    pub steps: Vec<usize>,
    /// The importer's line, where its login has no password yet; else it stays as it is.
    pub importer: Option<Access>,
}

/// Makes a database a hub, or brings its tables up to this program's; again changes nothing.
///
/// # Errors
/// [`HubError`].
pub fn init(admin: &str, dice: &mut Dice) -> Result<Made, HubError> {
    let address = address(admin)?;
    let access = access(&address, IMPORTER, dice);
    at(&address, move |client| {
        let mut change = client.transaction()?;
        // Two at once would both find nothing.
        change.execute("SELECT pg_advisory_xact_lock(hashtext('yizhan hub'))", &[])?;
        change.batch_execute(ROLES)?;
        let steps = migrate(&mut change)?;
        let logs_in: bool = change
            .query_one(
                "SELECT rolcanlogin FROM pg_roles WHERE rolname = $1",
                &[&IMPORTER],
            )?
            .try_get(0)?;
        let importer = match logs_in {
            true => None,
            false => Some(access.give(&mut change)?),
        };
        change.commit()?;
        Ok(Made { steps, importer })
    })
}

/// Makes a child's login and returns the line it needs; for one that is there, a new password
/// takes the place of the old.
///
/// # Errors
/// [`HubError`].
pub fn add_hall(admin: &str, org: Org, dice: &mut Dice) -> Result<Access, HubError> {
    let address = address(admin)?;
    let user = format!("{CHILD_ROLE}{org}");
    let access = access(&address, &user, dice);
    at(&address, move |client| {
        let mut change = client.transaction()?;
        change.execute("SELECT pg_advisory_xact_lock(hashtext('yizhan hub'))", &[])?;
        if ours(&mut change)?.is_empty() {
            return Err(HubError::NoHub);
        }
        let known = change.query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[&user])?;
        if known.is_none() {
            // One for tonight, one that hangs from yesterday, one to look with.
            change.batch_execute(&format!("CREATE ROLE {user} CONNECTION LIMIT 3"))?;
        }
        change.batch_execute(&format!("GRANT yizhan_hall TO {user}"))?;
        let access = access.give(&mut change)?;
        change.commit()?;
        Ok(access)
    })
}

/// Takes a child's login away; what it sent stays.
///
/// # Errors
/// [`HubError`].
pub fn remove_hall(admin: &str, org: Org) -> Result<(), HubError> {
    let user = format!("{CHILD_ROLE}{org}");
    at(&address(admin)?, move |client| {
        let known = client.query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[&user])?;
        if known.is_some() {
            // Without the group a line that is open already may do nothing more either.
            client.batch_execute(&format!(
                "ALTER ROLE {user} NOLOGIN PASSWORD NULL; REVOKE yizhan_hall FROM {user}"
            ))?;
            client.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE usename = $1 AND pg_has_role(usesysid, 'USAGE')",
                &[&user],
            )?;
        }
        Ok(())
    })
}

/// Reads the address of a county's database.
///
/// # Errors
/// [`HubError::Address`].
pub fn address(url: &str) -> Result<Address, HubError> {
    Address::parse(url).map_err(HubError::Address)
}

/// Returns a login's line with a new password, which the server has still to be given.
fn access(address: &Address, user: &str, dice: &mut Dice) -> NewAccess {
    let password = password(dice);
    NewAccess {
        // The server gets what it checks against and never the password, which its log might keep.
        verifier: scram_sha_256(password.as_bytes()),
        access: Access {
            user: user.to_owned(),
            line: address.line_for(user, &password),
        },
    }
}

struct NewAccess {
    verifier: String,
    access: Access,
}

impl NewAccess {
    fn give(self, change: &mut Transaction<'_>) -> Result<Access, HubError> {
        let NewAccess { verifier, access } = self;
        let user = &access.user;
        change.batch_execute(&format!("ALTER ROLE {user} LOGIN PASSWORD '{verifier}'"))?;
        Ok(access)
    }
}

/// Returns 28 characters that can be read over the phone: 140 bits.
fn password(dice: &mut Dice) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 28] = dice.bytes();
    bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect()
}

/// Returns the steps that were taken, all of which this program must know.
fn ours(client: &mut impl GenericClient) -> Result<Vec<String>, HubError> {
    let taken = steps_taken(client)?;
    if taken.len() > MIGRATIONS.len() {
        return Err(HubError::Newer {
            there: taken.len(),
            known: MIGRATIONS.len(),
        });
    }
    for (i, (there, ours)) in taken.iter().zip(MIGRATIONS).enumerate() {
        if *there != Hash::of(ours.as_bytes()).to_string() {
            return Err(HubError::Changed(i + 1));
        }
    }
    Ok(taken)
}

/// Makes sure that the tables are those of this program, no older and no newer.
pub(crate) fn is_hub(client: &mut impl GenericClient) -> Result<(), HubError> {
    match ours(client)?.len() == MIGRATIONS.len() {
        true => Ok(()),
        false => Err(HubError::NoHub),
    }
}

fn migrate(change: &mut Transaction<'_>) -> Result<Vec<usize>, HubError> {
    let taken = ours(change)?;
    let new: Vec<usize> = (taken.len() + 1..=MIGRATIONS.len()).collect();
    if new.is_empty() {
        return Ok(new);
    }
    change.batch_execute("SET LOCAL ROLE yizhan_owner")?;
    for text in MIGRATIONS.iter().skip(taken.len()) {
        change.batch_execute(text)?;
    }
    let hashes: Vec<String> = MIGRATIONS
        .iter()
        .map(|text| Hash::of(text.as_bytes()).to_string())
        .collect();
    let comment = format!("COMMENT ON SCHEMA yizhan IS '{MARK}{}'", hashes.join(" "));
    change.batch_execute(&comment)?;
    change.batch_execute("RESET ROLE")?;
    Ok(new)
}

/// What the comment on the schema begins with.
const MARK: &str = "yizhan hub: ";

fn steps_taken(client: &mut impl GenericClient) -> Result<Vec<String>, HubError> {
    let schema = client.query_opt(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'yizhan'",
        &[],
    )?;
    let Some(schema) = schema else {
        return Ok(Vec::new());
    };
    let comment: Option<&str> = schema.try_get(0)?;
    let hashes = comment.and_then(|comment| comment.strip_prefix(MARK));
    let hashes = hashes.ok_or(HubError::NotOurs)?;
    Ok(hashes.split_whitespace().map(str::to_owned).collect())
}

/// Connects for the functions of this module that take a connection.
///
/// # Errors
/// [`HubError::Address`] or [`HubError::Carrier`].
pub fn connect(url: &str) -> Result<Client, HubError> {
    call(&address(url)?)
}

/// One statement may take the server ten times as long as an answer: ten minutes.
const STATEMENT: u32 = 10;
/// So many times the patience of an address may one piece of work take: a little longer than one
/// statement, so that the server's own word comes first.
pub const WORK: u32 = 11;

/// Connects and does a piece of work. A server that takes the call and says nothing, or falls silent
/// in the middle, is given up after [`WORK`] times the patience of the address: eleven minutes.
///
/// # Errors
/// [`HubError`].
pub fn at<T: Send + 'static>(
    address: &Address,
    work: impl FnOnce(&mut Client) -> Result<T, HubError> + Send + 'static,
) -> Result<T, HubError> {
    let mut client = call(address)?;
    address.within(address.patience() * WORK, move || work(&mut client))
}

/// Connects. The server waits for no lock longer than half a minute, works at no statement longer
/// than ten, and ends a transaction of ours that says nothing for two, so that an importer which
/// hangs holds no other up.
fn call(address: &Address) -> Result<Client, HubError> {
    let patience = address.patience();
    let limits = format!(
        "SET lock_timeout = {}; SET statement_timeout = {};
         SET idle_in_transaction_session_timeout = {}",
        patience.as_millis() / 2,
        (patience * STATEMENT).as_millis(),
        (patience * 2).as_millis(),
    );
    let mut client = address.connect()?;
    address.within(patience, move || {
        client.batch_execute(&limits)?;
        Ok(client)
    })
}
