// The page's state: which ticket is open, what is known of it, and what the forms do.

import { Uploads, choose, fillChoices } from "./compose.js";
import { delivery, el, facts, message, waiting } from "./draw.js";

const $ = (id) => document.getElementById(id);
const QUIET_SECS = 20;

let open = null;
let shown = "";
let example = null;
let quietTimer = null;
let busy = false;
let again = false;
const nextMessages = new Map();
const ticketFiles = new Uploads($("ticket-form").querySelector("[data-uploads]"), complain);
const replyFiles = new Uploads($("reply-form").querySelector("[data-uploads]"), complain);

function complain(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  setTimeout(() => { $("toast").hidden = true; }, 6000);
}

async function get(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `The sandbox answered ${answer.status}.`);
  return answer.json();
}

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(result.error ?? `The sandbox answered ${answer.status}.`);
  return result;
}

function onSubmit(form, send) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button:not([type])");
    button.disabled = true;
    try { await send(form.elements); } catch (error) { complain(error.message); } finally { button.disabled = false; }
  });
}

async function drawTickets() {
  const tickets = await get("/sandbox/tickets");
  $("no-tickets").hidden = tickets.length > 0;
  $("tickets").replaceChildren(...tickets.map((ticket) =>
    el("li", {}, el("a", { href: `#/${ticket.id}`, "aria-current": ticket.id === open && "true" },
      el("b", {}, ticket.subject || "(no subject)"),
      el("span", {}, el("span", { class: `badge ${ticket.status}` }, ticket.status), ` #${ticket.id}${ticket.waiting ? " · waiting" : ""}`)))));
}

// Why the customer sees no answer: it is on its way, nobody is connected, it could not be told, or there is none.
function hint({ ticket, deliveries, connected }, quiet) {
  const since = ticket.comments.slice(ticket.comments.findLastIndex((comment) => comment.author === "customer") + 1);
  const noted = since.some((comment) => comment.author === "preflight") && !since.some((comment) => comment.public);
  if (noted) return waiting("Preflight wrote to the agent only: see the note.", "over");
  if (!ticket.waiting || ticket.status === "closed") return null;
  if (!connected) return waiting("No webhook is set up, so nobody hears of this ticket.", "bad");
  const last = deliveries.at(-1);
  if (last?.outcome === "lost") return waiting("Preflight could not be told of this. See the deliveries.", "bad");
  if (quiet) return waiting("Preflight has been told and has nothing to say so far.", "over");
  return waiting("Waiting for Preflight", "going");
}

function drawOpen(state) {
  const { ticket, deliveries } = state;
  $("subject").textContent = ticket.subject || "(no subject)";
  $("subject-line").replaceChildren(`Ticket #${ticket.id} · `, el("span", { class: `badge ${ticket.status}` }, ticket.status));
  const quiet = Date.now() - new Date(ticket.updated_at) > QUIET_SECS * 1000;
  const talk = ticket.comments.filter((comment) => comment.public).map((comment) => message(comment, true));
  const grew = $("talk").dataset.said !== `${ticket.id} ${talk.length}`;
  $("talk").dataset.said = `${ticket.id} ${talk.length}`;
  $("talk").replaceChildren(...[...talk, hint(state, quiet)].filter(Boolean));
  clearTimeout(quietTimer);
  if (ticket.waiting && !quiet) quietTimer = setTimeout(() => { shown = ""; refresh(); }, QUIET_SECS * 1000);
  if (grew) $("talk").scrollTop = $("talk").scrollHeight;
  $("facts").replaceChildren(...facts(ticket));
  const notes = ticket.comments.filter((comment) => !comment.public).reverse();
  $("notes").replaceChildren(...(notes.length ? notes.map((note) => message(note, false)) : [el("li", { class: "soft small" }, "None yet.")]));
  const log = deliveries.slice(-8).reverse();
  $("deliveries").replaceChildren(...(log.length ? log.map(delivery) : [el("li", { class: "soft" }, "No webhook was due.")]));
  $("next-words").hidden = !nextMessages.get(ticket.id)?.length;
  for (const button of document.querySelectorAll("[data-status]")) {
    button.disabled = ticket.status === "closed" || button.dataset.status === ticket.status;
  }
}

