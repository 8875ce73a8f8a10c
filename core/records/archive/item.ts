// An item of DynamoDB, as its streams give it, as plain JSON: what Athena and people read.
import * as z from "zod";

/** One attribute's value, by its type. Source: DynamoDB API Reference, AttributeValue. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: boolean }
  | { M: { [name: string]: AttributeValue } }
  | { L: AttributeValue[] }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] };

const attribute: z.ZodType<AttributeValue> = z.lazy(() =>
  z.union([
    z.object({ S: z.string() }),
    z.object({ N: z.string() }),
    z.object({ B: z.string() }),
    z.object({ BOOL: z.boolean() }),
    z.object({ NULL: z.boolean() }),
    z.object({ M: z.record(z.string(), attribute) }),
    z.object({ L: z.array(attribute) }),
    z.object({ SS: z.array(z.string()) }),
    z.object({ NS: z.array(z.string()) }),
    z.object({ BS: z.array(z.string()) }),
  ]),
);
export const itemSchema = z.record(z.string(), attribute);
export type Item = z.output<typeof itemSchema>;

/** Sets become lists in the order of their texts, bytes base64, and a number that JavaScript would round its text. */
export const plainItem = (item: Item): { [name: string]: unknown } =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

function plain(value: AttributeValue): unknown {
  if ("M" in value) return plainItem(value.M);
  if ("L" in value) return value.L.map(plain);
  if ("N" in value) return number(value.N);
  if ("NULL" in value) return null;
  if ("SS" in value) return value.SS.toSorted();
  if ("BS" in value) return value.BS.toSorted();
  if ("NS" in value) return value.NS.toSorted().map(number);
  return Object.values(value)[0];
}

/** DynamoDB has 38 digits, and writes numbers without what does not count. */
const number = (text: string): number | string => (String(Number(text)) === text ? Number(text) : text);
