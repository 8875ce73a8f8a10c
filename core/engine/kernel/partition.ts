// Telling rows apart by partition while they are split: where it is possible, and what the kernel's numbers stand for.
import type { PartitionSpec, Transform } from "../../contract/partition.ts";
import type { Plan } from "../../plan/plan.ts";

/** As in assembly/layout.as. */
export const UNIT: Readonly<Record<Transform, number>> = { year: 1, month: 2, day: 3, hour: 4 };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The contract column whose date or moment alone decides the partition, and how; undefined where it is not so. */
export function kernelPartition({
  partitions,
  columns,
}: Plan): { index: number; transform: Transform } | undefined {
  const [only] = partitions;
  if (partitions.length !== 1 || !only || only.spec.transform === "identity") return undefined;
  const planned = columns.find(({ column }) => column.name === only.spec.column);
  return planned && planned.column.default === undefined
    ? { index: planned.index, transform: only.spec.transform }
    : undefined;
}

/** The partition's value, as the partition's SQL has it: 2024, 2024-01, 2024-01-31, 2024-01-31-13. */
export function partitionValue(transform: PartitionSpec["transform"], key: bigint): string {
  const number = Number(key);
  const padded = (value: number, width: number): string => String(value).padStart(width, "0");
  if (transform === "year") return padded(number, 4);
  if (transform === "month") return `${padded(Math.floor(number / 12), 4)}-${padded((number % 12) + 1, 2)}`;
  if (transform === "day") return new Date(number * DAY_MS).toISOString().slice(0, 10);
  return new Date(number * HOUR_MS).toISOString().slice(0, 13).replace("T", "-");
}
