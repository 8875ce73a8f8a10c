// The page as one HTML document that needs no network and may ask none: script, style and data are all inside it, and
// its policy lets nothing else run, be loaded or be asked.
import { createHash } from "node:crypto";
import type { Page } from "../model/page.ts";
import type { Bundle } from "./bundle.ts";

/** @param base the path that a console's requests begin with; absent for a file */
export function document(page: Page, { script, style }: Bundle, base?: string): string {
  const code = closed(script);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    // Styles that parts of the drawings have are set by script, which the policy of styles lets pass.
    `style-src '${hashOf(style)}'`,
    `connect-src ${base === undefined ? "'none'" : "'self'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="generator" content="Headrace">',
    `<title>${escaped(page.name)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    '<div id="page"><noscript>This page is drawn by its script.</noscript></div>',
    `<script type="application/json" id="data">${json(page)}</script>`,
    ...(base === undefined
      ? []
      : [`<script type="application/json" id="console">${json({ base })}</script>`]),
    `<script>${code}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** JSON that no HTML parser takes for an end of the script, nor for a comment. */
const json = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");

/** A script's text in HTML ends at the first such tag, wherever it stands. */
const closed = (script: string): string => script.replaceAll("</script", "<\\/script");

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
