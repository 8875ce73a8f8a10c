// Where a report is published, and what is said where it is taken nowhere.
import { expect, test } from "@jest/globals";
import type { Seen } from "./collect/index.ts";
import { reportsBucketOf } from "./publish.ts";

/** What is applied: the system bucket, where it is the pipeline's own, and the ids of its lifecycle's rules. */
function seen({ own = true, rules = [] }: { own?: boolean; rules?: string[] }): Seen {
  const bucket = "acme-system";
  const of = (type: string, attributes: object) => ({ address: `${type}.x`, type, attributes });
  const resources = [
    ...(own ? [of("aws_s3_bucket", { bucket })] : []),
    of("aws_s3_bucket", { bucket: "acme-landing" }),
    of("aws_s3_bucket_lifecycle_configuration", { bucket, rule: rules.map((id) => ({ id })) }),
  ];
  const pipeline = { contractUri: `s3://${bucket}/contracts/x.json` };
  return { dir: "shop", pipeline, resources } as unknown as Seen;
}

test("it goes to the system bucket where the pipeline takes reports, or where the bucket is the caller's", () => {
  expect(reportsBucketOf(seen({ rules: ["results", "reports/"] }))).toBe("acme-system");
  expect(reportsBucketOf(seen({ own: false }))).toBe("acme-system");
});

test("a pipeline that takes none says how it would", () => {
  expect(() => reportsBucketOf(seen({ rules: ["results"] }))).toThrow(
    expect.objectContaining({
      code: "no_reports",
      message: "The pipeline that is applied from shop takes no reports.",
      fix: expect.stringContaining("reports = { keep_days = 30 }"),
    }),
  );
});
