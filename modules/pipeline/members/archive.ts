// The archive of what has an end: audit records whose time is over, kept in the archive zone.
import * as z from "zod";
import { archive } from "../../archive/index.ts";
import { moduleCall, tf } from "../../kit/index.ts";
import { AUDIT, CATALOG } from "../addresses.ts";
import { member } from "../member.ts";

const map = (description: string) => z.record(z.string(), z.string()).describe(description);
const text = (description: string) => z.string().describe(description);

export const archiveMember = member({
  names: {
    functions: ["archive"],
    where: "unless `archive.enabled` is false",
    taken: ["archive-claims", "log-archive", "log-sender", "log-writer"],
  },
  outputs: {
    archive_table_names: map(
      "`runs` and `openings` → name of the Glue table of what is archived of them; empty without an archive.",
    ),
    archive_claims_table_name: text(
      "Name of the table that knows which object an archived record is in; null without an archive.",
    ),
  },
  build({ scope, vars, shared, bucketNames }) {
    const when = vars.archive.attr("enabled");
    const outputs = moduleCall(
      scope,
      "archive",
      archive,
      {
        ...shared.every,
        ...shared.functions,
        stream_arn: AUDIT.stream_arn,
        archive_bucket: bucketNames.at("archive"),
        database_name: CATALOG.database_name,
        batch_window_seconds: vars.archive.attr("batch_window_seconds"),
        most_hours_behind: vars.archive.attr("most_hours_behind"),
      },
      { when },
    );
    return {
      functions: [{ name: "archive", when, outputs }],
      alarms: tf`{ for k, v in ${{ "archive/late": outputs.late_alarm_arn }} : k => v if ${when} }`,
      outputs: {
        archive_table_names: tf`coalesce(${outputs.table_names}, {})`,
        archive_claims_table_name: outputs.claims_table_name,
      },
    };
  },
});
