// Whether a value fits a JSON schema as API Gateway reads models: draft 4, with references to other models by name.

export type Schema = boolean | { [keyword: string]: unknown };

type Models = Readonly<Record<string, Schema>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const same = (one: unknown, other: unknown): boolean => {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => same(item, other[index]));
  if (isObject(one) && isObject(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => key in other && same(one[key], other[key]))
    );
  }
  return one === other;
};

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

const fitsType = (value: unknown, type: string): boolean =>
  type === "integer" ? Number.isInteger(value) : typeOf(value) === type;

/** How deep schemas may refer to each other on one value, so that two that name each other end. */
const DEEPEST = 200;

class Check {
  readonly errors: string[] = [];
  readonly #root: Schema;
  readonly #models: Models;
  constructor(root: Schema, models: Models) {
    this.#root = root;
    this.#models = models;
  }

  #resolve(reference: string): Schema {
    const name = reference.split("/").at(-1) ?? "";
    if (/^#\/(components\/schemas|definitions)\//.test(reference) || !reference.startsWith("#")) {
      const local =
        isObject(this.#root) && isObject(this.#root.definitions) ? this.#root.definitions[name] : undefined;
      return (local as Schema | undefined) ?? this.#models[name] ?? true;
    }
    let found: unknown = this.#root;
    for (const part of reference.split("/").slice(1)) found = isObject(found) ? found[part] : undefined;
    return (found as Schema | undefined) ?? true;
  }

  #fits(value: unknown, schema: unknown, depth: number): boolean {
    const inner = new Check(this.#root, this.#models);
    inner.check(value, schema as Schema, depth);
    return inner.errors.length === 0;
  }

  check(value: unknown, schema: Schema, depth = 0): void {
    const fail = (message: string): void => {
      this.errors.push(message);
    };
    if (schema === false || depth > DEEPEST) fail("is not allowed");
    if (!isObject(schema) || depth > DEEPEST || (value === null && schema.nullable === true)) return;
    if (typeof schema.$ref === "string") {
      this.check(value, this.#resolve(schema.$ref), depth + 1);
      return;
    }
    const types = schema.type === undefined ? undefined : [schema.type].flat().map(String);
    if (types && !types.some((type) => fitsType(value, type))) {
      fail(
        `instance type (${Number.isInteger(value) ? "integer" : typeOf(value)}) does not match any allowed primitive type (allowed: ${JSON.stringify(types)})`,
      );
      return;
    }
    if (Array.isArray(schema.enum) && !schema.enum.some((one) => same(one, value)))
      fail(
        `instance value (${JSON.stringify(value)}) not found in enum (possible values: ${JSON.stringify(schema.enum)})`,
      );
    if ("const" in schema && !same(schema.const, value)) fail("instance value is not the constant");
    const list = (keyword: string): unknown[] =>
      Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : [];
    for (const one of list("allOf")) this.check(value, one as Schema, depth + 1);
    if (list("anyOf").length > 0 && !list("anyOf").some((one) => this.#fits(value, one, depth + 1)))
      fail("instance failed to match at least one required schema");
    if (
      list("oneOf").length > 0 &&
      list("oneOf").filter((one) => this.#fits(value, one, depth + 1)).length !== 1
    )
      fail("instance failed to match exactly one schema");
    if (schema.not !== undefined && this.#fits(value, schema.not, depth + 1))
      fail("instance matched a schema which it should not have");
    if (typeof value === "number") this.#number(value, schema, fail);
    else if (typeof value === "string") this.#string(value, schema, fail);
    else if (Array.isArray(value)) this.#array(value, schema, depth, fail);
    else if (isObject(value)) this.#object(value, schema, depth, fail);
  }

  #number(value: number, schema: Record<string, unknown>, fail: (message: string) => void): void {
    const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
    if (typeof minimum === "number" && (above === true ? value <= minimum : value < minimum))
      fail(`numeric instance is lower than the required minimum (minimum: ${minimum}, found: ${value})`);
    if (typeof maximum === "number" && (below === true ? value >= maximum : value > maximum))
      fail(`numeric instance is greater than the required maximum (maximum: ${maximum}, found: ${value})`);
    if (typeof above === "number" && value <= above) fail(`numeric instance is not above ${above}`);
    if (typeof below === "number" && value >= below) fail(`numeric instance is not below ${below}`);
    if (
      typeof multipleOf === "number" &&
      Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9
    )
      fail(`remainder of division is not zero (${value} / ${multipleOf})`);
  }

  #string(value: string, schema: Record<string, unknown>, fail: (message: string) => void): void {
    const length = [...value].length;
    if (typeof schema.minLength === "number" && length < schema.minLength)
      fail(`string "${value}" is too short (length: ${length}, required minimum: ${schema.minLength})`);
    if (typeof schema.maxLength === "number" && length > schema.maxLength)
      fail(`string "${value}" is too long (length: ${length}, maximum allowed: ${schema.maxLength})`);
    if (typeof schema.pattern === "string" && !new RegExp(schema.pattern).test(value))
      fail(`ECMA 262 regex "${schema.pattern}" does not match input string "${value}"`);
  }

  #array(
    value: unknown[],
    schema: Record<string, unknown>,
    depth: number,
    fail: (message: string) => void,
  ): void {
    const { items, minItems, maxItems } = schema;
    if (typeof minItems === "number" && value.length < minItems)
      fail(
        `array is too short: must have at least ${minItems} elements but instance has ${value.length} elements`,
      );
    if (typeof maxItems === "number" && value.length > maxItems)
      fail(
        `array is too long: must have at most ${maxItems} elements but instance has ${value.length} elements`,
      );
    if (
      schema.uniqueItems === true &&
      value.some((one, index) => value.slice(0, index).some((other) => same(one, other)))
    )
      fail("array must not contain duplicate elements");
    for (const [index, item] of value.entries()) {
      const one = Array.isArray(items) ? (items[index] ?? schema.additionalItems) : items;
      if (one !== undefined) this.check(item, one as Schema, depth + 1);
    }
  }

  #object(
    value: Record<string, unknown>,
    schema: Record<string, unknown>,
    depth: number,
    fail: (message: string) => void,
  ): void {
    const names = Object.keys(value);
    const missing = Array.isArray(schema.required)
      ? schema.required.filter((name) => !Object.hasOwn(value, String(name)))
      : [];
    if (missing.length > 0) fail(`object has missing required properties (${JSON.stringify(missing)})`);
    if (typeof schema.minProperties === "number" && names.length < schema.minProperties)
      fail("object has too few properties");
    if (typeof schema.maxProperties === "number" && names.length > schema.maxProperties)
      fail("object has too many properties");
    const properties = isObject(schema.properties) ? schema.properties : {};
    const patterns = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
    const strange: string[] = [];
    for (const name of names) {
      const fitting = patterns.filter(([pattern]) => new RegExp(pattern).test(name)).map(([, one]) => one);
      if (Object.hasOwn(properties, name)) fitting.push(properties[name]);
      for (const one of fitting) this.check(value[name], one as Schema, depth + 1);
      if (fitting.length > 0 || schema.additionalProperties === undefined) continue;
      if (schema.additionalProperties === false) strange.push(name);
      else this.check(value[name], schema.additionalProperties as Schema, depth + 1);
    }
    if (strange.length > 0)
      fail(`object instance has properties which are not allowed by the schema: ${JSON.stringify(strange)}`);
  }
}

/** What is wrong with a value, in words; none where it fits. */
export function schemaErrors(value: unknown, schema: Schema, models: Models): string[] {
  const check = new Check(schema, models);
  check.check(value, schema);
  return check.errors;
}
