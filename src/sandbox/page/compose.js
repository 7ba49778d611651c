// A form's files: picking, listing, removing, and their bytes in base64.

import { el, size } from "./draw.js";

const FILE_BYTES_MAX = 5 * 1024 * 1024;

export class Uploads {
  constructor(box, complain) {
    this.files = [];
    this.box = box;
    this.complain = complain;
    this.draw();
  }

  // Files of an example are pretended: they have a name, a kind and a size, but no content.
  set(attachments) {
    this.files = attachments.map((attachment) => ({ ...attachment }));
    this.draw();
  }

  async add(list) {
    for (const file of list) {
      if (file.size > FILE_BYTES_MAX) {
        this.complain(`${file.name} has more than 5 MB.`);
        continue;
      }
      const data = await base64(file);
      this.files.push({ file_name: file.name, content_type: file.type || "application/octet-stream", size: file.size, data });
    }
    this.draw();
  }

  draw() {
    const input = el("input", { type: "file", multiple: true, onchange: () => this.add([...input.files]) });
    const chips = this.files.map((file, index) => el("span", { class: "file", title: file.data ? "" : "A pretended file" },
      el("i", { class: "clip" }), file.file_name, el("span", { class: "soft" }, size(file.size)),
      el("button", { type: "button", "aria-label": `Remove ${file.file_name}`, onclick: () => { this.files.splice(index, 1); this.draw(); } }, "×")));
    this.box.replaceChildren(el("label", { class: "pick" }, el("i", { class: "clip" }), " Attach files", input), ...chips);
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

export function fillChoices(zones, locales) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const names = Intl.supportedValuesOf?.("timeZone") ?? [];
  zones.replaceChildren(el("option", { value: "" }, "not known"),
    ...[...new Set([own, ...names, "UTC"])].filter(Boolean).sort().map((name) => el("option", { value: name }, name)));
  choose(zones, own);
  const languages = new Set([navigator.language, "en-US", "en-GB", "es-ES", "de-DE", "fr-FR", "it-IT", "pt-BR", "ja-JP"]);
  locales.replaceChildren(el("option", { value: "" }, "not known"), ...[...languages].map((tag) => el("option", { value: tag }, tag)));
  choose(locales, "en-US");
}

// A value that is not among the choices becomes one.
export function choose(select, value) {
  if (value && ![...select.options].some((option) => option.value === value)) select.append(el("option", { value }, value));
  select.value = value ?? "";
}
