/* Keeps an opened page true between two builds: moves on what the engine wrote for later days. It
 * works out nothing but which day it is for the provider, whose midnight ends a due date.
 *
 *   <article data-made="2026-03-11" data-zone="Europe/Madrid">    the day of the build; an example
 *                                                                 has neither and stays as it is
 *   data-from="2026-03-13" data-until="2026-03-15"    shown from the one day to the other, both
 *                                                     included; hidden before and afterwards
 *   data-court="provider"    in a first sentence: in whose court the ball is while it is shown
 *   data-down="0110…">5      the number on the day of the data-from around it, and which of the days
 *                            after that one count: 1 is a working day; data-up, for one that grows
 *   <svg data-unit="12.5" data-room="30" data-word="today">    pixels of a day on the timeline, days
 *                            that it goes on for, and what stands at the line of a later day
 *
 * Nothing is announced: who reads the page hears what it says when they come to it.
 */

const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 864e5);

/** The day that it is in a time zone, as 2026-03-11. */
export function dayIn(timeZone, now = new Date()) {
  const how = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" };
  const parts = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", how).formatToParts(now);
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}`;
}

function bring(project, today) {
  for (const element of project.querySelectorAll("[data-from], [data-until]")) {
    const { from = today, until = today, court } = element.dataset;
    element.hidden = today < from || until < today;
    if (court && !element.hidden) {
      element.closest(".cs-headline").className = `cs-headline cs-${court}`;
    }
  }
  for (const element of project.querySelectorAll("[data-down], [data-up]")) {
    const { down, up } = element.dataset;
    const passed = days(element.closest("[data-from]").dataset.from, today);
    element.dataset.number ??= element.textContent;
    const worked = (down ?? up).slice(0, Math.max(passed, 0)).replaceAll("0", "").length;
    element.textContent = Number(element.dataset.number) + (up ? worked : -worked);
    element.closest("p").hidden = passed > (down ?? up).length; // as far as is known
  }
  for (const svg of project.querySelectorAll("[data-unit]")) {
    const { unit, room, word } = svg.dataset;
    const passed = days(project.dataset.made, today);
    const move = passed * unit;
    const along = svg.classList.contains("cs-vertical") ? [0, move] : [move, 0];
    for (const mark of svg.querySelectorAll(".today")) { // the line, its words and the ball
      mark.setAttribute("transform", `translate(${along})`);
      mark.setAttribute("visibility", passed > room ? "hidden" : "inherit");
      if (passed) mark.querySelector(".now").textContent = word;
    }
  }
}

/** Bring all projects of the page to the day that it is; a clock that runs behind changes nothing. */
export function alive() {
  for (const project of document.querySelectorAll("[data-zone]")) {
    const { made, zone } = project.dataset;
    try {
      const today = dayIn(zone);
      bring(project, today < made ? made : today);
    } catch {
      // A zone that this browser does not know: the page says what held on the day of its build.
    }
  }
}

document.addEventListener("courtside:open", alive);
document.addEventListener("visibilitychange", alive);
setInterval(alive, 6e4);
alive();
