-- What is more urgent goes first: 0 somebody wrote, 1 a time has come, 2 found by looking for what was missed.
ALTER TABLE due ADD COLUMN urgency INTEGER NOT NULL DEFAULT 0;
ALTER TABLE due ADD COLUMN parked_for TEXT;       -- whose trouble it was: 'ticket' or 'helpdesk'
ALTER TABLE due ADD COLUMN seen TEXT;             -- the ticket's revision after the last pass
ALTER TABLE due ADD COLUMN requester TEXT;        -- a hash
ALTER TABLE due ADD COLUMN touched_at_ms INTEGER NOT NULL DEFAULT 0;
UPDATE due SET parked_for = 'ticket' WHERE parked_at_ms IS NOT NULL;

DROP INDEX due_by_time;
CREATE INDEX due_by_time ON due (urgency, due_at_ms) WHERE due_at_ms IS NOT NULL;
CREATE INDEX due_parked ON due (parked_at_ms) WHERE parked_at_ms IS NOT NULL;
CREATE INDEX due_by_requester ON due (helpdesk, requester) WHERE requester IS NOT NULL;
CREATE INDEX due_at_rest ON due (touched_at_ms) WHERE due_at_ms IS NULL;

-- What was decided beside the report: what was withheld, and why.
ALTER TABLE report ADD COLUMN decision TEXT;      -- JSON

-- How many comments there were lately.
ALTER TABLE write ADD COLUMN requester TEXT;
CREATE INDEX write_public_by_time ON write (intended_at_ms) WHERE public = 1;
CREATE INDEX write_by_requester ON write (helpdesk, requester, intended_at_ms) WHERE public = 1;

CREATE INDEX delivery_by_time ON delivery (received_at_ms);

-- One row: too many comments within a minute, and nothing is written until someone closes it.
CREATE TABLE fuse (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    opened_at_ms    INTEGER,                      -- null: it is closed
    closed_at_ms    INTEGER NOT NULL,             -- comments before this are not counted
    comments        INTEGER NOT NULL              -- within the minute that opened it
) STRICT;

-- How far each helpdesk's changes have been read.
CREATE TABLE progress (
    helpdesk        TEXT    NOT NULL PRIMARY KEY,
    cursor          TEXT    NOT NULL,
    since_ms        INTEGER NOT NULL              -- tickets from before are none of Preflight's, unless it heard of them
) STRICT;
