// What the functions cost, reckoned from their time, memory and invocations by list prices. What else a pipeline costs, the
// bill alone has: the budget tells of it.
import { Expr, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { graph } from "./widgets.ts";

export function costWidgets({ members, prices }: Vars<typeof inputs>, region: Expr): Value[] {
  const functions = members.attr("functions");
  /** A line that only expressions read: `t0`, `t1` and so on. */
  const hidden = (id: string, metric: string) =>
    new Expr(
      `[for i, k in keys(${functions.hcl}) : ["AWS/Lambda", "${metric}", "FunctionName", ${functions.hcl}[k].name, { id = "${id}\${i}", visible = false }]]`,
    );
  const price = {
    ofTime: `${functions.hcl}[k].memory_mb / 1024 * ${prices.hcl}.lambda_gb_second`,
    ofRequest: `${prices.hcl}.lambda_request`,
  };
  const dollars = new Expr(
    `[for i, k in keys(${functions.hcl}) : [{ id = "c\${i}", label = k, expression = "t\${i} / 1000 * \${format("%.12f", ${price.ofTime})} + n\${i} * \${format("%.12f", ${price.ofRequest})}" }]]`,
  );
  const time = tf`[for k, f in ${functions} : ["AWS/Lambda", "Duration", "FunctionName", f.name, { label = k }]]`;
  return [
    graph(
      region,
      "US dollars for functions",
      12,
      tf`concat(${hidden("t", "Duration")}, ${hidden("n", "Invocations")}, ${dollars})`,
    ),
    graph(region, "Milliseconds of functions", 12, time),
  ];
}
