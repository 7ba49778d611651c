-- Each helpdesk has a fuse of its own. The one before them counts until it is closed.
CREATE TABLE account_fuse (
    helpdesk        TEXT PRIMARY KEY,
    opened_at_ms    INTEGER,                      -- null: it is closed
    closed_at_ms    INTEGER NOT NULL,             -- comments before this are not counted
    comments        INTEGER NOT NULL              -- within the minute that opened it
) STRICT, WITHOUT ROWID;
