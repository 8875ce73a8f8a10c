// Names of Terraform's and of TypeScript's: kms_key_arn and kmsKeyArn, in types and in values.
import type { TypeNode } from "./types.ts";

/** kms_key_arn → kmsKeyArn */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** kms_key_arn → kmsKeyArn */
export const camelCase = (name: string): string =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

type IsAny<T> = 0 extends 1 & T ? true : false;

/** A value's type with the members of its objects in camelCase. Keys of maps are the user's, and stay. */
export type InCamelCase<T> =
  IsAny<T> extends true
    ? T
    : T extends readonly (infer Element)[]
      ? readonly InCamelCase<Element>[]
      : T extends object
        ? string extends keyof T
          ? { readonly [key: string]: InCamelCase<T[keyof T]> }
          : { readonly [K in keyof T as CamelCase<K & string>]: InCamelCase<T[K]> }
        : T;

/** A value as the module takes it: members of objects by Terraform's names. What the type does not know stays as it is. */
export function inTerraformNames(type: TypeNode, value: unknown): unknown {
  if (Array.isArray(value))
    return "of" in type && type.kind !== "map" ? value.map((one) => inTerraformNames(type.of, one)) : value;
  if (!isPlain(value)) return value;
  if (type.kind === "map")
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, inTerraformNames(type.of, one)]),
    );
  if (type.kind !== "object") return value;
  const fields = new Map(
    type.fields.flatMap((field) => [field.name, camelCase(field.name)].map((name) => [name, field])),
  );
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const field = fields.get(key);
      return field ? [field.name, inTerraformNames(field.type, one)] : [key, one];
    }),
  );
}

/** Tokens of cdktf are objects of classes, and are resolved later. */
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
