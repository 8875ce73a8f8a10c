// Written by `headrace types` from headrace.yaml: change the contract, then run it again.
import "headrace/models";

declare module "headrace/models" {
  interface Lake {
    "lake.states": {
      state: string;
      population: number;
      /** Hurricanes that made landfall since 1851 */
      hurricanes: number | null;
    };
    "lake.birdstrikes": {
      airport: string;
      aircraft: string | null;
      damage: string | null;
      struck_on: string;
      operator: string | null;
      state: string | null;
      phase: string | null;
      size: string | null;
      species: string;
      time_of_day: string | null;
      cost_other: number | null;
      cost_repair: number | null;
      cost_total: number | null;
      speed_knots: number | null;
      population: number | null;
      struck_on_year: string | null;
    };
    "lake.movies": {
      title: string;
      us_gross: number | null;
      worldwide_gross: number | null;
      dvd_sales: number | null;
      budget: number | null;
      released_on: string;
      rating: string | null;
      minutes: number | null;
      distributor: string | null;
      genre: string | null;
      director: string | null;
      tomatoes: number | null;
      imdb: string | null;
      imdb_votes: number | null;
    };
  }
}
