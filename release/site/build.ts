// npm run docs:site: the documents as a site, in dist/site: static files that any web server or bucket serves. Its search is in it,
// and it asks no other host for anything. `-- --base /docs/` is for a site that does not lie at the root of its host.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build, type UserConfig } from "vitepress";
import { CONTRACT_SCHEMA, DIST } from "../../cli/module-files.ts";
import { anchorOf, fileOf, sitePages } from "./pages.ts";
import { sidebar } from "./sidebar.ts";

/** Builds the site into `out`. @param base the path at its host, which begins and ends with / */
export async function buildSite(out: string, base = "/"): Promise<void> {
  // In the checkout, so that the generator finds its own packages from there.
  const source = join(DIST, "site-source");
  await rm(source, { recursive: true, force: true });
  const pages = sitePages();
  for (const [page, text] of pages) {
    const file = fileOf(source, page);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await mkdir(join(source, "public"), { recursive: true });
  await cp(CONTRACT_SCHEMA, join(source, "public", "headrace.schema.json"));
  const config: UserConfig = {
    title: "Headrace",
    description: "AWS data pipelines as Terraform modules",
    base,
    outDir: out,
    // Browsers ask for an icon of their own accord.
    head: [["link", { rel: "icon", href: "data:," }]],
    themeConfig: {
      sidebar: sidebar(pages),
      search: { provider: "local" },
      outline: [2, 3],
      nav: [
        { text: "Getting started", link: "/guide/getting-started" },
        { text: "Commands", link: "/reference/commands" },
        { text: "Modules", link: "/reference/modules" },
      ],
    },
  };
  // Ours has settings that the generator's compiler does not know.
  await writeFile(join(source, "tsconfig.json"), "{}");
  await mkdir(join(source, ".vitepress"), { recursive: true });
  await writeFile(join(source, ".vitepress", "config.mjs"), configText(config));
  await build(source);
  await rm(source, { recursive: true, force: true });
}

/**
 * The generator reads its settings from a file. Anchors are made by our own function, whose source goes along; braces are
 * neither attributes of headings nor templates, in code or out of it.
 */
const configText = (config: UserConfig): string => `const slugify = ${anchorOf};
const literalCode = (md) => {
  const rule = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (...of) => rule(...of).replace("<code", "<code v-pre");
};
const markdown = { anchor: { slugify }, attrs: { disable: true }, config: literalCode };
export default { ...${JSON.stringify(config)}, markdown };
`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({ options: { base: { type: "string", default: "/" } } });
  const out = join(DIST, "site");
  await buildSite(out, values.base);
  console.log(`The site is in ${out}.`);
}
