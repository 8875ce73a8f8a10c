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

/** The outputs of a called module, as expressions. */
export type Called<O extends z.ZodObject> = { readonly [K in keyof z.output<O> & string]: Expr };

interface Repeated {
  /** The module is called where this holds; its outputs are null elsewhere. */
  when?: Expr;
}

const outputsBy = <I extends z.ZodObject, O extends z.ZodObject>(
  { outputs }: ModuleDefinition<I, O>,
  output: (name: string) => string,
): Called<O> =>
  Object.fromEntries(Object.keys(outputs.shape).map((name) => [name, new Expr(output(name))])) as Called<O>;

/**
 * The outputs of the call `id`, which may be made later: for modules that need what each other gives.
 * @param apart of a call that may not be there: whoever takes an output waits for that one alone. Terraform takes
 *   `module.x[*].y` for all of the module, and two modules that wait for all of each other for a cycle
 */
export const outputsOfCall = <I extends z.ZodObject, O extends z.ZodObject>(
  id: string,
  definition: ModuleDefinition<I, O>,
  { when, apart = false }: Repeated & { readonly apart?: boolean } = {},
): Called<O> =>
  outputsBy(definition, (name) => {
    if (!when) return `module.${id}.${name}`;
    return apart ? `try(module.${id}[0].${name}, null)` : `one(module.${id}[*].${name})`;
  });

/** The outputs of the calls `id`, each a map by the element's key. */
export const outputsOfCalls = <I extends z.ZodObject, O extends z.ZodObject>(
  id: string,
  definition: ModuleDefinition<I, O>,
): Called<O> => outputsBy(definition, (name) => `{ for k, m in module.${id} : k => m.${name} }`);

function call<I extends z.ZodObject, O extends z.ZodObject>(
  scope: Construct,
  id: string,
  definition: ModuleDefinition<I, O>,
  inputs: ModuleInputs<I>,
  repeated: { [argument: string]: Expr },
): void {
  const source = siblingSource(scope, definition.name);
  const call = new ModuleCall(scope, id, source, plain(inputs) as { [name: string]: unknown });
  for (const [argument, value] of Object.entries(repeated)) call.addOverride(argument, value.toString());
}

/** Calls a module of the set and returns its outputs as expressions: null where `when` does not hold. */
export function moduleCall<I extends z.ZodObject, O extends z.ZodObject>(
  scope: Construct,
  id: string,
  definition: ModuleDefinition<I, O>,
  inputs: ModuleInputs<I>,
  repeated: Repeated = {},
): Called<O> {
  const { when } = repeated;
  call(scope, id, definition, inputs, when ? { count: tf`${when} ? 1 : 0` } : {});
  return outputsOfCall(id, definition, repeated);
}

/** Calls a module once per element of `over`; the inputs may refer to `each`, and each output is a map by the element's key. */
export function moduleCalls<I extends z.ZodObject, O extends z.ZodObject>(
  scope: Construct,
  id: string,
  definition: ModuleDefinition<I, O>,
  over: Expr,
  inputs: ModuleInputs<I>,
): Called<O> {
  call(scope, id, definition, inputs, { for_each: over });
  return outputsOfCalls(id, definition);
}
