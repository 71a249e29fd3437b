// What the page is set to, and the link that says so.

/**
 * @typedef {Record<string, any>} Settings keys as in a scenario file
 * @typedef {{ lang: string, mode: string, districts: string[], weeks: number, replicates: number, seed: string, common: Settings,
 *   forms: Settings[], lesson: string, own: { name: string, numbers: Record<string, string> } | null, shown: string }} State
 */

/** @returns {State} */
export function initial() {
  return {
    lang: document.documentElement.lang === "en" ? "en" : "de",
    mode: "try",
    districts: ["sb5", "sb6"],
    weeks: 416,
    replicates: 20,
    seed: "",
    common: {},
    forms: [{}, { "intermediary.approach": "provide" }],
    lesson: "",
    own: null,
    shown: "all",
  };
}

/**
 * Returns the state from which a lesson begins; the usual one without such a lesson.
 *
 * @param {any[]} lessons
 * @param {string | null} id
 * @returns {State}
 */
export function beginning(lessons, id) {
  const first = initial();
  const lesson = lessons.find((one) => one.id === id);
  if (!lesson) return first;
  const { districts, weeks, replicates, common, points } = lesson.experiment;
  const forms = [0, 1].map((place) => ({ ...points[place]?.set }));
  return { ...first, mode: "lessons", lesson: lesson.id, districts: [...districts], weeks, replicates, common: { ...common }, forms };
}

const MODES = ["try", "compare", "lessons", "own"];

/** @param {any} value */
const written = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** @param {string} text */
function readValue(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Writes what differs from the beginning, so that links stay short and last.
 *
 * @param {State} state
 * @param {string} version
 * @param {any[]} lessons
 */
export function linkOf(state, version, lessons) {
  const first = beginning(lessons, state.lesson);
  const parameters = new URLSearchParams();
  parameters.set("v", version);
  parameters.set("lang", state.lang);
  if (state.mode !== "try") parameters.set("mode", state.mode);
  if (state.lesson) parameters.set("lesson", state.lesson);
  if (String(state.districts) !== String(first.districts)) parameters.set("d", state.districts.join(","));
  for (const key of /** @type {const} */ (["weeks", "replicates", "seed", "shown"])) {
    if (state[key] !== first[key]) parameters.set(key, String(state[key]));
  }
  const groups = /** @type {[string, Settings, Settings][]} */ ([
    ["c", state.common, first.common],
    ["a", state.forms[0], first.forms[0]],
    ["b", state.forms[1], first.forms[1]],
  ]);
  for (const [letter, settings, before] of groups) {
    for (const [key, value] of Object.entries(settings)) {
      if (written(before[key] ?? "") !== written(value)) parameters.set(`${letter}.${key}`, written(value));
    }
    // What the beginning sets and this does not.
    for (const key of Object.keys(before)) if (!(key in settings)) parameters.set(`${letter}.${key}`, "");
  }
  if (state.own && state.mode === "own") {
    parameters.set("own", state.own.name);
    for (const [key, value] of Object.entries(state.own.numbers)) if (value) parameters.set(`own.${key}`, value);
  }
  return `#${parameters}`;
}

/**
 * Reads a link. What it says that this page does not know is left out and returned with what it says of its version.
 *
 * @param {string} hash
 * @param {any[]} lessons
 * @returns {{ state: State, version: string, unknown: string[] }}
 */
export function stateOf(hash, lessons) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const state = beginning(lessons, parameters.get("lesson"));
  const unknown = [];
  let version = "";
  for (const [key, value] of parameters) {
    const [letter, rest] = [key.slice(0, 1), key.slice(2)];
    const number = Number(value);
    if (key === "v") version = value;
    else if (key === "lang" && ["de", "en"].includes(value)) state.lang = value;
    else if (key === "mode" && MODES.includes(value)) state.mode = value;
    else if (key === "lesson" && value === state.lesson) continue;
    else if (key === "d") state.districts = value.split(",").filter(Boolean);
    else if ((key === "weeks" || key === "replicates") && Number.isInteger(number) && number > 0) state[key] = number;
    else if (key === "seed" && /^\d*$/.test(value)) state.seed = value;
    else if (key === "shown") state.shown = value;
    else if (key === "own") state.own = { name: value, numbers: state.own?.numbers ?? {} };
    else if (key.startsWith("own.")) {
      state.own ??= { name: "", numbers: {} };
      state.own.numbers[key.slice(4)] = value;
    } else if (key[1] === "." && "abc".includes(letter)) {
      const settings = letter === "c" ? state.common : state.forms[letter === "a" ? 0 : 1];
      if (value === "") delete settings[rest];
      else settings[rest] = readValue(value);
    } else unknown.push(key);
  }
  return { state, version, unknown };
}

/**
 * Returns the question that a state asks; where asked for, also which options cannot be chosen.
 *
 * @param {State} state
 * @param {boolean} [options]
 */
export function askOf(state, options = false) {
  const isTwo = state.mode === "compare" || state.mode === "lessons";
  const ask = {
    language: state.lang,
    districts: state.districts,
    weeks: state.weeks,
    replicates: state.replicates,
    common: state.common,
    forms: isTwo ? state.forms : [state.forms[0]],
  };
  return JSON.stringify({
    ...ask,
    ...(options && { options }),
    ...(state.seed && { seed: state.seed }),
    ...(state.mode === "own" && state.own && { district: state.own }),
  });
}
