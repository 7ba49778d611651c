-- Each helpdesk has its turn, whatever another has due.
DROP INDEX due_by_time;
CREATE INDEX due_by_turn ON due (helpdesk, urgency, due_at_ms) WHERE due_at_ms IS NOT NULL;
