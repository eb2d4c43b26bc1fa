//! Every role, every table, every verb, as the catalogue lists them: what is not allowed below is
//! refused.

use postgres::Client;
use postgres::NoTls;
use postgres::error::SqlState;
use yizhan::sync::hub;

use super::FIRST;
use super::SECOND;
use super::contract;
use super::county;
use crate::support::server::one_at_a_time;

/// A column as the catalogue has it.
struct Column {
    name: String,
    kind: String,
    default: bool,
}

struct Table {
    name: String,
    columns: Vec<Column>,
}

fn tables(client: &mut Client) -> Vec<Table> {
    let rows = client
        .query(
            "SELECT n.nspname || '.' || c.relname, a.attname::text, t.typname::text, a.atthasdef
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             JOIN pg_type t ON t.oid = a.atttypid
             WHERE n.nspname IN ('yizhan', 'hub') AND c.relkind IN ('r', 'p')
             ORDER BY 1, a.attnum",
            &[],
        )
        .unwrap();
    let mut tables: Vec<Table> = Vec::new();
    for row in rows {
        let name: String = row.get(0);
        if tables.last().is_none_or(|table| table.name != name) {
            tables.push(Table {
                name,
                columns: Vec::new(),
            });
        }
        tables.last_mut().unwrap().columns.push(Column {
            name: row.get(1),
            kind: row.get(2),
            default: row.get(3),
        });
    }
    tables
}

/// A value for a column that fits its checks; another `n` is another row.
fn value(column: &Column, org: i64, n: u8) -> String {
    let bytes = match column.name.as_str() {
        "log_id" => 16,
        _ => 32,
    };
    match (column.name.as_str(), column.kind.as_str()) {
        ("org", _) => org.to_string(),
        (_, "int8" | "int4" | "int2") => n.to_string(),
        (_, "bytea") => format!("decode(repeat('0{n}', {bytes}), 'hex')"),
        (_, "text") => format!("'t{n}'"),
        (_, "uuid") => format!("'00000000-0000-0000-0000-00000000000{n}'"),
        (_, "timestamptz" | "date") => format!("'2001-01-0{n}'"),
        (_, "bool") => "true".to_owned(),
        (_, kind) => panic!("no value for {kind}"),
    }
}

fn insert(table: &Table, columns: &[&Column], org: i64, n: u8) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let values: Vec<String> = columns.iter().map(|column| value(column, org, n)).collect();
    let (names, values) = (names.join(", "), values.join(", "));
    format!("INSERT INTO {} ({names}) VALUES ({values})", table.name)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Read,
    ReadForeign,
    ReadAll,
    Insert,
    InsertForged,
    InsertDefault,
    Update,
    Delete,
    Truncate,
    Define,
}

/// Every statement to try on a table: verb, column it is about, text.
fn statements(table: &Table) -> Vec<(Verb, String, String)> {
    let name = &table.name;
    let usual: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| !column.default)
        .collect();
    let mut all = vec![
        (
            Verb::ReadAll,
            String::new(),
            format!("SELECT * FROM {name}"),
        ),
        (Verb::Insert, String::new(), insert(table, &usual, FIRST, 2)),
        (
            Verb::InsertForged,
            String::new(),
            insert(table, &usual, SECOND, 2),
        ),
        (Verb::Delete, String::new(), format!("DELETE FROM {name}")),
        (Verb::Truncate, String::new(), format!("TRUNCATE {name}")),
    ];
    for define in [
        format!("ALTER TABLE {name} DISABLE ROW LEVEL SECURITY"),
        format!("ALTER TABLE {name} ADD COLUMN planted int"),
        format!("CREATE POLICY mine ON {name} USING (true)"),
        format!("CREATE INDEX ON {name} (org)"),
        // Who may not hand on a right is only warned.
        format!(
            "DO $$ BEGIN GRANT SELECT ON {name} TO PUBLIC;
             IF NOT has_table_privilege('stranger', '{name}', 'SELECT')
             THEN RAISE 'nothing was granted' USING ERRCODE = '42501'; END IF; END $$"
        ),
        format!("DROP TABLE {name}"),
    ] {
        all.push((Verb::Define, String::new(), define));
    }
    for column in &table.columns {
        let c = &column.name;
        let read = |org: i64| format!("SELECT {c} FROM {name} WHERE org = {org}");
        all.push((Verb::Read, c.clone(), read(FIRST)));
        all.push((Verb::ReadForeign, c.clone(), read(SECOND)));
        let new = value(column, FIRST, 3);
        all.push((
            Verb::Update,
            c.clone(),
            format!("UPDATE {name} SET {c} = {new}"),
        ));
        if column.default {
            let mut columns = usual.clone();
            columns.push(column);
            all.push((
                Verb::InsertDefault,
                c.clone(),
                insert(table, &columns, FIRST, 2),
            ));
        }
    }
    all
}

