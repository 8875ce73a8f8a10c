// How long it takes to compile generated models: layers of them, each reading two of the layer below.
import { incremental, type Model, model, table, unique } from "../models/index.ts";
import { compiledModels, projectOf, registryOf, selected } from "../models/project.ts";

export interface CompileTime {
  models: number;
  /** Definitions to DAG. */
  graphSeconds: number;
  /** DAG to the text of every statement. */
  sqlSeconds: number;
}

/** Compiles so many generated models, tests included. */
export function compileModels(count = 200): CompileTime {
  const registry = registryOf({ "generated.ts": generated(count) });
  const began = performance.now();
  const { graph } = projectOf(registry, { dag: "bench" });
  const built = performance.now();
  const compiled = compiledModels(graph, selected(graph));
  const done = performance.now();
  return { models: compiled.length, graphSeconds: (built - began) / 1000, sqlSeconds: (done - built) / 1000 };
}

const WIDTH = 20;

function generated(count: number): Record<string, Model> {
  const models: Model[] = [];
  for (let i = 0; i < count; i++) {
    const [left, right] = [models[i - WIDTH], models[i - WIDTH + 1]];
    models.push(
      model({
        name: `m${i}`,
        materialized: i % 3 === 0 ? incremental({ key: "id" as never }) : table(),
        // biome-ignore lint/suspicious/noExplicitAny: generated models have no types to check
        query: (db: any) =>
          (left && right
            ? db.selectFrom(left.as("l")).innerJoin(right.as("r"), "r.id", "l.id")
            : db.selectFrom("lake.events as l").innerJoin("lake.events as r", "r.id", "l.id")
          )
            // biome-ignore lint/suspicious/noExplicitAny: as above
            .select((eb: any) => [
              "l.id",
              ...Array.from({ length: 10 }, (_, c) =>
                eb.fn.coalesce(eb.fn.sum(`l.c${c}`).filterWhere("r.id", ">", c), eb.lit(0)).as(`c${c}`),
              ),
            ])
            .where("l.id", ">", i)
            .groupBy("l.id"),
        tests: [unique("id" as never)],
      }) as Model,
    );
  }
  return Object.fromEntries(models.map((one) => [one.name, one]));
}
