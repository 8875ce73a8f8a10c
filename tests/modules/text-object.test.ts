// The object of a text that functions read, under the real Terraform and provider: an apply that fails after the new one
// was written, and a way back to the old text, leave the text that is deployed in its place.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as z from "zod";
import { awsConfig } from "../../cli/aws.ts";
import { down, environment, up } from "../../local/index.ts";
import { textObject } from "../../modules/constructs/text-object.ts";
import { defineModule } from "../../modules/kit/index.ts";
import { terraformHere, type Workbench, workbench } from "./terraform.ts";

const MINUTES = 60_000;
const BUCKET = "texts";
const terraform = terraformHere();
const withTerraform = terraform ? describe : describe.skip;

const holder = defineModule({
  name: "holder",
  description: "Holds a text.",
  usage: "",
  inputs: z.object({
    bucket: z.string().describe("The bucket."),
    text: z.string().describe("The text."),
  }),
  outputs: z.object({ uri: z.string().describe("Where it lies.") }),
  build: (scope, vars) => ({
    uri: textObject(scope, "contract", { bucket: vars.bucket, folder: "contracts", json: vars.text }).uri,
  }),
});

/** What uses the text fails where it is told to, as a function does that cannot be updated. */
const ROOT = `
variable "text" {}
variable "fails" { default = false }
variable "moves" {
  type    = number
  default = 0
}
resource "terraform_data" "address" {
  triggers_replace = var.moves
  input            = "${BUCKET}"
}
module "holder" {
  source = "./holder"
  bucket = terraform_data.address.output
  text   = var.text
}
resource "terraform_data" "user" {
  triggers_replace = module.holder.uri
  provisioner "local-exec" { command = var.fails ? "exit 1" : "exit 0" }
}
output "uri" { value = module.holder.uri }
`;

withTerraform("the object of a text", () => {
  let bench: Workbench;
  let folder: string;
  let state: string;
  let s3: S3Client;

  const apply = async (text: string, fails = false, moves = 0): Promise<number> => {
    const { code } = await bench.run(
      folder,
      "apply",
      "-no-color",
      "-auto-approve",
      `-var=text=${text}`,
      `-var=fails=${fails}`,
      `-var=moves=${moves}`,
    );
    return code;
  };
  /** What a function would read by now. */
  const deployed = async (): Promise<unknown> => {
    const { output } = await bench.run(folder, "output", "-raw", "uri");
    const Key = output.trim().replace(`s3://${BUCKET}/`, "");
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return JSON.parse((await Body?.transformToString()) ?? "");
  };
  const objects = async (): Promise<number> =>
    (await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount ?? 0;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "headrace-text-"));
    const local = environment(await up({ state }));
    s3 = new S3Client({ ...awsConfig(local), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    bench = await workbench(terraform as string, local);
    const files = Object.entries(holder.files()).map(([file, content]) => [`holder/${file}`, content]);
    folder = await bench.root("texts", { ...Object.fromEntries(files), "main.tf": ROOT });
  }, 5 * MINUTES);

  afterAll(async () => {
    s3?.destroy();
    await down({ state });
    await bench?.close();
    await rm(state, { recursive: true, force: true });
  }, 2 * MINUTES);

  test(
    "is there after an apply that failed half-way, whichever way is gone from there",
    async () => {
      expect(await apply("old")).toBe(0);
      expect(await deployed()).toBe("old");
      expect(await apply("new", true)).toBe(1);
      // Both are there: what still reads the old one finds it.
      expect(await objects()).toBe(2);
      expect(await apply("old")).toBe(0);
      expect(await deployed()).toBe("old");
      expect(await objects()).toBe(1);
      expect(await apply("newer", true)).toBe(1);
      expect(await apply("newer")).toBe(0);
      expect(await deployed()).toBe("newer");
      expect(await objects()).toBe(1);
      const planned = await bench.run(folder, "plan", "-no-color", "-detailed-exitcode", "-var=text=newer");
      expect(planned).toMatchObject({ code: 0 });
    },
    10 * MINUTES,
  );

  test(
    "is there after its bucket was not known when planning, though neither it nor the text has changed",
    async () => {
      expect(await apply("same")).toBe(0);
      expect(await apply("same", false, 1)).toBe(0);
      expect(await deployed()).toBe("same");
      expect(await objects()).toBe(1);
      const planned = ["-detailed-exitcode", "-var=text=same", "-var=moves=1"];
      expect(await bench.run(folder, "plan", "-no-color", ...planned)).toMatchObject({ code: 0 });
    },
    10 * MINUTES,
  );
});