// News that come while the last ones are being fetched make one more round, however many they are.
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  do { again = false; await fetchAll(); } while (again);
  busy = false;
}

async function fetchAll() {
  try {
    await drawTickets();
    if (!open) return;
    const asked = open;
    const state = await get(`/sandbox/tickets/${asked}`);
    const text = JSON.stringify(state);
    if (asked !== open || text === shown) return;
    shown = text;
    drawOpen(state);
  } catch (error) {
    complain(error.message);
  }
}

function route() {
  open = /^#\/(\d+)$/.exec(location.hash)?.[1] ?? null;
  shown = "";
  // What was shown belongs to another ticket.
  for (const id of ["subject", "subject-line", "talk", "facts", "notes", "deliveries"]) $(id).replaceChildren();
  $("form-view").hidden = Boolean(open);
  $("talk-view").hidden = !open;
  $("agent-view").hidden = !open;
  $("agent-empty").hidden = Boolean(open);
  refresh();
}

function fill(chosen) {
  const [first, ...rest] = chosen.messages;
  const fields = $("ticket-form").elements;
  example = { ...chosen, rest };
  fields.subject.value = chosen.subject;
  fields.body.value = first?.body ?? "";
  choose(fields.time_zone, chosen.time_zone);
  choose(fields.locale, chosen.locale);
  ticketFiles.set(first?.attachments ?? []);
  for (const button of $("examples").querySelectorAll("button")) button.setAttribute("aria-pressed", button.dataset.name === chosen.name);
}

async function drawExamples() {
  const examples = await get("/sandbox/examples");
  $("examples-box").hidden = examples.length === 0;
  $("examples").replaceChildren(...examples.map((one) =>
    el("li", {}, el("button", { type: "button", "data-name": one.name, "aria-pressed": "false", onclick: () => fill(one) }, one.title))));
}

onSubmit($("ticket-form"), async (fields) => {
  const { id } = await post("/sandbox/tickets", { subject: fields.subject.value, body: fields.body.value,
    time_zone: fields.time_zone.value, locale: fields.locale.value, example: example?.name, attachments: ticketFiles.files });
  if (example?.rest.length) nextMessages.set(id, [...example.rest]);
  example = null;
  fields.subject.value = fields.body.value = "";
  ticketFiles.set([]);
  for (const button of $("examples").querySelectorAll("button")) button.setAttribute("aria-pressed", "false");
  location.hash = `#/${id}`;
});

onSubmit($("reply-form"), async (fields) => {
  const { id } = await post(`/sandbox/tickets/${open}/replies`, { as: "customer", body: fields.body.value, attachments: replyFiles.files });
  fields.body.value = "";
  replyFiles.set([]);
  if (id !== open) location.hash = `#/${id}`;
});

onSubmit($("agent-form"), async (fields) => {
  await post(`/sandbox/tickets/${open}/replies`, { as: "agent", body: fields.body.value, public: !fields.internal.checked });
  fields.body.value = "";
});

$("next-words").addEventListener("click", () => {
  const next = nextMessages.get(open)?.shift();
  if (!next) return;
  $("reply-form").elements.body.value = next.body;
  replyFiles.set(next.attachments);
  $("next-words").hidden = !nextMessages.get(open).length;
});

for (const button of document.querySelectorAll("[data-status]")) {
  button.addEventListener("click", () => post(`/sandbox/tickets/${open}/status`, { status: button.dataset.status })
    .catch((error) => complain(error.message)));
}

function follow() {
  const events = new EventSource("/sandbox/events");
  const show = (name, text) => { $("link").className = `link ${name}`; $("link").textContent = text; };
  events.addEventListener("open", () => show("live", "live"));
  events.addEventListener("changed", refresh);
  events.addEventListener("error", () => show("lost", "connection lost, trying again…"));
}

fillChoices($("ticket-form").elements.time_zone, $("ticket-form").elements.locale);
window.addEventListener("hashchange", route);
drawExamples().catch((error) => complain(error.message));
route();
follow();
