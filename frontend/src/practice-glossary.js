// All terms, with a search that answers while one types.
import { freshId, h, watch } from "./dom.js";
import { sought } from "./practice-search.js";

const counted = (n) => `${n} ${n === 1 ? "term" : "terms"}`;

export function glossary({ model, body }) {
  const input = h("input", { type: "search", id: freshId(), autocomplete: "off", placeholder: "reciprocity, weak tie, bias …" });
  const said = h("p", { class: "pln-told", role: "status" });
  const near = h("div", { class: "pln-row" });
  const list = h("div", { class: "pln-terms" });
  body.append(h("div", { class: "pln-search" }, h("label", { class: "pln-label", for: input.id, text: "Find a term" }), input), said, near, list);
  const nodes = new Map();

  const fact = (name, ...text) => [h("dt", { text: name }), h("dd", {}, ...text)];
  const jump = (id) => h("button", { type: "button", class: "pln-link", text: nodes.get(id)?.entry.term ?? id, onclick: () => open(id) });

  function open(id) {
    input.value = "";
    find();
    const { node } = nodes.get(id);
    node.open = true;
    node.querySelector("summary").focus();
  }

  /** What stands under a term; made when it is first opened, so that many terms cost nothing. */
  function facts(entry) {
    const mixed = entry.mixed.flatMap(([id, how]) => [h("li", {}, nodes.has(id) ? jump(id) : h("b", { text: id }), ` ${how}`)]);
    const where = entry.link ? h("a", { href: entry.link, target: "_blank", rel: "noopener", text: entry.lesson }) : entry.lesson;
    return h(
      "dl",
      {},
      ...fact("In plain words", entry.plain),
      ...fact("As scholars say it", entry.scholarly, h("span", { class: "pln-source", text: entry.source })),
      ...fact("An example", entry.example),
      ...fact("Not an example", entry.non_example),
      ...(mixed.length ? fact("Often mixed up with", h("ul", {}, ...mixed)) : []),
      ...fact("Taught in", where),
    );
  }

  function find() {
    const { found, near: names } = sought(model.get("_entries"), input.value);
    const all = !input.value.trim();
    const begins = ({ group }, i) => all && group !== found[i - 1]?.group;
    list.replaceChildren(...found.flatMap((entry, i) => [...(begins(entry, i) ? [h("h4", { text: entry.group })] : []), nodes.get(entry.id).node]));
    const only = !all && found.length === 1;
    if (only) nodes.get(found[0].id).node.open = true;
    const words = found.length ? `${counted(found.length)}${all ? "" : " found"}.` : names.length ? "Nothing found. Did you mean one of these?" : "Nothing found. Try another word.";
    if (said.textContent !== words) said.textContent = words;
    near.replaceChildren(...names.map((term) => h("button", { type: "button", class: "pln-button pln-quiet", text: term, onclick: () => search(term) })));
  }

  function search(term) {
    input.value = term;
    find();
    input.focus();
  }

  input.addEventListener("input", find);
  return watch(model, ["_entries"], () => {
    nodes.clear();
    for (const entry of model.get("_entries")) {
      const summary = h("summary", {}, h("b", { text: entry.term }), entry.also.length ? h("span", { text: ` also: ${entry.also.join(", ")}` }) : "");
      const node = h("details", { class: "pln-term", ontoggle: () => node.children.length > 1 || node.append(facts(entry)) }, summary);
      nodes.set(entry.id, { entry, node });
    }
    find();
  });
}
