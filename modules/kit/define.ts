// defineModule: a zod schema and a build function become a Terraform module.
import type * as z from "zod";
import { isFetched } from "../../core/registry/artifacts.ts";
import { RELEASE_VERSION } from "../../core/release.ts";
import type { Construct } from "./cdktf.ts";
import { type DescribedFiles, localsFile } from "./described.ts";
import { Expr, tf } from "./expression.ts";
import { outputsFile, variablesFile, versionsFile } from "./hcl-file.ts";
import { readme } from "./readme.ts";
import { artifact, type Borrowed, borrowed } from "./resources.ts";
import { synthesize, type TerraformJson } from "./stack.ts";
import { type Output, outputsOf, type Rule, type Variable, variablesOf } from "./variables.ts";

/** The inputs as Terraform expressions: `vars.name` is `var.name`. */
export type Vars<I extends z.ZodObject> = { readonly [K in keyof z.output<I> & string]: Expr };
export type OutputValues<O extends z.ZodObject> = { readonly [K in keyof z.output<O> & string]: Expr };

export interface ModuleOptions<I extends z.ZodObject, O extends z.ZodObject> {
  /** The folder it is published in, such as "lake". */
  name: string;
  /** One paragraph: the first of its README. */
  description: string;
  /** HCL that shows the module in use. */
  usage: string;
  /** What a user should know beside the tables, as Markdown. */
  notes?: string;
  inputs: I;
  outputs: O;
  /** Files that are published beside it, under artifacts/: what its resources name by `artifact`. */
  artifacts?: readonly string[];
  /** Artifacts of other modules that its resources name by `borrowed`: then it works only within the set. */
  borrowed?: readonly Borrowed[];
  /** What must hold between inputs. */
  rules?(vars: Vars<I>): Rule[];
  /** Makes the resources. It sees expressions only, so one module serves literals and references alike. */
  build(scope: Construct, vars: Vars<I>): OutputValues<O>;
}

export interface ModuleDefinition<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  readonly artifacts: readonly string[];
  readonly borrowed: readonly Borrowed[];
  variables(): Variable[];
  /** Makes the resources in a stack, and returns the outputs that refer to them. */
  build(scope: Construct): Output[];
  /** The resources, and the outputs that refer to them. */
  synthesize(): { body: TerraformJson; described: DescribedFiles; outputs: Output[] };
  /** The published form: file name → content. */
  files(): { [file: string]: string };
}

export function defineModule<I extends z.ZodObject, O extends z.ZodObject>(
  options: ModuleOptions<I, O>,
): ModuleDefinition<I, O> {
  const names = Object.keys(options.inputs.shape);
  const vars = Object.fromEntries(names.map((name) => [name, new Expr(`var.${name}`)])) as Vars<I>;
  const variables = () =>
    variablesOf(options.inputs, [...(options.rules?.(vars) ?? []), ...artifactsRule(options)]);
  const build = (scope: Construct) => [
    ...outputsOf(options.outputs, options.build(scope, vars)),
    moduleVersion(options.name),
  ];
  const synthesizeModule = () => {
    let outputs: Output[] = [];
    const made = synthesize(options.name, (scope) => {
      outputs = build(scope);
    });
    return { ...made, outputs };
  };
  return {
    name: options.name,
    description: options.description,
    inputs: options.inputs,
    outputs: options.outputs,
    artifacts: options.artifacts ?? [],
    borrowed: options.borrowed ?? [],
    variables,
    build,
    synthesize: synthesizeModule,
    files: () => {
      const { body, described, outputs } = synthesizeModule();
      const own = [...described].map(([file, locals]) => [file, localsFile(locals)]);
      return {
        ...Object.fromEntries(own),
        "README.md": readme(options, variables(), outputs),
        "main.tf.json": jsonText(body),
        "outputs.tf": outputsFile(outputs),
        "variables.tf": variablesFile(variables()),
        "versions.tf": versionsFile(),
      };
    },
  };
}

/** The stamp of a release: in every plan and, where a root has it as an output, in its state. */
const moduleVersion = (name: string): Output => ({
  name: "module_version",
  description: `Version of Headrace that this module, ${name}, is of.`,
  value: tf`${RELEASE_VERSION}`,
  sensitive: false,
});

/** A set may be published without what is large in it; then the module has an input that says where that lies. */
function artifactsRule(options: ModuleOptions<z.ZodObject, z.ZodObject>): Rule[] {
  const { name, inputs, artifacts = [] } = options;
  const fetched = [...artifacts.filter(isFetched).map(artifact), ...(options.borrowed ?? []).map(borrowed)];
  if (fetched.length === 0 || !("artifacts" in inputs.shape)) return [];
  const there = fetched.map((path) => tf`fileexists(${path})`);
  return [
    {
      variable: "artifacts",
      condition: tf`var.artifacts != null || alltrue(${there})`,
      message: `Say in artifacts which bucket has the code: this copy of the module ${name} was published without its zips. "headrace publish --artifacts s3://BUCKET/headrace/" with Headrace ${RELEASE_VERSION} puts them there.`,
    },
  ];
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
