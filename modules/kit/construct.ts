// A typed CDKTF class per module, from the same schema: what HCL users write as a module block.
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type * as z from "zod";
import { HeadraceError } from "../../core/errors.ts";
import {
  AssetType,
  type Construct,
  type IResolvable,
  TerraformAsset,
  TerraformModule,
  Token,
} from "./cdktf.ts";
import type { ModuleDefinition } from "./define.ts";
import { type CamelCase, camelCase, type InCamelCase, inTerraformNames } from "./names.ts";
import { typeOf } from "./types.ts";

/**
 * Inputs as CDKTF users write them: names in camelCase, those within objects too, and references where values go. An
 * object may also keep the names of Terraform throughout, since a part of a contract, which a file holds, has those.
 */
export type ModuleProps<I extends z.ZodObject> = {
  readonly [K in keyof z.input<I> as CamelCase<K & string>]:
    | InCamelCase<z.input<I>[K]>
    | z.input<I>[K]
    | IResolvable;
} & {
  /** Where the module lies; the copy that comes with this package where absent. */
  readonly source?: string;
};

/** Outputs by their names in camelCase, as references. */
export type ModuleOutputs<O extends z.ZodObject> = {
  readonly [K in keyof z.output<O> as CamelCase<K & string>]: z.output<O>[K];
};

export interface ModuleClass<I extends z.ZodObject, O extends z.ZodObject> {
  new (scope: Construct, id: string, props: ModuleProps<I>): TerraformModule & ModuleOutputs<O>;
  readonly definition: ModuleDefinition<I, O>;
}

/** Copies the module into the stack's output, so that what is synthesized can be moved; with its set where it needs other modules. */
function copied(scope: Construct, id: string, folder: string, withSet: boolean): string {
  if (!existsSync(folder)) {
    throw new HeadraceError("modules_missing", `There is no module at ${folder}.`, "Run `npm run build`.", 3);
  }
  const path = withSet ? join(folder, "..", "..") : folder;
  const asset = new TerraformAsset(scope, `${id}-files`, { path, type: AssetType.DIRECTORY });
  return `./${join(asset.path, relative(path, folder)).replaceAll("\\", "/")}`;
}

/** @param published the folder of the published module */
export function moduleClass<I extends z.ZodObject, O extends z.ZodObject>(
  definition: ModuleDefinition<I, O>,
  published: string,
): ModuleClass<I, O> {
  const inputs = Object.entries(definition.inputs.shape);

  class Module extends TerraformModule {
    static readonly definition = definition;
    readonly #props: { readonly [name: string]: unknown };

    constructor(scope: Construct, id: string, props: { readonly [name: string]: unknown }) {
      const source =
        (props.source as string | undefined) ?? copied(scope, id, published, definition.borrowed.length > 0);
      super(scope, id, { source, skipAssetCreationFromLocalModules: true });
      this.#props = props;
    }

    protected override synthesizeAttributes(): { [name: string]: unknown } {
      return Object.fromEntries(
        inputs.map(([name, schema]) => [
          name,
          inTerraformNames(typeOf(schema), this.#props[camelCase(name)]),
        ]),
      );
    }
  }

  for (const [name, schema] of Object.entries(definition.outputs.shape)) {
    Object.defineProperty(Module.prototype, camelCase(name), {
      get(this: Module) {
        return reference(typeOf(schema).kind, this.interpolationForOutput(name));
      },
    });
  }
  Object.defineProperty(Module, "name", { value: definition.name });
  return Module as unknown as ModuleClass<I, O>;
}

function reference(kind: string, value: IResolvable): unknown {
  if (kind === "number") return Token.asNumber(value);
  if (kind === "list" || kind === "set") return Token.asList(value);
  if (kind === "map") return Token.asStringMap(value);
  return Token.asString(value);
}
