//! A county's PostgreSQL as carrier: one row for each segment, one for each note.
//!
//! A child writes into `inbox` and `notes_up` and reads `outbox` and `notes_down`, each time only
//! its own organisation's rows; the hub the other way round. Which of the two we are is told by
//! the login: `hall_<organisation>` is a child. It leads a child to the organisation directly above
//! it and the hub to those directly below it, and to nobody else either of them knows.

use postgres::types::ToSql;

use crate::domain::entry::Hash;
use crate::domain::entry::LogId;
use crate::domain::site::Org;
use crate::sync::carrier::Carrier;
use crate::sync::carrier::CarrierError;
use crate::sync::carrier::KeyPair;
use crate::sync::carrier::Label;
use crate::sync::carrier::NoteKind;
use crate::sync::carrier::Route;
use crate::sync::carrier::Trouble;
use crate::sync::segment::Parts;

pub mod line;

use line::Address;
use line::Line;

/// One statement, and so one transaction, takes so many bytes; a line of a village carries that
/// within a minute.
const BATCH_BYTES: usize = 2 << 20;
/// One statement takes so many segments.
const BATCH: usize = 256;

/// What a login of a child begins with.
pub const CHILD_ROLE: &str = "hall_";

/// The statements for one direction.
struct Way {
    segments: &'static str,
    notes: &'static str,
    segment: &'static str,
    note: &'static str,
    put_segments: &'static str,
    put_note: &'static str,
}

macro_rules! way {
    ($segments:literal, $notes:literal) => {
        Way {
            segments: concat!(
                "SELECT log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to FROM yizhan.",
                $segments,
                " WHERE org = $1"
            ),
            notes: concat!("SELECT kind, signed_by, no FROM yizhan.", $notes, " WHERE org = $1"),
            segment: concat!(
                "SELECT man, sig, payload FROM yizhan.",
                $segments,
                " WHERE (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to)",
                " = ($1, $2, $3, $4, $5, $6, $7)"
            ),
            note: concat!(
                "SELECT bytes FROM yizhan.",
                $notes,
                " WHERE (org, kind, signed_by, no) = ($1, $2, $3, $4)"
            ),
            put_segments: concat!(
                "INSERT INTO yizhan.",
                $segments,
                " (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to, man, sig, payload)",
                " SELECT $1, * FROM unnest($2::bytea[], $3::bigint[], $4::bigint[], $5::bytea[],",
                " $6::bigint[], $7::bigint[], $8::bytea[], $9::bytea[], $10::bytea[])",
                " ON CONFLICT DO NOTHING"
            ),
            put_note: concat!(
                "INSERT INTO yizhan.",
                $notes,
                " (org, kind, signed_by, no, bytes) VALUES ($1, $2, $3, $4, $5)",
                " ON CONFLICT DO NOTHING"
            ),
        }
    };
}

static UP: Way = way!("inbox", "notes_up");
static DOWN: Way = way!("outbox", "notes_down");

