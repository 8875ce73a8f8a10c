// examples/scoring as its README runs it: the image is built, real strikes are imported, a container learns from them, and its
// scores are rows for Athena and for a model. Where a container engine and a base with Python are reachable.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { docker, engineAnswers } from "../../batch-images/build/build.ts";
import { Laptop } from "./laptop.ts";

const MINUTES = 60_000;
const ROOT = join(import.meta.dirname, "..", "..");
const EXAMPLE = join(ROOT, "examples", "scoring");
const BASE = "public.ecr.aws/docker/library/python:3.11-slim";
const IMAGE = "headrace-scoring:1";

/** Why the image cannot be built here; undefined where it can. */
async function missing(): Promise<string | undefined> {
  if (!(await engineAnswers())) return "no container engine answers";
  if ((await docker(["image", "inspect", BASE])).ok) return undefined;
  return (await docker(["pull", "--quiet", BASE])).ok
    ? undefined
    : `${BASE} is neither here nor can it be pulled`;
}

const why = await missing();
if (why) console.log(`The test of examples/scoring is left out: ${why}.`);

(why ? describe.skip : describe)("examples/scoring", () => {
  const laptop = new Laptop("scoring");

  beforeAll(() => {
    cpSync(EXAMPLE, laptop.dir, { recursive: true });
    const main = join(laptop.dir, "main.tf");
    const set = join(ROOT, "dist", "terraform-aws-headrace");
    writeFileSync(main, readFileSync(main, "utf8").replace("../../dist/terraform-aws-headrace", set));
    cpSync(
      join(ROOT, "node_modules", "vega-datasets", "data", "birdstrikes.csv"),
      join(laptop.home, "strikes.csv"),
    );
    execFileSync(
      "docker",
      ["build", "--quiet", "--network", "host", "--tag", IMAGE, join(EXAMPLE, "image")],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
  }, 10 * MINUTES);
  afterAll(async () => {
    await docker(["image", "rm", "--force", IMAGE]);
    await laptop.remove();
  }, 2 * MINUTES);

  test(
    "strikes are scored by a model that has learned from them",
    async () => {
      await laptop.run(["--import", "strikes=strikes.csv"]);
      await laptop.allDelivered();
      expect(await laptop.query("SELECT count(*), count(DISTINCT execution) FROM scores")).toEqual([
        [9985, 1],
      ]);
      // A large animal is likelier to do damage than a small one, by a model that is worth something. A killdeer is a bird.
      const [[small = 1, large = 0] = []] = (await laptop.query(
        "SELECT avg(CASE WHEN species LIKE '%gull%' THEN probability END), avg(CASE WHEN species LIKE '% deer' THEN probability END) FROM scores",
      )) as number[][];
      expect(large).toBeGreaterThan(2 * small);
      const logs = await laptop.command("jobs", "list", laptop.dir, "--json");
      const [job] = logs.json<{ jobs: { jobId: string; status: string }[] }>().jobs;
      expect(job?.status).toBe("SUCCEEDED");
      const { stderr } = await laptop.command("jobs", "logs", laptop.dir, job?.jobId ?? "");
      const told = JSON.parse(/\{"learned_from".*\}/.exec(stderr)?.[0] ?? "{}") as { auc_held_out?: number };
      expect(told).toMatchObject({ learned_from: 7204, scored: 9985 });
      expect(told.auc_held_out).toBeGreaterThan(0.7);
    },
    15 * MINUTES,
  );

  test(
    "a model reads the scores in the warehouse",
    async () => {
      const ran = await laptop.command("models", "run", laptop.dir, "--json");
      expect(ran.code).toBe(0);
      const rows = await laptop.query("SELECT count(*), sum(strikes) FROM marts.risk_by_species", "redshift");
      expect(Number(rows[0]?.[1])).toBe(9985);
    },
    5 * MINUTES,
  );

  test("destroy leaves nothing", () => laptop.destroyLeavesNothing(), 6 * MINUTES);
});
