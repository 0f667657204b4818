import assert from "node:assert/strict";
import { test } from "node:test";
import { sections, stepped } from "../src/present.js";

const block = (title) => ({ title });
const shape = (blocks) => sections(blocks).map(({ title, blocks: inside }) => [title, inside.length]);

test("a section goes from a heading to the next", () => {
  assert.deepEqual(shape(["One", null, null, "Two", null].map(block)), [["One", 3], ["Two", 2]]);
});

test("what stands before the first heading is a section without a title", () => {
  assert.deepEqual(shape([null, "One"].map(block)), [["", 1], ["One", 1]]);
});

test("an empty notebook has no section", () => {
  assert.deepEqual(sections([]), []);
});

test("nobody turns past either end", () => {
  assert.deepEqual([stepped(0, -1, 3), stepped(1, 1, 3), stepped(2, 1, 3), stepped(0, 0, 0)], [0, 2, 2, 0]);
});
