// Passkeys: the browser asks its owner, and the form carries what it says. Forms that need one are shown only where there
// are passkeys; without this script the page offers other ways.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => list?.map((key) => ({ ...key, id: toBytes(key.id) }));

const readOptions = ({ publicKey }) => ({
  ...publicKey,
  challenge: toBytes(publicKey.challenge),
  ...(publicKey.user && { user: { ...publicKey.user, id: toBytes(publicKey.user.id) } }),
  ...(publicKey.excludeCredentials && { excludeCredentials: named(publicKey.excludeCredentials) }),
  ...(publicKey.allowCredentials && { allowCredentials: named(publicKey.allowCredentials) }),
});

const write = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

const ask = async (form) => {
  const { options, optionsAt, passkey } = form.dataset;
  const publicKey = readOptions(options ? JSON.parse(options) : (await (await fetch(optionsAt)).json()).request_options);
  if (passkey === "get") return navigator.credentials.get({ publicKey });
  const isAlone = form.elements.passwordless?.checked;
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: isAlone ? "required" : "discouraged",
    requireResidentKey: Boolean(isAlone),
    ...(isAlone && { userVerification: "required" }),
  };
  return navigator.credentials.create({ publicKey });
};

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const refusal = form.querySelector("[data-passkey-refusal]");
      refusal.hidden = true;
      try {
        form.elements.credential.value = write(await ask(form));
        form.submit();
      } catch {
        refusal.hidden = false;
      }
    }, true);
  }
  for (const words of document.querySelectorAll("[data-passkey-without]")) words.hidden = true;
}
