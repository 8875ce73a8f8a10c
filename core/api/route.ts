// What a route is, as data. From the list of routes come the functions' validation, the OpenAPI document, what Terraform
// makes of it, and docs/api.md.
import type * as z from "zod";
import type { Permission } from "../contract/api/schema.ts";
import type { ApiFunction } from "./functions.ts";
import type { ProblemCode } from "./problems.ts";

export type Method = "GET" | "POST" | "DELETE";

/** Media types that bodies are read from. NDJSON becomes the list of its lines' values, which the schema then judges. */
export const BODY_TYPES = ["application/json", "application/x-ndjson"] as const;
export type BodyType = (typeof BODY_TYPES)[number];

/** Bytes of a body where its route says nothing else. */
export const DEFAULT_BODY_BYTES = 1024 * 1024;

/** What an Idempotency-Key is: characters that every HTTP client can send, and no space. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

export interface BodySpec {
  readonly schema: z.ZodType;
  /** JSON alone where absent. */
  readonly types?: readonly BodyType[];
  /** DEFAULT_BODY_BYTES where absent. Lambda takes 6 MB in all, in which a body's bytes count for four thirds. */
  readonly maxBytes?: number;
}

export interface AnswerSpec {
  readonly description: string;
  /** Of JSON. Absent where there is no body, or one of `types` alone. */
  readonly schema?: z.ZodType;
  /** Media types of an answer that is text or bytes; beside JSON where there is a schema too. */
  readonly types?: readonly string[];
  /** Header → what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteSpec {
  readonly method: Method;
  /** As OpenAPI and API Gateway write it: `/datasets/{name}`. */
  readonly path: `/${string}`;
  readonly function: ApiFunction;
  readonly tag: string;
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  /**
   * What the caller needs. With `on`, a parameter of the path, for the name that it has: who lacks it is refused before
   * the implementation is called. Without `on`, for anything at all: the implementation looks closer. `null`: nothing.
   */
  readonly permission: { readonly to: Permission; readonly on?: string } | null;
  readonly request?: {
    /** Its keys are the path's parameters. */
    readonly path?: z.ZodObject;
    /** Every value comes as text, a repeated one as a list of texts. Others than these are refused. */
    readonly query?: z.ZodObject;
    /** By names in lower case. */
    readonly headers?: z.ZodObject;
    readonly body?: BodySpec;
  };
  /** Status → answer, those of success alone. */
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** Problems beside those that every route may answer with. */
  readonly problems?: readonly ProblemCode[];
  /**
   * What a POST with an Idempotency-Key is answered with when it comes again. "stored": with the first answer, which is
   * kept in the API's table for a day. "again": the work is done again, since it gives the same each time; for what is
   * too large or too secret to keep. "stored" where absent.
   */
  readonly repeat?: "stored" | "again";
  /** Refuses a POST without an Idempotency-Key. */
  readonly keyRequired?: boolean;
}

/** Keeps the exact types of what it is given. */
export const defineRoute = <const R extends RouteSpec>(route: R): R => route;

type Part<R extends RouteSpec, K extends "path" | "query" | "headers"> = R["request"] extends {
  readonly [P in K]: infer S extends z.ZodType;
}
  ? z.output<S>
  : Record<never, never>;

/** What an implementation is called with: each part as its schema made it. */
export interface RequestOf<R extends RouteSpec> {
  readonly path: Part<R, "path">;
  readonly query: Part<R, "query">;
  readonly headers: Part<R, "headers">;
  readonly body: R["request"] extends { readonly body: { readonly schema: infer S extends z.ZodType } }
    ? z.output<S>
    : undefined;
}

type JsonBody<A> = A extends { readonly schema: infer S extends z.ZodType }
  ? { readonly body: z.input<S>; readonly type?: undefined }
  : never;
type TypedBody<A> = A extends { readonly types: readonly (infer T)[] }
  ? { readonly type: T; readonly body: string | Uint8Array }
  : never;
type BodyOf<A> = A extends { readonly schema: unknown } | { readonly types: unknown }
  ? JsonBody<A> | TypedBody<A>
  : { readonly body?: undefined };

/** What an implementation answers: one of the route's statuses, with a body of its schema. */
export type AnswerOf<R extends RouteSpec> = {
  [S in keyof R["answers"]]: { readonly status: S } & BodyOf<R["answers"][S]> & {
      readonly headers?: Readonly<Record<string, string>>;
    };
}[keyof R["answers"]];

/** The names between braces, in order. */
export const pathParameters = (path: string): string[] =>
  [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
