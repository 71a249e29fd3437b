// The page begins here: settings on the left, what they cost, the run, and what comes out.

import { askOf, beginning, initial, linkOf, stateOf } from "./state.js";
import { element, say, whole } from "./words.js";
import { inside, served, unpacked } from "./engine.js";
import { close, leversOf, numberField } from "./levers.js";
import { isAsked, stageOf } from "./stage.js";
import { resultsOf } from "./results.js";
import { lessonsOf } from "./lessons.js";
import { mark, ownOf, tell } from "./own.js";

/** @type {any} */
const known = await knowledge(document.getElementById("about")?.textContent ?? "{}");
const packed = document.getElementById("engine")?.textContent;
const engine = packed ? inside(packed, document.getElementById("worker")?.textContent ?? "") : served();

/** What the page knows before it asks; zipped in the page in one file. @param {string} text */
async function knowledge(text) {
  return text.startsWith("{") ? JSON.parse(text) : unpacked(text).json();
}

const read = stateOf(location.hash, known.lessons);
let state = read.state;
if (!new URLSearchParams(location.hash.slice(1)).has("lang")) state.lang = document.documentElement.lang === "en" ? "en" : "de";
/** What the link said of an older version. */
const remarks = () => [
  ...(read.version && read.version !== known.version ? [say(state.lang, "older", { version: read.version, here: known.version })] : []),
  ...(read.unknown.length > 0 ? [say(state.lang, "unknown", { keys: read.unknown.join(", ") })] : []),
];

const page = /** @type {HTMLElement} */ (document.getElementById("page"));
const header = element("header", {});
const settings = element("div", { id: "settings" });
const accountBox = element("section", { id: "account" });
const actions = element("div", { id: "actions" });
const status = element("p", { id: "status", role: "status" });
const stale = element("p", { id: "stale", class: "fault", hidden: true });
const faults = element("div", { id: "faults", role: "alert" });
const lessonBox = element("div", { id: "lesson-box" });
const output = element("div", { id: "output" });
page.append(header, element("main", { id: "content" }, lessonBox, element("div", { class: "desk" },
  element("div", { class: "left" }, actions, status, faults, settings), element("div", { class: "right" }, accountBox, stale, output))));

/** @type {{ controller: AbortController, ask: string } | null} */
let running = null;
let key = "";
/** @type {any} */
let stage = null;
/** @type {any} */
let results = null;
/** @type {any} */
let account = null;
let asked = "";

const lang = () => state.lang;
const about = () => known[lang()];
const isTwo = () => state.mode === "compare" || (state.mode === "lessons" && state.lesson !== "");
const openLesson = () => known.lessons.find((/** @type {any} */ one) => one.id === state.lesson);

/** Settings have changed: the link and the account follow. */
function changed() {
  history.replaceState(null, "", link());
  for (const shownLink of document.querySelectorAll("#link-here")) /** @type {HTMLInputElement} */ (shownLink).value = location.href;
  compareAsked();
  inquire();
}

const link = () => linkOf(state, known.version, known.lessons);

/** Says whether what is shown belongs to other settings, or is in another language. */
function compareAsked() {
  const plain = (/** @type {string} */ ask) => JSON.stringify({ ...JSON.parse(ask), language: "" });
  const isOther = asked !== "" && plain(asked) !== plain(askOf(state));
  const isForeign = asked !== "" && JSON.parse(asked).language !== lang();
  stale.textContent = isOther ? say(lang(), "changed") : isForeign ? say(lang(), "foreign") : "";
  stale.hidden = stale.textContent === "";
  output.classList.toggle("stale", isOther);
}

/** What the status says, so that it can be said again in another language. @type {[string, Record<string, any>]} */
let said = ["", {}];
/** @param {string} key @param {Record<string, any>} [values] */
function tellStatus(key, values = {}) {
  said = [key, values];
  status.textContent = key ? say(lang(), key, values) : "";
}

let inquiring = 0;
let inquiries = 0;
function inquire() {
  clearTimeout(inquiring);
  inquiring = window.setTimeout(async () => {
    inquiries += 1;
    const own = inquiries;
    const ask = askOf(state, true);
    try {
      const line = await engine.account(ask);
      if (own !== inquiries) return;
      if (line.kind === "account") {
        account = line;
        showFaults([]);
        drawAccount();
      } else showFaults(line.faults ?? [line]);
    } catch {
      if (own === inquiries) showFaults([{ found: say(lang(), "lost") }]);
    }
  }, 120);
}

/** @param {any[]} list */
function showFaults(list) {
  faults.replaceChildren(...list.map((fault) => element("p", { class: "fault" }, faultText(fault))));
  const ownBox = settings.querySelector("#own");
  if (ownBox) mark(ownBox, list.filter((fault) => fault.about).map((fault) => ({ key: fault.about, text: faultText(fault) })));
}

