// The front door: text or a value in, a contract with its defaults out, or a ContractError with every fault.
import { apiSchema } from "./api/schema.ts";
import { type Deliver, deliverSchema } from "./deliver/schema.ts";
import type { ContractIssue } from "./error.ts";
import { ContractError, issue } from "./error.ts";
import { jobSchema, type UserJob } from "./jobs/schema.ts";
import { isMapping, restoreOn } from "./restore-on.ts";
import { apiIssues } from "./rules/api.ts";
import { deliverIssues } from "./rules/deliver.ts";
import { checkRules } from "./rules/index.ts";
import { jobIssues } from "./rules/jobs.ts";
import type { Contract, Dataset } from "./schema.ts";
import { contractSchema, datasetSchema } from "./schema.ts";
import { checkShape, found } from "./shape/check.ts";
import { shapeOf } from "./shape/node.ts";
import { readText } from "./yaml.ts";

export interface From {
  /** What people know the file by; it begins every line of the error. */
  readonly file: string;
}

const shape = shapeOf(contractSchema);

/** Plain data with its text in Unicode's NFC, to which Terraform brings every string. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return value.normalize("NFC");
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return Array.from(value, plain);
  if (!isMapping(value)) return value ?? null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return String(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key.normalize("NFC"), plain(item)]),
  );
}

function readDatasets(contract: unknown): { names: string[]; datasets: Map<string, Dataset> } {
  const raw = isMapping(contract) && isMapping(contract.datasets) ? contract.datasets : {};
  const datasets = new Map<string, Dataset>();
  for (const [name, dataset] of Object.entries(raw)) {
    const parsed = datasetSchema.safeParse(dataset);
    if (parsed.success) datasets.set(name, parsed.data);
  }
  return { names: Object.keys(raw), datasets };
}

/** All topics' names, and the topics whose shape is right. */
function readTopics(contract: unknown): { topicNames: string[]; topics: Map<string, Deliver> } {
  const raw = isMapping(contract) && isMapping(contract.deliver) ? contract.deliver : {};
  const topics = Object.entries(raw).flatMap(([name, topic]) => {
    const parsed = deliverSchema.safeParse(topic);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return { topicNames: Object.keys(raw), topics: new Map(topics) };
}

/** The jobs whose shape is right. */
function readJobs(contract: unknown): Map<string, UserJob> {
  const raw = isMapping(contract) && isMapping(contract.jobs) ? contract.jobs : {};
  const jobs = Object.entries(raw).flatMap(([name, job]) => {
    const parsed = jobSchema.safeParse(job);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return new Map(jobs);
}

/** Every fault of the value, and its contract where there is none. */
function read(value: unknown): { issues: ContractIssue[]; contract?: Contract } {
  try {
    const contract = plain(value);
    restoreOn(contract);
    const issues = checkShape(shape, contract, "");
    const { names, datasets } = readDatasets(contract);
    if (issues.length === 0 || names.length > 0) issues.push(...checkRules(names, datasets));
    const { topicNames, topics } = readTopics(contract);
    issues.push(...deliverIssues(topics, names, datasets));
    issues.push(...jobIssues(readJobs(contract), names));
    const api = apiSchema.safeParse(isMapping(contract) ? (contract.api ?? {}) : {});
    if (api.success) issues.push(...apiIssues(api.data, { names, datasets, topicNames, topics }));
    if (issues.length > 0) return { issues };
    const parsed = contractSchema.safeParse(contract);
    if (parsed.success) return { issues, contract: parsed.data };
    // The shapes are drawn from the schema, so that this is for what a shape cannot say.
    return {
      issues: parsed.error.issues.map(({ path, message }) =>
        issue("unreadable", path.map(String).join("."), { because: message, fix: "Correct it." }),
      ),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const because = `${found(value)} nests too deeply`;
    return { issues: [issue("unreadable", "", { because, fix: "Write it with less nesting." })] };
  }
}

/**
 * A value such as JSON.parse gives → the contract, with its defaults. Throws ContractError with every fault found.
 */
export function validateContract(value: unknown, { file }: From): Contract {
  const { issues, contract } = read(value);
  if (contract) return contract;
  throw new ContractError(file, issues);
}

/** headrace.yaml, or the same as JSON, → the contract. Throws ContractError with every fault found. */
export function parseContract(text: string, { file }: From): Contract {
  const reading = readText(text, file);
  const { issues, contract } = read(reading.value);
  if (contract && reading.issues.length === 0) return contract;
  throw new ContractError(file, [...reading.issues, ...reading.placed(issues)]);
}
