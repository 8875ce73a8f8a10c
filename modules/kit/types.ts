// zod → Terraform's types. What a schema says of a variable, in Terraform's terms, before it is printed.
import * as z from "zod";

export type TypeNode =
  | { kind: "string" | "number" | "bool" | "any" }
  | { kind: "list" | "set" | "map"; of: TypeNode }
  | { kind: "object"; fields: Field[] };

export interface Field {
  name: string;
  type: TypeNode;
  optional: boolean;
  default?: unknown;
  description?: string;
}

/** A schema without its wrappers, and what the wrappers said. */
export interface Unwrapped {
  schema: z.core.$ZodType;
  optional: boolean;
  nullable: boolean;
  /** Absent where there is none. */
  default?: unknown;
  hasDefault: boolean;
  meta: InputMeta;
}

/** What `.meta()` may say of an input. */
export interface InputMeta {
  description?: string;
  /** A value to show in messages and in the README. */
  example?: string;
  sensitive?: boolean;
}

export function unwrap(schema: z.core.$ZodType): Unwrapped {
  const meta = (z.globalRegistry.get(schema) ?? {}) as InputMeta;
  const def = schema._zod.def as z.core.$ZodTypes["_zod"]["def"];
  switch (def.type) {
    case "optional": {
      const inner = unwrap(def.innerType);
      return { ...inner, optional: true, meta: { ...inner.meta, ...meta } };
    }
    case "nullable": {
      const inner = unwrap(def.innerType);
      return { ...inner, nullable: true, meta: { ...inner.meta, ...meta } };
    }
    case "default":
    case "prefault": {
      const inner = unwrap(def.innerType);
      const value = def.defaultValue;
      return { ...inner, hasDefault: true, default: value, meta: { ...inner.meta, ...meta } };
    }
    default:
      return { schema, optional: false, nullable: false, hasDefault: false, meta };
  }
}

export function typeOf(schema: z.core.$ZodType): TypeNode {
  const inner = unwrap(schema).schema;
  const def = inner._zod.def as z.core.$ZodTypes["_zod"]["def"];
  switch (def.type) {
    case "string":
    case "enum":
      return { kind: "string" };
    case "number":
      return { kind: "number" };
    case "boolean":
      return { kind: "bool" };
    case "any":
    case "unknown":
      return { kind: "any" };
    case "array":
      return { kind: "list", of: typeOf(def.element) };
    case "set":
      return { kind: "set", of: typeOf(def.valueType) };
    case "record":
      return { kind: "map", of: typeOf(def.valueType) };
    case "object":
      return {
        kind: "object",
        fields: Object.entries(def.shape).map(([name, field]) => toField(name, field)),
      };
    default:
      throw new Error(`a ${def.type} cannot be a Terraform variable`);
  }
}

function toField(name: string, schema: z.core.$ZodType): Field {
  const { optional, nullable, hasDefault, default: value, meta } = unwrap(schema);
  return {
    name,
    type: typeOf(schema),
    optional: optional || nullable || hasDefault,
    ...(hasDefault && value !== null ? { default: value } : {}),
    ...(meta.description ? { description: meta.description } : {}),
  };
}
