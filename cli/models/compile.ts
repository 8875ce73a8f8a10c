// headrace models compile DIR: every model's SQL, without a warehouse.
import { compiledModels } from "../../warehouse/models/project.ts";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { makeOutput, write } from "../output/output.ts";
import { namesOf, projectAt } from "./project.ts";
import { COMPILE } from "./signatures.ts";

export async function compile(argv: string[]): Promise<number> {
  const { values, positionals } = parse(COMPILE, argv);
  return printCompiled(folder(positionals[0]), values);
}

/** The statements on stdout, as SQL that a person can read and a file can keep. */
export async function printCompiled(
  dir: string,
  choice: {
    select: readonly string[];
    exclude: readonly string[];
    var: readonly string[];
    schema: string | undefined;
    json: boolean;
  },
): Promise<number> {
  const start = performance.now();
  const project = await projectAt(dir, choice);
  const names = namesOf(project, choice) ?? new Set(project.graph.models.map(({ name }) => name));
  const models = compiledModels(project.graph, names);
  if (choice.json) {
    const seconds = Math.round(performance.now() - start) / 1000;
    // The shape of a run's answer, with the SQL added: nothing was built, so there are no rows and no time of its own.
    await makeOutput(true).answer({
      models: models.map((model) => ({ ...model, state: "compiled", rows: null, seconds: 0 })),
      tests: models.flatMap(({ name, tests }) =>
        tests.map((test) => ({ ...test, model: name, state: "compiled", failures: 0 })),
      ),
      seconds,
    });
    return 0;
  }
  for (const { name, materialized, path, reads, build, add, tests } of models) {
    await write(
      `-- ${name} (${materialized}), models/${path}${reads.length ? `, reads ${reads.join(", ")}` : ""}\n`,
    );
    await write(statements(build));
    if (add) await write(`-- where it exists already:\n${statements(add)}`);
    for (const test of tests) await write(`-- test ${test.name}\n${statements([test.sql])}`);
    await write("\n");
  }
  return 0;
}

const statements = (all: readonly string[]): string => all.map((sql) => `${sql};\n`).join("");
