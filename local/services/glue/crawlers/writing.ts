// What writing a crawl's tables works with: the crawler and its client, what it has changed, and its log.
import type { GlueClient } from "@aws-sdk/client-glue";
import type { Changes, CrawlerInput } from "./crawler.ts";
import type { Configuration } from "./validate.ts";

export interface Writing {
  glue: GlueClient;
  input: CrawlerInput;
  configuration: Configuration;
  changes: Changes;
  say: (line: string) => void;
}
