// Downloads what a delivery's address gives: of allowed hosts only, up to a size, as a stream that is checked at its end.
import { createHash } from "node:crypto";
import type { Delivery, UrlDelivery } from "./delivery.ts";
import { type Fetch, FetchFailed, get } from "./limited-fetch.ts";
import { RefuseMessage } from "./problem.ts";

export interface DownloadOptions {
  /** Hosts that are allowed, each in full, with its port where it has one: "acme-exports.s3.eu-west-1.amazonaws.com". */
  hosts: readonly string[];
  /** @default 1073741824 */
  maxBytes?: number;
  /** For the answer to begin, and then for each next piece of it. @default 30000 */
  timeoutMs?: number;
  /** In place of the global one, for a proxy. */
  fetch?: Fetch;
  /** For tests only: lets the allowed hosts be asked by plain HTTP, as a local AWS is. */
  allowHttp?: boolean;
}

/** @throws RefuseMessage where the address may not be asked */
function allowedUrl(address: string, { hosts, allowHttp = false }: DownloadOptions): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:")))
    throw new RefuseMessage("The delivery's address is not one of HTTPS.");
  if (url.username || url.password || !hosts.includes(url.host))
    throw new RefuseMessage(`The delivery's address is of ${url.host.slice(0, 200)}, which is not allowed.`);
  return url;
}

/**
 * Opens a delivery's object.
 * @returns its bytes. The stream fails where they are more or fewer than the delivery says, or others: what was read of it
 *   counts only once it has ended.
 * @throws RefuseMessage where the address or the size is not allowed; FetchFailed where it does not answer
 */
export async function download(
  delivery: Pick<UrlDelivery, "url" | "bytes" | "sha256">,
  options: DownloadOptions,
): Promise<ReadableStream<Uint8Array>> {
  const url = allowedUrl(delivery.url, options);
  const { maxBytes = 1024 ** 3, timeoutMs = 30_000 } = options;
  if (delivery.bytes > maxBytes)
    throw new RefuseMessage(`The delivery has ${delivery.bytes} bytes; ${maxBytes} are allowed.`);
  const controller = new AbortController();
  const late = () => controller.abort(new FetchFailed(`${url.host} sent nothing for ${timeoutMs} ms.`, true));
  let timer = setTimeout(late, timeoutMs);
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const response = await get(url, fetch, controller.signal).finally(() => clearTimeout(timer));
  const hash = createHash("sha256");
  let size = 0;
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(out) {
        timer = setTimeout(late, timeoutMs);
        const { done, value } = await reader.read().finally(() => clearTimeout(timer));
        if (!done) {
          size += value.byteLength;
          if (size > delivery.bytes) {
            await reader.cancel();
            throw new FetchFailed(
              `${url.host} sent more than the ${delivery.bytes} bytes of the delivery.`,
              false,
            );
          }
          hash.update(value);
          out.enqueue(value);
          return;
        }
        if (size !== delivery.bytes)
          throw new FetchFailed(`${url.host} sent ${size} of ${delivery.bytes} bytes.`, true);
        if (hash.digest("hex") !== delivery.sha256)
          throw new FetchFailed(`${url.host} sent other bytes than those of the delivery.`, false);
        out.close();
      },
      async cancel(reason) {
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** A record in one line of NDJSON. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

function recordOf(line: string): Record<string, unknown> {
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record === "object" && record !== null && !Array.isArray(record))
      return record as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new FetchFailed("A line of the delivery is not a JSON object.", false);
}

/**
 * The records of a delivery, one by one: those within it, or those of its object, which must be NDJSON.
 * All of them count only once the last was given: see `download`.
 */
export async function* recordsOf(
  delivery: Delivery,
  options: DownloadOptions,
): AsyncGenerator<Record<string, unknown>> {
  if (delivery.kind === "inline") {
    yield* delivery.records;
    return;
  }
  if (!/^application\/(x-)?ndjson\b/.test(delivery.contentType))
    throw new RefuseMessage(`The delivery is ${delivery.contentType}: download() gives its bytes.`);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of await download(delivery, options)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE_CHARACTERS)
      throw new FetchFailed("A line of the delivery is too long.", false);
    for (const line of lines) if (line.trim()) yield recordOf(line);
  }
  rest += decoder.decode();
  if (rest.trim()) yield recordOf(rest);
}
