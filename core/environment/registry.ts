// The environment of the function behind a module registry: the schema that the module writes by and the handler reads by.
import * as z from "zod";

export const registryEnvironment = z.object({
  /** The bucket that versions are published to. */
  BUCKET: z.string(),
  /** What discovery tells `headrace publish`: s3://BUCKET?region=REGION */
  PUBLISH_TO: z.string().startsWith("s3://"),
  /** Whose tokens are let in, as the claim `sub` has it: texts with * for anything, as a JSON list. */
  SUBJECTS: z.string().transform((text) => z.array(z.string()).min(1).parse(JSON.parse(text))),
  /** How long a link to an archive lasts. */
  LINK_SECONDS: z.coerce.number().int(),
});
export type RegistryEnvironment = z.output<typeof registryEnvironment>;
