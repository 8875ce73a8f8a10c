// The order of the site's pages. A page that is named nowhere here comes at the end of its folder's group.
import { MODULES, type Pages, titleOf } from "./pages.ts";

interface Group {
  title: string;
  /** Pages in their order; a name that ends in / stands for what is left of that folder. */
  pages: readonly string[];
}

const GROUPS: readonly Group[] = [
  {
    title: "Begin",
    pages: ["guide/getting-started.md", "guide/editor.md", "guide/platforms.md", "glossary.md"],
  },
  { title: "Coming from", pages: ["guide/from-dbt.md", "guide/from-pandas.md", "guide/from-sdlf.md"] },
  {
    title: "The contract",
    pages: [
      "guide/contract.md",
      "contract-semantics.md",
      "guide/tokens.md",
      "guide/records.md",
      "guide/imports.md",
    ],
  },
  {
    title: "The warehouse",
    pages: ["guide/warehouse.md", "models.md", "kysely-dialect.md"],
  },
  { title: "Serving", pages: ["guide/serving.md", "api.md", "guide/delivery.md"] },
  {
    title: "Running it",
    pages: [
      "guide/operations.md",
      "guide/upgrading.md",
      "guide/monitoring.md",
      "guide/seeing.md",
      "guide/compute.md",
      "guide/topology.md",
      "guide/local-aws.md",
      "guide/",
    ],
  },
  { title: "Reference", pages: ["reference/commands.md", `${MODULES}.md`, "licences.md"] },
  { title: "Commands", pages: ["reference/commands/"] },
  { title: "Modules", pages: [`${MODULES}/`] },
  { title: "How it is built", pages: ["architecture.md", "decisions/"] },
];

export interface Item {
  text: string;
  link?: string;
  collapsed?: boolean;
  items?: Item[];
}

/** Every page but the front, each once. Throws where a page named here is not there. */
export function sidebar(pages: Pages): Item[] {
  const named = new Set(GROUPS.flatMap((group) => group.pages));
  const missing = [...named].filter((page) => !page.endsWith("/") && !pages.has(page));
  if (missing.length > 0) throw new Error(`the site has no ${missing.join(", ")}`);
  const left = (folder: string): string[] =>
    [...pages.keys()].filter((page) => !named.has(page) && new RegExp(`^${folder}[^/]+$`).test(page));
  const item = (page: string): Item => ({
    text: titleOf(pages.get(page) ?? ""),
    link: `/${page.replace(/\.md$/, "")}`,
  });
  return GROUPS.map(({ title, pages: own }, at) => ({
    text: title,
    collapsed: at > 1,
    items: own.flatMap((page) => (page.endsWith("/") ? left(page) : [page])).map(item),
  }));
}

/** Pages that no group has. */
export function unlisted(pages: Pages): string[] {
  const listed = new Set(
    sidebar(pages).flatMap(({ items = [] }) => items.map(({ link }) => `${link?.slice(1)}.md`)),
  );
  return [...pages.keys()].filter((page) => page !== "index.md" && !listed.has(page));
}
