// glue: discovery. Crawlers that look at prefixes nobody has described yet, and make tables of what they find.
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database/index.js";
import * as z from "zod";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { keyRule, logRetentionRule } from "../constructs/inputs.ts";
import { defineModule, ref, tf } from "../kit/index.ts";
import { crawlAlarm } from "./alarms.ts";
import { classifiers } from "./classifiers.ts";
import { crawlers, logGroupOf } from "./crawlers.ts";
import { inputs } from "./inputs.ts";
import { crawlerRoles } from "./roles.ts";
import { securityConfiguration } from "./security.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);

const outputs = z.object({
  database_name: z.string().describe("Name of the database of what is found."),
  database_arn: z.string().describe("ARN of that database."),
  crawler_names: map("Key → name of the crawler."),
  crawler_arns: map("Key → ARN of the crawler."),
  role_arns: map("Key → ARN of the crawler's role."),
  classifier_names: map("Key → name of the classifier."),
  security_configuration_name: z.string().describe("Name of the security configuration."),
  log_group_names: map("Key → name of the crawler's log group."),
  alarm_arns: map("ARN of the alarm: `failed`."),
  kms_key_arn: z.string().describe("ARN of the key that logs are encrypted with."),
});

export const glue = defineModule({
  name: "glue",
  description:
    "Discovery of data that nobody has described yet: crawlers of AWS Glue over prefixes of landing or of foreign buckets, with " +
    "classifiers of csv and json, that make tables in a database of their own. Each crawler has a role that reads its own " +
    "paths and writes that database alone; its log is encrypted and has an end.",
  usage: `
module "discovery" {
  source = "./terraform-aws-headrace/modules/glue"

  name = "acme"
  crawlers = {
    partner = { paths = ["s3://partner-drop/exports/"], schedule = "cron(15 3 * * ? *)" }
    landing = { paths = ["s3://acme-landing/"], table_level = 2 }
  }
}
`,
  notes: `
A crawler that has no schedule runs when it is started: \`headrace crawl DIR PREFIX\`, the console, or \`aws glue start-crawler\`. What it has found becomes a
contract by \`headrace init DIR --from-glue DATABASE.TABLE\`; nothing reads the discovered tables by itself.

The tables hold what the files hold, personal data too: grant reading them as you would grant reading the files.
`,
  inputs,
  outputs,
  rules: (vars) => [
    keyRule(vars),
    logRetentionRule(vars.log_retention_days),
    {
      variable: "crawlers",
      condition: tf`alltrue([for c in values(${vars.crawlers}) : (c.recrawl == "CRAWL_EVENT_MODE") == (c.event_queue_arn != null)])`,
      message: "Give a crawler event_queue_arn where its recrawl is CRAWL_EVENT_MODE, and only there.",
    },
    {
      variable: "crawlers",
      condition: tf`alltrue(flatten([for c in values(${vars.crawlers}) : [for k in c.classifiers : contains(concat(keys(${vars.csv_classifiers}), keys(${vars.json_classifiers})), k)]]))`,
      message: "Name in a crawler's classifiers only keys of csv_classifiers and json_classifiers.",
    },
    {
      variable: "json_classifiers",
      condition: tf`length(setintersection(keys(${vars.csv_classifiers}), keys(${vars.json_classifiers}))) == 0`,
      message: "Give each classifier a key of its own: Glue has one name space for those of csv and json.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "discovery", vars, ["cloudwatch", "logs"]);
    const database = new GlueCatalogDatabase(scope, "found", {
      name: tf`${vars.database_name} != null ? ${vars.database_name} : "\${replace(${vars.name}, "-", "_")}_discovered"`.toString(),
      description: `What crawlers found for ${vars.name}`,
      tags: vars.tags.map,
    });
    const securityName = `${vars.name}-discovery`;
    const security = securityConfiguration(scope, securityName, keyArn);
    const logGroup = logGroupOf(vars, securityName);
    const names = classifiers(scope, vars);
    const databaseName = ref(database, "name");
    const roles = crawlerRoles(scope, at, vars, { database: databaseName, logGroup, keyArn });
    const made = crawlers(scope, vars, {
      ...{ database: databaseName, classifiers: names, security, logGroup, keyArn, roles },
    });
    return {
      database_name: databaseName,
      database_arn: ref(database, "arn"),
      crawler_names: tf`{ for k, c in ${made} : k => c.name }`,
      crawler_arns: tf`{ for k, c in ${made} : k => c.arn }`,
      role_arns: tf`{ for k, r in ${roles.roles} : k => r.arn }`,
      classifier_names: names,
      security_configuration_name: security,
      log_group_names: tf`{ for k, c in ${made} : k => "/aws-glue/crawlers-role/\${${roles.roles}[k].name}-\${${security}}" }`,
      alarm_arns: crawlAlarm(scope, vars, made),
      kms_key_arn: keyArn,
    };
  },
});
