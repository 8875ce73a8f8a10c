// Files → inferred datasets; one that cannot be read keeps nothing from the others.
import type { ExitCode } from "../../core/errors.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { Inferred } from "../../core/infer/index.ts";
import { usageError } from "../args/usage.ts";
import { explained } from "../output/failure.ts";
import type { Sample } from "./names.ts";

/** A file, or a table of the catalog, by the name that it was given on the command line. */
export interface Source {
  file: string;
  infer(): Promise<Inferred>;
}

/** @param tell of progress */
export const ofFile = ({ dataset, file, path }: Sample, tell: (text: string) => void): Source => ({
  file,
  infer: async () => {
    tell(`reading ${file}`);
    const { inferDataset } = await import("../../core/infer/index.ts");
    return inferDataset({ file: path, name: dataset });
  },
});

export interface InferredFiles {
  /** One at least, each with a name of its own. */
  found: (Inferred & { file: string })[];
  failed: { file: string; error: HeadraceError }[];
}

/** Throws where no file can be read, where one is not there, and where two would be one dataset. */
export async function inferAll(sources: readonly Source[]): Promise<InferredFiles> {
  const [found, failed]: [InferredFiles["found"], InferredFiles["failed"]] = [[], []];
  for (const { file, infer } of sources) {
    try {
      found.push({ file, ...(await infer()) });
    } catch (error) {
      const failure = explained(error);
      if (failure.exitCode === 2) throw error;
      failed.push({ file, error: failure });
    }
  }
  const twice = found.find(({ name }, at) => found.findIndex((other) => other.name === name) < at);
  if (twice) throw usageError(`two of what is named would be the dataset ${twice.name}: leave one out`);
  if (found.length === 0) throw noneReadable(failed.map(({ error }) => error));
  return { found, failed };
}

function noneReadable(errors: readonly HeadraceError[]): HeadraceError {
  const [first] = errors as [HeadraceError];
  if (errors.length === 1) return first;
  const messages = errors.map(({ message }) => message).join("\n");
  const fixes = new Set(errors.map(({ fix }) => fix));
  const exitCode = Math.max(...errors.map((error) => error.exitCode)) as ExitCode;
  return new HeadraceError(first.code, messages, [...fixes].join("\n"), exitCode);
}
