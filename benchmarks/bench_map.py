"""The map in headless Chromium: a frame of pan and of drag beside ipysigma and Cytoscape.js, and from an edit
to its measures.

Prints milliseconds, medians with the slowest tenth's edge. All draw the same people at the same places, with
the same ties. Cytoscape.js is read from the folder that CYTOSCAPE names (npm install cytoscape). ipysigma's own
widget code runs in the page, given what its Python side sends, with as much of ipywidgets' base class as it asks
for. It draws with WebGL, here in software: with a graphics card it would be faster. It has no drag of a person,
and neither of the two measures anything. What is not installed is left out, and that is said.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from plnkit.model.network import ME, RINGS, Entry, Network, Tie
from plnkit.model.store import Store
from plnkit.views.controls import STATIC
from plnkit.views.network_map import NetworkMap

SIZES = (150, 1_500)
TIES_EACH = 10
FRAMES = 60
PAGE = "<!doctype html><meta charset=utf-8><style>{css}</style><body style='width:1000px;margin:0'><div id=el></div>"

# Each frame: one step of the gesture, then the time until the next frame can begin.
GESTURE = """async ([frames, kind]) => {
  const step = await window.prepare(kind);
  const taken = [];
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  for (let k = 0; k < frames; k += 1) {
    const before = performance.now();
    step(k);
    await frame();
    await new Promise((done) => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
    taken.push(performance.now() - before);
  }
  window.finish?.(kind);
  return taken;
}"""
OURS = """async ([code, message]) => {
  const calls = new Map();
  const model = { get: (n) => ({ me: true, outlines: false, label: "Map" })[n], set() {}, save_changes() {}, off() {},
    on: (event, call) => calls.set(event, call), send: () => {} };
  const { render } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  const began = performance.now();
  render({ model, el: document.getElementById("el") });
  window.hear = (told) => calls.get("msg:custom")(told);
  window.hear(JSON.parse(message));
  await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done));
  const opened = performance.now() - began;
  const stage = document.querySelector(".pln-stage");
  const at = stage.getBoundingClientRect();
  const fire = (target, type, clientX, clientY) =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, clientX, clientY }));
  window.prepare = (kind) => {
    const shape = document.querySelector(".pln-stage [data-id='p7'] .patch");
    const box = shape.getBoundingClientRect();
    const [x, y] = kind === "pan" ? [at.left + 12, at.top + 12] : [box.left + 2, box.top + 2];
    fire(kind === "pan" ? stage : shape, "mousedown", x, y);
    return (k) => fire(window, "mousemove", x + 40 * Math.sin(k / 5), y + 2 * k);
  };
  window.finish = () => fire(window, "mouseup", 400, 300);
  return opened;
}"""
HEAR = """(message) => {
  const began = performance.now();
  window.hear(JSON.parse(message));
  document.body.offsetHeight;
  return performance.now() - began;
}"""
CYTOSCAPE = """async ([message]) => {
  const { map } = JSON.parse(message);
  const at = (e) => ({ x: 350 + 290 * e.at[0], y: 320 + 290 * e.at[1] });
  document.getElementById("el").style.cssText = "width:700px;height:640px";
  const began = performance.now();
  const cy = cytoscape({ container: document.getElementById("el"), layout: { name: "preset" },
    style: [
      { selector: "node", style: { width: 10, height: 10, label: "data(label)", "font-size": 8 } },
      { selector: "edge", style: { width: 1, "curve-style": "bezier" } }],
    elements: [
      ...map.entries.map((e) => ({ data: { id: e.id, label: e.label }, position: at(e) })),
      ...map.ties.map((t) => ({ data: { source: t.source, target: t.target } }))] });
  for (let k = 0; k < 2; k += 1) await new Promise(requestAnimationFrame); // its first frame draws
  const opened = performance.now() - began;
  const one = cy.getElementById("p7");
  window.prepare = (kind) => (k) => kind === "pan"
    ? cy.panBy({ x: 4 * Math.cos(k / 5), y: 2 }) : one.position({ x: 350 + 40 * Math.sin(k / 5), y: 100 + 2 * k });
  return opened;
}"""

IPYSIGMA = """async ([code, state]) => {
  let made;
  const base = { DOMWidgetModel: class { static serializers = {}; }, DOMWidgetView: class { render() {} } };
  window.define = (_, make) => { made = make(base); };
  new Function(code)();
  const el = document.getElementById("el");
  el.style.cssText = "width:700px";
  const model = { get: (name) => state[name] ?? null, set() {}, on() {}, off() {}, save_changes() {} };
  const view = Object.assign(new made.SigmaView(), { el, model, touch() {}, displayed: Promise.resolve() });
  const began = performance.now();
  view.render();
  const frame = () => new Promise(requestAnimationFrame);
  for (let k = 0; k < 600 && !el.querySelector(".sigma-mouse"); k += 1) await frame();
  for (let k = 0; k < 2; k += 1) await frame();
  const opened = performance.now() - began;
  const stage = el.querySelector(".sigma-mouse");
  const at = stage.getBoundingClientRect();
  const fire = (target, type, clientX, clientY) =>
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, clientX, clientY }));
  const [x, y] = [at.left + 12, at.top + 12];
  window.prepare = () => {
    fire(stage, "mousedown", x, y);
    return (k) => fire(document, "mousemove", x + 40 * Math.sin(k / 5), y + 2 * k);
  };
  window.finish = () => fire(document, "mouseup", 400, 300);
  return opened;
}"""


def contacts(people: int, seed: int = 1) -> Network:
    """A learner tied to everyone, with TIES_EACH ties per person among them, in three rings and ten groups."""
    chance = random.Random(seed)
    ids = [f"p{i}" for i in range(people)]
    pairs = set()
    while len(pairs) < people * TIES_EACH // 2:
        pairs.add(tuple(sorted(chance.sample(ids, 2))))
    entries = [
        Entry(i, name=f"Person {i[1:]}", group=i[-1], ring=RINGS[k % 3]) for k, i in enumerate(ids)
    ]
    return Network.complete(
        [Entry(ME), *entries], [Tie(ME, i) for i in ids] + [Tie(a, b) for a, b in sorted(pairs)]
    )


def said(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):6.1f} ({ordered[int(len(ordered) * 0.9)]:.0f})"


def python_side(people: int) -> tuple[str, float, list[float]]:
    """The first message of a saved map, how long opening took, and each edit until its measures were sent."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "map.json")
        store.edit("began", contacts(people))
        store.fold()
        sent: list[str] = []
        start = time.perf_counter()
        map = NetworkMap(Path(folder) / "map.json")
        map.send = lambda content, buffers=None: sent.append(json.dumps(content))
        map._handle_custom_msg({"do": "look", "first": True}, [])
        opened = (time.perf_counter() - start) * 1000
        first, taken = sent[-1], []
        for k in range(20):
            start = time.perf_counter()
            map._handle_custom_msg({"do": "tie", "a": f"p{k}", "b": f"p{k + 60}"}, [])
            taken.append((time.perf_counter() - start) * 1000)
        return first, opened, taken


