// A member of the pipeline: what it adds to it, and what of it people and alarms must know. It is one file, and one line
// in members.ts.
import type * as z from "zod";
import type { Account } from "../constructs/account.ts";
import type { functionOutputs } from "../constructs/function.ts";
import type { Called, Construct, Expr, Value, Vars } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";
import type { queue } from "../queue/index.ts";
import type { Asks } from "./asks.ts";
import type { inputs } from "./inputs.ts";

/** What a member builds on. */
export interface Pipeline {
  scope: Construct;
  at: Account;
  vars: Vars<typeof inputs>;
  keyArn: Expr;
  /** The contract's datasets, checked. */
  datasets: Expr;
  asks: Asks;
  /** Zone → name of its bucket. */
  bucketNames: Expr;
  contract: { uri: Expr; digest: Expr };
  /** What several modules take alike. */
  shared: {
    every: { name: Expr; tags: Expr; kms_key_arn: Expr; create_kms_key: false };
    force: { force_destroy: Expr; i_understand_that_data_is_lost: Expr };
    functions: { [input: string]: Value };
    queues: { [input: string]: Value };
    audit: { audit_table_name: Expr; audit_table_arn: Expr };
  };
}

/** The outputs of one module, or of one per element: each output is then a map. */
export type Made<K extends string> = { readonly outputs: { readonly [P in K]: Expr } } & (
  | {
      readonly name: string;
      /** It is there only where this holds. */
      readonly when?: Expr;
    }
  | { readonly each: true }
);

/** A function that a queue feeds has `event_source_mapping_arn` as well. */
export type MadeFunction = Made<keyof typeof functionOutputs>;
export type MadeQueue = Made<keyof Called<(typeof queue)["outputs"]>> & {
  /** Nothing takes from it, always or where this holds, so that it has no dead-letter queue. */
  readonly parks?: true | Expr;
};

/** What a member made. */
export interface Built<O extends string = string> {
  functions?: readonly MadeFunction[];
  queues?: readonly MadeQueue[];
  /** `MEMBER/ALARM` → ARN, of alarms that are no function's and no queue's. */
  alarms?: Expr;
  /** Queues that are told of a zone's new objects. */
  told?: { readonly [zone: string]: { [argument: string]: Value } };
  outputs: { readonly [K in O]: Expr };
}

/** What its functions and queues are called: their keys in the pipeline's maps, and after NAME- in their names. */
export interface Names {
  functions?: readonly string[];
  queues?: readonly string[];
  /** Queues that nothing takes from. */
  parking?: readonly string[];
  /** Where the member is there, as Markdown that goes before the names; always where absent. */
  where?: string;
  /** What stands for the names where the caller chooses them, as Markdown. */
  chosen?: string;
  /** Names of what else it makes, which no part of a topology may have. */
  taken?: readonly string[];
}

export interface Member<I extends z.ZodRawShape = z.ZodRawShape, O extends z.ZodRawShape = z.ZodRawShape> {
  readonly names: Names;
  /** The pipeline's inputs that only this member reads. */
  readonly inputs: I;
  readonly outputs: O;
  /** What must hold between its inputs and the pipeline's. */
  rules?(vars: Vars<typeof inputs>, own: { readonly [K in keyof I & string]: Expr }): Rule[];
  build(pipeline: Pipeline, own: { readonly [K in keyof I & string]: Expr }): Built<keyof O & string>;
}

/** Types a member by its own inputs and outputs. */
export const member = <O extends z.ZodRawShape, I extends z.ZodRawShape = Record<never, never>>(options: {
  names: Names;
  inputs?: I;
  outputs: O;
  rules?(vars: Vars<typeof inputs>, own: { readonly [K in keyof I & string]: Expr }): Rule[];
  build(pipeline: Pipeline, own: { readonly [K in keyof I & string]: Expr }): Built<keyof O & string>;
}): Member<I, O> => ({ inputs: {} as I, ...options });
