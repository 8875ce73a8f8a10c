// The contract's `api` block: what the REST API serves, and which group of callers may do what. Who is in a group is the
// estate's business, and a variable of the module. Nothing is served that no group is allowed.
import * as z from "zod";
import { name, text, texts } from "../fields.ts";

/** What SQL runs on. */
export const ENGINES = ["athena", "redshift"] as const;
export type Engine = (typeof ENGINES)[number];

/** A group's name may have hyphens, since identity providers' groups do. */
export const GROUP_NAME = /^[a-z][a-z0-9_-]{0,127}$/;

const MAX_SQL_CHARACTERS = 65_536;

const names = (what: string, example: string) => texts(`a list of ${what}`, example).default([]);

/**
 * A permission → the names that it is given for: datasets, and for `read` and `exports` models too; named queries, which may be
 * exported as well; engines; topics of `deliver`.
 */
export const groupSchema = z
  .strictObject({
    read: names("datasets and models", "read: [orders]"),
    queries: names("names of api.queries", "queries: [revenue_by_day]"),
    sql: z
      .array(z.enum(ENGINES).meta({ expects: "an engine", example: "athena" }))
      .default([])
      .meta({ expects: "a list of engines", example: "sql: [athena]" }),
    imports: names("datasets", "imports: [orders]"),
    records: names("datasets", "records: [orders]"),
    exports: names("datasets, models and queries", "exports: [daily_revenue]"),
    cleanse: names("datasets", "cleanse: [customers]"),
    validate: names("datasets", "validate: [customers]"),
    tokenize: names("datasets", "tokenize: [customers]"),
    detokenize: names("datasets", "detokenize: [customers]"),
    subscriptions: names("topics", "subscriptions: [orders]"),
  })
  .meta({ expects: "what the group may do", example: "analysts: { read: [orders] }" });

export const querySchema = z
  .strictObject({
    description: text("a text", "description: 'What it answers'").optional(),
    engine: z
      .enum(ENGINES)
      .default("athena")
      .meta({ expects: "what runs the query", example: "engine: athena" }),
    sql: z
      .string()
      .min(1)
      .max(MAX_SQL_CHARACTERS)
      .meta({
        expects: `one SQL statement, ${MAX_SQL_CHARACTERS} characters at most`,
        example: "sql: select * from orders where ordered_at_day = :day",
      }),
    /** What it reads in the warehouse: its user there may read no other model. */
    models: names("models", "models: [daily_revenue]"),
    parameters: z.record(name("day"), text("a type", "day: date")).default({}).meta({
      expects: "the parameters' types by name",
      example: "parameters: { day: date }",
    }),
  })
  .meta({ expects: "a query", example: "orders_of_day: { sql: select …, parameters: { day: date } }" });

export const apiSchema = z
  .strictObject({
    groups: z
      .record(
        z.string().regex(GROUP_NAME).meta({
          expects: "a name of a-z, 0-9, _ and -, a letter first, 128 at most",
          example: "analysts",
        }),
        groupSchema,
      )
      .default({})
      .meta({ expects: "the groups by name", example: "groups: { analysts: { read: [orders] } }" }),
    queries: z
      .record(name("revenue_by_day"), querySchema)
      .default({})
      .meta({ expects: "the queries by name", example: "queries: { orders_of_day: { sql: select … } }" }),
  })
  .meta({ expects: "what the API serves", example: "api: { groups: { analysts: { read: [orders] } } }" });

export type Api = z.output<typeof apiSchema>;
export type Group = z.output<typeof groupSchema>;
export type Permission = keyof Group;
export type NamedQuery = z.output<typeof querySchema>;

export const PERMISSIONS = Object.keys(groupSchema.shape) as Permission[];
