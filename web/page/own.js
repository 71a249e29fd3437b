// A district of one's own: ten numbers, of which those left empty are guessed.

import { element, say } from "./words.js";

/**
 * @param {string} lang
 * @param {{ key: string, label: string, unit: string }[]} asked
 * @param {{ name: string, numbers: Record<string, string> }} own
 * @param {any[]} guesses what the engine made of them
 * @param {() => void} changed
 */
export function ownOf(lang, asked, own, guesses, changed) {
  const rows = asked.map((one) => {
    const id = `own-${one.key}`;
    return element("div", { class: "lever" },
      element("label", { for: id }, one.label, one.unit ? element("span", { class: "unit" }, ` (${one.unit})`) : ""),
      element("input", {
        id, type: "text", inputmode: "decimal", value: own.numbers[one.key] ?? "", "aria-describedby": `${id}-note`,
        onchange: (/** @type {any} */ event) => {
          own.numbers[one.key] = event.target.value.trim();
          if (!own.numbers[one.key]) delete own.numbers[one.key];
          changed();
        },
      }),
      element("p", { class: "note", id: `${id}-note` }));
  });
  const box = element("fieldset", { id: "own" },
    element("legend", {}, say(lang, "own")),
    element("p", { class: "note" }, say(lang, "ownLead")),
    element("div", { class: "lever" },
      element("label", { for: "own-name" }, say(lang, "name")),
      element("input", {
        id: "own-name", type: "text", value: own.name, maxlength: 60, "aria-describedby": "own-name-note",
        onchange: (/** @type {any} */ event) => {
          own.name = event.target.value.trim() || own.name;
          changed();
        },
      }), element("p", { class: "note", id: "own-name-note" })), ...rows);
  tell(box, lang, guesses);
  return box;
}

/**
 * Says beside each number how it was guessed.
 *
 * @param {Element} box
 * @param {string} lang
 * @param {any[]} guesses
 */
export function tell(box, lang, guesses) {
  for (const { key, shown, guess } of guesses ?? []) {
    const note = box.querySelector(`#own-${CSS.escape(key)}-note`);
    if (note) note.textContent = guess ? `${say(lang, "guess")}: ${shown} (${guess})` : shown;
  }
}

/**
 * Says at each field what is wrong with it, and nothing any more at the others.
 *
 * @param {Element} box
 * @param {{ key: string, text: string }[]} wrong
 */
export function mark(box, wrong) {
  for (const field of box.querySelectorAll("input")) {
    const texts = wrong.filter(({ key }) => field.id === `own-${key}`).map(({ text }) => text);
    const note = box.querySelector(`#${field.id}-note`);
    if (texts.length > 0) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (!note) continue;
    if (texts.length > 0) note.textContent = texts.join(" ");
    else if (note.classList.contains("fault") || (wrong.length > 0 && field.value.trim() !== "")) note.textContent = "";
    note.classList.toggle("fault", texts.length > 0);
  }
}
