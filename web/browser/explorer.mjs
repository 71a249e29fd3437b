// Uses the explorer in Chromium as its readers would: levers, runs, comparison, lessons, links, keyboard; served by the program, or
// from a file with the engine inside.
//
// node web/browser/explorer.mjs CHROMIUM PROGRAM SCREENSHOTS [PAGE.html]

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [chromium, program, shots, exported] = process.argv.slice(2);
if (!shots) {
  console.error("usage: node explorer.mjs CHROMIUM PROGRAM SCREENSHOTS [PAGE.html]");
  process.exit(2);
}
const MOST_BYTES = 2 * 1024 * 1024;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(shots, { recursive: true });

const faults = [];
let checks = 0;
function check(holds, words) {
  checks += 1;
  if (!holds) {
    faults.push(words);
    console.log(`NOT SO: ${words}`);
  }
}

/** Starts the program and returns it with its address. */
async function serve() {
  const server = spawn(program, ["explore", "--no-open", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((found, lost) => {
    let text = "";
    server.stdout.on("data", (bytes) => {
      text += bytes;
      const match = text.match(/http:\/\/[^\s/]+\//);
      if (match) found(match[0]);
    });
    server.on("exit", () => lost(new Error("the program does not serve")));
  });
  return { server, address };
}

const isFile = Boolean(exported);
if (isFile) check(statSync(exported).size <= MOST_BYTES, `the page has ${statSync(exported).size} bytes`);
let { server, address } = isFile ? { server: null, address: pathToFileURL(resolve(exported)).href } : await serve();
const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

/** Opens a page that minds its own business. */
async function open(hash = "", isExpectedToFail = false) {
  const page = await browser.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpectedToFail) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(blob|data):/.test(url)) faults.push(`request: ${url}`);
  });
  if (isFile) await page.setOfflineMode(true);
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(address + hash, { waitUntil: "load" });
  await page.waitForSelector("#account table, #account .fault, #lessons, #faults .fault", { timeout: 20_000 });
  return page;
}
const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const shot = (page, name, options = {}) => page.screenshot({ path: join(shots, `${name}.png`), ...options });
const hash = (settings) => `#${new URLSearchParams(settings)}`;
/** Waits for the end of a run; by asking, since a page in the background is not told. */
async function ended(page, timeout = 120_000) {
  for (let waited = 0; waited < timeout; waited += 100) {
    if (await page.$(".files:not([hidden])")) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`a run does not end: ${await text(page, "#status")} ${await text(page, "#faults")}`);
}

async function accessible(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run()).violations);
  const isSerious = ({ id, impact }) => impact === "serious" || impact === "critical" || id === "heading-order";
  for (const { id, impact, help, nodes } of found) {
    console.log(`axe, ${where}: ${id} (${impact}) ${help}, ${nodes.length} ×, such as ${nodes[0].html.slice(0, 200)}`);
  }
  check(!found.some(isSerious), `axe, ${where}: serious faults, see above`);
}

/** Sets a lever by its key. */
async function pull(page, letter, key, value) {
  const id = `#lever-${letter}-intermediary-${key.replaceAll(".", "-")}`;
  if (await page.$eval(id, (control) => control.tagName === "SELECT")) await page.select(id, value);
  else {
    await page.$eval(id, (control, wanted) => {
      control.value = wanted;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }, value);
  }
}

