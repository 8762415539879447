// Finds the number whose hash, behind the salt, is the challenge.
onmessage = async ({ data: { challenge, salt, maxnumber } }) => {
  const encoder = new TextEncoder();
  for (let number = 0; number <= maxnumber; number++) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(salt + number)));
    if (Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("") === challenge) return postMessage(number);
  }
  throw new Error("no number");
};
