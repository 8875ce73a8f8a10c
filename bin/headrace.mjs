#!/usr/bin/env node
// The command's entry: finds a Node that can run the source (22.18 or newer), then hands over to cli/main.ts, in a
// process of its own where that takes another Node or other settings.
// Plain JavaScript for any Node from 16 on, since it is what an older Node meets first.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, "cli", "main.ts");
const [major, minor] = process.versions.node.split(".").map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

// Imports need memory settings that are read when a process starts: see core/environment/engine-process.ts.
const isImport = process.argv[2] === "check";

if (runsTypeScript && !isImport) {
  // Type stripping announces itself as experimental on 22.x; that is no news to who runs a command.
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) =>
    String(rest[0]?.type ?? rest[0]) === "ExperimentalWarning"
      ? undefined
      : emit.call(process, warning, ...rest);
  await import(pathToFileURL(main).href);
} else {
  const node = runsTypeScript ? process.execPath : join(root, "node_modules", "node", "bin", "node");
  if (!existsSync(node)) {
    console.error(
      `headrace needs Node 22.18 or newer; this is ${process.versions.node}. Install it from https://nodejs.org`,
    );
    process.exit(3);
  }
  const args = ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)];
  const settings = isImport
    ? JSON.parse(readFileSync(join(root, "core", "environment", "engine-process.json"), "utf8"))
    : {};
  const child = spawn(node, args, { stdio: "inherit", env: { ...settings, ...process.env } });
  // The child decides how to end; a terminal's Ctrl-C reaches it too, and it takes the two for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : code));
}
