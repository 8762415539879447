// What scripts do in a textarea as if somebody typed.

// Changes the text as typing would: the browser's undo takes it back, and "input" is heard.
// `inset` is how far from both ends of the new text the selection then stands; without it the cursor follows the text.
export function insert(area, start, end, text, inset) {
  area.focus();
  area.setSelectionRange(start, end);
  const isDone = text
    ? document.execCommand("insertText", false, text)
    : start === end || document.execCommand("delete");
  if (!isDone) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
  }
  const last = start + text.length;
  if (inset === undefined) area.setSelectionRange(last, last);
  else area.setSelectionRange(start + inset, last - inset);
}

const COPIED = ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "textIndent", "direction"];

// How far below the upper edge of the textarea the line of the cursor ends: measured on a copy of the text before it.
export function findCaret(area) {
  const style = getComputedStyle(area);
  const copy = document.createElement("div");
  for (const name of COPIED) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word" });
  copy.style.inlineSize = `${area.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)}px`;
  copy.textContent = `${area.value.slice(0, area.selectionStart)}\u200b`;
  document.body.append(copy);
  const height = copy.offsetHeight;
  copy.remove();
  return Math.min(parseFloat(style.paddingTop) + height - area.scrollTop, area.offsetHeight);
}
