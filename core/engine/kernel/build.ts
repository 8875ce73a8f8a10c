// Compiles the kernel's AssemblyScript (assembly/*.as) into wasm.ts. Run it after a change there:
//   node core/engine/kernel/build.ts
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import asc from "assemblyscript/asc";

const FLAGS = [
  "--enable",
  "simd",
  "--runtime",
  "stub",
  "-O3",
  "--converge",
  "--noAssert",
  "--initialMemory",
  "1",
];

/** The compiled module. The same source gives the same bytes. */
export async function compileKernel(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["index.ts", ...FLAGS, "--outFile", "kernel.wasm"], {
    readFile: (name) => sourceOf(name),
    writeFile: (name, contents) => {
      if (name === "kernel.wasm") binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(stderr.toString(), { cause: error });
  return binary;
}

/** The compiler asks for .ts; the sources are .as, since they are no TypeScript to any other tool. */
function sourceOf(name: string): string | null {
  const match = /^([a-z0-9]+)\.ts$/.exec(basename(name));
  try {
    return match ? readFileSync(join(import.meta.dirname, "assembly", `${match[1]}.as`), "utf8") : null;
  } catch {
    return null;
  }
}

/** What wasm.ts holds for these bytes: deflated, since each function's bundle carries it. */
const moduleText = (binary: Uint8Array): string =>
  `// The compiled kernel, made by build.ts: never edited by hand.\nexport const DEFLATED_KERNEL =\n  "${deflateRawSync(binary, { level: 9 }).toString("base64")}";\n`;

if (import.meta.main) writeFileSync(join(import.meta.dirname, "wasm.ts"), moduleText(await compileKernel()));
