// `headrace api DIR --open`: a curl line for each route, and a page of them in the browser.
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import type { Laptop } from "../laptop.ts";
import type { Callers } from "./callers.ts";

export function pageTests(callers: Callers, laptop: Laptop): void {
  test("the command prints a line for each route, and opens a page of them", async () => {
    const opened = join(laptop.home, "opened");
    const browser = join(laptop.home, "browser");
    // It gets its name once it is whole.
    writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > "${opened}.new" && mv "${opened}.new" "${opened}"\n`);
    chmodSync(browser, 0o700);
    const ran = await laptop.commandWith({ BROWSER: browser }, "api", laptop.dir, "--open", "--json");
    const { address, routes, page } = ran.json<{
      address: string;
      routes: { route: string; curl: string }[];
      page: string;
    }>();
    expect([ran.code, address]).toEqual([0, callers.base]);
    expect(routes.find(({ route }) => route === "createSubscription")?.curl).toContain('"topic":"orders"');
    const html = readFileSync(page, "utf8");
    for (const { route } of routes) expect(html).toContain(`<article id="${route}">`);
    expect(fileURLToPath(await until(() => readFileSync(opened, "utf8")))).toBe(page);
  });
}

/** What `read` gives once it throws no more. */
async function until<T>(read: () => T): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return read();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
