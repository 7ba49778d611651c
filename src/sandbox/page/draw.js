// Draws messages, facts and deliveries. Nothing here takes markup from outside except through `rich`.

const TAGS = new Set(["P", "BR", "STRONG", "B", "EM", "I", "U", "UL", "OL", "LI", "BLOCKQUOTE", "CODE", "PRE", "H3", "H4",
  "HR", "TABLE", "THEAD", "TBODY", "TR", "TD", "TH", "SPAN", "DIV", "A"]);
const SILENT = new Set(["SCRIPT", "STYLE", "TITLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH", "NOSCRIPT"]);
const DEPTH_MAX = 40;

export function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Rebuilds HTML from a short list of elements without their attributes. The parsed document is inert: it loads nothing.
export function rich(html) {
  const copy = (from, into, depth) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || SILENT.has(node.nodeName.toUpperCase())) continue;
      if (!TAGS.has(node.nodeName) || depth > DEPTH_MAX) { if (depth <= DEPTH_MAX) copy(node, into, depth + 1); else into.append(node.textContent); continue; }
      const clean = document.createElement(node.nodeName);
      const href = node.nodeName === "A" ? node.getAttribute("href") ?? "" : "";
      if (/^(https?:|mailto:)/i.test(href)) {
        clean.setAttribute("href", href);
        clean.setAttribute("rel", "noopener noreferrer");
        clean.setAttribute("target", "_blank");
      }
      copy(node, clean, depth + 1);
      into.append(clean);
    }
  };
  const out = el("div", { class: "rich" });
  copy(new DOMParser().parseFromString(html, "text/html").body, out, 0);
  return out;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function when(text) {
  const at = new Date(text);
  const today = new Date().toDateString() === at.toDateString();
  const options = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return el("time", { datetime: text, title: at.toString() }, at.toLocaleString(undefined, options));
}

function file(attachment) {
  const picture = attachment.path && /^image\/(png|jpeg|gif|webp)$/.test(attachment.content_type);
  const body = [picture ? el("img", { src: attachment.path, alt: "" }) : el("i", { class: "clip" }), attachment.file_name,
    el("span", { class: "soft" }, size(attachment.size))];
  return attachment.path
    ? el("a", { class: "file", href: attachment.path, download: attachment.file_name }, body)
    : el("span", { class: "file", title: "Only its description is known, as an example's" }, body);
}

const HANDS = { customer: "You", preflight: "Preflight" };

// A customer's words are shown as text, whatever they hold.
export function message(comment, customersView) {
  const name = customersView ? HANDS[comment.author] ?? comment.author_name : comment.author_name;
  const body = comment.author === "customer" ? el("div", { class: "plain" }, comment.body) : rich(comment.html);
  return el("li", { class: `message ${comment.author}` },
    el("header", {}, el("b", {}, name), when(comment.at)),
    body,
    comment.attachments.length > 0 && el("div", { class: "files" }, comment.attachments.map(file)));
}

// Of the kind "going" (more is to come), "over" (nothing more is), or "bad".
export function waiting(text, kind) {
  const dots = kind === "going" ? el("span", { class: "dots", "aria-hidden": "true" }, [1, 2, 3].map(() => el("span", {}, "."))) : "";
  return el("li", { class: `waiting ${kind}` }, text, dots);
}

export function facts(ticket) {
  const rows = [["Status", el("span", { class: `badge ${ticket.status}` }, ticket.status)]];
  rows.push(["Tags", ticket.tags.length ? el("span", { class: "tags" }, ticket.tags.map((tag) => el("span", { class: "tag" }, tag))) : "none"]);
  for (const [key, value] of Object.entries(ticket.fields)) {
    rows.push([key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " "), typeof value === "string" ? value : JSON.stringify(value)]);
  }
  if (ticket.priority) rows.push(["Priority", ticket.priority]);
  rows.push(["Requester", [ticket.requester, ticket.locale, ticket.time_zone].filter(Boolean).join(" · ")]);
  rows.push(["Channel", ticket.channel]);
  return rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]);
}

export function delivery(entry) {
  const last = entry.attempts.at(-1);
  const said = { delivered: "delivered", lost: "refused", pending: "trying again…" }[entry.outcome];
  const result = last ? (last.status ? `${last.status} ${said}` : last.error) : entry.outcome === "lost" ? "never sent" : "sending…";
  const tries = entry.attempts.length > 1 ? ` after ${entry.attempts.length} attempts` : "";
  return el("li", { title: entry.url }, el("b", {}, entry.event.replace("zen:event-type:", "")),
    el("span", { class: entry.outcome }, `${result}${tries}`), when(entry.at));
}
