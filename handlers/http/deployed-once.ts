// JSON in S3 that a function was deployed with: read once per process, since another one comes with another environment.
import { readDeployed } from "../aws/deployed.ts";

/** A failure is tried again with the next request. */
export function deployedOnce<Env, T>(
  what: string,
  where: (env: Env) => readonly [uri: string, digest: string],
  parse: (value: unknown) => T,
): (env: Env) => Promise<T> {
  let known: { digest: string; value: Promise<T> } | undefined;
  return (env) => {
    const [uri, digest] = where(env);
    if (known?.digest === digest) return known.value;
    const value = readDeployed(what, uri, digest).then((text) => parse(JSON.parse(text)));
    known = { digest, value };
    value.catch(() => {
      if (known?.value === value) known = undefined;
    });
    return value;
  };
}
