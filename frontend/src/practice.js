// Quiz, flashcards and glossary of plnkit/views. What is asked, judged and kept is Python's: what a learner does
// is a message, and the page as it then is comes back in the trait `_page`.
import { attribute, both, freshId, h, keepKeys, watch } from "./dom.js";
import { cards } from "./practice-cards.js";
import { glossary } from "./practice-glossary.js";
import { quiz } from "./practice-quiz.js";
import { presentable } from "./present.js";

const PARTS = { quiz, cards, glossary };

export function render({ model, el }) {
  const title = h("h3", { class: "pln-title", id: freshId() });
  const hint = h("p", { class: "pln-intro" });
  const error = h("p", { class: "pln-error", role: "alert" });
  const body = h("div", { class: "pln-practice-body" });
  const root = h("div", { class: "pln-panel pln-practice", role: "group", "aria-labelledby": title.id }, h("div", { class: "pln-head" }, title, hint), error, body);
  const stop = watch(model, ["label", "hint", "error"], () => {
    title.textContent = model.get("label");
    hint.textContent = model.get("hint");
    error.textContent = model.get("error");
  });
  const restarted = () => (error.textContent = "The kernel was restarted: run this cell again. Nothing is lost.");
  model.on("comm_live_update", restarted);
  // JupyterLab keeps Enter from sending a form.
  const enter = (event) => {
    if (event.key !== "Enter" || !event.target.matches("form input")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  };
  root.addEventListener("keydown", enter);
  el.replaceChildren(root);
  el.classList.add("pln-control", "pln-is-practice");
  presentable(el, model.get("_bundle"));
  const stopPart = PARTS[model.get("_kind")]({ model, body, root, send: (message) => model.send(message), attribute });
  return both(stop, stopPart, () => model.off("comm_live_update", restarted));
}

keepKeys();
