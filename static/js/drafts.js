// Keeps what is typed: in this browser a second after the last key, for members on the server too, and warns on leaving
// while something is neither kept nor sent. A form's <template data-draft="place"> holds its place and the words of the
// offer to use what was kept. Only the fields below are kept: never names and e-mail addresses.
import { insert } from "./typing.js";

const KEPT = ["title", "body", "tags", "category", "extra", "note"];
const [WAIT, WAIT_SERVER, LIFETIME] = [1000, 4000, 30 * 86_400_000];
const states = new Map(); // form -> { place, owner, address, isUnsaved, isSent, timer, serverTimer }

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // storage is switched off, or something else wrote there
  }
};
const keys = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("draft:"));
  } catch {
    return [];
  }
};
const drop = (test) => keys().filter(test).forEach((key) => localStorage.removeItem(key));

function valuesOf(form) {
  const fields = KEPT.map((name) => form.elements[name]).filter(Boolean);
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

// What the server sent, whatever was typed (or brought back by the browser) before this script got hold of the form.
function sentValues(form) {
  const valueOf = (field) =>
    field.options ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value : field.defaultValue;
  const fields = KEPT.map((name) => form.elements[name]).filter(Boolean);
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field) ?? ""]));
}

// Of a post that is to be sealed, only this browser keeps anything.
const isSealed = (form) => form.elements.grade?.value === "sealed";

const hasWords = (values) => KEPT.some((name) => name !== "category" && values[name]?.trim());
const isSame = (one, other) => KEPT.every((name) => (one[name] ?? "") === (other[name] ?? ""));

function keep(form, isForced = false) {
  const state = states.get(form);
  clearTimeout(state.timer);
  const key = `draft:${state.owner}:${state.place}`;
  const values = valuesOf(form);
  try {
    if (hasWords(values) && (isForced || !isSame(values, state.start)))
      localStorage.setItem(key, JSON.stringify({ values, at: Date.now(), version: form.elements.version?.value }));
    else localStorage.removeItem(key);
    state.isUnsaved = false;
  } catch {
    // No storage, or it is full: a member's draft goes to the server, and leaving warns.
  }
}

async function send(form) {
  const state = states.get(form);
  if (state.isSent || isSame(valuesOf(form), state.start)) return;
  const sent = valuesOf(form);
  const kept = isSealed(form) ? {} : sent; // without words the server throws away what it had
  const body = new URLSearchParams({ ...kept, place: state.place, version: form.elements.version?.value ?? "" });
  try {
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken?.value ?? "", "HX-Request": "true" };
    const response = await fetch(state.address, { method: "POST", headers, body });
    if (response.ok && isSame(valuesOf(form), sent)) state.isUnsaved = false;
  } catch {
    // The browser has it; the next change tries again.
  }
}

function offer(form, template) {
  const state = states.get(form);
  const key = [`draft:${state.owner}:${state.place}`, `draft:0:${state.place}`].find(read);
  const kept = key && read(key);
  if (!kept || isSame(kept.values, valuesOf(form))) return;
  const notice = template.content.firstElementChild.cloneNode(true);
  const words = [kept.values.title, kept.values.body, kept.values.tags, kept.values.extra, kept.values.note].find((word) => word?.trim());
  notice.querySelector("[data-words]").textContent = words?.length > 120 ? `${words.slice(0, 120)}…` : (words ?? "");
  notice.querySelector("[data-stale]").hidden = (kept.version ?? "") === (form.elements.version?.value ?? "");
  notice.querySelector("[data-use]").addEventListener("click", () => {
    for (const [name, value] of Object.entries(kept.values)) fill(form.elements[name], value);
    notice.remove();
    form.elements.body?.focus();
  });
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    drop((other) => other === key);
    notice.remove();
  });
  template.before(notice);
}

function fill(field, value) {
  if (!field || field.value === value) return;
  if (field.localName === "textarea") insert(field, 0, field.value.length, value);
  else {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function begin(root) {
  for (const template of root.querySelectorAll("template[data-draft]")) {
    const form = template.closest("form");
    if (states.has(form)) continue;
    const { draft: place, owner, address } = template.dataset;
    states.set(form, { place, owner, address, isUnsaved: false, isSent: false, start: sentValues(form) });
    offer(form, template);
    if (!isSame(valuesOf(form), states.get(form).start)) keepSoon(form);
  }
}

function keepSoon(form) {
  const state = states.get(form);
  state.isUnsaved = true;
  clearTimeout(state.timer);
  state.timer = setTimeout(keep, WAIT, form);
  clearTimeout(state.serverTimer);
  if (state.address) state.serverTimer = setTimeout(send, WAIT_SERVER, form);
}

document.addEventListener("input", ({ target }) => {
  if (states.has(target.form) && KEPT.includes(target.name)) keepSoon(target.form);
});
document.addEventListener("change", ({ target }) => {
  if (target.name === "grade" && states.has(target.form) && isSealed(target.form)) send(target.form);
});
document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (target.action.endsWith("/logout/")) drop((key) => !key.startsWith("draft:0:")); // the next person's computer
  const state = states.get(target);
  if (!state || defaultPrevented) return;
  keep(target, true); // until the server has said that it arrived
  clearTimeout(state.serverTimer);
  state.isSent = true;
});
addEventListener("pageshow", () => states.forEach((state) => (state.isSent = false)));
addEventListener("beforeunload", (event) => {
  if ([...states].some(([form, state]) => form.isConnected && state.isUnsaved && !state.isSent)) event.preventDefault();
});
const keepAll = () => states.forEach((state, form) => state.isUnsaved && keep(form));
addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => document.hidden && keepAll());

// The server says with a cookie which form's words arrived.
const posted = document.cookie.match(/(?:^|; )posted=([\w-]+)/)?.[1];
if (posted) {
  drop((key) => key.endsWith(`:${posted}`));
  document.cookie = "posted=; Max-Age=0; Path=/; SameSite=Lax";
}
drop((key) => !(Date.now() - read(key)?.at < LIFETIME));
document.addEventListener("htmx:load", ({ detail }) => begin(detail.elt.parentElement ?? detail.elt));
begin(document);
