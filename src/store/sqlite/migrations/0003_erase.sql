-- So that erasing a ticket does not look through all deliveries.
CREATE INDEX delivery_by_ticket ON delivery (helpdesk, ticket_id);
