// What each control sends to the browser. The code and style of all controls travel once per kernel,
// in the one widget that `_bundle` names, and are loaded once per page.
const loaded = (globalThis[Symbol.for("plnkit.bundles")] ??= new Map());

function load(code) {
  if (!loaded.has(code)) {
    loaded.set(code, import(URL.createObjectURL(new Blob([code], { type: "text/javascript" }))));
  }
  return loaded.get(code);
}

function style(css) {
  const id = "plnkit-style";
  const node = document.getElementById(id) ?? document.head.appendChild(Object.assign(document.createElement("style"), { id }));
  if (node.textContent !== css) node.textContent = css;
}

async function render(view) {
  try {
    const bundle = await view.host.getModel(view.model.get("_bundle"));
    style(bundle.get("css"));
    return (await load(bundle.get("code"))).render(view);
  } catch (problem) {
    view.el.textContent = "This can't be shown. Run the cell again.";
    throw problem;
  }
}

export default { render };
