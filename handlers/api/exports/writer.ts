// What writes an export: Athena or Redshift, as the role that may write to the exports zone; the function itself may not.
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Problem } from "../../../core/api/problems.ts";
import { MOST_FILES } from "../../../core/api/routes/exports.ts";
import type { Engine as EngineName } from "../../../core/contract/api/schema.ts";
import type { ApiEnvironment } from "../../../core/environment/api.ts";
import type { Query } from "../../../core/query/select.ts";
import { athenaUnload, type ExportFormat, redshiftUnload, type Target } from "../../../core/query/unload.ts";
import { API_EXPORTS_SESSION } from "../../../core/records/api-exports.ts";
import { quotedStatement, stringLiteral } from "../../../warehouse/kysely/compiler/literals.ts";
import { athenaAs } from "../../aws/clients/athena.ts";
import { redshiftDataAs } from "../../aws/clients/redshift-data.ts";
import { s3As } from "../../aws/clients/s3.ts";
import { roleSession } from "../../aws/role-session.ts";
import { URL_SECONDS } from "../../aws/signed-put.ts";
import { athenaEngine } from "../engines/athena.ts";
import type { Engine } from "../engines/engine.ts";
import { dataApi, hasWarehouse, redshiftEngine } from "../engines/redshift.ts";

export interface Writer extends Pick<Engine, "look" | "cancel"> {
  /** @returns the execution's id. @throws Rejected */
  begin(query: Query, target: Target): Promise<string>;
}

export interface Exports {
  readonly writer: Writer;
  /** s3:// URI of a folder in the exports bucket. */
  uri(folder: string): string;
  /** Signs a link to each file of a folder. */
  links(folder: string, format: ExportFormat): Promise<{ url: string; bytes: number }[]>;
}

/** What links say of a file, so that clients read it as what it is. */
const SAID = {
  parquet: { ResponseContentType: "application/vnd.apache.parquet" },
  ndjson: { ResponseContentType: "application/x-ndjson", ResponseContentEncoding: "gzip" },
} as const;

/** @throws Problem unavailable where the estate has not got what it takes */
export async function withExports<T>(
  env: ApiEnvironment,
  engine: EngineName,
  work: (exports: Exports) => Promise<T>,
): Promise<T> {
  const { EXPORTS_ROLE_ARN, EXPORTS_BUCKET: Bucket } = env;
  if (!EXPORTS_ROLE_ARN || !Bucket) throw new Problem("unavailable", "This API has nowhere to export to.");
  const credentials = await roleSession(EXPORTS_ROLE_ARN, API_EXPORTS_SESSION);
  const s3 = s3As(credentials);
  const { writer, close } = writerOf(env, engine, credentials);
  try {
    return await work({
      writer,
      uri: (folder) => `s3://${Bucket}/${folder}`,
      links: async (Prefix, format) => {
        const { Contents = [] } = await s3.send(
          new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: MOST_FILES }),
        );
        const files = Contents.filter(({ Key, Size = 0 }) => Key && Size > 0);
        return Promise.all(
          files.map(async ({ Key, Size = 0 }) => {
            const command = new GetObjectCommand({ Bucket, Key, ...SAID[format] });
            return { url: await getSignedUrl(s3, command, { expiresIn: URL_SECONDS }), bytes: Size };
          }),
        );
      },
    });
  } finally {
    s3.destroy();
    close();
  }
}

function writerOf(
  env: ApiEnvironment,
  engine: EngineName,
  credentials: Parameters<typeof s3As>[0],
): { writer: Writer; close: () => void } {
  const { ATHENA_WORKGROUP: workgroup, GLUE_DATABASE: database, WAREHOUSE_ROLE_ARN } = env;
  if (engine === "athena" && workgroup) {
    const client = athenaAs(credentials);
    const { look, cancel, submit } = athenaEngine({ database, workgroup }, () => client);
    return {
      writer: { look, cancel, begin: (query, target) => submit(athenaUnload(query, target)) },
      close: () => client.destroy(),
    };
  }
  if (engine === "redshift" && hasWarehouse(env) && WAREHOUSE_ROLE_ARN) {
    const client = redshiftDataAs(credentials);
    const { look, cancel, start } = redshiftEngine(dataApi(client, env, "api-export"));
    const quoting = { text: stringLiteral, statement: quotedStatement };
    return {
      writer: {
        look,
        cancel,
        begin: (query, target) => {
          const sql = redshiftUnload(query, target, WAREHOUSE_ROLE_ARN, quoting);
          return start({ pieces: [sql], parameters: [] });
        },
      },
      close: () => client.destroy(),
    };
  }
  throw new Problem(
    "unavailable",
    `This API has no ${engine === "athena" ? "Athena" : "Redshift"} to export by.`,
  );
}
