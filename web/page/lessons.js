// Lessons: a question, a prediction to write down, steps that set the forms, and what should be seen.

import { element, say } from "./words.js";

/**
 * @param {string} lang
 * @param {any[]} lessons
 * @param {string} chosen id of the lesson that is open, or empty
 * @param {{ open: (id: string) => void, set: (letter: string, point: string) => void, run: () => void }} act
 */
export function lessonsOf(lang, lessons, chosen, act) {
  const lesson = lessons.find((one) => one.id === chosen);
  if (!lesson) {
    return element("section", { id: "lessons" },
      element("p", {}, say(lang, "pick")),
      element("ol", { class: "lessons" }, ...lessons.map((one) =>
        element("li", {}, element("button", { type: "button", "data-lesson": one.id, onclick: () => act.open(one.id) }, one[lang].title)))));
  }
  const own = lesson[lang];
  /** @param {any} part @param {string} name @param {boolean} isShut */
  const section = (part, name, isShut) => {
    const body = element("div", {});
    body.innerHTML = part.html;
    return isShut
      ? element("details", { class: `sheet ${name}` }, element("summary", {}, part.title), body)
      : element("section", { class: `sheet ${name}` }, element("h3", {}, part.title), body);
  };
  const shut = ["see", "why", "on", "teacher"];
  const sections = own.parts.map((/** @type {any} */ part) => section(part, part.name, shut.includes(part.name)));
  const storage = `inteso-prediction-${lesson.id}`;
  const guess = element("textarea", { id: "guess", rows: 2 });
  try {
    guess.value = sessionStorage.getItem(storage) ?? "";
  } catch {
    // A page from a disk may have no storage; what is written then lasts as long as the page.
  }
  const seen = sections.filter((/** @type {Element} */ one) => one.matches(".see, .why, .teacher"));
  const hint = element("p", { class: "note" }, say(lang, "first"));
  const allow = () => {
    const isWritten = guess.value.trim().length > 0;
    for (const one of seen) {
      one.hidden = !isWritten;
    }
    hint.hidden = isWritten;
    try {
      sessionStorage.setItem(storage, guess.value);
    } catch {
      // As above.
    }
  };
  guess.addEventListener("input", allow);
  const prediction = sections.find((/** @type {Element} */ one) => one.matches(".prediction"));
  prediction?.append(element("label", { for: "guess" }, say(lang, "prediction")), guess, hint);
  allow();
  const box = element("section", { id: "lessons" },
    element("p", {}, element("button", { type: "button", onclick: () => act.open("") }, say(lang, "back"))),
    element("h2", { tabindex: "-1" }, own.title), ...sections);
  sections.find((/** @type {Element} */ one) => one.matches(".steps"))?.append(
    element("p", {}, element("button", { type: "button", class: "main", onclick: act.run }, `▶ ${say(lang, "run")}`)));
  // Links to points of the experiment set a form.
  box.addEventListener("click", (/** @type {any} */ event) => {
    const link = event.target.closest("a[data-set]");
    if (!link) return;
    event.preventDefault();
    for (const other of box.querySelectorAll(`a[data-set="${link.dataset.set}"]`)) other.classList.toggle("set", other === link);
    act.set(link.dataset.set, link.dataset.point);
  });
  return box;
}