const KEYS: [&str; 9] = [
    "org",
    "log_id",
    "from_seq",
    "to_seq",
    "seg_hash",
    "signed_by",
    "sealed_to",
    "kind",
    "no",
];

/// Whether a role may do it: the whole of what is allowed.
fn allowed(role: &str, table: &str, verb: Verb, column: &str) -> bool {
    // Each side reads its own notes back, never a segment.
    let note = table.starts_with("yizhan.notes_") && column == "bytes";
    let key = KEYS.contains(&column) || note;
    let reads = matches!(verb, Verb::Read | Verb::ReadForeign | Verb::ReadAll);
    match (role, table) {
        ("hall_120115103", "yizhan.inbox" | "yizhan.notes_up") => {
            verb == Verb::Insert || (verb == Verb::Read && key)
        }
        ("hall_120115103", "yizhan.outbox" | "yizhan.notes_down") => {
            matches!(verb, Verb::Read | Verb::ReadAll)
        }
        ("hub_importer", "yizhan.inbox" | "yizhan.notes_up") => reads,
        ("hub_importer", "yizhan.outbox" | "yizhan.notes_down") => {
            matches!(verb, Verb::Insert | Verb::InsertForged)
                || (matches!(verb, Verb::Read | Verb::ReadForeign) && key)
        }
        ("hub_importer", "hub.entries" | "hub.evidence") => {
            reads || matches!(verb, Verb::Insert | Verb::InsertForged)
        }
        // Figures are folded anew at any time; which row it is never changes.
        (
            "hub_importer",
            "hub.cases" | "hub.visits" | "hub.ratings" | "hub.counted" | "hub.case_directory",
        ) => match verb {
            Verb::Update => !["org", "case_id", "visit", "errand", "log_id"].contains(&column),
            Verb::Truncate | Verb::Define => false,
            _ => true,
        },
        // Whoever owns the tables may define them, but sees no row.
        ("yizhan_owner", _) => verb == Verb::Define,
        _ => false,
    }
}

/// What came of a statement; each is undone.
fn outcome(client: &mut Client, role: Option<&str>, sql: &str) -> Result<u64, String> {
    let mut change = client.transaction().unwrap();
    if let Some(role) = role {
        change
            .batch_execute(&format!("SET LOCAL ROLE {role}"))
            .unwrap();
    }
    let done = change.execute(sql, &[]);
    change.rollback().unwrap();
    match done {
        Ok(rows) => Ok(rows),
        Err(error) => match error.code() {
            Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Err(String::new()),
            // The group of all halls has no organisation in its name.
            Some(&SqlState::INVALID_TEXT_REPRESENTATION) if role == Some("yizhan_hall") => {
                Err(String::new())
            }
            _ => Err(format!("{error:?}")),
        },
    }
}

