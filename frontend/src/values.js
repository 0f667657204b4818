// Pure functions of what a learner types and sees; controls.py says the same in Python.

/** How many digits after the point a step needs: 0.05 gives 2. */
export function decimals(step) {
  let digits = 0;
  while (digits < 10 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-9) digits += 1;
  return digits;
}

/** A value with its unit, to the digits of its step: valueText(0.3, 0.05, "hours") is "0.30 hours". */
export function valueText(value, step = 1, unit = "") {
  const digits = decimals(step);
  const number = value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === "" || unit === "%" ? number + unit : `${number} ${unit}`;
}

/** What a learner typed, as {value} or {problem}; nothing typed is {value: null}. Takes 2.5, 2,5 and 20 %. */
export function parseNumber(text, { min = null, max = null, whole = false } = {}) {
  const typed = text.replace(/[\s\u00a0\u202f]/g, "").replace(/^\u2212/, "-").replace(/(\d)%$/, "$1");
  if (typed === "") return { value: null };
  if (/^-?[1-9]\d{0,2}(,\d{3})+$/.test(typed)) {
    return { problem: `Write ${typed.replaceAll(",", "")} or ${typed.replace(",", ".")}: the comma could mean either.` };
  }
  const value = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/.test(typed) ? Number(typed.replace(",", ".")) : NaN;
  if (!Number.isFinite(value)) return { problem: `Write a number, such as ${whole ? "3" : "3 or 2.5"}.` };
  if (whole && !Number.isInteger(value)) return { problem: "Write a whole number, such as 3." };
  const low = min !== null && value < min;
  const high = max !== null && value > max;
  if ((low || high) && min !== null && max !== null) return { problem: `Write a number from ${min} to ${max}.` };
  if (low) return { problem: `Write ${min} or more.` };
  if (high) return { problem: `Write ${max} or less.` };
  return { value };
}

/** The kept part of a text, and what to say when some of it is too much. */
export function keptText(text, most) {
  const letters = [...text];
  if (most === null || letters.length <= most) return { value: text, problem: "" };
  const over = letters.length - most;
  const value = letters.slice(0, most).join("");
  return { value, problem: `${over} ${over === 1 ? "character" : "characters"} too many: only the first ${most} are kept.` };
}

/** The chosen values after one box is ticked or cleared, in the order of the options; null if too many. */
export function chosen(options, values, value, on, most = null) {
  const next = new Set(values);
  if (on) next.add(value);
  else next.delete(value);
  if (most !== null && on && next.size > most) return null;
  return options.map(([option]) => option).filter((option) => next.has(option));
}

/** What an empty cell of a table column holds. */
export function emptyCell({ kind }) {
  if (kind === "toggle") return false;
  return kind === "text" ? "" : null;
}
