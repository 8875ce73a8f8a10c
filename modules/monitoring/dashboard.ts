// The dashboard: on one screen what came in, what got through, what is stuck, and what it costs.
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import {
  type Construct,
  type Expr,
  jsonencode,
  one,
  onlyIf,
  tf,
  type Value,
  type Vars,
  when,
} from "../kit/index.ts";
import { costWidgets } from "./dashboard-costs.ts";
import { stuckWidgets } from "./dashboard-stuck.ts";
import type { inputs } from "./inputs.ts";
import { graphed, searched } from "./metric.ts";
import { graph, numbers, PERIOD } from "./widgets.ts";

/** What the widget of alarms shows. Source: CloudWatch API, "Dashboard Body Structure and Syntax". */
const MOST_ALARMS = 100;

/** @param alarms alarm → ARN. @returns the name of the dashboard; null where there is none */
export function dashboard(scope: Construct, vars: Vars<typeof inputs>, region: Expr, alarms: Expr): Expr {
  const widgets = tf`concat(${[
    [alarmWidget(alarms)],
    cameIn(vars, region),
    gotThrough(vars, region),
    onlyIf(vars.members.attr("models"), models(vars, region)),
    onlyIf(vars.members.attr("copies"), loads(vars, region)),
    onlyIf(vars.members.attr("delivers"), deliveries(vars, region)),
    ...stuckWidgets(vars, region),
    tf`[for w in ${costWidgets(vars, region)} : w if length(${vars.members.attr("functions")}) > 0]`,
  ]}...)`;
  const made = new CloudwatchDashboard(scope, "dashboard", {
    dashboardName: `${vars.name}`,
    dashboardBody: jsonencode({ widgets }).toString(),
  });
  return one(when(vars.dashboard, made), "dashboard_name");
}

const alarmWidget = (alarms: Expr): Value => ({
  type: "alarm",
  width: 24,
  height: 3,
  properties: {
    title: "Alarms",
    sortBy: "stateUpdatedTimestamp",
    alarms: tf`slice(values(${alarms}), 0, min(${MOST_ALARMS}, length(${alarms})))`,
  },
});

function cameIn({ name }: Vars<typeof inputs>, region: Expr): Value[] {
  const sum = { stat: "Sum", period: PERIOD };
  return [
    numbers(region, "Came in", 6, [
      graphed("FilesIn", name, { label: "Files" }),
      graphed("RowsIn", name, { label: "Rows" }),
      graphed("BytesIn", name, { label: "Bytes" }),
    ]),
    graph(region, "Files by dataset", 9, [
      [{ expression: searched("FilesIn", name, ["dataset"], sum), id: "files", label: "" }],
    ]),
    graph(region, "Rows by dataset", 9, [
      [{ expression: searched("RowsIn", name, ["dataset"], sum), id: "rows", label: "" }],
    ]),
  ];
}

function gotThrough({ name }: Vars<typeof inputs>, region: Expr): Value[] {
  const sum = { stat: "Sum", period: PERIOD };
  return [
    numbers(region, "Got through", 6, [
      graphed("RowsCurated", name, { label: "Rows curated" }),
      graphed("FilesQueryable", name, { label: "Files queryable" }),
      graphed("BytesOut", name, { label: "Bytes written" }),
    ]),
    graph(region, "Rows curated and quarantined", 6, [
      graphed("RowsCurated", name, { label: "Curated", color: "#2ca02c" }),
      graphed("RowsQuarantined", name, { label: "Quarantined", color: "#d62728" }),
    ]),
    graph(region, "Why rows were quarantined", 6, [
      [
        {
          expression: searched("QuarantineReasons", name, ["dataset", "reason"], sum),
          id: "reasons",
          label: "",
        },
      ],
    ]),
    graph(region, "Seconds from landing to queryable, and of the engine", 6, [
      graphed("LagSeconds", name, { label: "Landing to queryable, most", stat: "Maximum" }),
      graphed("LagSeconds", name, { label: "Landing to queryable, usual", stat: "Average" }),
      graphed("ImportSeconds", name, { label: "Engine, most", stat: "Maximum" }),
    ]),
  ];
}

const models = ({ name }: Vars<typeof inputs>, region: Expr): Value =>
  graph(region, "Models", 8, [
    graphed("ModelsBuilt", name, { label: "Built" }),
    graphed("ModelsFailed", name, { label: "Failed" }),
    graphed("ModelsSkipped", name, { label: "Skipped" }),
    graphed("TestsFailed", name, { label: "Tests failed" }),
    graphed("ModelSeconds", name, { label: "Seconds", stat: "Maximum", yAxis: "right" }),
  ]);

const loads = ({ name }: Vars<typeof inputs>, region: Expr): Value =>
  graph(region, "Rows copied into the warehouse", 8, [graphed("RowsLoaded", name, { label: "Rows" })]);

const deliveries = ({ name }: Vars<typeof inputs>, region: Expr): Value =>
  graph(region, "Deliveries", 8, [
    graphed("Deliveries", name, { label: "Messages" }),
    graphed("RowsDelivered", name, { label: "Rows", yAxis: "right" }),
  ]);
