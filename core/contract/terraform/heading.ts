// What every message begins with.
export const HEADING = "The contract is not right:";
