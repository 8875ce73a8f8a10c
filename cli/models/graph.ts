// headrace models graph DIR: what reads what, drawn.
import { writeFile } from "node:fs/promises";
import { type Graph, mermaidGraph, svgGraph, textGraph } from "../../warehouse/models/project.ts";
import { folder } from "../args/folder.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { makeOutput, write } from "../output/output.ts";
import { namesOf, projectAt } from "./project.ts";
import { GRAPH, type GRAPH_FORMATS } from "./signatures.ts";

type Draw = (graph: Graph, names?: ReadonlySet<string>) => string;
const FORMATS: Readonly<Record<(typeof GRAPH_FORMATS)[number], Draw>> = {
  text: textGraph,
  mermaid: mermaidGraph,
  svg: svgGraph,
};

export async function graph(argv: string[]): Promise<number> {
  const { values, positionals } = parse(GRAPH, argv);
  const format = values.format ?? "text";
  const draw = Object.hasOwn(FORMATS, format) ? FORMATS[format as keyof typeof FORMATS] : undefined;
  if (!draw)
    throw usageError(
      `--format ${JSON.stringify(format)} is none of ${Object.keys(FORMATS).join(", ")}`,
      GRAPH,
    );
  const project = await projectAt(folder(positionals[0]), values);
  const names = namesOf(project, values);
  const drawing = draw(project.graph, names);
  const output = makeOutput(values.json);
  if (values.out !== undefined) await writeFile(values.out, drawing);
  if (values.json) {
    const models = project.graph.models.filter(({ name }) => !names || names.has(name));
    await output.answer({
      models: models.map(({ name, materialized, path, reads, tags }) => ({
        name,
        materialized,
        path,
        reads,
        tags,
      })),
      sources: project.graph.sources.map(({ name }) => name).filter((name) => names?.has(name) ?? true),
      ...(values.out === undefined ? { [format]: drawing } : { out: values.out }),
    });
  } else if (values.out === undefined) await write(drawing);
  else output.say(`drawn in ${values.out}`);
  return 0;
}
