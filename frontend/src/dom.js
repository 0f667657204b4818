// Building blocks of every control. Text enters the page as text, never as markup.

const run = Math.random().toString(36).slice(2, 8);
let count = 0;

/** An id that no other control of this page has. */
export const freshId = () => `pln-${run}-${(count += 1)}`;

/** An element; a property starting with "on" listens, `text` is its text, null leaves the attribute out. */
export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Calls `show` now and whenever one of the traits changes; returns what stops it. */
export function watch(model, names, show) {
  const events = names.map((name) => `change:${name}`);
  events.forEach((event) => model.on(event, show));
  show();
  return () => events.forEach((event) => model.off(event, show));
}

/** Takes the learner's value to Python; what was said about the one before no longer holds. */
export function commit(model, value, name = "value") {
  model.set(name, value);
  if (model.get("error")) model.set("error", "");
  model.save_changes();
}

/** Sets an attribute, or takes it away when there is nothing to say. */
export function attribute(node, name, value) {
  if (value) node.setAttribute(name, value);
  else node.removeAttribute(name);
}

/**
 * The words of a control, tied to its `input`: `name` (a label, a legend or the button itself) shows the
 * label; hint and error are described. `complain(text)` shows a problem of what was typed, before
 * what Python says in `error`. `also` is the id of a further description.
 */
export function described(model, input, name, also = "") {
  const hint = h("p", { class: "pln-hint", id: freshId() });
  const error = h("p", { class: "pln-error", id: freshId(), "aria-live": "polite" });
  let typed = "";
  const show = () => {
    const problem = typed || model.get("error");
    // A live region speaks when it is written to, so only what differs is written.
    for (const [node, text] of [[name, model.get("label")], [hint, model.get("hint")], [error, problem]]) {
      if (node.textContent !== text) node.textContent = text;
    }
    attribute(input, "aria-describedby", [hint.textContent && hint.id, also, problem && error.id].filter(Boolean).join(" "));
    if ("validity" in input && !(input instanceof HTMLFieldSetElement)) attribute(input, "aria-invalid", problem && "true");
  };
  const stop = watch(model, ["label", "hint", "error"], show);
  const complain = (text) => {
    typed = text;
    show();
  };
  return { hint, error, complain, stop };
}

/** The same for one input with a label of its own, which the kernel can also disable. */
export function field(model, input, also = "") {
  input.id = freshId();
  const name = h("label", { class: "pln-label", for: input.id });
  const { stop, ...parts } = described(model, input, name, also);
  return { name, ...parts, stop: both(stop, disabling(model, input)) };
}

/** The same for a fieldset of several inputs. */
export function fields(model, set) {
  const name = h("legend", { class: "pln-label", id: freshId() });
  const { stop, ...parts } = described(model, set, name);
  return { name, ...parts, stop: both(stop, disabling(model, set)) };
}

const disabling = (model, input) =>
  watch(model, ["disabled"], () => {
    input.disabled = model.get("disabled");
  });

/** One clean-up out of several. */
export const both = (...ends) => () => ends.forEach((end) => end());

// JupyterLab takes arrows and letters as commands of the notebook while a slider, a box or a button
// has the focus. Inside a control they are the control's; with Ctrl or Cmd (save, run) they stay JupyterLab's.
export function keepKeys(page = window) {
  page.addEventListener(
    "keydown",
    ({ target, ctrlKey, metaKey }) => {
      if (target instanceof Element && target.closest(".pln-control")) {
        target.toggleAttribute("data-lm-suppress-shortcuts", !ctrlKey && !metaKey);
      }
    },
    { capture: true },
  );
  // JupyterLab takes the line break away from any box inside a cell, lest Enter, its command, also breaks a line.
  page.addEventListener(
    "beforeinput",
    (event) => {
      if (event.target instanceof HTMLTextAreaElement && event.target.closest(".pln-control")) event.stopPropagation();
    },
    { capture: true },
  );
}
