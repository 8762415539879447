// The ask form: what the chosen category is about and what text it begins with, and tags of similar questions put in place
// without sending the form.
document.addEventListener("input", ({ target }) => {
  const about = target.id && document.querySelector(`#${CSS.escape(target.id)}_helptext [data-about]`);
  if (about) about.textContent = target.selectedOptions?.[0]?.dataset.about ?? "";
});

// A text to begin with goes into an empty field, and takes the place of another one that nobody touched.
const templateOf = (guide) => guide?.querySelector("[data-form-template]")?.dataset.formTemplate ?? "";
const asTyped = (text) => text.replaceAll("\r\n", "\n").trim();
let offered = templateOf(document.getElementById("guidance"));
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const body = target.id === "guidance" && target.closest("form")?.elements.body;
  if (!body) return;
  const template = templateOf(target);
  const typed = asTyped(body.value);
  if (!typed || typed === asTyped(offered)) body.value = template;
  offered = template;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=add_tag]");
  const input = button?.form?.elements.tags;
  if (!input) return;
  event.preventDefault();
  const { between } = input.dataset;
  const before = input.value.replace(/[\s,]+$/, "");
  input.value = `${before}${before && between}${button.value}${between}`;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  button.closest("li").remove();
  input.focus();
});
