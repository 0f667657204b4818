// The stage of plnkit/views/lab.py: Python draws people and curve; this moves them to a step, or to the position
// of a slider elsewhere on the page, without asking Python.
import { both, commit, freshId, h, watch } from "./dom.js";

/** The state of each person at a step, one digit each. */
export const statesAt = ({ first, states }, at) => (first ? first.map((one) => (one <= at ? "1" : "0")).join("") : states[at] ?? "");

/** One row per state: its name, how many people are in it, and on a map who. */
export const counted = (legend, labels, states) =>
  legend.map((name, k) => {
    const here = [...states].flatMap((state, i) => (Number(state) === k ? [i] : []));
    return { name, people: here.length, who: here.map((i) => labels[i]).filter(Boolean).join(", ") };
  });

/** A number as people read it. */
export const numberText = (value) =>
  value === null ? "none" : value.toLocaleString("en-GB", { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2 });

/** Where one is along the curve, in words: "hour: 12", "chance to pass it on: 5%". */
export const place = (name, value) => (name.endsWith(", %") ? `${name.slice(0, -3)}: ${numberText(value)}%` : `${name}: ${numberText(value)}`);

/** Where the marks of a row stand in the curve. */
export function marksAt({ left, right, top, bottom, most }, rows, at) {
  const x = left + ((right - left) * at) / Math.max(1, rows.length - 1);
  return { x, ys: rows[at].slice(1).map((value) => (value === null ? -99 : bottom - ((bottom - top) * value) / most)) };
}

/** The row that a slider's value stands for. */
export const rowOf = (value, min, step, rows) => Math.max(0, Math.min(rows - 1, Math.round((value - min) / step)));

const sign = (path, look) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "-1.5 -1.5 3 3");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `pln-key ${look}`);
  const line = look.startsWith("c") ? '<path class="line" d="M-1.5 0H1.5"/>' : "";
  svg.innerHTML = `${line}<path class="mark" transform="scale(.8)" d="${path}"/>`;
  return svg;
};

export function lab({ model, el, host }) {
  const data = () => model.get("data");
  const people = h("div", { class: "pln-drawn" });
  const curve = h("div", { class: "pln-drawn" });
  const says = h("p", { class: "pln-says", role: "status" });
  const readings = h("table", { class: "pln-keys" });
  const states = h("table", { class: "pln-keys" });
  const drawnOf = h("p", { class: "pln-hint" });
  const twin = h("div", { class: "pln-html", tabindex: "0", role: "group", "aria-label": "Table, scrolls sideways" });
  const fold = h("details", {}, h("summary", { text: "The curve as a table" }), twin);
  const input = h("input", { type: "range", min: 0, step: 1, id: freshId(), oninput: () => commit(model, Number(input.value)) });
  const reading = h("span", { class: "pln-reading", "aria-hidden": "true" });
  const stepName = h("label", { class: "pln-label", for: input.id });
  const stepper = h("div", { class: "pln-is-slider pln-stepper" }, h("div", { class: "pln-line" }, stepName, reading), input);
  // Python has no other way to know in which colours to draw a figure of its own.
  const { body } = document;
  const tellTheme = () => {
    const theme = body.dataset.jpThemeLight;
    const dark = theme ? theme === "false" : matchMedia("(prefers-color-scheme: dark)").matches;
    if (model.get("dark") !== dark) commit(model, dark, "dark");
  };
  const themes = new MutationObserver(tellTheme);
  themes.observe(body, { attributeFilter: ["data-jp-theme-light"] });
  tellTheme();
  let slider = null;
  let of = null; // the drawing in the page

  const rows = () => data().rows.length;
  // Before the prediction all is as at the beginning.
  const at = () => (!model.get("revealed") ? 0 : slider ? rowOf(slider.get("value"), slider.get("min"), slider.get("step"), rows()) : Math.min(model.get("value"), rows() - 1));

  function move() {
    if (!data().rows) return;
    const here = at();
    const { columns, legend, labels, signs } = data();
    const row = data().rows[here];
    const told = model.get("says");
    const sentence = told[Math.min(here, told.length - 1)] ?? "";
    if (says.textContent !== sentence) says.textContent = sentence;
    const when = place(columns[0], row[0]);
    Object.assign(input, { max: rows() - 1, value: here });
    input.style.setProperty("--pln-at", here / Math.max(1, rows() - 1));
    input.setAttribute("aria-valuetext", when);
    stepName.textContent = "Look at a step";
    reading.textContent = when;
    const now = statesAt(data(), here);
    people.querySelectorAll(".who").forEach((node, k) => {
      const state = now[k] ?? "0";
      if (node.dataset.state === state) return;
      node.dataset.state = state;
      node.setAttribute("class", `who s${state}`);
      node.setAttribute("d", signs[state]);
    });
    const svg = curve.querySelector("svg");
    if (svg) {
      const box = Object.fromEntries(Object.entries(svg.dataset).map(([key, value]) => [key, Number(value)]));
      const { x, ys } = marksAt(box, data().rows, here);
      svg.querySelector(".now").setAttribute("transform", `translate(${x} 0)`);
      svg.querySelectorAll(".mark").forEach((node, k) => node.setAttribute("transform", `translate(${x} ${ys[k]}) scale(6.5)`));
    }
    readings.replaceChildren(
      h("caption", { text: `On the curve (${when})` }),
      ...columns.slice(1).map((name, k) => h("tr", {}, h("td", {}, sign(signs[k], `c${k + 1}`)), h("th", { scope: "row", text: name }), h("td", { class: "num", text: numberText(row[k + 1]) }))),
    );
    const found = people.innerHTML ? counted(legend, labels, now) : [];
    states.replaceChildren(
      ...(found.length ? [h("caption", { text: `In the drawing (${when})` })] : []),
      ...found.map(({ name, people: n, who }, k) =>
        h("tr", {}, h("td", {}, sign(signs[k], `s${k}`)), h("th", { scope: "row" }, name, who ? h("span", { class: "pln-who", text: who }) : null), h("td", { class: "num", text: numberText(n) })),
      ),
    );
  }

  const stopDrawn = watch(model, ["people", "curve", "twin", "revealed", "drawn_of"], () => {
    if (of !== model.get("people")) people.innerHTML = of = model.get("people");
    curve.innerHTML = model.get("curve");
    twin.innerHTML = model.get("twin");
    drawnOf.textContent = model.get("drawn_of");
    const open = model.get("revealed");
    for (const node of [says, curve, readings, fold]) node.hidden = !open;
    stepper.hidden = !open || Boolean(model.get("slider"));
    move();
  });
  const stopMoved = watch(model, ["data", "says", "value"], move);
  let stopSlider = () => {};
  let over = false;
  if (model.get("slider")) {
    host.getModel(model.get("slider")).then((found) => {
      if (over) return;
      slider = found;
      stopSlider = watch(found, ["value"], move);
    });
  }
  const parts = h("div", { class: "pln-lab-stage" },
    h("div", {}, people, drawnOf, states),
    h("div", {}, curve, readings));
  el.append(says, stepper, parts, fold);
  return both(stopDrawn, stopMoved, () => { over = true; stopSlider(); themes.disconnect(); });
}
