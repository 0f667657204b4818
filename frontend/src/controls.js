// The controls of plnkit/views/controls.py: native inputs, labelled and described.
// Each kind is a function of {model, el, host, signal} that fills `el` and returns its clean-up.
import { attribute, both, commit, described, field, fields, freshId, h, keepKeys, watch } from "./dom.js";
import { interview } from "./interview.js";
import { lab } from "./lab.js";
import { openInLab, presentable } from "./present.js";
import { onScreen } from "./screen.js";
import { table } from "./table.js";
import { chosen, keptText, parseNumber, valueText } from "./values.js";

const PAUSE = 400; // milliseconds without a key before a text is sent

function slider({ model, el }) {
  const [shown, low, high] = [h("span", { class: "pln-reading", "aria-hidden": "true" }), h("span"), h("span")];
  const input = h("input", { type: "range", oninput: () => commit(model, Number(input.value)) });
  const { name, hint, error, stop } = field(model, input);
  const text = (value) => valueText(value, model.get("step"), model.get("unit"));
  const stopValue = watch(model, ["value", "min", "max", "step", "unit"], () => {
    const [value, min, max, step] = ["value", "min", "max", "step"].map((key) => model.get(key));
    Object.assign(input, { min, max, step });
    if (Number(input.value) !== value) input.value = value;
    input.setAttribute("aria-valuetext", text(value));
    input.style.setProperty("--pln-at", (value - min) / (max - min));
    shown.textContent = text(value);
    low.textContent = text(min);
    high.textContent = text(max);
  });
  const ends = h("div", { class: "pln-ends", "aria-hidden": "true" }, low, high);
  el.append(h("div", { class: "pln-line" }, name, shown), hint, input, ends, error);
  return both(stop, stopValue);
}

function choices({ model, el }, type) {
  const list = h("div", { class: "pln-options" });
  const set = h("fieldset", { role: type === "radio" ? "radiogroup" : null });
  const { name, hint, error, complain, stop } = fields(model, set);
  const boxName = freshId();
  const choose = ({ target }) => {
    if (type === "radio") return commit(model, target.value);
    const most = model.get("at_most");
    const next = chosen(model.get("options"), model.get("value"), target.value, target.checked, most);
    if (next === null) target.checked = false;
    else commit(model, next);
    return complain(next === null ? `Choose at most ${most}: clear another one first.` : "");
  };
  const stopOptions = watch(model, ["options"], () => {
    const rows = model.get("options").map(([value, text]) =>
      h("label", { class: "pln-option" }, h("input", { type, name: boxName, value, onchange: choose }), h("span", { text })),
    );
    list.replaceChildren(...rows);
  });
  const stopValue = watch(model, ["value", "options"], () => {
    const value = model.get("value");
    for (const box of list.querySelectorAll("input")) {
      box.checked = type === "radio" ? box.value === value : value.includes(box.value);
    }
  });
  set.append(name, hint, list, error);
  el.append(set);
  return both(stop, stopOptions, stopValue);
}

function menu({ model, el }) {
  const input = h("select", { onchange: () => commit(model, input.value || null) });
  const { name, hint, error, stop } = field(model, input);
  let shown = "";
  const stopValue = watch(model, ["options", "optional", "value"], () => {
    const value = model.get("value");
    const none = model.get("optional") || value === null ? [["", "Choose …"]] : [];
    const options = [...none, ...model.get("options")];
    // New options would end what somebody is typing to find one.
    if (shown !== (shown = JSON.stringify(options))) {
      input.replaceChildren(...options.map(([option, text]) => h("option", { value: option, text })));
    }
    input.value = value ?? "";
  });
  el.append(name, hint, input, error);
  return both(stop, stopValue);
}

function number({ model, el }) {
  const unit = h("span", { class: "pln-unit", id: freshId() });
  const input = h("input", { type: "text", autocomplete: "off" });
  const { name, hint, error, complain, stop } = field(model, input, unit.id);
  const read = () =>
    parseNumber(input.value, { min: model.get("min"), max: model.get("max"), whole: model.get("whole") });
  const send = () => {
    const { value = null, problem = "" } = read();
    complain(problem);
    commit(model, value);
  };
  input.addEventListener("change", send);
  // JupyterLab keeps Enter from taking over what was typed.
  input.addEventListener("keydown", ({ key }) => key === "Enter" && send());
  const stopValue = watch(model, ["value", "unit", "whole"], () => {
    const value = model.get("value");
    unit.textContent = model.get("unit");
    input.inputMode = model.get("whole") ? "numeric" : "decimal";
    // What can't be read is null in Python and stays on the screen, to be mended.
    if ((read().value ?? null) !== value) input.value = value ?? "";
    if (!read().problem) complain("");
  });
  el.append(name, hint, h("div", { class: "pln-entry" }, input, unit), error);
  return both(stop, stopValue);
}

function text({ model, el }) {
  const most = model.get("max_length");
  const lines = model.get("lines");
  const count = h("p", { class: "pln-hint pln-count", id: freshId() });
  const input = lines > 1 ? h("textarea", { rows: lines, style: `--pln-lines: ${lines}` }) : h("input", { type: "text", autocomplete: "off" });
  const { name, hint, error, complain, stop } = field(model, input, most === null ? "" : count.id);
  let pause = null;
  const show = () => {
    count.textContent = most === null ? "" : `${[...input.value].length} of ${most} characters`;
  };
  const send = () => {
    clearTimeout(pause);
    pause = null;
    const { value, problem } = keptText(input.value, most);
    complain(problem);
    if (value !== model.get("value")) commit(model, value);
  };
  input.addEventListener("input", () => {
    show();
    clearTimeout(pause);
    pause = setTimeout(send, PAUSE);
  });
  input.addEventListener("change", send);
  const stopValue = watch(model, ["value"], () => {
    if (keptText(input.value, most).value !== model.get("value")) input.value = model.get("value");
    show();
  });
  el.append(name, hint, input, count, error);
  return both(stop, stopValue, () => pause && send());
}