/** @param {any} fault */
function faultText(fault) {
  if (fault[lang()]) return fault[lang()];
  const allowed = fault.allowed ? ` – ${say(lang(), "allowed")}: ${fault.allowed}` : "";
  const nearest = fault.nearest ? ` (${fault.nearest} ${say(lang(), "nearest")})` : "";
  return `${fault.found}${allowed}${nearest}`;
}

function drawAccount() {
  ["A", "B"].forEach((letter, place) => close(settings, letter, account.closed.filter((/** @type {any} */ one) => one.form === place)));
  const tables = account.points.filter(isAsked).map((/** @type {any} */ point) => {
    const title = element("h3", { style: point.colour ? `border-color: ${point.colour}` : "" }, point.name);
    if (point.reason) return element("div", {}, title, element("p", { class: "fault" }, point.reason));
    const same = point.aliases.map((/** @type {string} */ alias) => element("p", { class: "note" }, `${alias} ${say(lang(), "same")}.`));
    if (point.items.length === 0) return element("div", {}, title, ...same, element("p", {}, say(lang(), "nothing")));
    const sums = new Map();
    for (const item of point.items) {
      const sum = sums.get(item.item) ?? [0, 0];
      sums.set(item.item, [sum[0] + item.euros, sum[1] + item.hours]);
    }
    const rows = [...sums].map(([item, [euros, hours]]) => element("tr", {},
      element("th", { scope: "row" }, item), element("td", {}, whole(lang(), euros)), element("td", {}, hours ? whole(lang(), hours) : "–")));
    const total = [...sums.values()].reduce((sum, own) => [sum[0] + own[0], sum[1] + own[1]], [0, 0]);
    return element("div", {}, title, ...same, element("table", {},
      element("thead", {}, element("tr", {}, ...["item", "euros", "hours"].map((head) => element("th", { scope: "col" }, say(lang(), head))))),
      element("tbody", {}, ...rows),
      element("tfoot", {}, element("tr", {}, element("th", { scope: "row" }, say(lang(), "sum")), element("td", {}, whole(lang(), total[0])), element("td", {}, whole(lang(), total[1]))))));
  });
  const many = account.districts.length > 1 ? `, ${say(lang(), "together", { count: account.districts.length })}` : "";
  // Once something is run, what comes out matters more.
  const isOpen = accountBox.querySelector("details")?.open ?? output.childElementCount === 0;
  accountBox.replaceChildren(element("details", { open: isOpen }, element("summary", {}, element("h2", {}, say(lang(), "account") + many)), element("div", { class: "tables" }, ...tables)));
  const ownBox = settings.querySelector("#own");
  if (ownBox) tell(ownBox, lang(), account.own);
}

async function run() {
  stop();
  const ask = askOf(state);
  const controller = new AbortController();
  const own = { controller, ask };
  running = own;
  asked = ask;
  key = "";
  showFaults([]);
  output.replaceChildren();
  stage = null;
  results = null;
  for (const details of accountBox.querySelectorAll("details")) details.open = false;
  drawActions();
  tellStatus("running", { done: 0, of: state.replicates });
  compareAsked();
  /** @param {any} line */
  const listen = (line) => {
    if (running !== own) return;
    if (line.kind === "account") {
      stage = stageOf(lang(), line, state.shown);
      results = resultsOf(lang(), line.districts, state.shown, wake, take);
      output.append(results.short, choice(line), stage.box, results.box);
      // On a small screen what moves would be out of sight.
      if (output.getBoundingClientRect().top > window.innerHeight * 0.75) output.scrollIntoView({ behavior: "smooth" });
    } else if (line.kind === "moment") stage?.take(line);
    else if (line.kind === "drawn") {
      results?.draw(line);
      tellStatus("running", { done: line.replicates, of: line.of });
    } else showFaults(line.faults ?? [line]);
  };
  try {
    const found = await engine.run(ask, listen, controller.signal);
    if (running !== own) return;
    key = found;
    tellStatus(found ? "done" : "", { of: JSON.parse(ask).replicates });
    if (found) results?.offer();
  } catch (error) {
    if (running === own && !controller.signal.aborted) {
      tellStatus("");
      showFaults([{ found: say(lang(), "lost") }]);
    }
  }
  if (running === own) {
    running = null;
    drawActions();
  }
}

function stop() {
  if (!running) return;
  running.controller.abort();
  running = null;
  tellStatus("stopped");
  drawActions();
}

