// The operations on dashboards. A body that CloudWatch would not draw is refused with what is wrong, as CloudWatch does.
// Source: CloudWatch API, "Dashboard Body Structure and Syntax".
import * as z from "zod";
import { ApiError } from "../../../gateway/aws-json.ts";
import { parseMath } from "../math/parse.ts";
import type { Operations } from "./operations.ts";

const NAME = /^[A-Za-z0-9_-]{1,255}$/;

const options = z.looseObject({
  id: z
    .string()
    .regex(/^[a-z][A-Za-z0-9_]*$/, "an id begins with a lower-case letter")
    .optional(),
  label: z.string().optional(),
  stat: z.string().optional(),
  period: z.number().int().positive().optional(),
  yAxis: z.enum(["left", "right"]).optional(),
  visible: z.boolean().optional(),
});
const expression = z
  .tuple([options.extend({ expression: z.string() })])
  .refine(([{ expression }]) => isMath(expression), "the expression cannot be read");
/** Namespace, metric, names and values of dimensions in turn, and perhaps options. */
const metric = z
  .array(z.union([z.string(), options]))
  .min(2)
  .refine((parts) => parts.slice(0, -1).every((part) => typeof part === "string"), "options come last")
  .refine(
    (parts) => parts.filter((part) => typeof part === "string").length % 2 === 0,
    "each dimension has a name and a value",
  );
const place = {
  x: z.number().int().min(0).max(23).optional(),
  y: z.number().int().min(0).optional(),
  width: z.number().int().min(1).max(24).optional(),
  height: z.number().int().min(1).max(1000).optional(),
};
const widget = z.discriminatedUnion("type", [
  z.object({
    ...place,
    type: z.literal("metric"),
    properties: z.looseObject({
      metrics: z
        .array(z.union([expression, metric]))
        .min(1)
        .max(500),
      region: z.string(),
      view: z.enum(["timeSeries", "singleValue", "bar", "pie", "table", "gauge"]).optional(),
      stacked: z.boolean().optional(),
      stat: z.string().optional(),
      period: z.number().int().positive().optional(),
      title: z.string().optional(),
    }),
  }),
  z.object({ ...place, type: z.literal("text"), properties: z.looseObject({ markdown: z.string() }) }),
  z.object({
    ...place,
    type: z.literal("alarm"),
    properties: z.looseObject({ alarms: z.array(z.string().startsWith("arn:")).min(1).max(100) }),
  }),
  z.object({
    ...place,
    type: z.literal("log"),
    properties: z.looseObject({ query: z.string(), region: z.string() }),
  }),
]);
const body = z.looseObject({ widgets: z.array(widget).max(500) });

const isMath = (text: string): boolean => {
  try {
    return Boolean(parseMath(text));
  } catch {
    return false;
  }
};

function check(text: string): void {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw refused([{ path: [], message: "The dashboard body is not valid JSON" }]);
  }
  const { error } = body.safeParse(found);
  if (error) throw refused(error.issues);
}

const refused = (issues: readonly { path: readonly PropertyKey[]; message: string }[]): ApiError =>
  new ApiError(
    "InvalidParameterInput",
    `The field DashboardBody must be a valid JSON object: ${issues.map(({ path, message }) => `/${path.join("/")} ${message}`).join("; ")}`,
  );

const missing = (name: unknown): ApiError =>
  new ApiError("ResourceNotFound", `Dashboard ${name} does not exist`, {}, 404);

const arnOf = (arn: (rest: string) => string, name: string): string =>
  arn(`dashboard/${name}`).replace(/(:cloudwatch:)[^:]*:/, "$1:");

export const dashboardOperations: Operations = {
  PutDashboard({ dashboards, clock }, input) {
    const name = String(input.DashboardName ?? "");
    if (!NAME.test(name))
      throw new ApiError(
        "InvalidParameterValue",
        `The dashboard name ${name} has letters, digits, - and _ alone.`,
      );
    check(String(input.DashboardBody ?? ""));
    dashboards.set(name, { body: String(input.DashboardBody), at: new Date(clock.now()) });
    return { DashboardValidationMessages: [] };
  },
  GetDashboard({ dashboards, arn }, input) {
    const name = String(input.DashboardName);
    const found = dashboards.get(name);
    if (!found) throw missing(name);
    return { DashboardArn: arnOf(arn, name), DashboardName: name, DashboardBody: found.body };
  },
  ListDashboards({ dashboards, arn }, input) {
    const entries = [...dashboards]
      .filter(([name]) => name.startsWith(String(input.DashboardNamePrefix ?? "")))
      .map(([name, { body: text, at }]) => ({
        DashboardName: name,
        DashboardArn: arnOf(arn, name),
        LastModified: at,
        Size: text.length,
      }));
    return { DashboardEntries: entries };
  },
  DeleteDashboards({ dashboards }, input) {
    const names = (input.DashboardNames ?? []) as string[];
    for (const name of names) if (!dashboards.has(name)) throw missing(name);
    for (const name of names) dashboards.delete(name);
    return {};
  },
};
