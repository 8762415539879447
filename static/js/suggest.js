// Completions while typing, from an address that answers <li role="option" data-value="…"> elements.
// <input data-suggest="/suggest/tags/?q=">: for the last word. <textarea data-mentions="/suggest/members/?q=">: for
// the name after an @ before the cursor. Arrow keys move, Enter or Tab take, Escape closes.
import { findCaret, insert } from "./typing.js";

const WAIT = 150;
const MENTION = /(?<![\p{L}\p{N}_@.+/-])@(?:"([^"@\n]{0,30})|((?:[\p{L}\p{N}_][\p{L}\p{N}_.'’-]{0,29})?))$/u;
const SIMPLE_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.'’-]*$/u;
let box = null; // the open list: { input, list, active }
let timer = 0;
let request = null;

const lastWord = (input) => (input.dataset.between === " " ? /[^\s,]*$/ : /[^,]*$/); // only commas may separate tags

// Each kind of field: its address for what is being typed (or null), and how a value is taken.
const WORDS = {
  ask(input) {
    const word = input.value.match(lastWord(input))[0].trim();
    return word && input.dataset.suggest + encodeURIComponent(word);
  },
  take(input, value) {
    input.value = input.value.replace(lastWord(input), (word) => word.match(/^\s*/)[0] + value + input.dataset.between);
  },
};
const MENTIONS = {
  ask(area) {
    const found = beforeCaret(area).match(MENTION);
    const question = area.form?.dataset.question ?? "";
    if (!found || area.selectionStart !== area.selectionEnd) return null;
    return `${area.dataset.mentions}${encodeURIComponent(found[1] ?? found[2])}&question=${question}`;
  },
  take(area, value) {
    const name = SIMPLE_NAME.test(value) ? `@${value}` : `@"${value}"`;
    insert(area, beforeCaret(area).match(MENTION).index, area.selectionStart, `${name} `);
  },
};
const beforeCaret = (area) => area.value.slice(0, area.selectionStart);
const kindOf = (field) => (field?.dataset?.suggest ? WORDS : field?.dataset?.mentions ? MENTIONS : null);

function prepare(input) {
  if (input.hasAttribute("aria-autocomplete")) return;
  const list = document.createElement("ul");
  list.id = `${input.id}_suggestions`;
  list.className = "suggest__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestions ?? input.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  input.after(list);
  input.parentElement.classList.add("suggest");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  if (input.localName === "textarea") return; // a text of many lines is no combobox
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
}

function close() {
  clearTimeout(timer);
  request?.abort();
  if (!box) return;
  box.list.hidden = true;
  if (box.input.hasAttribute("aria-expanded")) box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
  box = null;
}

async function open(input) {
  const address = kindOf(input).ask(input);
  request?.abort();
  if (!address) return close();
  request = new AbortController();
  try {
    const response = await fetch(address, { signal: request.signal });
    const list = document.getElementById(input.getAttribute("aria-controls"));
    list.innerHTML = response.ok ? await response.text() : "";
    if (!list.children.length || document.activeElement !== input) return close();
    if (input.localName === "textarea") list.style.insetBlockStart = `${input.offsetTop + findCaret(input)}px`;
    list.hidden = false;
    if (input.hasAttribute("aria-expanded")) input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    box = { input, list, active: -1 };
    if (input.localName === "textarea") move(1); // Enter takes the first; Escape or a space goes on writing
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function move(step) {
  const options = [...box.list.children];
  box.active = (box.active + step + options.length + (box.active < 0 && step < 0 ? 1 : 0)) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === box.active)));
  box.input.setAttribute("aria-activedescendant", options[box.active].id);
  options[box.active].scrollIntoView({ block: "nearest" });
}

function take(option) {
  const { input } = box;
  const { value } = option.dataset;
  close();
  kindOf(input).take(input, value);
  input.focus();
}

document.addEventListener("focusin", ({ target }) => kindOf(target) && prepare(target));
document.addEventListener("focusout", ({ target }) => target === box?.input && close());
document.addEventListener("input", ({ target }) => {
  if (!kindOf(target)) return;
  prepare(target);
  clearTimeout(timer);
  timer = setTimeout(open, WAIT, target);
});
document.addEventListener("keydown", (event) => {
  if (!box || event.target !== box.input || event.isComposing) return;
  const option = box.list.children[box.active];
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Escape") close();
  else if ((event.key === "Enter" || event.key === "Tab") && option) take(option);
  else return;
  event.preventDefault();
});
// Before the field loses the focus, which would close the list.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".suggest__list [role=option]");
  if (!option || !box) return;
  event.preventDefault();
  take(option);
});
