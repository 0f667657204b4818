import { attribute, both, commit, fields, freshId, h, watch } from "./dom.js";
import { emptyCell, parseNumber } from "./values.js";

// Rows of native inputs. It has the roles of a table in words too, because on a narrow screen its
// style makes each row a card, and browsers then forget that it was a table.
export function table({ model, el }) {
  const set = h("fieldset");
  const { name, hint, error, stop } = fields(model, set);
  const said = h("p", { class: "pln-unseen", role: "status" });
  const head = h("tr", { role: "row" });
  const body = h("tbody", { role: "rowgroup" });
  const add = h("button", { type: "button", class: "pln-button pln-quiet", text: "Add a row", onclick: addRow });
  const sheet = h("table", { role: "table" }, h("thead", { role: "rowgroup" }, head), body);
  let shown = null;

  const columns = () => model.get("columns");
  const rows = () => model.get("value");

  // One's own edit comes back as a change of the model: it must not redraw the cell one is in.
  function keep(next) {
    shown = JSON.stringify(next);
    commit(model, next);
  }

  function setCell(index, key, value) {
    keep(rows().map((row, i) => (i === index ? { ...row, [key]: value } : row)));
  }

  function addRow() {
    keep([...rows(), Object.fromEntries(columns().map((column) => [column.key, emptyCell(column)]))]);
    fill();
    said.textContent = `Row ${rows().length} added.`;
    body.lastElementChild.querySelector("input, select").focus();
  }

  function removeRow(index) {
    keep(rows().filter((_, i) => i !== index));
    fill();
    said.textContent = `Row ${index + 1} removed; ${rows().length} left.`;
    const next = body.children[Math.min(index, rows().length - 1)];
    (next?.querySelector(".pln-remove") ?? add).focus();
  }

  function cell(column, row, index, rowName) {
    const { key, label, kind } = column;
    const value = row[key];
    const named = { "aria-label": `${label}, ${rowName}` };
    if (kind === "toggle") {
      return h("input", { ...named, type: "checkbox", checked: value, onchange: ({ target }) => setCell(index, key, target.checked) });
    }
    if (kind === "menu") {
      const options = [["", "Choose …"], ...column.options].map(([option, text]) => h("option", { value: option, text }));
      const select = h("select", { ...named, onchange: () => setCell(index, key, select.value || null) }, ...options);
      select.value = value ?? "";
      return select;
    }
    if (kind === "number") {
      const problem = h("p", { class: "pln-error", id: freshId(), "aria-live": "polite" });
      const input = h("input", { ...named, type: "text", inputmode: "decimal", autocomplete: "off", value });
      input.addEventListener("change", () => {
        const { value: typed = null, problem: text = "" } = parseNumber(input.value, column);
        problem.textContent = text;
        attribute(input, "aria-invalid", text && "true");
        attribute(input, "aria-describedby", text && problem.id);
        setCell(index, key, typed);
      });
      return h("div", {}, input, problem);
    }
    return h("input", { ...named, type: "text", autocomplete: "off", value, onchange: ({ target }) => setCell(index, key, target.value) });
  }

  function fill() {
    const grows = model.get("grows");
    shown = JSON.stringify(rows());
    const heads = columns().map(({ label }) => h("th", { role: "columnheader", scope: "col", text: label }));
    head.replaceChildren(...heads, ...(grows ? [h("td", { role: "cell" })] : []));
    const lines = rows().map((row, index) => {
      const fixed = columns().find(({ kind }) => kind === "fixed");
      const rowName = fixed ? row[fixed.key] : `row ${index + 1}`;
      const cells = columns().map((column) =>
        column.kind === "fixed"
          ? h("th", { role: "rowheader", scope: "row", text: row[column.key] })
          : h("td", { role: "cell", "data-label": column.label }, cell(column, row, index, rowName)),
      );
      const remove = h("button", {
        type: "button",
        class: "pln-button pln-quiet pln-remove",
        "aria-label": `Remove ${rowName}`,
        text: "×",
        onclick: () => removeRow(index),
      });
      return h("tr", { role: "row" }, ...cells, ...(grows ? [h("td", { role: "cell" }, remove)] : []));
    });
    body.replaceChildren(...lines);
    add.hidden = !grows;
    add.disabled = rows().length >= model.get("at_most");
  }

  const stopShape = watch(model, ["columns", "grows", "at_most"], fill);
  const stopRows = watch(model, ["value"], () => {
    if (JSON.stringify(rows()) !== shown) fill();
  });
  sheet.setAttribute("aria-labelledby", name.id);
  set.append(name, hint, sheet, add, said, error);
  el.append(set);
  return both(stop, stopShape, stopRows);
}