/// Tries everything and returns what is not as it should be, and how much was tried.
fn try_all(admin: &mut Client, logins: &mut [(&str, Client)]) -> (Vec<String>, usize) {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    let tables = tables(admin);
    for table in &tables {
        for (verb, column, sql) in statements(table) {
            let mut check = |role: &str, outcome: Result<u64, String>| {
                tried += 1;
                let may = allowed(role, &table.name, verb, &column);
                // Of two rows, one each: a hall sees its own and no more.
                let rows = match (verb, role) {
                    (Verb::ReadAll | Verb::Update | Verb::Delete, "hub_importer") => 2,
                    (Verb::Define, _) => 0,
                    _ => 1,
                };
                let right = match &outcome {
                    Ok(done) if may => *done == rows,
                    Ok(done) => *done == 0 && !may && touches_rows(verb),
                    Err(why) => !may && why.is_empty(),
                };
                if !right {
                    wrong.push(format!("{role}: {sql}: {outcome:?}"));
                }
            };
            for role in ["yizhan_owner", "yizhan_hall", "stranger"] {
                check(role, outcome(admin, Some(role), &sql));
            }
            for (role, client) in logins.iter_mut() {
                check(role, outcome(client, None, &sql));
            }
        }
    }
    (wrong, tried)
}

/// Whether row level security hides rows from the verb, instead of an error: then it must touch
/// none.
fn touches_rows(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Read | Verb::ReadForeign | Verb::ReadAll | Verb::Update | Verb::Delete
    )
}

#[test]
fn every_role_may_do_on_every_table_what_is_allowed_and_nothing_else() {
    let Some(county) = county() else { return };
    let _alone = one_at_a_time();
    let mut admin = hub::connect(&county.admin).unwrap();
    admin
        .batch_execute(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stranger')
             THEN CREATE ROLE stranger LOGIN PASSWORD 'stranger'; END IF; END $$",
        )
        .unwrap();
    for table in tables(&mut admin) {
        let columns: Vec<&Column> = table.columns.iter().collect();
        for org in [FIRST, SECOND] {
            admin
                .batch_execute(&insert(&table, &columns, org, 1))
                .unwrap();
        }
    }
    let stranger = county.admin.replace("//admin@", "//stranger:stranger@");
    let refused = Client::connect(&stranger, NoTls).err().unwrap();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));

    let mut logins = [
        ("hall_120115103", hub::connect(&county.first).unwrap()),
        ("hub_importer", hub::connect(&county.importer).unwrap()),
    ];
    let (wrong, tried) = try_all(&mut admin, &mut logins);
    assert_eq!(wrong, Vec::<String>::new());
    assert!(tried > 1_000, "only {tried} statements");

    // A hall cannot become another, nor make anything of its own.
    for sql in [
        "SET ROLE hall_120115104",
        "SET ROLE hub_importer",
        "SET ROLE yizhan_owner",
        "SET SESSION AUTHORIZATION hall_120115104",
        "CREATE TABLE public.mine (a int)",
        "CREATE TEMP TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "ALTER ROLE hall_120115103 BYPASSRLS",
        "COPY yizhan.outbox TO PROGRAM 'true'",
        "COPY yizhan.inbox TO STDOUT",
    ] {
        let outcome = outcome(&mut logins[0].1, None, sql);
        assert_eq!(outcome, Err(String::new()), "{sql}");
    }

    // The matrix sees each of these.
    for weakened in [
        "ALTER TABLE yizhan.inbox NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE hub.entries NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE yizhan.outbox DISABLE ROW LEVEL SECURITY",
        "GRANT INSERT ON yizhan.inbox TO yizhan_hall",
        "GRANT SELECT ON yizhan.inbox TO hall_120115103",
        "GRANT UPDATE, DELETE ON yizhan.notes_up TO yizhan_hall",
        "GRANT TRUNCATE ON yizhan.outbox TO hub_importer",
        "CREATE POLICY more ON yizhan.outbox FOR SELECT TO yizhan_hall USING (true)",
        "REVOKE SELECT ON yizhan.outbox FROM yizhan_hall",
    ] {
        let snapshot = snapshot(&mut admin);
        admin.batch_execute(weakened).unwrap();
        let (wrong, _) = try_all(&mut admin, &mut logins);
        assert!(!wrong.is_empty(), "nobody saw: {weakened}");
        admin.batch_execute(&undo(weakened)).unwrap();
        assert_eq!(self::snapshot(&mut admin), snapshot, "{weakened}");
    }
    assert_eq!(try_all(&mut admin, &mut logins).0, Vec::<String>::new());
}

