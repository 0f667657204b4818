import assert from "node:assert/strict";
import test from "node:test";
import { counted, marksAt, numberText, place, rowOf, statesAt } from "../src/lab.js";

test("who is reached at a position of the slider is known without asking", () => {
  const data = { first: [0, 10, 201] };
  assert.deepEqual([0, 9, 10, 200].map((at) => statesAt(data, at)), ["100", "100", "110", "110"]);
  assert.equal(statesAt({ states: ["00", "01"] }, 1), "01");
});

test("people are counted by state, and named on a map", () => {
  assert.deepEqual(counted(["no", "yes"], ["Me", "Ana", "Ben"], "010"), [
    { name: "no", people: 2, who: "Me, Ben" },
    { name: "yes", people: 1, who: "Ana" },
  ]);
  assert.equal(counted(["no"], [], "00")[0].who, "");
});

test("a slider's value is a row, and never one outside the curve", () => {
  assert.deepEqual([rowOf(5, 0, 0.5, 201), rowOf(100, 0, 0.5, 201), rowOf(0.3, 0, 0.1, 3)], [10, 200, 2]);
});

test("marks stand on the curve; where there is no number, out of sight", () => {
  const box = { left: 0, right: 100, top: 0, bottom: 200, most: 50 };
  assert.deepEqual(marksAt(box, [[0, 0, 1], [1, 25, null], [2, 50, 50]], 1), { x: 50, ys: [100, -99] });
});

test("numbers and places are said as people read them", () => {
  assert.deepEqual([null, 0.205, 12.34, 1634.2].map(numberText), ["none", "0.21", "12.3", "1,634"]);
  assert.equal(place("chance to pass it on, %", 7.5), "chance to pass it on: 7.5%");
  assert.equal(place("hour", 3), "hour: 3");
});
