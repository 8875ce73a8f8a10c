// A reader of the page: a real browser, which tells what goes wrong in it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page as Tab } from "playwright-core";
import { findBrowser } from "../../local/testing/browser.ts";

export const browserPath = findBrowser();

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Reader {
  tab: Tab;
  /** What the browser's console said of errors and warnings, and what was asked of the network. */
  troubles: string[];
  /** Violations that axe-core finds in what is shown now, as `rule: element`. */
  axe(): Promise<string[]>;
  go(place: string): Promise<void>;
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: String(browserPath), args: ["--no-sandbox", "--disable-dev-shm-usage"] });

export async function read(
  browser: Browser,
  url: string,
  {
    theme = "light",
    width = 1280,
    height = 900,
  }: { theme?: "light" | "dark"; width?: number; height?: number } = {},
): Promise<Reader> {
  // axe is put into the page from outside, which the page's own policy rightly refuses.
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const tab = await context.newPage();
  const troubles: string[] = [];
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  tab.on("pageerror", (error) => troubles.push(error.message));
  tab.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) troubles.push(`asked for ${request.url()}`);
  });
  await tab.goto(url);
  return {
    tab,
    troubles,
    async go(place) {
      await tab.evaluate(`location.hash = ${JSON.stringify(place)}`);
      await tab.waitForFunction(`document.querySelector("h1") !== null`);
      await settled(tab);
    },
    async axe() {
      await settled(tab);
      const found = await tab.evaluate(`(async () => {
        if (!window.axe) { ${AXE} }
        const { violations } = await axe.run(document, { resultTypes: ["violations"] });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ": " + target + " " + failureSummary));
      })()`);
      return found as string[];
    },
  };
}

/** Until what was asked for is drawn: two frames. */
const settled = (tab: Tab): Promise<unknown> =>
  tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