try {
  // Before any run: levers, the account, and what the budget cannot pay.
  const page = await open();
  check(/280.000/.test(await text(page, "#account tfoot")), "the account does not show 140 000 euros for each of two districts");
  await shot(page, "begin");
  await accessible(page, "before a run");
  const before = await text(page, "#account table");
  await pull(page, "A", "siting", "decentral");
  await page.waitForFunction((old) => document.querySelector("#account table")?.textContent !== old, { timeout: 10_000 }, before);
  check(page.url().includes("decentral"), "the link does not follow a lever");
  await pull(page, "A", "budget_eur_per_year", "1000");
  await page.waitForSelector("#account .fault", { timeout: 10_000 });
  check((await text(page, "#account .fault")).includes("€"), "what cannot be paid is not said in euros");
  await pull(page, "A", "budget_eur_per_year", "60000");
  await page.waitForFunction(() => document.querySelectorAll("#account table").length === 1, { timeout: 10_000 });
  await pull(page, "A", "budget_eur_per_year", "viel");
  check(await page.$eval("#lever-A-intermediary-budget_eur_per_year", (field) => field.getAttribute("aria-invalid") === "true"), "what is no number is not refused");
  await pull(page, "A", "budget_eur_per_year", "140.000 €");
  check(page.url().includes("budget_eur_per_year=140000"), "a number is not read as people type it");

  // A run of both districts: first movement, the whole run, and how long frames take.
  await page.evaluate(() => {
    window.frames_ = [];
    let last = performance.now();
    const tick = (now) => {
      window.frames_.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const begun = Date.now();
  await page.click("#run");
  await page.waitForFunction(() => (document.querySelector('polyline[data-point="0"]')?.getAttribute("points") ?? "").length > 10, { timeout: 20_000 });
  const first = Date.now() - begun;
  // From the beginning each eighth week of 416, and at the end of each year between.
  const moments = new Set([...Array.from({ length: 53 }, (_, eighth) => eighth * 8), ...Array.from({ length: 9 }, (_, year) => year * 52)]).size;
  await page.waitForFunction((all) => Number(document.querySelector("#moment").max) === all - 1, { timeout: 30_000 }, moments);
  const whole = Date.now() - begun;
  const frames = await page.evaluate(() => window.frames_.slice(1).sort((a, b) => a - b));
  const near = frames[Math.floor(frames.length * 0.95)];
  console.log(`first movement after ${first} ms, the run after ${whole} ms; frames: 95 % within ${near?.toFixed(0)} ms, longest ${frames.at(-1)?.toFixed(0)} ms`);
  await shot(page, "streaming");
  await page.click("#stop");
  check((await page.$eval("#run", (button) => button.hidden)) === false, "a run that is stopped cannot be run again");
  const last = await text(page, ".moment .date");
  await page.click("#play");
  await page.waitForFunction((old) => document.querySelector(".moment .date").textContent !== old && Number(document.querySelector("#moment").value) > 3, { timeout: 10_000 }, last);
  await page.click("#play");
  const paused = await page.$eval("#moment", (slider) => slider.value);
  await new Promise((done) => setTimeout(done, 500));
  check((await page.$eval("#moment", (slider) => slider.value)) === paused, "a run that is played again does not pause");

  // Two forms, beside nobody and full access, to the end; numbers are those of the files.
  const two = await open(hash({ v: "0.1.0", lang: "en", mode: "compare", d: "sb6", weeks: "104", replicates: "4", "b.intermediary.approach": "provide", old: "1" }));
  check((await text(two, "header")).includes("0.1.0") && (await text(two, "header")).includes("old"), "a link of another version does not say so");
  await two.click("#run");
  await ended(two);
  await two.waitForSelector("#results .answer");
  check((await two.$$("#output .column")).length === 2, "two forms do not stand beside each other");
  const lines = await text(two, "#account");
  check(lines.includes("A:") && lines.includes("B:"), "the account does not tell two forms apart");
  await accessible(two, "after a comparison");
  await shot(two, "compared", { fullPage: true });
  await two.$$eval(".part > summary", (all) => all.forEach((summary) => summary.click()));
  await two.waitForSelector(".part figure");
  await accessible(two, "all sections open");
  const folder = mkdtempSync(join(tmpdir(), "inteso-"));
  const client = await two.createCDPSession();
  await client.send("Page.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  const files = ["report.html", "experiment.toml", "scenario.toml", "series.csv", "differences.csv"];
  for (const [place, name] of files.entries()) {
    await two.$$eval(".files button", (all, at) => all[at].click(), place);
    const file = join(folder, `inteso-${name}`);
    for (let wait = 0; wait < 100 && !existsSync(file); wait += 1) await new Promise((done) => setTimeout(done, 100));
    check(existsSync(file) && statSync(file).size > 100, `${name} is not handed out`);
  }
  execFileSync("sh", ["-c", `mv inteso-experiment.toml experiment.toml && mv inteso-scenario.toml scenario.toml && ${resolve(program)} compare experiment.toml --out out --quiet --no-report`], { cwd: folder });
  for (const name of ["series.csv", "differences.csv"]) {
    check(readFileSync(join(folder, "out", name)).equals(readFileSync(join(folder, `inteso-${name}`))), `${name} is not what \`compare\` writes`);
  }
  const cells = (line) => line.match(/("([^"]|"")*"|[^,]*)(?=,|$)/g);
  const [head, ...table] = readFileSync(join(folder, "out", "differences.csv"), "utf8").trim().split("\n").map(cells);
  const drawn = await two.$$eval("#results .words .data", (all) => all.map((data) => data.textContent));
  let compared = 0;
  for (const data of drawn) {
    const [names, ...rows] = data.trim().split(/\r?\n/).map(cells);
    for (const row of rows.filter((own) => own[names.indexOf("verdict")])) {
      const of = (name) => row[names.indexOf(name)];
      const found = table.some((own) => {
        const cell = (name) => own[head.indexOf(name)];
        const pair = [cell("point"), cell("against")].join() === [of("point"), of("against")].join() && Number(cell("difference")) === Number(of("difference"));
        const turned = [cell("against"), cell("point")].join() === [of("point"), of("against")].join() && Number(cell("difference")) === -Number(of("difference"));
        return (pair || turned) && cell("measure") === `person_years_${of("outcome")}`;
      });
      check(found, `not in differences.csv: ${row}`);
      compared += 1;
    }
  }
  check(compared > 0, "no number of the page could be compared");
  rmSync(folder, { recursive: true });

  // Another language keeps the settings; the link restores them elsewhere.
  await two.evaluate(() => document.querySelector('header button[lang="de"]').click());
  await two.waitForFunction(() => document.documentElement.lang === "de");
  check((await two.$eval("#lever-B-intermediary-approach", (select) => select.value)) === "provide", "another language loses settings");
  check((await text(two, "#stale")).includes("Englisch"), "a result in another language does not say so");
  await two.$eval("#arrivals", (field) => {
    field.value = "2";
    field.dispatchEvent(new Event("change"));
  });
  check((await text(two, "#stale")).includes("vorigen"), "a result of other settings does not say so");
  await two.$eval("#arrivals", (field) => {
    field.value = "1";
    field.dispatchEvent(new Event("change"));
  });
  check(!(await text(two, "#stale")).includes("vorigen"), "a result of the settings that there are says that it is of others");
  const other = await open(new URL(two.url()).hash);
  check((await other.$eval("#lever-B-intermediary-approach", (select) => select.value)) === "provide", "a link does not restore a form");
  check((await other.$eval("#years", (input) => input.value)) === "2", "a link does not restore the years");

  // Two pages at once.
  const runs = [two, other].map(async (own) => {
    await own.bringToFront();
    await own.evaluate(() => document.querySelector("#run").click());
  });
  await Promise.all(runs);
  await Promise.all([ended(two), ended(other)]);
  await two.close();

  // By keyboard alone: to a lever, another value, run.
  await other.bringToFront();
  await other.$eval("#lever-A-intermediary-siting", (select) => select.focus());
  await other.keyboard.press("ArrowDown");
  check(other.url().includes("a.intermediary.siting=decentral"), "a lever does not answer to the keyboard");
  await other.$eval("#run", (button) => button.focus());
  await other.keyboard.press("Enter");
  await ended(other);

  // A lesson from start to end.
  const lesson = await open(hash({ lang: "de", mode: "lessons" }));
  check((await lesson.$$("[data-lesson]")).length === 8, "there are not eight lessons");
  await lesson.click('[data-lesson="distance"]');
  await lesson.waitForSelector("#guess");
  check(await lesson.$eval(".see", (part) => part.hidden), "the result of a lesson is open before the prediction");
  await lesson.type("#guess", "Es kommen mehr Menschen.");
  check(await lesson.$eval(".see", (part) => !part.hidden), "the result of a lesson stays shut behind the prediction");
  await lesson.$$eval("a[data-set]", (all) => all.forEach((link) => link.click()));
  check(lesson.url().includes("sites=5"), "a step of a lesson does not set a form");
  await lesson.click("#run");
  await ended(lesson);
  // Its link leads to the same settings.
  const shown = (of) => of.$$eval("#settings select, #settings input[id]", (all) => all.map((field) => field.value).join());
  const again = await open(new URL(lesson.url()).hash);
  check((await shown(again)) === (await shown(lesson)), "a link to a lesson leads to other settings");
  await again.close();
  await lesson.bringToFront();
  await lesson.$$eval("details.sheet > summary", (all) => all.forEach((summary) => summary.click()));
  await accessible(lesson, "lesson");
  await shot(lesson, "lesson", { fullPage: true });
  await lesson.close();

  // A district of one's own.
  const own = await open(hash({ lang: "de", mode: "own", own: "Nordstadt", weeks: "104", replicates: "2", "own.inhabitants": "30000" }));
  await own.waitForFunction(() => document.querySelectorAll("#own .note").length > 5 && /\d/.test(document.querySelector("#own").textContent), { timeout: 10_000 });
  await shot(own, "own");
  await accessible(own, "own district");
  await own.click("#run");
  await ended(own);
  await own.$eval("#own-area", (field) => {
    field.value = "0";
    field.dispatchEvent(new Event("change"));
  });
  await own.waitForSelector("#own-area[aria-invalid]", { timeout: 10_000 });
  check((await text(own, "#own-area-note")).includes("0,1 km²"), "a faulty number is not explained at its field");
  await own.$eval("#own-area", (field) => {
    field.value = "9,5";
    field.dispatchEvent(new Event("change"));
  });
  await own.waitForSelector("#own-area:not([aria-invalid])", { timeout: 10_000 });
  check((await text(own, "#own-area-note")) === "9,5 km²", "a number that is mended still has its fault");
  await own.close();

  // What another way in has set does not overrule its numbers.
  const from = await open(hash({ lang: "de", "a.intermediary.budget_eur_per_year": "300000", "c.forcings.arrivals.scale": "3" }));
  await from.click('[data-mode="own"]');
  await from.waitForSelector("#own-budget");
  check(!/budget|arrivals/.test(from.url()), "an own district keeps a budget or arrivals of another way in");
  await from.close();

  // A budget that is none.
  const faulty = await open(hash({ lang: "de", "a.intermediary.budget_eur_per_year": "-5", "a.intermediary.aproach": "guide" }));
  await faulty.waitForSelector("#faults .fault");
  check((await text(faulty, "#faults")).includes("intermediary.approach"), "the nearest key is not named");
  await faulty.close();

  // Every width, in the dark.
  for (const width of [360, 768, 1920]) {
    await other.setViewport({ width, height: 900 });
    const wide = await other.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= width, `at ${width} px the page is ${wide} px wide`);
    await shot(other, String(width), { fullPage: width === 360 });
  }
  await other.setViewport({ width: 1280, height: 900 });
  await other.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await accessible(other, "dark");
  await shot(other, "dark");

  // The program ends in mid-run: the page says so and can be used again once it is back.
  if (server) {
    const cut = await open("", true);
    await cut.click("#run");
    await cut.waitForFunction(() => Number(document.querySelector("#moment")?.max ?? 0) > 3, { timeout: 20_000 });
    server.kill("SIGKILL");
    await cut.waitForSelector("#faults .fault", { timeout: 10_000 });
    check((await text(cut, "#faults")).includes("inteso explore"), "a page without its program does not say what to do");
    server = null;
  }
} catch (error) {
  faults.push(String(error.stack ?? error));
} finally {
  await browser.close();
  server?.kill("SIGINT");
}
for (const fault of faults) console.log(`fault: ${fault}`);
console.log(`${checks} checks, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
