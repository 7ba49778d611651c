-- What a pass measures and goes on from: since when the ticket waits, and where its deliveries stand in their traces.
ALTER TABLE due ADD COLUMN waits_since_ms INTEGER;   -- the first delivery that nobody has looked after; null: none
ALTER TABLE due ADD COLUMN traces TEXT;              -- W3C's traceparent, the latest first, parted by blanks
