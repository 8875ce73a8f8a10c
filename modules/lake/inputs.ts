// What the lake is told: which zones are whose, how long each keeps its objects, and who hears of new ones.
import * as z from "zod";
import { forceInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";
import { ARCHIVE_CLASSES } from "../constructs/storage-classes.ts";
import { CLASS_OF_ZONE, ZONES } from "./zones.ts";

const zone = z.enum(ZONES);
const days = z.number().int().min(1).nullable().default(null);

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  existing_buckets: z
    .partialRecord(zone, z.string())
    .default({})
    .describe("Zone → name of a bucket of yours to use for it. Its settings stay yours."),
  versioning: z
    .boolean()
    .default(true)
    .describe("Keep the versions of objects that are overwritten or deleted."),
  lifecycles: z
    .partialRecord(
      zone,
      z.object({
        archive_after_days: days.describe("Days after which objects move to the archive class."),
        archive_storage_class: z
          .enum(ARCHIVE_CLASSES)
          .nullable()
          .default(null)
          .describe(
            `The archive class; where null, ${CLASS_OF_ZONE.landing} for landing and ${CLASS_OF_ZONE.curated} for the others, of which objects can be read at once.`,
          ),
        transitions: z
          .partialRecord(z.enum(ARCHIVE_CLASSES), z.number().int().min(1))
          .default({})
          .describe(
            "Class → days after which objects move there, for more than one step; leave archive_after_days out then.",
          ),
        queries_pass_over_it: z
          .boolean()
          .default(false)
          .describe(
            "Say that you know what GLACIER or DEEP_ARCHIVE mean for curated, quarantine and archive: Athena passes over such objects, and Redshift fails on them, until they are restored (`headrace restore`).",
          ),
        expire_after_days: days.describe("Days after which objects are deleted."),
        noncurrent_expire_after_days: z
          .number()
          .int()
          .min(1)
          .default(30)
          .describe("Days after which versions that were overwritten or deleted go."),
      }),
    )
    .default({
      landing: {
        archive_after_days: 90,
        archive_storage_class: null,
        transitions: {},
        queries_pass_over_it: false,
        expire_after_days: null,
        noncurrent_expire_after_days: 30,
      },
    })
    .describe("Zone → how long it keeps objects. A zone that is not named keeps them."),
  dataset_retention: z
    .record(
      z.string(),
      z.object({
        archive_after_days: days.describe("Days after which its objects move to the archive class."),
        expire_after_days: days.describe("Days after which its objects are deleted."),
      }),
    )
    .default({})
    .describe("Dataset → how long landing, curated and quarantine keep what lies under DATASET/."),
  system_expiry: z
    .record(z.string(), z.number().int().min(1))
    .default({})
    .describe("Prefix in the system zone → days after which what lies under it is deleted."),
  exports_expiry: z
    .record(z.string(), z.number().int().min(1))
    .default({})
    .describe("Prefix in the exports zone → days after which what lies under it is deleted."),
  archive_small_objects: z
    .boolean()
    .default(false)
    .describe(
      "Move objects below 128 KB to GLACIER and DEEP_ARCHIVE too. Each is paid for with 40 KB more there, so that most cost less where they are.",
    ),
  access_logs: z
    .object({
      bucket: z
        .string()
        .describe(
          "Name of the bucket that receives them. Its policy must let `logging.s3.amazonaws.com` write, and its default encryption be SSE-S3: S3 delivers no logs to a bucket of SSE-KMS.",
        ),
      prefix: z.string().default("s3-access/").describe("Prefix there; the zone's name follows."),
    })
    .nullable()
    .default(null)
    .describe("Where S3 writes server access logs; none are written where null."),
  notifications: z
    .partialRecord(
      zone,
      z.array(
        z.object({
          queue_arn: z.string().describe("ARN of the queue that is notified; its policy must let S3 send."),
          prefix: z.string().default("").describe("Only of objects under this prefix, such as DATASET/."),
          suffix: z.string().default("").describe("Only of objects that end so."),
          events: z
            .array(z.string())
            .default(["s3:ObjectCreated:*"])
            .describe("The events, as S3 names them."),
        }),
      ),
    )
    .default({})
    .describe(
      "Zone → queues that are notified of its objects. They replace every notification that the bucket has, also in a bucket of yours.",
    ),
  ...forceInputs,
});
