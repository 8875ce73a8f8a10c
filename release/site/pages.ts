// The site's pages: those of docs/, the README as its front, and each module's README, which is generated from the module.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { moduleFiles } from "../../modules/publish.ts";
import { ROOT } from "../files.ts";

/** Path of a page in the site → its Markdown, with links as the site has them. */
export type Pages = ReadonlyMap<string, string>;

export const MODULES = "reference/modules";

interface Source {
  /** Its path in the checkout, or in the module set below `set/`. */
  path: string;
  /** Its path in the site. */
  page: string;
  text: string;
}

export function sitePages(): Pages {
  const sources = [...documents(), ...moduleReadmes()];
  const places = new Map(sources.map(({ path, page }) => [path, page]));
  const names = sources.flatMap(({ page }) => new RegExp(`^${MODULES}/(.+)\\.md$`).exec(page)?.[1] ?? []);
  return new Map([
    ...sources.map((source) => [source.page, literal(relinked(source, places))] as const),
    [`${MODULES}.md`, modulesPage(names)],
  ]);
}

function documents(): Source[] {
  const read = (path: string, page: string): Source => ({
    path,
    page,
    text: readFileSync(join(ROOT, path), "utf8"),
  });
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md"))
    .sort();
  return [read("README.md", "index.md"), ...docs.map((path) => read(`docs/${path}`, path))];
}

/** Each module's README; the pipeline's lies at the set's root. */
const moduleReadmes = (): Source[] =>
  Object.entries(moduleFiles()).flatMap(([path, text]) => {
    const name = path === "README.md" ? "pipeline" : /^modules\/([^/]+)\/README\.md$/.exec(path)?.[1];
    return name === undefined ? [] : [{ path: `set/${path}`, page: `${MODULES}/${name}.md`, text }];
  });

function modulesPage(names: readonly string[]): string {
  const rows = names.map((name) => `- [${name}](modules/${name}.md)`);
  return `# The modules\n\nWhat each Terraform module takes and gives, from its own definition. \`pipeline\` is made of the others.\n\n${rows.join("\n")}\n`;
}

const FENCE = /(^```[\s\S]*?^```|`[^`\n]*`)/gm;

/** The text's parts that are no code, changed. */
const outsideCode = (text: string, change: (part: string) => string): string =>
  text
    .split(FENCE)
    .map((part, at) => (at % 2 === 1 ? part : change(part)))
    .join("");

/** What a generator of sites would take for an element or a template stays text; line breaks in tables stay what they are. */
const literal = (text: string): string =>
  outsideCode(text, (part) =>
    part
      .replaceAll("{{", "&#123;&#123;")
      .replaceAll(/<(?!br>|!--|https?:|\/?(?:details|summary)\b)/g, "&lt;"),
  );

/**
 * The text with links as the site has them: a folder is its README. What is linked and is no page of the site, such as a file of
 * source, is named and not linked.
 */
function relinked({ path, page, text }: Source, places: ReadonlyMap<string, string>): string {
  const links = /\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)/g;
  return text.replace(links, (whole, label: string, link: string) => {
    if (/^[a-z]+:|^#/.test(link)) return whole;
    const [file = "", anchor] = link.split("#");
    const source = posix.join(posix.dirname(path), file);
    const place = places.get(source) ?? places.get(posix.join(source, "README.md"));
    if (place === undefined) return label;
    const to = posix.relative(posix.dirname(page), place);
    return `[${label}](${to}${anchor === undefined ? "" : `#${anchor}`})`;
  });
}

/** A page's first heading. */
export const titleOf = (text: string): string => (/^# (.+)$/m.exec(text)?.[1] ?? "").replaceAll("`", "");

/** A heading's anchor, as GitHub makes it: links are the same in the repository and in the site. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

/** Where a page's file lies. */
export const fileOf = (folder: string, page: string): string => join(folder, ...page.split("/"));
