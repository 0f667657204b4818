// The kinds of question: each is a function of what is posed that gives {el, read, write, mark}.
// `read()` is {answer} or {problem}; `mark(parts)` shows each part's reason; keys and shapes are bank.py's.
import { attribute, freshId, h } from "./dom.js";
import { movedBy } from "./practice-search.js";
import { parseNumber } from "./values.js";

/** A place for one part's sign and reason, described to the input it is about. */
function reason(row, input) {
  const why = h("p", { class: "pln-why", id: freshId() });
  return {
    why,
    show(ok, text) {
      attribute(row, "data-ok", ok === null ? "" : String(ok));
      why.replaceChildren(...(ok === null ? [] : [h("b", { text: ok ? "Right." : "Not so." }), ` ${text ?? ""}`]));
      attribute(input, "aria-describedby", ok !== null && why.id);
    },
  };
}

/** Shows what is said of each part; what was said before goes, unless it is `kept`. */
const marking = (rows, kept = false) => (parts) => {
  if (!kept) for (const row of rows.values()) row.show(null);
  for (const [key, ok, text] of parts) rows.get(key)?.show(ok, text);
};

function picks(posed, type) {
  const name = freshId();
  const rows = new Map();
  const el = h("div", { class: "pln-picks" });
  for (const { key, text } of posed.options) {
    const input = h("input", { type, name, value: key });
    const row = h("div", { class: "pln-pick" }, h("label", {}, input, h("span", { text })));
    const part = reason(row, input);
    if (type === "checkbox") input.addEventListener("change", () => part.show(null));
    row.append(part.why);
    rows.set(key, { ...part, input });
    el.append(row);
  }
  const chosen = () => [...rows].filter(([, { input }]) => input.checked).map(([key]) => key);
  return {
    el,
    read: () => (chosen().length ? { answer: type === "radio" ? chosen()[0] : chosen() } : { problem: type === "radio" ? "Choose one first." : "Choose at least one first." }),
    write: (answer) => rows.forEach(({ input }, key) => (input.checked = [answer].flat().includes(key))),
    mark: marking(rows, type === "radio"), // a choice that was wrong stays wrong
  };
}

/** One menu per line: match, sort and label. */
function menus(lines, choices) {
  const rows = new Map();
  const el = h("div", { class: "pln-lines" });
  for (const { key, text } of lines) {
    const id = freshId();
    const options = [["", "Choose …"], ...choices].map(([value, shown]) => h("option", { value, text: shown }));
    const input = h("select", { id }, ...options);
    const row = h("div", { class: "pln-match" }, h("label", { for: id, text }), input);
    const part = reason(row, input);
    input.addEventListener("change", () => part.show(null));
    row.append(part.why);
    rows.set(key, { ...part, input });
    el.append(row);
  }
  return {
    el,
    read() {
      const open = [...rows.values()].filter(({ input }) => !input.value).length;
      if (open) return { problem: open === rows.size ? "Choose one for each line first." : `${open} ${open === 1 ? "line is" : "lines are"} still open.` };
      return { answer: Object.fromEntries([...rows].map(([key, { input }]) => [key, input.value])) };
    },
    write: (answer) => rows.forEach(({ input }, key) => (input.value = answer?.[key] ?? "")),
    mark: marking(rows),
  };
}

function order(posed) {
  const texts = new Map(posed.steps.map(({ key, text }) => [key, text]));
  const rows = new Map();
  const el = h("ol", { class: "pln-steps" });
  const moved = h("p", { class: "pln-unseen", role: "status" });
  let keys = [...texts.keys()];
  const lay = () => el.replaceChildren(...keys.map((key) => rows.get(key).row));
  function move(key, by, button) {
    const next = movedBy(keys, key, by);
    const stays = next === keys;
    keys = next;
    if (!stays) {
      lay();
      rows.forEach((row) => row.show(null));
      button.focus();
    }
    moved.textContent = stays ? `It is ${by < 0 ? "the first" : "the last"} already.` : `Now ${keys.indexOf(key) + 1} of ${keys.length}: ${texts.get(key)}`;
  }
  for (const [key, text] of texts) {
    const button = (by, word, sign) => {
      const node = h("button", { type: "button", class: "pln-button pln-quiet", "aria-label": `${word}: ${text}`, onclick: () => move(key, by, node) }, h("span", { "aria-hidden": "true", text: sign }));
      return node;
    };
    const buttons = h("span", { class: "pln-moves" }, button(-1, "Earlier", "↑"), button(1, "Later", "↓"));
    const row = h("li", { class: "pln-step" }, h("span", { text }), buttons);
    row.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      move(key, by, event.target);
    });
    const part = reason(row, row);
    row.append(part.why);
    rows.set(key, { ...part, row });
  }
  lay();
  return {
    el: h("div", {}, el, moved),
    read: () => ({ answer: keys }),
    write(answer) {
      if (Array.isArray(answer) && answer.length === texts.size && answer.every((key) => texts.has(key))) keys = [...answer];
      lay();
    },
    mark: marking(rows),
  };
}

/** One thing to type: the reason stands below, in what is said of the whole. */
function typed(el, input, read) {
  const row = h("div", { class: "pln-typed" }, el);
  const show = (ok) => attribute(row, "data-ok", ok === null ? "" : String(ok));
  input.addEventListener("input", () => show(null));
  return {
    el: row,
    read,
    write: (answer) => (input.value = answer ?? ""),
    mark: (parts) => show(parts.length ? parts[0][1] : null),
  };
}

function fill(posed) {
  const [before, after = ""] = posed.ask.split("___");
  const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": `The missing word: ${before} … ${after}` });
  const sentence = h("p", { class: "pln-gap" }, before, input, after);
  return typed(sentence, input, () => (input.value.trim() ? { answer: input.value.trim() } : { problem: "Write a word first." }));
}

function number(posed) {
  const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `Your number${posed.unit ? `, in ${posed.unit}` : ""}` });
  const line = h("div", { class: "pln-entry" }, input, h("span", { class: "pln-unit", text: posed.unit ?? "" }));
  return typed(line, input, () => {
    const { value = null, problem = value === null ? "Write a number first." : "" } = parseNumber(input.value);
    return problem ? { problem } : { answer: value };
  });
}

function label(posed) {
  const drawing = h("div", { class: "pln-drawing" });
  drawing.innerHTML = posed.svg; // plnkit drew it, and escaped what is written in it
  const lines = menus(posed.places, posed.labels.map((word) => [word, word]));
  return { ...lines, el: h("div", { class: "pln-label-two" }, drawing, lines.el) };
}

export const KINDS = {
  single: (posed) => picks(posed, "radio"),
  scenario: (posed) => picks(posed, "radio"),
  several: (posed) => picks(posed, "checkbox"),
  match: (posed) => menus(posed.lefts, posed.rights.map(({ key, text }) => [key, text])),
  sort: (posed) => menus(posed.items, posed.groups.map((word) => [word, word])),
  order,
  fill,
  number,
  label,
};
