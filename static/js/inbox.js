// Keeps the number of unread notices in the head of the page true: once a minute while the page is looked at, and when somebody
// comes back to it. After an hour in which nobody did anything here it stops, until somebody does again.
import { announce } from "./announce.js";

const [MINUTE, SOON, REST] = [60_000, 10_000, 3_600_000];
const link = () => document.querySelector("[data-inbox]");
let [askedAt, activeAt, isOver] = [Date.now(), Date.now(), false];

function show(unread, words) {
  const place = link();
  const before = Number(place.dataset.inbox);
  if (unread === before) return;
  const [word, number] = [place.querySelector(".inbox-link__word"), place.querySelector("[data-inbox-count]")];
  place.dataset.inbox = unread;
  place.setAttribute("aria-label", unread ? `${word.textContent}, ${words}` : word.textContent);
  number.textContent = unread;
  number.hidden = !unread;
  if (unread > before) announce(words);
}

async function ask() {
  if (isOver || document.hidden || !link() || Date.now() - activeAt > REST || Date.now() - askedAt < SOON) return;
  askedAt = Date.now();
  try {
    const response = await fetch(`${link().getAttribute("href")}count/`, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const { unread, words } = await response.json();
      show(unread, words);
    } else if (response.status === 403) isOver = true; // signed out meanwhile
  } catch {
    // No connection just now; the next minute asks again.
  }
}

function wake() {
  activeAt = Date.now();
  ask();
}

if (link()) {
  setInterval(ask, MINUTE);
  document.addEventListener("visibilitychange", () => document.hidden || wake());
  addEventListener("focus", wake);
  for (const deed of ["pointerdown", "keydown"]) document.addEventListener(deed, () => (activeAt = Date.now()), { passive: true });
}
