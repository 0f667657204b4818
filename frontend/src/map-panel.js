// What is known of whoever is chosen, to change it: one, two, or several at once.
import { freshId, h } from "./dom.js";
import { ME, shared, short } from "./map-geometry.js";

const NAMED = new Set(["name", "group", "platform"]);
const MOST_TIES = 100; // lines of the list of ties
const MARKS = { gives: "Gives me", gets: "Gets from me", goals: "Goals this serves" };

const WAYS = (name) => [["both", "both ways"], ["out", `to ${name}`], ["in", `from ${name}`]];

/** A labelled input; a mixed value is shown as nothing, and stays as it is until something is written. */
function typed(label, list, change) {
  const input = h("input", { type: "text", id: freshId(), autocomplete: "off", list, onchange: () => change(input.value) });
  const show = (value) => {
    if (document.activeElement !== input || input.value === "") input.value = value ?? "";
    input.placeholder = value === null ? "different" : "";
  };
  return { el: h("div", { class: "pln-field" }, h("label", { for: input.id, text: label }), input), input, show };
}

/** A labelled menu; `options` are pairs of value and text. */
export function menu(label, options, change) {
  const input = h("select", { id: freshId(), onchange: () => change(input.value) }, ...options.map(([value, text]) => h("option", { value, text })));
  const mixed = h("option", { value: "*", text: "different", disabled: true, hidden: true });
  input.append(mixed);
  const show = (value) => {
    input.value = value ?? "*";
  };
  return { el: h("div", { class: "pln-field" }, h("label", { for: input.id, text: label }), input), input, show };
}

export const plain = (words, none) => [...(none === undefined ? [] : [["", none]]), ...words.map((word) => [word, word])];

