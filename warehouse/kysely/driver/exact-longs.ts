// The service writes an int8 as a JSON number, and the SDK's parser rounds those beyond 2^53. Before it parses, such a
// number is turned into a text of its digits.
import type { GetStatementResultCommand } from "@aws-sdk/client-redshift-data";

/** The quote right after the name cannot stand inside a JSON string, where quotes are escaped: only the field matches. */
const WIDE_LONG = /"longValue"(\s*:\s*)(-?\d{16,})/g;

/** Makes the command read wide integers as `stringValue`. */
export function keepLongsExact(command: GetStatementResultCommand): GetStatementResultCommand {
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode?: number; body?: unknown };
      if (response.statusCode === 200 && response.body) {
        const text = await textOf(response.body as AsyncIterable<Uint8Array> | Uint8Array);
        response.body = Buffer.from(text.replace(WIDE_LONG, '"stringValue"$1"$2"'), "utf8");
      }
      return result;
    },
    { step: "deserialize", priority: "low", name: "keepLongsExact" },
  );
  return command;
}

async function textOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString("utf8");
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
