// The light/system/dark buttons: [data-theme-switch] holds buttons with value light, "" or dark.
const root = document.documentElement;

function show() {
  for (const button of document.querySelectorAll("[data-theme-switch] button"))
    button.setAttribute("aria-pressed", String(button.value === (root.dataset.theme ?? "")));
}

function choose(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Not remembered, then; it still holds for this page.
  }
  show();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-switch] button");
  if (button) choose(button.value);
});
addEventListener("storage", (event) => {
  if (event.key === "theme") choose(event.newValue);
});
show();
