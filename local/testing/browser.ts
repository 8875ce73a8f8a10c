// For tests: a real browser without a window, which loads a page and does what its script says.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** HEADRACE_BROWSER, or a Chromium on the PATH; undefined where there is none. */
export function findBrowser(): string | undefined {
  const named = process.env.HEADRACE_BROWSER;
  if (named) return named;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const found = NAMES.map((name) => join(folder, name)).find(existsSync);
    if (folder && found) return found;
  }
  return undefined;
}

/**
 * What the script's function gives, run in a page of `host` at a port of its own.
 * @param script the source of an async function without parameters whose result can be JSON
 * @param host a name that leads to 127.0.0.1 in this browser, as an attacker's DNS would have it
 */
export async function inPage<T>(browser: string, script: string, host = "evil.example"): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), "headrace-browser-"));
  let report: (text: string) => void = () => undefined;
  const reported = new Promise<string>((resolve) => {
    report = resolve;
  });
  const page = `<!doctype html><script>(${script})().then(
    (value) => ({ value }), (error) => ({ error: String(error) }),
  ).then((told) => fetch("/told", { method: "POST", body: JSON.stringify(told) }))</script>`;
  const server = createServer((message, out) => {
    if (message.method !== "POST") {
      out.writeHead(200, { "content-type": "text/html" }).end(message.url === "/" ? page : "");
      return;
    }
    let text = "";
    message.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    message.on("end", () => {
      out.end();
      report(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const child = spawn(
    browser,
    [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
      ...["--disable-background-networking", `--user-data-dir=${profile}`],
      `--host-resolver-rules=MAP ${host} 127.0.0.1`,
      `http://${host}:${port}/`,
    ],
    { stdio: "ignore", detached: true },
  );
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const failed = Promise.race([
    new Promise<never>((_, reject) => child.once("error", reject)),
    ended.then((): never => {
      throw new Error(`${browser} ended before its page reported anything`);
    }),
  ]);
  try {
    const told = JSON.parse(await Promise.race([reported, failed])) as { value: T; error?: string };
    if (told.error) throw new Error(told.error);
    return told.value;
  } finally {
    failed.catch(() => undefined);
    // Its helpers are processes of its group.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    await ended;
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
