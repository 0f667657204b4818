/*!
 * Holds d3-color, d3-dispatch, d3-drag, d3-ease, d3-interpolate, d3-selection, d3-timer, d3-transition and
 * d3-zoom. Copyright 2010-2026 Mike Bostock; d3-ease: copyright 2001 Robert Penner, 2010-2026 Mike Bostock.
 * Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is
 * hereby granted, provided that the above copyright notice and this permission notice appear in all copies.
 * THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE
 * INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
 * ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE,
 * DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN
 * CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
 */
// The map of plnkit/views/network_map.py. Who is chosen, what is dragged and where one looks live here; what a
// map is lives in Python: each gesture is a message, and the answer is the map as it is now.
import { attribute, both, h, keepKeys, watch } from "./dom.js";
import { drawing } from "./map-draw.js";
import { groupNumbers, letterOf, ME, short, step } from "./map-geometry.js";
import { menu, panel, plain } from "./map-panel.js";
import { sheet } from "./map-table.js";

const NARROW = 600; // pixels: below, the table stands for the drawing
const SAYS = "What it means";
const HELP = [
  ["Arrow keys", "left and right to the next person, up and down to the next ring; Home and End"],
  ["Enter", "change whoever you are on; Escape comes back"],
  ["Space, Shift and an arrow", "choose several"],
  ["R, Shift and R", "the next ring outwards, inwards"],
  ["T", "tie: then the arrow keys to somebody else, and Enter"],
  ["C", "cut a tie: then the arrow keys to one of those they know, and Enter"],
  ["Delete", "remove"],
  ["+", "add somebody"],
  ["W", "what if: try things, nothing is saved; W again comes back"],
  ["Ctrl and Z, Ctrl and Shift and Z", "undo, redo"],
];

