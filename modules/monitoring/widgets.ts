// Widgets of a dashboard, placed one after the other in rows of 24 columns.
import type { Expr, Value } from "../kit/index.ts";

/** Seconds of a point. */
export const PERIOD = 300;
const HEIGHT = 5;

/** Lines over time. @param metrics as a dashboard's body has them */
export const graph = (region: Expr, title: string, width: number, metrics: Value): Value => ({
  type: "metric",
  width,
  height: HEIGHT,
  properties: { title, region, view: "timeSeries", stacked: false, stat: "Sum", period: PERIOD, metrics },
});

/** The sums of what the dashboard shows. */
export const numbers = (region: Expr, title: string, width: number, metrics: Value): Value => ({
  type: "metric",
  width,
  height: HEIGHT,
  properties: {
    title,
    region,
    view: "singleValue",
    stat: "Sum",
    period: PERIOD,
    setPeriodToTimeRange: true,
    metrics,
  },
});
