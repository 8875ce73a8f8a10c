// `docker build` of an image's context. The engine is asked by its own command, which knows how it is reached.
import { spawn } from "node:child_process";
import { HeadraceError } from "../../core/errors.ts";
import type { ImageContext } from "./context.ts";

interface Ran {
  ok: boolean;
  out: string;
  /** What it said of why it failed. */
  errors: string;
}

/** Runs `docker` with arguments, and with a text or a file's bytes on its stdin. */
export const docker = (args: readonly string[], input: Buffer | string = ""): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn("docker", args, { stdio: ["pipe", "pipe", "pipe"] });
    let out = "";
    let errors = "";
    child.stdout.on("data", (data) => {
      out += data;
    });
    child.stderr.on("data", (data) => {
      errors += data;
    });
    child.once("error", (error) => resolve({ ok: false, out, errors: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, out, errors }));
    // One that ends early reads no more.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });

/** Whether a container engine answers. */
export const engineAnswers = async (): Promise<boolean> =>
  (await docker(["version", "--format", "{{.Server.Version}}"])).ok;

/** @throws HeadraceError tool_missing */
export async function needEngine(): Promise<void> {
  if (await engineAnswers()) return;
  throw new HeadraceError(
    "tool_missing",
    "No container engine answers: images are built by one.",
    "Start Docker, or an engine with its API (podman system service, say), and set DOCKER_HOST where it listens elsewhere.",
    3,
  );
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";

/**
 * Builds an image, and gives it a name.
 * @param name REPOSITORY:TAG
 * @throws HeadraceError image_build_failed
 */
export async function buildImage(context: ImageContext, name: string): Promise<void> {
  const platform = context.architecture === "arm64" ? "linux/arm64" : "linux/amd64";
  const built = await docker(
    ["build", "--quiet", "--platform", platform, "--build-arg", `BASE=${context.base}`, "--tag", name, "-"],
    context.tar,
  );
  if (built.ok) return;
  throw new HeadraceError(
    "image_build_failed",
    `docker build of ${name} failed: ${lastLine(built.errors)}`,
    `Look whether the engine can pull ${context.base} for ${platform}; another base is named by --base.`,
    3,
  );
}

/** The digests of an image's layers, the base's first. */
export async function layersOf(name: string): Promise<string[]> {
  const { ok, out, errors } = await docker(["image", "inspect", "--format", "{{json .RootFS.Layers}}", name]);
  if (!ok)
    throw new HeadraceError("image_missing", lastLine(errors), "Build it: headrace image build DIR.", 3);
  return JSON.parse(out) as string[];
}
