// What is shown on this screen and kept nowhere: names, in place of the pseudonyms that are saved.

/**
 * The model as this page shows it. A message {instead: {trait: value}} stands in for traits, until the
 * next one; a page that comes later asks for it. It enters no state, and so no saved notebook.
 */
export function onScreen(model) {
  const calls = new Map();
  let instead = {};
  const hear = (message) => {
    if (!message?.instead) return;
    const changed = new Set([...Object.keys(instead), ...Object.keys(message.instead)]);
    instead = message.instead;
    for (const name of changed) for (const call of [...(calls.get(`change:${name}`) ?? [])]) call();
  };
  model.on("msg:custom", hear);
  if (model.get("_private")) model.send({ ask: "instead" });
  const shown = {
    get: (name) => (Object.hasOwn(instead, name) ? instead[name] : model.get(name)),
    set: (...change) => model.set(...change),
    save_changes: () => model.save_changes(),
    send: (...message) => model.send(...message),
    on(event, call) {
      calls.set(event, (calls.get(event) ?? new Set()).add(call));
      model.on(event, call);
    },
    off(event, call) {
      calls.get(event)?.delete(call);
      model.off(event, call);
    },
  };
  return { shown, stop: () => model.off("msg:custom", hear) };
}
