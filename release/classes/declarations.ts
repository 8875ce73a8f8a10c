// The declarations of the CDKTF classes, written from the modules' variables and outputs: an editor shows what each is for,
// and nothing of zod or of the kit is in them.
import * as classes from "../../modules/cdktf.ts";
import type { ModuleDefinition } from "../../modules/kit/index.ts";
import { camelCase } from "../../modules/kit/names.ts";
import { type Field, type TypeNode, typeOf, unwrap } from "../../modules/kit/types.ts";
import type { Host } from "./bundle.ts";

const head = (
  host: Host,
): string => `// The modules as typed CDKTF classes. Written from the modules' own definitions.
import type { IResolvable, TerraformModule } from "${host}";
import type { Construct } from "constructs";

/** A value, or a reference to one. */
type Value<T> = T | IResolvable;
`;

/** The text of modules/HOST.d.ts, which serves modules/HOST.d.cts too. */
export const classDeclarations = (host: Host): string =>
  [
    head(host),
    ...Object.entries(classes).map(([name, { definition }]) => declaration(name, definition)),
  ].join("\n");

function declaration(name: string, definition: ModuleDefinition): string {
  const props = definition.variables().map((variable) => {
    const { required, description } = variable;
    const byDefault = required || variable.default === undefined ? undefined : variable.default;
    return member(
      { name: variable.name, type: variable.type, optional: !required, description },
      1,
      byDefault,
    );
  });
  const outputs = Object.entries(definition.outputs.shape).map(([output, schema]) => {
    const { description } = unwrap(schema).meta;
    return `${comment(description, 1)}  readonly ${camelCase(output)}: ${outputType(typeOf(schema))};\n`;
  });
  return `export interface ${name}Props {
${props.join("")}  /** Where the module lies; the copy that comes with this package where absent. */
  readonly source?: string;
}

/** ${inComment(definition.description)} */
export declare class ${name} extends TerraformModule {
  constructor(scope: Construct, id: string, props: ${name}Props);
${outputs.join("")}}
`;
}

function member({ name, type, optional, description }: Field, level: number, byDefault?: unknown): string {
  const pad = "  ".repeat(level);
  const told = byDefault === undefined || byDefault === null ? "" : ` Default: ${JSON.stringify(byDefault)}.`;
  const text = description || told ? `${description ?? ""}${told}`.trim() : undefined;
  return `${comment(text, level)}${pad}readonly ${camelCase(name)}${optional ? "?" : ""}: Value<${inputType(type, level)}>;\n`;
}

function inputType(type: TypeNode, level: number): string {
  switch (type.kind) {
    case "string":
    case "number":
      return type.kind;
    case "bool":
      return "boolean";
    case "any":
      return "unknown";
    case "list":
    case "set":
      return `readonly ${inBrackets(inputType(type.of, level))}[]`;
    case "map":
      return `{ readonly [key: string]: ${inputType(type.of, level)} }`;
    case "object": {
      const fields = type.fields.map((field) => member(field, level + 1));
      return `{\n${fields.join("")}${"  ".repeat(level)}}`;
    }
  }
}

const inBrackets = (type: string): string =>
  /^[\w{]/.test(type) && !type.startsWith("readonly") ? type : `(${type})`;

/** As the class refers to it: see modules/kit/construct.ts. */
function outputType({ kind }: TypeNode): string {
  if (kind === "number") return "number";
  if (kind === "list" || kind === "set") return "string[]";
  if (kind === "map") return "{ [key: string]: string }";
  return "string";
}

const inComment = (text: string): string => text.replaceAll("*/", "* /").replace(/\s+/g, " ").trim();

const comment = (text: string | undefined, level: number): string =>
  text ? `${"  ".repeat(level)}/** ${inComment(text)} */\n` : "";