/// A PostgreSQL that carries.
pub struct Postgres {
    address: Address,
    me: Org,
    child: bool,
    line: Option<Line>,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Postgres {
    /// Takes the line that `hub add-hall` gave; connects when it is first used.
    ///
    /// # Errors
    /// [`CarrierError`]: it is no address, or the login of another organisation.
    pub fn new(url: &str, me: Org) -> Result<Postgres, CarrierError> {
        Postgres::at(Address::parse(url)?, me)
    }

    /// Takes an address that was read already.
    ///
    /// # Errors
    /// [`CarrierError`]: it is the login of another organisation.
    pub fn at(address: Address, me: Org) -> Result<Postgres, CarrierError> {
        let user = address.user().unwrap_or_default();
        let login = user.strip_prefix(CHILD_ROLE).map(str::to_owned);
        let carrier = Postgres {
            child: login.is_some(),
            address,
            me,
            line: None,
        };
        match login {
            Some(org) if org.parse() != Ok(me) => {
                Err(carrier.refused(format!("this line was made for {org}; this site is {me}")))
            }
            _ => Ok(carrier),
        }
    }

    fn refused(&self, why: String) -> CarrierError {
        CarrierError {
            name: self.address.name().to_owned(),
            trouble: Trouble::Other,
            why,
        }
    }

    /// Returns the direction of a route and the organisation its rows belong to.
    fn way(&self, route: Route) -> Result<(&'static Way, i64), CarrierError> {
        let (out, other) = match route.from == self.me {
            true => (true, route.to),
            false => (false, route.from),
        };
        let ours = out || route.to == self.me;
        match (ours && self.serves(other), self.child == out) {
            (true, true) => Ok((&UP, route.from.code())),
            (true, false) => Ok((&DOWN, route.to.code())),
            (false, _) => Err(self.refused(format!(
                "it carries nothing from {} to {} for {}",
                route.from, route.to, self.me
            ))),
        }
    }

    fn ask<T: Send + 'static>(
        &mut self,
        bytes: usize,
        job: impl FnOnce(&mut line::Open) -> Result<T, postgres::Error> + Send + 'static,
    ) -> Result<T, CarrierError> {
        let line = match self.line.take() {
            Some(line) => line,
            None => Line::open(&self.address)?,
        };
        let answer = line.ask(bytes, job);
        // A refused statement leaves the line as it was; a lost line is made anew the next time.
        let lost = answer
            .as_ref()
            .is_err_and(|error| error.trouble == Trouble::Away);
        if !lost {
            self.line = Some(line);
        }
        answer
    }

    fn number(&self, number: u64) -> Result<i64, CarrierError> {
        i64::try_from(number).map_err(|_| self.refused(format!("{number} is too large a number")))
    }

    fn put_segments(
        &mut self,
        (way, org): (&'static Way, i64),
        batch: Columns,
    ) -> Result<(), CarrierError> {
        if batch.logs.is_empty() {
            return Ok(());
        }
        self.ask(batch.bytes, move |open| {
            let (client, insert) = open.prepare(way.put_segments)?;
            let b = &batch;
            let columns: [&(dyn ToSql + Sync); 10] = [
                &org,
                &b.logs,
                &b.froms,
                &b.tos,
                &b.ends,
                &b.signers,
                &b.readers,
                &b.mans,
                &b.sigs,
                &b.payloads,
            ];
            client.execute(&insert, &columns).map(drop)
        })
    }
}

/// Segments as columns, as one statement takes them.
#[derive(Default)]
struct Columns {
    logs: Vec<Vec<u8>>,
    froms: Vec<i64>,
    tos: Vec<i64>,
    ends: Vec<Vec<u8>>,
    signers: Vec<i64>,
    readers: Vec<i64>,
    mans: Vec<Vec<u8>>,
    sigs: Vec<Vec<u8>>,
    payloads: Vec<Vec<u8>>,
    bytes: usize,
}

/// Cuts a segment into what stands before its signature, the signature, and what comes after.
/// Bytes that are no segment are carried too: whoever reads them will see it.
fn cut(bytes: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let payload = Parts::split(bytes).map(|parts| (parts.payload.len(), parts.signature.len()));
    let (payload, signature) = payload.unwrap_or((bytes.len(), 0));
    let (head, payload) = bytes.split_at(bytes.len() - payload);
    let (man, signature) = head.split_at(head.len() - signature);
    (man, signature, payload)
}

impl Carrier for Postgres {
    fn name(&self) -> &str {
        self.address.name()
    }

    fn serves(&self, other: Org) -> bool {
        match self.child {
            true => self.me.is_below(other),
            false => other.is_below(self.me),
        }
    }

    fn list(&mut self, route: Route) -> Result<Vec<Label>, CarrierError> {
        let (way, org) = self.way(route)?;
        let mut labels: Vec<Label> = self.ask(0, move |open| {
            let (client, statement) = open.prepare(way.segments)?;
            let mut labels: Vec<Option<Label>> = Vec::new();
            for row in client.query(&statement, &[&org])? {
                let (log, end): (&[u8], &[u8]) = (row.try_get(0)?, row.try_get(3)?);
                let (from, to): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
                let keys = (row.try_get(4)?, row.try_get(5)?);
                labels.push(segment_label(log, (from, to), end, keys));
            }
            let (client, statement) = open.prepare(way.notes)?;
            for row in client.query(&statement, &[&org])? {
                let (kind, by, no) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
                labels.push(note_label(kind, by, no));
            }
            Ok(labels.into_iter().flatten().collect())
        })?;
        labels.sort_unstable();
        Ok(labels)
    }

