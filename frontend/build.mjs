// Builds plnkit/views/static from src. `--check` says whether it is up to date, without esbuild:
// each built file begins with a seal of its sources and of itself.
import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = new URL("./", import.meta.url);
const to = new URL("../plnkit/views/static/", here);
const targets = ["controls.js", "controls.css", "map.js", "map.css", "practice.js", "practice.css", "loader.js"];

const text = async (url) => (await readFile(url, "utf8")).replaceAll("\r\n", "\n");
const digest = (...parts) => createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);

async function sources() {
  const names = (await readdir(new URL("src/", here))).sort().map((name) => `src/${name}`);
  const files = ["build.mjs", "package.json", ...names];
  return digest(...files, ...(await Promise.all(files.map((name) => text(new URL(name, here))))));
}

const sealed = (seal, body) => `/* Built by frontend/build.mjs; seal ${seal} ${digest(body)} */\n${body}`;

async function build() {
  const { build } = await import("esbuild");
  const seal = await sources();
  for (const name of targets) {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`src/${name}`, here))],
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      charset: "utf8",
      legalComments: "inline",
      write: false,
    });
    const whole = sealed(seal, outputFiles[0].text);
    await writeFile(new URL(name, to), whole);
    console.log(`${name} ${(whole.length / 1024).toFixed(1)} KB`);
  }
}

async function stale() {
  const seal = await sources();
  const states = targets.map(async (name) => {
    const [first, ...rest] = (await text(new URL(name, to)).catch(() => "")).split("\n");
    const body = rest.join("\n");
    return `${first}\n${body}` === sealed(seal, body) ? null : name;
  });
  return (await Promise.all(states)).filter(Boolean);
}

if (process.argv.includes("--check")) {
  const names = await stale();
  if (names.length) {
    console.error(`Out of date: ${names.join(", ")}. Run: npm ci --prefix frontend && node frontend/build.mjs`);
    process.exit(1);
  }
} else {
  await build();
}
