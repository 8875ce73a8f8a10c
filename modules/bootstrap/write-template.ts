// npm run docs:bootstrap: writes examples/bootstrap/template.yaml.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { template } from "./template.ts";

export const TEMPLATE = join(import.meta.dirname, "..", "..", "examples", "bootstrap", "template.yaml");

/** Its text. */
export const templateText = (): string =>
  `# Written by \`npm run docs:bootstrap\`.\n${stringify(template(), { version: "1.1", lineWidth: 120, aliasDuplicateObjects: false })}`;

if (process.argv[1] === import.meta.filename) {
  mkdirSync(dirname(TEMPLATE), { recursive: true });
  writeFileSync(TEMPLATE, templateText());
}
