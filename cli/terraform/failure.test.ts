// Whose fault a failed Terraform is. The words are Terraform's and the provider's own, as they were seen.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { failureOf } from "./failure.ts";
import { type RootFiles, rootFiles } from "./root-files.ts";

let folder: string;
let files: RootFiles;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "headrace-failure-"));
  files = rootFiles(folder, join(folder, "local"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const failure = (words: string, command = "apply") =>
  failureOf({ command, words, files, endpoint: "http://127.0.0.1:4566", folders: [folder] });

test.each([
  [
    'creating S3 Bucket (acme): operation error S3: CreateBucket, exceeded maximum number of attempts, 25, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Put "http://127.0.0.1:4566/acme": dial tcp 127.0.0.1:4566: connect: connection refused',
    "local_gone",
  ],
  ["Error writing state: write /x/terraform.tfstate: no space left on device", "disk_full"],
  ["Failed to install provider: write /x/data/providers/aws: file too large", "disk_full"],
  [
    "creating Lambda Function (f): operation error Lambda: CreateFunction, api error InsufficientStorage: The disk that holds /x/local is full.",
    "disk_full",
  ],
  ["Error: Failed to query available provider packages\nno route", "provider_missing"],
  ["Plugin did not respond: The plugin encountered an error", "terraform_ended"],
  ["ended by SIGKILL", "terraform_ended"],
  ["open /etc/shadow: permission denied", "permission_denied"],
])("%s is a fault of the environment", (words, code) => {
  const found = failure(words);
  expect(found).toMatchObject({ code, exitCode: 3 });
  expect(found.fix).not.toMatch(/configuration and run again/);
});

test("who holds the state is named, and working without its lock is not offered", () => {
  const found = failure(`Error acquiring the state lock: Error message: resource temporarily unavailable
Lock Info:
  ID:        8f7e9dd0-0000-1111-2222-333344445555
  Path:      ${folder}/local/terraform.tfstate
  Operation: OperationTypeApply
  Who:       ann@laptop
  Version:   1.11.4
  Created:   2026-01-02 03:04:05 +0000 UTC
  Info:

Terraform acquires a state lock to protect the state from being written
by multiple users at the same time. Please resolve the issue above and try
again. For most commands, you can disable locking with the "-lock=false"
flag, but this is not recommended.`);
  expect(found).toMatchObject({ code: "state_locked", exitCode: 3 });
  expect(found.message).toBe(
    `Another Terraform holds the state of ${files.dir} (ann@laptop, since 2026-01-02 03:04:05 +0000 UTC).`,
  );
  expect(JSON.stringify(found)).not.toContain("-lock");
});

test("the hint to work without a lock is taken out of whatever else is said", () => {
  const said = failure(
    'No. For most commands, you can disable locking with the "-lock=false" flag, but do not. End.',
  );
  expect(said.message).toBe("terraform apply failed. No. End.");
});

test("a variable that is not set is asked for as this command takes it", () => {
  const missing = (name: string): string =>
    `No value for required variable: The root module input variable "${name}" is not set, and has no default value. Use a -var or -var-file command line argument to provide a value for this variable. (variables.tf:1)`;
  const one = failure(missing("bucket"));
  expect(one).toMatchObject({ code: "terraform_failed", exitCode: 1 });
  expect(one.message).toBe(
    'terraform apply failed. No value for required variable: The root module input variable "bucket" is not set, and has no default value. (variables.tf:1)',
  );
  expect(one.fix).toBe("Set TF_VAR_bucket, or write it into a terraform.tfvars beside the root.");
  expect(failure(`${missing("a")}\n${missing("b")}`).fix).toBe(
    "Set TF_VAR_a, TF_VAR_b, or write them into a terraform.tfvars beside the root.",
  );
});

test("what is the configuration's fault stays so", () => {
  for (const words of [
    "Invalid value for variable: size: write a number above 0. (main.tf:1)",
    "Unsupported argument (main.tf:4)",
    "creating S3 Bucket: api error AccessDenied: no (main.tf:4)",
  ])
    expect(failure(words)).toMatchObject({ code: "terraform_failed", exitCode: 1 });
  expect(failure("api error BucketAlreadyOwnedByYou").fix).toMatch(/headrace local down/);
});

test("paths are those of the user's folder", () => {
  expect(failure(`no file at ${files.copy}/a.yaml`).message).toBe(
    `terraform apply failed. no file at ${files.dir}/a.yaml`,
  );
});
