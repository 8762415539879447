// Keeps <time data-relative> true while a page stays open. What the server wrote is left alone until it is stale.
const UNITS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const openedAt = Date.now();
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });

function refresh() {
  if (document.hidden || Date.now() - openedAt < 60_000) return;
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const age = Math.floor((Date.now() - Date.parse(element.dateTime)) / 1000);
    if (!(age >= 0 && age < element.dataset.relative * 86400)) continue; // older moments are dates, and dates do not age
    const [unit, seconds] = UNITS.find(([, size]) => age >= size) ?? UNITS.at(-1);
    const text = words.format(-Math.floor(age / seconds), unit);
    if (element.textContent !== text) element.textContent = text;
  }
}

setInterval(refresh, 60_000);
document.addEventListener("visibilitychange", refresh);
