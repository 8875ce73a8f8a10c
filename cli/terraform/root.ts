// A folder with a Terraform root of the user's own, applied to the local AWS. Terraform runs in a copy of it, and all
// that this leaves lies in the local AWS's folder: the user's folder is never written to, so that nothing can be left
// there, whenever and however a command ends.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import { takeLock } from "../../local/daemon/lock.ts";
import { readingModules } from "../module-set.ts";
import type { Progress } from "../output/progress.ts";
import { chooseVariables, chosenVariables, forgetVariables, type Variables } from "./chosen-variables.ts";
import { backendOverride, configurationFiles, namesBackend, warnOfOverride } from "./configuration.ts";
import { terraformEnvironment } from "./environment.ts";
import { type Changes, Watch } from "./events.ts";
import { failureOf, localGone } from "./failure.ts";
import { findTerraform, type Terraform } from "./find.ts";
import { pluginEnvironment } from "./plugins.ts";
import {
  adoptEarlierState,
  checkWhole,
  knownInstance,
  makeRootFiles,
  type RootFiles,
  rootFiles,
} from "./root-files.ts";
import { spawnTerraform } from "./spawn.ts";
import { makeWorkingCopy } from "./working-copy.ts";

/** What a root must know of the local AWS it is applied to. */
export interface LocalInstance {
  /** Another one after every start of an emulator that remembers nothing. */
  instance: string;
  /** Its own folder. */
  state: string;
  /** Endpoint, region and credentials as environment variables. */
  env: Record<string, string>;
  /** Whether it still runs; asked now and then while Terraform works, where it is given. */
  alive?: () => Promise<boolean>;
}

export interface Watching {
  progress: Progress;
  signal: AbortSignal;
}

const PARALLELISM = 30;
const ALIVE_EVERY_MS = 3_000;

export class Root {
  readonly #files: RootFiles;
  readonly #local: LocalInstance;
  readonly #terraform: Terraform;

