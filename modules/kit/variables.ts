// A module's zod inputs and outputs as Terraform variables and outputs.
import type * as z from "zod";
import type { Expr } from "./expression.ts";
import { type TypeNode, typeOf, unwrap } from "./types.ts";
import { type Validation, validationsOf } from "./validations.ts";

export interface Variable {
  name: string;
  description: string;
  type: TypeNode;
  /** There is none where the caller must give a value. */
  default?: unknown;
  required: boolean;
  nullable: boolean;
  sensitive: boolean;
  example?: string;
  validations: Validation[];
}

export interface Output {
  name: string;
  description: string;
  value: Expr;
  sensitive: boolean;
}

/** What must hold between variables, which zod's checks cannot say. */
export interface Rule extends Validation {
  /** The variable that the message is about. */
  variable: string;
}

export function variablesOf(inputs: z.ZodObject, rules: readonly Rule[]): Variable[] {
  return Object.entries(inputs.shape).map(([name, schema]) => {
    const { optional, nullable, hasDefault, default: value, meta } = unwrap(schema);
    if (!meta.description) throw new Error(`the input ${name} has no description`);
    const mayBeNull = nullable || (optional && !hasDefault);
    return {
      name,
      description: meta.description,
      type: typeOf(schema),
      ...(hasDefault ? { default: value } : mayBeNull ? { default: null } : {}),
      required: !hasDefault && !mayBeNull,
      nullable: mayBeNull,
      sensitive: meta.sensitive ?? false,
      ...(meta.example === undefined ? {} : { example: meta.example }),
      validations: [
        ...validationsOf(name, schema),
        ...rules
          .filter((rule) => rule.variable === name)
          .map(({ condition, message }) => ({ condition, message })),
      ],
    };
  });
}

export function outputsOf(outputs: z.ZodObject, values: { readonly [name: string]: Expr }): Output[] {
  return Object.entries(outputs.shape).map(([name, schema]) => {
    const { meta } = unwrap(schema);
    const value = values[name];
    if (!meta.description || value === undefined) {
      throw new Error(`the output ${name} has no ${value ? "description" : "value"}`);
    }
    return { name, description: meta.description, value, sensitive: meta.sensitive ?? false };
  });
}
