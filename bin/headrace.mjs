#!/usr/bin/env node
// The command's entry: finds a Node that can run the source (22.18 or newer), then hands over to cli/main.ts.
// Plain JavaScript for any Node from 16 on, since it is what an older Node meets first.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, "cli", "main.ts");
const [major, minor] = process.versions.node.split(".").map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

if (runsTypeScript) {
  // Type stripping announces itself as experimental on 22.x; that is no news to who runs a command.
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) =>
    String(rest[0]?.type ?? rest[0]) === "ExperimentalWarning"
      ? undefined
      : emit.call(process, warning, ...rest);
  await import(main);
} else {
  const own = join(root, "node_modules", "node", "bin", "node");
  if (!existsSync(own)) {
    console.error(
      `headrace needs Node 22.18 or newer; this is ${process.versions.node}. Install it from https://nodejs.org`,
    );
    process.exit(3);
  }
  const { status, signal } = spawnSync(
    own,
    ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)],
    {
      stdio: "inherit",
    },
  );
  process.exit(signal ? 1 : status);
}
