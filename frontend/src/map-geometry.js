// Pure functions of the map: where things stand, in which order they are read, and what is said of them.

const TURN = 2 * Math.PI;
export const ME = "me";

/** The text on one line without marks that turn the direction of what follows, at most so many characters. */
export function short(text, most = 28) {
  const letters = [...text.replace(/[\s\p{Cc}]+/gu, " ").replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").trim()];
  return letters.length <= most ? letters.join("") : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}

/** Eight groups at most, in the order of the map, as plnkit.draw.picture has them: {group: 1 … 8}. */
export function groupNumbers(entries) {
  const counts = new Map();
  for (const { id, group } of entries) if (group && id !== ME) counts.set(group, (counts.get(group) ?? 0) + 1);
  const kept = new Set([...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, 8));
  return new Map([...counts.keys()].filter((group) => kept.has(group)).map((group, i) => [group, i + 1]));
}

export const letterOf = (number) => (number ? "ABCDEFGH"[number - 1] : "");

/** The ring whose line is nearest to a distance from the centre; `rings` are pairs of name and radius. */
export function ringAt(distance, rings) {
  return rings.reduce((best, ring) => (Math.abs(ring[1] - distance) < Math.abs(best[1] - distance) ? ring : best))[0];
}

const angleOf = ([x, y]) => (Math.atan2(x, -y) + TURN) % TURN; // clockwise from the top

/** Ids in the order in which they are read: oneself, then ring by ring, each clockwise from the top. */
export function readingOrder(entries, rings) {
  const rank = new Map(rings.map(([ring], i) => [ring, i]));
  const key = ({ id, ring, at }) => [id === ME ? -1 : (rank.get(ring) ?? rings.length), angleOf(at)];
  return entries
    .map((entry) => [key(entry), entry.id])
    .sort(([a, one], [b, other]) => a[0] - b[0] || a[1] - b[1] || (one < other ? -1 : 1))
    .map(([, id]) => id);
}

/** Where an arrow key leads: left and right along the reading order, up and down to the next ring out or in. */
export function step(entries, rings, from, key, among = null) {
  const there = among ? entries.filter(({ id }) => among.has(id) || id === from) : entries;
  const order = readingOrder(there, rings);
  const at = order.indexOf(from);
  if (key === "Home") return order[0];
  if (key === "End") return order.at(-1);
  if (key === "ArrowRight") return order[(at + 1) % order.length];
  if (key === "ArrowLeft") return order[(at - 1 + order.length) % order.length];
  const of = new Map(there.map((entry) => [entry.id, entry]));
  const rank = (id) => (id === ME ? -1 : [...rings.map(([ring]) => ring), ""].indexOf(of.get(id).ring ?? ""));
  const ranks = [...new Set(order.map(rank))];
  const next = ranks[ranks.indexOf(rank(from)) + (key === "ArrowUp" ? 1 : -1)];
  if (next === undefined) return from;
  const turn = angleOf(of.get(from).at);
  const apart = (id) => Math.abs(((angleOf(of.get(id).at) - turn + 1.5 * TURN) % TURN) - TURN / 2);
  return order.filter((id) => rank(id) === next).reduce((best, id) => (apart(id) < apart(best) ? id : best));
}

/** The direction, as [x, y] of length 1, in which words on the rings are farthest from every point, and apart. */
export function freeDirection(points, radii) {
  const gap = Math.min(...radii.slice(1).map((r, i) => r - radii[i]));
  const all = Array.from({ length: 48 }, (_, k) => [Math.sin((k * TURN) / 48), -Math.cos((k * TURN) / 48)]);
  const apart = all.filter(([x, y]) => Math.abs(x) * gap > 66 || Math.abs(y) * gap > 15);
  const directions = apart.length ? apart : all;
  const room = ([x, y]) => Math.min(...radii.flatMap((r) => points.map(([a, b]) => Math.hypot((a - x * r) / 2, b - y * r))));
  return directions.map((d) => [room(d), d]).reduce((best, one) => (one[0] > best[0] * 1.05 ? one : best))[1];
}

const xy = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/**
 * A tie as {line, tip}: from one point to another, bent towards the centre unless `straight`, so that long
 * lines part; with `gap`, the size of what it points at, it ends in an arrowhead.
 */
export function tieLine([ax, ay], [bx, by], { straight = false, gap = 0, size = 300 } = {}) {
  const bend = straight ? 1 : 1 - 0.3 * Math.min(1, Math.hypot(bx - ax, by - ay) / size);
  const [cx, cy] = [((ax + bx) / 2) * bend, ((ay + by) / 2) * bend];
  let [ex, ey, tip] = [bx, by, ""];
  if (gap) {
    const far = Math.max(Math.hypot(bx - cx, by - cy), 1e-9);
    const [ux, uy] = [(bx - cx) / far, (by - cy) / far];
    const [px, py] = [bx - ux * (gap + 2), by - uy * (gap + 2)];
    [ex, ey] = [px - ux * 9, py - uy * 9];
    tip = `M${xy(px, py)}L${xy(ex - uy * 4.5, ey + ux * 4.5)}L${xy(ex + uy * 4.5, ey - ux * 4.5)}Z`;
  }
  return { line: `M${xy(ax, ay)}${straight ? "L" : `Q${xy(cx, cy)} `}${xy(ex, ey)}`, tip };
}

/** The pair of ids whose line passes nearest to a point, within `reach`; null where none does. */
export function lineAt(point, ties, at, reach, size) {
  let [best, found] = [reach, null];
  for (const { source, target } of ties) {
    const [a, b] = [at(source), at(target)];
    const straight = source === ME || target === ME;
    const bend = straight ? 1 : 1 - 0.3 * Math.min(1, Math.hypot(b[0] - a[0], b[1] - a[1]) / size);
    const c = [((a[0] + b[0]) / 2) * bend, ((a[1] + b[1]) / 2) * bend];
    for (let k = 1; k < 24; k += 1) {
      const t = k / 24;
      const [x, y] = [0, 1].map((i) => (straight ? a[i] + t * (b[i] - a[i]) : (1 - t) ** 2 * a[i] + 2 * t * (1 - t) * c[i] + t * t * b[i]));
      const away = Math.hypot(x - point[0], y - point[1]);
      if (away < best) [best, found] = [away, [source, target]];
    }
  }
  return found;
}

/** The outline around points, `pad` away from each: an SVG path. */
export function outline(points, pad) {
  const around = points.flatMap(([x, y]) => Array.from({ length: 12 }, (_, k) => [x + pad * Math.cos((k * TURN) / 12), y + pad * Math.sin((k * TURN) / 12)]));
  around.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list) => {
    const kept = [];
    for (const p of list) {
      while (kept.length > 1) {
        const [a, b] = kept.slice(-2);
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        kept.pop();
      }
      kept.push(p);
    }
    return kept.slice(0, -1);
  };
  const hull = [...half(around), ...half(around.reverse())];
  return `M${hull.map(([x, y]) => xy(x, y)).join("L")}Z`;
}

