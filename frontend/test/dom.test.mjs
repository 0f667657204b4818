import assert from "node:assert/strict";
import test from "node:test";
import { both, commit, watch } from "../src/dom.js";

/** Just enough of anywidget's model. */
function model(state) {
  const listeners = new Map();
  return {
    saved: 0,
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      (listeners.get(`change:${name}`) ?? []).forEach((call) => call());
    },
    save_changes() {
      this.saved += 1;
    },
    on: (event, call) => listeners.set(event, [...(listeners.get(event) ?? []), call]),
    off: (event, call) => listeners.set(event, listeners.get(event).filter((other) => other !== call)),
  };
}

test("what is watched is shown at once, at each change, and no more after the clean-up", () => {
  const a = model({ value: 1 });
  const seen = [];
  const stop = watch(a, ["value"], () => seen.push(a.get("value")));
  a.set("value", 2);
  stop();
  a.set("value", 3);
  assert.deepEqual(seen, [1, 2]);
});

test("a new value takes away what was said of the old one, in one message", () => {
  const a = model({ value: 1, error: "Too small." });
  commit(a, 2);
  assert.deepEqual([a.get("value"), a.get("error"), a.saved], [2, "", 1]);
});

test("one clean-up does the work of several", () => {
  const done = [];
  both(() => done.push(1), () => done.push(2))();
  assert.deepEqual(done, [1, 2]);
});