fn undo(sql: &str) -> String {
    for (from, to) in [
        (" NO FORCE ", " FORCE "),
        (" DISABLE ", " ENABLE "),
        ("REVOKE ", "GRANT "),
        (
            "GRANT INSERT ON yizhan.inbox",
            "GRANT INSERT ON yizhan.inbox",
        ),
    ] {
        if sql.contains(from) && from != to {
            return sql.replace(from, to).replace(" FROM ", " TO ");
        }
    }
    match sql {
        // Taking the table's grant away would take those of its columns too.
        "GRANT INSERT ON yizhan.inbox TO yizhan_hall" => {
            "REVOKE INSERT ON yizhan.inbox FROM yizhan_hall;
             GRANT INSERT (org, log_id, from_seq, to_seq, seg_hash, signed_by, sealed_to, man, sig,
             payload) ON yizhan.inbox TO yizhan_hall"
                .to_owned()
        }
        "CREATE POLICY more ON yizhan.outbox FOR SELECT TO yizhan_hall USING (true)" => {
            "DROP POLICY more ON yizhan.outbox".to_owned()
        }
        _ => sql.replace("GRANT ", "REVOKE ").replace(" TO ", " FROM "),
    }
}

/// What the catalogue says of rights, so that a weakening is known to be undone.
fn snapshot(client: &mut Client) -> Vec<String> {
    client
        .query(
            "SELECT c.relname || c.relrowsecurity || c.relforcerowsecurity || (
                SELECT string_agg(grantee || privilege_type || column_name, ',' ORDER BY 1)
                FROM information_schema.column_privileges p
                WHERE p.table_schema = n.nspname AND p.table_name = c.relname) || (
                SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname IN ('yizhan', 'hub') AND c.relkind = 'r' ORDER BY 1",
            &[],
        )
        .unwrap()
        .iter()
        .map(|row| row.get(0))
        .collect()
}

#[test]
fn a_key_without_the_hash_would_swallow_a_fork_and_the_check_sees_it() {
    let Some(county) = county() else { return };
    let mut admin = hub::connect(&county.admin).unwrap();
    admin
        .batch_execute(
            "ALTER TABLE yizhan.inbox DROP CONSTRAINT inbox_pkey,
             ADD PRIMARY KEY (org, log_id, from_seq, to_seq, signed_by, sealed_to)",
        )
        .unwrap();
    let swallowed = contract::both_branches_are_kept(&mut contract::ends(&county));
    assert!(swallowed.is_err());
    assert!(!hub::lint(&mut admin).unwrap().is_empty());
}

#[test]
fn the_time_of_receipt_is_that_of_the_row_even_in_a_transaction_left_open() {
    let Some(county) = county() else { return };
    let mut hall = hub::connect(&county.first).unwrap();
    let mut open = hall.transaction().unwrap();
    let kind = "INSERT INTO yizhan.notes_up (org, kind, signed_by, no, bytes)
         VALUES (120115103, 'ack', 1, $1, '')";
    for no in [1_i64, 2] {
        open.execute(kind, &[&no]).unwrap();
    }
    open.commit().unwrap();
    let mut admin = hub::connect(&county.admin).unwrap();
    let times: i64 = admin
        .query_one("SELECT count(DISTINCT recv) FROM yizhan.notes_up", &[])
        .unwrap()
        .get(0);
    assert_eq!(
        times, 2,
        "both have the time at which the transaction began"
    );
}