/**
 * Where each name stands beside its shape, {id: [x, y, anchor]}; those without room are left out, except
 * when `must`. `nodes` are {id, x, y, r, wide, must}, those that matter most first; `box` is what can be seen,
 * `obstacles` are further boxes [left, top, right, bottom] to keep clear of.
 */
export function namePlaces(nodes, high, box, obstacles = []) {
  const taken = [...obstacles];
  const hits = (a) => taken.reduce((sum, b) => {
    const across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    const down = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    return across > 0 && down > 0 ? sum + across * down : sum;
  }, 0);
  for (const { x, y, r } of nodes) taken.push([x - r, y - r, x + r, y + r]);
  const places = new Map();
  for (const { id, x, y, r, wide, must } of nodes) {
    const out = Math.hypot(x, y) || 1;
    const spots = [[1, 0], [-1, 0], [0, 1], [0, -1], [0.75, 0.7], [-0.75, 0.7], [0.75, -0.7], [-0.75, -0.7]].map(([dx, dy]) => {
      const [px, py] = [x + dx * (r + high * 0.35), y + dy * (r + high * (Math.abs(dy) > 0.9 ? 0.62 : 0.4))];
      const left = dx > 0 ? px : dx < 0 ? px - wide : px - wide / 2;
      const room = [left, py - high * 0.55, left + wide, py + high * 0.55];
      const outside = room[0] < box[0] || room[1] < box[1] || room[2] > box[2] || room[3] > box[3];
      const cost = hits(room) + (outside ? 400 : 0);
      const liking = (dx * x + dy * y) / out - (Math.abs(dy) > 0.5 ? 0.15 : 0);
      return { room, cost, order: cost - 8 * liking, place: [px, py, dx > 0 ? "start" : dx < 0 ? "end" : "middle"] };
    });
    const best = spots.reduce((a, b) => (b.order < a.order ? b : a));
    if (best.cost > 10 && !must) continue;
    taken.push(best.room);
    places.set(id, best.place);
  }
  return places;
}

const many = (n, one, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;

/** What a screen reader says of an entry: name, kind, ring, group, ties, what it gives and gets. */
export function sentenceOf({ id, label, kind = "person", ring, group, gives = [], gets = [] }, ties) {
  const name = short(label, 300);
  if (id === ME) return [name === "you" ? "You" : `${name}, you`, "the centre of the map", many(ties, "tie")].join(", ");
  const words = [name, kind, ring === "hoped-for" ? "hoped for, counted in no measure" : ring || "no ring", group && `group ${short(group)}`, many(ties, "tie")];
  if (gives.length) words.push(`gives ${gives.join(" and ")}`);
  if (gets.length) words.push(`gets ${gets.join(" and ")}`);
  return words.filter(Boolean).join(", ");
}

/** The value that all entries share in a field; null where they differ. */
export function shared(entries, field) {
  const values = new Set(entries.map((entry) => entry[field] ?? ""));
  return values.size === 1 ? [...values][0] : null;
}

/** The number of ties of each entry with the others, the learner's own left aside. */
export function tieCounts(ties) {
  const pairs = new Set(ties.map(({ source, target }) => JSON.stringify([source, target].sort())));
  const counts = new Map();
  for (const pair of pairs) {
    const [a, b] = JSON.parse(pair);
    counts.set(a, (counts.get(a) ?? 0) + (b !== ME ? 1 : 0));
    counts.set(b, (counts.get(b) ?? 0) + (a !== ME ? 1 : 0));
  }
  return counts;
}
