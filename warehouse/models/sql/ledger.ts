// The run ledger and the lock. The ledger is only ever added to, so that models which finish at once never collide.
import { quoteIdentifier, stringLiteral } from "../../kysely/index.ts";

/** A lock whose holder has not been heard of for this long is free. */
export const STALE_SECONDS = 120;

export interface LedgerEvent {
  runId: string;
  dag: string;
  /** "run", or the kind of the thing. */
  kind: "run" | "model" | "snapshot" | "test";
  name: string;
  state: string;
  rows?: number | undefined;
  seconds?: number | undefined;
  statementId?: string | undefined;
  /** An error's words, or the run's options as JSON. */
  detail?: string | undefined;
}

export class LedgerSql {
  readonly #runs: string;
  readonly #locks: string;
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = quoteIdentifier(schema);
    this.#runs = `${this.#schema}.${quoteIdentifier("run_events")}`;
    this.#locks = `${this.#schema}.${quoteIdentifier("run_locks")}`;
  }

  create(): string[] {
    return [
      `create schema if not exists ${this.#schema}`,
      `create table if not exists ${this.#runs} (run_id varchar(64) not null, dag varchar(512) not null, kind varchar(16) not null,` +
        " name varchar(512) not null, state varchar(16) not null, row_count bigint, seconds double precision," +
        " statement_id varchar(64), detail varchar(65535), happened_at timestamp not null, sequence bigint not null)",
      `create table if not exists ${this.#locks} (dag varchar(512) not null, run_id varchar(64), holder varchar(512), heard_at timestamp)`,
    ];
  }

  /** Lets a group read what became of runs. */
  showTo(group: string): string[] {
    const to = `to group ${quoteIdentifier(group)}`;
    return [`grant usage on schema ${this.#schema} ${to}`, `grant select on ${this.#runs} ${to}`];
  }

  record(event: LedgerEvent): string {
    const text = (value: string | undefined) =>
      value === undefined ? "null" : stringLiteral(clipped(value));
    const number = (value: number | undefined) => (value === undefined ? "null" : String(value));
    const values = [
      stringLiteral(event.runId),
      stringLiteral(event.dag),
      stringLiteral(event.kind),
      stringLiteral(event.name),
      stringLiteral(event.state),
      number(event.rows),
      event.seconds === undefined ? "null" : event.seconds.toFixed(3),
      text(event.statementId),
      text(event.detail),
      "getdate()",
      String(nextSequence()),
    ];
    return (
      `insert into ${this.#runs} (run_id, dag, kind, name, state, row_count, seconds, statement_id, detail, happened_at, sequence)` +
      ` values (${values.join(", ")})`
    );
  }

  /** The DAG's last run, and all that is known of it. */
  lastRun(dag: string): string {
    return (
      `select run_id, detail, happened_at from ${this.#runs} where dag = ${stringLiteral(dag)} and kind = 'run' and state = 'started'` +
      " order by sequence desc limit 1"
    );
  }

  eventsOf(runId: string): string {
    return `select kind, name, state, row_count, seconds, detail, sequence from ${this.#runs} where run_id = ${stringLiteral(runId)} order by sequence`;
  }

  lockRow(dag: string): string {
    return (
      `select run_id, holder, heard_at, case when heard_at < dateadd(second, -${STALE_SECONDS}, getdate()) then true else false end as stale` +
      ` from ${this.#locks} where dag = ${stringLiteral(dag)}`
    );
  }

  /**
   * One transaction that takes the lock where it is free, stale, or held by the holder named. LOCK comes first: it waits
   * for those that change a row now, and what follows sees what they left.
   */
  takeLock(dag: string, runId: string, holder: string, from: string | undefined): string[] {
    const free = ["holder is null", `heard_at < dateadd(second, -${STALE_SECONDS}, getdate())`];
    if (from !== undefined) free.push(`holder = ${stringLiteral(from)}`);
    const name = stringLiteral(dag);
    return [
      `lock table ${this.#locks}`,
      `insert into ${this.#locks} (dag) select ${name} where not exists (select 1 from ${this.#locks} where dag = ${name})`,
      `update ${this.#locks} set run_id = ${stringLiteral(runId)}, holder = ${stringLiteral(holder)}, heard_at = getdate()` +
        ` where dag = ${name} and (${free.join(" or ")})`,
    ];
  }

  /** Ends when no transaction holds a lock's row. */
  afterOthers(): string[] {
    return [`lock table ${this.#locks}`];
  }

  heartbeat(dag: string, holder: string): string {
    return `update ${this.#locks} set heard_at = getdate() where ${this.#heldBy(dag, holder)}`;
  }

  /**
   * Statements with which a transaction holds the lock's row until it ends: nobody takes the lock in the meantime, and
   * where it is taken already, the second statement fails by its division.
   */
  guard(dag: string, holder: string): string[] {
    return [
      this.heartbeat(dag, holder),
      `select 1 / count(*) as "held" from ${this.#locks} where ${this.#heldBy(dag, holder)}`,
    ];
  }

  nameRun(dag: string, holder: string, runId: string): string {
    return `update ${this.#locks} set run_id = ${stringLiteral(runId)} where ${this.#heldBy(dag, holder)}`;
  }

  releaseLock(dag: string, holder: string): string {
    return `update ${this.#locks} set run_id = null, holder = null, heard_at = null where ${this.#heldBy(dag, holder)}`;
  }

  #heldBy(dag: string, holder: string): string {
    return `dag = ${stringLiteral(dag)} and holder = ${stringLiteral(holder)}`;
  }
}

let last = 0;

/** Milliseconds of this machine's clock, never the same twice: GETDATE() knows whole seconds only. */
function nextSequence(): number {
  last = Math.max(Date.now(), last + 1);
  return last;
}

/** The ledger's column holds 65,535 bytes. */
function clipped(text: string): string {
  const clean = text.toWellFormed().replaceAll("\0", "");
  return clean.length > 16_000 ? `${clean.slice(0, 16_000)}…`.toWellFormed() : clean;
}
