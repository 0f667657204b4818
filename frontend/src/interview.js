// One question at a time, asked by plnkit/views/interview.py. Questions and answers travel as
// messages, so that no name enters the widget's state.
import { both, freshId, h } from "./dom.js";

/** What is filled in, by the key of each part: text, one choice or '', or a list of what is ticked. */
export function filled(parts, form) {
  const entries = parts.map(({ key, kind }) => {
    const inputs = [...form.querySelectorAll(`[data-part="${key}"]`)];
    if (kind === "several") return [key, inputs.filter((box) => box.checked).map((box) => box.value)];
    if (kind === "choice") return [key, inputs.find((box) => box.checked)?.value ?? ""];
    return [key, inputs[0].value];
  });
  return Object.fromEntries(entries);
}

/** Whether the form of one question may stand for another: it is the same one, or half filled in. */
export const stays = (old, now, touched) =>
  old !== null &&
  (JSON.stringify(old) === JSON.stringify(now) || (touched && old.stage === now.stage && `${old.about}` === `${now.about}`));

function part({ key, kind, label, options, value }) {
  const id = freshId();
  const mark = { id, "data-part": key };
  if (kind === "several" || kind === "choice") {
    const type = kind === "several" ? "checkbox" : "radio";
    const row = ([option, text]) => {
      const checked = kind === "several" ? value.includes(option) : value === option;
      const input = h("input", { type, name: id, value: option, checked, "data-part": key });
      return h("label", { class: "pln-option" }, input, h("span", { text }));
    };
    return h("fieldset", {}, h("legend", { class: "pln-label", text: label }), h("div", { class: "pln-options" }, ...options.map(row)));
  }
  const name = h("label", { class: "pln-label", for: id, text: label });
  if (kind === "lines") return h("div", {}, name, h("textarea", { ...mark, rows: 4, style: "--pln-lines: 4" }));
  const rows = options.map(([option, text]) => h("option", { value: option, text, selected: option === value }));
  if (kind === "menu") return h("div", {}, name, h("select", mark, h("option", { value: "", text: "–" }), ...rows));
  const list = h("datalist", { id: `${id}-list` }, ...rows);
  return h("div", {}, name, h("input", { ...mark, type: "text", autocomplete: "off", list: list.id, value }), list);
}

export function interview({ model, el }) {
  const [head, title, why] = [h("h3", { class: "pln-title", text: model.get("label") }), h("h4", { id: freshId() }), h("p", { class: "pln-intro", id: freshId() })];
  const [counted, meter] = [h("p", { class: "pln-hint" }), h("progress", { "aria-label": "How much of the interview is done" })];
  const asked = h("div", { class: "pln-asked" });
  const form = h("form", { role: "group", "aria-labelledby": title.id, "aria-describedby": why.id, novalidate: true }, title, why, asked);
  const said = h("p", { class: "pln-hint", role: "status" });
  const problem = h("p", { class: "pln-error", role: "alert" });
  const back = h("button", { type: "button", class: "pln-button pln-quiet", text: "Back", onclick: () => ask({ do: "back" }) });
  const [taken, saved] = [h("span", { class: "pln-unseen", id: freshId() }), h("p", { class: "pln-hint" })];
  back.setAttribute("aria-describedby", taken.id);
  let [question, waiting, touched] = [null, false, false];

  function ask(message) {
    if (waiting || (message.do === "back" && back.getAttribute("aria-disabled") === "true")) return;
    waiting = true; // a second press must not answer what was not read yet
    model.send(message);
  }

  function show(next) {
    if (stays(question, next, touched)) return;
    [question, touched] = [next, false];
    title.textContent = next.title;
    why.textContent = next.why;
    const buttons = next.buttons.map(([value, text], k) => {
      const given = () => ask({ do: "answer", at: [question.stage, ...question.about], given: { ...filled(question.parts, form), do: value } });
      const look = next.rest.includes(value) ? "pln-button pln-quiet" : "pln-button";
      return h("button", { type: k ? "button" : "submit", class: look, text, onclick: (event) => (event.preventDefault(), given()) });
    });
    asked.replaceChildren(...next.parts.map(part), h("div", { class: "pln-buttons" }, ...buttons, back));
  }

  function hear(message) {
    if (!message?.question) return;
    show(message.question);
    const { given, left, words } = message.progress;
    Object.assign(meter, { max: given + left || 1, value: given });
    counted.textContent = words;
    said.textContent = message.said;
    problem.textContent = message.problem;
    saved.textContent = message.saved;
    taken.textContent = message.back;
    back.setAttribute("aria-disabled", !message.back);
    if (waiting && !message.problem) form.querySelector("input:checked, input, textarea, select, button")?.focus();
    waiting = false;
  }

  // Enter on a box ticks it: it must not send a list that is half filled in, nor an answer twice.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const box = ["checkbox", "radio"].includes(event.target.type);
    if (event.repeat || box) event.preventDefault();
    if (box && !event.repeat) event.target.click();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => (touched = true));
  const look = () => document.visibilityState === "visible" && model.send({ do: "look" });
  document.addEventListener("visibilitychange", look);
  model.on("msg:custom", hear);
  el.append(
    h("div", { class: "pln-group pln-panel" }, head, h("p", { class: "pln-intro", text: model.get("hint") }), h("div", { class: "pln-counted" }, meter, counted), form, problem, said, taken, saved),
  );
  model.send({ do: "look", first: true });
  return both(() => model.off("msg:custom", hear), () => document.removeEventListener("visibilitychange", look));
}
