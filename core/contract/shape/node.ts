// The schema's shapes as plain data, drawn from zod: what both the check here and the one in Terraform walk.
import * as z from "zod";

export type Kind = "text" | "number" | "boolean" | "list" | "mapping";

export interface Shape {
  /** Empty: anything. */
  readonly kinds: readonly Kind[];
  readonly expects: string;
  readonly example: string;
  /** The texts allowed. */
  readonly values?: readonly string[];
  readonly constant?: number;
  readonly pattern?: string;
  readonly length?: { readonly min: number; readonly max: number };
  /** Inclusive. */
  readonly range?: { readonly min: number; readonly max: number };
  readonly whole?: boolean;
  readonly notEmpty?: boolean;
  /** A mapping's keys; no other is allowed. */
  readonly keys?: Readonly<Record<string, { readonly required: boolean; readonly shape: Shape }>>;
  /** A mapping of names to one shape. */
  readonly entries?: { readonly key: Shape; readonly shape: Shape };
  readonly items?: Shape;
}

interface JsonSchema {
  type?: string | string[];
  const?: number;
  enum?: string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  propertyNames?: JsonSchema;
  additionalProperties?: JsonSchema | false;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  expects?: string;
  example?: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  string: "text",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "list",
  object: "mapping",
};

function fromJsonSchema(schema: JsonSchema): Shape {
  const { expects = "something else", example = "" } = schema;
  if (schema.anyOf) {
    // A union here is of different kinds, each with limits of its own.
    const branches = schema.anyOf.map(fromJsonSchema);
    const kinds = branches.flatMap((branch) => branch.kinds);
    return { ...Object.assign({}, ...branches), kinds, expects, example };
  }
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const { minLength, maxLength, minimum, exclusiveMinimum, maximum } = schema;
  const low = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1;
  return {
    kinds: types.map((type) => KINDS[type] as Kind),
    expects,
    example,
    ...(schema.enum && { values: schema.enum }),
    ...(schema.const !== undefined && { constant: schema.const }),
    ...(schema.pattern !== undefined && { pattern: schema.pattern }),
    ...((minLength !== undefined || maxLength !== undefined) && {
      length: { min: minLength ?? 0, max: maxLength ?? Number.MAX_SAFE_INTEGER },
    }),
    ...((low !== undefined || maximum !== undefined) && {
      range: { min: low ?? -Number.MAX_VALUE, max: maximum ?? Number.MAX_VALUE },
    }),
    ...(types.includes("integer") && { whole: true }),
    ...(schema.minItems && { notEmpty: true }),
    ...(schema.properties && {
      keys: Object.fromEntries(
        Object.entries(schema.properties).map(([key, property]) => [
          key,
          { required: schema.required?.includes(key) ?? false, shape: fromJsonSchema(property) },
        ]),
      ),
    }),
    ...(schema.additionalProperties && {
      entries: {
        key: fromJsonSchema(schema.propertyNames ?? {}),
        shape: fromJsonSchema(schema.additionalProperties),
      },
    }),
    ...(schema.items && { items: fromJsonSchema(schema.items) }),
  };
}

/** A zod schema's shape, as a contract's author writes it: defaults make keys optional. */
export const shapeOf = (schema: z.ZodType): Shape =>
  fromJsonSchema(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema);
