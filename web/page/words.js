// What the page says, in German and English.

/** @type {Record<string, [string, string]>} */
const WORDS = {
  title: ["Wie soll ein Welcome Point arbeiten?", "How should a Welcome Point work?"],
  lead: ["Stellen Sie eine Form ein, lassen Sie acht Jahre in Düsseldorf ablaufen und sehen Sie, was sich ändert und warum.", "Set up a form, let eight years in Düsseldorf go by, and see what changes and why."],
  leadOwn: ["Beschreiben Sie Ihren Bezirk mit zehn Zahlen, stellen Sie eine Form ein, lassen Sie acht Jahre ablaufen und sehen Sie, was sich ändert und warum.", "Describe your district in ten numbers, set up a form, let eight years go by, and see what changes and why."],
  try: ["Ausprobieren", "Try"],
  compare: ["Vergleichen", "Compare"],
  lessons: ["Lektionen", "Lessons"],
  own: ["Eigener Bezirk", "Your district"],
  link: ["Link kopieren", "Copy link"],
  linked: ["Der Link ist kopiert. Er enthält alle Einstellungen.", "The link is copied. It holds all settings."],
  linkHere: ["Dieser Link enthält alle Einstellungen:", "This link holds all settings:"],
  form: ["Form", "Form"],
  isSet: ["Form {letter} ist jetzt: {name}.", "Form {letter} is now: {name}."],
  noNumber: ["„{typed}“ ist keine Zahl.", "“{typed}” is no number."],
  only: ["Nur hier", "Only here"],
  more: ["Mehr Einstellungen", "More settings"],
  circumstances: ["Umstände, für alle gleich", "Circumstances, the same for all"],
  districts: ["Stadtbezirke", "Districts"],
  all: ["alle zusammen", "all together"],
  arrivals: ["Ankünfte, Vielfaches der wirklichen", "Arrivals, as a multiple of the real ones"],
  years: ["Jahre", "Years"],
  replicates: ["Läufe (Wiederholungen)", "Runs (replicates)"],
  about: ["Erklärung", "Explanation"],
  account: ["Konto: was es im Jahr kostet", "Account: what it costs a year"],
  together: ["{count} Stadtbezirke zusammen", "{count} districts together"],
  item: ["Posten", "Item"],
  euros: ["Euro", "Euros"],
  hours: ["Stunden", "Hours"],
  sum: ["Summe", "Sum"],
  nothing: ["Das kostet nichts.", "This costs nothing."],
  same: ["ist dieselbe Form", "is the same form"],
  run: ["Starten", "Run"],
  stop: ["Anhalten", "Stop"],
  running: ["Es wird gerechnet: {done} von {of} Wiederholungen", "Running: {done} of {of} replicates"],
  done: ["Fertig: {of} Wiederholungen", "Done: {of} replicates"],
  stopped: ["Angehalten.", "Stopped."],
  changed: ["Die Einstellungen sind geändert. Was hier steht, gehört noch zu den vorigen.", "Settings have changed. What is shown here still belongs to the previous ones."],
  foreign: ["Das Ergebnis steht noch auf Englisch. „Starten“ gibt es auf Deutsch.", "The result is still in German. “Run” gives it in English."],
  licences: ["Lizenzen", "Licences"],
  week: ["Woche", "Week"],
  time: ["Zeitpunkt", "Moment"],
  map: ["Karte", "Map"],
  chain: ["Kette", "Chain"],
  play: ["Abspielen", "Play"],
  pause: ["Pause", "Pause"],
  stage: ["Der erste Lauf, Woche für Woche", "The first run, week by week"],
  stageNote: ["Auf der Karte: Kreise sind Geflüchtete nach Wohnort, Quadrate die Standorte mit der Zahl der Wartenden. Daneben: wie viele Bedarfe bis zu welchem Schritt gekommen sind.", "On the map, circles show where people who fled live, and squares show the sites with the number waiting. Beside it: how far needs have come."],
  strands: ["Lauf für Lauf", "Run by run"],
  strandsNote: ["Jede dünne Linie ist ein Lauf mit anderem Zufall, dicke Linien sind die Mittel. Wo dünne Linien zweier Formen ineinander liegen, ist der Zufall größer als der Unterschied.", "Each thin line is a run with different luck; thick lines are means. Where the thin lines of two forms overlap, luck matters more than the difference."],
  soon: ["Die Antwort in Worten kommt, sobald jede Form einmal gerechnet ist.", "The answer in words comes once each form has been run."],
  whole: ["Ganze Antwort", "The whole answer"],
  answerSoFar: ["Antwort nach {done} von {of} Wiederholungen", "Answer after {done} of {of} replicates"],
  take: ["Zum Mitnehmen", "To take along"],
  "report.html": ["Bericht (HTML)", "Report (HTML)"],
  "experiment.toml": ["Experiment (TOML)", "Experiment (TOML)"],
  "scenario.toml": ["Szenario (TOML)", "Scenario (TOML)"],
  "series.csv": ["Zeitreihen (CSV)", "Series (CSV)"],
  "differences.csv": ["Unterschiede (CSV)", "Differences (CSV)"],
  again: ["Mit dem Programm: beide TOML-Dateien in einen Ordner legen, dann „inteso compare experiment.toml“.", "With the program: put both TOML files into one folder, then “inteso compare experiment.toml”."],
  older: ["Dieser Link stammt aus Version {version}. Die Zahlen dieser Version ({here}) können anders sein.", "This link is from version {version}. The numbers of this version ({here}) may differ."],
  unknown: ["Nicht mehr bekannt und weggelassen: {keys}", "No longer known and left out: {keys}"],
  lost: ["Das Programm antwortet nicht mehr. Läuft es noch? Starten Sie „inteso explore“ und rechnen Sie noch einmal.", "The program no longer answers. Is it still running? Start “inteso explore” and run again."],
  allowed: ["erlaubt", "allowed"],
  nearest: ["gemeint?", "meant?"],
  ownLead: ["Zehn Zahlen genügen. Was Sie leer lassen, wird geschätzt, und jede Schätzung wird genannt.", "Ten numbers suffice. What you leave empty is guessed, and every guess is named."],
  name: ["Name des Bezirks", "Name of the district"],
  guess: ["Schätzung", "guess"],
  pick: ["Wählen Sie eine Lektion aus:", "Pick a lesson:"],
  back: ["Alle Lektionen", "All lessons"],
  prediction: ["Meine Vorhersage", "My prediction"],
  first: ["Erst aufschreiben, dann starten: „Was zu sehen ist“ und „Warum“ erscheinen, sobald hier etwas steht.", "Write first, then run: “What you should see” and “Why” appear as soon as you have written something here."],
  picture: ["Bild speichern (SVG)", "Save picture (SVG)"],
  data: ["Zahlen speichern (CSV)", "Save numbers (CSV)"],
  keys: ["Werte: Zeiger oder Pfeiltasten", "Values: pointer or arrow keys"],
  skip: ["Zum Inhalt", "To the content"],
  caution: ["Ein Modell, keine Vorhersage: Viele seiner Zahlen sind Annahmen, und Menschen sind mehr als ihre Akten. Der Bericht nennt jede Annahme.", "A model, no forecast: many of its numbers are assumptions, and people are more than their files. The report names each assumption."],
};

