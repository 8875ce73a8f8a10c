// A pipeline and a queue of its own beside it, in TypeScript. In a checkout, after `npm run build`, run
// `npx node main.ts` in this folder, or `cdktf synth` where cdktf-cli is installed. The Terraform root is then in
// cdktf.out/stacks/orders: `npx headrace apply` takes it, and so does `terraform apply`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, Fn, TerraformOutput, TerraformStack } from "cdktf";
import { Pipeline, Queue } from "headrace/modules";
import { parse } from "yaml";

const contract = parse(readFileSync(join(import.meta.dirname, "headrace.yaml"), "utf8"));

const app = new App();
const stack = new TerraformStack(app, "orders");
new AwsProvider(stack, "aws");
// The bindings ask for the one version they were made from; the modules take any from 5.100 to 6.
stack.addOverride("terraform.required_providers.aws", {
  source: "hashicorp/aws",
  version: ">= 5.100.0, < 7.0.0",
});

const pipeline = new Pipeline(stack, "pipeline", {
  name: contract.name,
  datasets: contract.datasets,
  lifecycles: { landing: { archive_after_days: 30 } },
  tags: { team: "data" },
});

new Queue(stack, "consumer", {
  name: `${contract.name}-consumer`,
  kmsKeyArn: pipeline.kmsKeyArn,
  createKmsKey: false,
  consumerTimeoutSeconds: 60,
  senders: [{ service: "sns", arn: pipeline.curatedTopicArn }],
});

new TerraformOutput(stack, "landing_bucket", {
  value: Fn.lookup(pipeline.bucketNames, "landing", ""),
  description: "Put files here, under DATASET/.",
});

app.synth();
