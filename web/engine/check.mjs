// Runs the engine in Node and compares its series with those of the native program, byte for byte.
//
// node web/engine/check.mjs ENGINE.wasm PROGRAM

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const END = 0x7fffffff;
const [wasm, program] = process.argv.slice(2);
if (!wasm || !program) {
  console.error("usage: node check.mjs ENGINE.wasm PROGRAM");
  process.exit(2);
}
const module = new WebAssembly.Module(readFileSync(wasm));

/**
 * Runs a replicate to its end and returns its rows.
 *
 * @param {string[]} settings lines `key=value`
 * @param {number} replicate
 * @returns {Buffer}
 */
function engineSeries(settings, replicate) {
  // Without imports: the engine can reach nothing outside of its memory.
  const engine = new WebAssembly.Instance(module, {}).exports;
  /** @param {number} length */
  const text = (length) => Buffer.from(engine.memory.buffer, engine.text(), length);
  const lines = Buffer.from(settings.join("\n"));
  const room = engine.room(lines.length);
  Buffer.from(engine.memory.buffer).set(lines, room);
  const fault = engine.start(replicate);
  if (fault > 0) throw new Error(text(fault).toString());
  while (engine.step() !== END);
  return Buffer.from(text(engine.series()));
}

/**
 * Returns the rows that the program writes.
 *
 * @param {string[]} settings lines `key=value`
 * @param {number} replicates
 * @returns {Buffer}
 */
function programSeries(settings, replicates) {
  const folder = mkdtempSync(join(tmpdir(), "inteso-"));
  try {
    const set = settings.flatMap((line) => ["--set", line]);
    const out = ["--out", join(folder, "run"), "--no-report", "--quiet"];
    execFileSync(program, ["run", "--replicates", String(replicates), ...set, ...out], { stdio: ["ignore", "ignore", "inherit"] });
    return readFileSync(join(folder, "run", "series.csv"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Ends with a fault where something is not so.
 *
 * @param {boolean} isSo
 * @param {string} what
 */
function check(isSo, what) {
  console.log(`${isSo ? "ok" : "NOT SO"}: ${what}`);
  if (!isSo) process.exitCode = 1;
}

const begun = performance.now();
const whole = engineSeries([], 1);
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
check(whole.equals(programSeries([], 1)), `the default scenario has the same ${whole.length} bytes (${seconds} s in Node)`);

const settings = ["weeks=60", "every=4", "intermediary.approach=guide"];
const runs = [1, 2].map((replicate) => engineSeries(settings, replicate));
const rows = Buffer.concat([runs[0], runs[1].subarray(runs[1].indexOf("\n") + 1)]);
check(rows.equals(programSeries(settings, 2)), "two replicates of another configuration have the same bytes");
check(!runs[0].subarray(-200).equals(runs[1].subarray(-200)), "replicates differ, so the comparison could have failed");

for (const [line, word] of [["intermediary.aproach=guide", "intermediary.approach"], ["weeks", "key=value"], ["intermediary.budget_eur_per_year=1000", "budget"]]) {
  let words = "";
  try {
    engineSeries([line], 1);
  } catch (fault) {
    words = String(fault);
  }
  check(words.includes(word), `\`${line}\` is refused in words`);
}
