// What is YAML, and what Terraform's yamldecode refuses or reads as another value (its go-cty-yaml, held against the `yaml`
// library in yaml-limits.test.ts). It is refused here, so that a contract which passes `check` passes `terraform plan` too.
import {
  type Document,
  isAlias,
  isCollection,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLSeq,
} from "yaml";
import type { ContractIssue, Position } from "./error.ts";
import { issue } from "./error.ts";

/** What may be in a text only as an escape: controls, and line ends that are none to other readers. */
const UNPRINTABLE = /(?![\t\n\r])[\p{Cc}\p{Zl}\p{Zp}\ufffe\uffff]/gu;
const KNOWN_TAGS = ["str", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`);

/** @param placeOf the place of an offset in `text` */
export function limitIssues(
  document: Document,
  text: string,
  placeOf: (offset: number) => Position,
): ContractIssue[] {
  const issues: ContractIssue[] = [];
  const refuse = (offset: number, because: string, fix: string): void => {
    issues.push({ ...issue("unreadable", "", { because, fix }), at: placeOf(offset) });
  };

  const version = document.directives?.docStart === true && /^%YAML\s+(?!1\.1\s)\S+/m.exec(text);
  if (version) refuse(version.index, "Terraform reads YAML 1.1", "Remove the line.");
  for (const { index, 0: found } of text.matchAll(UNPRINTABLE)) {
    const code = found.charCodeAt(0).toString(16).padStart(4, "0");
    refuse(index, `the character U+${code.toUpperCase()} is here`, `Write "\\u${code}", in double quotes.`);
  }

  // The library's own visit copies the path of every node, which costs as much as parsing does.
  const above = new Set<unknown>();
  walk(document.contents, false, false);
  return issues;

  function walk(node: unknown, isKey: boolean, inFlow: boolean): void {
    if (isScalar(node)) {
      refuseScalar(node, isKey, inFlow);
      return;
    }
    if (isAlias(node)) {
      if (above.has(node.resolve(document)))
        refuse(startOf(node), `*${node.source} is a part of its own value`, "Write the value itself.");
      return;
    }
    if (!isCollection(node)) return;
    refuseTag(node);
    if (isKey) refuse(startOf(node), "a key is a list or a mapping", "Write a text.");
    if (isSeq(node) && !node.flow) refuseTabs(node);
    above.add(node);
    const flow = inFlow || node.flow === true;
    for (const item of node.items) {
      if (!isPair(item)) walk(item, false, flow);
      else {
        refusePair(item);
        walk(item.key, true, flow);
        walk(item.value, false, flow);
      }
    }
    above.delete(node);
  }

  function refuseTag(node: Node): void {
    if (node.tag && !KNOWN_TAGS.includes(node.tag))
      refuse(
        startOf(node),
        `Terraform does not know the tag ${shortTag(node.tag)}`,
        "Write the value itself.",
      );
  }

  function refusePair({ key, value }: Pair): void {
    if (!isScalar(key) || key.type !== Scalar.PLAIN) return;
    if (key.source === "<<" && isSeq(value))
      refuse(startOf(value), "Terraform merges (<<) one mapping and no list of them", "Write the keys out.");
    const end = key.range?.[1] ?? 0;
    if (/^:[,\]}]/.test(text.slice(end, end + 2)))
      refuse(
        startOf(key),
        `Terraform reads ${key.source}: in brackets as something else`,
        "Put it in quotes.",
      );
  }

  function refuseTabs(sequence: YAMLSeq): void {
    for (const item of sequence.items) {
      const at = startOf(item);
      if (/-\t+$/.test(text.slice(text.lastIndexOf("\n", at) + 1, at)))
        refuse(at, "there is a tab behind the dash", "Write a blank.");
    }
  }

  function refuseScalar(node: Scalar, isKey: boolean, inFlow: boolean): void {
    refuseTag(node);
    const at = startOf(node);
    const source = node.range ? text.slice(node.range[0], node.range[1]) : "";
    if (node.type === Scalar.PLAIN) {
      if (inFlow && (/^[:?]|:$/.test(source) || source.includes("?")))
        refuse(at, `Terraform reads ${source} in brackets as something else`, "Put it in quotes.");
      if (typeof node.value === "number" && /inf|nan/i.test(source))
        refuse(at, `${source} is no number for Terraform`, "Put it in quotes.");
      else if (
        isKey &&
        (node.value === null || (typeof node.value === "number" && String(node.value) !== source))
      )
        refuse(at, `the key ${source} is not a text`, "Put it in quotes.");
    }
    if (node.type === Scalar.QUOTE_DOUBLE && /(?<!\\)(?:\\\\)*\\\//.test(source))
      refuse(at, "Terraform does not know the escape \\/", "Write / alone.");
    if ((node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED) && node.value === "")
      refuse(at, "Terraform reads an empty block of text as null", 'Write "".');
  }
}

/** Where a node's value begins; the offset of the text's start where it has none. */
const startOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

/** `!!int`, as it was written. */
const shortTag = (tag: string): string => tag.replace(/^tag:yaml\.org,2002:/, "!!");