function toggle({ model, el }) {
  const input = h("input", { type: "checkbox", onchange: () => commit(model, input.checked) });
  const { name, hint, error, stop } = field(model, input);
  const stopValue = watch(model, ["value"], () => {
    input.checked = model.get("value");
  });
  el.append(h("div", { class: "pln-option" }, input, name), hint, error);
  return both(stop, stopValue);
}

// A button that can't be pressed keeps the focus: the keyboard must not be thrown back to the top.
function button({ model, el }) {
  const press = () => {
    if (model.get("disabled")) return;
    if (model.get("saves")) model.set("saving", document.querySelector(".jp-LabShell") !== null);
    commit(model, model.get("clicks") + 1, "clicks");
  };
  const input = h("button", { type: "button", onclick: press });
  const { hint, error, stop } = described(model, input, input);
  const stopState = watch(model, ["disabled", "quiet"], () => {
    input.className = model.get("quiet") ? "pln-button pln-quiet" : "pln-button";
    input.setAttribute("aria-disabled", model.get("disabled"));
  });
  if (model.get("saves")) Object.assign(input.dataset, { commandlinkerCommand: "docmanager:save", commandlinkerArgs: "{}" });
  el.append(input, hint, error);
  return both(stop, stopState);
}

const SIGNS = { note: "i", good: "✓", care: "!", problem: "×" };
const WORDS = { note: "", good: "", care: "Take care: ", problem: "Problem: " };

// The region stands in the page before its text changes: only then is the text announced.
function notice({ model, el }) {
  const sign = h("span", { class: "pln-sign", "aria-hidden": "true" });
  const word = h("span", { class: "pln-unseen" });
  const said = h("span");
  const region = h("div", { class: model.get("quiet") ? "pln-notice pln-quiet" : "pln-notice" });
  el.append(region);
  return watch(model, ["value", "tone", "_times"], () => {
    const tone = model.get("tone");
    region.setAttribute("role", tone === "problem" ? "alert" : "status");
    region.dataset.tone = tone;
    sign.textContent = SIGNS[tone];
    word.textContent = WORDS[tone];
    said.textContent = model.get("value");
    region.replaceChildren(...(model.get("value") ? [sign, h("p", {}, word, said)] : []));
  });
}

// The one place where markup enters: plnkit made it, from text that it escaped.
function html({ model, el }) {
  const content = h("div", { class: "pln-html", onclick: openInLab });
  const reach = new ResizeObserver(() => {
    // What scrolls sideways must be reachable without a mouse; of a picture the middle is seen first.
    attribute(content, "tabindex", content.scrollWidth > content.clientWidth && "0");
    for (const wide of content.querySelectorAll(".pln-scroll:has(> svg)")) wide.scrollLeft ||= (wide.scrollWidth - wide.clientWidth) / 2;
  });
  const stop = watch(model, ["value", "label"], () => {
    content.innerHTML = model.get("value");
    attribute(content, "role", model.get("label") && "group");
    attribute(content, "aria-label", model.get("label"));
  });
  reach.observe(content);
  el.append(content);
  return both(stop, () => reach.disconnect());
}

function group({ model, el, host }) {
  const title = h(`h${model.get("level")}`, { class: "pln-title", id: freshId() });
  const intro = h("p", { class: "pln-intro" });
  const grid = h("div", { class: "pln-grid" });
  const box = h("div", { class: "pln-group" }, title, intro, grid);
  let views = new AbortController();
  async function show(reference, place, signal) {
    const child = await host.getWidget(reference);
    if (!signal.aborted) await child.render({ el: place, signal });
  }
  const stopChildren = watch(model, ["children"], () => {
    views.abort();
    views = new AbortController();
    const places = model.get("children").map((reference) => {
      const place = h("div");
      show(reference, place, views.signal).catch(() => (place.textContent = "Run this cell again to see this part."));
      return place;
    });
    grid.replaceChildren(...places);
  });
  const stopHead = watch(model, ["label", "hint", "columns", "frame"], () => {
    const label = model.get("label");
    title.textContent = label;
    intro.textContent = model.get("hint");
    box.classList.toggle("pln-panel", model.get("frame"));
    grid.style.setProperty("--pln-columns", model.get("columns"));
    attribute(box, "role", label && "group");
    attribute(box, "aria-labelledby", label && title.id);
  });
  el.append(box);
  return both(stopChildren, stopHead, () => views.abort());
}

const KINDS = {
  slider,
  choice: (view) => choices(view, "radio"),
  several: (view) => choices(view, "checkbox"),
  menu,
  number,
  text,
  toggle,
  button,
  notice,
  table,
  html,
  group,
  interview,
  lab,
};

keepKeys();

// A control outlives its kernel on the page, but nothing hears it any more.
function lostKernel({ model, el }) {
  const note = h("p", { class: "pln-error", text: "The kernel was restarted: run this cell again." });
  const tell = () => el.parentElement?.closest(".pln-control") || el.prepend(note);
  model.on("comm_live_update", tell);
  return () => model.off("comm_live_update", tell);
}

export function render(view) {
  const kind = view.model.get("_kind");
  const { shown, stop } = onScreen(view.model);
  const { el, host, signal } = view;
  const seen = { model: shown, el, host, signal };
  el.replaceChildren();
  el.classList.add("pln-control", `pln-is-${kind}`);
  presentable(el, view.model.get("_bundle"));
  return both(KINDS[kind](seen), lostKernel(seen), stop);
}
