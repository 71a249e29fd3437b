// What comes out: the answer in words, run by run, and the report's own sections at the end.

import { element, say } from "./words.js";

/**
 * @param {string} lang
 * @param {{ id: string, name: string }[]} districts
 * @param {string} shown
 * @param {(root: Element) => void} wake brings pictures to life
 * @param {(name: string) => void} take saves a file
 */
export function resultsOf(lang, districts, shown, wake, take) {
  const short = element("section", { id: "short" }, element("p", { class: "note" }, say(lang, "soon")));
  const title = element("h2", { id: "answer-title", tabindex: "-1" });
  const answer = element("div", { class: "words" });
  const strands = element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": say(lang, "strands") });
  const rest = element("div", { class: "rest" });
  const files = element("div", { class: "files", hidden: true });
  const box = element("section", { id: "results", hidden: true, "aria-labelledby": "answer-title" },
    title, answer,
    element("h3", {}, say(lang, "strands")), strands, element("p", { class: "note" }, say(lang, "strandsNote")),
    files, rest);
  /** @type {Record<string, string>} */
  let pictures = {};
  const drawStrands = () => {
    const svg = pictures[shown] ?? pictures.all ?? Object.values(pictures)[0];
    if (svg) strands.innerHTML = svg;
  };
  /** Chooses the district that is shown in the report's own sections, too. */
  const choose = () => {
    const name = districts.find((district) => district.id === shown)?.name;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll(".choices button"))) {
      if (name ? button.textContent === name : /^(alle bezirke|all districts)/i.test(button.textContent ?? "")) button.click();
    }
  };
  return {
    /** The answer in a sentence or two, in a place of its own, so that nothing moves when it comes. */
    short,
    box,
    /** @param {any} line */
    draw(line) {
      box.hidden = false;
      title.textContent = say(lang, "answerSoFar", { done: line.replicates, of: line.of });
      pictures = line.strands;
      drawStrands();
      const [first, ...others] = line.parts;
      if (first) {
        answer.innerHTML = first.html;
        wake(answer);
        choose();
        const sentence = answer.querySelector(".answer p, p");
        const link = element("a", { href: "#results", onclick: (/** @type {Event} */ event) => {
          event.preventDefault();
          box.scrollIntoView({ behavior: "smooth" });
          title.focus({ preventScroll: true });
        } }, say(lang, "whole"));
        short.replaceChildren(sentence?.cloneNode(true) ?? element("p", {}), element("p", { class: "note" }, `${title.textContent} · `, link));
      }
      rest.replaceChildren(...others.map((/** @type {any} */ part) => {
        const details = element("details", { class: "part", id: `part-${part.id}` }, element("summary", {}, part.title));
        // Large sections come into the page when they are opened.
        details.addEventListener("toggle", () => {
          if (details.childElementCount > 1) return;
          const body = element("div", {});
          body.innerHTML = part.html;
          details.append(body);
          wake(body);
          choose();
        });
        return details;
      }));
    },
    /** @param {string} district */
    show(district) {
      shown = district;
      drawStrands();
      choose();
    },
    offer() {
      files.hidden = false;
      const names = ["report.html", "experiment.toml", "scenario.toml", "series.csv", "differences.csv"];
      files.replaceChildren(element("h3", {}, say(lang, "take")),
        element("p", {}, ...names.flatMap((name) => [element("button", { type: "button", onclick: () => take(name) }, say(lang, name)), " "])),
        element("p", { class: "note" }, say(lang, "again")));
    },
  };
}
