// Presentation: one section of a notebook at a time, in large type, over the whole window. Nothing is moved or
// made anew: cells that wait are hidden, so widgets keep their state. Each notebook with a control of plnkit
// gets a button in its toolbar.
import { freshId, h } from "./dom.js";

const HEADINGS = "h1, h2, h3";
const TURNS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
const SCROLLS = { ArrowDown: 0.3, ArrowUp: -0.3 }; // of the window's height

/** Blocks in order, split so that each section begins with a heading; what comes before the first is one too. */
export function sections(blocks) {
  const found = [];
  for (const block of blocks) {
    if (block.title !== null || !found.length) found.push({ title: block.title ?? "", blocks: [] });
    found.at(-1).blocks.push(block);
  }
  return found;
}

/** Which section comes next; one stays at either end. */
export const stepped = (at, by, of) => Math.max(0, Math.min(of - 1, at + by));

/** A notebook's cells as blocks: text cells by their paragraphs, headings and lists, others whole. */
function blocksOf(panel) {
  return [...panel.querySelectorAll(".jp-Notebook .jp-Cell")].flatMap((cell) => {
    const prose = cell.querySelector(".jp-MarkdownOutput");
    if (!prose) return cell.querySelector(".jp-OutputArea-output, .jp-InputArea:not([style*='none'])") ? [{ cell, node: cell, title: null }] : [];
    return [...prose.children].map((node) => ({ cell, node, title: node.matches(HEADINGS) ? heading(node) : null }));
  });
}

const heading = (node) => [...node.childNodes].filter((part) => !part.matches?.(".jp-InternalAnchorLink")).map((part) => part.textContent).join("");

// Arrows and letters belong to a field, a map or a table that has the focus; on a button or a link they go on.
const ownsKeys = (target) =>
  target instanceof Element &&
  (target.closest("input, select, textarea, [contenteditable='true']") !== null ||
    (target.closest(".pln-control") !== null && !target.matches("button, a, summary")));

function present(panel, opener) {
  let at = 0;
  const scroller = () => panel.querySelector(".jp-WindowedPanel-outer");
  const place = h("p", { class: "pln-podium-place", role: "status" });
  const button = (text, press) => h("button", { type: "button", class: "pln-button pln-quiet", onclick: press, text });
  const back = button("Previous", () => go(-1));
  const on = button("Next", () => go(1));
  const bar = h("div", { class: "pln-control pln-podium", role: "group", "aria-label": "Presentation" }, back, place, on, button("Leave", leave));

  function show() {
    const all = sections(blocksOf(panel));
    at = stepped(at, 0, all.length);
    const shown = new Set(all[at]?.blocks.flatMap(({ cell, node }) => [cell, node]));
    for (const { cell, node } of all.flatMap((section) => section.blocks)) {
      for (const one of [cell, node]) one.classList.toggle("pln-away", !shown.has(one));
    }
    place.textContent = `${at + 1} of ${all.length}: ${all[at]?.title ?? ""}`;
    for (const [end, one] of [[0, back], [all.length - 1, on]]) one.setAttribute("aria-disabled", at === end);
    scroller()?.scrollTo(0, 0);
  }

  function go(by) {
    const all = sections(blocksOf(panel));
    const to = stepped(at, by, all.length);
    if (to === at) return;
    at = to;
    show();
  }

  function leave() {
    window.removeEventListener("keydown", keys, true);
    panel.removeEventListener("keydown", escape);
    panel.hidePopover();
    panel.removeAttribute("popover");
    panel.removeAttribute("data-lm-suppress-shortcuts");
    panel.classList.remove("pln-presenting");
    panel.querySelectorAll(".pln-away").forEach((node) => node.classList.remove("pln-away"));
    bar.remove();
    opener.focus();
  }

  // Before JupyterLab, which would take the arrows to another cell.
  function keys(event) {
    if (!panel.isConnected) return leave();
    if (event.ctrlKey || event.metaKey || event.altKey || ownsKeys(event.target)) return;
    if (event.key === "Escape") leave();
    else if (event.key in TURNS) go(TURNS[event.key]);
    else if (event.key in SCROLLS) scroller()?.scrollBy(0, SCROLLS[event.key] * window.innerHeight);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // In a control Escape is the control's first: what is left of it takes the focus out.
  function escape(event) {
    if (event.key === "Escape" && !event.defaultPrevented) on.focus();
  }

  panel.append(bar);
  panel.classList.add("pln-presenting");
  panel.setAttribute("data-lm-suppress-shortcuts", "");
  // The top layer: JupyterLab's panels clip what is inside them.
  panel.setAttribute("popover", "manual");
  panel.showPopover();
  window.addEventListener("keydown", keys, true);
  panel.addEventListener("keydown", escape);
  show();
  on.focus();
}

const alive = new WeakMap(); // notebook -> the kernel's bundle that its controls came with

/** "Run All Cells" leaves a learner at the end of the lesson; she wants to begin at its beginning. */
function fromTheTop(panel, bundle) {
  if (alive.get(panel) === bundle) return;
  alive.set(panel, bundle);
  const last = [...panel.querySelectorAll(".jp-Notebook .jp-Cell")].at(-1);
  const scroller = panel.querySelector(".jp-WindowedPanel-outer");
  const inView = scroller && last.getBoundingClientRect().top < scroller.getBoundingClientRect().bottom;
  if (inView && last.classList.contains("jp-mod-active")) scroller.scrollTo(0, 0);
}

/** A button "Present" in the toolbar of the notebook that `el` comes to stand in, once per notebook. */
export function presentable(el, bundle) {
  new ResizeObserver((_, watcher) => {
    const panel = el.closest(".jp-NotebookPanel");
    if (!panel) return;
    watcher.disconnect();
    panel.classList.add("pln-lesson");
    fromTheTop(panel, bundle);
    const toolbar = panel.querySelector(".jp-NotebookPanel-toolbar");
    if (!toolbar || toolbar.querySelector(".pln-present")) return;
    const title = "One section at a time, in large type. Arrow keys turn, Escape leaves.";
    const opener = h("button", { type: "button", class: "pln-present", id: freshId(), title, text: "Present" });
    opener.addEventListener("click", () => present(panel, opener));
    toolbar.insertBefore(opener, toolbar.querySelector(".jp-Toolbar-spacer"));
  }).observe(el);
}

/** Where JupyterLab shows a notebook, a link to another one opens it there, and the page stays. */
export function openInLab({ target }) {
  const link = target instanceof Element && target.closest("a[href$='.ipynb']");
  const [, folder] = /\/tree\/(.*\/|)[^/]*$/.exec(location.pathname) ?? [];
  if (!link || folder === undefined || !document.querySelector(".jp-LabShell")) return;
  link.dataset.commandlinkerCommand = "docmanager:open";
  link.dataset.commandlinkerArgs = JSON.stringify({ path: decodeURIComponent(folder) + link.getAttribute("href") });
}
