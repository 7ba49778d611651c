// What many would write: Express, HMAC over the raw body, JSON, one durable transaction a request, answer.
'use strict';
const crypto = require('node:crypto');
const express = require('express');
const Database = require('better-sqlite3');

const { PORT, SECRET, STORE } = process.env;
const db = new Database(STORE);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE IF NOT EXISTS inbox (
  id TEXT PRIMARY KEY, ticket TEXT NOT NULL, event TEXT NOT NULL, received_at_ms INTEGER NOT NULL)`);
const keep = db.prepare('INSERT INTO inbox VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING');

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/healthz', (request, response) => response.json({ status: 'alive' }));
app.post('/webhooks/bench', express.raw({ type: '*/*', limit: '256kb' }), (request, response) => {
  const given = Buffer.from(request.get('x-zendesk-webhook-signature') ?? '', 'base64');
  const signed = crypto
    .createHmac('sha256', SECRET)
    .update(request.get('x-zendesk-webhook-signature-timestamp') ?? '')
    .update(request.body)
    .digest();
  if (given.length !== signed.length || !crypto.timingSafeEqual(given, signed)) {
    return response.sendStatus(401);
  }
  const event = JSON.parse(request.body);
  keep.run(event.id, event.detail.id, event.type, Date.now());
  response.json({ status: 'accepted' });
});
app.listen(Number(PORT), '127.0.0.1');
