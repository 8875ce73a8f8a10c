// Starts moto: by a Python that has it, else by one made for it, else as a container; else says what to install.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HeadraceError } from "../../core/errors.ts";
import { engineAnswers } from "../process/docker.ts";
import { NoContainer, startContainer, stopContainer } from "./container.ts";
import { type MotoAddress, motoHeaders } from "./door.ts";
import { NoPython, pythons } from "./python.ts";
import { SERIES } from "./versions.ts";

export interface Moto extends MotoAddress {
  /** Folder of large objects, where it can see our files: not from a container. */
  objects?: string;
  /** How it runs, so that another process can end it: one of the two. */
  pid?: number;
  container?: string;
  /** Resolves when it ended by itself. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** The folder of serve.py and of the fixes that are made inside moto. */
const SERVER_FOLDER = join(import.meta.dirname, "server");

const SETTINGS: Record<string, string> = {
  HEADRACE_MOTO_SERIES: SERIES,
  // No AMIs, which take seconds to load and nothing reads.
  MOTO_EC2_LOAD_DEFAULT_AMIS: "false",
  MOTO_SQS_ENFORCE_STRICT_QUEUE_PURGE_BEHAVIOUR: "false",
  MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
  PYTHONDONTWRITEBYTECODE: "1",
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject()));
    });
  });

async function ready(moto: MotoAddress, gone: () => boolean): Promise<boolean> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline && !gone()) {
    const answered = await fetch(`http://127.0.0.1:${moto.port}/moto-api/config`, {
      headers: motoHeaders(moto),
    }).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return true;
    await sleep(100);
  }
  return false;
}

/**
 * moto would run Batch jobs itself, in containers. Of Lambda only the control plane ever reaches it, and the simple
 * variant, which this would choose, does not know its own layers.
 */
async function configure(moto: MotoAddress): Promise<void> {
  await fetch(`http://127.0.0.1:${moto.port}/moto-api/config`, {
    method: "POST",
    headers: motoHeaders(moto),
    body: JSON.stringify({ batch: { use_docker: false } }),
  });
}

async function startPython(
  python: string,
  log: string,
  objects: string,
  secret: string | undefined,
): Promise<Moto | undefined> {
  const port = await freePort();
  const file = openSync(log, "w");
  const child: ChildProcess = spawn(
    python,
    [join(SERVER_FOLDER, "serve.py"), "-H", "127.0.0.1", "-p", String(port)],
    {
      stdio: ["pipe", file, file],
      env: {
        ...process.env,
        ...SETTINGS,
        HEADRACE_END_WITH_PARENT: "1",
        MOTO_PORT: String(port),
        HEADRACE_OBJECTS: objects,
        ...secretSetting(secret),
      },
    },
  );
  closeSync(file);
  let gone = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      gone = true;
      resolve();
    };
    child.once("exit", end);
    child.once("error", end);
  });
  if (!(await ready({ port, secret }, () => gone))) {
    child.kill("SIGKILL");
    return undefined;
  }
  return {
    port,
    secret,
    objects,
    pid: child.pid,
    ended,
    stop: async () => {
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(3_000, undefined, { ref: false }).then(() => child.kill("SIGKILL"))]);
      await ended;
    },
  };
}

async function startInContainer(
  secret: string | undefined,
  onProgress: (message: string) => void,
): Promise<Moto> {
  const name = `headrace-moto-${randomBytes(4).toString("hex")}`;
  const port = await startContainer(
    name,
    SERVER_FOLDER,
    { ...SETTINGS, ...secretSetting(secret) },
    onProgress,
  );
  if (!(await ready({ port, secret }, () => false))) {
    await stopContainer(name);
    throw new NoContainer("the container of moto does not answer");
  }
  return {
    port,
    secret,
    container: name,
    ended: new Promise(() => undefined),
    stop: () => stopContainer(name),
  };
}

const secretSetting = (secret: string | undefined): Record<string, string> =>
  secret === undefined ? {} : { HEADRACE_MOTO_SECRET: secret };

/**
 * Starts moto and waits until it answers.
 * @param log file that receives its output
 * @param objects folder for large S3 objects; emptied
 * @param options.open lets every process of this machine ask it: for tests that need no gateway in front of it
 * @param options.container as where there is no Python
 * @throws HeadraceError tool_missing, where neither a Python nor a container engine can run it
 */
export async function startMoto(
  log: string,
  objects: string,
  onProgress: (message: string) => void,
  options: { open?: boolean; container?: boolean } = {},
): Promise<Moto> {
  const secret = options.open ? undefined : randomBytes(32).toString("base64url");
  await rm(objects, { recursive: true, force: true });
  await mkdir(objects, { recursive: true });
  const reasons: string[] = [];
  onProgress("starting the emulated control plane");
  try {
    for await (const python of options.container ? [] : pythons(onProgress)) {
      const moto = await startPython(python, log, objects, secret);
      if (moto) {
        await configure(moto);
        return moto;
      }
      reasons.push(`${python} has no moto ${SERIES} that starts (see ${log})`);
    }
  } catch (error) {
    if (!(error instanceof NoPython)) throw error;
    reasons.push(error.message);
  }
  try {
    if (await engineAnswers()) {
      const moto = await startInContainer(secret, onProgress);
      await configure(moto);
      return moto;
    }
    reasons.push("no container engine answers");
  } catch (error) {
    if (!(error instanceof NoContainer)) throw error;
    reasons.push(error.message);
  }
  throw new HeadraceError(
    "tool_missing",
    `The local AWS needs moto, and nothing here can run it: ${reasons.join("; ")}.`,
    "Install Python 3.9 or later with venv and pip (Debian: apt install python3 python3-venv; macOS: brew install python), or start Docker; then try again.",
    3,
  );
}
