-- Times are milliseconds since 1970. The columns are those of the PostgreSQL twin.

-- What was received, so that a repetition is known.
CREATE TABLE delivery (
    helpdesk        TEXT    NOT NULL,
    key             TEXT    NOT NULL,
    ticket_id       TEXT    NOT NULL,
    event           TEXT    NOT NULL,
    received_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (helpdesk, key)
) STRICT, WITHOUT ROWID;

-- One row a ticket: when to look at it, and who does.
CREATE TABLE due (
    helpdesk        TEXT    NOT NULL,
    ticket_id       TEXT    NOT NULL,
    due_at_ms       INTEGER,                     -- null: nothing to do; kept while the ticket is leased
    not_before_ms   INTEGER,                     -- deliveries don't make a failed ticket due earlier than this
    mark            INTEGER NOT NULL,            -- counts the deliveries
    lease_token     INTEGER NOT NULL DEFAULT 0,  -- counts the leases; every write of a worker carries it
    lease_until_ms  INTEGER,                     -- null: nobody works on it
    failures        INTEGER NOT NULL DEFAULT 0,
    reason          TEXT,                        -- of the last failure
    parked_at_ms    INTEGER,
    PRIMARY KEY (helpdesk, ticket_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX due_by_time ON due (due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX due_by_lease ON due (lease_until_ms) WHERE lease_until_ms IS NOT NULL;

-- The latest report of each ticket.
CREATE TABLE report (
    helpdesk        TEXT    NOT NULL,
    ticket_id       TEXT    NOT NULL,
    category        TEXT    NOT NULL,
    verdict         TEXT    NOT NULL,
    checked_at_ms   INTEGER NOT NULL,
    report          TEXT    NOT NULL,            -- JSON
    PRIMARY KEY (helpdesk, ticket_id)
) STRICT;

-- What was or was about to be written into tickets.
CREATE TABLE write (
    id              INTEGER PRIMARY KEY,         -- in the order of the intents
    helpdesk        TEXT    NOT NULL,
    ticket_id       TEXT    NOT NULL,
    key             TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('tried', 'written', 'dropped')),
    public          INTEGER NOT NULL,
    write           TEXT    NOT NULL,            -- JSON
    intended_at_ms  INTEGER NOT NULL,
    written_at_ms   INTEGER,
    receipt         TEXT,
    UNIQUE (helpdesk, ticket_id, key)
) STRICT;

-- One row that is written to find out whether the store can be written to.
CREATE TABLE probe (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    count           INTEGER NOT NULL
) STRICT;
