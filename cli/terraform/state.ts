// What a root has made, read from its state: the one place that knows it whatever the root's outputs are called.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { HeadraceError } from "../../core/errors.ts";
import { earlierState, knownInstance, rootFiles } from "./root-files.ts";

const stateSchema = z.object({
  version: z.literal(4),
  outputs: z
    .record(z.string(), z.object({ value: z.unknown(), sensitive: z.boolean().optional() }))
    .default({}),
  resources: z.array(
    z.object({
      mode: z.string(),
      type: z.string(),
      name: z.string(),
      module: z.string().optional(),
      instances: z.array(
        z.object({
          index_key: z.union([z.string(), z.number()]).optional(),
          attributes: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

export interface Resource {
  type: string;
  /** Such as `module.pipeline.module.lake`; empty in the root. */
  module: string;
  /** As Terraform writes it: `module.pipeline.module.lake.aws_s3_bucket.zone["curated"]`. */
  address: string;
  attributes: Record<string, unknown>;
}

/** The local AWS whose state is asked for: its folder, and which of its starts it is. */
export interface LocalInstance {
  state: string;
  instance: string;
}

/** The state of DIR's last apply to this local AWS; that of a hand-run Terraform where we never applied. */
function parsedState(dir: string, { state, instance }: LocalInstance): z.output<typeof stateSchema> {
  const files = rootFiles(dir, state);
  const known = knownInstance(files);
  if (known !== undefined && known !== instance) throw notApplied(dir);
  const own = [files.state, earlierState(files, instance)];
  const file = (known === undefined ? [...own, join(dir, "terraform.tfstate")] : [files.state]).find(
    (path) => path !== undefined && existsSync(path),
  );
  if (!file) throw notApplied(dir);
  const parsed = stateSchema.safeParse(jsonOf(readFileSync(file, "utf8")));
  if (!parsed.success)
    throw new HeadraceError(
      "state_unreadable",
      `${file} is no Terraform state of format 4.`,
      "Where an apply is under way, wait for its end. Else delete it and apply again, with Terraform 1.9 or newer.",
    );
  return parsed.data;
}

/** The root's outputs by their names, without those that are sensitive. */
export const readOutputs = (dir: string, local: LocalInstance): Record<string, unknown> =>
  outputsIn(parsedState(dir, local));

/** Every managed resource. */
export const readState = (dir: string, local: LocalInstance): Resource[] =>
  resourcesIn(parsedState(dir, local));

/** Both, of the state of DIR's last apply. */
export function readBoth(dir: string, local: LocalInstance): Applied {
  const state = parsedState(dir, local);
  return { resources: resourcesIn(state), outputs: outputsIn(state) };
}

export interface Applied {
  resources: Resource[];
  outputs: Record<string, unknown>;
}

/** Of a state's text, wherever it came from; undefined where it is none. */
export function appliedIn(text: string): Applied | undefined {
  const { data } = stateSchema.safeParse(jsonOf(text));
  return data && { resources: resourcesIn(data), outputs: outputsIn(data) };
}

function outputsIn({ outputs }: z.output<typeof stateSchema>): Record<string, unknown> {
  const shown = Object.entries(outputs).filter(([, { sensitive }]) => !sensitive);
  return Object.fromEntries(shown.map(([name, { value }]) => [name, value]));
}

const resourcesIn = ({ resources }: z.output<typeof stateSchema>): Resource[] =>
  resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ type, name, module, instances }) =>
      instances.map(({ index_key, attributes }) => ({
        type,
        module: module ?? "",
        address: [module, type, name].filter(Boolean).join(".") + indexOf(index_key),
        attributes: attributes ?? {},
      })),
    );

/** Terraform writes its state in place: who reads meanwhile may find half of it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const indexOf = (key: string | number | undefined): string =>
  key === undefined ? "" : `[${JSON.stringify(key)}]`;

export const notApplied = (dir: string): HeadraceError =>
  new HeadraceError(
    "not_applied",
    `Nothing is applied from ${dir}.`,
    `Run \`headrace run ${dir} --import DATASET=FILE\` or \`headrace apply ${dir}\` first.`,
  );
