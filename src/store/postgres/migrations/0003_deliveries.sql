-- A delivery is known by its ticket and its key: one index where there were two, and no page of it far from the others, as the keys alone are
-- random.
CREATE INDEX delivery_by_name ON delivery (helpdesk, ticket_id, key);
DROP INDEX delivery_by_ticket;

-- The version before finds repetitions by this one. Where none has been it is not needed; elsewhere it goes with a later step.
DO $$ BEGIN
    IF (SELECT migrated_at FROM migration WHERE version = 1) = now() THEN
        DROP INDEX delivery_by_key;
    END IF;
END $$;
