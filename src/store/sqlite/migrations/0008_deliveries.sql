-- A delivery stands with its ticket's others: one tree less to change for each, and no page of it far from the others, as the keys alone
-- are random.
DROP INDEX delivery_by_time;
DROP INDEX delivery_by_ticket;
ALTER TABLE delivery RENAME TO delivery_by_key;

CREATE TABLE delivery (
    helpdesk        TEXT    NOT NULL,
    ticket_id       TEXT    NOT NULL,
    key             TEXT    NOT NULL,
    event           TEXT    NOT NULL,
    received_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (helpdesk, ticket_id, key)
) STRICT, WITHOUT ROWID;

INSERT INTO delivery (helpdesk, ticket_id, key, event, received_at_ms)
SELECT helpdesk, ticket_id, key, event, received_at_ms FROM delivery_by_key ORDER BY helpdesk, ticket_id, key;

DROP TABLE delivery_by_key;
CREATE INDEX delivery_by_time ON delivery (received_at_ms, helpdesk, key);
