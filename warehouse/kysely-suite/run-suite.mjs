// The process that runs the bundled suite under mocha, which it is given: `node run-suite.mjs MOCHA BUNDLE TEXT`, TEXT in the titles of those to run. It writes a line of
// JSON for each test, with what went wrong.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [mochaPath, bundle, text] = process.argv.slice(2);
const Mocha = createRequire(import.meta.url)(mochaPath);
const mocha = new Mocha({ timeout: 300_000, reporter: class {}, ...(text && { fgrep: text }) });
mocha.suite.emit("pre-require", globalThis, bundle, mocha);
await import(pathToFileURL(bundle).href);

const told = ({ name, message }) => ({ name, message: String(message).slice(0, 2000) });
const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const runner = mocha.run(() => process.stdout.write("", () => process.exit(0)));
runner.on("pass", (test) => write({ title: test.fullTitle(), state: "passed" }));
runner.on("pending", (test) => write({ title: test.fullTitle(), state: "pending" }));
runner.on("fail", (test, error) =>
  write({ title: test.fullTitle(), state: "failed", error: told(error ?? {}) }),
);
