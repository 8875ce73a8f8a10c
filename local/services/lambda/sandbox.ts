// One process of one function: started with what Lambda would give it and nothing of ours, one invocation at a time.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LogStream } from "../../process/logs.ts";
import { nodeBinary, trusted } from "../../process/node.ts";
import { watch } from "../../process/watch.ts";
import type { DeployedFunction } from "./functions.ts";

/** What a function may take to load, beside its own timeout: AWS gives 10 s; a busy laptop gets more. */
const INIT_MS = 60_000;

export interface InvocationError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export interface InvocationResult {
  /** The handler's result as JSON, or its error as JSON. */
  payload: string;
  /** Whether the function failed: an error thrown, a crash, a timeout, a limit passed. */
  failed: boolean;
  /** The last lines of its log. */
  log: string[];
  milliseconds: number;
}

interface Settled {
  ok?: string;
  error?: InvocationError;
}

type ChildMessage =
  | { type: "ready" }
  | { type: "result"; id: string; result: string }
  | { type: "error"; id: string; error: InvocationError }
  | { type: "crash"; error: InvocationError };

export interface SandboxOptions {
  /** Folder for temporary files of all sandboxes. */
  scratch: string;
  endpoint: string;
  /** The credentials of the function's role. */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /** node_modules folder with the AWS SDK, which Lambda's own runtime brings. */
  runtimeModules?: string;
  log: LogStream;
}

export class Sandbox {
  readonly fingerprint: string;
  busy = false;
  usable = true;
  idleSince = Date.now();
  #child!: ChildProcess;
  #temporary!: string;
  #ended!: Promise<void>;
  readonly #function: DeployedFunction;
  readonly #options: SandboxOptions;
  /** Settles the start, or the invocation, in progress. */
  #settle: ((result: Settled) => void) | undefined;
  #loadError: InvocationError | undefined;
  #peakMemory = 0;

  private constructor(deployed: DeployedFunction, options: SandboxOptions) {
    this.#function = deployed;
    this.#options = options;
    this.fingerprint = deployed.fingerprint;
  }

  /** The process's number; for people who look for it. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Starts a process and lets it load its handler. Where that fails, the first invocation says so. */
  static async start(deployed: DeployedFunction, options: SandboxOptions): Promise<Sandbox> {
    const sandbox = new Sandbox(deployed, options);
    sandbox.#temporary = join(options.scratch, randomBytes(6).toString("hex"));
    await mkdir(sandbox.#temporary, { recursive: true, mode: 0o700 });
    for (const warning of deployed.warnings) options.log.line(`WARNING ${warning}`);
    const loaded = sandbox.#settled();
    sandbox.#spawn();
    const timer = setTimeout(() => sandbox.#fail("Sandbox.Timedout", "the handler did not load"), INIT_MS);
    const { error } = await loaded;
    clearTimeout(timer);
    sandbox.#loadError = error;
    return sandbox;
  }

  /** Resolves when the process answers, crashes, ends, or is given up. */
  #settled(): Promise<Settled> {
    return new Promise((resolve) => {
      this.#settle = (result) => {
        this.#settle = undefined;
        resolve(result);
      };
    });
  }

