// Schedules of crawlers and triggers: cron in UTC, and nothing else. Source: AWS Glue Developer Guide, "Time-based schedules for jobs and crawlers".
import { parseSchedule } from "../../../core/contract/index.ts";
import { ApiError } from "../../gateway/aws-json.ts";

/** @throws ApiError InvalidInputException */
export function checkSchedule(expression: string): void {
  try {
    if (!expression.startsWith("cron(")) throw new Error("It is no cron.");
    parseSchedule(expression);
  } catch {
    throw new ApiError("InvalidInputException", `Schedule expression ${expression} is not valid.`);
  }
}
