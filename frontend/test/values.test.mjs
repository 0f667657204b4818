import assert from "node:assert/strict";
import test from "node:test";
import { chosen, decimals, emptyCell, keptText, parseNumber, valueText } from "../src/values.js";

const OPTIONS = [["a", "Ay"], ["b", "Be"], ["c", "Ce"]];

test("a step says how many digits are shown", () => {
  assert.deepEqual([1, 5, 0.5, 0.05, 0.001].map(decimals), [0, 0, 1, 2, 3]);
});

// tests/views/test_controls.py asks the same of number_words.
test("a value has the digits of its step, and its unit", () => {
  assert.equal(valueText(0.3, 0.05), "0.30");
  assert.equal(valueText(30, 1, "%"), "30%");
  assert.equal(valueText(2.5, 0.5, "hours"), "2.5 hours");
  assert.equal(valueText(30000, 1000, "people"), "30,000 people");
  assert.equal(valueText(-1.5, 0.5), "-1.5");
});

test("a number may have a point or a comma, spaces and a sign", () => {
  const given = { "2.5": 2.5, "2,5": 2.5, " 3 ": 3, "1\u00a0000": 1000, ",5": 0.5, "-2": -2, "\u22122": -2, "0,125": 0.125, "20%": 20, "7,5 %": 7.5 };
  for (const [typed, value] of Object.entries(given)) assert.deepEqual(parseNumber(typed), { value }, typed);
});

test("nothing typed is no number, and no mistake", () => {
  assert.deepEqual(parseNumber("  "), { value: null });
});

test("a comma that could mean thousands is asked about", () => {
  assert.match(parseNumber("1,000").problem, /1000 or 1\.000/);
  assert.match(parseNumber("1,000,000").problem, /1000000/);
});

test("what is no number says so", () => {
  for (const typed of ["x", "1e5", "0x10", "Infinity", "NaN", "1.2.3", "--1", "."]) {
    assert.match(parseNumber(typed).problem, /Write a number/, typed);
  }
});

test("a number outside its limits names the limits", () => {
  assert.match(parseNumber("11", { min: 0, max: 10 }).problem, /from 0 to 10/);
  assert.match(parseNumber("-1", { min: 0 }).problem, /0 or more/);
  assert.match(parseNumber("11", { max: 10 }).problem, /10 or less/);
  assert.match(parseNumber("1.5", { whole: true }).problem, /whole number/);
  assert.deepEqual(parseNumber("10", { min: 0, max: 10, whole: true }), { value: 10 });
});

test("a text that is too long is kept as far as it may go, and says so", () => {
  assert.deepEqual(keptText("abc", 3), { value: "abc", problem: "" });
  assert.deepEqual(keptText("abcd", null), { value: "abcd", problem: "" });
  const { value, problem } = keptText("ab😀d", 3);
  assert.equal(value, "ab😀");
  assert.match(problem, /^1 character too many/);
});

test("what is chosen keeps the order of the options, and its limit", () => {
  assert.deepEqual(chosen(OPTIONS, ["c"], "a", true), ["a", "c"]);
  assert.deepEqual(chosen(OPTIONS, ["a", "c"], "a", false), ["c"]);
  assert.equal(chosen(OPTIONS, ["a", "c"], "b", true, 2), null);
  assert.deepEqual(chosen(OPTIONS, ["a", "c"], "c", false, 2), ["a"]);
});

test("an empty cell holds what Python's Column.empty says", () => {
  assert.deepEqual(["text", "number", "menu", "toggle"].map((kind) => emptyCell({ kind })), ["", null, null, false]);
});