def ipysigma_state(message: str) -> tuple[str, dict] | None:
    """The code of ipysigma's widget and what its Python side sends of the same map; None without it."""
    try:
        import ipysigma
    except ImportError:
        return None
    import networkx as nx

    told = json.loads(message)["map"]
    graph = nx.Graph()
    graph.add_nodes_from((e["id"], {"label": e["label"]}) for e in told["entries"])
    graph.add_edges_from((tie["source"], tie["target"]) for tie in told["ties"])
    places = {e["id"]: {"x": e["at"][0], "y": -e["at"][1]} for e in told["entries"]}
    widget = ipysigma.Sigma(graph, layout=places, node_label="label", height=640)
    state = json.loads(json.dumps(widget.get_state(), default=str))
    code = Path(ipysigma.__file__).parent / "nbextension" / "index.js"
    return code.read_text(encoding="utf-8"), state


def main() -> None:
    NetworkMap(contacts(30))  # what is imported once is not counted
    program = os.environ.get("PLN_CHROMIUM") or "/usr/bin/chromium"
    cytoscape = Path(os.environ.get("CYTOSCAPE", "")) / "dist" / "cytoscape.min.js"
    css = "".join(
        (STATIC / name).read_text(encoding="utf-8") for name in ("controls.css", "map.css")
    )
    code = (STATIC / "map.js").read_text(encoding="utf-8")
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    options.append("--enable-unsafe-swiftshader")  # WebGL without a graphics card
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        print(
            f"Chromium {browser.version}, Python {sys.version.split()[0]}; median (90th percentile) in ms"
        )

        def opened(script: str, given: list, css: str = "", library: Path | None = None):
            """A page that shows the map, and how long it took to show it."""
            page = browser.new_page(viewport={"width": 1100, "height": 1000})
            page.set_content(PAGE.format(css=css))
            if library:
                page.add_script_tag(path=library)
            return page, page.evaluate(script, given)

        def gestures(page, *kinds: str) -> str:
            return "  ".join(f"{k} {said(page.evaluate(GESTURE, [FRAMES, k]))}" for k in kinds)

        for people in SIZES:
            message, taken, edits = python_side(people)
            ties = len(json.loads(message)["map"]["ties"])
            print(f"{people:>5} people, {ties:,} ties, {len(message) / 1024:.0f} KB")
            page, shown = opened(OURS, [code, message], css)
            heard = [page.evaluate(HEAR, message) for _ in range(10)]
            print(f"      plnkit     {gestures(page, 'pan', 'drag')}")
            print(f"                 open {taken + shown:.0f} (Python {taken:.0f}, page {shown:.0f})  "
                  f"edit to measures: Python {said(edits)} + page {said(heard)}")  # fmt: skip
            page.close()
            if cytoscape.is_file():
                page, shown = opened(CYTOSCAPE, [message], library=cytoscape)
                print(f"      Cytoscape  {gestures(page, 'pan', 'drag')}  open (page) {shown:.0f}")
                page.close()
            else:
                print("      Cytoscape.js left out: name its folder in CYTOSCAPE.")
            start = time.perf_counter()
            if given := ipysigma_state(message):
                taken = (time.perf_counter() - start) * 1000
                page, shown = opened(IPYSIGMA, list(given))
                print(f"      ipysigma   {gestures(page, 'pan')}  drag: there is none  "
                      f"open {taken + shown:.0f} (Python {taken:.0f}, page {shown:.0f})")  # fmt: skip
                page.close()
            else:
                print("      ipysigma left out: it is not installed.")


if __name__ == "__main__":
    main()
