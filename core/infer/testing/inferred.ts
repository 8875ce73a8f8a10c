// For tests: files of given bytes, what is inferred of them, and how they fare in an import by it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseContract } from "../../contract/parse.ts";
import { importFile } from "../../engine/index.ts";
import { coolDown } from "../../engine/session.ts";
import type { Inferred } from "../index.ts";
import { inferDataset, renderContractYaml, snakeCase } from "../index.ts";

export const typesOf = ({ dataset }: Inferred): string[] =>
  dataset.columns.map(({ name, type, format }) => `${name} ${type}${format ? ` ${format}` : ""}`);

export const csv = (header: string, ...rows: string[]): string => `${[header, ...rows].join("\n")}\n`;

/** A folder of its own for the files of a test. */
export class Files {
  readonly folder = mkdtempSync(join(tmpdir(), "headrace-infer-test-"));

  remove(): void {
    coolDown();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Writes a file and infers its dataset; what is rendered of it must be a contract. */
  async infer(name: string, content: string | Buffer): Promise<Inferred> {
    const file = join(this.folder, name);
    writeFileSync(file, content);
    const inferred = await inferDataset({ file, name: "d" });
    parseContract(renderContractYaml("acme", [inferred]), { file: "headrace.yaml" });
    return inferred;
  }

  /** Imports a file, of the folder or by its path, by what is inferred from it. */
  async imported(name: string) {
    const file = resolve(this.folder, name);
    const inferred = await inferDataset({ file, name: "d" });
    const result = await importFile({
      contract: parseContract(renderContractYaml("acme", [inferred]), { file: "y" }),
      dataset: "d",
      file,
      name: basename(name),
      runId: snakeCase(basename(name)),
      out: join(this.folder, "out"),
      scratch: join(this.folder, "scratch"),
    });
    return {
      inferred: inferred.statistics.rows,
      rows: result.rowsIn,
      quarantined: result.rowsQuarantined,
      reasons: result.reasons,
      rejected: result.rejected,
      ignored: result.ignoredColumns,
    };
  }
}
