// The ask form: what the chosen category is about, and tags of similar questions put in place without sending the form.
document.addEventListener("input", ({ target }) => {
  const about = target.id && document.querySelector(`#${CSS.escape(target.id)}_helptext [data-about]`);
  if (about) about.textContent = target.selectedOptions?.[0]?.dataset.about ?? "";
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
