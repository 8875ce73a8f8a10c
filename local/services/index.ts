// The services of our own: a new one is a folder here and a line in this list. Everything else is moto's.
import { join } from "node:path";
import type { LocalContext, LocalService } from "../gateway/service.ts";
import { athena } from "./athena/index.ts";
import { redshiftData } from "./redshift/index.ts";
import { redshiftServerless } from "./redshift-serverless/index.ts";

/** What makes a service, and the folder in the state folder that it keeps its own state in. */
const SERVICES: readonly { folder: string; make: (context: LocalContext) => LocalService }[] = [
  { folder: "athena", make: athena },
  { folder: "redshift", make: redshiftData },
  { folder: "redshift-serverless", make: redshiftServerless },
];

export const services = (context: LocalContext): LocalService[] =>
  SERVICES.map(({ folder, make }) => make({ ...context, state: join(context.state, folder) }));
