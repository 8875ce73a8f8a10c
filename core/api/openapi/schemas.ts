// zod's schemas as OpenAPI 3.0 has them.
import * as z from "zod";
import { COMPONENTS } from "../components.ts";

export type JsonSchema = Record<string, unknown>;

export const referenceTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const LARGEST = Number.MAX_SAFE_INTEGER;

/** `expects` is of the contract's own answers. */
const DROPPED = new Set(["$id", "$schema", "id", "propertyNames", "expects"]);

/** Without what zod adds that says nothing to a reader, and what OpenAPI 3.0 does not know. */
function plain(value: unknown, answers: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, answers));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, item]) =>
      !DROPPED.has(key) &&
      !((key === "maximum" && item === LARGEST) || (key === "minimum" && item === -LARGEST)) &&
      // An answer may gain members; a client that was generated before must not fail over them.
      !(answers && key === "additionalProperties" && item === false),
  );
  return Object.fromEntries(
    kept.map(([key, item]) => [
      key,
      // Names of properties are no keywords.
      key === "properties"
        ? Object.fromEntries(Object.entries(item).map(([name, one]) => [name, plain(one, answers)]))
        : plain(item, answers),
    ]),
  );
}

/** A body's or a parameter's schema, whole. `io` "input": as it is sent; "output": as the implementation sees it. */
export const inlineSchema = (schema: z.ZodType, io: "input" | "output"): JsonSchema =>
  plain(
    z.toJSONSchema(schema, {
      target: "openapi-3.0",
      io,
      unrepresentable: "any",
    }),
    false,
  ) as JsonSchema;

/** The schemas of answers by name: those of components.ts, and `others`. They refer to each other. */
export function answerSchemas(others: ReadonlyMap<z.ZodType, string>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of [...COMPONENTS, ...others]) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: "openapi-3.0",
    io: "output",
    unrepresentable: "any",
    uri: (id) => `#/components/schemas/${id}`,
  });
  return plain(schemas, true) as Record<string, JsonSchema>;
}
