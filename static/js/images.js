// <button name="add_image" data-upload="/images/">: pictures (and files, with data-files) that are chosen, pasted or
// dropped go into the text at once.
// Without this module the button sends the form, with the file and its description in two fields of their own.
import { announce } from "./announce.js";

const forms = new Map(); // form -> { area, button, input, waiting }

function prepare(button) {
  const { form } = button;
  const area = form?.elements.body;
  const input = form?.elements.picture;
  if (!area || !input) return;
  forms.set(form, { area, button, input, waiting: 0 });
  for (const field of [input, form.elements.picture_alt]) {
    const box = field?.closest(".field");
    if (box && !box.matches(".field--error")) box.hidden = true;
  }
}

const isPicture = (file) => file.type.startsWith("image/");
const isTaken = (place) => (file) => isPicture(file) || "files" in place.button.dataset;

// Puts the Markdown on lines of its own. What it shows is asked for by selecting its description, unless somebody types on.
function insert(area, { markdown }, alt, isUntouched) {
  const at = isUntouched ? area.selectionEnd : area.value.length;
  const before = area.value.slice(0, at);
  const after = area.value.slice(at);
  const lead = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  const tail = after.startsWith("\n") ? "\n" : "\n\n";
  area.setRangeText(lead + markdown + tail, at, at, "preserve");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  if (!isUntouched || !markdown.startsWith("!")) return; // a file has its name
  const start = at + lead.length + 2;
  area.focus();
  area.setSelectionRange(start, start + alt.length);
}

async function upload(place, file) {
  const { area, button } = place;
  const words = button.dataset;
  const before = area.value;
  const body = new FormData();
  body.append("picture", file);
  place.waiting += 1;
  button.setAttribute("aria-busy", "true");
  announce(words.wait);
  try {
    const response = await fetch(words.upload, {
      method: "POST",
      headers: { "X-CSRFToken": area.form.elements.csrfmiddlewaretoken?.value ?? "", Accept: "application/json" },
      body,
    });
    const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
    const answer = isOurs ? await response.json() : {};
    if (answer.markdown) {
      insert(area, answer, words.alt, area.value === before);
      announce(answer.markdown.startsWith("!") ? words.done : words.doneFile);
    } else announce(answer.sentence ?? words.broken);
  } catch {
    announce(words.broken);
  } finally {
    place.waiting -= 1;
    if (!place.waiting) button.removeAttribute("aria-busy");
  }
}

async function uploadAll(place, files) {
  for (const file of files) await upload(place, file);
}

for (const button of document.querySelectorAll("button[data-upload]")) prepare(button);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-upload]");
  const place = forms.get(button?.form);
  if (!place || place.input.files.length) return; // a file that is chosen already goes with the form
  event.preventDefault();
  place.input.click();
});
document.addEventListener("change", ({ target }) => {
  const place = forms.get(target.form);
  if (!place || target !== place.input || !target.files.length) return;
  const files = [...target.files];
  target.value = "";
  uploadAll(place, files);
});
document.addEventListener("paste", (event) => {
  const place = forms.get(event.target.form);
  if (!place || event.target !== place.area) return;
  const files = [...event.clipboardData.files].filter(isTaken(place));
  if (!files.length || event.clipboardData.types.includes("text/plain")) return; // word processors add a picture of the words
  event.preventDefault();
  uploadAll(place, files);
});
for (const name of ["dragover", "drop"])
  document.addEventListener(name, (event) => {
    const place = forms.get(event.target.form);
    if (!place || event.target !== place.area || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault(); // the browser would leave the page and open the file
    if (name === "drop") uploadAll(place, [...event.dataTransfer.files]);
  });
// A text that is sent now would lose its picture.
document.addEventListener(
  "submit",
  (event) => {
    const place = forms.get(event.target);
    if (!place?.waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    announce(place.button.dataset.wait);
  },
  true,
);
