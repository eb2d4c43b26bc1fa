-- What would let one organisation touch another's rows, or keep the tables from being spread over
-- many machines by the organisation's code. No row means that the rules hold.
WITH tables AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relrowsecurity, c.relforcerowsecurity
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('yizhan', 'hub') AND c.relkind IN ('r', 'p', 'f')
), halls AS (
    SELECT oid, rolname FROM pg_roles
    WHERE rolname = 'yizhan_hall' OR rolname ~ '^hall_[0-9]+$'
)
SELECT 'key_without_org', t.name || ': ' || i.indexrelid::regclass
FROM tables t JOIN pg_index i ON i.indrelid = t.oid
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
WHERE i.indisunique AND a.attname IS DISTINCT FROM 'org'
UNION ALL
SELECT 'no_key', t.name FROM tables t
WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
UNION ALL
SELECT 'fork_swallowed', t.name FROM tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'seg_hash' AND NOT a.attisdropped
JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
WHERE NOT a.attnum = ANY (i.indkey::smallint[])
UNION ALL
SELECT 'foreign_key_across', t.name || ': ' || c.conname
FROM tables t JOIN pg_constraint c ON t.oid IN (c.conrelid, c.confrelid) AND c.contype = 'f'
WHERE NOT EXISTS (
    SELECT FROM unnest(c.conkey, c.confkey) AS pair (mine, theirs)
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.mine
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = pair.theirs
    WHERE a.attname = 'org' AND b.attname = 'org')
UNION ALL
SELECT 'trigger', t.name || ': ' || g.tgname
FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid
WHERE NOT g.tgisinternal
UNION ALL
SELECT 'row_security_off', t.name FROM tables t WHERE NOT t.relrowsecurity
UNION ALL
SELECT 'row_security_not_forced', t.name FROM tables t WHERE NOT t.relforcerowsecurity
UNION ALL
SELECT 'insert_whole_table', t.name || ': ' || h.rolname
FROM tables t CROSS JOIN halls h WHERE has_table_privilege(h.oid, t.oid, 'INSERT')
UNION ALL
SELECT 'insert_receipt_time', t.name || ': ' || h.rolname
FROM tables t CROSS JOIN halls h
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'recv' AND NOT a.attisdropped
WHERE has_column_privilege(h.oid, t.oid, a.attnum, 'INSERT')
UNION ALL
SELECT 'may_rewrite', t.name || ': ' || h.rolname
FROM tables t CROSS JOIN (SELECT oid, rolname FROM halls
    UNION ALL SELECT oid, rolname FROM pg_roles WHERE rolname = 'hub_importer') h
WHERE t.name LIKE 'yizhan.%'
    AND (has_table_privilege(h.oid, t.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
        OR has_any_column_privilege(h.oid, t.oid, 'UPDATE'))
UNION ALL
SELECT 'above_the_rules', rolname::text FROM pg_roles
WHERE (rolname IN ('yizhan_owner', 'yizhan_hall', 'hub_importer') OR rolname ~ '^hall_[0-9]+$')
    AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
UNION ALL
SELECT 'hall_is_more_than_hall', m.rolname || ': ' || g.rolname
FROM pg_auth_members b JOIN pg_roles m ON m.oid = b.member JOIN pg_roles g ON g.oid = b.roleid
WHERE m.rolname ~ '^hall_[0-9]+$' AND g.rolname <> 'yizhan_hall'
ORDER BY 1, 2
