#!/usr/bin/env node
// The command's entry: finds a Node that can run the source (22.18 or newer), then hands over to cli/main.ts, in a
// process of its own where that takes another Node or other settings.
// Plain JavaScript for any Node from 16 on, since it is what an older Node meets first.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// A checkout runs its TypeScript; the package holds JavaScript.
const main = ["main.ts", "main.js"].map((name) => join(root, "cli", name)).find((path) => existsSync(path));
const [major, minor] = process.versions.node.split(".").map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

// Imports need memory settings that are read when a process starts: see core/environment/engine-process.ts. And where the
// engine is at work in the process, ending it is a thing of its own: see cli/leave.ts.
const isImport = process.argv[2] === "check";
const hasEngine = isImport || process.argv[2] === "init";

if (runsTypeScript && !hasEngine) {
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
  // The channel tells the child when this process is gone, and this process the child's exit code.
  const child = spawn(node, args, {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...settings, ...process.env, HEADRACE_LAUNCHED: "1" },
  });
  let told;
  child.on("message", ({ exitCode }) => {
    told = exitCode;
  });
  // The child decides how to end; a terminal's Ctrl-C reaches it too, and it takes the two for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (told === undefined && signal) console.error(`headrace was ended by ${signal}`);
    process.exit(told ?? (signal ? 3 : code));
  });
}
