import { describe, expect, test } from "@jest/globals";
import { Expr, jsonencode, onlyIf, quote, render, tf } from "./expression.ts";

const name = new Expr("var.name");

describe("an expression", () => {
  test("becomes a template in a JavaScript string", () => {
    expect(`${name}-landing`).toBe("$" + "{var.name}-landing");
  });

  test("stands bare where HCL is written", () => {
    expect(tf`length(${name}) > ${3}`.hcl).toBe("length(var.name) > 3");
  });

  test("leads to attributes and elements", () => {
    expect(name.attr("arn").at("landing").at(0).hcl).toBe('var.name.arn["landing"][0]');
  });
});

describe("render", () => {
  test("writes objects, lists and literals", () => {
    const value = { a: 1, "b-c": [true, null], "aws:arn": { x: name } };
    expect(render(value)).toBe('{ a = 1, b-c = [true, null], "aws:arn" = { x = var.name } }');
  });

  test("escapes what HCL would read, and leaves templates alone", () => {
    expect(quote('say "hi"\n\\')).toBe('"say \\"hi\\"\\n\\\\"');
    expect(quote(`arn:${new Expr('lookup(m, "k}")')}:x`)).toBe('"arn:$' + '{lookup(m, "k}")}:x"');
  });

  test("refuses a template that does not end", () => {
    expect(() => quote("$" + "{var.name")).toThrow("not closed");
  });
});

test("onlyIf is a list of one or none", () => {
  expect(onlyIf(tf`${name} != null`, { a: name }).hcl).toBe(
    "[for x in [{ a = var.name }] : x if var.name != null]",
  );
});

test("jsonencode wraps the whole value", () => {
  expect(jsonencode([name, "x"]).hcl).toBe('jsonencode([var.name, "x"])');
});
