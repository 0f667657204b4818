// Flashcards: one side, then the other, then how well one knew it. Space turns the card, 1 to 4 rate it.
import { h, watch } from "./dom.js";

const RATINGS = [[1, "Again", "I did not know it"], [2, "Hard", "I knew it, with effort"], [3, "Good", "I knew it"], [4, "Easy", "I knew it at once"]];

export function cards({ model, body, root, send }) {
  let [shown, moved] = ["", false];
  const act = (message) => {
    moved = true;
    send(message);
  };
  const count = h("p", { class: "pln-count" });
  const side = h("select", { "aria-label": "Which side first", onchange: () => act({ do: "side", side: side.value }) });
  const kicker = h("p", { class: "pln-kicker" });
  const front = h("p", { class: "pln-front", tabindex: "-1" });
  const back = h("div", { class: "pln-back" });
  const why = h("p", { class: "pln-hint" });
  const turn = h("button", { type: "button", class: "pln-button", text: "Turn the card", onclick: () => act({ do: "turn" }) });
  const rates = RATINGS.map(([value, text, what]) =>
    h("button", { type: "button", class: "pln-button pln-quiet", onclick: () => act({ do: "rate", rating: value }) }, h("b", { text: `${value} ${text}` }), h("span", { text: what })),
  );
  const rating = h("div", { class: "pln-rates", role: "group", "aria-label": "How well did you know it?" }, ...rates);
  const card = h("div", { class: "pln-flash" }, kicker, front, back);
  const keys = h("p", { class: "pln-hint", text: "Keys: Space turns the card, 1 to 4 say how well you knew it." });
  const empty = h("div", { class: "pln-sums" });
  const said = h("p", { class: "pln-told", role: "status" });
  const saved = h("p", { class: "pln-saved" });
  const on = h("button", { type: "button", class: "pln-button pln-quiet", text: "Learn some new ones now", onclick: () => act({ do: "more" }) });
  body.append(h("div", { class: "pln-top" }, count, side), said, card, why, turn, rating, keys, empty, h("div", { class: "pln-row" }, on), saved);

  function press(event) {
    const page = model.get("_page");
    if (!page.card || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
    const plain = !event.target.matches("button, summary, a");
    if (event.key === " " && plain && !page.card.back) act({ do: "turn" });
    else if (/^[1-4]$/.test(event.key) && page.card.back) act({ do: "rate", rating: Number(event.key) });
    else return;
    event.preventDefault();
  }
  root.addEventListener("keydown", press);

  return watch(model, ["_page"], () => {
    const page = model.get("_page");
    const { card: now } = page;
    count.textContent = page.count;
    if (said.textContent !== page.said) said.textContent = page.said;
    saved.textContent = page.saved ?? "";
    side.replaceChildren(...page.sides.map(([value, text]) => h("option", { value, text })));
    side.value = page.side;
    for (const node of [card, why, keys]) node.hidden = !now;
    turn.hidden = !now || Boolean(now.back);
    rating.hidden = !now?.back;
    empty.hidden = Boolean(now);
    on.hidden = !page.more;
    if (now) {
      kicker.textContent = now.kicker;
      front.textContent = now.front;
      card.classList.toggle("term", now.big);
      back.hidden = !now.back;
      back.innerHTML = now.back ?? ""; // plnkit made it, from text that it escaped
      why.textContent = now.why;
    } else empty.innerHTML = page.html;
    const state = `${now?.id} ${Boolean(now?.back)}`;
    const first = now ? (now.back ? back.firstChild : front) : empty.firstChild;
    first.tabIndex = -1;
    if (moved && state !== shown) first.focus();
    if (moved) [shown, moved] = [state, false];
  });
}
