// npm run docs:commands: the reference of the commands, docs/reference/commands/*.md, and the contract's JSON Schema, headrace.schema.json.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { contractJsonSchemaText } from "../../core/contract/json-schema.ts";
import { COMMANDS } from "../commands/index.ts";
import { ROOT } from "../module-files.ts";
import { describeAll } from "./commands.ts";
import { commandPage, indexPage } from "./page.ts";

export const REFERENCE = "docs/reference";

/** Path in the checkout → text. */
export async function referenceFiles(): Promise<Map<string, string>> {
  const commands = await describeAll(COMMANDS);
  return new Map([
    [`${REFERENCE}/commands.md`, indexPage(commands)],
    ...commands.map((command) => [`${REFERENCE}/commands/${command.name}.md`, commandPage(command)] as const),
    ["headrace.schema.json", contractJsonSchemaText()],
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const files = await referenceFiles();
  const folder = join(ROOT, REFERENCE, "commands");
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder))
    if (!files.has(`${REFERENCE}/commands/${name}`)) rmSync(join(folder, name));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
}
