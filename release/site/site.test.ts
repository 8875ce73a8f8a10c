// The site's pages, without building them: every link leads to a page and a heading that are there, and every page is in the sidebar.
import { posix } from "node:path";
import { expect, test } from "@jest/globals";
import { anchorOf, sitePages } from "./pages.ts";
import { sidebar, unlisted } from "./sidebar.ts";

const pages = sitePages();
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "x");

function anchorsOf(text: string): Set<string> {
  const taken = new Map<string, number>();
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)];
  return new Set(
    headings.map(([, heading = ""]) => {
      const anchor = anchorOf(heading.replaceAll("&lt;", "<"));
      const before = taken.get(anchor) ?? 0;
      taken.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

test("there are documents, commands and modules", () => {
  for (const page of [
    "index.md",
    "guide/contract.md",
    "reference/commands/check.md",
    "reference/modules/queue.md",
  ])
    expect([...pages.keys()]).toContain(page);
});

test("every link leads to a page of the site, and to a heading of it", () => {
  const dead: string[] = [];
  for (const [page, text] of pages)
    for (const [, link = ""] of prose(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : posix.join(posix.dirname(page), path);
      const found = pages.get(target);
      if (found === undefined || (anchor !== undefined && !anchorsOf(found).has(anchor)))
        dead.push(`${page}: ${link}`);
    }
  expect(dead).toEqual([]);
});

test("every page but the front is in the sidebar once, by its heading", () => {
  expect(unlisted(pages)).toEqual([]);
  const links = sidebar(pages).flatMap(({ items = [] }) => items);
  expect(new Set(links.map(({ link }) => link)).size).toBe(links.length);
  expect(links.filter(({ text }) => text === "")).toEqual([]);
});
