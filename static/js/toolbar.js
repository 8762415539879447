// A toolbar above every <textarea data-preview>: the form's <template data-toolbar> holds the buttons and their words.
// Arrow keys move between buttons; Ctrl or Cmd with a button's data-key ("B", "Shift+8") works while typing. Undo takes every change back.
import { insert } from "./typing.js";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

// Around the selection, or around the cursor; once more takes the marks off.
function wrap(area, mark) {
  const { value, selectionStart: start, selectionEnd: end } = area;
  const [before, after] = [value.slice(0, start), value.slice(end)];
  const words = value.slice(start, end);
  const isInside = words.length >= 2 * mark.length && words.startsWith(mark) && words.endsWith(mark);
  if (isInside && !isLonger(words, mark)) insert(area, start, end, words.slice(mark.length, -mark.length), 0);
  else if (before.endsWith(mark) && after.startsWith(mark) && !isLonger(before.slice(-3), mark))
    insert(area, start - mark.length, end + mark.length, words, 0);
  else insert(area, start, end, mark + words + mark, mark.length);
}

// "**" is not a "*" to take off.
const isLonger = (text, mark) => mark === "*" && /\*\*/.test(text) && !/\*\*\*/.test(text);

function link(area) {
  const { value, selectionStart: start, selectionEnd: end } = area;
  const words = value.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(words);
  insert(area, start, end, isAddress ? `[](${words})` : `[${words}](https://)`);
  const place = isAddress || !words ? start + 1 : start + words.length + 3;
  area.setSelectionRange(place, isAddress || !words ? place : place + "https://".length);
}

// Whole lines begin with a mark, or no longer; a blank line above makes a list of them.
function prefix(area, make, pattern) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", Math.max(area.selectionEnd - 1, area.selectionStart));
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const isMarked = lines.every((line) => pattern.test(line));
  const above = value.slice(0, start).split("\n").at(-2) ?? "";
  const gap = !isMarked && above.trim() && !pattern.test(above) ? "\n" : "";
  const changed = lines.map((line, index) => (isMarked ? line.replace(pattern, "") : make(index) + line)).join("\n");
  const isEmpty = lines.join("") === "";
  insert(area, start, end, gap + changed);
  area.setSelectionRange(isEmpty ? area.selectionEnd : start + gap.length, area.selectionEnd);
}

function code(area) {
  const { value, selectionStart: start, selectionEnd: end } = area;
  const words = value.slice(start, end);
  if (!words.includes("\n")) return wrap(area, "`");
  const before = start && value[start - 1] !== "\n" ? "\n" : "";
  const after = value[end] === "\n" || end === value.length ? "" : "\n";
  insert(area, start, end, `${before}\`\`\`\n${words.replace(/\n$/, "")}\n\`\`\`${after}`, before.length + 4);
}

// A block of its own, with a blank line above and below; "text" right above "---" would be a heading.
function block(area, text, from, length) {
  const { value, selectionEnd: at } = area;
  const [before, after] = [value.slice(0, at), value.slice(at)];
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  insert(area, at, at, lead + text + tail);
  if (length) area.setSelectionRange(at + lead.length + from, at + lead.length + from + length);
}

const table = (area, { words }) =>
  block(area, `| ${words} 1 | ${words} 2 |\n| --- | --- |\n|  |  |\n|  |  |`, 2, words.length + 2);

// The words of the selection (or of the line) alone. Code keeps what stands in it.
function clear(area) {
  let { value, selectionStart: start, selectionEnd: end } = area;
  if (start === end) {
    start = value.lastIndexOf("\n", start - 1) + 1;
    end = value.indexOf("\n", end) < 0 ? value.length : value.indexOf("\n", end);
  }
  const words = value
    .slice(start, end)
    .replace(/^(?:#{1,6} +|> ?|[-*+] +|\d{1,9}\. +)+/gm, "")
    .replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, "$1")
    .replace(/(\*\*|~~|[*`])(?=\S)(.*?\S)\1/g, "$2")
    .replace(/(\*)(?=\S)(.*?\S)\1/g, "$2");
  insert(area, start, end, words, 0);
}

const COMMANDS = {
  bold: (area) => wrap(area, "**"),
  italic: (area) => wrap(area, "*"),
  strike: (area) => wrap(area, "~~"),
  link,
  list: (area) => prefix(area, () => "- ", /^[-*+] /),
  numbers: (area) => prefix(area, (index) => `${index + 1}. `, /^\d{1,9}\. /),
  quote: (area) => prefix(area, () => "> ", /^> ?/),
  code,
  heading: (area) => prefix(area, () => "## ", /^#{1,6} /),
  table,
  rule: (area) => block(area, "---"),
  clear,
};

const run = (area, button) => COMMANDS[button?.dataset.command]?.(area, button.dataset);

function build(area) {
  const bar = area.form?.querySelector("template[data-toolbar]")?.content.firstElementChild.cloneNode(true);
  if (!bar || area.previousElementSibling?.matches("[role=toolbar]")) return;
  bar.setAttribute("aria-controls", area.id);
  const buttons = [...bar.querySelectorAll("button")];
  buttons.forEach((button, index) => {
    button.tabIndex = index ? -1 : 0;
    if (MAC) button.title = button.title.replace(/\(\w+\+((?:\w+\+)?\w)\)/, "(⌘$1)");
    if (MAC && button.dataset.key) button.setAttribute("aria-keyshortcuts", `Meta+${button.dataset.key}`);
  });
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps focus and selection
  bar.addEventListener("click", ({ target }) => run(area, target.closest("button")));
  bar.addEventListener("keydown", (event) => walk(event, buttons, area));
  area.before(bar);
}

function walk(event, buttons, area) {
  if (event.key === "Escape") return area.focus();
  const forward = getComputedStyle(area.parentElement).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const now = buttons.indexOf(document.activeElement);
  let next;
  if (event.key === "Home") next = 0;
  else if (event.key === "End") next = buttons.length - 1;
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft")
    next = (now + (event.key === forward ? 1 : buttons.length - 1)) % buttons.length;
  else return;
  event.preventDefault();
  buttons.forEach((button, index) => (button.tabIndex = index === next ? 0 : -1));
  buttons[next].focus();
}

document.addEventListener("keydown", (event) => {
  const { target, isComposing, altKey, shiftKey, code } = event;
  if (!target.dataset?.preview || isComposing || altKey) return;
  if (!(MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey)) return;
  const bar = target.previousElementSibling;
  const key = code.startsWith("Digit") ? code.slice(5) : event.key.toUpperCase(); // Shift makes another sign of a digit
  const button = bar?.querySelector(`[data-key="${CSS.escape(shiftKey ? `Shift+${key}` : key)}"]`);
  if (!button) return;
  event.preventDefault();
  run(target, button);
});

const buildAll = (root) => root.querySelectorAll("textarea[data-preview]").forEach(build);
document.addEventListener("htmx:load", ({ detail }) => buildAll(detail.elt));
buildAll(document);
