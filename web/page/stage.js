// The stage: the first run of each form, week by week. The engine draws; this places what it has drawn.

import { element, say } from "./words.js";

/** Whether a point of the account is one of the page's forms, which may have no intermediary. @param {any} point */
export const isAsked = (point) => point.role === "form" || /^[AB]: /.test(point.name);

/** Milliseconds from one moment to the next when the run is played again. */
const PACE = 160;

/**
 * @param {string} lang
 * @param {any} account
 * @param {string} shown id of the district that is shown, or `all`
 */
export function stageOf(lang, account, shown) {
  const points = account.points.filter((/** @type {any} */ point) => point.form !== null);
  const forms = points.filter(isAsked);
  const districts = account.districts.map((/** @type {any} */ district) => district.id);
  const name = (/** @type {string} */ id) => account.districts.find((/** @type {any} */ district) => district.id === id)?.name ?? say(lang, "all");
  const known = (/** @type {string} */ id) => (districts.includes(id) ? id : "all");
  shown = known(shown);
  const date = element("output", { class: "date", "aria-live": "off" });
  const slider = element("input", { type: "range", min: 0, max: 0, value: 0, id: "moment", "aria-label": say(lang, "time") });
  const player = element("button", { type: "button", id: "play", disabled: true });
  const columns = forms.map((/** @type {any} */ point) => {
    const map = element("div", { class: "map" });
    const place = element("p", { class: "place" });
    const of = element("p", { class: "place" });
    const chain = element("div", { class: "steps" });
    return { form: point.form, map, place, of, chain, box: element("section", { class: "column" },
      element("h3", { style: `border-color: ${point.colour}` }, point.name), element("div", { class: "pair" }, element("div", {}, place, map), element("div", {}, of, chain))) };
  });
  const frame = element("div", { class: "frame scroll", tabindex: "0", role: "group", "aria-label": say(lang, "stage") });
  frame.innerHTML = account.frame;
  const legend = element("ul", { class: "legend" }, ...points.map((/** @type {any} */ point) =>
    element("li", {}, element("span", { class: "dot", style: `background: ${point.colour}` }), point.name)));
  const box = element("section", { id: "stage-box" },
    element("h2", {}, say(lang, "stage")),
    element("div", { class: "moment" }, player, date, slider),
    element("div", { class: "columns" }, ...columns.map((/** @type {any} */ column) => column.box)),
    element("p", { class: "note" }, say(lang, "stageNote")), legend, frame);

  /** @type {any[][]} */
  const moments = points.map(() => []);
  let isFollowing = true;
  let due = 0;
  let playing = 0;
  /** What was drawn last, so that nothing is drawn twice. */
  const drawn = { length: -1, shown: "", at: -1 };

  function draw() {
    due = 0;
    const longest = Math.max(0, ...moments.map((own) => own.length));
    if (longest === 0) return;
    slider.max = String(longest - 1);
    player.disabled = longest < 2;
    if (isFollowing) slider.value = slider.max;
    const at = Number(slider.value);
    const total = moments.reduce((sum, own) => sum + own.length, 0);
    if (drawn.length === total && drawn.shown === shown && drawn.at === at) return;
    Object.assign(drawn, { length: total, shown, at });
    const whole = districts.length === 1 ? districts[0] : shown;
    points.forEach((/** @type {any} */ _point, /** @type {number} */ form) => {
      const own = moments[form];
      const rows = own.slice(0, at + 1).map((moment) => moment.points[whole] ?? moment.points.all);
      frame.querySelectorAll(`polyline[data-point="${form}"]`).forEach((/** @type {any} */ line) => {
        const panel = Number(line.dataset.panel);
        line.setAttribute("points", rows.map((row) => row[panel]).filter(Boolean).map((place) => place.join(",")).join(" "));
      });
    });
    const near = shown === "all" ? districts[0] : shown;
    for (const column of columns) {
      const own = moments[column.form];
      const moment = own[Math.min(at, own.length - 1)];
      if (!moment) continue;
      column.place.textContent = `${say(lang, "map")}: ${name(near)}`;
      column.map.innerHTML = moment.maps?.[near] ?? "";
      column.of.textContent = moment.chains ? `${say(lang, "chain")}: ${name(whole)}` : "";
      column.chain.innerHTML = moment.chains?.[whole] ?? moment.chains?.all ?? "";
    }
    const moment = moments.find((own) => own[at])?.[at];
    if (moment) {
      const day = new Date(`${moment.date}T00:00:00Z`);
      const month = day.toLocaleDateString(lang === "de" ? "de-DE" : "en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
      date.textContent = `${month} · ${say(lang, "week")} ${moment.week}`;
    }
  }
  const plan = () => { due ||= requestAnimationFrame(draw); };
  /** @param {number} at */
  const go = (at) => {
    slider.value = String(at);
    isFollowing = slider.value === slider.max;
    plan();
  };
  const pause = () => {
    clearInterval(playing);
    playing = 0;
    player.textContent = `▶ ${say(lang, "play")}`;
  };
  player.addEventListener("click", () => {
    if (playing) return pause();
    if (slider.value === slider.max) go(0);
    player.textContent = `❚❚ ${say(lang, "pause")}`;
    playing = window.setInterval(() => {
      go(Number(slider.value) + 1);
      // At the end, or when another run has taken this one's place.
      if (isFollowing || !box.isConnected) pause();
    }, PACE);
  });
  slider.addEventListener("input", () => {
    pause();
    go(Number(slider.value));
  });
  pause();
  return {
    box,
    /** @param {any} moment */
    take(moment) {
      moments[moment.form].push(moment);
      plan();
    },
    /** @param {string} district */
    show(district) {
      shown = known(district);
      plan();
    },
  };
}
