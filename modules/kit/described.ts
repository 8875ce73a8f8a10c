// Locals that are published in a file of their own, each under a comment: long expressions that a reviewer is to read.
import { type Construct, TerraformStack } from "./cdktf.ts";
import { layout } from "./layout.ts";

export interface DescribedLocal {
  /** `local.NAME` */
  readonly name: string;
  /** One sentence: the comment above it. */
  readonly about: string;
  /** A bare Terraform expression; line breaks in it say nothing. */
  readonly expression: string;
}

/** File → its locals. */
export type DescribedFiles = ReadonlyMap<string, readonly DescribedLocal[]>;

/** They are no constructs, so that the stack's tree does not have them. */
const described = new WeakMap<TerraformStack, Map<string, DescribedLocal[]>>();

/** Publishes the locals in `file`, after those that it has. */
export function describedLocals(scope: Construct, file: string, locals: readonly DescribedLocal[]): void {
  const stack = TerraformStack.of(scope);
  const files = described.get(stack) ?? new Map<string, DescribedLocal[]>();
  files.set(file, [...(files.get(file) ?? []), ...locals]);
  described.set(stack, files);
}

export const describedIn = (stack: TerraformStack): DescribedFiles => described.get(stack) ?? new Map();

/** An expression on one line, as Terraform's JSON syntax takes it. */
export const oneLine = (expression: string): string => expression.replace(/\s*\n\s*/g, " ");

/** The file's text, in the form terraform fmt leaves alone. */
export const localsFile = (locals: readonly DescribedLocal[]): string =>
  `locals {\n${locals
    .map(({ name, about, expression }) => `  # ${about}\n  ${name} = ${layout(oneLine(expression), 1)}\n`)
    .join("\n")}}\n`;