  constructor(dir: string, local: LocalInstance) {
    this.#files = rootFiles(dir, local.state);
    this.#local = local;
    if (configurationFiles(this.#files.dir).length === 0 && !existsSync(this.#files.standIn))
      throw new HeadraceError(
        "no_terraform_root",
        `${dir} has no Terraform configuration (*.tf).`,
        "Write a main.tf that calls the pipeline module, or let `headrace init DIR --from FILE` write one.",
      );
    this.#terraform = findTerraform();
  }

  get stateFile(): string {
    return this.#files.state;
  }

  apply(watching: Watching): Promise<Changes> {
    return this.#session(watching, "apply", ["-auto-approve", ...this.#variables()]);
  }

  /** What the root is applied with from now on, where the user says nothing else. */
  choose(variables: Variables): void {
    this.#takeUpState();
    chooseVariables(this.#files, variables);
  }

  /** What an apply would change; nothing is changed. */
  plan(watching: Watching): Promise<Changes> {
    return this.#session(watching, "plan", this.#variables());
  }

  /** Whether this local AWS has anything of this root's. */
  get applied(): boolean {
    this.#takeUpState();
    return existsSync(this.stateFile);
  }

  async destroy(watching: Watching): Promise<Changes> {
    if (!this.applied) return { add: 0, change: 0, remove: 0 };
    const changes = await this.#session(watching, "destroy", ["-auto-approve", ...this.#variables()]);
    forgetVariables(this.#files);
    return changes;
  }

  /** Resources that are to stay as they are, or are nothing: the state names them no more. */
  async forget(addresses: readonly string[], watching: Watching): Promise<void> {
    if (addresses.length === 0) return;
    await this.#session(watching, "state rm", [`-backup=${this.stateFile}.backup`, ...addresses]);
  }

  /** terraform.tfvars and *.auto.tfvars are Terraform's to find, and what was chosen comes by the environment. */
  #variables(): string[] {
    return [`-parallelism=${PARALLELISM}`, "-lock-timeout=60s"];
  }

  /** One command after another works with a root: who comes second waits. */
  async #session(watching: Watching, command: string, args: string[]): Promise<Changes> {
    const { dir, commandLock, terraformLock, state } = this.#files;
    makeRootFiles(this.#files);
    const { progress, signal } = watching;
    const waiting = (doing: string) => () =>
      progress.say(`waiting: another command ${doing} ${relative(process.cwd(), dir) || dir}`);
    const doing = `working with ${dir}`;
    const unlock = await takeLock(commandLock, doing, { signal, onWait: waiting("works with") });
    const set = readingModules();
    let read = async (): Promise<void> => undefined;
    try {
      if (set) read = await takeLock(set, "building the modules", { shared: true, signal });
      // The Terraform of a command that was killed writes its state first.
      const onWait = waiting("was ended, and its Terraform is still ending what it began in");
      await (await takeLock(terraformLock, doing, { signal, onWait }))();
      this.#takeUpState();
      checkWhole(this.#files);
      warnOfOverride(dir, progress);
      const foreignBackend = this.#makeCopy();
      await this.#init(watching);
      const where = foreignBackend ? [] : [`-state=${state}`];
      return await this.#follow(command, [...command.split(" "), ...where, ...args], watching);
    } finally {
      await read();
      await unlock();
    }
  }

  /**
   * Makes the folder that Terraform runs in. Whether the root names a backend or HCP Terraform, neither of which the local
   * AWS may reach: it is overridden then.
   */
  #makeCopy(): boolean {
    const { dir, state, standIn } = this.#files;
    const foreignBackend = namesBackend(dir);
    makeWorkingCopy(this.#files, {
      ...(foreignBackend ? backendOverride(state) : {}),
      ...(configurationFiles(dir).length === 0 ? { "main.tf": readFileSync(standIn, "utf8") } : {}),
    });
    return foreignBackend;
  }

  async #init(watching: Watching): Promise<void> {
    // Whatever backend the root had when it was applied last.
    const args = ["init", "-reconfigure"];
    try {
      await this.#follow("init", args, watching);
    } catch (error) {
      // The mirror may lack what this root asks for: then as Terraform would do by itself.
      if (!(error instanceof HeadraceError) || error.code !== "provider_missing") throw error;
      await this.#follow("init", args, watching, { TF_CLI_CONFIG_FILE: process.env.TF_CLI_CONFIG_FILE });
    }
  }

  async #follow(
    command: string,
    args: string[],
    { progress, signal }: Watching,
    extra: NodeJS.ProcessEnv = {},
  ): Promise<Changes> {
    const watch = new Watch();
    const flags = flagsOf(command);
    const followed = flags.includes("-json");
    const ticker = setInterval(
      () => progress.update(`terraform ${command}${followed ? `: ${watch.status()}` : ""}`),
      250,
    );
    const gone = this.#watchLocal();
    try {
      const { code, stderr } = await spawnTerraform(this.#terraform, [...args, ...flags], {
        cwd: this.#files.copy,
        env: this.#environment(extra),
        running: this.#files.terraformLock,
        reading: readingModules(),
        signal,
        givenUp: gone.signal,
        onLine: (line) => watch.line(line),
      });
      signal.throwIfAborted();
      const { AWS_ENDPOINT_URL: endpoint } = this.#local.env;
      if (gone.signal.aborted) throw localGone(String(endpoint));
      if (code !== 0)
        throw failureOf({
          command,
          words: watch.words(stderr),
          files: this.#files,
          endpoint,
          folders: [this.#local.state],
        });
      return { ...watch.changes, planned: watch.planned };
    } finally {
      gone.stop();
      clearInterval(ticker);
      progress.clear();
    }
  }

  /** A provider asks an AWS that is no more for minutes: it is told when that is so. */
  #watchLocal(): { signal: AbortSignal; stop: () => void } {
    const controller = new AbortController();
    const { alive } = this.#local;
    let asking = false;
    const look = async (): Promise<void> => {
      if (asking || !alive) return;
      asking = true;
      if (!(await alive().catch(() => true))) controller.abort();
      asking = false;
    };
    const interval = setInterval(() => void look(), ALIVE_EVERY_MS);
    return { signal: controller.signal, stop: () => clearInterval(interval) };
  }

  #environment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return terraformEnvironment({ ...chosenVariables(this.#files), ...process.env }, this.#local.env, {
      TF_DATA_DIR: this.#files.data,
      ...pluginEnvironment(this.#files.folder),
      ...extra,
    });
  }

  /** The state of a local AWS that is no more describes nothing: it is kept beside, and a new one begins. */
  #takeUpState(): void {
    const known = knownInstance(this.#files);
    if (known === this.#local.instance) return;
    makeRootFiles(this.#files);
    if (known !== undefined) forgetVariables(this.#files);
    if (known !== undefined && existsSync(this.stateFile)) {
      const name = createHash("sha256").update(known).digest("hex").slice(0, 8);
      renameSync(this.stateFile, `${this.stateFile}.${name}`);
      rmSync(`${this.stateFile}.backup`, { force: true });
    }
    adoptEarlierState(this.#files, this.#local.instance);
    writeFileSync(this.#files.instance, this.#local.instance);
  }
}

function flagsOf(command: string): string[] {
  if (command === "state rm") return [];
  // `init -json` is younger than the Terraform we ask for; its text will do.
  return [command === "init" ? "-no-color" : "-json", "-input=false"];
}
