// A user's project in an empty folder: what is in it, what is installed, and what its commands print.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

export interface Printed {
  code: number | null;
  output: string;
}

export class Project {
  readonly folder: string;
  /** The folder of the Node that commands run on. */
  readonly #node: string;

  private constructor(folder: string, node: string) {
    this.folder = folder;
    this.#node = node;
  }

  /** @param files path → content @param node the binary that commands run on */
  static async create(files: { readonly [path: string]: string }, node = process.execPath): Promise<Project> {
    const project = new Project(await mkdtemp(join(tmpdir(), "headrace-check-")), dirname(node));
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(project.folder, path)), { recursive: true });
      await writeFile(join(project.folder, path), content);
    }
    return project;
  }

  /** Runs a command in the folder; the project's own binaries come first, then its Node. */
  run(command: string, ...args: string[]): Promise<Printed> {
    const bins = [join(this.folder, "node_modules", ".bin"), this.#node];
    const env = {
      ...process.env,
      PATH: [...bins, process.env.PATH].join(delimiter),
      HEADRACE_STATE: join(this.folder, ".state"),
    };
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          output += text;
        });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output }));
    });
  }

  /** @throws Error with what was printed, where the exit code is not `code` or `shows` is not printed */
  async expect(
    [command, ...args]: readonly [string, ...string[]],
    { code = 0, shows = /(?:)/ }: { code?: number; shows?: RegExp } = {},
  ): Promise<string> {
    const printed = await this.run(command, ...args);
    if (printed.code === code && shows.test(printed.output)) return printed.output;
    throw new Error(
      `${[command, ...args].join(" ")} in ${this.folder} ended with ${printed.code}, not with ${code} and ${shows}:\n${printed.output}`,
    );
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
