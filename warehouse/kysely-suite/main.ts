// npm run check:kysely -- CHECKOUT: Kysely's own test suite against the dialect, on the local Redshift.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { LocalRedshift } from "../testing/local-redshift.ts";
import { bundleSuite, SUITE } from "./bundle.ts";
import { installPackages } from "./packages.ts";
import { type Result, tally } from "./tally.ts";

const USAGE = `Usage: npm run check:kysely -- CHECKOUT [--grep TEXT] [--out FILE]

CHECKOUT is a folder with Kysely's repository, at the version that is installed here:
  git clone --depth 1 --branch vVERSION https://github.com/kysely-org/kysely`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const [path, ...rest] = argv;
  const option = (name: string) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
  const checkout = path && resolve(path);
  if (!checkout || !existsSync(join(checkout, SUITE))) {
    console.error(checkout ? `${checkout} has no ${SUITE}: it is no checkout of Kysely.\n\n${USAGE}` : USAGE);
    return 2;
  }
  await tellVersions(checkout);
  const redshift = await LocalRedshift.start();
  const scratch = await mkdtemp(join(tmpdir(), "headrace-kysely-"));
  try {
    const modules = await installPackages(checkout, scratch);
    const bundle = join(scratch, "suite.mjs");
    const files = await bundleSuite(checkout, modules, bundle);
    console.log(`${files.length} files of tests that every dialect runs`);
    const results = await runSuite(
      [join(modules, "mocha"), bundle, option("--grep") ?? ""],
      redshift.endpoint,
    );
    const out = option("--out");
    if (out) await writeFile(out, results.map((one) => `${JSON.stringify(one)}\n`).join(""));
    const { text, ok } = tally(results);
    console.log(text);
    return ok ? 0 : 1;
  } finally {
    await redshift.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function tellVersions(checkout: string): Promise<void> {
  const versionOf = async (path: string) => JSON.parse(await readFile(path, "utf8")).version as string;
  const theirs = await versionOf(join(checkout, "package.json"));
  const ours = await versionOf(
    join(import.meta.dirname, "..", "..", "node_modules", "kysely", "package.json"),
  );
  const differ = theirs === ours ? "" : ": tests of another version may ask for what this one has not";
  console.log(`the tests of Kysely ${theirs} on Kysely ${ours}${differ}`);
}

function runSuite(args: string[], endpoint: string): Promise<Result[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "run-suite.mjs"), ...args], {
    env: { PATH: process.env.PATH, REDSHIFT_ENDPOINT: endpoint },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const results: Result[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    // Some tests print what they like.
    if (line.startsWith('{"title":')) results.push(JSON.parse(line));
  });
  return new Promise((resolve, reject) =>
    child.on("close", (code) =>
      code === 0 ? resolve(results) : reject(new Error(`the suite ended with ${code}`)),
    ),
  );
}
