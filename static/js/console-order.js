// The list of categories in the console: a row can be dragged among those beside it. The buttons do the same without scripts.
const form = document.getElementById("order");
const marks = [...document.querySelectorAll("[data-category]")];
const rows = new Map(marks.map((mark) => [mark.closest("tr"), mark.dataset]));
let dragged = null;

const isBeside = (row) => row !== dragged && dragged && rows.get(row)?.parent === rows.get(dragged).parent;
const isLower = (row, y) => {
  const { top, height } = row.getBoundingClientRect();
  return y > top + height / 2;
};
const clear = () => rows.forEach((_, row) => row.classList.remove("drop-before", "drop-after", "dragged"));

for (const row of rows.keys()) {
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", rows.get(row).category);
    row.classList.add("dragged");
  });
  row.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });
  row.addEventListener("dragover", (event) => {
    if (!isBeside(row)) return;
    event.preventDefault();
    const isAfter = isLower(row, event.clientY);
    row.classList.toggle("drop-after", isAfter);
    row.classList.toggle("drop-before", !isAfter);
  });
  row.addEventListener("dragleave", () => row.classList.remove("drop-before", "drop-after"));
  row.addEventListener("drop", (event) => {
    if (!isBeside(row)) return;
    event.preventDefault();
    const { category, parent } = rows.get(dragged);
    const ids = [...rows.values()].filter((one) => one.parent === parent && one.category !== category).map((one) => one.category);
    ids.splice(ids.indexOf(rows.get(row).category) + (isLower(row, event.clientY) ? 1 : 0), 0, category);
    form.elements.parent.value = parent;
    form.elements.ids.value = ids.join(",");
    form.requestSubmit();
  });
}
