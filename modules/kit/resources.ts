// What resources need beyond their typed arguments: references, repetition, blocks known only to Terraform.
import { DIGESTS } from "../../core/registry/artifacts.ts";
import {
  type Construct,
  TerraformDataSource,
  type TerraformElement,
  TerraformLocal,
  TerraformModule,
  TerraformResource,
  TerraformStack,
} from "./cdktf.ts";
import { Expr, quote, render, tf, type Value } from "./expression.ts";

/** A resource or a data source. */
export interface Resource extends TerraformElement {
  readonly terraformResourceType: string;
}

/** The resource itself as an expression: `aws_s3_bucket.zone`. */
export function ref(resource: Resource, attribute?: string): Expr {
  const prefix = TerraformDataSource.isTerraformDataSource(resource) ? "data." : "";
  const whole = new Expr(`${prefix}${resource.terraformResourceType}.${resource.friendlyUniqueId}`);
  return attribute === undefined ? whole : whole.attr(attribute);
}

/** The instance of a resource that `when` made, or null where it made none. */
export const one = (resource: Resource, attribute: string): Expr =>
  tf`one(${ref(resource)}[*].${new Expr(attribute)})`;

export const each = { key: new Expr("each.key"), value: new Expr("each.value") };

/** One instance per element; the keys must be known when planning. */
export function forEach<R extends Resource>(resource: R, over: Expr): R {
  resource.addOverride("for_each", over.toString());
  return resource;
}

/** One instance where the condition holds, else none; it must be known when planning. */
export function when<R extends Resource>(condition: Expr, resource: R): R {
  resource.addOverride("count", tf`${condition} ? 1 : 0`.toString());
  return resource;
}

/** A nested block, once per element of `over`; `content` sees `NAME.key` and `NAME.value`. */
export function dynamicBlock(
  resource: TerraformElement,
  name: string,
  over: Expr,
  content: (item: { key: Expr; value: Expr }) => { [argument: string]: unknown },
): void {
  const body = content({ key: new Expr(`${name}.key`), value: new Expr(`${name}.value`) });
  resource.addOverride(`dynamic.${name}`, { for_each: over.toString(), content: plain(body) });
}

/** Expressions inside a plain structure, as the templates of Terraform's JSON syntax. */
export function plain(value: unknown): unknown {
  if (value instanceof Expr) return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Names a value: `local.NAME`. */
export function local(scope: Construct, name: string, value: Value): Expr {
  // Locals have a name space of their own in Terraform, and none in the construct tree.
  new TerraformLocal(scope, `local-${name}`, `\${${render(value)}}`).overrideLogicalId(name);
  return new Expr(`local.${name}`);
}

/** Waits for these before this one. */
export function dependsOn<R extends TerraformElement>(resource: R, ...others: Resource[]): R {
  resource.addOverride(
    "depends_on",
    others.map((other) => ref(other).hcl),
  );
  return resource;
}

/** Addresses of all resources and modules that a scope has so far. */
export const everythingIn = (scope: Construct): string[] => [
  ...scope.node.children.flatMap((child) => {
    if (child instanceof TerraformModule) return [`module.${child.friendlyUniqueId}`];
    return TerraformResource.isTerraformResource(child) ? [ref(child as unknown as Resource).hcl] : [];
  }),
  ...(builtins.get(TerraformStack.of(scope)) ?? []),
];

/** A file that is published beside the module, as a path. */
export const artifact = (file: string): Expr => new Expr(quote(`\${path.module}/artifacts/${file}`));

/** A file that lies among the artifacts of another module of the set. */
export interface Borrowed {
  /** What it is called here, and in a bucket of artifacts. */
  file: string;
  /** The folder of the other module. */
  module: string;
  /** What it is called there. */
  of: string;
}

/** Where it lies, from this module's folder. */
export const borrowedPath = ({ module, of }: Borrowed): string => `../${module}/artifacts/${of}`;

/** As a path. */
export const borrowed = (file: Borrowed): Expr => new Expr(quote(`\${path.module}/${borrowedPath(file)}`));

/** File → its digests, of all artifacts that a bucket may hold; they are published also where the files are not. */
export const artifactDigests = (): Expr => tf`jsondecode(file(${artifact(DIGESTS)}))`;

/** The module that this is a part of. */
export const stackOf = (scope: Construct): Construct => TerraformStack.of(scope);

/** Warns, without failing, where the condition does not hold. */
export function check(scope: Construct, name: string, condition: Expr, message: string): void {
  TerraformStack.of(scope).addOverride(`check.${name}`, {
    assert: [{ condition: condition.toString(), error_message: message }],
  });
}

/**
 * A resource of Terraform itself, `terraform_data.NAME`, which needs no provider: it remembers a value, and can be what
 * others are replaced with.
 */
export function builtin(scope: Construct, name: string, body: { [argument: string]: unknown }): Expr {
  const stack = TerraformStack.of(scope);
  const address = `terraform_data.${name}`;
  stack.addOverride(`resource.${address}`, plain(body));
  builtins.set(stack, [...(builtins.get(stack) ?? []), address]);
  return new Expr(address);
}

/** They are no constructs, so that the stack's tree does not have them. */
const builtins = new WeakMap<TerraformStack, string[]>();

interface Memory {
  /** What must hold between what is remembered and what is so now; it is refused in the plan where it does not. */
  conditions?: (was: Expr) => readonly { condition: Expr; message: string }[];
  /** The value is remembered until one of these changes; for good where absent. */
  until?: Value;
  /** There is one, in a list, or none: as with `when`. */
  when?: Expr;
}

/** A value as it was when it was applied first, which is known in every later plan, also where what it came from is not. */
export function remembered(
  scope: Construct,
  name: string,
  value: { readonly [key: string]: Value },
  { conditions, until, when }: Memory = {},
): Expr {
  const postcondition = conditions?.(new Expr("self.input")).map(({ condition, message }) => ({
    condition,
    error_message: message,
  }));
  const data = builtin(scope, name, {
    ...(when ? { count: tf`${when} ? 1 : 0` } : {}),
    // Not `output`, which is unknown until the first apply.
    input: tf`${value}`,
    ...(until ? { triggers_replace: tf`${until}` } : {}),
    lifecycle: { ignore_changes: ["input"], ...(postcondition ? { postcondition } : {}) },
  });
  return when ? tf`${data}[*].input` : data.attr("input");
}
