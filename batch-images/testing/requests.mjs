// Loaded into a job's process before its code: sends it a signal instead of, or before, its n-th request to AWS.
import http from "node:http";

const { HEADRACE_SIGNAL: signal, HEADRACE_SIGNAL_BEFORE: before } = process.env;
let requests = 0;
const send = http.request;
http.request = (...given) => {
  if (signal && requests++ === Number(before)) process.kill(process.pid, signal);
  return send(...given);
};
