import { languageOfPage, string } from "./strings.js";

// <time data-relative> grows old while the page is open.
const UNITS = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];

export function relative(moment, now = Date.now()) {
  const seconds = (moment - now) / 1000;
  const words = new Intl.RelativeTimeFormat(languageOfPage(), { numeric: "always" });
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return string("just_now");
}

function refresh() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const text = relative(Date.parse(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(refresh, 30000);
document.addEventListener("visibilitychange", refresh);
document.addEventListener("htmx:load", refresh);
refresh();
