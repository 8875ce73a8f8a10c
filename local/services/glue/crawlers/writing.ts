// What writing a crawl's tables works with: the crawler and its client, what it has changed, and its log.
import type { GlueClient } from "@aws-sdk/client-glue";
import type { Changes, CrawlerInput } from "./crawler.ts";
import type { Configuration } from "./validate.ts";

export interface Writing {
  glue: GlueClient;
  input: CrawlerInput;
  configuration: Configuration;
  changes: Changes;
  /** Places that were not looked at, since no event told of them: what was found there before is not gone. */
  unseen: readonly string[];
  say: (line: string) => void;
}
