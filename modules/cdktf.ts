// `headrace/modules`: the modules as typed CDKTF classes. They need `npm run build`, or the package, for the set itself.
import { join } from "node:path";
import { api } from "./api/index.ts";
import { archive } from "./archive/index.ts";
import { athena } from "./athena/index.ts";
import { audit } from "./audit/index.ts";
import { authorizer } from "./authorizer/index.ts";
import { batch } from "./batch/index.ts";
import { bootstrap } from "./bootstrap/index.ts";
import { catalog } from "./catalog/index.ts";
import { delivery } from "./delivery/index.ts";
import { detokenize } from "./detokenize/index.ts";
import { dispatch } from "./dispatch/index.ts";
import { glue } from "./glue/index.ts";
import { job } from "./job/index.ts";
import { moduleClass } from "./kit/index.ts";
import { lake } from "./lake/index.ts";
import { load } from "./load/index.ts";
import { logs } from "./logs/index.ts";
import { monitoring } from "./monitoring/index.ts";
import { pipeline } from "./pipeline/index.ts";
import { queue } from "./queue/index.ts";
import { records } from "./records/index.ts";
import { registry } from "./registry/index.ts";
import { rules } from "./rules/index.ts";
import { spark } from "./spark/index.ts";
import { stage } from "./stage/index.ts";
import { trail } from "./trail/index.ts";
import { transforms } from "./transforms/index.ts";
import { vault } from "./vault/index.ts";
import { warehouse } from "./warehouse/index.ts";

const SET = join(import.meta.dirname, "..", "dist", "terraform-aws-headrace");
const inSet = (name: string): string => join(SET, "modules", name);

export class Api extends moduleClass(api, inSet("api")) {}
export class Archive extends moduleClass(archive, inSet("archive")) {}
export class Athena extends moduleClass(athena, inSet("athena")) {}
export class Audit extends moduleClass(audit, inSet("audit")) {}
export class Authorizer extends moduleClass(authorizer, inSet("authorizer")) {}
export class Batch extends moduleClass(batch, inSet("batch")) {}
export class Bootstrap extends moduleClass(bootstrap, inSet("bootstrap")) {}
export class Catalog extends moduleClass(catalog, inSet("catalog")) {}
export class Delivery extends moduleClass(delivery, inSet("delivery")) {}
export class Detokenize extends moduleClass(detokenize, inSet("detokenize")) {}
export class Dispatch extends moduleClass(dispatch, inSet("dispatch")) {}
export class Glue extends moduleClass(glue, inSet("glue")) {}
export class Job extends moduleClass(job, inSet("job")) {}
export class Lake extends moduleClass(lake, inSet("lake")) {}
export class Load extends moduleClass(load, inSet("load")) {}
export class Logs extends moduleClass(logs, inSet("logs")) {}
export class Monitoring extends moduleClass(monitoring, inSet("monitoring")) {}
/**
 * A whole pipeline from one contract.
 * @example
 * ```ts
 * const contract = parse(readFileSync("headrace.yaml", "utf8"));
 * const pipeline = new Pipeline(stack, "pipeline", { name: contract.name, datasets: contract.datasets });
 * new TerraformOutput(stack, "topic", { value: pipeline.curatedTopicArn });
 * ```
 */
export class Pipeline extends moduleClass(pipeline, SET) {}
/**
 * A queue with its dead-letter queue and its alarms.
 * @example
 * ```ts
 * new Queue(stack, "consumer", {
 *   name: "orders-consumer",
 *   consumerTimeoutSeconds: 60,
 *   senders: [{ service: "sns", arn: pipeline.curatedTopicArn }],
 * });
 * ```
 */
export class Queue extends moduleClass(queue, inSet("queue")) {}
export class Records extends moduleClass(records, inSet("records")) {}
export class Registry extends moduleClass(registry, inSet("registry")) {}
export class Rules extends moduleClass(rules, inSet("rules")) {}
export class Spark extends moduleClass(spark, inSet("spark")) {}
export class Stage extends moduleClass(stage, inSet("stage")) {}
export class Trail extends moduleClass(trail, inSet("trail")) {}
export class Transforms extends moduleClass(transforms, inSet("transforms")) {}
export class Vault extends moduleClass(vault, inSet("vault")) {}
export class Warehouse extends moduleClass(warehouse, inSet("warehouse")) {}
