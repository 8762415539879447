// Secrets of sealed posts that somebody keeps in this browser, and what hangs on them: votes on such posts are not offered here.
// The server cannot know whose they are, so nobody but this browser can leave that out.
const KEY = "sealed"; // { secret: { title, posts: [numbers] } }

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};
const write = (kept) => {
  try {
    if (Object.keys(kept).length) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
};

const keep = document.querySelector("[data-keep-secret]");
if (keep) {
  keep.hidden = false;
  keep.addEventListener("click", () => {
    if (!write({ ...read(), [keep.dataset.keepSecret]: { title: keep.dataset.title, posts: [] } })) return;
    keep.textContent = keep.dataset.kept;
    keep.setAttribute("aria-disabled", "true");
  });
}

const list = document.querySelector("[data-kept-secrets]");
const field = list && document.querySelector("input[name=secret]");
if (list) {
  const template = list.querySelector("template");
  for (const [secret, { title }] of Object.entries(read())) {
    const row = template.content.firstElementChild.cloneNode(true);
    row.querySelector("[data-title]").textContent = title || secret.slice(0, 5);
    row.querySelector("[data-use]").addEventListener("click", () => {
      field.value = secret;
      try {
        sessionStorage.setItem(KEY, secret);
      } catch {
        // Its page opens all the same.
      }
      field.form.requestSubmit();
    });
    row.querySelector("[data-forget]").addEventListener("click", () => {
      const { [secret]: _gone, ...rest } = read();
      write(rest);
      row.remove();
    });
    list.querySelector("ul").append(row);
    list.hidden = false;
  }
}

// The page of a kept secret says which posts it opens.
const own = [...document.querySelectorAll("[data-sealed-post]")].map((post) => post.dataset.sealedPost);
if (own.length) {
  let secret = null;
  try {
    secret = sessionStorage.getItem(KEY);
  } catch {
    // Not remembered, then.
  }
  const kept = read();
  if (secret && kept[secret]) write({ ...kept, [secret]: { ...kept[secret], posts: own } });
}

const mine = Object.values(read()).flatMap(({ posts }) => posts);
for (const number of mine)
  for (const form of document.querySelectorAll(`form[action$="/posts/${number}/vote/"]`)) for (const button of form.querySelectorAll("button")) button.disabled = true;
