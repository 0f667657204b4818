// Finding a term: pure functions, so that they are tested without a browser.

/** A text as it is compared: small letters, no accents, and nothing but letters, digits and spaces. */
export const folded = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

const pairs = (text) => new Set([...text].slice(1).map((letter, i) => text[i] + letter));

/** How alike two words are, 0 to 1: the share of the pairs of letters that they have in common. */
export function alike(a, b) {
  const [one, other] = [pairs(a), pairs(b)];
  const both = [...one].filter((pair) => other.has(pair)).length;
  return one.size + other.size ? (2 * both) / (one.size + other.size) : 0;
}

/**
 * The entries that hold every word sought, the nearest first: those named so, then those that speak of it.
 * `near` are names that look like what was sought, where nothing was found.
 */
export function sought(entries, query) {
  const words = folded(query).split(" ").filter(Boolean);
  if (!words.length) return { found: entries, near: [] };
  const rank = (entry) => {
    const names = [entry.term, ...entry.also].map(folded);
    if (names.some((name) => name.startsWith(words.join(" ")))) return 0;
    if (names.some((name) => words.every((word) => name.includes(word)))) return 1;
    const all = folded([entry.term, ...entry.also, entry.plain, entry.scholarly, entry.example].join(" "));
    return words.every((word) => all.includes(word)) ? 2 : null;
  };
  const ranked = entries.map((entry) => [rank(entry), entry]).filter(([at]) => at !== null);
  const found = ranked.sort(([a], [b]) => a - b).map(([, entry]) => entry);
  if (found.length) return { found, near: [] };
  const like = (entry) => Math.max(...[entry.term, ...entry.also].map((name) => alike(folded(name), words.join(" "))));
  const near = entries.map((entry) => [like(entry), entry.term]).filter(([score]) => score > 0.35);
  return { found, near: near.sort(([a], [b]) => b - a).slice(0, 3).map(([, term]) => term) };
}

/** A list with one item moved by so many places; the same list where it can't go. */
export function movedBy(list, item, by) {
  const at = list.indexOf(item);
  const to = at + by;
  if (at < 0 || to < 0 || to >= list.length) return list;
  const next = list.filter((one) => one !== item);
  next.splice(to, 0, item);
  return next;
}
