-- Roles belong to the whole server, not to one database: made where they are missing, each time.
-- yizhan_owner owns the tables and nobody logs in as it; yizhan_hall is what all halls have in
-- common; hub_importer is the county's own program.
DO $roles$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'yizhan_owner') THEN
        CREATE ROLE yizhan_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'yizhan_hall') THEN
        CREATE ROLE yizhan_hall NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'hub_importer') THEN
        CREATE ROLE hub_importer NOLOGIN;
    END IF;
    -- Whoever keeps the hub makes its tables as their owner, today and at the next version.
    EXECUTE format('GRANT yizhan_owner TO %I', current_user);
    -- Nobody but the two may even connect; a hall may keep no tables of its own, not even for a
    -- moment.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO yizhan_owner', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO yizhan_hall, hub_importer', current_database());
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO hub_importer', current_database());
END
$roles$;
