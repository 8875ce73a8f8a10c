// The contract's schema for editors: JSON Schema of headrace.yaml, drawn from zod. It knows shapes; what must hold between
// fields (see rules/) is for `headrace check` to say.
import * as z from "zod";
import { contractSchema } from "./schema.ts";
import { DECIMAL_PATTERN, SIMPLE_TYPES } from "./types.ts";

type Json = Record<string, unknown>;

/** Draft 7, which every YAML editor reads. */
const TARGET = "draft-7";

/** Types are texts to zod, since a wrong one is answered by a rule that knows other systems' names. */
const TYPE = {
  anyOf: [
    { type: "string", enum: SIMPLE_TYPES },
    { type: "string", pattern: DECIMAL_PATTERN },
  ],
};

/** JSON Schema of headrace.yaml as its author writes it: what has a default may be left out. */
export function contractJsonSchema(): Json {
  const { $schema, ...schema } = z.toJSONSchema(contractSchema, { io: "input", target: TARGET }) as Json;
  return {
    $schema,
    title: "Headrace contract",
    description: "The datasets of a pipeline: headrace.yaml. `headrace check DIR` says what a schema cannot.",
    ...withoutOwnWords(schema),
  };
}

/** The file's text, the same bytes each time. */
export const contractJsonSchemaText = (): string => `${JSON.stringify(contractJsonSchema(), null, 2)}\n`;

/** `expects` and `example`, which are words of our errors, as the description that an editor shows. */
function withoutOwnWords(schema: Json): Json {
  const { expects, example, ...rest } = schema;
  const inside = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, key === "default" ? value : inner(key, value)]),
  );
  if (expects === undefined) return inside;
  const described = { description: sentence(String(expects), String(example)), ...inside };
  if (expects !== "a type") return described;
  const { type: _, ...untyped } = described as Json;
  return { ...untyped, ...TYPE };
}

const sentence = (expects: string, example: string): string =>
  `${expects.charAt(0).toUpperCase()}${expects.slice(1)}, for example \`${example}\`.`;

/** What is below a keyword: schemas by name under `properties`, a schema or a list of schemas elsewhere. */
function inner(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? withoutOwnWords(item) : item));
  if (!isObject(value)) return value;
  if (key !== "properties") return withoutOwnWords(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, property]) => [name, withoutOwnWords(property as Json)]),
  );
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
