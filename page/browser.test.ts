// The page in a real browser: nothing goes wrong in it, text stays text, everybody can use it, at any size.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { type Bundle, bundle } from "./build/bundle.ts";
import { document } from "./build/document.ts";
import type { Page } from "./model/page.ts";
import { emptyPage, IMAGE, largePage, SCRIPT, smallPage } from "./testing/pages.ts";
import { browserPath, openBrowser, type Reader, read } from "./testing/reader.ts";

if (!browserPath)
  process.stderr.write("Left out: the page in a browser; there is no Chromium on the PATH.\n");
const inBrowser = browserPath ? describe : describe.skip;

const BUDGET = 1_000_000;

let folder: string;
let built: Bundle;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-page-"));
  built = await bundle();
  if (browserPath) browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function opened(page: Page, options?: Parameters<typeof read>[2]): Promise<Reader> {
  const file = join(folder, `${page.name.replace(/\W/g, "")}.html`);
  await writeFile(file, document(page, built));
  return read(browser, pathToFileURL(file).href, options);
}

test("the page without data stays under 1 MB", () => {
  const size = Buffer.byteLength(document(emptyPage(), built));
  expect(size).toBeLessThan(BUDGET);
  expect(size).toBeGreaterThan(20_000);
});

const SECTIONS = [
  "/overview",
  "/datasets",
  `/datasets/${encodeURIComponent(SCRIPT)}`,
  "/quarantine",
  "/models",
  `/models/${encodeURIComponent(SCRIPT)}`,
  "/runs",
  "/jobs",
  "/deliveries",
  "/queues",
  "/alarms",
  "/access",
  "/nowhere",
];

/** Every section, and each of its tabs. */
async function everywhere(reader: Reader, look: (where: string) => Promise<void>): Promise<void> {
  for (const section of SECTIONS) {
    await reader.go(section);
    const tabs = reader.tab.getByRole("tab");
    for (let at = 0; at < Math.max(1, await tabs.count()); at++) {
      if ((await tabs.count()) > 0) await tabs.nth(at).click();
      await look(`${section} ${at}`);
    }
  }
}

