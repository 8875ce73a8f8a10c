// A folder with a Terraform root of the user's own, applied to the local AWS. All that this leaves lies in
// DIR/.headrace/, so that the folder's state, lock and backend for the real cloud are never touched.
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { HeadraceError } from "../../core/errors.ts";
import type { Progress } from "../output/progress.ts";
import { terraformEnvironment } from "./environment.ts";
import { type Changes, Watch } from "./events.ts";
import { findTerraform, type Terraform } from "./find.ts";
import { pluginEnvironment } from "./plugins.ts";
import { spawnTerraform } from "./spawn.ts";

/** What a root must know of the local AWS it is applied to. */
export interface Target {
  /** Another one after every start of an emulator that remembers nothing. */
  instance: string;
  /** Endpoint, region and credentials as environment variables. */
  env: Record<string, string>;
}

export interface Watching {
  progress: Progress;
  signal: AbortSignal;
}

const OVERRIDE = "headrace_local_override.tf.json";
const LOCK = ".terraform.lock.hcl";
const PARALLELISM = 30;

export class Root {
  readonly dir: string;
  /** Where the configuration lies: `dir`, or the minimal root that stands in for one. */
  readonly #configuration: string;
  readonly #own: string;
  readonly #target: Target;
  readonly #terraform: Terraform;

  constructor(dir: string, target: Target) {
    this.dir = resolve(dir);
    this.#own = join(this.dir, ".headrace");
    this.#target = target;
    this.#configuration = configurationOf(this.dir);
    this.#terraform = findTerraform();
  }

  get stateFile(): string {
    return join(this.#own, "terraform.tfstate");
  }

  apply(watching: Watching): Promise<Changes> {
    return this.#session(watching, "apply", ["-auto-approve", ...this.#variables()]);
  }

  /** What an apply would change; nothing is changed. */
  plan(watching: Watching): Promise<Changes> {
    return this.#session(watching, "plan", this.#variables());
  }

  /** Whether this local AWS has anything of this root's. */
  get applied(): boolean {
    this.#setAsideForeignState();
    return existsSync(this.stateFile);
  }

  async destroy(watching: Watching): Promise<Changes> {
    if (!this.applied) return { add: 0, change: 0, remove: 0 };
    return this.#session(watching, "destroy", ["-auto-approve", ...this.#variables()]);
  }

  /** Resources that are to stay as they are, or are nothing: the state names them no more. */
  async forget(addresses: readonly string[], watching: Watching): Promise<void> {
    if (addresses.length === 0) return;
    await this.#session(watching, "state rm", [`-backup=${this.stateFile}.backup`, ...addresses]);
  }

  /** terraform.tfvars and *.auto.tfvars are Terraform's to find; nothing else is passed. */
  #variables(): string[] {
    return [`-parallelism=${PARALLELISM}`, "-lock-timeout=60s"];
  }

  async #session(watching: Watching, command: string, args: string[]): Promise<Changes> {
    mkdirSync(this.#own, { recursive: true });
    this.#setAsideForeignState();
    const foreignBackend = namesBackend(this.#configuration);
    const override = join(this.#configuration, OVERRIDE);
    const lock = join(this.#configuration, LOCK);
    const ownLock = join(this.#own, "terraform.lock.hcl");
    const usersLock = existsSync(lock) ? readFileSync(lock) : undefined;
    if (foreignBackend) writeFileSync(override, backendOverride(this.stateFile));
    if (!usersLock && existsSync(ownLock)) copyFileSync(ownLock, lock);
    try {
      await this.#init(watching);
      const state = foreignBackend ? [] : [`-state=${this.stateFile}`];
      return await this.#follow(command, [...command.split(" "), ...state, ...args], watching);
    } finally {
      rmSync(override, { force: true });
      if (usersLock) writeFileSync(lock, usersLock);
      else if (existsSync(lock)) renameSync(lock, ownLock);
    }
  }

  async #init(watching: Watching): Promise<void> {
    const args = ["init", ...(namesBackend(this.#configuration) ? ["-reconfigure"] : [])];
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
    try {
      const { code, stderr } = await spawnTerraform(this.#terraform, [...args, ...flags], {
        cwd: this.#configuration,
        env: this.#environment(extra),
        signal,
        onLine: (line) => watch.line(line),
      });
      signal.throwIfAborted();
      if (code !== 0) throw watch.failure(command, stderr);
      return watch.changes;
    } finally {
      clearInterval(ticker);
      progress.clear();
    }
  }

  #environment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return terraformEnvironment(process.env, this.#target.env, {
      TF_DATA_DIR: join(this.#own, "terraform"),
      ...pluginEnvironment(this.#own),
      ...extra,
    });
  }

  /** The state of a local AWS that is no more describes nothing: it is kept beside, and a new one begins. */
  #setAsideForeignState(): void {
    const marker = join(this.#own, "instance");
    const known = existsSync(marker) ? readFileSync(marker, "utf8") : undefined;
    if (known === this.#target.instance) return;
    if (known !== undefined && existsSync(this.stateFile)) {
      const name = createHash("sha256").update(known).digest("hex").slice(0, 8);
      renameSync(this.stateFile, `${this.stateFile}.${name}`);
      rmSync(`${this.stateFile}.backup`, { force: true });
    }
    mkdirSync(this.#own, { recursive: true });
    writeFileSync(marker, this.#target.instance);
  }
}

function flagsOf(command: string): string[] {
  if (command === "state rm") return [];
  // `init -json` is younger than the Terraform we ask for; its text will do.
  return [command === "init" ? "-no-color" : "-json", "-input=false"];
}

/** The folder whose *.tf files are applied for `dir`. */
function configurationOf(dir: string): string {
  const found = [dir, standIn(dir)].find((folder) => configurationFiles(folder).length > 0);
  if (found) return found;
  throw new HeadraceError(
    "no_terraform_root",
    `${dir} has no Terraform configuration (*.tf).`,
    "Write a main.tf that calls the pipeline module, or let `headrace init DIR --from FILE` write one.",
  );
}

/** Where a folder that has a contract and no Terraform of its own has a minimal root. */
const standIn = (dir: string): string => join(dir, ".headrace", "root");

/** Lets a folder without *.tf files be applied, with `mainTf` (from the stand-in's folder) as its root. */
export function provideRoot(dir: string, mainTf: (folder: string) => string): boolean {
  if (configurationFiles(dir).length > 0) return false;
  const folder = standIn(dir);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.tf"), mainTf(folder));
  return true;
}

const configurationFiles = (dir: string): string[] =>
  existsSync(dir) ? readdirSync(dir).filter((name) => /\.tf(\.json)?$/.test(name) && name !== OVERRIDE) : [];

/** Whether the root names a backend or HCP Terraform, neither of which the local AWS may reach. */
function namesBackend(dir: string): boolean {
  return configurationFiles(dir).some((name) => {
    const text = readFileSync(join(dir, name), "utf8");
    return name.endsWith(".json")
      ? /"(backend|cloud)"\s*:/.test(text)
      : /^\s*(backend\s+"|cloud\s*\{)/m.test(text);
  });
}

const backendOverride = (path: string): string =>
  `${JSON.stringify({ terraform: { backend: { local: { path } } } })}\n`;
