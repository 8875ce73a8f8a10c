// The page's script and style, bundled by esbuild: built in a checkout, read as they are in what is published.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface Bundle {
  script: string;
  style: string;
}

/** Where a release keeps what was built: beside this file. */
const BUILT = join(import.meta.dirname, "built");
const ENTRY = join(import.meta.dirname, "..", "view", "main.tsx");

export async function bundle(): Promise<Bundle> {
  if (existsSync(ENTRY)) return build();
  const read = (name: string) => readFile(join(BUILT, name), "utf8");
  return { script: await read("page.js.txt"), style: await read("page.css.txt") };
}

/** Loaded late: what is published has neither esbuild's entry nor the packages that the views are made with. */
export async function build(): Promise<Bundle> {
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    outdir: "page",
    format: "iife",
    platform: "browser",
    target: ["chrome111", "firefox113", "safari16.4"],
    minify: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "error",
    legalComments: "none",
  });
  const of = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? "";
  return { script: of(".js"), style: of(".css") };
}
