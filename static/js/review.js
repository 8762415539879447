// Keys of the review queue: j and k go from one [data-review] to the next, the others press what carries that data-key there.
// Off while somebody writes, and with any modifier: those keys belong to the browser.
const rows = () => [...document.querySelectorAll("[data-review]")];

function isWriting(target) {
  return target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest?.("[data-review]"));
  const row = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const row = document.activeElement?.closest?.("[data-review]");
  const place = row?.querySelector(`[data-key="${key}"]`) ? row : rows().length === 1 ? document : row;
  place?.querySelector(`[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    x: () => document.activeElement?.closest?.("[data-review]")?.querySelector("[type=checkbox]")?.click(),
    "?": () => {
      const help = document.querySelector("[data-keys]");
      if (help) help.open = !help.open;
    },
  };
  for (const key of ["a", "r", "o"]) acts[key] = () => press(key);
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});
