// The page's script and style, bundled by esbuild: built in a checkout, read as they are in what is published.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface Bundle {
  script: string;
  style: string;
}

/** Where a release keeps what was built, beside this file: an ending of its own, so that nobody takes it for source. */
const NAMES = { script: "page.js.txt", style: "page.css.txt" } as const;
const BUILT = join(import.meta.dirname, "built");
const ENTRY = join(import.meta.dirname, "..", "view", "main.tsx");

export async function bundle(): Promise<Bundle> {
  if (existsSync(ENTRY)) return build();
  const read = (name: string) => readFile(join(BUILT, name), "utf8");
  return { script: await read(NAMES.script), style: await read(NAMES.style) };
}

/** Writes what `bundle` reads in a release. @param root the folder that has this layer's folder */
export async function keepBundle(root: string): Promise<void> {
  const folder = join(root, "page", "build", "built");
  await mkdir(folder, { recursive: true });
  const built = await build();
  for (const part of ["script", "style"] as const) await writeFile(join(folder, NAMES[part]), built[part]);
}

/** What is published has neither the views nor the packages that they are made with. */
async function build(): Promise<Bundle> {
  const esbuild = await import("esbuild");
  const licence = join(dirname(createRequire(ENTRY).resolve("preact/package.json")), "LICENSE");
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
    // What is passed on with the page's script is passed on with its licence.
    banner: { js: `/*! Preact\n${await readFile(licence, "utf8")}*/` },
  });
  const of = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? "";
  return { script: of(".js"), style: of(".css") };
}
