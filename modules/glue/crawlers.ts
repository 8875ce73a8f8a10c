// The crawlers themselves, and the group that each of them logs to.
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { GlueCrawler } from "@cdktf/provider-aws/lib/glue-crawler/index.js";
import {
  type Construct,
  dynamicBlock,
  type Expr,
  each,
  forEach,
  jsonencode,
  ref,
  tf,
  type Vars,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import type { CrawlerRoles } from "./roles.ts";

/** Where Glue has a crawler log, by its role and its security configuration. Written without the role, which is made later. */
export const logGroupOf = (vars: { name: Expr }, security: string): string =>
  `/aws-glue/crawlers-role/${vars.name}-crawler-${each.key}-${security}`;

interface Made {
  database: Expr;
  classifiers: Expr;
  security: Expr;
  logGroup: string;
  keyArn: Expr;
  roles: CrawlerRoles;
}

/** @returns key → the crawler. */
export function crawlers(scope: Construct, vars: Vars<typeof inputs>, made: Made): Expr {
  const log = forEach(
    new CloudwatchLogGroup(scope, "log", {
      name: made.logGroup,
      retentionInDays: vars.log_retention_days.number,
      kmsKeyId: `${made.keyArn}`,
      tags: vars.tags.map,
    }),
    vars.crawlers,
  );
  const own = each.value;
  const grouping = {
    TableLevelConfiguration: own.attr("table_level"),
    TableGroupingPolicy: tf`each.value.combine_compatible ? "CombineCompatibleSchemas" : null`,
  };
  const given = tf`{ for k, v in ${grouping} : k => v if v != null }`;
  const inherit = { Partitions: { AddOrUpdateBehavior: "InheritFromTable" } };
  const configuration = jsonencode(
    tf`merge(${{ Version: 1, CrawlerOutput: inherit }}, length(${given}) > 0 ? { Grouping = { for k, v in ${grouping} : k => v if v != null } } : null)`,
  );
  const onlyNew = tf`each.value.recrawl == "CRAWL_NEW_FOLDERS_ONLY"`;
  const crawler = forEach(
    new GlueCrawler(scope, "this", {
      name: `${vars.name}-${each.key}`,
      description: `Finds the tables of ${each.key}`,
      role: `${made.roles.roles.at(each.key).attr("arn")}`,
      databaseName: `${made.database}`,
      tablePrefix: `${own.attr("table_prefix")}`,
      classifiers: tf`[for c in each.value.classifiers : ${made.classifiers}[c]]`.list,
      schedule: `${own.attr("schedule")}`,
      securityConfiguration: `${made.security}`,
      configuration: configuration.toString(),
      recrawlPolicy: { recrawlBehavior: `${own.attr("recrawl")}` },
      schemaChangePolicy: {
        updateBehavior: tf`${onlyNew} ? "LOG" : "UPDATE_IN_DATABASE"`.toString(),
        deleteBehavior: tf`${onlyNew} ? "LOG" : each.value.delete_behavior`.toString(),
      },
      tags: vars.tags.map,
    }),
    vars.crawlers,
  );
  dynamicBlock(crawler, "s3_target", own.attr("paths"), ({ value }) => ({
    path: value,
    exclusions: own.attr("exclusions"),
    sample_size: own.attr("sample_size"),
    event_queue_arn: own.attr("event_queue_arn"),
  }));
  // What Glue would make by itself has neither an end nor our key; and a role that may nothing yet crawls nothing.
  crawler.addOverride("depends_on", [ref(log).hcl, made.roles.policies.hcl]);
  return ref(crawler);
}