/** The panel, filled by `show(map, ids, about)`; `send` takes a message to Python, `choose` chooses others. */
export function panel(send, choose) {
  const lists = { group: h("datalist", { id: freshId() }), platform: h("datalist", { id: freshId() }), kind: h("datalist", { id: freshId() }) };
  const title = h("h4", { class: "pln-who", tabindex: "-1" });
  const body = h("div", { class: "pln-body" });
  const el = h("section", { class: "pln-edit", "aria-label": "Change who is chosen" }, title, body, ...Object.values(lists));
  const open = new Set();
  const openTies = new Set();
  let [built, update, first] = ["", () => {}, null];

  function marks(map, ids, field) {
    const goals = field === "goals";
    const words = goals ? map.goals : plain(map.exchanges);
    let reworded = "";
    const boxes = words.map(([word, text]) => {
      const box = h("input", { type: "checkbox", disabled: goals && !map.named, onchange: () => send({ do: "mark", ids, field, word, on: box.checked }) });
      return [word, box, h("label", { class: "pln-option" }, box, h("span", { dir: "auto", text }))];
    });
    const summary = h("summary");
    const goal = typed("A new goal", null, (text) => {
      if (text.trim() || reworded) send({ do: "goal", text, id: reworded });
      // What is emptied here may be told as a change once more; it must not remove the goal.
      [goal.input.value, reworded] = ["", ""];
    });
    goal.input.disabled = !map.named;
    const reword = ([word, text]) => {
      const start = () => {
        reworded = word;
        goal.el.firstChild.textContent = "In other words, or empty to remove it";
        goal.input.value = text;
        goal.input.focus();
      };
      return h("button", { type: "button", class: "pln-button pln-quiet", disabled: !map.named, "aria-label": `Change the goal ${text}`, text: "Change", onclick: start });
    };
    const lines = goals ? words.map((one, i) => h("div", { class: "pln-goal" }, boxes[i][2], reword(one))) : boxes.map(([, , label]) => label);
    const rest = goals ? [goal.el] : [];
    const folded = h("details", { open: open.has(field), ontoggle: () => (folded.open ? open.add(field) : open.delete(field)) }, summary, ...lines, ...rest);
    const show = (entries) => {
      for (const [word, box] of boxes) {
        const having = entries.filter((entry) => entry[field]?.includes(word)).length;
        box.checked = having === entries.length;
        box.indeterminate = having > 0 && having < entries.length;
      }
      const on = boxes.filter(([, box]) => box.checked || box.indeterminate).length;
      summary.textContent = on ? `${MARKS[field]}: ${on}` : MARKS[field];
    };
    return { el: folded, show };
  }

  const button = (text, press, quiet = true) => h("button", { type: "button", class: `pln-button${quiet ? " pln-quiet" : ""}`, text, onclick: press });

  /** Every tie of one entry: its direction, kind, platform and weight, a button to cut it; and one more. */
  function tieList(map, id) {
    const list = h("ul", { class: "pln-ties" });
    const heading = h("h5");
    const other = menu("Knows", [], () => {});
    const tie = button("Tie", () => other.input.value && send({ do: "tie", a: id, b: other.input.value }));
    let shown = "";
    const show = (now) => {
      const names = new Map(now.entries.map((entry) => [entry.id, short(entry.label, 40)]));
      const nth = {};
      const mine = now.ties
        .filter(({ source, target }) => source === id || target === id)
        .map((one) => {
          const b = one.source === id ? one.target : one.source;
          nth[b] = (nth[b] ?? -1) + 1;
          return { b, n: nth[b], way: one.direction !== "out" ? "both" : one.source === id ? "out" : "in", kind: one.kind ?? "", platform: one.platform ?? "", weight: one.weight ?? 1 };
        })
        .sort((a, b) => (b.b === ME) - (a.b === ME));
      const signature = JSON.stringify([mine, [...names]]);
      if (signature === shown) return;
      shown = signature;
      const tiedTo = new Set(mine.map(({ b }) => b).filter((b) => b !== ME));
      heading.textContent = tiedTo.size ? `Knows ${tiedTo.size} of the others` : "No tie to the others yet";
      const at = list.contains(document.activeElement) ? document.activeElement.dataset.at : null;
      const rows = mine.slice(0, MOST_TIES).map(({ b, n, way, ...told }) => {
        const name = b === ME ? "you" : names.get(b);
        // It stands as it was until Python says what it is now; a refused weight stays so.
        const change = (field, was) => ({ target }) => {
          send({ do: "retie", a: id, b, n, field, value: target.value });
          target.value = was;
        };
        const field = (key, text, input) => {
          for (const [attribute, value] of Object.entries({ id: freshId(), "aria-label": `${text} of the tie with ${name}`, "data-at": `${key} ${b} ${n}` })) input.setAttribute(attribute, value);
          return h("div", { class: "pln-field" }, h("label", { for: input.id, text }), input);
        };
        const ways = h("select", { onchange: change("direction", way) });
        for (const [value, text] of WAYS(name)) ways.append(h("option", { value, text }));
        ways.value = way;
        const inputs = Object.entries({ kind: "Kind", platform: "Platform", weight: "Weight" }).map(([key, text]) => {
          const input = h("input", { type: "text", autocomplete: "off", list: lists[key]?.id, inputmode: key === "weight" ? "decimal" : null, disabled: key !== "weight" && !now.named, onchange: change(key, told[key]) });
          input.value = told[key];
          return field(key, text, input);
        });
        const summary = [new Map(WAYS(name)).get(way), told.kind, told.platform, told.weight === 1 ? "" : `weight ${told.weight}`];
        const key = `${id} ${b} ${n}`;
        const fold = h("details", { open: openTies.has(key), ontoggle: () => (fold.open ? openTies.add(key) : openTies.delete(key)) }, h("summary", { "data-at": `fold ${b} ${n}`, text: summary.filter(Boolean).join(", ") }), field("way", "Direction", ways), ...inputs);
        const cut = h("button", { type: "button", class: "pln-button pln-quiet pln-remove", "aria-label": `Not tied to ${name}`, "data-at": `cut ${b} ${n}`, text: "×", onclick: () => send({ do: "cut", a: id, b }) });
        const who = b === ME ? h("span", { class: "pln-link", text: "With you" }) : h("button", { type: "button", class: "pln-link", dir: "auto", text: name, onclick: () => choose([b]) });
        return h("li", {}, who, ...(b === ME ? [] : [cut]), fold);
      });
      if (mine.length > MOST_TIES) rows.push(h("li", { text: `and ${mine.length - MOST_TIES} more.` }));
      list.replaceChildren(...rows);
      if (at) (list.querySelector(`[data-at="${CSS.escape(at)}"]`) ?? other.input).focus();
      const free = now.entries.filter((entry) => entry.id !== ME && entry.id !== id && !tiedTo.has(entry.id));
      other.input.replaceChildren(h("option", { value: "", text: "Choose …" }), ...free.map((entry) => h("option", { value: entry.id, text: names.get(entry.id) })));
    };
    return { el: h("div", { class: "pln-know" }, heading, list, h("div", { class: "pln-add-tie" }, other.el, tie)), show };
  }

  function pairQuestion(ids) {
    const set = h("fieldset", { class: "pln-pair" }, h("legend", { text: "Do these two know each other?" }));
    const name = freshId();
    const asked = [["tied", "Yes", "tie"], ["not tied", "No", "cut"], ["unknown", "Not said", "open"]];
    const boxes = asked.map(([state, text, act]) => {
      const box = h("input", { type: "radio", name, onchange: () => send({ do: act, a: ids[0], b: ids[1] }) });
      set.append(h("label", { class: "pln-option" }, box, h("span", { text })));
      return [state, box];
    });
    return { el: set, show: (about) => boxes.forEach(([state, box]) => (box.checked = about.pair === state)) };
  }

  function build(map, ids) {
    const set = (field) => (value) => value !== "*" && send({ do: "set", ids, field, value });
    const parts = [];
    const shows = [];
    const add = (part, show) => {
      parts.push(part.el);
      shows.push(show);
      return part;
    };
    const justMe = ids.length === 1 && ids[0] === ME;
    const field = (key, part) => {
      part.input.disabled = NAMED.has(key) && !map.named;
      return add(part, ({ entries }) => part.show(shared(entries, key)));
    };
    if (map.imagined && ids.length === 1 && !justMe) {
      const word = menu("I help with", plain(map.exchanges), () => {});
      const help = button("Help", () => send({ do: "help", id: ids[0], word: word.input.value }));
      parts.push(h("div", { class: "pln-add-tie" }, word.el, help));
    }
    if (ids.length === 2 && !ids.includes(ME)) {
      const question = pairQuestion(ids);
      add(question, ({ about }) => question.show(about));
    }
    first = ids.length === 1 ? field("name", typed(justMe ? "Your name, if you like" : "Name or initials", null, set("name"))).input : null;
    if (!justMe) {
      field("kind", menu("What it is", plain(Object.keys(map.shapes)), set("kind")));
      const ring = field("ring", menu("How close", plain(map.rings.map(([name]) => name), "not said"), set("ring")));
      first ??= ring.input;
    }
    field("group", typed("Group", lists.group.id, set("group")));
    if (!justMe) {
      field("platform", typed("Where you meet", lists.platform.id, set("platform")));
      field("often", menu("How often", plain(map.often, "not said"), set("often")));
      field("view", menu("Views", plain(map.views, "not said"), set("view")));
      for (const mark of Object.keys(MARKS)) {
        const part = marks(map, ids, mark);
        add(part, ({ entries }) => part.show(entries));
      }
      if (ids.length === 1) {
        // Of a map too large to draw the page holds no ties.
        const known = map.large ? null : tieList(map, ids[0]);
        if (known) add(known, ({ map: now }) => known.show(now));
        const all = button("That is all of them", () => send({ do: "told", id: ids[0] }));
        const open_ = h("p", { class: "pln-hint" });
        const lost = h("p", { class: "pln-lost" });
        add({ el: h("div", {}, open_, all, lost) }, ({ about, names }) => {
          const n = about.unknown ?? 0;
          open_.textContent = n ? `Not said yet for ${n} of the others.` : "";
          all.hidden = !n;
          const gone = (about.lost ?? []).map((id) => names.get(id));
          lost.textContent = gone.length ? `Without ${names.get(ids[0])} you would no longer reach ${gone.slice(0, 6).join(", ")}${gone.length > 6 ? ` and ${gone.length - 6} more` : ""}.` : "Without this one you would still reach everyone else.";
        });
      }
      const remove = button(ids.length > 1 ? `Remove these ${ids.length}` : "Remove", () => send({ do: "remove", ids }));
      remove.classList.add("pln-danger");
      parts.push(remove);
    }
    body.replaceChildren(...parts);
    update = (state) => shows.forEach((show) => show(state));
  }

  function buildNobody() {
    first = null;
    const all = button("That is all of them, for the whole map", () => send({ do: "told", id: null }));
    const open_ = h("p", { class: "pln-hint" });
    const tip = "Choose somebody on the map to change them. Drag them to a ring to say how close they are; drag from the round + to whoever they know.";
    const small = "Change somebody in the table below. More opens all that is known of them, and whom they know.";
    body.replaceChildren(h("p", { class: "pln-hint drawn", text: tip }), h("p", { class: "pln-hint undrawn", text: small }), open_, all);
    update = ({ map }) => {
      const n = map.unknown;
      open_.textContent = n ? `Nobody has said yet of ${n.toLocaleString("en-GB")} ${n === 1 ? "pair" : "pairs"} whether they know each other. Draw the ties you know of. Then say so:` : "";
      all.hidden = !n;
    };
  }

  function show(map, ids, about) {
    const of = new Map(map.entries.map((entry) => [entry.id, entry]));
    const entries = ids.map((id) => of.get(id));
    const names = new Map(map.entries.map((entry) => [entry.id, short(entry.label, 60)]));
    title.textContent = ids.length === 0 ? "Your map" : ids.length > 2 ? `${ids.length} chosen` : ids.map((id) => names.get(id)).join(" and ");
    const fillList = (list, words) => list.replaceChildren(...[...new Set(words)].filter(Boolean).map((value) => h("option", { value })));
    fillList(lists.group, map.entries.map(({ group }) => group));
    fillList(lists.platform, [...map.platforms, ...map.entries.map(({ platform }) => platform)]);
    fillList(lists.kind, map.ties.map(({ kind }) => kind));
    const key = JSON.stringify([ids, map.named, map.goals, map.imagined]);
    if (key !== built) {
      const inside = body.contains(document.activeElement);
      built = key;
      if (ids.length) build(map, ids);
      else buildNobody();
      if (inside) title.focus();
    }
    update({ map, entries, about: JSON.stringify(about.ids) === JSON.stringify(ids) ? about : {}, names });
  }

  return { el, show, enter: () => (first ?? title).focus() };
}
