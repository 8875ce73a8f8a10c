// What runs inside a function's process: loads the deployed handler and calls it, one invocation at a time, as Lambda's
// own Node runtime does. Speaks with the pool over the IPC channel; has no dependency, and none of the project's code.
import { existsSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

/** @type {{ id: string, deadline: number, context: Record<string, unknown> } | undefined} */
let current;

for (const [name, level] of Object.entries({
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
})) {
  const stream = level === "ERROR" || level === "WARN" ? process.stderr : process.stdout;
  console[name] = (...parts) => {
    stream.write(
      `${new Date().toISOString()}\t${current?.id ?? "undefined"}\t${level}\t${format(...parts)}\n`,
    );
  };
}

const fault = (error) => ({
  errorType: error?.name ?? typeof error,
  errorMessage: error instanceof Error ? error.message : format("%s", error),
  trace: typeof error?.stack === "string" ? error.stack.split("\n") : [],
});

const send = (message) =>
  new Promise((resolve) => {
    if (process.connected) process.send(message, resolve);
    else resolve();
  });

/**
 * Ends this process. process.exit would wait for the threads of whatever native code the function has loaded, and such a
 * thread may be waiting for JavaScript, which runs no more.
 */
const end = () => process.kill(process.pid, "SIGKILL");

/** An error outside any handler's promise ends the process, and with it the invocation. */
const die = (type) => async (error) => {
  const described = fault(error);
  console.error(type, JSON.stringify({ ...described, stack: described.trace }));
  await send({ type: "crash", error: { ...described, errorType: type } });
  end();
};
process.on("uncaughtException", die("Runtime.UncaughtException"));
process.on("unhandledRejection", die("Runtime.UnhandledPromiseRejection"));
process.on("disconnect", end);

// Node looks into NODE_PATH for require() only; Lambda's runtime does so for import too.
const folders = (process.env.NODE_PATH ?? "").split(":").filter(Boolean);
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (error?.code !== "ERR_MODULE_NOT_FOUND" || /^(\.|\/|node:|file:)/.test(specifier)) throw error;
      for (const folder of folders) {
        try {
          return next(specifier, {
            ...context,
            parentURL: pathToFileURL(join(folder, "..", "import.mjs")).href,
          });
        } catch {
          // The next folder may have it.
        }
      }
      throw error;
    }
  },
});

async function load() {
  const handler = process.env._HANDLER ?? "";
  const root = process.env.LAMBDA_TASK_ROOT ?? ".";
  const cut = handler.lastIndexOf(".");
  const path = join(root, handler.slice(0, cut));
  const file = ["", ".js", ".mjs", ".cjs"]
    .map((suffix) => path + suffix)
    .find((name) => existsSync(name) && statSync(name).isFile());
  if (cut < 0 || !file) {
    const missing = new Error(`Error: Cannot find module '${handler.slice(0, cut < 0 ? undefined : cut)}'`);
    missing.name = "Runtime.ImportModuleError";
    throw missing;
  }
  const module = await import(pathToFileURL(file).href);
  const name = handler.slice(cut + 1);
  const found = module[name] ?? module.default?.[name];
  if (typeof found !== "function") {
    const missing = new Error(`${handler} is undefined or not exported`);
    missing.name = "Runtime.HandlerNotFound";
    throw missing;
  }
  return found;
}

/** A handler returns a promise, or takes a callback. */
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, result) =>
      error === null || error === undefined ? resolve(result) : reject(error);
    const returned = handler(event, { ...context, done: callback, succeed: resolve, fail: reject }, callback);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    else if (returned !== undefined || handler.length < 3) resolve(returned);
  });
}

let handler;
try {
  handler = await load();
  await send({ type: "ready" });
} catch (error) {
  const described = fault(error);
  console.error("Uncaught Exception", JSON.stringify({ ...described, stack: described.trace }));
  await send({ type: "crash", error: described });
  end();
}

process.on("message", async (message) => {
  current = message;
  process.env._X_AMZN_TRACE_ID = message.traceId;
  const context = {
    ...message.context,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
  try {
    const result = await call(handler, message.event, context);
    await send({ type: "result", id: message.id, result: JSON.stringify(result) ?? "null" });
  } catch (error) {
    const described = fault(error);
    console.error("Invoke Error", JSON.stringify({ ...described, stack: described.trace }));
    await send({ type: "error", id: message.id, error: described });
  }
});
