// <textarea data-preview="/preview/" data-preview-target="id">: shows the text as it will look, soon after each change.
import { announce } from "./announce.js";

const WAIT = 500;
const pending = new WeakMap();

async function show(area) {
  const target = document.getElementById(area.dataset.previewTarget);
  if (!target) return;
  if (!area.value.trim()) {
    target.hidden = true;
    return;
  }
  const token = area.form.elements.csrfmiddlewaretoken?.value ?? "";
  const state = pending.get(area);
  state.request?.abort();
  state.request = new AbortController();
  try {
    const response = await fetch(area.dataset.preview, {
      method: "POST",
      headers: { "X-CSRFToken": token, "HX-Request": "true" },
      body: new URLSearchParams({ body: area.value }),
      signal: state.request.signal,
    });
    if (!response.ok && response.status !== 422) throw new Error(response.statusText);
    target.innerHTML = await response.text(); // the server's own renderer has cleaned it
    target.hidden = false;
    if (response.status === 422) announce(target.textContent.trim());
  } catch (error) {
    if (error.name !== "AbortError") announce(area.dataset.previewError);
  }
}

document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.preview) return;
  const state = pending.get(target) ?? {};
  clearTimeout(state.timer);
  state.timer = setTimeout(show, WAIT, target);
  pending.set(target, state);
});
