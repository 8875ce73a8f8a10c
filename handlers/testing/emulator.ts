// A function's zip and its layer in Lambda's own image for Node, under AWS's emulator of Lambda's runtime interface: the bootstrap,
// the file system and the protocol are Lambda's, and not those of this repository's local AWS.
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { GenericContainer } from "testcontainers";
import { docker } from "../../batch-images/build/build.ts";
import { LAMBDA_BASE } from "../../batch-images/build/context.ts";
import { begun } from "../../batch-images/testing/container.ts";
import { noEngine } from "../../batch-images/testing/engine.ts";
import { PackageStore } from "../../local/services/lambda/packages.ts";
import { buildArtifacts } from "../build/index.ts";

const EMULATOR = "/usr/local/bin/aws-lambda-rie";
const BOOTSTRAP = "/var/runtime/bootstrap";

/** Why no function can be run in it here; undefined where one can. */
export async function noEmulator(): Promise<string | undefined> {
  const without = await noEngine();
  if (without) return without;
  const { ok } = await docker([
    "run",
    "--rm",
    "--entrypoint",
    "/bin/sh",
    LAMBDA_BASE,
    "-c",
    `test -x ${EMULATOR}`,
  ]);
  return ok ? undefined : `${LAMBDA_BASE} here has no ${EMULATOR}`;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

export interface Emulated {
  /** Calls the function with an event. */
  invoke(event: object): Promise<unknown>;
  /** What it has written so far, and the emulator around it. */
  log(): string;
  close(): Promise<void>;
}

class FunctionContainer extends GenericContainer {
  constructor() {
    super(LAMBDA_BASE);
    // As in Lambda, nothing can be written but /tmp.
    this.hostConfig.ReadonlyRootfs = true;
    this.hostConfig.Tmpfs = { "/tmp": "rw,exec,size=512m" };
    this.hostConfig.CapDrop = ["ALL"];
  }
}

/** @param scratch the zips are built and unpacked there */
export async function startEmulated(
  name: "stage",
  scratch: string,
  env: Readonly<Record<string, string>>,
): Promise<Emulated> {
  const layer = `duckdb-layer-${process.arch === "arm64" ? "arm64" : "x86_64"}.zip` as const;
  await buildArtifacts(scratch, { only: [`${name}.zip`, layer] });
  const store = new PackageStore(join(scratch, "unpacked"));
  const unpacked = async (zip: string): Promise<string> =>
    store.folder(await store.add(await readFile(join(scratch, zip))));
  const [code, packages] = [await unpacked(`${name}.zip`), await unpacked(layer)];
  const [port, api] = [await freePort(), await freePort()];
  let log = "";
  const container = await new FunctionContainer()
    .withNetworkMode("host")
    .withEntrypoint([
      ...[EMULATOR, "--runtime-interface-emulator-address", `127.0.0.1:${port}`],
      ...["--runtime-api-address", `127.0.0.1:${api}`, BOOTSTRAP, "index.handler"],
    ])
    .withBindMounts([
      { source: code, target: "/var/task", mode: "ro" },
      { source: packages, target: "/opt", mode: "ro" },
    ])
    .withEnvironment({
      ...env,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "2048",
      AWS_LAMBDA_FUNCTION_TIMEOUT: "120",
    })
    .withLogConsumer((stream: Readable) => {
      stream.on("data", (data) => {
        log += data;
      });
    })
    .withWaitStrategy(begun)
    .start();
  const invoke = async (event: object): Promise<unknown> => {
    const address = `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`;
    for (let tries = 1; ; tries++) {
      try {
        return await (await fetch(address, { method: "POST", body: JSON.stringify(event) })).json();
      } catch (error) {
        // It does not listen yet.
        if (tries === 100 || (error as { cause?: { code?: string } }).cause?.code !== "ECONNREFUSED")
          throw error;
        await sleep(200);
      }
    }
  };
  return {
    invoke,
    log: () => log,
    close: async () => {
      await container.stop({ remove: true, timeout: 0 });
    },
  };
}
