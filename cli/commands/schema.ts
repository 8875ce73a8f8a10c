// headrace schema: the JSON Schema of the contract, for editors and other tools.
import { contractJsonSchemaText } from "../../core/contract/json-schema.ts";
import { parse } from "../args/parse.ts";
import { write } from "../output/output.ts";

const SIGNATURE = {
  command: "schema",
  summary: "Prints the JSON Schema of headrace.yaml, by which an editor completes and checks it.",
  positionals: [],
  options: {},
  details:
    "`headrace init` names it in the contract's first line: # yaml-language-server: $schema=…, which VS Code's YAML extension, " +
    "Neovim, Emacs and JetBrains' editors read. The same file is headrace.schema.json in the package. It knows what may be written where; what must hold " +
    "between fields, `headrace check DIR` says.",
} as const;

export const SIGNATURES = [SIGNATURE];

export async function run(argv: string[]): Promise<number> {
  parse(SIGNATURE, argv);
  await write(contractJsonSchemaText());
  return 0;
}
