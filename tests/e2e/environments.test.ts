// An account from its beginning: the bootstrap by Terraform and by CloudFormation; then environments from one root, applied by CI's
// own roles with a state that S3 locks: one that stays, and one of a pull request that leaves nothing behind.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { MODULE_SET, ROOT } from "../../cli/module-files.ts";
import { terraformEnvironment } from "../../cli/terraform/environment.ts";
import { findTerraform } from "../../cli/terraform/find.ts";
import { pluginEnvironment } from "../../cli/terraform/plugins.ts";
import { environment } from "../../local/index.ts";
import { pythonTool } from "../tools/python-tool.ts";
import { held } from "./account.ts";
import { Laptop } from "./laptop.ts";

const MINUTES = 60_000;
/** Its folder is the bootstrap's. */
const laptop = new Laptop("bootstrap");
const environments = join(laptop.home, "environments");
let outputs: Record<string, unknown>;
let tools: Record<string, string>;

/** An example as it is published: beside the set. */
function copied(example: string, to: string, more: Record<string, string> = {}): void {
  mkdirSync(to, { recursive: true });
  cpSync(join(ROOT, "examples", example), to, { recursive: true });
  const main = join(to, "main.tf");
  writeFileSync(
    main,
    readFileSync(main, "utf8").replaceAll('"../../dist/terraform-aws-headrace', `"${MODULE_SET}`),
  );
  for (const [file, content] of Object.entries(more)) writeFileSync(join(to, file), content);
}

interface Ended {
  code: number;
  output: string;
}

/** A command in the environments' folder, by a role or as the root. */
async function run(role: string | undefined, file: string, ...args: string[]): Promise<Ended> {
  const credentials = role ? await laptop.assumed(role) : undefined;
  const aws: Record<string, string> = {
    ...environment(laptop.local),
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
    }),
  };
  const env = terraformEnvironment(process.env, aws, {
    ...pluginEnvironment(join(laptop.home, "plugins")),
    ...tools,
    STATE_BUCKET: String(outputs.state_bucket_name),
    STATE_KEY_ARN: String(outputs.state_key_arn),
    TF_VAR_permissions_boundary_arn: String(outputs.boundary_arn),
    CHECK_PAUSE: "1",
  });
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: environments, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        process.stderr.write(text);
      });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const script = (role: string | undefined, name: string, ...args: string[]): Promise<Ended> =>
  run(role, "bash", join(environments, "scripts", name), ...args);

const stateKeys = async (): Promise<string[]> => {
  const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: String(outputs.state_bucket_name) }),
  );
  s3.destroy();
  return Contents.flatMap(({ Key }) => Key ?? []);
};

const runsIn = async (table: string): Promise<number> => {
  const client = new DynamoDBClient(laptop.aws);
  const { Count = 0 } = await client.send(new ScanCommand({ TableName: table }));
  client.destroy();
  return Count;
};

beforeAll(async () => {
  copied("bootstrap", laptop.dir, {
    "ours.auto.tfvars":
      'name              = "acme"\ngithub_repository = "acme/pipelines"\ngitlab_project    = "acme/pipelines"\n',
  });
  copied("environments", environments);
  const aws = await pythonTool("aws", "awscli==1.45.11");
  const terraform = findTerraform().path;
  tools = { PATH: [dirname(aws), dirname(terraform), process.env.PATH].join(delimiter) };
  await laptop.apply({});
  const state = JSON.parse(readFileSync(laptop.stateFile, "utf8")) as {
    outputs: Record<string, { value: unknown }>;
  };
  outputs = Object.fromEntries(Object.entries(state.outputs).map(([name, { value }]) => [name, value]));
}, 10 * MINUTES);

afterAll(() => laptop.remove(), MINUTES);

