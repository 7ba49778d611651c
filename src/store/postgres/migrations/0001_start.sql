-- Times are milliseconds since 1970. The columns are those of the SQLite twin.

-- What was received, so that a repetition is known. A partition a week: what is old goes with its partition.
CREATE TABLE delivery (
    helpdesk        text   COLLATE "C" NOT NULL,
    key             text   COLLATE "C" NOT NULL,
    ticket_id       text   COLLATE "C" NOT NULL,
    event           text   NOT NULL,
    received_at_ms  bigint NOT NULL
) PARTITION BY RANGE (received_at_ms);

CREATE INDEX delivery_by_key ON delivery (helpdesk, key);
CREATE INDEX delivery_by_ticket ON delivery (helpdesk, ticket_id);

-- One row a ticket: when to look at it, and who does.
CREATE TABLE due (
    helpdesk        text    COLLATE "C" NOT NULL,
    ticket_id       text    COLLATE "C" NOT NULL,
    due_at_ms       bigint,                       -- null: nothing to do; kept while the ticket is leased
    not_before_ms   bigint,                       -- deliveries don't make a failed ticket due earlier than this
    mark            bigint  NOT NULL,             -- counts the deliveries
    urgency         integer NOT NULL,             -- 0 somebody wrote, 1 a time has come, 2 found by looking
    lease_token     bigint  NOT NULL DEFAULT 0,   -- counts the leases; every write of a worker carries it
    lease_until_ms  bigint,                       -- by the database's clock; null: nobody works on it
    failures        integer NOT NULL DEFAULT 0,
    reason          text,                         -- of the last failure
    parked_at_ms    bigint,
    parked_for      text,                         -- whose trouble it was: 'ticket' or 'helpdesk'
    seen            text,                         -- the ticket's revision after the last pass
    requester       text    COLLATE "C",          -- a hash
    touched_at_ms   bigint  NOT NULL,
    waits_since_ms  bigint,                       -- the first delivery that nobody has looked after; null: none
    traces          text,                         -- W3C's traceparent, the latest first, parted by blanks
    PRIMARY KEY (helpdesk, ticket_id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

CREATE INDEX due_by_turn ON due (helpdesk, urgency, due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX due_by_lease ON due (lease_until_ms) WHERE lease_until_ms IS NOT NULL;
CREATE INDEX due_parked ON due (parked_at_ms) WHERE parked_at_ms IS NOT NULL;
CREATE INDEX due_by_requester ON due (helpdesk, requester) WHERE requester IS NOT NULL;
CREATE INDEX due_at_rest ON due (touched_at_ms) WHERE due_at_ms IS NULL;

-- The latest report of each ticket, and what was decided beside it.
CREATE TABLE report (
    helpdesk        text   COLLATE "C" NOT NULL,
    ticket_id       text   COLLATE "C" NOT NULL,
    category        text   NOT NULL,
    verdict         text   NOT NULL,
    checked_at_ms   bigint NOT NULL,
    report          text   NOT NULL,              -- JSON, as a text: it is given back as it came
    decision        text,                         -- JSON
    status          text,                         -- what agents have made of the ticket, as it was last read
    tags            text,                         -- JSON
    reopened        integer NOT NULL DEFAULT 0,   -- how often it was found open after it was solved
    passes          bigint NOT NULL,              -- the number of the ticket's last row in `pass`, and where it is
    pass_digest     text   NOT NULL,
    pass_at_ms      bigint NOT NULL,
    PRIMARY KEY (helpdesk, ticket_id)
);

CREATE INDEX report_by_time ON report (checked_at_ms, helpdesk, ticket_id);
CREATE INDEX report_by_verdict ON report (verdict, checked_at_ms, helpdesk, ticket_id);
CREATE INDEX report_by_category ON report (category, checked_at_ms, helpdesk, ticket_id);

-- What the passes over a ticket came to. One that found the same as the one before it is counted in its row, and takes it
-- along into the week of its own.
CREATE SEQUENCE pass_id;

CREATE TABLE pass (
    id              bigint  NOT NULL DEFAULT nextval('pass_id'),
    helpdesk        text    COLLATE "C" NOT NULL,
    ticket_id       text    COLLATE "C" NOT NULL,
    number          bigint  NOT NULL,             -- counts the ticket's rows, from 1
    first_at_ms     bigint  NOT NULL,
    last_at_ms      bigint  NOT NULL,
    times           bigint  NOT NULL,             -- passes that found this
    category        text    NOT NULL,
    verdict         text    NOT NULL,
    checklists      text    NOT NULL,             -- the content hash of what made it
    round           integer NOT NULL,             -- how often the customer has had their say; 1 is the first contact
    digest          text    NOT NULL,             -- of all that counts as a difference
    items           text    NOT NULL,             -- JSON: names by state
    decision        text    NOT NULL,             -- JSON
    report          text    NOT NULL              -- JSON
) PARTITION BY RANGE (last_at_ms);

ALTER SEQUENCE pass_id OWNED BY pass.id;
CREATE INDEX pass_by_ticket ON pass (helpdesk, ticket_id, number);
CREATE INDEX pass_by_time ON pass (last_at_ms, id);

-- One row: deliveries and passes from before this are forgotten, and are not shown until their partition goes.
CREATE TABLE horizon (
    id              integer PRIMARY KEY CHECK (id = 1),
    before_ms       bigint  NOT NULL
);

INSERT INTO horizon (id, before_ms) VALUES (1, -9223372036854775808);

-- What was or was about to be written into tickets.
CREATE TABLE write (
    id              bigint  GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,  -- in the order of the intents
    helpdesk        text    COLLATE "C" NOT NULL,
    ticket_id       text    COLLATE "C" NOT NULL,
    key             text    COLLATE "C" NOT NULL,
    state           text    NOT NULL CHECK (state IN ('tried', 'written', 'dropped')),
    public          boolean NOT NULL,
    write           text    NOT NULL,             -- JSON
    intended_at_ms  bigint  NOT NULL,
    written_at_ms   bigint,
    receipt         text,
    requester       text    COLLATE "C",
    UNIQUE (helpdesk, ticket_id, key)
);

CREATE INDEX write_public_by_time ON write (intended_at_ms) WHERE public;
CREATE INDEX write_by_requester ON write (helpdesk, requester, intended_at_ms) WHERE public;

-- One row: too many comments within a minute, and nothing is written until someone closes it. Who is about to comment
-- locks it, so that two replicas can't both have the last comment.
CREATE TABLE fuse (
    id              integer PRIMARY KEY CHECK (id = 1),
    opened_at_ms    bigint,                       -- null: it is closed
    closed_at_ms    bigint  NOT NULL,             -- comments before this are not counted
    comments        bigint  NOT NULL              -- within the minute that opened it
);

INSERT INTO fuse (id, closed_at_ms, comments) VALUES (1, 0, 0);

-- How far each helpdesk's changes have been read.
CREATE TABLE progress (
    helpdesk        text   COLLATE "C" PRIMARY KEY,
    cursor          text   NOT NULL,
    since_ms        bigint NOT NULL               -- tickets from before are none of Preflight's, unless it heard of them
);

-- One row that is written to find out whether the database can be written to.
CREATE TABLE probe (
    id              integer PRIMARY KEY CHECK (id = 1),
    count           bigint  NOT NULL
);

-- The replicas that share this database, by their signs of life. Times are the database's.
CREATE TABLE replica (
    name            text    COLLATE "C" PRIMARY KEY,
    checklists      text    NOT NULL,             -- the content hash of what it goes by
    refused         boolean NOT NULL,             -- its configuration on disk has mistakes, and the one before it holds
    beat_at_ms      bigint  NOT NULL
);

-- What each may take of the updates that a helpdesk allows in a minute: what it has made, and what it was given.
CREATE TABLE share (
    helpdesk        text    COLLATE "C" NOT NULL,
    replica         text    COLLATE "C" NOT NULL,
    updates         bigint  NOT NULL,
    beat_at_ms      bigint  NOT NULL,
    PRIMARY KEY (helpdesk, replica)
);

-- The helpdesks. Who is given a share locks the row.
CREATE TABLE account (
    helpdesk        text    COLLATE "C" PRIMARY KEY,
    paused_until_ms bigint  NOT NULL              -- nobody writes before, because the helpdesk asked to wait
);

-- Helpdesks that are left in peace because they did not work.
CREATE TABLE breaker (
    helpdesk        text    COLLATE "C" PRIMARY KEY,
    until_ms        bigint  NOT NULL,
    pause_secs      bigint  NOT NULL
);

-- What only one replica does at a time.
CREATE TABLE duty (
    name            text    COLLATE "C" PRIMARY KEY,
    holder          text    COLLATE "C" NOT NULL,
    until_ms        bigint  NOT NULL
);

-- A move of a deployment into this database: from where, whether it has come to its end, and how far each table is.
CREATE TABLE move (
    id              integer PRIMARY KEY CHECK (id = 1),
    source          text    NOT NULL,
    ended           boolean NOT NULL
);

CREATE TABLE move_progress (
    name            text    COLLATE "C" PRIMARY KEY,
    cursor          text    NOT NULL,             -- JSON: the key of the last row that was moved
    rows            bigint  NOT NULL
);
