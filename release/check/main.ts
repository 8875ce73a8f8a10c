// npm run release:check: packs, installs the tarballs into empty folders as users do, and runs what they are for.
// `-- --light` leaves out what needs Terraform and the local AWS.
import { deepStrictEqual } from "node:assert";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildModules } from "../../cli/module-set.ts";
import { makeOutput } from "../../cli/output/output.ts";
import { pack } from "../pack.ts";
import {
  APP_PACKAGES,
  COMMONJS_APP,
  checkApp,
  checkApplied,
  ESM_APP,
  onTerrain,
  TERRAIN_PACKAGES,
} from "./classes.ts";
import { checkImports, checkLight, checkOldNode, checkWhole, FILES } from "./command.ts";
import { checkLibraries, LIBRARIES } from "./libraries.ts";
import { Project } from "./project.ts";
import { checkEqual, checkNamesNothing } from "./tarballs.ts";
import { checkGlobal, checkNpx, checkYarn, YARN_FILES } from "./ways.ts";

const light = process.argv.includes("--light");
const NPM = ["npm", "install", "--no-audit", "--no-fund"] as const;

await buildModules(makeOutput(false));
const scratch = await mkdtemp(join(tmpdir(), "headrace-release-"));
const projects: Project[] = [];
let failed = 0;

async function step(name: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  try {
    await work();
    console.log(`✓ ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`✗ ${name}\n${(error as Error).message}`);
  }
}

async function project(files: { readonly [path: string]: string }, node?: string): Promise<Project> {
  const made = await Project.create(files, node);
  projects.push(made);
  return made;
}

/** The binary of another Node, by npm's package of it. */
async function nodeOf(major: number): Promise<string> {
  const holder = await project({ "package.json": "{}" });
  await holder.expect([...NPM, `node@${major}`]);
  return join(dirname(createRequire(join(holder.folder, "x")).resolve("node/package.json")), "bin", "node");
}

try {
  const tarballs = await pack(join(scratch, "one"));
  const headrace = tarballs.headrace as string;
  await step("two packs are the same", async () => checkEqual(tarballs, await pack(join(scratch, "two"))));
  await step("nothing in them names this machine", async () => {
    for (const tarball of Object.values(tarballs)) {
      const folder = await mkdtemp(join(scratch, "unpacked-"));
      await checkNamesNothing(tarball, folder);
      await rm(folder, { recursive: true });
    }
  });
  const npm = await project(FILES);
  await step("npm installs the command", () => npm.expect([...NPM, headrace]));
  await step("Node 22: init, check, types, compile", () => checkLight(npm));
  await step("every file of it can be imported", () => checkImports(npm));
  const on = async (major: number): Promise<Project> => {
    const other = await project(FILES, await nodeOf(major));
    await cp(join(npm.folder, "node_modules"), join(other.folder, "node_modules"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    return other;
  };
  await step("Node 24: init, check, types, compile", async () => checkLight(await on(24)));
  await step("Node 20 says what is needed", async () => checkOldNode(await on(20)));
  const pnpm = await project(FILES);
  await step("pnpm installs the command", async () => {
    const holder = await project({ "package.json": "{}" });
    await holder.expect([...NPM, "pnpm@10"]);
    await pnpm.expect([join(holder.folder, "node_modules", ".bin", "pnpm"), "add", headrace]);
  });
  await step("by pnpm: init, check, types, compile", () => checkLight(pnpm));
  await step("by yarn: init, check, types, compile", async () => {
    const holder = await project({ "package.json": "{}" });
    await holder.expect([...NPM, "@yarnpkg/cli-dist@4"]);
    const yarn = join(holder.folder, "node_modules", "@yarnpkg", "cli-dist", "bin", "yarn.js");
    await checkYarn(await project({ ...FILES, ...YARN_FILES }), yarn, headrace);
  });
  await step("by npx, where nothing is installed", async () => checkNpx(await project(FILES), headrace));
  await step("for the machine, and linked into a project", async () =>
    checkGlobal(await project(FILES), headrace),
  );
  const apps: Project[] = [];
  for (const [name, files] of Object.entries({ ESM: ESM_APP, CommonJS: COMMONJS_APP }))
    await step(`an app in ${name} is typed and synthesized, on CDKTF and on CDK Terrain alike`, async () => {
      const app = await project(files);
      await app.expect([...NPM, headrace, ...APP_PACKAGES]);
      const synthesized = await checkApp(app);
      apps.push(app);
      const terrain = await project(onTerrain(files));
      await terrain.expect([...NPM, headrace, ...TERRAIN_PACKAGES]);
      deepStrictEqual(await checkApp(terrain), synthesized);
    });
  await step("the dialect and the receiver are typed and run", async () => {
    const libraries = await project(LIBRARIES);
    const { "kysely-redshift-data": dialect, "headrace-receive": receive } = tarballs;
    const packages = ["kysely", "typescript@5", "@types/node@22"];
    await libraries.expect([...NPM, dialect as string, receive as string, ...packages]);
    await checkLibraries(libraries);
  });
  if (!light) {
    await step("by npm: run, query, models run, destroy", () => checkWhole(npm));
    await step("by pnpm: run, query, models run, destroy", () => checkWhole(pnpm));
    await step("Node 24: run, query, models run, destroy", async () => checkWhole(await on(24)));
    await step("what the CDKTF app synthesizes is applied", () => checkApplied(apps[0] as Project));
  }
} finally {
  for (const made of projects) await made.remove();
  await rm(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? "What is packed can be installed and used." : `${failed} of the checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