/** @param {string} name */
async function take(name) {
  try {
    const blob = await engine.file(key, name);
    const link = element("a", { href: URL.createObjectURL(blob), download: `inteso-${name}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  } catch {
    showFaults([{ found: say(lang(), "lost") }]);
  }
}

/** @param {Element} root */
function wake(root) {
  enliven(root, /** @type {any} */ ({ picture: say(lang(), "picture"), data: say(lang(), "data"), keys: say(lang(), "keys") }));
}

/** Which district is shown, where there are several. @param {any} line */
function choice(line) {
  if (line.districts.length < 2) return "";
  const all = [{ id: "all", name: say(lang(), "all") }, ...line.districts];
  const buttons = all.map((district) => element("button", {
    type: "button", "aria-pressed": String(district.id === state.shown), onclick: () => {
      state.shown = district.id;
      buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(all[place].id === district.id)));
      stage?.show(district.id);
      results?.show(district.id);
      changed();
    },
  }, district.name));
  return element("div", { class: "choices", role: "group", "aria-label": say(lang(), "districts") }, ...buttons);
}

const runButton = element("button", { type: "button", id: "run", class: "main", onclick: run });
const stopButton = element("button", { type: "button", id: "stop", class: "main", onclick: stop, hidden: true });
const linkButton = element("button", {
  type: "button", id: "link", onclick: async () => {
    linkField.select();
    try {
      await navigator.clipboard.writeText(location.href);
      tellStatus("linked");
    } catch {
      tellStatus("linkHere");
    }
  },
});
const linkField = element("input", { id: "link-here", type: "text", readonly: true });
actions.append(runButton, stopButton, linkButton, linkField);

function drawActions() {
  const isRunning = running !== null;
  const hadFocus = [runButton, stopButton].includes(document.activeElement);
  runButton.hidden = isRunning;
  stopButton.hidden = !isRunning;
  if (hadFocus) (isRunning ? stopButton : runButton).focus();
  runButton.textContent = `▶ ${say(lang(), "run")}`;
  stopButton.textContent = `■ ${say(lang(), "stop")}`;
  linkButton.textContent = say(lang(), "link");
  linkField.value = location.href;
  linkField.setAttribute("aria-label", say(lang(), "linkHere"));
}

function drawHeader() {
  document.documentElement.lang = lang();
  document.title = `INTESO – ${say(lang(), "title")}`;
  const tab = (/** @type {string} */ mode) => element("button", {
    type: "button", "data-mode": mode, "data-focus": mode, "aria-pressed": String(state.mode === mode), onclick: () => enter(mode),
  }, say(lang(), mode));
  header.replaceChildren(
    element("a", { class: "skip", href: "#content", onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      /** @type {HTMLElement} */ (settings.querySelector("input, select, button"))?.focus();
    } }, say(lang(), "skip")),
    element("div", { class: "top" },
      element("p", { class: "subtitle" }, "INTESO"),
      element("div", { role: "group", "aria-label": "Sprache / Language" }, ...["de", "en"].map((code) => element("button", {
        type: "button", lang: code, "data-focus": code, "aria-pressed": String(code === lang()), onclick: () => {
          state.lang = code;
          redraw();
        },
      }, code === "de" ? "Deutsch" : "English")))),
    element("h1", {}, say(lang(), "title")),
    element("p", { class: "lead" }, say(lang(), state.mode === "own" ? "leadOwn" : "lead")),
    element("div", { class: "tabs", role: "group" , "aria-label": "INTESO" }, ...["try", "compare", "lessons", "own"].map(tab)),
    ...remarks().map((remark) => element("p", { class: "note" }, remark)),
    element("p", { class: "note" }, say(lang(), "caution")));
}

/** @param {string} mode */
function enter(mode) {
  leave();
  // What a lesson or a district of one's own sets does not stay behind; its numbers do.
  if (state.mode === "lessons" || state.mode === "own" || mode === "lessons") {
    const first = initial();
    const forms = mode === "lessons" || state.mode === "lessons" ? first.forms : state.forms;
    Object.assign(state, { ...first, lang: state.lang, own: state.own, forms });
  }
  state.mode = mode;
  if (mode === "own") {
    // Its numbers say both, and what another way in has set would overrule them unseen.
    delete state.common[ARRIVALS];
    for (const form of state.forms) delete form[BUDGET];
    Object.assign(state, { own: state.own ?? { name: lang() === "de" ? "Mein Bezirk" : "My district", numbers: {} }, shown: "all" });
  }
  redraw();
}

/** @param {string} id */
function enterLesson(id) {
  leave();
  Object.assign(state, { ...beginning(known.lessons, id), lang: state.lang, own: state.own, mode: "lessons" });
  redraw();
  /** @type {HTMLElement | null} */ (lessonBox.querySelector("h2, button"))?.focus();
}

/** Leaves what is shown, so that the browser's way back leads here. */
function leave() {
  stop();
  history.pushState(null, "", location.href);
  clear();
}

/** Shows nothing of former runs. */
function clear() {
  output.replaceChildren();
  asked = "";
  tellStatus("");
}

/** @param {string} letter @param {string} name */
function setPoint(letter, name) {
  const point = openLesson()?.experiment.points.find((/** @type {any} */ one) => one.name === name);
  if (!point) return;
  state.forms[letter === "B" ? 1 : 0] = { ...point.set };
  drawSettings();
  changed();
  tellStatus("isSet", { letter, name: lang() === "de" ? point.name_de ?? point.name : point.name });
}

const ARRIVALS = "forcings.arrivals.scale";
const BUDGET = "intermediary.budget_eur_per_year";
/** The levers; the budget of a district of one's own stands among its numbers, unless a link sets it for the form. */
const levers = () => about().levers.filter((/** @type {any} */ lever) => state.mode !== "own" || lever.key !== BUDGET || BUDGET in state.forms[0]);

function drawSettings() {
  const isList = state.mode === "lessons" && !openLesson();
  settings.replaceChildren();
  for (const box of [settings, actions, accountBox]) box.hidden = isList;
  if (isList) return;
  if (state.mode === "own" && state.own) {
    settings.append(ownOf(lang(), about().own ?? [], state.own, account?.own ?? [], changed));
  }
  const letters = isTwo() ? ["A", "B"] : ["A"];
  letters.forEach((letter, place) => {
    settings.append(leversOf({
      lang: lang(), levers: levers(), form: state.forms[place], common: state.common, letter,
      change: (lever, value) => {
        state.forms[place][lever] = value;
        changed();
      },
    }));
  });
  settings.append(circumstances());
}

function circumstances() {
  const field = (/** @type {string} */ id, /** @type {string} */ label, /** @type {any} */ control) =>
    element("div", { class: "lever" }, element("label", { for: id }, label), control);
  /** @param {string} id @param {any} value @param {[number, number, number]} range from, to, step @param {(value: number) => void} change */
  const number = (id, value, [low, high, step], change) => numberField({
    lang: lang(), id, value, low, high, step, change: (chosen) => {
      change(chosen);
      changed();
    },
  });
  const districts = element("select", { id: "districts", onchange: (/** @type {any} */ event) => {
    state.districts = event.target.value.split(",");
    state.shown = "all";
    changed();
  } }, ...["sb5,sb6", "sb5", "sb6"].map((ids) => element("option", { value: ids, selected: ids === String(state.districts) },
    ids.replace("sb", "").replace(",sb", lang() === "de" ? " und " : " and "))));
  return element("fieldset", { class: "circumstances" },
    element("legend", {}, say(lang(), "circumstances")),
    state.mode === "own" ? "" : field("districts", say(lang(), "districts"), districts),
    state.mode === "own" && !(ARRIVALS in state.common) ? "" : field("arrivals", say(lang(), "arrivals"), number("arrivals", state.common[ARRIVALS] ?? 1, [0, 20, 0.5], (value) => {
      if (value === 1) delete state.common[ARRIVALS];
      else state.common[ARRIVALS] = value;
    })),
    field("years", say(lang(), "years"), number("years", state.weeks / 52, [0.5, known.de.limits.weeks / 52, 1], (value) => { state.weeks = Math.max(1, Math.round(value * 52)); })),
    field("replicates", say(lang(), "replicates"), number("replicates", state.replicates, [1, known.de.limits.replicates, 1], (value) => { state.replicates = Math.round(value); })));
}

function redraw() {
  const focused = document.activeElement?.getAttribute("data-focus");
  drawHeader();
  if (focused) /** @type {HTMLElement | null} */ (header.querySelector(`[data-focus="${focused}"]`))?.focus();
  const licences = document.querySelector("a#licences, #licences summary");
  if (licences) licences.textContent = say(lang(), "licences");
  tellStatus(...said);
  lessonBox.replaceChildren();
  if (state.mode === "lessons") lessonBox.append(lessonsOf(lang(), known.lessons, state.lesson, { open: enterLesson, set: setPoint, run }));
  drawSettings();
  drawActions();
  if (account) accountBox.replaceChildren();
  changed();
}

window.addEventListener("hashchange", () => {
  if (location.hash === link()) return;
  const again = stateOf(location.hash, known.lessons);
  Object.assign(read, again);
  state = again.state;
  stop();
  clear();
  redraw();
});
window.addEventListener("pagehide", stop);

redraw();
