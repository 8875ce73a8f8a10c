// What a function is: its configuration as Terraform deployed it (moto keeps it) and its code (we keep it).
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CallError, callRest } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import { adaptNativeBindings } from "./native-bindings.ts";
import type { PackageStore } from "./packages.ts";

/** The parts of Lambda's FunctionConfiguration that the runtime acts on. */
export interface FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Role: string;
  Handler?: string;
  Runtime?: string;
  /** Seconds. */
  Timeout: number;
  /** MiB. */
  MemorySize: number;
  CodeSha256: string;
  Version: string;
  PackageType?: string;
  Environment?: { Variables?: Record<string, string> };
  Layers?: { Arn: string }[];
  EphemeralStorage?: { Size: number };
  LoggingConfig?: { LogGroup?: string; LogFormat?: string };
  DeadLetterConfig?: { TargetArn?: string };
  LastModified?: string;
  RevisionId?: string;
}

/** A function, ready to be run. */
export interface DeployedFunction {
  configuration: FunctionConfiguration;
  region: string;
  /** Folder of the unpacked code. */
  code: string;
  /** node_modules folders of its layers, first first. */
  nodePath: string[];
  /** Reserved concurrency, where there is one. */
  reserved?: number;
  /** Changes with whatever needs a new process. */
  fingerprint: string;
  warnings: string[];
}

/** A function cannot run here; `code` is Lambda's own name for the error. */
export class NotRunnable extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Name and qualifier of a function from a name, a partial ARN or an ARN, each perhaps with a qualifier. */
export function parseFunctionName(text: string): { name: string; qualifier?: string; region?: string } {
  const parts = decodeURIComponent(text).split(":");
  if (parts[0] === "arn") return { region: parts[3], name: parts[6] ?? "", qualifier: parts[7] };
  const marker = parts.indexOf("function");
  if (marker >= 0) return { name: parts[marker + 1] ?? "", qualifier: parts[marker + 2] };
  return { name: parts[0] ?? "", qualifier: parts[1] };
}

export const functionArn = (region: string, accountId: string, name: string, qualifier?: string): string =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}${qualifier ? `:${qualifier}` : ""}`;

export class Functions {
  readonly #reserved: (region: string, name: string) => number | undefined;
  readonly #forward: Forward;
  readonly #packages: PackageStore;
  readonly #accountId: string;
  readonly #known = new Map<string, Promise<DeployedFunction>>();

  constructor(
    forward: Forward,
    packages: PackageStore,
    accountId: string,
    reserved: (region: string, name: string) => number | undefined = () => undefined,
  ) {
    this.#reserved = reserved;
    this.#forward = forward;
    this.#packages = packages;
    this.#accountId = accountId;
  }

  /** Forgets configurations; they are read anew at the next invocation. Call it after any write. */
  forget(): void {
    this.#known.clear();
  }

  /**
   * A function ready to run.
   * @throws NotRunnable where there is none of that name, or its code is not here
   */
  get(region: string, name: string, qualifier?: string): Promise<DeployedFunction> {
    const key = `${region}/${name}:${qualifier ?? ""}`;
    let known = this.#known.get(key);
    if (!known) {
      known = this.#load(region, name, qualifier);
      this.#known.set(key, known);
      known.catch(() => this.#known.delete(key));
    }
    return known;
  }

  async #load(region: string, name: string, qualifier?: string): Promise<DeployedFunction> {
    const path = `/2015-03-31/functions/${encodeURIComponent(name)}`;
    const query = qualifier && qualifier !== "$LATEST" ? `Qualifier=${encodeURIComponent(qualifier)}` : "";
    const answer = await callRest<{
      Configuration: FunctionConfiguration;
      Concurrency?: { ReservedConcurrentExecutions?: number };
    }>(this.#forward, "lambda", region, "GET", path, undefined, query).catch((error: unknown) => {
      if (error instanceof CallError && error.status === 404) {
        const arn = functionArn(region, this.#accountId, name, qualifier);
        throw new NotRunnable("ResourceNotFoundException", `Function not found: ${arn}`);
      }
      throw error;
    });
    const configuration = answer.Configuration;
    if (configuration.PackageType === "Image") {
      throw new NotRunnable(
        "InvalidRuntimeException",
        `${name} is a container image; the local AWS runs zips only.`,
      );
    }
    if (!/^nodejs/.test(configuration.Runtime ?? "")) {
      throw new NotRunnable(
        "InvalidRuntimeException",
        `${name} has the runtime ${configuration.Runtime}; the local AWS runs Node.js functions only.`,
      );
    }
    if (!(await this.#packages.has(configuration.CodeSha256))) {
      throw new NotRunnable("InvalidZipFileException", `The code of ${name} is not in the local AWS.`);
    }
    const code = this.#packages.folder(configuration.CodeSha256);
    const warnings: string[] = [];
    const adapt = async (folder: string) => {
      const warning = await adaptNativeBindings(folder);
      if (warning) warnings.push(warning);
    };
    await adapt(join(code, "node_modules"));
    const nodePath: string[] = [];
    const layers: string[] = [];
    for (const { Arn } of configuration.Layers ?? []) {
      const sha = await this.#layerSha(Arn, region);
      layers.push(sha);
      for (const folder of ["nodejs/node22/node_modules", "nodejs/node_modules"]) {
        const modules = join(this.#packages.folder(sha), folder);
        if (!existsSync(modules)) continue;
        nodePath.push(modules);
        await adapt(modules);
      }
    }
    const { LastModified: _when, RevisionId: _revision, ...identity } = configuration;
    return {
      configuration,
      region,
      code,
      nodePath,
      reserved:
        answer.Concurrency?.ReservedConcurrentExecutions ??
        this.#reserved(region, configuration.FunctionName),
      fingerprint: JSON.stringify([identity, layers]),
      warnings,
    };
  }

  async #layerSha(arn: string, region: string): Promise<string> {
    const [, , , layerRegion, , , layer, version] = arn.split(":");
    const answer = await callRest<{ Content: { CodeSha256: string } }>(
      this.#forward,
      "lambda",
      layerRegion ?? region,
      "GET",
      `/2018-10-31/layers/${encodeURIComponent(layer ?? "")}/versions/${version}`,
    ).catch(() => undefined);
    const sha = answer?.Content.CodeSha256;
    if (!sha || !(await this.#packages.has(sha))) {
      throw new NotRunnable(
        "InvalidLayerException",
        `The layer ${arn} is not in the local AWS; deploy it there, or leave it out.`,
      );
    }
    return sha;
  }
}
