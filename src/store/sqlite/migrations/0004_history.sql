-- What the passes over a ticket came to. One that found the same as the one before it is counted in its row.
CREATE TABLE pass (
    id              INTEGER PRIMARY KEY,
    helpdesk        TEXT    NOT NULL,
    ticket_id       TEXT    NOT NULL,
    number          INTEGER NOT NULL,            -- counts the ticket's rows, from 1
    first_at_ms     INTEGER NOT NULL,
    last_at_ms      INTEGER NOT NULL,
    times           INTEGER NOT NULL,            -- passes that found this
    category        TEXT    NOT NULL,
    verdict         TEXT    NOT NULL,
    checklists      TEXT    NOT NULL,            -- the content hash of what made it
    round           INTEGER NOT NULL,            -- how often the customer has had their say; 1 is the first contact
    digest          TEXT    NOT NULL,            -- of all that counts as a difference
    items           TEXT    NOT NULL,            -- JSON: names by state
    decision        TEXT    NOT NULL,            -- JSON
    report          TEXT    NOT NULL,            -- JSON
    UNIQUE (helpdesk, ticket_id, number)
) STRICT;

CREATE INDEX pass_by_time ON pass (last_at_ms);

-- What agents have made of the ticket, as it was last read.
ALTER TABLE report ADD COLUMN status TEXT;
ALTER TABLE report ADD COLUMN tags TEXT;                              -- JSON
ALTER TABLE report ADD COLUMN reopened INTEGER NOT NULL DEFAULT 0;    -- how often it was found open after it was solved

CREATE INDEX report_by_time ON report (checked_at_ms, helpdesk, ticket_id);
CREATE INDEX report_by_verdict ON report (verdict, checked_at_ms, helpdesk, ticket_id);
CREATE INDEX report_by_category ON report (category, checked_at_ms, helpdesk, ticket_id);
