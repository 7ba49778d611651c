-- Each helpdesk has a fuse of its own. The one before them counts until it is closed: a replica of the version before
-- knows no other.
CREATE TABLE account_fuse (
    helpdesk        text   COLLATE "C" PRIMARY KEY,
    opened_at_ms    bigint,                       -- null: it is closed
    closed_at_ms    bigint NOT NULL,              -- comments before this are not counted
    comments        bigint NOT NULL               -- within the minute that opened it
);
