// The services of the local AWS, by the names of their folders: a new one is a folder here and a line in this list.
// Services that are not in it are moto's alone.
import { join } from "node:path";
import { EventBus } from "../events/bus.ts";
import type { Forward, LocalContext, LocalService } from "../gateway/service.ts";
import type { Account } from "../iam/account.ts";
import type { Principals } from "../iam/principals.ts";
import type { RoleAccess } from "../iam/role-access.ts";
import { apigateway } from "./apigateway/index.ts";
import { athena } from "./athena/index.ts";
import type { Trino } from "./athena/real-trino/engine.ts";
import { batch } from "./batch/index.ts";
import { budgets } from "./budgets/index.ts";
import { cloudtrail } from "./cloudtrail/index.ts";
import { costExplorer } from "./cost-explorer/index.ts";
import { dynamodb } from "./dynamodb/index.ts";
import { ec2 } from "./ec2/index.ts";
import { events } from "./events/index.ts";
import { glue } from "./glue/index.ts";
import { iam } from "./iam/index.ts";
import { kms } from "./kms/index.ts";
import { lakeformation } from "./lakeformation/index.ts";
import { lambda } from "./lambda/index.ts";
import { logs } from "./logs/index.ts";
import { Clock } from "./monitoring/clock.ts";
import { monitoring } from "./monitoring/index.ts";
import { MetricStore } from "./monitoring/series/store.ts";
import { redshiftData } from "./redshift/index.ts";
import { redshiftClusters } from "./redshift-clusters/index.ts";
import { redshiftServerless } from "./redshift-serverless/index.ts";
import { s3 } from "./s3/index.ts";
import { scheduler } from "./scheduler/index.ts";
import { secretsmanager } from "./secretsmanager/index.ts";
import { sns } from "./sns/index.ts";
import { sqs } from "./sqs/index.ts";
import { sts } from "./sts/index.ts";

/** What the services are made with. */
export interface Given extends LocalContext {
  /** To any service, as the account's root: for what a service does by itself. */
  forward: Forward;
  account: Account;
  principals: Principals;
  roles: RoleAccess;
  /** What Athena's queries run on; DuckDB where absent. */
  trino?: Trino | undefined;
}

/** What each is made with: all of them tell the same CloudWatch of their work. */
export interface Surroundings extends Given {
  metrics: MetricStore;
  /** Where services tell EventBridge of their own. */
  bus: EventBus;
}

/** Where several services claim the same unsigned request, the first gets it: S3, which claims what no other does, is last. */
const SERVICES: Readonly<Record<string, (around: Surroundings) => LocalService>> = {
  apigateway,
  athena,
  batch,
  budgets,
  cloudtrail,
  "cost-explorer": costExplorer,
  dynamodb,
  ec2,
  events,
  glue,
  iam,
  kms,
  lakeformation,
  lambda,
  logs,
  monitoring,
  redshift: redshiftData,
  "redshift-clusters": redshiftClusters,
  "redshift-serverless": redshiftServerless,
  scheduler,
  secretsmanager,
  sns,
  sqs,
  sts,
  s3,
};

/** Each keeps its own state in a folder of its name. */
export function services(given: Given): LocalService[] {
  const clock = new Clock();
  const around = { ...given, metrics: new MetricStore(clock), bus: new EventBus() };
  return [
    // First, so that all others see the time that has passed.
    { services: [], advance: async (seconds) => clock.advance(seconds) },
    ...Object.entries(SERVICES).map(([folder, make]) =>
      make({ ...around, state: join(given.state, folder) }),
    ),
  ];
}
