// The flow shows what the counts say, and nothing that the pipeline has not.
import { expect, test } from "@jest/globals";
import { emptyPage, smallPage } from "../testing/pages.ts";
import { flowOf } from "./flow.ts";
import { pageSchema } from "./page.ts";
import { countsOf, totalsOf } from "./totals.ts";

test("the pages that tests draw have the shape that is collected", () => {
  expect(pageSchema.parse(smallPage())).toEqual(JSON.parse(JSON.stringify(smallPage())));
  expect(pageSchema.safeParse({ ...smallPage(), version: 2 }).success).toBe(false);
});

test("totals are sums over datasets and queues", () => {
  expect(totalsOf(smallPage().live)).toEqual({
    files: 9,
    files_rejected: 1,
    rows_in: 9000,
    rows_curated: 8820,
    rows_quarantined: 180,
    bytes_in: 720_000,
    dead: 2,
    queued: 3,
  });
  expect(countsOf(smallPage().live, "nobody")).toMatchObject({ dataset: "nobody", files: 0, rows_in: 0 });
});

test("every row that came goes on to curated or to quarantine", () => {
  const { nodes, edges } = flowOf(smallPage());
  const value = (id: string) => nodes.find((node) => node.id === id)?.value;
  expect([value("stage"), value("curated"), value("quarantine")]).toEqual([9000, 8820, 180]);
  const rows = (to: string) => edges.find((edge) => edge.from === "stage" && edge.to === to)?.rows ?? 0;
  expect(rows("curated") + rows("quarantine")).toBe(9000);
  const places = nodes.map(({ column, row }) => `${column} ${row}`);
  expect(new Set(places).size).toBe(places.length);
});

test("a pipeline without models, topics, exports and API has no boxes for them, nor edges to them", () => {
  const { nodes, edges } = flowOf(emptyPage());
  const ids = nodes.map(({ id }) => id);
  expect(ids).toEqual(["landing", "ingest", "dead", "stage", "curated", "quarantine", "catalog"]);
  for (const { from, to } of edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
});
