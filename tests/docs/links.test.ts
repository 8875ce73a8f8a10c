// Every link from one of the project's pages to another leads somewhere: the file is there, and so is the heading.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "@jest/globals";

const root = join(import.meta.dirname, "../..");

const pages = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !name.startsWith(".") && name !== "node_modules" && name !== "dist")
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(root, entry.name), { recursive: true, encoding: "utf8" }).map((path) =>
          join(entry.name, path),
        )
      : [entry.name],
  )
  .filter((path) => path.endsWith(".md") && !path.includes("node_modules"));

const prose = (page: string): string => readFileSync(page, "utf8").replace(/^```.*?^```/gms, "");

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): string[] {
  const headings = [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return headings.map((heading, at) => {
    const before = headings.slice(0, at).filter((other) => other === heading).length;
    return before === 0 ? heading : `${heading}-${before}`;
  });
}

test("there are pages, and links between them", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", join("docs", "architecture.md")]));
  expect(prose(join(root, "README.md"))).toContain("](docs/");
});

/** What a page links to within the project. */
function linksOf(page: string): { link: string; target: string; anchor: string | undefined }[] {
  const found = prose(page)
    .replace(/`[^`\n]*`/g, "")
    .matchAll(/\]\(([^)\s]+)\)/g);
  return [...found]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = "", anchor] = link.split("#");
      return { link, target: path ? resolve(dirname(page), path) : page, anchor };
    });
}

test.each(pages)("%s", (page) => {
  const dead = linksOf(join(root, page)).filter(
    ({ target, anchor }) =>
      !existsSync(target) ||
      relative(root, target).startsWith("..") ||
      (anchor !== undefined && !anchors(target).includes(anchor)),
  );
  expect(dead).toEqual([]);
});

test("every page of docs/ is linked from another", () => {
  const linked = new Set(
    pages.flatMap((page) => linksOf(join(root, page)).map(({ target }) => relative(root, target))),
  );
  expect(pages.filter((page) => page.startsWith("docs") && !linked.has(page))).toEqual([]);
});
