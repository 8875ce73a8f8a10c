// Real files go through the pipeline until nothing is left in it; the flow is drawn, and what became of each row.
import { draw, summarize } from "../../imports/report.ts";
import { secondsSince } from "../../output/format.ts";
import { importFiles } from "../../pipeline/import.ts";
import { flow } from "../flow.ts";
import type { Chapter } from "./chapter.ts";

export const imports: Chapter = {
  title: "import until drained",
  async run(story) {
    const begin = performance.now();
    const outcomes = await importFiles(story, story.contract, story.imports);
    const report = summarize(outcomes, secondsSince(begin));
    story.output.say(`\n${flow(report)}\n`);
    story.output.say(draw(report, outcomes));
    return report.rejected.length === 0;
  },
};
