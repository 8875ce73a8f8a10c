// The modules and version 6 of the AWS provider, which the tests cannot install: every argument that a resource is given, and every
// attribute that is read of one, is there in the bindings of 6.25, which were generated from that version's schema. Version 5.100 is the one
// that the tests plan and apply with.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { moduleFiles } from "../../modules/publish.ts";

const BINDINGS = join(dirname(fileURLToPath(import.meta.resolve("@cdktf/provider-aws"))));
/** Terraform's own, of every resource. */
const META = ["count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "timeouts"];

type Body = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, Readonly<Record<string, Body | readonly Body[]>>>>;

const bodies = Object.entries(moduleFiles())
  .filter(([path]) => path.endsWith("main.tf.json"))
  .map(([path, text]) => ({ path, text, body: JSON.parse(text) as { resource?: Named; data?: Named } }));

const bindings = new Map<string, string>();
/** The source of a type's binding. @param kind a resource is its type, a data source begins with `data.` */
function binding(kind: string): string {
  const folder = kind
    .replace(/^data\.aws_/, "data-aws-")
    .replace(/^aws_/, "")
    .replaceAll("_", "-");
  const file = join(BINDINGS, folder, "index.js");
  if (!bindings.has(kind)) {
    const structs = join(BINDINGS, folder, "index-structs");
    if (existsSync(structs)) throw new Error(`${kind} has its blocks in files of their own: read these too.`);
    bindings.set(kind, readFileSync(file, "utf8"));
  }
  return bindings.get(kind) ?? "";
}

interface Argument {
  isBlock: boolean;
  /** The block's structure. */
  of: string;
}

/** What a piece of a binding's source says of the arguments of a resource or a block. */
const argumentsIn = (source: string): Map<string, Argument> =>
  new Map(
    [
      ...source.matchAll(
        /^ {8,12}(\w+): \{\n.*\n\s+isBlock: (true|false),\n\s+type: "\w+",\n\s+storageClassType: "(\w+)"/gm,
      ),
    ].map(([, name = "", isBlock, of = ""]) => [name, { isBlock: isBlock === "true", of }]),
  );

function argumentsOf(source: string, start: string): Map<string, Argument> {
  const at = source.indexOf(start);
  if (at === -1) throw new Error(`no ${start} in a binding`);
  return argumentsIn(source.slice(at, source.indexOf("};", at)));
}

/** Paths of what the body of a resource says and version 6 does not know. */
function unknownIn(source: string, known: Map<string, Argument>, body: Body): string[] {
  return Object.entries(body).flatMap(([name, value]): string[] => {
    if (name === "dynamic")
      return Object.entries(value as Record<string, { content: Body }>).flatMap(([block, { content }]) =>
        unknownIn(source, known, { [block]: content }),
      );
    if (META.includes(name)) return [];
    const argument = known.get(name);
    if (!argument) return [name];
    if (!argument.isBlock || typeof value === "string") return [];
    const structure = argument.of.replace(/List$/, "");
    const start = `function ${structure.charAt(0).toLowerCase()}${structure.slice(1)}ToHclTerraform(`;
    const inner = argumentsOf(source, start);
    return [value as Body | Body[]]
      .flat()
      .flatMap((one) => unknownIn(source, inner, one).map((path) => `${name}.${path}`));
  });
}

test("version 6 knows every argument of every resource and data source", () => {
  let seen = 0;
  const unknown: string[] = [];
  for (const { path, body } of bodies)
    for (const [prefix, types] of [
      ["", body.resource],
      ["data.", body.data],
    ] as const)
      for (const [type, named] of Object.entries(types ?? {})) {
        if (!type.startsWith("aws_")) continue;
        const source = binding(`${prefix}${type}`);
        const known = argumentsOf(source, "synthesizeHclAttributes()");
        for (const [name, one] of Object.entries(named))
          for (const resource of [one].flat() as Body[]) {
            seen += Object.keys(resource).length;
            unknown.push(
              ...unknownIn(source, known, resource).map(
                (argument) => `${path}: ${prefix}${type}.${name} ${argument}`,
              ),
            );
          }
      }
  expect(unknown).toEqual([]);
  const environment = binding("aws_batch_compute_environment");
  expect(
    unknownIn(environment, argumentsOf(environment, "synthesizeHclAttributes()"), {
      // As it is called in version 5.
      compute_environment_name: "jobs",
      compute_resources: { max_vcpus: 4, most: 1 },
    }),
  ).toEqual(["compute_environment_name", "compute_resources.most"]);
  expect(seen).toBeGreaterThan(1000);
});

test("version 6 has every attribute that is read", () => {
  const missing = new Set<string>();
  let seen = 0;
  for (const { path, text } of bodies)
    for (const [, data = "", type = "", attribute = ""] of text.matchAll(
      /(?<![\w.])(data\.)?(aws_[a-z0-9_]+)\.[a-z]\w*(?:\[[^\]]*\])?\.([a-z_0-9]+)/g,
    )) {
      seen += 1;
      const getter = attribute.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      if (!new RegExp(`get ${getter}\\(\\)`).test(binding(`${data}${type}`)))
        missing.add(`${path}: ${data}${type} ${attribute}`);
    }
  expect([...missing]).toEqual([]);
  expect(seen).toBeGreaterThan(500);
});
