import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import { Expr, tf } from "./expression.ts";
import { outputsFile, variablesFile } from "./hcl-file.ts";
import { variablesJson } from "./json-file.ts";
import { outputsOf, variablesOf } from "./variables.ts";

const print = (shape: z.ZodRawShape): string => variablesFile(variablesOf(z.object(shape), []));

describe("a zod schema as variables", () => {
  test("a text with a pattern says what to write", () => {
    const name = z
      .string()
      .regex(/^[a-z]+$/, "lower-case letters")
      .meta({ description: "The name.", example: '"acme"' });
    expect(print({ name })).toBe(`variable "name" {
  description = "The name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+$", var.name))
    error_message = "Write for name lower-case letters, such as \\"acme\\"."
  }
}
`);
  });

  test("numbers, choices and lengths become validations", () => {
    const text = print({
      days: z.number().int().min(1).max(7).default(3).describe("Days."),
      size: z.enum(["s", "m"]).default("s").describe("Size."),
      names: z.array(z.string().min(2)).min(1).describe("Names."),
    });
    expect(text).toContain("condition     = floor(var.days) == var.days");
    expect(text).toContain('error_message = "Write for days at most 7."');
    expect(text).toContain('condition     = contains(["s", "m"], var.size)');
    expect(text).toContain('error_message = "Write for size one of: s, m."');
    expect(text).toContain("condition     = alltrue([for v in var.names : length(v) >= 2])");
    expect(text).toContain('error_message = "Write for names at least 1 elements."');
  });

  test("null is let through where it may stand, also inside", () => {
    const text = print({
      days: z.number().min(1).nullable().default(null).describe("Days."),
      zone: z
        .object({ days: z.number().min(1).optional() })
        .optional()
        .describe("Zone."),
    });
    expect(text).toContain("condition     = var.days == null ? true : var.days >= 1");
    expect(text).toContain("var.zone == null ? true : var.zone.days == null ? true : var.zone.days >= 1");
    expect(text).toContain("default     = null");
  });

  test("objects have a line per attribute, with optional() and defaults", () => {
    const vpc = z
      .object({
        subnet_ids: z.array(z.string()),
        name: z.string().default("x"),
        size: z.number().optional(),
      })
      .nullable()
      .default(null)
      .describe("Network.");
    expect(print({ vpc })).toBe(`variable "vpc" {
  description = "Network."
  type = object({
    subnet_ids = list(string)
    name       = optional(string, "x")
    size       = optional(number)
  })
  default = null
}
`);
  });

  test("the keys of a map are checked too", () => {
    const text = print({
      zones: z
        .partialRecord(z.enum(["a", "b"]), z.string())
        .default({})
        .describe("Zones."),
    });
    expect(text).toContain('condition     = alltrue([for k in keys(var.zones) : contains(["a", "b"], k)])');
    expect(text).toContain("type        = map(string)");
  });

  test("a check that Terraform cannot make is refused, and so is an input without a description", () => {
    expect(() =>
      print({
        a: z
          .string()
          .refine(() => true)
          .describe("A."),
      }),
    ).toThrow("no counterpart");
    expect(() => print({ a: z.string() })).toThrow("the input a has no description");
    expect(() => print({ a: z.date().describe("A.") })).toThrow("a date cannot be a Terraform variable");
  });

  test("rules between variables stand with the variable they are about", () => {
    const rule = { variable: "a", condition: tf`var.a || var.b`, message: "Set a or b." };
    const shape = z.object({ a: z.boolean().describe("A."), b: z.boolean().describe("B.") });
    expect(variablesFile(variablesOf(shape, [rule])).split('variable "b"')[0]).toContain("Set a or b.");
  });

  test("JSON says the same", () => {
    const shape = z.object({ days: z.number().min(1).default(3).describe("Days.") });
    expect(variablesJson(variablesOf(shape, []))).toEqual({
      variable: {
        days: {
          description: "Days.",
          type: "number",
          default: 3,
          nullable: false,
          validation: [{ condition: "$" + "{var.days >= 1}", error_message: "Write for days at least 1." }],
        },
      },
    });
  });
});

test("outputs need a description and a value", () => {
  const shape = z.object({ arn: z.string().describe("The ARN.") });
  expect(outputsFile(outputsOf(shape, { arn: new Expr("aws_sqs_queue.this.arn") }))).toBe(`output "arn" {
  description = "The ARN."
  value       = aws_sqs_queue.this.arn
}
`);
  expect(() => outputsOf(shape, {})).toThrow("the output arn has no value");
});
