// Asks the engine in Node and the program on loopback the same questions and compares what they say, byte for byte; then runs the
// experiment that both hand out on the command line and compares the tables.
//
// node web/engine/check.mjs ENGINE.wasm PROGRAM

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const END = 0x7fffffff;
const FILES = ["experiment.toml", "scenario.toml", "series.csv", "differences.csv", "report.html"];
const [wasm, program] = process.argv.slice(2);
if (!wasm || !program) {
  console.error("usage: node check.mjs ENGINE.wasm PROGRAM");
  process.exit(2);
}
const module = new WebAssembly.Module(readFileSync(wasm));

/** Starts an engine; without imports it can reach nothing outside of its memory. */
function started() {
  const engine = new WebAssembly.Instance(module, {}).exports;
  const said = () => Buffer.from(Buffer.from(engine.memory.buffer, engine.text(), engine.length()));
  const put = (bytes) => {
    const room = engine.room(bytes.length);
    Buffer.from(engine.memory.buffer).set(bytes, room);
  };
  return { engine, said, put };
}

/**
 * Returns all lines of the engine, and its files.
 *
 * @param {string} ask
 */
function ofEngine(ask) {
  const { engine, said, put } = started();
  put(Buffer.from(ask));
  const isOpen = engine.open() === 0;
  const lines = [said().toString()];
  const files = {};
  if (!isOpen) return { lines, files };
  const handOn = (to) => {
    put(said());
    to();
    if (engine.length() > 0) lines.push(...said().toString().split("\n"));
  };
  for (let replicate = 1; replicate <= engine.replicates(); replicate += 1) {
    for (let form = 0; form < engine.forms(); form += 1) {
      // As many workers as the page has with two processors.
      const of = replicate === 1 && form < engine.watched() ? engine.parts(2) : 1;
      for (let place = 0; place < of; place += 1) {
        engine.begin(form, replicate, place, of);
        while (engine.step() !== END) if (engine.length() > 0) handOn(engine.show);
        engine.finish();
        handOn(engine.take);
      }
    }
  }
  for (const name of FILES) {
    put(Buffer.from(name));
    if (engine.file() === 0) files[name] = said();
  }
  return { lines, files };
}

/** Returns all lines of the program, and its files. */
async function ofProgram(address, ask) {
  const answer = await fetch(`${address}/run`, { method: "POST", body: ask });
  const lines = (await answer.text()).split("\n").filter(Boolean);
  const files = {};
  const end = lines.findIndex((line) => JSON.parse(line).kind === "end");
  if (end >= 0) {
    const { key } = JSON.parse(lines[end]);
    lines.splice(end, 1);
    for (const name of FILES) files[name] = Buffer.from(await (await fetch(`${address}/file/${key}/${name}`)).arrayBuffer());
  }
  return { lines, files };
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

const server = spawn(program, ["explore", "--no-open", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const address = await new Promise((found, lost) => {
    let text = "";
    server.stdout.on("data", (bytes) => {
      text += bytes;
      const match = text.match(/http:\/\/[^\s/]+/);
      if (match) found(match[0]);
    });
    server.on("exit", () => lost(new Error("the program does not serve")));
  });
  const forms = [{ "intermediary.approach": "refer" }, { "intermediary.approach": "provide", "intermediary.siting": "decentral" }];
  const questions = {
    "both districts for eight years": { language: "de", replicates: 1, forms: [forms[0]] },
    "two forms, two replicates": { language: "en", weeks: 120, districts: ["sb6"], replicates: 2, forms },
    "a district of one's own": { language: "de", weeks: 60, replicates: 1, forms: [forms[0]], district: { name: "Nord \"1\"", numbers: { inhabitants: "20 000", fled: "500" } } },
    "a key that is none": { language: "de", forms: [{ "intermediary.aproach": "guide" }] },
    "too little money": { language: "de", weeks: 60, replicates: 1, forms: [{ "intermediary.budget_eur_per_year": 1000 }] },
  };
  for (const [name, question] of Object.entries(questions)) {
    const ask = JSON.stringify(question);
    const begun = performance.now();
    const engine = ofEngine(ask);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const own = await ofProgram(address, ask);
    // Lines of runs come as they come.
    const isSame = engine.lines.length > 0 && String(engine.lines.sort()) === String(own.lines.sort());
    check(isSame, `${name}: the same ${engine.lines.length} lines (${seconds} s in Node)`);
    for (const file of Object.keys({ ...engine.files, ...own.files })) {
      const [one, other] = [engine.files[file], own.files[file]];
      check(Boolean(one && other && one.equals(other)), `${name}: the same ${one?.length} bytes of ${file}`);
    }
    if (name.startsWith("two forms")) {
      const folder = mkdtempSync(join(tmpdir(), "inteso-"));
      try {
        for (const file of ["experiment.toml", "scenario.toml"]) writeFileSync(join(folder, file), engine.files[file]);
        const out = join(folder, "out");
        execFileSync(program, ["compare", join(folder, "experiment.toml"), "--out", out, "--quiet", "--no-report"], { stdio: ["ignore", "ignore", "inherit"] });
        for (const file of ["series.csv", "differences.csv"]) {
          check(readFileSync(join(out, file)).equals(engine.files[file]), `${name}: ${file} as \`compare\` writes it`);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
  }
  const [one, other] = [1, 2].map((seed) => ofEngine(JSON.stringify({ weeks: 60, districts: ["sb6"], replicates: 1, seed: String(seed), forms: [{}] })));
  check(!one.files["series.csv"].equals(other.files["series.csv"]), "seeds differ, so the comparisons could have failed");
} finally {
  server.kill("SIGINT");
}
