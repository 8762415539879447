// Changes the text of a textarea as typing would: the browser's undo takes it back, and "input" is heard.
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
