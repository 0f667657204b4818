import assert from "node:assert/strict";
import test from "node:test";
import { freeDirection, groupNumbers, lineAt, namePlaces, outline, readingOrder, ringAt, sentenceOf, shared, short, step, tieCounts, tieLine } from "../src/map-geometry.js";

const RINGS = [["close", 0.36], ["regular", 0.59], ["occasional", 0.8], ["hoped-for", 1]];
const at = (ring, turn) => {
  const r = new Map(RINGS).get(ring);
  return [r * Math.sin(turn), -r * Math.cos(turn)];
};
const PEOPLE = [
  { id: "far", ring: "occasional", at: at("occasional", 0.2) },
  { id: "c2", ring: "close", at: at("close", 3) },
  { id: "me", at: [0, 0] },
  { id: "c1", ring: "close", at: at("close", 0.1) },
  { id: "r1", ring: "regular", at: at("regular", 2.9) },
];

test("people are read from the inside out, each ring clockwise from the top", () => {
  assert.deepEqual(readingOrder(PEOPLE, RINGS), ["me", "c1", "c2", "r1", "far"]);
});

test("arrow keys go along that order, and up and down to whoever is nearest on the next ring", () => {
  const go = (from, key, among) => step(PEOPLE, RINGS, from, key, among);
  assert.equal(go("c1", "ArrowRight"), "c2");
  assert.equal(go("me", "ArrowLeft"), "far");
  assert.equal(go("c2", "ArrowUp"), "r1");
  assert.equal(go("r1", "ArrowDown"), "c2");
  assert.equal(go("far", "ArrowUp"), "far");
  assert.equal(go("me", "End"), "far");
  assert.equal(go("c1", "ArrowRight", new Set(["far"])), "far");
});

test("whoever is removed hands the keyboard to the next one", () => {
  assert.equal(step(PEOPLE, RINGS, "c1", "ArrowRight", new Set(["me", "c2", "r1", "far"])), "c2");
});

test("a drop belongs to the nearest ring", () => {
  assert.deepEqual([0, 0.47, 0.48, 0.7, 0.95, 3].map((r) => ringAt(r, RINGS)), ["close", "close", "regular", "occasional", "hoped-for", "hoped-for"]);
});

test("groups keep the order of the map; of more than eight the largest stay", () => {
  const people = (groups) => groups.map((group, i) => ({ id: `p${i}`, group }));
  assert.deepEqual([...groupNumbers([{ id: "me", group: "x" }, ...people(["b", "a", "b", ""])])], [["b", 1], ["a", 2]]);
  const many = people([..."abcdefghi", "i"]);
  assert.deepEqual([...groupNumbers(many).keys()].join(""), "abcdefgi");
});

test("what a screen reader says names role, ring, ties, and what is given", () => {
  const ana = { id: "a", label: "Ana Öz", kind: "person", ring: "close", gives: ["answers"], gets: ["feedback"] };
  assert.equal(sentenceOf(ana, 3), "Ana Öz, person, close, 3 ties, gives answers, gets feedback");
  assert.equal(sentenceOf({ id: "b", label: "Bo", ring: "hoped-for" }, 1), "Bo, person, hoped for, counted in no measure, 1 tie");
  assert.equal(sentenceOf({ id: "me", label: "you" }, 2), "You, the centre of the map, 2 ties");
});

test("a name is one line, without marks that turn what follows, and cut between letters", () => {
  assert.equal(short("a\u202eb\n c\u0000"), "ab c");
  assert.equal(short("👩👩👩👩", 3), "👩👩…");
});

test("a tie bends towards the centre, and ends in an arrowhead short of its target", () => {
  const { line, tip } = tieLine([-100, -100], [100, -100], { size: 200 });
  assert.equal(line, "M-100.0 -100.0Q0.0 -70.0 100.0 -100.0");
  assert.equal(tip, "");
  assert.match(tieLine([0, 0], [100, 0], { straight: true, gap: 10 }).tip, /^M88\.0 0\.0L/);
});

test("a click near a line means that tie", () => {
  const places = { a: [-100, -100], b: [100, -100] };
  const ties = [{ source: "a", target: "b" }];
  assert.deepEqual(lineAt([0, -84], ties, (id) => places[id], 6, 200), ["a", "b"]);
  assert.equal(lineAt([0, 0], ties, (id) => places[id], 6, 200), null);
});

test("an outline goes around all, also around one alone", () => {
  const xs = [...outline([[0, 0], [50, 0]], 10).matchAll(/[ML](-?[\d.]+) /g)].map(([, x]) => Number(x));
  assert.deepEqual([Math.min(...xs), Math.max(...xs)], [-10, 60]);
  assert.match(outline([[0, 0]], 10), /^M.*Z$/);
});

test("names never cover one another, but those that must be there are", () => {
  const here = (id, must) => ({ id, x: 0, y: 0, r: 5, wide: 400, must });
  const tight = [-50, -20, 50, 20];
  assert.equal(namePlaces([here("a", false)], 12, tight).size, 0);
  assert.equal(namePlaces([here("a", true)], 12, tight).size, 1);
  const [a, b] = [...namePlaces([{ ...here("a"), wide: 30 }, { ...here("b"), x: 12, wide: 30 }], 12, [-500, -500, 500, 500]).values()];
  assert.notDeepEqual(a, b);
});

test("words on the rings stand where nobody does", () => {
  const [x, y] = freeDirection([[0, -100], [100, 0], [-100, 0]], [100]);
  assert.ok(y > 0.9 && Math.abs(x) < 0.3);
});

test("the names of rings that lie close together stand one above the other", () => {
  const around = Array.from({ length: 8 }, (_, k) => [0, k < 4 ? -60 - k : 60 + k]);
  const [, y] = freeDirection(around, [20, 70, 120]);
  assert.ok(Math.abs(y) * 50 > 15);
});

test("ties among the others are counted once for each pair", () => {
  const tie = (source, target) => ({ source, target });
  assert.deepEqual([...tieCounts([tie("me", "a"), tie("a", "b"), tie("b", "a")])], [["a", 1], ["me", 1], ["b", 1]]);
});

test("what several have in common is their value; where they differ it is none", () => {
  assert.equal(shared([{ ring: "close" }, { ring: "close" }], "ring"), "close");
  assert.equal(shared([{ ring: "close" }, {}], "ring"), null);
  assert.equal(shared([{}, {}], "ring"), "");
});
