// Advanced event selectors: one of management events, and one for each kind of data and whether it is read, written, or both.
import {
  concat,
  dynamicBlock,
  Expr,
  onlyIf,
  type Resource,
  tf,
  type Value,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type TrailVars = Vars<typeof inputs>;

/** As every selector has them, since a list of objects in Terraform has one type. */
const field = (
  name: string,
  { equals = null, starts = null, not = null }: Partial<Record<"equals" | "starts" | "not", Value>>,
): Value => ({
  field: name,
  equals,
  starts_with: starts,
  not_equals: not,
});

function management({ management_events: events }: TrailVars): Expr {
  const [read, write] = [events.attr("read"), events.attr("write")];
  const fields = concat([
    [field("eventCategory", { equals: ["Management"] })],
    onlyIf(tf`${read} != ${write}`, field("readOnly", { equals: [tf`tostring(${read})`] })),
    onlyIf(events.attr("exclude_kms"), field("eventSource", { not: ["kms.amazonaws.com"] })),
  ]);
  return onlyIf(tf`${read} || ${write}`, { name: "Management events", fields });
}

/** What is recorded alike of a kind of resources. */
const MODES = { "read and write": [true, true], read: [true, false], write: [false, true] } as const;

interface Kind {
  what: string;
  type: string;
  /** Values of `resources.ARN`, of one element `r`. */
  arn: string;
  by: "equals" | "starts";
}

const KINDS: Readonly<Record<"buckets" | "functions" | "tables", Kind>> = {
  // The stroke keeps a bucket apart from one whose name begins with its name.
  buckets: { what: "Objects", type: "AWS::S3::Object", arn: `"\${r.arn}/\${r.prefix}"`, by: "starts" },
  functions: { what: "Functions", type: "AWS::Lambda::Function", arn: "r.arn", by: "equals" },
  tables: { what: "Tables", type: "AWS::DynamoDB::Table", arn: "r.arn", by: "equals" },
};

function ofKind(vars: TrailVars, kind: keyof typeof KINDS): Expr[] {
  const { what, type, arn, by } = KINDS[kind];
  return Object.entries(MODES).map(([mode, [read, write]]) => {
    const wanted = tf`[for r in values(${vars[kind]}) : r if r.read == ${read} && r.write == ${write}]`;
    const arns = tf`[for r in ${wanted} : ${new Expr(arn)}]`;
    const fields = concat([
      [
        field("eventCategory", { equals: ["Data"] }),
        field("resources.type", { equals: [type] }),
        field("resources.ARN", { [by]: arns }),
      ],
      onlyIf(tf`${read !== write}`, field("readOnly", { equals: [String(read)] })),
    ]);
    return onlyIf(tf`length(${wanted}) > 0`, { name: `${what}: ${mode}`, fields });
  });
}

/** The trail's blocks `advanced_event_selector`. */
export function eventSelectors(trail: Resource, vars: TrailVars): void {
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).flatMap((kind) => ofKind(vars, kind));
  dynamicBlock(trail, "advanced_event_selector", concat([management(vars), ...kinds]), ({ value }) => ({
    name: value.attr("name"),
    dynamic: {
      field_selector: {
        for_each: value.attr("fields").toString(),
        content: {
          field: new Expr("field_selector.value.field"),
          equals: new Expr("field_selector.value.equals"),
          starts_with: new Expr("field_selector.value.starts_with"),
          not_equals: new Expr("field_selector.value.not_equals"),
        },
      },
    },
  }));
}
