// A stack that becomes a module: no provider, no backend, readable names, nothing in the output but resources.
import { type Construct, RootConstruct, type TerraformElement, TerraformStack } from "./cdktf.ts";
import { type DescribedFiles, describedIn } from "./described.ts";

/** Terraform's JSON syntax: block type → label → … → body. */
export type TerraformJson = { [key: string]: unknown };

export class ModuleStack extends TerraformStack {
  /** Blocks added to the body as they are, such as variables and outputs. */
  extra: TerraformJson = {};
  /** cdktf's own command wants to know what made the stack. */
  keepsMetadata = false;

  /** `lake` → `landing` is named `lake_landing`; a name never depends on a hash. */
  protected override allocateLogicalId(element: TerraformElement): string {
    const scopes = element.node.scopes;
    return scopes
      .slice(scopes.indexOf(this) + 1)
      .map((scope) => scope.node.id.replaceAll("-", "_"))
      .join("_");
  }

  override toTerraform(): TerraformJson {
    const { "//": about, provider: __, terraform: ___, ...body } = super.toTerraform() as TerraformJson;
    const json = sorted({ ...withoutMetadata(body), ...this.extra }) as TerraformJson;
    return this.keepsMetadata ? { "//": about, ...json } : json;
  }
}

/** Builds in a stack of its own and returns the body of the module, and the locals that go into files of their own. */
export function synthesize(
  name: string,
  build: (scope: Construct) => void,
): { body: TerraformJson; described: DescribedFiles } {
  // No App: it would make its output folder at once, and nothing is written here.
  const stack = new ModuleStack(new RootConstruct(), name);
  build(stack);
  return { body: stack.toTerraform(), described: describedIn(stack) };
}

/** cdktf notes under "//" where each element came from; that is noise in a published module. */
function withoutMetadata(value: unknown): TerraformJson {
  if (Array.isArray(value)) return value.map(withoutMetadata) as unknown as TerraformJson;
  if (value === null || typeof value !== "object") return value as TerraformJson;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, item]) => [key, withoutMetadata(item)]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
