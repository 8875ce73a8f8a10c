// What an hour of two cores costs on demand in us-east-1, on x86, by AWS's published prices.
import { PRICES } from "../modules/costs/prices.ts";

/**
 * Dollars per GB and second (https://aws.amazon.com/lambda/pricing/), and the memory that comes with a core
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
 */
export const LAMBDA = { dollarsPerGbSecond: 0.0000166667, mbPerCore: 1769 } as const;

/** Dollars per GB and hour beyond the first 20 (https://aws.amazon.com/fargate/pricing/). */
const FARGATE_STORAGE = { dollarsPerGbHour: 0.000111, free: 20 } as const;

export const lambdaHour = (cores: number): number =>
  ((cores * LAMBDA.mbPerCore) / 1024) * LAMBDA.dollarsPerGbSecond * 3600;

export const fargateHour = (task: { vcpus: number; memoryGb: number; storageGb: number }): number =>
  task.vcpus * PRICES.fargateCpu.usd +
  task.memoryGb * PRICES.fargateMemory.usd +
  Math.max(0, task.storageGb - FARGATE_STORAGE.free) * FARGATE_STORAGE.dollarsPerGbHour;

/** Dollars per DPU and hour, and the cores of a DPU (https://aws.amazon.com/glue/pricing/); Flex is a third cheaper. */
const GLUE = { dollarsPerDpuHour: 0.44, coresPerDpu: 4 } as const;

export const glueHour = (cores: number): number => (cores / GLUE.coresPerDpu) * GLUE.dollarsPerDpuHour;
