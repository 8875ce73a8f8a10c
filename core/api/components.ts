// The schemas that the OpenAPI document has under a name of their own.
import type * as z from "zod";

/** Schema → its name in `#/components/schemas`. */
export const COMPONENTS = new Map<z.ZodType, string>();

/**
 * Names a schema. It is the object that is named: what `.optional()` or `.describe()` make of it is another one, which
 * refers to it.
 */
export function component<S extends z.ZodType>(name: string, schema: S): S {
  COMPONENTS.set(schema, name);
  return schema;
}
