-- A delivery is known by its ticket and its key: one index where there were two, and no page of it far from the others, as the keys alone are
-- random. A replica of an older version finds repetitions slowly until it is replaced.
CREATE INDEX delivery_by_name ON delivery (helpdesk, ticket_id, key);
DROP INDEX delivery_by_ticket;
DROP INDEX delivery_by_key;
