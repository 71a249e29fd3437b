// Choices, values under the pointer and by keyboard, and pictures and data to take along. Without it the page shows everything.

/**
 * Brings a part of the page to life: `words` are what its buttons say.
 *
 * @param {any} root the page, or an element of it
 * @param {any} words
 */
function enliven(root, words) {
  document.documentElement.classList.add("js");

  // Of variants one is seen at a time; a choice holds wherever it can be made.
  const switches = [...root.querySelectorAll(".switch")].map((element) => {
    const options = [...element.children];
    const buttons = options.map((option) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = option.dataset.option;
      button.addEventListener("click", () => choose(element.dataset.label, option.dataset.option));
      return button;
    });
    const bar = document.createElement("div");
    bar.className = "choices";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", element.dataset.label);
    bar.append(...buttons);
    element.prepend(bar);
    return { label: element.dataset.label, options, buttons };
  });

  /** @param {string} label @param {string} chosen */
  function choose(label, chosen) {
    for (const { label: own, options, buttons } of switches) {
      if (own !== label || !options.some((option) => option.dataset.option === chosen)) continue;
      options.forEach((option, at) => {
        const isChosen = option.dataset.option === chosen;
        option.hidden = !isChosen;
        buttons[at].setAttribute("aria-pressed", String(isChosen));
      });
    }
  }
  // Choices of a place inside another choice begin alike.
  for (const { label, options } of [...switches].reverse()) choose(label, options[0].dataset.option);

  // A value is shown beside its mark, and read out.
  const tip = /** @type {HTMLElement} */ (document.querySelector(".tip")) ?? document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);

  /** @param {any} mark @param {number} x @param {number} y */
  function show(mark, x, y) {
    tip.textContent = mark.dataset.note;
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const left = Math.min(x + 12, document.documentElement.clientWidth - box.width - 8);
    const top = y + 16 + box.height > window.innerHeight ? y - box.height - 12 : y + 16;
    tip.style.left = `${Math.max(8, left) + window.scrollX}px`;
    tip.style.top = `${Math.max(8, top) + window.scrollY}px`;
  }

  function hide() {
    tip.hidden = true;
    document.querySelectorAll(".at").forEach((mark) => mark.classList.remove("at"));
  }

  /** @param {string} name @param {string} type @param {string} text */
  function save(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  for (const figure of root.querySelectorAll("figure[data-file]")) {
    const frame = figure.querySelector(".picture");
    const svg = frame.querySelector("svg");
    const picture = new XMLSerializer().serializeToString(svg);
    /** @type {any[]} */
    const marks = [];
    for (const title of svg.querySelectorAll("* > title")) {
      const mark = title.parentElement;
      if (mark === svg) continue;
      mark.dataset.note = title.textContent;
      title.remove();
      mark.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => show(mark, event.clientX, event.clientY));
      mark.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => show(mark, event.clientX, event.clientY));
      mark.addEventListener("pointerleave", (/** @type {PointerEvent} */ event) => { if (event.pointerType === "mouse") hide(); });
      marks.push(mark);
    }

    let at = -1;
    frame.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      /** @type {Record<string, number>} */
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      const step = steps[event.key];
      if (event.key === "Escape") hide();
      if (!step || marks.length === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      hide();
      at = (at + step + marks.length) % marks.length;
      const mark = marks[at];
      mark.classList.add("at");
      mark.scrollIntoView({ block: "nearest", inline: "nearest" });
      const box = mark.getBoundingClientRect();
      show(mark, box.left + box.width / 2, box.top + box.height / 2);
    });
    frame.addEventListener("blur", hide);

    const tools = document.createElement("p");
    tools.className = "tools";
    /** @type {(text: string, action: () => void) => void} */
    const add = (text, action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", action);
      tools.append(button);
    };
    add(words.picture, () => save(figure.dataset.file, "image/svg+xml", picture));
    const data = figure.querySelector(".data");
    if (data) add(words.data, () => save(figure.dataset.file.replace(/svg$/, "csv"), "text/csv", data.textContent));
    if (marks.length > 0) {
      const keys = document.createElement("span");
      keys.textContent = words.keys;
      tools.append(keys);
    }
    figure.append(tools);
  }
}
