// The drawing of a map in SVG: rings, ties, shapes and names, dragged, panned and zoomed.
// Two layers: what is dragged moves in the upper one, so that the lower need not be painted again.
import { drag } from "d3-drag";
import { pointer, select } from "d3-selection";
import { zoom as zoomable, zoomIdentity, zoomTransform } from "d3-zoom";
import { h } from "./dom.js";
import { freeDirection, groupNumbers, letterOf, lineAt, ME, namePlaces, outline, ringAt, sentenceOf, short, tieCounts, tieLine } from "./map-geometry.js";

const MANY = 400; // entries: above, only the names of those one points at, and nothing glides
const DENSE = 1_000; // ties: above, lines are hair-thin and all alike
const GLIDE = 260; // milliseconds

/** An SVG element with attributes; `text` is its text. */
function s(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value;
    else if (value !== null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

const place = (node, [x, y]) => node.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);

/**
 * The drawing inside `stage`. `calls` are {pick, pickPair, drop, tie, clear}: what the pointer did. Returns
 * {show, choose, focus, zoomBy, fit, stop}.
 */
export function drawing(stage, calls) {
  const [rings, hulls, ties, ringNames, names] = Array.from({ length: 5 }, () => s("g", { "aria-hidden": "true" }));
  const people = s("g", { role: "listbox", "aria-multiselectable": "true", "aria-label": "People on the map" });
  const handle = s("g", { class: "pln-handle", "aria-hidden": "true", hidden: "" }, s("circle", { r: 14, class: "reach" }), s("circle", { r: 8 }), s("path", { d: "M-4 0H4M0-4V4" }));
  const under = s("svg", { role: "presentation" }, rings, hulls, ties, people, ringNames, names, handle);
  const over = s("svg", { class: "pln-over", "aria-hidden": "true" });
  const world = h("div", { class: "pln-world" }, under, over);
  stage.append(world);

  const shapes = new Map(); // id: the shape's element
  let [map, options] = [null, {}];
  let at = new Map(); // id: where it is drawn now, in pixels at zoom 1
  let [of, counts, numbers] = [new Map(), new Map(), new Map()];
  let [chosen, focused, pointed, lost] = [new Set(), ME, null, new Set()];
  let [size, gliding, first, guides] = [300, 0, true, []];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const scale = () => zoomTransform(stage).k;
  const radius = (id) => {
    const n = map.entries.length;
    return (n <= 26 ? 13 : n <= 45 ? 11 : n <= 90 ? 8.5 : n <= 200 ? 6.5 : 3.6) * (id === ME ? 1.7 : 1);
  };
  const target = (entry) => entry.at.map((x) => x * size);

  // -- drawing -----------------------------------------------------------------------------

  function drawRings() {
    const lines = [...map.rings].reverse().map(([ring, r]) => s("circle", { class: `ring ${ring === "hoped-for" ? "outer" : ""}`, r: r * size }));
    rings.replaceChildren(...(options.me ? lines : []));
    const [dx, dy] = freeDirection(map.entries.map(target).flatMap(([x, y]) => [[x, y], [x + Math.sign(x) * 64, y]]), map.rings.map(([, r]) => r * size));
    guides = map.rings.map(([ring, r]) => ({ ring, x: dx * r * size, y: dy * r * size }));
    ringNames.replaceChildren(...(options.me ? guides.map(({ ring, x, y }) => s("text", { class: "guide", x, y, text: ring })) : []));
  }

  function look(tie) {
    const mine = tie.source === ME || tie.target === ME;
    const ends = [tie.source, tie.target];
    const marked = ends.some((id) => chosen.has(id) && (id !== ME || chosen.size === 1)) ? " marked" : "";
    const wide = map.ties.length > DENSE ? 0.6 : (mine ? 0.6 : 1) + (mine ? 1.6 : 2.2) * (map.alike ? 0.2 : (tie.weight ?? 1) / map.heaviest);
    return [`${mine ? "mine" : "tie"}${marked}`, wide.toFixed(1)];
  }

  function path(tie) {
    const straight = tie.source === ME || tie.target === ME || !options.me;
    return tieLine(at.get(tie.source), at.get(tie.target), { straight, size, gap: tie.direction === "out" ? radius(tie.target) : 0 });
  }

  /** The ties as few paths, one for each look. */
  function tiePaths(wanted) {
    const paths = new Map();
    const add = (key, d) => paths.set(key, (paths.get(key) ?? "") + d);
    for (const tie of wanted) {
      const [kind, wide] = look(tie);
      const { line, tip } = path(tie);
      add(`${kind}|${wide}`, line);
      if (tip) add(`tip${kind.includes("marked") ? " marked" : ""}|0`, tip);
    }
    const keys = [...paths.keys()].sort((a, b) => a.includes("marked") - b.includes("marked") || b.startsWith("mine") - a.startsWith("mine"));
    return keys.map((key) => s("path", { class: key.split("|")[0], "stroke-width": key.split("|")[1], d: paths.get(key) }));
  }

  const visibleTies = () => (options.me ? map.ties : map.ties.filter(({ source, target: to }) => source !== ME && to !== ME));

  function drawTies() {
    ties.replaceChildren(...tiePaths(visibleTies()));
    ties.setAttribute("opacity", Math.max(0.3, Math.min(1, 350 / map.ties.length)).toFixed(2));
  }

  function drawHulls() {
    const groups = options.outlines ? [...numbers] : [];
    const paths = groups.map(([group, number]) => {
      const points = map.entries.filter((entry) => entry.group === group && entry.id !== ME).map(({ id }) => at.get(id));
      return s("path", { class: `hull cat${number}`, d: outline(points, 24) });
    });
    hulls.replaceChildren(...paths);
  }

  function drawShape(entry) {
    const { id, kind = "person" } = entry;
    let g = shapes.get(id);
    if (!g) {
      g = s("g", { "data-id": id, role: "option", tabindex: "-1" });
      shapes.set(id, g);
    }
    const number = numbers.get(entry.group) ?? 0;
    const r = radius(id);
    const state = [kind, number, r, entry.ring === "hoped-for", id === ME && entry.label].join();
    if (g.dataset.state !== state) {
      g.dataset.state = state;
      const form = { d: id === ME ? map.shapes.person : map.shapes[kind], transform: `scale(${r})` };
      const node = id === ME ? "me" : `node cat${number}${entry.ring === "hoped-for" ? " hoped" : ""}`;
      const letter = id === ME ? "you" : letterOf(number);
      const sign = r >= 8 && letter ? [s("text", { class: id === ME ? "you" : "letter", y: id === ME ? 5 : 4, text: letter })] : [];
      g.replaceChildren(s("circle", { class: "halo", r: r + 5 }), s("path", { class: "patch", ...form }), s("path", { class: node, ...form }), ...sign);
    }
    g.setAttribute("aria-label", sentenceOf(entry, counts.get(id) ?? 0));
    g.style.display = id === ME && !options.me ? "none" : "";
    return g;
  }

  function drawNames() {
    const k = scale();
    const [high, r] = [13.5 / k, (id) => radius(id) + 2];
    const wanted = (id) => id === pointed || id === focused || chosen.has(id) || lost.has(id);
    const shown = map.entries.filter(({ id }) => (options.me || id !== ME) && (map.entries.length <= MANY || wanted(id)));
    const view = zoomTransform(stage);
    const box = [...view.invert([4, 4]), ...view.invert([stage.clientWidth - 4, stage.clientHeight - 4])];
    const nodes = shown
      .filter(({ id, label }) => id !== ME || label !== "you")
      .map(({ id, label }) => {
        const [x, y] = at.get(id);
        const text = short(label);
        const wide = [...text].reduce((sum, c) => sum + (/[iljtfr.,:;'|!() ]/.test(c) ? 0.36 : /[\u0020-\u024f]/.test(c) ? 0.6 : 1), 0) * high;
        return { id, x, y, r: r(id), wide, text, must: wanted(id) };
      })
      .sort((a, b) => b.must - a.must || (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1));
    const guideBoxes = guides.map(({ ring, x, y }) => [x - ring.length * high * 0.27, y - high * 0.6, x + ring.length * high * 0.27, y + high * 0.6]);
    const places = namePlaces(nodes, high, box, guideBoxes);
    names.style.fontSize = `${high}px`;
    names.style.strokeWidth = `${4 / k}px`;
    ringNames.style.fontSize = `${Math.min(13, 12 / k)}px`;
    ringNames.style.strokeWidth = `${4 / k}px`;
    names.replaceChildren(
      ...nodes.filter(({ id }) => places.has(id)).map(({ id, text }) => {
        const [x, y, anchor] = places.get(id);
        return s("text", { x: x.toFixed(1), y: (y + high * 0.33).toFixed(1), "text-anchor": anchor, class: wanted(id) ? "wanted" : null, text: `\u2068${text}\u2069` });
      }),
    );
  }

  function drawHandle() {
    const id = pointed ?? (chosen.size === 1 ? [...chosen][0] : null);
    const shown = id && id !== ME && of.has(id);
    handle.toggleAttribute("hidden", !shown);
    if (!shown) return;
    const [x, y] = at.get(id);
    const out = Math.hypot(x, y) || 1;
    const far = radius(id) + 12;
    handle.dataset.handle = id;
    place(handle, [x - (y / out) * far, y + (x / out) * far]);
  }

  function drawMoving() {
    drawTies();
    drawHulls();
    for (const [id, g] of shapes) place(g, at.get(id));
    drawNames();
    drawHandle();
  }

  /** Everybody glides from where they are to where they belong. */
  function glide() {
    cancelAnimationFrame(gliding);
    const from = at;
    const to = new Map(map.entries.map((entry) => [entry.id, target(entry)]));
    const moved = map.entries.some(({ id }) => from.has(id) && Math.hypot(from.get(id)[0] - to.get(id)[0], from.get(id)[1] - to.get(id)[1]) > 1);
    at = to;
    if (!moved || calm.matches || map.entries.length > MANY) return drawMoving();
    const start = performance.now();
    const frame = (now) => {
      const t = Math.min(1, (now - start) / GLIDE);
      const eased = 1 - (1 - t) ** 3;
      at = new Map([...to].map(([id, [x, y]]) => [id, from.has(id) ? [from.get(id)[0] + eased * (x - from.get(id)[0]), from.get(id)[1] + eased * (y - from.get(id)[1])] : [x, y]]));
      if (t === 1) at = to;
      drawMoving();
      if (t < 1) gliding = requestAnimationFrame(frame);
    };
    gliding = requestAnimationFrame(frame);
    return undefined;
  }

  // -- the pointer ---------------------------------------------------------------------------

  const idUnder = (event) => event.target.closest?.("[data-id]")?.dataset.id ?? null;
  const toWorld = (event) => zoomTransform(stage).invert(pointer(event, stage));

  const move = drag()
    .container(stage)
    .clickDistance(4)
    .filter((event) => !event.button && !event.ctrlKey && (idUnder(event) || event.target.closest?.(".pln-handle")))
    .subject(({ sourceEvent }) => ({ id: idUnder(sourceEvent), handle: sourceEvent.target.closest(".pln-handle")?.dataset.handle, x: 0, y: 0 }))
    .on("start", ({ subject, sourceEvent }) => {
      subject.from = toWorld(sourceEvent);
      subject.ids = subject.handle ? [] : (chosen.has(subject.id) ? [...chosen] : [subject.id]).filter((id) => id !== ME);
    })
    .on("drag", ({ subject, sourceEvent }) => {
      const here = toWorld(sourceEvent);
      if (!subject.moving) lift(subject);
      if (subject.handle) {
        const aim = document.elementFromPoint(sourceEvent.clientX, sourceEvent.clientY)?.closest?.("[data-id]")?.dataset.id ?? null;
        subject.aim = aim === subject.handle || aim === ME ? null : aim;
        subject.line.setAttribute("d", `M${at.get(subject.handle).join(" ")}L${here.join(" ")}`);
        for (const [id, g] of shapes) g.classList.toggle("aim", id === subject.aim);
        return;
      }
      const by = here.map((x, i) => x - subject.from[i]);
      for (const id of subject.ids) {
        subject.now.set(id, at.get(id).map((x, i) => x + by[i]));
        place(subject.copies.get(id), subject.now.get(id));
      }
      const where = (id) => subject.now.get(id) ?? at.get(id);
      subject.line.setAttribute("d", subject.ties.map((tie) => `M${where(tie.source).join(" ")}L${where(tie.target).join(" ")}`).join(""));
      if (!subject.ids.length) return;
      subject.ring = ringAt(Math.hypot(...here) / size, map.rings);
      const r = map.rings.find(([ring]) => ring === subject.ring)[1] * size;
      subject.circle.setAttribute("r", r);
      subject.word.textContent = subject.ring;
      subject.word.setAttribute("y", -r - 6);
    })
    .on("end", ({ subject, sourceEvent }) => {
      if (!subject.moving) return;
      over.replaceChildren();
      stage.classList.remove("dragging");
      for (const g of shapes.values()) g.classList.remove("ghost", "aim");
      if (subject.handle) {
        if (subject.aim) calls.tie(subject.handle, subject.aim);
        return;
      }
      for (const id of subject.ids) if (subject.now.has(id)) at.set(id, subject.now.get(id));
      const changed = subject.ids.filter((id) => of.get(id)?.ring !== subject.ring);
      if (changed.length) calls.drop(changed, subject.ring, toWorld(sourceEvent).map((x) => x / size));
      glide();
    });

  /** Takes what is dragged into the upper layer. */
  function lift(subject) {
    subject.moving = true;
    stage.classList.add("dragging");
    subject.line = s("path", { class: "live" });
    subject.circle = s("circle", { class: "aim", r: 0 });
    subject.word = s("text", { class: "guide aim" });
    subject.now = new Map();
    const wanted = new Set(subject.ids);
    subject.ties = visibleTies().filter(({ source, target: to }) => wanted.has(source) || wanted.has(to));
    subject.copies = new Map(subject.ids.map((id) => [id, shapes.get(id).cloneNode(true)]));
    for (const copy of subject.copies.values()) for (const name of ["role", "tabindex", "data-id", "aria-label"]) copy.removeAttribute(name);
    for (const id of subject.ids) shapes.get(id).classList.add("ghost");
    over.replaceChildren(subject.circle, subject.line, ...subject.copies.values(), subject.word);
  }

  // The wheel scrolls the page; with Ctrl, or two fingers, it zooms.
  const zoom = zoomable()
    .scaleExtent([0.4, 8])
    .filter((event) => {
      if (event.target.closest?.("[data-id], .pln-handle")) return event.type === "wheel" && (event.ctrlKey || event.metaKey);
      if (event.type === "wheel") return event.ctrlKey || event.metaKey;
      return !event.button && event.type !== "dblclick" && event.touches?.length !== 1;
    })
    .clickDistance(4)
    .on("start", () => stage.classList.add("moving"))
    .on("zoom", ({ transform: { x, y, k } }) => {
      world.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
    })
    .on("end", () => {
      stage.classList.remove("moving");
      if (map) drawNames();
    });

  select(under).call(move);
  const view = select(stage).call(zoom);
  stage.style.touchAction = "pan-x pan-y";

  stage.addEventListener("click", (event) => {
    const id = idUnder(event);
    if (id) return calls.pick(id, event.shiftKey || event.metaKey || event.ctrlKey);
    if (event.target.closest(".pln-handle")) return undefined;
    const pair = lineAt(toWorld(event), visibleTies().filter(({ source, target: to }) => source !== ME && to !== ME), (id_) => at.get(id_), 6 / scale(), size);
    return pair ? calls.pickPair(pair) : calls.clear();
  });
  under.addEventListener("pointerover", (event) => {
    const id = idUnder(event);
    if (!id || id === pointed || stage.classList.contains("dragging") || event.pointerType === "touch") return;
    pointed = id;
    drawNames();
    drawHandle();
  });
  stage.addEventListener("pointerleave", () => {
    if (!pointed || stage.classList.contains("dragging")) return;
    pointed = null;
    if (map) drawNames();
    drawHandle();
  });

  function fit() {
    view.call(zoom.transform, zoomIdentity.translate(stage.clientWidth / 2, stage.clientHeight / 2));
  }

  const watchSize = new ResizeObserver(() => {
    if (!stage.clientWidth) return;
    size = Math.max(120, Math.min(stage.clientWidth - 150, stage.clientHeight - 56) / 2);
    fit();
    if (map) {
      at = new Map(map.entries.map((entry) => [entry.id, target(entry)]));
      drawRings();
      drawMoving();
    }
  });
  watchSize.observe(stage);

  // -- what others call ------------------------------------------------------------------------

  function show(next, wanted) {
    map = next;
    options = wanted;
    of = new Map(map.entries.map((entry) => [entry.id, entry]));
    counts = tieCounts(map.ties);
    numbers = groupNumbers(map.entries);
    const weights = map.ties.map((tie) => tie.weight ?? 1);
    map.heaviest = weights.reduce((a, b) => Math.max(a, b), 1);
    map.alike = new Set(weights).size < 2;
    for (const [id, g] of shapes) {
      if (of.has(id)) continue;
      g.remove();
      shapes.delete(id);
    }
    const before = new Set(shapes.keys());
    for (const entry of map.entries) drawShape(entry);
    for (const entry of map.entries) if (!before.has(entry.id)) people.append(shapes.get(entry.id));
    drawRings();
    if (first) at = new Map(map.entries.map((entry) => [entry.id, target(entry)]));
    first = false;
    glide();
  }

  function choose(ids, lostOnes = []) {
    [chosen, lost] = [new Set(ids), new Set(lostOnes)];
    for (const [id, g] of shapes) {
      g.setAttribute("aria-selected", chosen.has(id));
      g.classList.toggle("lost", lost.has(id));
    }
    if (!map) return;
    drawTies();
    drawNames();
    drawHandle();
  }

  /** One entry can be reached with Tab; `now` takes the keyboard there. */
  function focus(id, now = false) {
    shapes.get(focused)?.setAttribute("tabindex", "-1");
    focused = shapes.has(id) ? id : ME;
    const g = shapes.get(focused);
    if (!g) return;
    g.setAttribute("tabindex", "0");
    if (!now) return;
    g.focus({ preventScroll: true });
    const [x, y] = zoomTransform(stage).apply(at.get(focused));
    const off = (z, most) => (z < 24 ? 24 - z : z > most - 24 ? most - 24 - z : 0);
    const [dx, dy] = [off(x, stage.clientWidth), off(y, stage.clientHeight)];
    if (dx || dy) view.call(zoom.translateBy, dx / scale(), dy / scale());
    else drawNames();
  }

  return {
    show,
    choose,
    focus,
    fit,
    focused: () => focused,
    zoomBy: (factor) => view.call(zoom.scaleBy, factor),
    stop: () => {
      cancelAnimationFrame(gliding);
      watchSize.disconnect();
    },
  };
}
