import assert from "node:assert/strict";
import test from "node:test";
import { filled, stays } from "../src/interview.js";

const asked = (stage, about, parts = []) => ({ stage, about, parts });

test("a question that is half filled in stays when others change the map; another question does not", () => {
  const [ana, longer, ben] = [asked("list", ["ana"]), asked("list", ["ana"], ["new"]), asked("list", ["ben"])];
  assert.equal(stays(null, ana, false), false);
  assert.equal(stays(ana, { ...ana }, false), true);
  assert.equal(stays(ana, longer, false), false);
  assert.equal(stays(ana, longer, true), true);
  assert.equal(stays(ana, ben, true), false);
});

test("what is filled in: ticks as a list, one choice or nothing, text as typed", () => {
  const inputs = {
    ties: [{ checked: true, value: "ben" }, { checked: false, value: "cleo" }],
    ring: [{ checked: false, value: "close" }],
    new: [{ value: "Ana\nBen" }],
  };
  const form = { querySelectorAll: (selector) => inputs[/"(\w+)"/.exec(selector)[1]] };
  const parts = [["ties", "several"], ["ring", "choice"], ["new", "lines"]].map(([key, kind]) => ({ key, kind }));
  assert.deepEqual(filled(parts, form), { ties: ["ben"], ring: "", new: "Ana\nBen" });
});
