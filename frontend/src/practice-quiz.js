// One question at a time: how sure one is, the answer, and why.
import { attribute, both, freshId, h, watch } from "./dom.js";
import { KINDS } from "./practice-kinds.js";

const SIGNS = { right: "✓", wrong: "×", done: "•", open: "" };
const WORDS = { right: "right", wrong: "not right yet", done: "answered", open: "not answered yet" };
const PIPS = 30; // more than these are a bar
const FILL = "Which word is missing?";

export function quiz({ model, body, send }) {
  let [turn, posed, asks] = ["", null, null];
  let moved = false; // the learner went somewhere: the focus goes along

  const button = (text, onclick, more = {}) => h("button", { type: "button", class: "pln-button pln-quiet", text, onclick, ...more });
  const go = (message) => {
    moved = true;
    send(message);
  };
  const count = h("p", { class: "pln-count" });
  const pips = h("ol", { class: "pln-pips", "aria-label": "Questions" });
  const bar = h("progress", { "aria-label": "Questions answered" });
  const overview = button("How it went", () => go({ do: "summary" }), { class: "pln-link" });
  const story = h("p", { class: "pln-case" });
  const ask = h("legend", { class: "pln-ask", tabindex: "-1" });
  const place = h("div");
  const set = h("fieldset", {}, ask, place);
  const tip = h("details", { class: "pln-tip" }, h("summary", { text: "Show a hint" }), h("p"));
  const sureName = freshId();
  const pills = model.get("_page").sure.map(([value, text]) => h("label", { class: "pln-pill" }, h("input", { type: "radio", name: sureName, value }), h("span", { text })));
  const sure = h("fieldset", { class: "pln-sure" }, h("legend", {}, h("b", { text: "How sure are you?" }), " You may leave this out."), h("div", {}, ...pills));
  const verdict = h("div", { class: "pln-notice", role: "status" });
  const main = h("button", { type: "submit", class: "pln-button" });
  const reveal = button("Show the answer", () => send({ do: "reveal" }));
  const back = button("Back", () => go({ do: "go", to: model.get("_page").at - 1 }));
  const skip = button("Skip", () => go({ do: "go", to: model.get("_page").at + 1 }));
  const form = h("form", { class: "pln-q", novalidate: true }, story, set, tip, sure, verdict, h("div", { class: "pln-row" }, main, reveal, back, skip));
  const sums = h("div", { class: "pln-sums" });
  const more = h("div", { class: "pln-row" });
  const done = h("section", { class: "pln-done", hidden: true }, sums, more);
  const saved = h("p", { class: "pln-saved" });
  body.append(h("div", { class: "pln-top" }, count, overview), pips, bar, form, done, saved);

  function say(tone, head, text, spoken = "") {
    verdict.dataset.tone = tone;
    const words = [h("b", { text: head }), ` ${text}`, h("span", { class: "pln-unseen", text: ` ${spoken}` })];
    verdict.replaceChildren(...(head ? [h("span", { class: "pln-sign", "aria-hidden": "true", text: tone === "good" ? "✓" : tone === "care" ? "!" : "i" }), h("p", {}, ...words)] : []));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const page = model.get("_page");
    if (page.closed) return go(page.at + 1 < page.of ? { do: "go", to: page.at + 1 } : { do: "summary" });
    const { answer, problem } = asks.read();
    if (problem) return say("care", problem, "");
    const pill = sure.querySelector(":checked");
    return send({ do: "answer", answer, sure: pill && !sure.hidden ? Number(pill.value) : null });
  });

  /** A new question takes the place of the one before. */
  function pose(page) {
    posed = page.question;
    asks = KINDS[posed.kind](posed);
    story.textContent = posed.case ?? "";
    story.hidden = !posed.case;
    const words = posed.kind === "fill" ? FILL : posed.ask;
    ask.replaceChildren(h("span", { class: "pln-unseen", text: `Question ${page.at + 1} of ${page.of}. ` }), words);
    place.replaceChildren(asks.el);
    tip.open = false;
    tip.lastChild.textContent = posed.hint ?? "";
    for (const pill of pills) pill.firstChild.checked = false;
    say("note", "", "");
    if (page.answer !== null && page.answer !== undefined) asks.write(page.answer);
  }

  function judge(page) {
    const { judged, closed } = page;
    set.disabled = closed;
    tip.hidden = closed || !posed.hint;
    form.classList.toggle("closed", closed);
    sure.hidden = !page.asks;
    if (judged) {
      if (closed) asks.write(page.answer);
      asks.mark(judged.parts);
      say(judged.tone, judged.head, judged.says, judged.spoken);
    }
    const last = page.at + 1 >= page.of;
    main.textContent = closed ? (last ? "See how it went" : "Next question") : page.tries ? "Check again" : page.when === "before" ? "Keep my answer" : "Check my answer";
    reveal.hidden = !page.reveals;
    back.hidden = page.at === 0;
    skip.hidden = closed || last;
  }

  function marks(page) {
    count.replaceChildren("Question ", h("b", { text: String(page.at + 1) }), ` of ${page.of}`);
    const answered = page.marks.filter((mark) => mark !== "open").length;
    overview.hidden = !answered || Boolean(page.summary);
    pips.hidden = page.of > PIPS || page.of < 2;
    bar.hidden = page.of <= PIPS;
    Object.assign(bar, { max: page.of, value: answered });
    if (pips.hidden) return;
    if (pips.children.length !== page.of) {
      pips.replaceChildren(...page.marks.map((_, i) => h("li", {}, h("button", { type: "button", onclick: () => go({ do: "go", to: i }) }))));
    }
    page.marks.forEach((mark, i) => {
      const pip = pips.children[i].firstChild;
      pip.dataset.mark = mark;
      pip.textContent = SIGNS[mark] || String(i + 1);
      pip.setAttribute("aria-label", `Question ${i + 1}, ${WORDS[mark]}`);
      attribute(pip, "aria-current", i === page.at && !page.summary && "step");
    });
  }

  function show() {
    const page = model.get("_page");
    saved.textContent = page.saved ?? "";
    form.hidden = Boolean(page.summary);
    done.hidden = !page.summary;
    count.hidden = Boolean(page.summary) || page.of < 2;
    marks(page);
    if (page.summary) {
      sums.innerHTML = page.summary.html; // plnkit made it, from text that it escaped
      const open = page.marks.indexOf("open");
      const on = open < 0 ? [] : [[`Go on with question ${open + 1}`, { do: "go", to: open }]];
      const again = page.summary.actions.map(([only, text]) => [text, { do: "again", only }]);
      more.replaceChildren(...[...on, ...again].map(([text, message], i) => button(text, () => go(message), i ? {} : { class: "pln-button" })));
      turn = "";
      sums.firstChild.tabIndex = -1;
      if (moved) sums.firstChild.focus();
    } else {
      const now = `${page.question.id} ${page.round}`;
      const fresh = now !== turn;
      turn = now;
      if (fresh) pose(page);
      judge(page);
      if (fresh && moved) ask.focus();
    }
    moved = false;
  }
  return both(watch(model, ["_page"], show));
}
