// What S3 refuses COPY and UNLOAD, in Redshift's words.
import { SqlError } from "../../../sql/tokens.ts";

export async function asRole<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const fault = error as Error & { $metadata?: { httpStatusCode?: number } };
    if (!fault.$metadata) throw error;
    throw new SqlError(
      "ERROR",
      `S3ServiceException:${fault.message},Status ${fault.$metadata.httpStatusCode},Error ${fault.name}`,
    );
  }
}
