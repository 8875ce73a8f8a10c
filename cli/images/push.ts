// Pushes an image to a registry of ECR, as Docker's own command does it once it is signed in.
import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { docker } from "../../batch-images/build/build.ts";
import { HeadraceError } from "../../core/errors.ts";

/** ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME */
const REPOSITORY = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/[a-z0-9._/-]+$/;

/** @throws HeadraceError repository_wrong */
export function regionOf(repository: string): string {
  const region = REPOSITORY.exec(repository)?.[2];
  if (region) return region;
  throw new HeadraceError(
    "repository_wrong",
    `${repository} is no repository of ECR: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME.`,
    "Take the pipeline's output job_repository_url.",
    2,
  );
}

/** @throws HeadraceError registry_refused, image_push_failed */
export async function pushImage(repository: string, name: string): Promise<void> {
  const ecr = new ECRClient({ region: regionOf(repository) });
  const [token] = await ecr.send(new GetAuthorizationTokenCommand({})).then(
    ({ authorizationData = [] }) => authorizationData,
    (error: Error) => {
      throw new HeadraceError(
        "registry_refused",
        `ECR gives no token: ${error.message}`,
        "Set credentials of the account whose role may push there (ecr:GetAuthorizationToken, ecr:PutImage and the uploads).",
        3,
      );
    },
  );
  ecr.destroy();
  const [user = "", password = ""] = Buffer.from(token?.authorizationToken ?? "", "base64")
    .toString()
    .split(":");
  const registry = repository.split("/")[0] as string;
  const signedIn = await docker(["login", "--username", user, "--password-stdin", registry], password);
  const pushed = signedIn.ok ? await docker(["push", "--quiet", name]) : signedIn;
  if (pushed.ok) return;
  // A tag that is there already is of the same content: tags are digests, and never change.
  if (/tag invalid|already exists.*immutable|immutable/i.test(pushed.errors)) return;
  throw new HeadraceError(
    "image_push_failed",
    `docker push of ${name} failed: ${pushed.errors.trim().split("\n").at(-1)}`,
    "Look whether the repository is there, and whether your role may push to it.",
    3,
  );
}