export function render({ model, el }) {
  const state = { map: null, chosen: [], about: {}, mode: null, from: null, toFocus: null };
  const send = (message) => model.send(message);
  const options = () => ({ me: model.get("me"), outlines: model.get("outlines") });

  // -- the parts ------------------------------------------------------------------------------

  const button = (text, press, more = {}) => h("button", { type: "button", class: "pln-button pln-quiet", text, onclick: press, ...more });
  const toggle = (text, name) => {
    const press = () => {
      model.set(name, !model.get(name));
      model.save_changes();
    };
    const node = button(text, press, { class: "pln-button pln-quiet drawn" });
    return { node, stop: watch(model, [name], () => node.setAttribute("aria-pressed", model.get(name))) };
  };
  const heading = h("h3", { class: "pln-title" });
  const saved = h("p", { class: "pln-saved" });
  const undo = button("Undo", () => send({ do: "undo" }));
  const redo = button("Redo", () => send({ do: "redo" }));
  const tieButton = button("Tie two", () => (state.mode ? leaveMode("") : startMode("tie", state.chosen[0])), { "aria-pressed": "false" });
  tieButton.classList.add("drawn");
  const outlines = toggle("Outline groups", "outlines");
  const me = toggle("Show myself", "me");
  const hoped = toggle("Count hoped-for", "hoped");
  hoped.node.classList.remove("drawn"); // the measures stand on a phone too
  const whatIf = button("What if …", () => send({ do: state.map.imagined ? "drop" : "imagine" }));
  const back = (message) => () => {
    send({ do: message });
    whatIf.focus();
  };
  const dream = h("p");
  const imagined = h("div", { class: "pln-offer pln-dream", hidden: true }, dream, button("Make it real", back("real")), button("Back to my map", back("drop")));
  const names = button("Show the names on my screen", () => send({ do: "names", on: !state.map.named }));
  const copy = button("Download a copy", () => send({ do: "copy" }));
  const help = h("div", { class: "pln-help", hidden: true, id: `pln-help-${Math.random().toString(36).slice(2)}` }, h("p", { text: "With the keyboard, on the map:" }), h("dl", {}, ...HELP.flatMap(([keys, what]) => [h("dt", { text: keys }), h("dd", { text: what })])));
  const helpButton = button("Keys", () => showHelp(help.hidden), { class: "pln-button pln-quiet drawn", "aria-expanded": "false", "aria-controls": help.id });
  const stage = h("div", { class: "pln-stage" });
  const zoomers = h("div", { class: "pln-zoom" }, button("+", () => draw.zoomBy(1.35), { "aria-label": "Nearer" }), button("−", () => draw.zoomBy(1 / 1.35), { "aria-label": "Farther" }), button("Fit", () => draw.fit(), { "aria-label": "Fit the whole map" }));
  const legend = h("p", { class: "pln-legend" });
  const empty = h("p", { class: "pln-empty", text: "Run this cell to see your map." });
  const forget = forgetting();
  const figure = h("div", { class: "pln-figure-live" }, stage, zoomers, empty, legend);
  const said = h("p", { class: "pln-told", role: "status" });
  const closed = h("div", { class: "pln-offer pln-closed", hidden: true });
  const wrong = h("p", { class: "pln-error", role: "alert" });
  const cards = h("ul", { class: "pln-live" });
  const edit = panel(send, (ids) => choose(ids, true));
  const table = sheet(send, (id) => {
    choose([id]);
    edit.enter();
  });
  const adding = addForm();
  const top = h("div", { class: "pln-top" }, heading, saved);
  const bar = h("div", { class: "pln-bar", role: "group", "aria-label": "The map" }, undo, redo, tieButton, whatIf, outlines.node, me.node, hoped.node, names, copy, helpButton);
  const measures = h("section", { class: "pln-measures", "aria-label": "What the map says" }, cards);
  const root = h("div", { class: "pln-netmap" }, top, closed, bar, help, imagined, adding.el, h("div", { class: "pln-told-line" }, said, wrong), h("div", { class: "pln-two" }, figure, h("div", { class: "pln-beside" }, forget.el, edit.el)), measures, table.el);

  function addForm() {
    const name = h("input", { type: "text", autocomplete: "off", dir: "auto", "aria-label": "Name or initials of somebody new" });
    const place = h("span", { class: "pln-menus" });
    let [kind, ring] = [null, null];
    const form = h("form", {
      class: "pln-add",
      onsubmit: (event) => {
        event.preventDefault();
        state.added = true;
        send({ do: "add", name: name.value, kind: kind.input.value, ring: ring.input.value });
      },
    });
    form.append(name, place, h("button", { type: "submit", class: "pln-button", text: "Add" }));
    const show = (map) => {
      if (kind) return;
      kind = menu("as a", plain(Object.keys(map.shapes)), () => {});
      ring = menu("who is", plain(map.rings.map(([one]) => one)), () => {});
      [kind.input.value, ring.input.value] = ["person", "regular"];
      place.append(kind.el, ring.el);
    };
    return { el: form, name, show, clear: () => (name.value = "") };
  }

  /** Whoever was just removed can be forgotten for good, once that is confirmed. */
  function forgetting() {
    const el = h("div", { class: "pln-offer", role: "group", "aria-label": "Forget for good", hidden: true });
    const text = h("p");
    const sure = button("Forget for good", () => {
      send({ do: "forget" });
      adding.name.focus();
    });
    const keep = button("Don't", () => ask(false));
    const first = button("Forget for good …", () => ask(true));
    function ask(on) {
      text.textContent = on ? "Undo will bring back nobody who is forgotten, and nothing that was done before. Sure?" : "Undo can still bring back what you removed.";
      el.replaceChildren(text, ...(on ? [sure, keep] : [first]));
      if (!el.hidden) (on ? keep : first).focus();
    }
    let last = 0;
    const show = (n) => {
      if (n === last) return;
      el.hidden = true;
      ask(false);
      el.hidden = !n;
      last = n;
    };
    return { el, show };
  }

  /** A map that can't be opened: why, and how to go on. */
  function showClosed(map) {
    const was = closed.hidden;
    closed.hidden = !map.closed;
    root.classList.toggle("shut", Boolean(map.closed));
    if (!map.closed) return was || adding.name.focus();
    const copyText = map.copied ? `Go on with ${map.closed}` : `Start from a copy, ${map.closed}`;
    return closed.replaceChildren(h("p", { role: "alert", text: map.saved }), h("p", { text: map.copied ? "You have made a copy of it before." : "What can be read of it goes into the copy. The file itself stays as it is." }), button(copyText, () => send({ do: "rescue" }), { class: "pln-button" }), button("Download the file as it is", () => send({ do: "raw" })), button("Try again", () => send({ do: "again" })));
  }

  function showHelp(on) {
    help.hidden = !on;
    helpButton.setAttribute("aria-expanded", on);
    if (!on) return;
    help.scrollIntoView({ block: "nearest" });
    say(HELP.map(([keys, what]) => `${keys}: ${what}.`).join(" "), true);
  }

  // -- what happens ---------------------------------------------------------------------------

  /** Says it in the line above the map; `unseen` only to who listens. */
  function say(text, unseen = false) {
    said.classList.toggle("pln-unseen", unseen);
    if (said.textContent !== text) said.textContent = text;
  }

  const entry = (id) => state.map.entries.find((one) => one.id === id);
  const nameOf = (id) => short(entry(id)?.label ?? "", 60);

  function choose(ids, focus = false) {
    state.chosen = ids;
    draw.choose(ids, state.mode ? [] : (state.about.lost ?? []));
    if (ids.length) draw.focus(ids.at(-1), focus);
    edit.show(state.map, ids, state.about);
    send({ do: "choose", ids });
  }

  function startMode(mode, from) {
    if (!from || from === ME) return say("First choose one of the two on the map.");
    const known = neighbours(from);
    if (mode === "cut" && !known.size) return say(`${nameOf(from)} is tied to none of the others.`);
    Object.assign(state, { mode, from });
    root.dataset.tying = mode;
    tieButton.setAttribute("aria-pressed", "true");
    draw.focus(from, true);
    return say(mode === "tie" ? `Who knows ${nameOf(from)}? Click on them; or use the arrow keys and Enter. Escape stops.` : `Whom does ${nameOf(from)} not know? Arrow keys, then Enter. Escape stops.`);
  }

  function leaveMode(text) {
    Object.assign(state, { mode: null, from: null });
    delete root.dataset.tying;
    tieButton.setAttribute("aria-pressed", "false");
    say(text);
  }

  const neighbours = (id) => new Set(state.map.ties.flatMap(({ source, target }) => (source === id ? [target] : target === id ? [source] : [])).filter((one) => one !== ME));

  function finishMode(other) {
    const { mode, from } = state;
    if (other === from || other === ME) return say(other === ME ? "Choose one of the others." : "Choose somebody else.");
    leaveMode("");
    return send({ do: mode, a: from, b: other });
  }

  function ringBy(ids, by) {
    const rings = state.map.rings.map(([ring]) => ring);
    const at = rings.indexOf(entry(ids[0])?.ring);
    const ring = rings[at < 0 ? (by > 0 ? 0 : rings.length - 1) : at + by];
    if (ring) send({ do: "set", ids, field: "ring", value: ring });
    else say(by > 0 ? "This is the outermost ring." : "This is the innermost ring.");
  }

  const draw = drawing(stage, {
    pick(id, more) {
      draw.focus(id, true);
      if (state.mode) return finishMode(id);
      const next = more ? (state.chosen.includes(id) ? state.chosen.filter((one) => one !== id) : [...state.chosen, id]) : [id];
      return choose(next);
    },
    pickPair: (pair) => choose(pair),
    clear: () => (state.mode ? leaveMode("") : choose([])),
    drop: (ids, ring, at) => send({ do: "set", ids, field: "ring", value: ring, at }),
    tie: (a, b) => send({ do: "tie", a, b }),
  });

  const KEYS = {
    Enter: (id) => {
      if (state.mode) return finishMode(id);
      if (!state.chosen.includes(id)) choose([id]);
      return edit.enter();
    },
    " ": (id) => choose(state.chosen.includes(id) ? state.chosen.filter((one) => one !== id) : [...state.chosen, id]),
    Escape: () => (state.mode ? leaveMode("Stopped.") : choose([])),
    Delete: () => state.chosen.length && send({ do: "remove", ids: state.chosen }),
    t: (id) => startMode("tie", id),
    c: (id) => startMode("cut", id),
    r: (id) => ringBy(state.chosen.includes(id) ? state.chosen : [id], 1),
    R: (id) => ringBy(state.chosen.includes(id) ? state.chosen : [id], -1),
    "+": () => adding.name.focus(),
    w: () => whatIf.click(),
    "?": () => showHelp(help.hidden),
  };
  KEYS.Backspace = KEYS.Delete;

  stage.addEventListener("keydown", (event) => {
    const id = event.target.closest?.("[data-id]")?.dataset.id;
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      const among = state.mode === "cut" ? neighbours(state.from) : new Set(state.map.entries.map((one) => one.id).filter((one) => one !== ME || model.get("me")));
      const next = step(state.map.entries, state.map.rings, id, event.key, among);
      draw.focus(next, true);
      if (!state.mode && !event.shiftKey) choose([next]);
      else if (!state.mode) choose([...new Set([...state.chosen, next])]);
    } else if (KEYS[event.key] ?? KEYS[event.key.toLowerCase()]) {
      (KEYS[event.key] ?? KEYS[event.key.toLowerCase()])(id);
    } else return;
    event.preventDefault();
  });
  edit.el.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.chosen.length) draw.focus(state.chosen.at(-1), true);
  });

  // JupyterLab keeps Enter from doing what it does in an input: send a form, or take over what was typed.
  root.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Enter" || !target.matches("input[type=text]")) return;
    if (target.form) target.form.requestSubmit();
    else target.dispatchEvent(new Event("change"));
  });

  // JupyterLab takes Ctrl+Z as its own; in a text field it stays the field's.
  function undoKey(event) {
    const { key, target, ctrlKey, metaKey, shiftKey } = event;
    if (!(ctrlKey || metaKey) || !["z", "y"].includes(key.toLowerCase()) || !(target instanceof Element) || !root.contains(target)) return;
    if (target.matches("input[type=text], input[type=search]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send({ do: shiftKey || key.toLowerCase() === "y" ? "redo" : "undo" });
  }
  window.addEventListener("keydown", undoKey, { capture: true });

  // -- what Python says ------------------------------------------------------------------------

  function showCards(list) {
    cards.replaceChildren(
      ...list.map(({ title, value, known, sentence, meaning, limit, was, moved }) => {
        const way = { up: "▲ up", down: "▼ down", same: "changed" }[moved];
        const change = moved ? h("p", { class: "pln-moved", text: state.map.imagined ? `${way}; on your map ${was}` : `${way} from ${was}` }) : null;
        const more = h("details", {}, h("summary", { text: SAYS, "aria-label": `${SAYS}: ${title}` }), h("p", { text: meaning }), h("p", { text: limit }));
        const number = h("p", { class: `value${known ? "" : " open"}`, text: known ? value : value ? `${value} so far` : "not known yet" });
        return h("li", { class: moved ? "moved" : "" }, h("p", { class: "name", text: title }), number, change, h("p", { text: sentence }), more);
      }),
    );
  }

  function showMap(map) {
    const before = state.map;
    state.map = map;
    const there = new Set(map.entries.map(({ id }) => id));
    const lostFocus = root.contains(document.activeElement) && document.activeElement.closest("[data-id]")?.dataset.id;
    const next = lostFocus && !there.has(lostFocus) ? step(before.entries, before.rings, lostFocus, "ArrowRight", there) : null;
    state.chosen = state.chosen.filter((id) => there.has(id));
    empty.hidden = !map.large && map.total > 0;
    empty.textContent = map.large || "Nobody is on your map yet. Add the first person above.";
    figure.classList.toggle("large", Boolean(map.large));
    if (!map.large) draw.show(map, options());
    draw.choose(state.chosen, state.about.lost ?? []);
    if (next && there.has(next)) {
      state.chosen = [next];
      draw.choose([next]);
      draw.focus(next, true);
      send({ do: "choose", ids: [next] });
    } else draw.focus(draw.focused());
    if (map.large) table.el.open = true;
    adding.show(map);
    edit.show(map, state.chosen, state.about);
    table.show(map);
    const groups = [...groupNumbers(map.entries)].map(([group, n]) => h("span", {}, h("b", { class: `pln-chip cat${n}`, text: letterOf(n) }), h("bdi", { text: short(group) })));
    const shapes = Object.entries(map.shapes).map(([kind, d]) => {
      const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      for (const [name, value] of Object.entries({ viewBox: "-1.2 -1.2 2.4 2.4", width: 15, height: 15, "aria-hidden": "true" })) sign.setAttribute(name, value);
      sign.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
      sign.firstChild.setAttribute("d", d);
      return h("span", {}, sign, ` ${kind}`);
    });
    legend.replaceChildren(...shapes, ...groups, h("span", { text: "dashed: only hoped for, counted in no measure unless you ask" }));
    legend.hidden = Boolean(map.large);
    for (const [node, word, label] of [[undo, "Undo", map.undo], [redo, "Redo", map.redo]]) {
      node.setAttribute("aria-disabled", !label.length);
      node.title = label[0] ? `${word}: ${short(label[0], 80)}` : "";
    }
    names.hidden = !map.hides;
    names.textContent = map.named ? "Hide the names" : "Show the names on my screen";
    adding.name.disabled = !map.named;
    adding.name.placeholder = map.named ? "Name or initials" : "Show the names first, then add somebody";
    const { imagined: dreaming } = map;
    root.toggleAttribute("data-imagined", dreaming);
    imagined.hidden = !dreaming;
    dream.textContent = dreaming ? map.saved : "";
    whatIf.setAttribute("aria-pressed", dreaming);
    forget.show(map.forget);
    showClosed(map);
    saved.textContent = [...(dreaming || map.closed ? [] : [map.saved]), ...map.notices].join(" ");
    saved.classList.toggle("unsaved", map.unsaved);
  }

  function download(name, content) {
    const url = URL.createObjectURL(new Blob(content, { type: "application/json" }));
    h("a", { href: url, download: name }).click();
    URL.revokeObjectURL(url);
  }

  function hear(message, buffers) {
    if (message.file) return download(message.file, buffers);
    if (message.about) state.about = message.about;
    if (message.map) showMap(message.map);
    else if (state.map) {
      draw.choose(state.chosen, JSON.stringify(state.about.ids) === JSON.stringify(state.chosen) ? (state.about.lost ?? []) : []);
      edit.show(state.map, state.chosen, state.about);
    }
    if (message.cards) showCards(message.cards);
    if (message.said !== undefined) {
      if (!state.mode) say(message.said);
      wrong.textContent = message.problem;
      if (state.added && !message.problem) adding.clear();
      state.added = false;
    }
    return undefined;
  }

  // Another notebook may have changed the map while one was away.
  const look = () => !document.hidden && send({ do: "look" });
  window.addEventListener("focus", look);

  const width = new ResizeObserver(([{ contentRect }]) => {
    const narrow = contentRect.width < NARROW;
    if (narrow === root.classList.contains("narrow")) return;
    root.classList.toggle("narrow", narrow);
    if (narrow) table.el.open = true;
    measures[narrow ? "before" : "after"](table.el); // where there is no drawing the table is the map
  });
  width.observe(el);

  const stopTitle = watch(model, ["label"], () => {
    heading.textContent = model.get("label");
    attribute(root, "aria-label", model.get("label"));
  });
  const redraw = () => state.map && !state.map.large && draw.show(state.map, options());
  model.on("change:me", redraw);
  model.on("change:outlines", redraw);
  model.on("msg:custom", hear);
  const restarted = () => (wrong.textContent = "The kernel was restarted: run this cell again. Nothing is lost.");
  model.on("comm_live_update", restarted);

  el.replaceChildren(root);
  el.classList.add("pln-control", "pln-is-map");
  root.setAttribute("role", "group");
  send({ do: "look", first: true });
  return both(outlines.stop, me.stop, hoped.stop, stopTitle, draw.stop, () => {
    width.disconnect();
    window.removeEventListener("keydown", undoKey, { capture: true });
    window.removeEventListener("focus", look);
    for (const [event, call] of [["change:me", redraw], ["change:outlines", redraw], ["msg:custom", hear], ["comm_live_update", restarted]]) model.off(event, call);
  });
}

keepKeys();
