// Prints the files that people read (versions.tf, variables.tf, outputs.tf) in the form terraform fmt leaves alone.
import { Expr, quote, render, renderKey, type Value } from "./expression.ts";
import type { TypeNode } from "./types.ts";
import type { Output, Variable } from "./variables.ts";

/** A line "name = value" of a block; a value of several lines stands by itself. */
interface Attribute {
  name: string;
  value: string;
}

export const REQUIRED_TERRAFORM = ">= 1.9.0";
export const REQUIRED_AWS = ">= 5.100.0, < 7.0.0";

export const versionsFile = (): string => `terraform {
  required_version = "${REQUIRED_TERRAFORM}"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "${REQUIRED_AWS}"
    }
  }
}
`;

export const variablesFile = (variables: readonly Variable[]): string =>
  variables.map(variableBlock).join("\n");

export const outputsFile = (outputs: readonly Output[]): string => outputs.map(outputBlock).join("\n");

function variableBlock(variable: Variable): string {
  const attributes: Attribute[] = [
    { name: "description", value: quote(variable.description) },
    { name: "type", value: printType(variable.type, 1) },
  ];
  if (!variable.required) attributes.push({ name: "default", value: printValue(variable.default, 1) });
  if (!variable.nullable) attributes.push({ name: "nullable", value: "false" });
  if (variable.sensitive) attributes.push({ name: "sensitive", value: "true" });
  const validations = variable.validations.map(({ condition, message }) => {
    const lines = [
      { name: "condition", value: condition.hcl },
      { name: "error_message", value: render(message) },
    ];
    return `\n  validation {\n${printAttributes(lines, 2)}\n  }\n`;
  });
  return `variable "${variable.name}" {\n${printAttributes(attributes, 1)}\n${validations.join("")}}\n`;
}

function outputBlock(output: Output): string {
  const attributes = [
    { name: "description", value: quote(output.description) },
    { name: "value", value: output.value.hcl },
  ];
  if (output.sensitive) attributes.push({ name: "sensitive", value: "true" });
  return `output "${output.name}" {\n${printAttributes(attributes, 1)}\n}\n`;
}

/** Equal signs line up within each run of one-line attributes. */
export function printAttributes(attributes: readonly Attribute[], level: number): string {
  const lines: string[] = [];
  let run: Attribute[] = [];
  const flush = () => {
    const width = Math.max(0, ...run.map(({ name }) => name.length));
    lines.push(...run.map(({ name, value }) => `${indent(level)}${name.padEnd(width)} = ${value}`));
    run = [];
  };
  for (const attribute of attributes) {
    if (attribute.value.includes("\n")) {
      flush();
      lines.push(`${indent(level)}${attribute.name} = ${attribute.value}`);
    } else run.push(attribute);
  }
  flush();
  return lines.join("\n");
}

const indent = (level: number): string => "  ".repeat(level);

/** A type constraint; an object takes a line per attribute. */
export function printType(type: TypeNode, level: number): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind}(${printType(type.of, level)})`;
    case "object": {
      const attributes = type.fields.map((field) => {
        const inner = printType(field.type, level + 1);
        const fallback = "default" in field ? `, ${printValue(field.default, level + 1)}` : "";
        return { name: field.name, value: field.optional ? `optional(${inner}${fallback})` : inner };
      });
      return `object({\n${printAttributes(attributes, level + 1)}\n${indent(level)}})`;
    }
    default:
      return type.kind;
  }
}

/** A type constraint on one line. */
export function compactType(type: TypeNode): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind}(${compactType(type.of)})`;
    case "object": {
      const attributes = type.fields.map((field) => {
        const inner = compactType(field.type);
        const fallback = "default" in field ? `, ${render(field.default as Value)}` : "";
        return `${field.name} = ${field.optional ? `optional(${inner}${fallback})` : inner}`;
      });
      return `object({ ${attributes.join(", ")} })`;
    }
    default:
      return type.kind;
  }
}

/** A literal; an object that holds objects takes a line per attribute. */
export function printValue(value: unknown, level: number): string {
  const isObject =
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Expr);
  if (!isObject) return render(value as Value);
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const attributes = entries.map(([key, item]) => ({
    name: renderKey(key),
    value: printValue(item, level + 1),
  }));
  return `{\n${printAttributes(attributes, level + 1)}\n${indent(level)}}`;
}
