// Where the files of tasks lie, in the system zone: what callers put, and what comes of it.

export const TASKS_PREFIX = "api-tasks/";
export const TASK_UPLOADS = `${TASKS_PREFIX}uploads/`;
export const TASK_RESULTS = `${TASKS_PREFIX}results/`;
/** They are deleted after so many days, as what is known of the task is. */
export const TASK_DAYS = 7;