    fn get(&mut self, route: Route, label: &Label) -> Result<Option<Vec<u8>>, CarrierError> {
        let (way, org) = self.way(route)?;
        match *label {
            Label::Segment {
                log,
                from,
                to,
                end,
                keys,
            } => {
                let (from, to) = (self.number(from)?, self.number(to)?);
                self.ask(BATCH_BYTES, move |open| {
                    let (client, select) = open.prepare(way.segment)?;
                    let (log, end) = (log.0.as_slice(), end.0.as_slice());
                    let (by, reader) = (keys.by.cast_signed(), keys.to.cast_signed());
                    let key: [&(dyn ToSql + Sync); 7] =
                        [&org, &log, &from, &to, &end, &by, &reader];
                    let row = client.query_opt(&select, &key)?;
                    row.map(|row| {
                        let parts: [&[u8]; 3] = [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?];
                        Ok(parts.concat())
                    })
                    .transpose()
                })
            }
            Label::Note { kind, by, no } => {
                let no = self.number(no)?;
                self.ask(BATCH_BYTES, move |open| {
                    let (client, select) = open.prepare(way.note)?;
                    let by = by.cast_signed();
                    let row = client.query_opt(&select, &[&org, &kind.word(), &by, &no])?;
                    row.map(|row| row.try_get(0)).transpose()
                })
            }
        }
    }

    fn put(&mut self, route: Route, label: &Label, bytes: &[u8]) -> Result<(), CarrierError> {
        self.put_all(route, &[(*label, bytes.to_owned())])
    }

    fn put_all(&mut self, route: Route, items: &[(Label, Vec<u8>)]) -> Result<(), CarrierError> {
        let (way, org) = self.way(route)?;
        let mut batch = Columns::default();
        for (label, bytes) in items {
            match *label {
                Label::Segment {
                    log,
                    from,
                    to,
                    end,
                    keys,
                } => {
                    if batch.logs.len() == BATCH || batch.bytes + bytes.len() > BATCH_BYTES {
                        self.put_segments((way, org), std::mem::take(&mut batch))?;
                    }
                    let (man, signature, payload) = cut(bytes);
                    batch.logs.push(log.0.to_vec());
                    batch.froms.push(self.number(from)?);
                    batch.tos.push(self.number(to)?);
                    batch.ends.push(end.0.to_vec());
                    batch.signers.push(keys.by.cast_signed());
                    batch.readers.push(keys.to.cast_signed());
                    batch.mans.push(man.to_vec());
                    batch.sigs.push(signature.to_vec());
                    batch.payloads.push(payload.to_vec());
                    batch.bytes += bytes.len();
                }
                Label::Note { kind, by, no } => {
                    let (by, no) = (by.cast_signed(), self.number(no)?);
                    let bytes = bytes.clone();
                    // A note may speak of the segments before it.
                    self.put_segments((way, org), std::mem::take(&mut batch))?;
                    self.ask(bytes.len(), move |open| {
                        let (client, insert) = open.prepare(way.put_note)?;
                        client
                            .execute(&insert, &[&org, &kind.word(), &by, &no, &bytes])
                            .map(drop)
                    })?;
                }
            }
        }
        self.put_segments((way, org), batch)
    }
}

fn segment_label(
    log: &[u8],
    (from, to): (i64, i64),
    end: &[u8],
    (by, reader): (i64, i64),
) -> Option<Label> {
    Some(Label::Segment {
        log: LogId(log.try_into().ok()?),
        from: u64::try_from(from).ok()?,
        to: u64::try_from(to).ok()?,
        end: Hash::from_slice(end)?,
        keys: KeyPair {
            by: by.cast_unsigned(),
            to: reader.cast_unsigned(),
        },
    })
}

fn note_label(kind: &str, by: i64, no: i64) -> Option<Label> {
    let kind = NoteKind::ALL
        .into_iter()
        .find(|known| known.word() == kind)?;
    Some(Label::Note {
        kind,
        by: by.cast_unsigned(),
        no: u64::try_from(no).ok()?,
    })
}
