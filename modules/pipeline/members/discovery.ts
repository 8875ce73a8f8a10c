// Crawlers over landing and other prefixes, for data that the contract does not describe yet.
import * as z from "zod";
import { glue } from "../../glue/index.ts";
import { inputs as glueInputs } from "../../glue/inputs.ts";
import { moduleCall, tf } from "../../kit/index.ts";
import { member } from "../member.ts";

const { crawlers, csv_classifiers, json_classifiers } = glueInputs.shape;
const { schedule } = crawlers.unwrap().valueType.shape;

/** What lies in landing beside files: objects of records, and files that were announced. */
const NOT_FILES = ["*/_records/**", "*/_imports/**"];

export const discoveryMember = member({
  names: {},
  inputs: {
    discovery: z
      .object({
        enabled: z
          .boolean()
          .default(false)
          .describe(
            "Make a crawler `landing`, that makes a table of every folder of the landing bucket, in a database of its own.",
          ),
        schedule: schedule.describe(
          "When it runs, as `cron(15 3 * * ? *)`; only when it is started where null.",
        ),
        crawlers: crawlers.describe("Further crawlers, over prefixes of other buckets."),
        csv_classifiers,
        json_classifiers,
      })
      .prefault({})
      .describe("Crawlers that find data which the contract does not describe yet."),
  },
  outputs: {
    discovered_database_name: z
      .string()
      .describe("Name of the database of what crawlers found; null without discovery."),
    crawler_names: z
      .record(z.string(), z.string())
      .describe("Key → name of the crawler; empty without discovery."),
  },
  build({ scope, vars, shared, bucketNames }, { discovery }) {
    const landing = {
      paths: [`s3://${bucketNames.at("landing")}/`],
      table_level: 2,
      schedule: discovery.attr("schedule"),
      exclusions: NOT_FILES,
    };
    const made = moduleCall(
      scope,
      "discovery",
      glue,
      {
        ...shared.every,
        permissions_boundary_arn: vars.permissions_boundary_arn,
        additional_kms_key_arns: vars.additional_kms_key_arns,
        log_retention_days: vars.log_retention_days,
        alarm_topic_arns: vars.alarm_topic_arns,
        crawlers: tf`merge(${{ landing }}, ${discovery.attr("crawlers")})`,
        csv_classifiers: discovery.attr("csv_classifiers"),
        json_classifiers: discovery.attr("json_classifiers"),
      },
      { when: tf`${discovery.attr("enabled")}` },
    );
    return {
      alarms: tf`{ for k, v in coalesce(${made.alarm_arns}, {}) : "discovery/\${k}" => v }`,
      outputs: {
        discovered_database_name: made.database_name,
        crawler_names: tf`coalesce(${made.crawler_names}, {})`,
      },
    };
  },
});
