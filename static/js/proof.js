// Forms of visitors may ask for a small sum (forum/proof.py). It is done when the form is sent; should it fail, the form goes
// without it and comes back with another way.
const solve = async (address) => {
  const challenge = await (await fetch(address, { cache: "no-store" })).json();
  const worker = new Worker(new URL("./proof-worker.js", import.meta.url));
  try {
    const number = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(challenge);
    });
    const { algorithm, challenge: hash, salt, signature } = challenge;
    return btoa(JSON.stringify({ algorithm, challenge: hash, number, salt, signature }));
  } finally {
    worker.terminate();
  }
};

addEventListener("submit", (event) => {
  const form = event.target;
  const field = form.querySelector("[data-proof]");
  if (!field || form.dataset.busy || form.dataset.proven || event.submitter?.name === "preview") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.solving) return;
  form.dataset.solving = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  solve(field.dataset.proof)
    .then((payload) => (field.value = payload), () => {})
    .finally(() => {
      delete form.dataset.solving;
      event.submitter?.removeAttribute("aria-disabled");
      form.dataset.proven = "yes";
      form.requestSubmit(event.submitter);
      delete form.dataset.proven;
    });
}, true);