/** What a plan would change, a line each. */
const changesIn = ({ code, output }: { code: number; output: string }): string[] =>
  code === 0
    ? []
    : stripVTControlCharacters(output)
        .split("\n")
        .filter((line) => /^ *(#|[-+~/]+ )/.test(line) || /Error/.test(line));

test(
  "the bootstrap applied twice changes nothing",
  async () => {
    const again = await laptop.command("apply", laptop.dir, "--json");
    expect({ code: again.code, ...again.json() }).toMatchObject({
      code: 0,
      added: 0,
      changed: 0,
      destroyed: 0,
    });
  },
  4 * MINUTES,
);

test(
  "the template makes the same, and changes nothing when it comes again",
  async () => {
    const template = `file://${join(ROOT, "examples", "bootstrap", "template.yaml")}`;
    const stack = [
      "--stack-name",
      "begin",
      "--template-body",
      template,
      "--capabilities",
      "CAPABILITY_NAMED_IAM",
    ];
    const parameters = [
      "--parameters",
      "ParameterKey=Name,ParameterValue=other",
      "ParameterKey=GitHubRepository,ParameterValue=acme/pipelines",
      `ParameterKey=GitHubProviderArn,ParameterValue=arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com`,
    ];
    const made = await run(undefined, "aws", "cloudformation", "create-stack", ...stack, ...parameters);
    expect(made).toMatchObject({ code: 0 });
    const described = await run(
      undefined,
      "aws",
      "cloudformation",
      "describe-stacks",
      "--stack-name",
      "begin",
      "--query",
      "Stacks[0].[StackStatus,length(Outputs)]",
      "--output",
      "text",
    );
    expect(described.output.trim()).toBe("CREATE_COMPLETE\t9");
    const resources = async () =>
      (
        await run(
          undefined,
          "aws",
          "cloudformation",
          "describe-stack-resources",
          "--stack-name",
          "begin",
          "--query",
          "StackResources[].[LogicalResourceId,PhysicalResourceId]",
          "--output",
          "text",
        )
      ).output;
    const before = await resources();
    // AWS says that there is nothing to update; moto updates, and must find nothing to change.
    await run(undefined, "aws", "cloudformation", "update-stack", ...stack, ...parameters);
    expect(await resources()).toBe(before);
    const gone = await run(undefined, "aws", "cloudformation", "delete-stack", "--stack-name", "begin");
    expect(gone.code).toBe(0);
  },
  3 * MINUTES,
);

test(
  "an environment is applied by its role, takes a real file, and another apply changes nothing",
  async () => {
    const applied = await script("acme-ci-dev", "environment.sh", "dev", "apply");
    expect({ code: applied.code, told: applied.output.match(/AccessDenied[^\n]*/g) }).toEqual({
      code: 0,
      told: null,
    });
    expect(await script("acme-ci-dev", "check.sh", "dev")).toMatchObject({
      code: 0,
      output: expect.stringContaining("dev: 4 rows came in, 3 got through, 1 is quarantined."),
    });
    expect(await stateKeys()).toEqual(["environments/dev/terraform.tfstate"]);
    const planned = await script("acme-ci-plan", "environment.sh", "dev", "plan", "-detailed-exitcode");
    expect(changesIn(planned)).toEqual([]);
  },
  15 * MINUTES,
);

test(
  "a role reaches no other environment, nor its state",
  async () => {
    const other = await script("acme-ci-test", "environment.sh", "dev", "plan");
    expect(other.code).not.toBe(0);
    expect(other.output).toMatch(/AccessDenied|not authorized|Forbidden/);
  },
  3 * MINUTES,
);

test(
  "a state is locked while somebody works with it",
  async () => {
    const s3 = new S3Client({ ...laptop.aws, forcePathStyle: true });
    const lock = {
      Bucket: String(outputs.state_bucket_name),
      Key: "environments/dev/terraform.tfstate.tflock",
    };
    await s3.send(
      new PutObjectCommand({
        ...lock,
        Body: JSON.stringify({
          ID: "1",
          Operation: "apply",
          Who: "another",
          Version: "1",
          Created: "2024-01-01T00:00:00Z",
          Path: "",
        }),
      }),
    );
    const blocked = await script("acme-ci-dev", "environment.sh", "dev", "apply", "-lock-timeout=0s");
    expect(blocked.code).not.toBe(0);
    expect(blocked.output).toContain("Error acquiring the state lock");
    await s3.send(new DeleteObjectCommand(lock));
    s3.destroy();
  },
  3 * MINUTES,
);

test(
  "an environment of a pull request is applied beside it, checked, swept, and leaves nothing behind",
  async () => {
    const before = await held(laptop.aws);
    expect(await script("acme-ci-ephemeral", "environment.sh", "pr-7", "apply")).toMatchObject({ code: 0 });
    expect(await script("acme-ci-ephemeral", "check.sh", "pr-7")).toMatchObject({ code: 0 });
    expect((await stateKeys()).sort()).toEqual([
      "environments/dev/terraform.tfstate",
      "environments/pr-7/terraform.tfstate",
    ]);
    // What was given to one came to it alone.
    expect([await runsIn("acme-dev-audit"), await runsIn("acme-pr-7-audit")]).toEqual([1, 1]);

    const stays = await script("acme-ci-ephemeral", "sweep.sh", "6", "7");
    expect({ code: stays.code, output: stays.output }).toEqual({
      code: 0,
      output: "pr-7 is open, and stays.\n",
    });
    expect(await script("acme-ci-ephemeral", "sweep.sh", "6")).toMatchObject({ code: 0 });
    expect(await held(laptop.aws)).toEqual(before);
    expect(await stateKeys()).toEqual(["environments/dev/terraform.tfstate"]);

    // The other one is as it was.
    expect(await runsIn("acme-dev-audit")).toBe(1);
    const planned = await script("acme-ci-plan", "environment.sh", "dev", "plan", "-detailed-exitcode");
    expect(changesIn(planned)).toEqual([]);
  },
  15 * MINUTES,
);

test(
  "what is not of a pull request is not destroyed by the script",
  async () => {
    const refused = await script("acme-ci-dev", "environment.sh", "dev", "destroy");
    expect(refused.code).toBe(2);
    expect(refused.output).toContain("dev is not of a pull request, and is not destroyed here.");
  },
  MINUTES,
);
