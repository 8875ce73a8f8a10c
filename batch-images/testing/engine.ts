// Whether this machine can build and run the images: an engine that answers, and the base that they build on.
import { docker, engineAnswers } from "../build/build.ts";
import { LAMBDA_BASE } from "../build/context.ts";

// Its helper container is an image that cannot be pulled where no registry is; what tests start, they remove.
process.env.TESTCONTAINERS_RYUK_DISABLED ??= "true";

/** Why no image can be built here; undefined where one can. */
export async function noEngine(): Promise<string | undefined> {
  if (!(await engineAnswers())) return "no container engine answers";
  if ((await docker(["image", "inspect", LAMBDA_BASE])).ok) return undefined;
  const pulled = await docker(["pull", "--quiet", LAMBDA_BASE]);
  return pulled.ok ? undefined : `${LAMBDA_BASE} is neither here nor can it be pulled`;
}
