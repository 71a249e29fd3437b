"use strict";
// The engine in a worker of its own. It is asked through ports, and hands on by itself what is to be seen of a run on its way.

const END = 0x7fffffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let engine;
let ask = "";
let began;

function put(bytes) {
  const place = engine.room(bytes.length);
  new Uint8Array(engine.memory.buffer).set(bytes, place);
}

/** Returns what the engine says: a copy, since its memory moves. */
function said() {
  return new Uint8Array(engine.memory.buffer, engine.text(), engine.length()).slice();
}

function open({ workers }) {
  put(encoder.encode(ask));
  const isOpen = engine.open() === 0;
  const line = decoder.decode(said());
  return isOpen
    ? { line, forms: engine.forms(), replicates: engine.replicates(), watched: engine.watched(), parts: engine.parts(workers) }
    : { line, forms: 0 };
}

function run({ form, replicate, place, of }) {
  engine.begin(form, replicate, place, of);
  while (engine.step() !== END) {
    if (engine.length() > 0) self.postMessage(said());
  }
  engine.finish();
  return { left: said() };
}

const answers = {
  open: (message) => {
    ask = message.ask ?? ask;
    return open(message);
  },
  run,
  show: ({ seen }) => {
    put(seen);
    engine.show();
    return { lines: decoder.decode(said()) };
  },
  take: ({ left }) => {
    put(left);
    engine.take();
    return { lines: decoder.decode(said()) };
  },
  file: ({ name }) => {
    put(encoder.encode(name));
    const isThere = engine.file() === 0;
    return { bytes: isThere ? said() : new Uint8Array(), type: name.endsWith(".csv") ? "text/csv" : name.endsWith(".html") ? "text/html" : "application/toml" };
  },
};

self.onmessage = async (event) => {
  const { data, ports } = event;
  if (data.engine) {
    ask = data.ask;
    began = WebAssembly.instantiate(data.engine, {}).then(({ instance }) => { engine = instance.exports; });
    return;
  }
  await began;
  try {
    ports[0].postMessage(answers[data.want](data));
  } catch (error) {
    // A panic of the engine leaves its words behind.
    const words = engine && engine.length() > 0 ? decoder.decode(said()) : String(error);
    ports[0].postMessage({ fault: words });
  }
};
