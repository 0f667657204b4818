// The same map as a table of native inputs: what a phone shows in place of the drawing.
import { freshId, h } from "./dom.js";
import { ME, short, tieCounts } from "./map-geometry.js";
import { plain } from "./map-panel.js";

const MOST = 200; // rows: more than this nobody reads, and a browser lays out slowly

/** The table, filled by `show(map)`; `edit(id)` opens everything about one entry. */
export function sheet(send, edit) {
  const find = h("input", { type: "search", id: freshId(), autocomplete: "off" });
  const head = ["Name", "What it is", "How close", "Group", "Where you meet", "Ties", ""].map((text) => (text ? h("th", { role: "columnheader", scope: "col", text }) : h("td", { role: "cell" })));
  const body = h("tbody", { role: "rowgroup" });
  const note = h("p", { class: "pln-hint", role: "status" });
  const table = h("table", { role: "table", "aria-label": "Everyone and everything on the map" }, h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...head)), body);
  const el = h("details", { class: "pln-sheet" }, h("summary", { text: "The same as a table" }), h("div", { class: "pln-field" }, h("label", { for: find.id, text: "Find by name" }), find), note, table);
  const rows = new Map();
  let [map, asked] = [null, ""];

  function row(id) {
    const set = (field) => ({ target }) => send({ do: "set", ids: [id], field, value: target.value });
    const text = (field) => h("input", { type: "text", autocomplete: "off", dir: "auto", onchange: set(field) });
    const choice = (field, options) => h("select", { onchange: set(field) }, ...options.map(([value, word]) => h("option", { value, text: word })));
    const parts = {
      name: text("name"),
      kind: choice("kind", plain(Object.keys(map.shapes))),
      ring: choice("ring", plain(map.rings.map(([ring]) => ring), "not said")),
      group: text("group"),
      platform: text("platform"),
    };
    const labels = { name: "Name", kind: "What it is", ring: "How close", group: "Group", platform: "Where you meet" };
    const ties = h("td", { role: "cell", class: "num", "data-label": "Ties" });
    const more = h("button", { type: "button", class: "pln-button pln-quiet", text: "More", onclick: () => edit(id) });
    const remove = h("button", { type: "button", class: "pln-button pln-quiet pln-remove", text: "×", onclick: () => send({ do: "remove", ids: [id] }) });
    const cells = Object.entries(parts).map(([field, part]) => h(field === "name" ? "th" : "td", { role: field === "name" ? "rowheader" : "cell", scope: field === "name" ? "row" : null, "data-label": labels[field] }, part));
    const line = h("tr", { role: "row" }, ...cells, ties, h("td", { role: "cell", class: "pln-acts" }, more, remove));
    const show = (entry, count) => {
      const name = short(entry.label, 60);
      for (const [field, part] of Object.entries(parts)) {
        part.setAttribute("aria-label", `${labels[field]}, ${name}`);
        if (document.activeElement !== part || part.tagName === "SELECT") part.value = entry[field] ?? (field === "kind" ? "person" : "");
        part.disabled = ["name", "group", "platform"].includes(field) && !map.named;
      }
      more.setAttribute("aria-label", `More about ${name}`);
      remove.setAttribute("aria-label", `Remove ${name}`);
      ties.textContent = count;
    };
    return { line, show };
  }

  function fill() {
    if (!map || !el.open) return;
    const sought = find.value.trim().toLowerCase();
    const others = map.entries.filter(({ id, label }) => id !== ME && (map.large || label.toLowerCase().includes(sought)));
    const shown = others.slice(0, MOST);
    const counts = tieCounts(map.ties);
    const wanted = new Set(shown.map(({ id }) => id));
    const order = [...rows.keys()];
    const here = order.findIndex((id) => rows.get(id).line.contains(document.activeElement));
    for (const [id, { line }] of rows) {
      if (wanted.has(id)) continue;
      line.remove();
      rows.delete(id);
    }
    shown.forEach((entry, i) => {
      if (!rows.has(entry.id)) rows.set(entry.id, row(entry.id));
      const { line, show } = rows.get(entry.id);
      show(entry, map.large ? "" : (counts.get(entry.id) ?? 0));
      if (body.children[i] !== line) body.insertBefore(line, body.children[i] ?? null);
    });
    // Whoever was removed from here leaves the keyboard on the next line.
    if (here >= 0 && !wanted.has(order[here])) (body.children[Math.min(here, shown.length - 1)]?.querySelector(".pln-remove") ?? find).focus();
    const of = map.large ? map.total : others.length;
    const text = of > shown.length && !(map.large && sought) ? `The first ${shown.length} of ${of.toLocaleString("en-GB")}. Search to find the others.` : sought ? `${shown.length} found.` : "";
    if (note.textContent !== text) note.textContent = text;
  }

  find.addEventListener("input", () => {
    if (map?.large && asked !== find.value) send({ do: "find", text: (asked = find.value) });
    fill();
  });
  el.addEventListener("toggle", fill);

  return {
    el,
    show(next) {
      map = next;
      fill();
    },
  };
}
