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

test.each(pages)("%s", (page) => {
  const file = join(root, page);
  const links = prose(file)
    .replace(/`[^`\n]*`/g, "")
    .matchAll(/\]\(([^)\s]+)\)/g);
  const dead = [...links]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path ? resolve(dirname(file), path) : file;
      if (!existsSync(target) || relative(root, target).startsWith("..")) return true;
      return anchor !== undefined && !anchors(target).includes(anchor);
    });
  expect(dead).toEqual([]);
});