inBrowser("in a browser", () => {
  test.each(["light", "dark"] as const)("axe-core finds nothing in any section, in %s", async (theme) => {
    const reader = await opened(smallPage(), { theme });
    const found: string[] = [];
    await everywhere(reader, async (where) => {
      found.push(...(await reader.axe()).map((violation) => `${where}: ${violation}`));
    });
    expect(found).toEqual([]);
    expect(reader.troubles).toEqual([]);
    await reader.tab.context().close();
  });

  test("markup in names, rows, reasons and messages is text, and nothing of it runs", async () => {
    const reader = await opened(smallPage());
    await everywhere(reader, async () => {
      expect(await reader.tab.evaluate("window.attacked")).toBeUndefined();
      expect(await reader.tab.evaluate("document.querySelectorAll('#page script, #page img').length")).toBe(
        0,
      );
    });
    expect(await reader.tab.evaluate("document.scripts.length")).toBe(2);
    await reader.go(`/datasets/${encodeURIComponent(SCRIPT)}`);
    expect(await reader.tab.locator("h1").innerText()).toBe(SCRIPT);
    await reader.tab.getByRole("tab", { name: "Quarantine" }).click();
    expect(await reader.tab.locator("mark").first().innerText()).toContain(SCRIPT);
    await reader.tab.getByRole("tab", { name: "Rows" }).click();
    expect(await reader.tab.locator("td").nth(1).innerText()).toBe(IMAGE);
    expect(reader.troubles).toEqual([]);
    await reader.tab.context().close();
  });

  test("a phone of 360 pixels needs to be moved sideways nowhere", async () => {
    const reader = await opened(smallPage(), { width: 360, height: 740 });
    const wide: string[] = [];
    await everywhere(reader, async (where) => {
      const over = await reader.tab.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (Number(over) > 0) wide.push(`${where}: ${over}`);
    });
    expect(wide).toEqual([]);
    expect(await reader.axe()).toEqual([]);
    await reader.tab.context().close();
  });

  test("a pipeline that nothing has come to says so", async () => {
    const reader = await opened(emptyPage());
    await reader.go("/runs");
    expect(await reader.tab.locator("main").innerText()).toContain("No file has come yet.");
    await reader.go("/datasets/orders");
    expect(await reader.tab.locator("main").innerText()).toContain("No file of rows has come yet.");
    await reader.go("/access");
    expect(await reader.tab.locator("main").innerText()).toContain("No account of permissions is kept here.");
    expect(await reader.axe()).toEqual([]);
    expect(reader.troubles).toEqual([]);
    await reader.tab.context().close();
  });

  test("the keyboard reaches everything: the skip button, tabs, and the lineage along its edges", async () => {
    const { tab, go } = await opened(smallPage());
    const focused = (): Promise<unknown> => tab.evaluate("document.activeElement?.textContent");
    await tab.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the content");
    await tab.keyboard.press("Enter");
    expect(await tab.evaluate("document.activeElement?.id")).toBe("main");
    await go("/datasets/orders");
    await tab.getByRole("tab", { name: "Quality" }).focus();
    await tab.keyboard.press("ArrowRight");
    expect(await tab.getByRole("tab", { selected: true }).innerText()).toBe("Columns");
    await go("/models");
    await tab.locator('.lineage a[data-name="stg_orders"]').focus();
    await tab.keyboard.press("ArrowRight");
    expect(await tab.evaluate("document.activeElement?.dataset.name")).toBe(SCRIPT);
    await tab.keyboard.press("ArrowLeft");
    await tab.keyboard.press("ArrowLeft");
    expect(await tab.evaluate("document.activeElement?.dataset.name")).toBe("lake.orders");
    await tab.keyboard.press("Enter");
    expect(await tab.locator("h1").innerText()).toBe("orders");
    await tab.context().close();
  });

  test("a job tells why it failed, and opens the last lines of its log by the keyboard", async () => {
    const { tab, go, axe } = await opened(smallPage());
    await go("/jobs");
    const row = tab.getByRole("row", { name: /score/ });
    expect(await row.innerText()).toContain("exit code 5");
    const log = tab.locator("details").first();
    expect(await log.locator("code").isVisible()).toBe(false);
    await log.locator("summary").focus();
    await tab.keyboard.press("Enter");
    expect(await log.locator("code").innerText()).toContain(SCRIPT);
    expect(await tab.evaluate("window.attacked")).toBeUndefined();
    expect(await axe()).toEqual([]);
    expect(await tab.getByRole("row", { name: /split/ }).innerText()).toContain("2 succeeded");
    await go("/overview");
    expect(await tab.locator("main").innerText()).toContain("The job score failed: Essential container");
    await tab.context().close();
  });

  test("light and dark follow the system until they are switched, and the choice is kept", async () => {
    const { tab } = await opened(smallPage(), { theme: "dark" });
    const theme = (): Promise<unknown> => tab.evaluate("document.documentElement.dataset.theme");
    expect(await theme()).toBe("dark");
    await tab.getByRole("button", { name: "Switch to light" }).click();
    expect(await theme()).toBe("light");
    await tab.reload();
    expect(await theme()).toBe("light");
    await tab.context().close();
  });

  test("200 models, 100 datasets and 500 runs: all are found, and what a model comes from is lit", async () => {
    const reader = await opened(largePage({ datasets: 100, models: 200, runs: 500 }));
    const { tab, go } = reader;
    await go("/models");
    expect(await tab.locator(".lineage a").count()).toBe(220);
    await tab.getByLabel("Find a model in the drawing").fill("model_199");
    expect(await tab.locator(".lineage .found").count()).toBe(1);
    await tab.locator(".lineage .found").click();
    expect(await tab.locator("h1").innerText()).toBe("model_199");
    const own = await tab.locator(".lineage a").count();
    expect(own).toBeLessThan(120);
    expect(await tab.locator(".lineage a.dim").count()).toBe(0);
    await tab.getByRole("button", { name: "Show all models" }).click();
    expect(await tab.locator(".lineage a").count()).toBe(220);
    expect(await tab.locator(".lineage a.lit, .lineage a.chosen").count()).toBe(own);
    await go("/datasets");
    await tab.getByLabel("Search datasets").fill("dataset_99");
    expect(await tab.locator(".tile").count()).toBe(1);
    await go("/runs");
    const runs = tab.getByRole("region", { name: "runs", exact: true }).locator("tbody tr");
    expect(await runs.count()).toBe(25);
    await tab.getByLabel("Search runs").fill("file-321.");
    expect(await runs.count()).toBe(1);
    expect(await tab.evaluate("document.querySelectorAll('*').length")).toBeLessThan(5_000);
    expect(reader.troubles).toEqual([]);
    await tab.context().close();
  });
});
