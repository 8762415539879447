// Says things in the page's live region [data-live]: refusals, lost connections. It goes away with a click.
const region = document.querySelector("[data-live]");

export function announce(sentence) {
  if (region && sentence) region.textContent = sentence;
}

const clear = () => region?.replaceChildren();
region?.addEventListener("click", clear);
// What is only looked up while somebody types (similar questions) takes no message away.
document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.requestConfig.verb === "get" || clear());
for (const name of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(name, () => announce(region?.dataset.offline));
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status >= 500) announce(region?.dataset.broken);
});
