// Opens a report from disk in Chromium without a network and looks at it as its readers would: no error, no request, choices and
// values by keyboard, numbers as in the tables beside it, every width, dark, and on paper.
//
// node web/browser/report.mjs CHROMIUM FOLDER SCREENSHOTS

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const MOST_BYTES = 4 * 1024 * 1024;
const [chromium, folder, shots] = process.argv.slice(2);
if (!shots) {
  console.error("usage: node report.mjs CHROMIUM FOLDER SCREENSHOTS");
  process.exit(2);
}
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const file = resolve(folder, "report.html");
mkdirSync(shots, { recursive: true });

const faults = [];
let checks = 0;
function check(holds, words) {
  checks += 1;
  if (!holds) faults.push(words);
}

check(statSync(file).size < MOST_BYTES, `the page has ${statSync(file).size} bytes`);

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url !== pathToFileURL(file).href && !/^(blob|data):/.test(url)) faults.push(`request: ${url}`);
  });
  await page.setOfflineMode(true);
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  const shot = (name, options = {}) => page.screenshot({ path: join(shots, `${name}.png`), ...options });

  // Serious faults for who hears or types instead of seeing and pointing, by light and in the dark.
  async function accessible(where) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await window.axe.run()).violations);
    const isSerious = ({ impact }) => impact === "serious" || impact === "critical";
    for (const { id, impact, help, nodes } of found) {
      console.log(`axe, ${where}: ${id} (${impact}) ${help}, ${nodes.length} ×, such as ${nodes[0].html.slice(0, 200)}`);
    }
    check(!found.some(isSerious), `axe, ${where}: serious faults, see above`);
  }
  await accessible("light");
  await shot("1280");

  // The answer, its picture and the first numbers are on the first screen.
  const top = await page.$eval("#answer figure", (figure) => figure.getBoundingClientRect().top);
  check(top < 900, `the first picture begins at ${top} px, below the first screen`);

  // A choice by keyboard changes what is seen, wherever it can be made.
  const second = await page.$(".choices button:nth-child(2)");
  check(second !== null, "there is no choice");
  if (second) {
    const name = await second.evaluate((button) => button.textContent);
    await second.focus();
    await page.keyboard.press("Enter");
    const seen = await page.$$eval(
      ".switch",
      (all, wanted) =>
        all.flatMap((element) => [...element.children]
          .filter((option) => option.dataset.option === wanted)
          .map((option) => option.hidden)),
      name,
    );
    check(seen.length > 0 && seen.every((hidden) => !hidden), `${name} is not shown everywhere once it is chosen`);
    const pressed = await second.evaluate((button) => button.getAttribute("aria-pressed"));
    check(pressed === "true", "the choice does not say that it is made");
    const first = await page.$(".choices button");
    await first.focus();
    await page.keyboard.press("Space");
  }

  // Values by keyboard: from mark to mark, and away with Escape.
  const frame = await page.$("#answer .picture");
  await frame.focus();
  await page.keyboard.press("ArrowRight");
  const tip = () => page.$eval(".tip", (element) => (element.hidden ? "" : element.textContent));
  const one = await tip();
  await page.keyboard.press("ArrowRight");
  const other = await tip();
  check(/\d/.test(one) && /\d/.test(other) && one !== other, `values by keyboard: ${one}, ${other}`);
  await shot("value");
  await page.keyboard.press("Escape");
  check((await tip()) === "", "a value stays after Escape");

  // What is said of the picture at the top stands in differences.csv, to the last digit.
  const lines = (text) => text.trim().split(/\r?\n/).map((line) => line.match(/("([^"]|"")*"|[^,]*)(?=,|$)/g));
  const [head, ...table] = lines(readFileSync(join(folder, "differences.csv"), "utf8"));
  const drawn = await page.$$eval("#answer .data", (all) => all.map((data) => data.textContent));
  let compared = 0;
  for (const text of drawn) {
    const [names, ...rows] = lines(text);
    const at = (name) => names.indexOf(name);
    for (const row of rows.filter((cells) => cells[at("verdict")])) {
      const [point, against] = [row[at("point")], row[at("against")]];
      const difference = Number(row[at("difference")]);
      const found = table.some((cells) => {
        const cell = (name) => cells[head.indexOf(name)];
        const isPair = cell("point") === point && cell("against") === against && Number(cell("difference")) === difference;
        const isTurned = cell("point") === against && cell("against") === point && Number(cell("difference")) === -difference;
        return (isPair || isTurned) && cell("measure") === `person_years_${row[at("outcome")]}`;
      });
      check(found, `not in differences.csv: ${row}`);
      compared += 1;
    }
  }
  check(compared > 0, "no number of the first picture could be compared");

  // Every width without a bar to move the whole page sideways.
  for (const width of [360, 768, 1920]) {
    await page.setViewport({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= width, `at ${width} px the page is ${wide} px wide`);
    await shot(String(width));
  }
  await shot("whole", { fullPage: true });

  await page.setViewport({ width: 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await accessible("dark");
  await shot("dark");
  await page.emulateMediaFeatures([]);
  await page.emulateVisionDeficiency("achromatopsia");
  await shot("grey");
  await page.emulateVisionDeficiency("none");

  writeFileSync(join(shots, "paper.pdf"), await page.pdf({ format: "A4" }));
} finally {
  await browser.close();
}

for (const fault of faults) console.error(`report: ${fault}`);
console.log(`${checks - Math.min(faults.length, checks)} passed, ${faults.length} failed`);
process.exit(faults.length === 0 ? 0 : 1);
