// Levers: each option of the intermediary with its words, its explanation, and what the budget cannot pay.

import { element, numberOf, say, shownNumber } from "./words.js";

/**
 * @typedef {{ key: string, label: string, unit: string, about: string, explanation: string, default: string | null, is_first: boolean,
 *   shape: any }} Lever
 */

/** @param {string | null} literal a value as in a scenario file */
function valueOf(literal) {
  try {
    return JSON.parse((literal ?? "").replaceAll("_", ""));
  } catch {
    return literal ?? "";
  }
}

/**
 * Makes a field for a number, read as people type it; the arrow keys go up and down.
 *
 * @param {{ lang: string, id: string, value: any, step: number, low?: number, high?: number, change: (value: number) => void }} given
 *   bounds are kept where they are given
 * @param {Record<string, any>} [attributes]
 */
export function numberField({ lang, id, value, step, low, high, change }, attributes = {}) {
  const isNumber = typeof value === "number";
  const isWhole = Number.isInteger(step);
  const field = element("input", { ...attributes, id, type: "text", inputmode: "decimal", autocomplete: "off", value: isNumber ? shownNumber(lang, value) : value });
  const take = (/** @type {number | null} */ number) => {
    field.setCustomValidity(number === null ? say(lang, "noNumber", { typed: field.value }) : "");
    if (number === null) {
      field.setAttribute("aria-invalid", "true");
      field.reportValidity();
      return;
    }
    field.removeAttribute("aria-invalid");
    const kept = Math.min(high ?? number, Math.max(low ?? number, number));
    field.value = shownNumber(lang, kept);
    change(kept);
  };
  field.addEventListener("change", () => take(numberOf(lang, field.value, isWhole)));
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const number = numberOf(lang, field.value, isWhole);
    if (!way || number === null) return;
    event.preventDefault();
    take(Math.max(0, Number((number + way * step).toFixed(6))));
  });
  return field;
}

/**
 * Makes the control of a lever.
 *
 * @param {string} lang
 * @param {Lever} lever
 * @param {string} id
 * @param {any} value
 * @param {(value: any) => void} change
 */
function control(lang, lever, id, value, change) {
  const { shape } = lever;
  const common = { id, "data-key": lever.key, "aria-describedby": `${id}-note` };
  if (shape.kind === "word") {
    const options = shape.options.map((/** @type {any} */ option) =>
      element("option", { value: option.value, selected: option.value === value }, option.label));
    if (!shape.options.some((/** @type {any} */ option) => option.value === value)) options.unshift(element("option", { value, selected: true }, value));
    return element("select", { ...common, onchange: (/** @type {any} */ event) => change(event.target.value) }, ...options);
  }
  if (shape.kind === "truth") {
    return element("input", { ...common, type: "checkbox", checked: value === true, onchange: (/** @type {any} */ event) => change(event.target.checked) });
  }
  if (shape.kind === "words") {
    const chosen = new Set(Array.isArray(value) ? value : []);
    const boxes = shape.options.map((/** @type {any} */ option) =>
      element("label", { class: "box" },
        element("input", {
          type: "checkbox", checked: chosen.has(option.value),
          onchange: (/** @type {any} */ event) => {
            if (event.target.checked) chosen.add(option.value);
            else chosen.delete(option.value);
            change(shape.options.map((/** @type {any} */ one) => one.value).filter((/** @type {string} */ one) => chosen.has(one)));
          },
        }), option.label));
    return element("div", { ...common, role: "group", "aria-label": lever.label, class: "boxes" }, ...boxes);
  }
  if (shape.kind === "date") {
    return element("input", { ...common, type: "date", value, onchange: (/** @type {any} */ event) => event.target.value && change(event.target.value) });
  }
  const isMoney = lever.key.endsWith("budget_eur_per_year");
  const step = shape.kind === "share" ? 0.05 : isMoney ? 10000 : Number(shape.step) || 1;
  return numberField({ lang, id, value, step, change }, common);
}

/**
 * Draws all levers of a form.
 *
 * @param {{ lang: string, levers: Lever[], form: Record<string, any>, common: Record<string, any>, letter: string, change: (key: string, value: any) => void }} given
 */
export function leversOf({ lang, levers, form, common, letter, change }) {
  /** @param {Lever} lever */
  const row = (lever) => {
    const id = `lever-${letter}-${lever.key.replaceAll(".", "-")}`;
    const value = form[lever.key] ?? common[lever.key] ?? valueOf(lever.default);
    return element("div", { class: "lever" },
      element("label", { for: id }, lever.label, lever.unit ? element("span", { class: "unit" }, ` (${lever.unit})`) : ""),
      control(lang, lever, id, value, (chosen) => change(lever.key, chosen)),
      element("p", { class: "reason", id: `${id}-note`, hidden: true }),
      element("details", { class: "explained" },
        element("summary", {}, say(lang, "about"), element("span", { class: "unseen" }, `: ${lever.label}`)),
        element("p", {}, lever.about), element("pre", {}, lever.explanation)));
  };
  const first = levers.filter((lever) => lever.is_first).map(row);
  const rest = levers.filter((lever) => !lever.is_first).map(row);
  const isChanged = levers.some((lever) => !lever.is_first && lever.key in form);
  // Circumstances of a lesson that hold for this form alone.
  const alone = Object.entries(form).filter(([key]) => !levers.some((lever) => lever.key === key)).map(([key, value]) =>
    element("p", { class: "note" }, `${say(lang, "only")}: ${key === "forcings.arrivals.scale" ? say(lang, "arrivals") : key} ${typeof value === "number" ? shownNumber(lang, value) : value}`));
  return element("fieldset", { class: `form form-${letter}` },
    element("legend", {}, `${say(lang, "form")} ${letter}`),
    ...alone, ...first,
    element("details", { class: "more", open: isChanged }, element("summary", {}, say(lang, "more")), ...rest));
}

/**
 * Marks what cannot be chosen as things stand, and says why.
 *
 * @param {Element} root
 * @param {string} letter
 * @param {{ key: string, value: string, reason: string }[]} closed
 */
export function close(root, letter, closed) {
  for (const select of root.querySelectorAll(`.form-${letter} select`)) {
    const key = select.getAttribute("data-key");
    const own = closed.filter((one) => one.key === key);
    for (const option of /** @type {HTMLSelectElement} */ (select).options) {
      option.disabled = own.some((one) => one.value === option.value) && !option.selected;
    }
    const note = /** @type {HTMLElement} */ (root.querySelector(`#${select.id}-note`));
    // Options with the same reason share it.
    /** @type {Map<string, string[]>} */
    const reasons = new Map();
    for (const one of own) {
      const option = [.../** @type {HTMLSelectElement} */ (select).options].find((each) => each.value === one.value);
      reasons.set(one.reason, [...(reasons.get(one.reason) ?? []), option?.textContent ?? one.value]);
    }
    const labels = [...reasons].map(([reason, options]) => `${options.join(", ")}: ${reason}`);
    note.textContent = labels.join(" · ");
    note.hidden = labels.length === 0;
  }
}
