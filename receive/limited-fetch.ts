// Requests that this package makes by itself: no redirects, a limit of time, a limit of size.

/** As the global one. */
export type Fetch = (input: URL, init: RequestInit) => Promise<Response>;

/** Why something could not be fetched. */
export class FetchFailed extends Error {
  /** Whether it may go well later: the network failed, or the server did. */
  readonly temporary: boolean;
  constructor(message: string, temporary: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = "FetchFailed";
    this.temporary = temporary;
  }
}

export interface FetchLimits {
  fetch: Fetch;
  timeoutMs: number;
  maxBytes: number;
}

/** What is left of an answer that nobody reads would hold its connection. */
async function dropBody(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

/**
 * GETs an address.
 * @returns an answer of status 200, whose body is still to be read
 * @throws FetchFailed
 */
export async function get(url: URL, fetch: Fetch, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { method: "GET", redirect: "manual", signal, credentials: "omit" });
  } catch (error) {
    throw new FetchFailed(`${url.origin} does not answer: ${(error as Error).message}`, true, {
      cause: error,
    });
  }
  if (
    response.type === "opaqueredirect" ||
    response.redirected ||
    (response.status >= 300 && response.status < 400)
  ) {
    await dropBody(response);
    throw new FetchFailed(`${url.origin} redirects, which is not followed.`, false);
  }
  if (response.status !== 200) {
    await dropBody(response);
    const temporary = response.status >= 500 || response.status === 429;
    throw new FetchFailed(`${url.origin} answers with status ${response.status}.`, temporary);
  }
  return response;
}

/** A body's bytes, up to a limit. */
export async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The whole text at an address. @throws FetchFailed */
export async function getText(url: URL, { fetch, timeoutMs, maxBytes }: FetchLimits): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await get(url, fetch, signal);
  const tooLarge = () => new FetchFailed(`${url.origin} answers with more than ${maxBytes} bytes.`, false);
  try {
    return new TextDecoder().decode(await readLimited(response.body, maxBytes, tooLarge));
  } catch (error) {
    if (error instanceof FetchFailed) throw error;
    throw new FetchFailed(`${url.origin} broke off: ${(error as Error).message}`, true, { cause: error });
  }
}
