// A laptop: one folder with a pipeline, and a local AWS of its own. The command as a user runs it there, and what is
// asked of the account behind it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "@jest/globals";
import { type AwsConfig, awsConfig } from "../../cli/aws.ts";
import type { AccessAnswer } from "../../cli/local-report.ts";
import { Progress } from "../../cli/output/progress.ts";
import { functionEnvironment } from "../../cli/terraform/pipelines.ts";
import { Root } from "../../cli/terraform/root.ts";
import { rootFiles } from "../../cli/terraform/root-files.ts";
import { readState } from "../../cli/terraform/state.ts";
import { drained, environment, find, type LocalAws } from "../../local/index.ts";
import { held, NOTHING } from "./account.ts";
import { headrace, type Result } from "./headrace.ts";

export class Laptop {
  /** Where commands run, and their files lie. */
  readonly home = mkdtempSync(join(tmpdir(), "headrace-e2e-"));
  /** The pipeline's folder. */
  readonly dir: string;
  #local: LocalAws | undefined;

  constructor(folder: string) {
    this.dir = join(this.home, folder);
  }

  readonly command = (...args: string[]): Promise<Result> => this.commandWith({}, ...args);

  /** @param env beside this process's own */
  commandWith(env: Record<string, string>, ...args: string[]): Promise<Result> {
    return headrace(args, {
      env: { ...process.env, HEADRACE_STATE: join(this.home, "local"), ...env },
      cwd: this.home,
      loud: true,
    });
  }

  readonly query = async (sql: string, engine: "athena" | "redshift" = "athena"): Promise<unknown[][]> => {
    const { code, json, stderr } = await this.command("query", this.dir, sql, "--engine", engine, "--json");
    if (code !== 0) throw new Error(stderr);
    return json<{ rows: unknown[][] }>().rows;
  };

  /** `run` with the given --import arguments, which must succeed. */
  async run(imports: readonly string[]): Promise<Result> {
    const ran = await this.command("run", this.dir, ...imports, "--json");
    if (ran.code !== 0) throw new Error(`headrace run: exit code ${ran.code}\n${ran.stdout}`);
    this.#local = await find({ state: join(this.home, "local") });
    return ran;
  }

  /** `apply`, which must succeed. @param env of the local AWS, which starts with it */
  async apply(env: Record<string, string>): Promise<void> {
    const applied = await this.commandWith(env, "apply", this.dir, "--json");
    if (applied.code !== 0) throw new Error(`headrace apply: exit code ${applied.code}\n${applied.stdout}`);
    this.#local = await find({ state: join(this.home, "local") });
  }

  /** The local AWS, once something has run. */
  get local(): LocalAws {
    if (!this.#local) throw new Error("the local AWS does not run");
    return this.#local;
  }

  get aws(): AwsConfig {
    return awsConfig(environment(this.local));
  }

  /** Terraform's state of what is applied. */
  get stateFile(): string {
    return rootFiles(this.dir, join(this.home, "local")).state;
  }

  /** The environment of a deployed function, by its name. */
  variablesOf(functionName: string): Record<string, string> {
    const resource = readState(this.dir, this.local).find(
      ({ attributes }) => attributes.function_name === functionName,
    );
    if (!resource) throw new Error(`${functionName} is not deployed`);
    return functionEnvironment(resource);
  }

  /** Credentials of a session of a role, by its name. */
  async assumed(role: string): Promise<AwsConfig["credentials"] & { sessionToken: string | undefined }> {
    const sts = new STSClient(this.aws);
    const RoleArn = `arn:aws:iam::123456789012:role/${role}`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
    sts.destroy();
    return {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    };
  }

  /** Runs what reads its clients' settings from the environment, as handlers do, as the account's root. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    const before = { ...process.env };
    const added = environment(this.local);
    Object.assign(process.env, added);
    try {
      return await work();
    } finally {
      for (const name of Object.keys(added)) delete process.env[name];
      Object.assign(process.env, before);
    }
  }

  /** Waits until every queue is empty, and nothing has gone to a dead-letter queue. */
  async allDelivered(): Promise<void> {
    const queues = await drained(this.local);
    expect(queues.map(({ dlq }) => dlq?.messages ?? 0)).toEqual(queues.map(() => 0));
  }

  async planIsEmpty(): Promise<void> {
    const root = new Root(this.dir, { ...this.local, env: environment(this.local) });
    const watching = { progress: new Progress(process.stderr), signal: new AbortController().signal };
    expect(await root.plan(watching)).toMatchObject({ add: 0, change: 0, remove: 0, planned: [] });
  }

  /** Role and action of what was refused, and of what is allowed and was not used for no reason that its policy gives. */
  async questionable(): Promise<string[]> {
    const { counts, permissions, denied } = (
      await this.command("local", "report", "--json")
    ).json<AccessAnswer>();
    expect(counts.used).toBeGreaterThan(20);
    const idle = permissions.filter(({ used, rarely }) => !used && !rarely);
    return [...idle, ...denied].map(({ role, action }) => `${role} ${action}`);
  }

  async destroyLeavesNothing(): Promise<void> {
    const destroyed = await this.command("destroy", this.dir, "--json");
    expect({ code: destroyed.code, ...destroyed.json() }).toMatchObject({ code: 0, added: 0 });
    expect(await held(this.aws)).toEqual(NOTHING);
  }

  async remove(): Promise<void> {
    await this.command("local", "down");
    rmSync(this.home, { recursive: true, force: true });
  }
}
