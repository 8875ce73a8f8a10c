// What operations of crawlers and classifiers answer, by their names.
import type { Classifiers } from "../classifiers.ts";
import type { Crawlers } from "./index.ts";

export function crawlerOperations(
  crawlers: Crawlers,
  classifiers: Classifiers,
): Record<string, (input: Record<string, unknown>) => object | Promise<object>> {
  const names = (input: Record<string, unknown>, key: string) => (input[key] ?? []) as string[];
  return {
    CreateClassifier: (input) => classifiers.create(input),
    UpdateClassifier: (input) => classifiers.update(input),
    DeleteClassifier: ({ Name }) => classifiers.remove(String(Name)),
    GetClassifier: ({ Name }) => ({ Classifier: classifiers.get(String(Name)) }),
    GetClassifiers: () => ({ Classifiers: classifiers.list() }),
    CreateCrawler: (input) => crawlers.create(input),
    UpdateCrawler: (input) => crawlers.update(input),
    DeleteCrawler: ({ Name }) => crawlers.remove(Name),
    GetCrawler: ({ Name }) => ({ Crawler: crawlers.get(Name) }),
    GetCrawlers: () => ({ Crawlers: crawlers.list() }),
    ListCrawlers: () => ({ CrawlerNames: crawlers.names() }),
    BatchGetCrawlers: (input) => {
      const { found, missing } = crawlers.some(names(input, "CrawlerNames"));
      return { Crawlers: found, CrawlersNotFound: missing };
    },
    GetCrawlerMetrics: (input) => ({
      CrawlerMetricsList: crawlers.metrics(input.CrawlerNameList as string[] | undefined),
    }),
    ListCrawls: ({ CrawlerName }) => ({ Crawls: crawlers.crawls(CrawlerName) }),
    StartCrawler: ({ Name }) => crawlers.start(Name),
    StopCrawler: ({ Name }) => crawlers.stop(Name),
    UpdateCrawlerSchedule: ({ CrawlerName, Schedule }) =>
      crawlers.schedule(CrawlerName, String(Schedule ?? "")),
    StartCrawlerSchedule: ({ CrawlerName }) => crawlers.setSchedule(CrawlerName, true),
    StopCrawlerSchedule: ({ CrawlerName }) => crawlers.setSchedule(CrawlerName, false),
  };
}
