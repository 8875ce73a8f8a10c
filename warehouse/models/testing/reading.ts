// For tests of the graph: models that read what they are told to.
import { model } from "../index.ts";

// biome-ignore lint/suspicious/noExplicitAny: these models read one another in ways that no types allow
export type AnyDb = any;
/** A view over the first of what it reads, joined to the others. */
export const reading = (name: string, ...reads: string[]) =>
  model({
    name,
    tags: [name.slice(0, 1)],
    query: (db: AnyDb) =>
      reads
        .slice(1)
        .reduce((qb, read) => qb.innerJoin(read, `${read}.id`, `${reads[0]}.id`), db.selectFrom(reads[0]))
        .select([`${reads[0]}.id`]),
  });
