// A module that is made of other modules calls them here; what they need and give is typed by their schemas.
import type * as z from "zod";
import { type Construct, TerraformModule } from "./cdktf.ts";
import type { ModuleDefinition } from "./define.ts";
import { Expr, tf, type Value } from "./expression.ts";
import { plain } from "./resources.ts";

/** A value for every input that needs one, as a literal or an expression. */
export type ModuleInputs<I extends z.ZodObject> = { readonly [K in keyof z.input<I>]: Value };

/** Context under which a synthesis says where modules of the set lie, relative to the one that calls them. */
export const SIBLINGS = "headrace:siblings";

/** As published: the composing module lies at the root, the others under modules/. */
const siblingSource = (scope: Construct, name: string): string =>
  `${scope.node.tryGetContext(SIBLINGS) ?? "./modules"}/${name}`;

class ModuleCall extends TerraformModule {
  readonly #inputs: { [name: string]: unknown };

  constructor(scope: Construct, id: string, source: string, inputs: { [name: string]: unknown }) {
    super(scope, id, { source, skipAssetCreationFromLocalModules: true });
    this.#inputs = inputs;
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return this.#inputs;
  }
}

type Called<O extends z.ZodObject> = { readonly [K in keyof z.output<O> & string]: Expr };

function call<I extends z.ZodObject, O extends z.ZodObject>(
  scope: Construct,
  id: string,
  definition: ModuleDefinition<I, O>,
  inputs: ModuleInputs<I>,
  repeated: { [argument: string]: Expr },
  output: (name: string) => Expr,
): Called<O> {
  const source = siblingSource(scope, definition.name);
  const made = new ModuleCall(scope, id, source, plain(inputs) as { [name: string]: unknown });
  for (const [argument, value] of Object.entries(repeated)) made.addOverride(argument, value.toString());
  const names = Object.keys(definition.outputs.shape);
  return Object.fromEntries(names.map((name) => [name, output(name)])) as Called<O>;
}

/** Calls a module of the set and returns its outputs as expressions: null where `when` does not hold. */
export function moduleCall<I extends z.ZodObject, O extends z.ZodObject>(
  scope: Construct,
  id: string,
  definition: ModuleDefinition<I, O>,
  inputs: ModuleInputs<I>,
  { when }: { when?: Expr } = {},
): Called<O> {
  const repeated: { [argument: string]: Expr } = when ? { count: tf`${when} ? 1 : 0` } : {};
  return call(
    scope,
    id,
    definition,
    inputs,
    repeated,
    (name) => new Expr(when ? `one(module.${id}[*].${name})` : `module.${id}.${name}`),
  );
}

/** Calls a module once per element of `over`; the inputs may refer to `each`, and each output is a map by the element's key. */
export function moduleCalls<I extends z.ZodObject, O extends z.ZodObject>(
  scope: Construct,
  id: string,
  definition: ModuleDefinition<I, O>,
  over: Expr,
  inputs: ModuleInputs<I>,
): Called<O> {
  return call(
    scope,
    id,
    definition,
    inputs,
    { for_each: over },
    (name) => new Expr(`{ for k, m in module.${id} : k => m.${name} }`),
  );
}
