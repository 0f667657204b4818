import assert from "node:assert/strict";
import test from "node:test";
import { onScreen } from "../src/screen.js";

/** Just enough of anywidget's model, with what was sent to Python. */
function model(state) {
  const calls = new Map();
  return {
    sent: [],
    get: (name) => state[name],
    send(message) {
      this.sent.push(message);
    },
    on: (event, call) => calls.set(event, [...(calls.get(event) ?? []), call]),
    off: (event, call) => calls.set(event, calls.get(event).filter((other) => other !== call)),
    hear: (message) => (calls.get("msg:custom") ?? []).forEach((call) => call(message)),
  };
}

test("a message stands in for a trait on this page, and the state keeps what it had", () => {
  const saved = model({ options: ["p7k2"] });
  const { shown } = onScreen(saved);
  const seen = [];
  shown.on("change:options", () => seen.push(shown.get("options")));
  saved.hear({ instead: { options: ["Ana"] } });
  assert.deepEqual(seen, [["Ana"]]);
  assert.deepEqual(saved.get("options"), ["p7k2"]);
  saved.hear({ instead: {} });
  assert.deepEqual(seen, [["Ana"], ["p7k2"]]);
});

test("a page that opens later asks, only where there is something to ask for", () => {
  const [plain, secret] = [model({ _private: false }), model({ _private: true })];
  onScreen(plain);
  onScreen(secret);
  assert.deepEqual([plain.sent, secret.sent], [[], [{ ask: "instead" }]]);
});

test("after the clean-up no message is heard", () => {
  const saved = model({ value: 1 });
  const { shown, stop } = onScreen(saved);
  stop();
  saved.hear({ instead: { value: 2 } });
  assert.equal(shown.get("value"), 1);
});
