"""What many would write: FastAPI, HMAC over the raw body, JSON, one durable transaction a request, answer."""
import base64
import hashlib
import hmac
import json
import os
import sqlite3
import time

from fastapi import FastAPI, Request, Response

SECRET = os.environ["SECRET"].encode()
db = sqlite3.connect(os.environ["STORE"], isolation_level=None, check_same_thread=False)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute(
    "CREATE TABLE IF NOT EXISTS inbox ("
    "id TEXT PRIMARY KEY, ticket TEXT NOT NULL, event TEXT NOT NULL, received_at_ms INTEGER NOT NULL)"
)
app = FastAPI()


@app.get("/healthz")
async def alive():
    return {"status": "alive"}


@app.post("/webhooks/bench")
async def receive(request: Request):
    body = await request.body()
    timestamp = request.headers.get("x-zendesk-webhook-signature-timestamp", "").encode()
    signed = base64.b64encode(hmac.new(SECRET, timestamp + body, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(signed, request.headers.get("x-zendesk-webhook-signature", "")):
        return Response(status_code=401)
    event = json.loads(body)
    db.execute(
        "INSERT INTO inbox VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (event["id"], event["detail"]["id"], event["type"], int(time.time() * 1000)),
    )
    return {"status": "accepted"}
