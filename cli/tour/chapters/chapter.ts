// A chapter of the tour: something real that is done with a deployed pipeline, and shown.
import type { Contract } from "../../../core/contract/schema.ts";
import type { Import } from "../../imports/parse.ts";
import type { Deployed } from "../../pipeline/deploy.ts";

export interface Story extends Deployed {
  contract: Contract;
  /** The real files that the tour imports. */
  imports: readonly Import[];
}

export interface Chapter {
  /** As the table of times names it. */
  title: string;
  /** Variables of the example's root that it needs, by their names. */
  variables?(): Promise<Record<string, boolean>>;
  /** Makes ready what has to be there before the first chapter; `end` is called however the tour ends. */
  begin?(story: Story): Promise<void>;
  end?(): Promise<void>;
  /** Does it, shows it, and says whether all went well. */
  run(story: Story): Promise<boolean>;
}
