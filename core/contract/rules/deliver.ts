// Rules of deliveries: a topic has something to deliver, of datasets and columns that are there. Models are known to the
// warehouse alone.
import { curatedColumns } from "../curated.ts";
import type { Deliver } from "../deliver/schema.ts";
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { hint } from "../near.ts";
import type { Dataset } from "../schema.ts";
import { listNames } from "../words.ts";
import { repeated } from "./scope.ts";

/** `names` are all datasets; those in `datasets` have the right shape, and only they are looked into. */
export function deliverIssues(
  topics: ReadonlyMap<string, Deliver>,
  names: readonly string[],
  datasets: ReadonlyMap<string, Dataset>,
): ContractIssue[] {
  return [...topics].flatMap(([topic, deliver]) => {
    const path = `deliver.${topic}`;
    const { columns = [], models } = deliver;
    if (deliver.datasets.length + models.length === 0) return [issue("delivers_nothing", path)];
    const twice = Object.entries({ datasets: deliver.datasets, models, columns }).flatMap(([key, list]) =>
      [...repeated(list).keys()].map((name) => issue("repeated", `${path}.${key}`, { name })),
    );
    const unknown = deliver.datasets
      .filter((name) => !names.includes(name))
      .map((name) =>
        issue("unknown_dataset", `${path}.datasets`, {
          name,
          datasets: listNames(names),
          hint: hint(name, names),
        }),
      );
    const lacking = deliver.datasets
      .filter((dataset) => datasets.has(dataset))
      .flatMap((dataset) => {
        const known = [...curatedColumns(datasets, dataset).keys()];
        return columns
          .filter((name) => !known.includes(name))
          .map((name) =>
            issue("undelivered_column", `${path}.columns`, {
              dataset,
              name,
              columns: listNames(known),
              hint: hint(name, known),
            }),
          );
      });
    return [...twice, ...unknown, ...lacking];
  });
}