  #fail(errorType: string, errorMessage: string): void {
    this.usable = false;
    this.#settle?.({ error: { errorType, errorMessage } });
  }

  #environment(): Record<string, string> {
    const { configuration, region, code, nodePath } = this.#function;
    const { credentials, runtimeModules, endpoint, log } = this.#options;
    return {
      ...configuration.Environment?.Variables,
      _HANDLER: configuration.Handler ?? "",
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.Runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: configuration.FunctionName,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
      AWS_LAMBDA_FUNCTION_VERSION: configuration.Version,
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: log.group,
      AWS_LAMBDA_LOG_STREAM_NAME: log.stream,
      AWS_LAMBDA_LOG_FORMAT: configuration.LoggingConfig?.LogFormat ?? "Text",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      LAMBDA_TASK_ROOT: code,
      LAMBDA_RUNTIME_DIR: import.meta.dirname,
      NODE_PATH: [...nodePath, ...(runtimeModules ? [runtimeModules] : [])].join(":"),
      ...trusted(),
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LANG: "en_US.UTF-8",
      TZ: ":UTC",
      // Lambda's /tmp is the function's own; here each process has a folder, found as os.tmpdir() finds it.
      TMPDIR: this.#temporary,
    };
  }

  #spawn(): void {
    const { configuration, code } = this.#function;
    this.#child = spawn(
      nodeBinary(),
      [
        `--max-old-space-size=${Math.floor(configuration.MemorySize * 0.9)}`,
        join(import.meta.dirname, "bootstrap.mjs"),
      ],
      { cwd: code, env: this.#environment(), stdio: ["ignore", "pipe", "pipe", "ipc"] },
    );
    const { log } = this.#options;
    this.#child.stdout?.on("data", (chunk: Buffer) => log.write(chunk));
    this.#child.stderr?.on("data", (chunk: Buffer) => log.write(chunk));
    this.#child.on("message", (message: ChildMessage) => {
      if (message.type === "crash") this.usable = false;
      if (message.type === "ready") this.#settle?.({});
      else if (message.type === "result") this.#settle?.({ ok: message.result });
      else this.#settle?.({ error: message.error });
    });
    this.#ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.#fail("Runtime.ExitError", reason);
        rm(this.#temporary, { recursive: true, force: true }).then(() => resolve());
      };
      this.#child.once("error", (error) => end(`Runtime failed to start: ${error.message}`));
      this.#child.once("exit", (code, signal) =>
        end(
          `Runtime exited with error: ${signal ? `signal: ${signal === "SIGKILL" ? "killed" : signal}` : `exit status ${code}`}`,
        ),
      );
    });
  }

  async #end(): Promise<void> {
    this.usable = false;
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Ends the process at once, whatever it does. */
  async kill(): Promise<void> {
    await this.#end();
    this.#options.log.close();
  }

  /**
   * Runs one invocation; never throws.
   * @param lineage which functions have been in its chain, and how often: what the function's SDK passes on
   */
  async invoke(event: unknown, requestId: string, lineage = ""): Promise<InvocationResult> {
    const { configuration } = this.#function;
    const { log } = this.#options;
    const started = Date.now();
    log.line(`START RequestId: ${requestId} Version: ${configuration.Version}`);
    const { ok, error } = this.#loadError
      ? { error: this.#loadError, ok: undefined }
      : await this.#run(event, requestId, lineage);
    if (!this.usable) await this.#end();
    // The process wrote its last lines before its answer, on another pipe: let them arrive.
    await new Promise((resolve) => setTimeout(resolve, 2));
    const milliseconds = Date.now() - started;
    if (error?.errorType === "Runtime.ExitError") {
      error.errorMessage = `RequestId: ${requestId} Error: ${error.errorMessage}`;
      log.line(`${error.errorMessage}\nRuntime.ExitError`);
    }
    log.line(`END RequestId: ${requestId}`);
    log.line(
      `REPORT RequestId: ${requestId}\tDuration: ${milliseconds}.00 ms\tBilled Duration: ${milliseconds} ms\tMemory Size: ${configuration.MemorySize} MB\tMax Memory Used: ${this.#peakMemory} MB`,
    );
    const tail = log.tail();
    if (!this.usable) log.close();
    this.idleSince = Date.now();
    return {
      payload: error ? JSON.stringify(error) : (ok ?? "null"),
      failed: error !== undefined,
      log: tail,
      milliseconds,
    };
  }

  async #run(event: unknown, requestId: string, lineage: string): Promise<Settled> {
    const { configuration } = this.#function;
    const { log } = this.#options;
    const now = Date.now();
    const settled = this.#settled();
    const message = {
      id: requestId,
      event,
      deadline: now + configuration.Timeout * 1000,
      traceId: `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString("hex")};Sampled=0${lineage ? `;Lineage=${lineage}` : ""}`,
      context: {
        awsRequestId: requestId,
        functionName: configuration.FunctionName,
        functionVersion: configuration.Version,
        invokedFunctionArn: configuration.FunctionArn,
        memoryLimitInMB: String(configuration.MemorySize),
        logGroupName: log.group,
        logStreamName: log.stream,
      },
    };
    if (this.#child.connected) this.#child.send(message, () => undefined);
    else this.#fail("Runtime.ExitError", "Runtime exited before the invocation");
    const stopWatching = this.#watch(requestId);
    const result = await settled;
    stopWatching();
    return result;
  }

  /** Enforces the timeout and the limits while an invocation runs. */
  #watch(requestId: string): () => void {
    const { configuration } = this.#function;
    const limits = {
      seconds: configuration.Timeout,
      memory: configuration.MemorySize,
      storage: configuration.EphemeralStorage?.Size ?? 512,
    };
    const say = (type: string, message: string) =>
      this.#fail(type, `RequestId: ${requestId} Error: ${message}`);
    const watched = watch(
      () => this.#child.pid,
      this.#temporary,
      limits,
      (breach) => {
        if (breach.limit === "seconds") {
          const message = `Task timed out after ${limits.seconds.toFixed(2)} seconds`;
          this.#options.log.line(`${new Date().toISOString()} ${requestId} ${message}`);
          say("Sandbox.Timedout", message);
        } else if (breach.limit === "memory") {
          const message = `Runtime exited with error: signal: killed (${breach.used} MB used, memory_size is ${limits.memory})`;
          say("Runtime.OutOfMemory", message);
        } else {
          const message = `ENOSPC: no space left on device (${Math.ceil(breach.used)} MB in the temporary folder, ephemeral_storage is ${limits.storage})`;
          say("Runtime.OutOfStorage", message);
        }
      },
    );
    return () => {
      watched.stop();
      this.#peakMemory = Math.max(this.#peakMemory, watched.peakMemory());
    };
  }
}
