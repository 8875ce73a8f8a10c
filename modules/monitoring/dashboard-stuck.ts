// What is stuck: messages that wait and those that were given up, rejected files, failures of functions and of the API.
import { type Expr, onlyIf, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { graphed } from "./metric.ts";
import { graph } from "./widgets.ts";

/** @returns lists of widgets */
export function stuckWidgets({ name, members }: Vars<typeof inputs>, region: Expr): Value[] {
  const depth = (queues: Expr) =>
    tf`[for k, q in ${queues} : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", q, { label = k, stat = "Maximum" }]]`;
  const api = members.attr("api_name");
  const ofApi = (metric: string, options: { [option: string]: Value }) => [
    "AWS/ApiGateway",
    metric,
    "ApiName",
    tf`coalesce(${api}, "none")`,
    options,
  ];
  /** A widget without a line is refused. */
  const ofSome = (of: Expr, widget: Value) => onlyIf(tf`length(${of}) > 0`, widget);
  const [queues, given, functions] = [
    members.attr("queues"),
    members.attr("dead_letter_queues"),
    members.attr("functions"),
  ];
  return [
    ofSome(queues, graph(region, "Messages that wait", 6, depth(queues))),
    ofSome(given, graph(region, "Messages that were given up", 6, depth(given))),
    [graph(region, "Files rejected whole", 6, [graphed("FilesRejected", name, { label: "Files" })])],
    ofSome(
      functions,
      graph(
        region,
        "Failures of functions",
        6,
        tf`[for k, f in ${functions} : ["AWS/Lambda", "Errors", "FunctionName", f.name, { label = k }]]`,
      ),
    ),
    onlyIf(
      tf`${api} != null`,
      graph(region, "API", 8, [
        ofApi("Count", { label: "Requests" }),
        ofApi("4XXError", { label: "4xx" }),
        ofApi("5XXError", { label: "5xx" }),
        ofApi("Latency", { label: "Milliseconds, p99", stat: "p99", yAxis: "right" }),
      ]),
    ),
  ];
}
