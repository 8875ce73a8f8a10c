// Rules of jobs: the datasets they name are there, their schedule can be read, and none starts itself over and over.
import { isFargateSize, sizesWith } from "../../environment/fargate.ts";
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { parseSchedule } from "../jobs/schedule.ts";
import { RESERVED_VARIABLE, type UserJob } from "../jobs/schema.ts";
import { hint } from "../near.ts";
import { listNames } from "../words.ts";

/** `names` are all datasets. */
export function jobIssues(jobs: ReadonlyMap<string, UserJob>, names: readonly string[]): ContractIssue[] {
  return [
    ...[...jobs].flatMap(([name, job]) => [
      ...datasetIssues(`jobs.${name}`, job, names),
      ...startIssues(`jobs.${name}`, job),
      ...sizeIssues(`jobs.${name}`, job),
    ]),
    ...loopIssues(jobs),
  ];
}

function datasetIssues(path: string, { start, reads, writes, array }: UserJob, names: readonly string[]) {
  const unknown = (at: string, name: string | undefined): ContractIssue[] =>
    name === undefined || names.includes(name)
      ? []
      : [
          issue("unknown_dataset", `${path}.${at}`, {
            name,
            datasets: listNames(names),
            hint: hint(name, names),
          }),
        ];
  return [
    ...unknown("start.curated", start.curated),
    ...Object.keys(reads).flatMap((name) => unknown("reads", name)),
    ...unknown("writes", writes),
    ...(array && !(array.over in reads)
      ? [
          issue("array_unread", `${path}.array.over`, {
            name: array.over,
            reads: listNames(Object.keys(reads)),
          }),
        ]
      : []),
    ...Object.entries(reads)
      .filter(([name, what]) => what === "run" && name !== start.curated)
      .map(([name]) => issue("reads_no_run", `${path}.reads.${name}`, { name })),
  ];
}

function startIssues(path: string, { start, environment, secrets }: UserJob): ContractIssue[] {
  const { curated, schedule, timezone } = start;
  const issues: ContractIssue[] = [];
  if (curated !== undefined && schedule !== undefined) issues.push(issue("starts_twice", `${path}.start`));
  if (schedule !== undefined)
    try {
      parseSchedule(schedule);
    } catch (error) {
      issues.push(issue("bad_schedule", `${path}.start.schedule`, { because: (error as Error).message }));
    }
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch {
    issues.push(issue("unknown_timezone", `${path}.start.timezone`, { name: timezone }));
  }
  for (const name of Object.keys(secrets))
    if (name in environment) issues.push(issue("repeated", `${path}.secrets`, { name }));
  for (const [at, names] of Object.entries({ environment, secrets }))
    for (const name of Object.keys(names))
      if (RESERVED_VARIABLE.test(name)) issues.push(issue("reserved_variable", `${path}.${at}.${name}`));
  return issues;
}

function sizeIssues(path: string, { vcpus, memory_mb }: UserJob): ContractIssue[] {
  if (isFargateSize(vcpus, memory_mb)) return [];
  return [
    issue("no_fargate_size", `${path}.memory_mb`, {
      vcpus: String(vcpus),
      memory: String(memory_mb),
      sizes: sizesWith(vcpus),
    }),
  ];
}

/** A job that writes what starts it, by itself or by way of others, would never come to an end. */
function loopIssues(jobs: ReadonlyMap<string, UserJob>): ContractIssue[] {
  const next = (name: string): string[] => {
    const writes = jobs.get(name)?.writes;
    if (writes === undefined) return [];
    return [...jobs].filter(([, { start }]) => start.curated === writes).map(([other]) => other);
  };
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    next(from).some((one) => one === to || (!seen.has(one) && reaches(one, to, seen.add(one))));
  return [...jobs.keys()]
    .filter((name) => reaches(name, name))
    .map((name) =>
      issue("job_loop", `jobs.${name}.start.curated`, { dataset: jobs.get(name)?.start.curated ?? "" }),
    );
}
