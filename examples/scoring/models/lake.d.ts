// Written by `headrace types` from headrace.yaml: change the contract, then run it again.
import "headrace/models";

declare module "headrace/models" {
  interface Lake {
    "lake.strikes": {
      airport: string;
      aircraft: string | null;
      damage: string | null;
      struck_on: string;
      phase: string | null;
      size: string | null;
      species: string;
      time_of_day: string | null;
      speed_knots: number | null;
      struck_on_year: string | null;
    };
    "lake.scores": {
      /** Of the job that made the score */
      execution: string;
      /** When the newest of the strikes came */
      known_until: string;
      struck_on: string;
      airport: string;
      species: string;
      /** What the report says; null where it says nothing */
      damaged: boolean | null;
      /** That it did damage */
      probability: number;
      /** The model did not learn from it */
      held_out: boolean;
    };
  }
}
