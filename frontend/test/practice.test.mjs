import assert from "node:assert/strict";
import test from "node:test";
import { alike, folded, movedBy, sought } from "../src/practice-search.js";

const entry = (term, more = {}) => ({ id: term, term, also: [], plain: "", scholarly: "", example: "", ...more });
const TERMS = [
  entry("Confirmation bias", { plain: "Seeing what fits what one thinks already." }),
  entry("Reciprocity", { also: ["mutual exchange"], plain: "Giving and taking in turn." }),
  entry("Weak tie", { plain: "Somebody one knows a little." }),
  entry("Pädagogik", { plain: "A word with an accent." }),
];
const names = (query) => sought(TERMS, query).found.map(({ term }) => term);

test("no words show all terms, in their order", () => {
  assert.deepEqual(names("  "), TERMS.map(({ term }) => term));
});

test("every word must be there; who is named so comes before who speaks of it", () => {
  assert.deepEqual(names("bias"), ["Confirmation bias"]);
  assert.deepEqual(names("exchange mutual"), ["Reciprocity"]);
  assert.deepEqual(names("WEAK"), ["Weak tie"]);
  assert.deepEqual(names("weak bias"), []);
  assert.deepEqual(sought([entry("Other", { plain: "a tie" }), entry("Tie")], "tie").found.map(({ id }) => id), ["Tie", "Other"]);
});

test("accents, capitals and signs do not matter", () => {
  assert.equal(folded("  Pädagogik, (PLN)! "), "padagogik pln");
  assert.deepEqual(names("padagogik"), ["Pädagogik"]);
});

test("what is misspelt brings the names that look like it", () => {
  assert.deepEqual(sought(TERMS, "recprocity"), { found: [], near: ["Reciprocity"] });
  assert.deepEqual(sought(TERMS, "zzz"), { found: [], near: [] });
  assert.equal(alike("tie", "tie"), 1);
  assert.equal(alike("", ""), 0);
});

test("a step moves by one and stays where it can't go", () => {
  const steps = ["a", "b", "c"];
  assert.deepEqual(movedBy(steps, "b", -1), ["b", "a", "c"]);
  assert.deepEqual(movedBy(steps, "a", 1), ["b", "a", "c"]);
  assert.equal(movedBy(steps, "a", -1), steps);
  assert.equal(movedBy(steps, "c", 1), steps);
  assert.deepEqual(steps, ["a", "b", "c"]);
});
