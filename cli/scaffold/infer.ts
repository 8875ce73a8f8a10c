// Files → inferred datasets; one that cannot be read keeps nothing from the others.
import type { ExitCode } from "../../core/errors.ts";
import { HeadraceError } from "../../core/errors.ts";
import type { Inferred } from "../../core/infer/index.ts";
import { explained } from "../output/failure.ts";
import type { Progress } from "../output/progress.ts";
import type { Sample } from "./names.ts";

export interface InferredFiles {
  /** One at least. */
  found: (Inferred & { file: string })[];
  failed: { file: string; error: HeadraceError }[];
}

/** Throws where no file can be read, and where one is not there. */
export async function inferAll(samples: readonly Sample[], progress: Progress): Promise<InferredFiles> {
  const { inferDataset } = await import("../../core/infer/index.ts");
  const [found, failed]: [InferredFiles["found"], InferredFiles["failed"]] = [[], []];
  for (const { dataset, file, path } of samples) {
    progress.update(`reading ${file}`);
    try {
      found.push({ file, ...(await inferDataset({ file: path, name: dataset })) });
    } catch (error) {
      const failure = explained(error);
      if (failure.exitCode === 2) throw error;
      failed.push({ file, error: failure });
    }
  }
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
