// The set-up of Kysely's own suite, as bundle.ts finds it in a checkout: what of it holds for any database.
declare module "kysely-suite/test-setup" {
  import type { Kysely } from "kysely";

  // biome-ignore lint/suspicious/noExplicitAny: the suite's own tables
  export type Any = any;
  export const DEFAULT_DATA_SET: Record<string, Any>[];
  export const NOT_SUPPORTED: object;
  export const DIALECT_CONFIGS: object;
  export const expect: Any;
  export const limit: Any;
  export const orderBy: Any;
  export function insertDefaultJSONDataSet(ctx: { db: Kysely<Any> }): Promise<void>;
}
