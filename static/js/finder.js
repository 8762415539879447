// Suggestions below a search field while somebody types: <input data-finder="/suggest/search/">. A combobox with a list
// (WAI-ARIA 1.2): arrow keys move, Enter goes there, Escape closes. Without this module the field is a form like any other.
const WAIT = 120;
const SHORTEST = 2;
let open = null; // { input, list, active }
let timer = 0;
let request = null;

function prepare(input) {
  if (input.hasAttribute("role")) return;
  const list = document.createElement("ul");
  list.id = input.dataset.list;
  list.className = "suggest__list finder";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  list.hidden = true;
  input.after(list);
  input.parentElement.classList.add("suggest");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
}

function close() {
  clearTimeout(timer);
  request?.abort();
  if (!open) return;
  open.list.hidden = true;
  open.input.setAttribute("aria-expanded", "false");
  open.input.removeAttribute("aria-activedescendant");
  open = null;
}

function makeLine(input, { kind, text, url }, number) {
  const line = document.createElement("li");
  line.id = `${input.dataset.list}-${number}`;
  line.className = `finder__${kind}`;
  line.dataset.url = url;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  const words = document.createElement("bdi");
  words.textContent = text;
  const before = { search: input.dataset.search, tag: input.dataset.tag }[kind];
  if (before) {
    const label = document.createElement("span");
    label.className = "finder__kind";
    label.textContent = before;
    line.append(label, " ");
  }
  line.append(words);
  return line;
}

async function look(input) {
  request?.abort();
  const typed = input.value.trim();
  if (typed.length < SHORTEST) return close();
  request = new AbortController();
  try {
    const answer = await fetch(`${input.dataset.finder}?q=${encodeURIComponent(typed)}`, { signal: request.signal });
    const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
    if (!suggestions.length || document.activeElement !== input) return close();
    const list = document.getElementById(input.dataset.list);
    list.replaceChildren(...suggestions.map((one, number) => makeLine(input, one, number)));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    open = { input, list, active: -1 };
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function move(step) {
  const lines = [...open.list.children];
  // One place more than there are lines: the field itself, with what was typed.
  open.active = ((open.active + 1 + step + lines.length + 1) % (lines.length + 1)) - 1;
  lines.forEach((line, number) => line.setAttribute("aria-selected", String(number === open.active)));
  const line = lines[open.active];
  if (!line) return open.input.removeAttribute("aria-activedescendant");
  open.input.setAttribute("aria-activedescendant", line.id);
  line.scrollIntoView({ block: "nearest" });
}

const isField = (target) => Boolean(target?.dataset?.finder);

document.addEventListener("focusin", ({ target }) => isField(target) && prepare(target));
document.addEventListener("focusout", ({ target }) => target === open?.input && close());
document.addEventListener("input", ({ target }) => {
  if (!isField(target)) return;
  prepare(target);
  clearTimeout(timer);
  timer = setTimeout(look, WAIT, target);
});
document.addEventListener("keydown", (event) => {
  if (isField(event.target) && event.key === "Enter") clearTimeout(timer);
  if (!open || event.target !== open.input || event.isComposing) return;
  const line = open.list.children[open.active];
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter" && line) location.assign(line.dataset.url);
  else return;
  event.preventDefault();
});
// Before the field loses the focus, which would close the list.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".finder [role=option]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const line = event.target.closest(".finder [role=option]");
  if (line) location.assign(line.dataset.url);
});