/**
 * @param {string} lang
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(lang, key, values = {}) {
  const pair = WORDS[key];
  const text = pair ? pair[lang === "de" ? 0 : 1] : key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * Makes an element: attributes, then children or texts.
 *
 * @param {string} name
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} lang
 * @param {number} value
 */
export function whole(lang, value) {
  return Math.round(value).toLocaleString(lang === "de" ? "de-DE" : "en-GB");
}

/**
 * Shows a number as it is written in a language.
 *
 * @param {string} lang
 * @param {number} value
 */
export function shownNumber(lang, value) {
  return value.toLocaleString(lang === "de" ? "de-DE" : "en-GB", { maximumFractionDigits: 6 });
}

/**
 * Reads a number as people type it: 100.000, 100,000, 100 000 €, 2,5. Returns null for what is none.
 *
 * @param {string} lang whose mark between thousands decides where a number could mean two
 * @param {string} typed
 * @param {boolean} isWhole whether three decimals are meant by nobody
 * @returns {number | null}
 */
export function numberOf(lang, typed, isWhole) {
  let text = typed.replace(/[\s'’€%]/g, "").replace("−", "-");
  const marks = [...text].filter((sign) => sign === "," || sign === ".");
  const last = marks.at(-1);
  if (last) {
    const isGrouped = new RegExp(`^-?[1-9]\\d{0,2}(\\${last}\\d{3})+$`).test(text);
    const isMixed = marks.some((mark) => mark !== last);
    const ofThousands = lang === "de" ? "." : ",";
    if (!isMixed && isGrouped && (isWhole || last === ofThousands || marks.length > 1)) text = text.replaceAll(last, "");
    else text = (isMixed ? text.replaceAll(last === "," ? "." : ",", "") : text).replace(last, ".");
  }
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
