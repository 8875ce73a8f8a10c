// The models of DIR/models: lineage, SQL and tests from the project, how each stands from the ledger, rows from the warehouse.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SAMPLE_ROWS } from "../../../page/model/limits.ts";
import type { Model, ModelTest } from "../../../page/model/page.ts";
import { quoteIdentifier, stringLiteral } from "../../../warehouse/kysely/index.ts";
import type { ModelNode, Project } from "../../../warehouse/models/project.ts";
import { projectAt } from "../../models/project.ts";
import { queryRedshift } from "../../query/redshift.ts";
import type { QueryResult } from "../../query/result.ts";
import { clipped } from "./clipped.ts";
import { someAtATime } from "./in-turn.ts";
import { cellOf, rowsOf } from "./profile.ts";
import type { Seen } from "./seen.ts";
import { warehouseFor } from "./warehouse.ts";

export interface CollectedModels {
  models: Model[];
  trouble?: string;
}

type Ask = (sql: string) => Promise<QueryResult>;

export async function modelsOf(seen: Seen): Promise<CollectedModels> {
  if (!existsSync(join(seen.dir, "models"))) return { models: [] };
  const project = await projectAt(seen.dir, { var: [], schema: undefined });
  const ask = await redshiftOf(seen);
  if (typeof ask === "string")
    return { models: project.graph.models.map((node) => modelOf(node, new Map())), trouble: ask };
  const events = await lastEvents(ask, project).catch((error: Error) => error.message);
  const known = typeof events === "string" ? new Map<string, Event>() : events;
  const models = await someAtATime(project.graph.models, async (node): Promise<Model> => {
    const model = modelOf(node, known);
    if (model.last === undefined) return model;
    const { schema, name } = node.place;
    try {
      const found = await ask(
        `select * from ${quoteIdentifier(schema ?? "public")}.${quoteIdentifier(name)} limit ${SAMPLE_ROWS}`,
      );
      return { ...model, sample: rowsOf(found) };
    } catch (error) {
      return { ...model, trouble: (error as Error).message };
    }
  });
  return { models, ...(typeof events === "string" && { trouble: `No run is known of: ${events}` }) };
}

/** How the warehouse is asked, or why there is none to ask. */
async function redshiftOf(seen: Seen): Promise<Ask | string> {
  try {
    const address = await warehouseFor(seen);
    return (sql) => queryRedshift(address, sql);
  } catch (error) {
    return (error as Error).message;
  }
}

interface Event {
  state: string;
  at: string;
  rows?: number;
  seconds?: number;
  detail?: string;
}

/** By kind and name: the last that the ledger says of each. */
async function lastEvents(ask: Ask, { settings }: Project): Promise<Map<string, Event>> {
  const runs = `${quoteIdentifier(settings.ledgerSchema)}.${quoteIdentifier("run_events")}`;
  const { rows } = await ask(
    `select kind, name, state, row_count, seconds, detail, happened_at from (select kind, name, state, row_count, seconds, detail, happened_at,
      row_number() over (partition by case when kind = 'test' then 'test' else 'model' end, name order by sequence desc) as place
      from ${runs} where dag = ${stringLiteral(settings.dag)} and kind <> 'run') as events where place = 1`,
  );
  return new Map(
    rows.map((row) => {
      const [kind, name, state, count, seconds, detail, at] = row.map(cellOf);
      return [
        `${kind === "test" ? "test" : "model"} ${name}`,
        {
          state: state ?? "",
          // Redshift's clock is UTC and says so nowhere.
          at: `${at?.replace(" ", "T").slice(0, 19)}Z`,
          ...(count !== null && count !== undefined && { rows: Number(count) }),
          ...(seconds !== null && seconds !== undefined && { seconds: Number(seconds) }),
          ...(detail && { detail: clipped(detail) }),
        },
      ];
    }),
  );
}

function modelOf(node: ModelNode, events: ReadonlyMap<string, Event>): Model {
  const last = events.get(`model ${node.name}`);
  return {
    name: node.name,
    kind: node.materialized,
    path: node.path,
    place: [node.place.schema, node.place.name].filter(Boolean).join("."),
    tags: [...node.tags],
    reads: node.reads,
    sql: node.full.sql,
    tests: node.tests.map(({ name }): ModelTest => {
      const event = events.get(`test ${node.name}: ${name}`);
      return { name, state: stateOf(event?.state), ...(event?.detail && { detail: event.detail }) };
    }),
    ...(last && { last }),
  };
}

const STATES: readonly ModelTest["state"][] = ["passed", "failed", "warned", "error", "skipped"];
const stateOf = (state: string | undefined): ModelTest["state"] =>
  STATES.find((one) => one === state) ?? "unknown";
