// What a task on Fargate may ask for. Source: AWS Batch API Reference, ResourceRequirement; EphemeralStorage.

/** vCPUs → least and most memory, and the step between, in MiB. */
export const FARGATE_SIZES: readonly { vcpus: number; least: number; most: number; step: number }[] = [
  { vcpus: 0.25, least: 512, most: 2048, step: 512 },
  { vcpus: 0.5, least: 1024, most: 4096, step: 1024 },
  { vcpus: 1, least: 2048, most: 8192, step: 1024 },
  { vcpus: 2, least: 4096, most: 16_384, step: 1024 },
  { vcpus: 4, least: 8192, most: 30_720, step: 1024 },
  { vcpus: 8, least: 16_384, most: 61_440, step: 4096 },
  { vcpus: 16, least: 32_768, most: 122_880, step: 8192 },
];

/** GiB of storage of a task that ends with it: what Fargate gives unasked, and what may be asked for. */
export const FARGATE_STORAGE = { given: 20, least: 21, most: 200 } as const;

/** Whether Fargate has a task of this size. A quarter of a vCPU has 512, 1,024 and 2,048 MiB, and no 1,536. */
export const isFargateSize = (vcpus: number, memory: number): boolean =>
  FARGATE_SIZES.some(
    (size) =>
      size.vcpus === vcpus &&
      memory >= size.least &&
      memory <= size.most &&
      (memory - size.least) % size.step === 0 &&
      !(vcpus === 0.25 && memory === 1536),
  );

/** What memory a task of so many vCPUs may have, in words; all sizes where there are no tasks of so many. */
export function sizesWith(vcpus: number): string {
  const fitting = FARGATE_SIZES.filter((size) => size.vcpus === vcpus);
  return (fitting.length > 0 ? fitting : FARGATE_SIZES)
    .map(({ vcpus, least, most, step }) => `${vcpus} vCPU with ${least} to ${most} MiB in steps of ${step}`)
    .join(", ");
}
