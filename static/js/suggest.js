// <input data-suggest="/suggest/tags/?q=">: offers completions for the last word. The address answers
// <li role="option" data-value="…"> elements. Arrow keys move, Enter or Tab take, Escape closes.
const WAIT = 150;
let box = null; // the open list: { input, list, active }
let timer = 0;
let request = null;

const lastWord = (input) => input.value.match(/[^\s,]*$/)[0];

function prepare(input) {
  if (input.getAttribute("role") === "combobox") return;
  const list = document.createElement("ul");
  list.id = `${input.id}_suggestions`;
  list.className = "suggest__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? "");
  list.hidden = true;
  input.after(list);
  input.parentElement.classList.add("suggest");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
    input.setAttribute(name, value);
}

function close() {
  clearTimeout(timer);
  request?.abort();
  if (!box) return;
  box.list.hidden = true;
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
  box = null;
}

async function open(input) {
  const word = lastWord(input);
  request?.abort();
  if (!word) return close();
  request = new AbortController();
  try {
    const response = await fetch(input.dataset.suggest + encodeURIComponent(word), { signal: request.signal });
    const list = document.getElementById(input.getAttribute("aria-controls"));
    list.innerHTML = response.ok ? await response.text() : "";
    if (!list.children.length || document.activeElement !== input) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    box = { input, list, active: -1 };
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
  input.value = `${input.value.slice(0, input.value.length - lastWord(input).length)}${option.dataset.value} `;
  close();
  input.focus();
}

document.addEventListener("focusin", ({ target }) => target.dataset?.suggest && prepare(target));
document.addEventListener("focusout", ({ target }) => target === box?.input && close());
document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.suggest) return;
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
