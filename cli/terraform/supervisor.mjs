// Runs Terraform for a command and outlives it: when the command is gone, however it ended, Terraform is asked to stop,
// writes its state, and then nothing of it is left, no provider either.
// Arguments: the lock held meanwhile, a lock shared with whoever reads the module set (or ""), then the program and its
// own. From stdin come "stop" and "kill", a line each; its end says that the command is gone.
import { spawn } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** What Terraform gets to end what it is in the midst of, and then to give it up and write its state. */
const PATIENCE_MS = 30_000;
const GIVING_UP_MS = 10_000;

const [running = "", reading = "", program = "", ...args] = process.argv.slice(2);

/** Both are given back when this process ends. */
const locks = [];
async function lock(file, statements) {
  const database = new DatabaseSync(file, { timeout: 0 });
  for (;;) {
    try {
      for (const part of ["PRAGMA journal_mode = MEMORY", ...statements]) database.prepare(part).all();
      break;
    } catch (error) {
      if (error.errcode !== 5) throw error;
      if (database.isTransaction) database.exec("ROLLBACK");
      await sleep(50);
    }
  }
  locks.push(database);
}

/** @type {import("node:child_process").ChildProcess | undefined} */
let child;
let asked = 0;
let commandIsThere = true;

const signal = (name, group = false) => {
  try {
    if (child?.pid) process.kill(group ? -child.pid : child.pid, name);
  } catch {
    // It has ended.
  }
};
const stop = () => {
  asked ||= Date.now();
  signal("SIGINT");
};
const kill = () => signal("SIGKILL", true);

function orphaned() {
  commandIsThere = false;
  if (!child) process.exit(1);
  if (!asked) stop();
  const left = Math.max(0, asked + PATIENCE_MS - Date.now());
  setTimeout(stop, left);
  setTimeout(kill, left + GIVING_UP_MS);
}

// A signal to this process means Terraform; it has a session of its own, which no terminal reaches.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, stop);
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
let words = "";
process.stdin.setEncoding("utf8").on("data", (text) => {
  words += text;
  for (let end = words.indexOf("\n"); end >= 0; end = words.indexOf("\n")) {
    const word = words.slice(0, end);
    words = words.slice(end + 1);
    if (word === "kill") kill();
    else if (!child) process.exit(1);
    else if (!asked) stop();
  }
});
process.stdin.on("end", orphaned).on("error", orphaned);

await lock(running, ["BEGIN EXCLUSIVE"]);
if (reading) await lock(reading, ["BEGIN", "SELECT count(*) FROM sqlite_master"]);
child = spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
// Terraform would die of a broken pipe before it has written its state: its output is read to the end in any case.
child.stdout.on("data", (chunk) => commandIsThere && process.stdout.write(chunk));
child.stderr.on("data", (chunk) => commandIsThere && process.stderr.write(chunk));
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`, () => process.exit(127));
});
// Providers share Terraform's group; where it died they would wait for it for ever. What a provisioner of a run that
// went well has left behind is its own affair.
child.on("exit", (code) => code === 0 || kill());
child.on("close", (code, name) => {
  if (name) process.stderr.write(`ended by ${name}\n`);
  process.exit(code ?? 128);
});
