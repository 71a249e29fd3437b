// Two engines behind the same two questions: the program on this machine, or the one inside this page.

/**
 * @typedef {(line: any) => void} Listener
 * @typedef {{ account: (ask: string) => Promise<any>,
 *   run: (ask: string, listener: Listener, signal: AbortSignal) => Promise<string>,
 *   file: (key: string, name: string) => Promise<Blob> }} Engine
 */

/**
 * Asks the program that served this page.
 *
 * @returns {Engine}
 */
export function served() {
  /** @param {string} path @param {string} ask @param {AbortSignal} [signal] */
  const post = (path, ask, signal) =>
    fetch(path, { method: "POST", body: ask, headers: { "content-type": "application/json" }, signal });
  return {
    account: async (ask) => (await post("/account", ask)).json(),
    run: async (ask, listener, signal) => {
      const answer = await post("/run", ask, signal);
      if (!answer.ok || !answer.body) {
        listener(await answer.json());
        return "";
      }
      let key = "";
      let isFaulty = false;
      let rest = "";
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const lines = (rest + value).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines.filter(Boolean)) {
          const said = JSON.parse(line);
          if (said.kind === "end") key = said.key;
          else {
            isFaulty ||= said.kind === "fault";
            listener(said);
          }
        }
      }
      if (!key && !isFaulty && !signal.aborted) throw new Error("the answer has no end");
      return key;
    },
    file: async (key, name) => {
      const answer = await fetch(`/file/${key}/${name}`);
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.blob();
    },
  };
}

/**
 * Unpacks what stands in the page as zipped base64.
 *
 * @param {string} packed
 */
export function unpacked(packed) {
  const zipped = Uint8Array.from(atob(packed.trim()), (sign) => sign.charCodeAt(0));
  return new Response(new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/**
 * Runs the engine inside this page, in workers: some that run, one that gathers.
 *
 * @param {string} packed base64 of the zipped engine
 * @param {string} source what a worker begins with
 * @returns {Engine}
 */
export function inside(packed, source) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const bytes = unpacked(packed).arrayBuffer();
  /** @param {any} message */
  const begin = async (message) => {
    const worker = new Worker(address);
    worker.postMessage({ ...message, engine: await bytes });
    return worker;
  };
  /** @param {Worker} worker @param {any} message @returns {Promise<any>} */
  const asked = (worker, message) =>
    new Promise((answer, refuse) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => {
        port1.close();
        if (event.data.fault) refuse(new Error(event.data.fault));
        else answer(event.data);
      };
      worker.postMessage(message, [port2]);
    });
  /** @type {Worker | undefined} */
  let teller;
  /** @type {Map<string, Worker>} */
  const kept = new Map();
  const run = /** @type {Engine["run"]} */ (async (ask, listener, signal) => {
    const workers = Math.max(2, navigator.hardwareConcurrency || 2);
    // Two workers read the question while the gatherer does.
    const early = [begin({ ask }), begin({ ask })];
    const reading = early.map(async (worker) => asked(await worker, { want: "open", workers }));
    const gatherer = await begin({ ask });
    const opened = await asked(gatherer, { want: "open", workers });
    listener(JSON.parse(opened.line));
    if (!opened.forms) {
      for (const worker of [gatherer, ...(await Promise.all(early))]) worker.terminate();
      return "";
    }
    const { forms, replicates, watched, parts } = opened;
    // What is watched runs first and alone, in as many parts as there are workers for, as fast as it can.
    const first = Array.from({ length: watched * parts }, (_, place) =>
      ({ form: Math.floor(place / parts), replicate: 1, place: place % parts, of: parts }));
    const rest = Array.from({ length: forms * replicates - watched }, (_, place) =>
      ({ form: (place + watched) % forms, replicate: Math.floor((place + watched) / forms) + 1, place: 0, of: 1 }));
    const count = Math.min(workers, Math.max(2, forms, first.length));
    const runners = await Promise.all(Array.from({ length: count }, (_, place) => early[place] ?? begin({ ask })));
    const stop = () => [...runners, gatherer].forEach((worker) => worker.terminate());
    signal.addEventListener("abort", stop);
    if (signal.aborted) {
      stop();
      return "";
    }
    // What the gatherer answers is heard in the order in which it was asked.
    let heard = Promise.resolve();
    /** @param {any} message */
    const gather = (message) => {
      const answer = asked(gatherer, message);
      heard = heard.then(async () => {
        const { lines } = await answer;
        if (!signal.aborted) lines.split("\n").filter(Boolean).forEach((/** @type {string} */ line) => listener(JSON.parse(line)));
      });
    };
    for (const runner of runners) runner.onmessage = ({ data }) => gather({ want: "show", seen: data });
    const opening = runners.map((runner, place) => reading[place] ?? asked(runner, { want: "open", workers }));
    /** @param {Worker} runner @param {number} place @param {typeof first} jobs */
    const work = async (runner, place, jobs) => {
      await opening[place];
      for (let job = jobs.shift(); job && !signal.aborted; job = jobs.shift()) {
        const { left } = await asked(runner, { want: "run", ...job });
        gather({ want: "take", left });
      }
    };
    const all = (/** @type {typeof first} */ jobs) => Promise.all(runners.map((runner, place) => work(runner, place, jobs)));
    const ended = all(first).then(() => all(rest)).then(() => heard);
    await Promise.race([ended, new Promise((done) => signal.addEventListener("abort", done))]);
    if (signal.aborted) return "";
    runners.forEach((runner) => runner.terminate());
    for (const [key, old] of kept) {
      old.terminate();
      kept.delete(key);
    }
    const key = String(Date.now());
    kept.set(key, gatherer);
    return key;
  });
  return {
    account: async (ask) => {
      teller ??= await begin({ ask });
      const { line } = await asked(teller, { want: "open", ask });
      return JSON.parse(line);
    },
    run,
    file: async (key, name) => {
      const gatherer = kept.get(key);
      if (!gatherer) throw new Error("nothing is kept");
      const { bytes: content, type } = await asked(gatherer, { want: "file", name });
      return new Blob([content], { type });
    },
  };
}
