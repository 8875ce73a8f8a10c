// headrace/receive: for those who are delivered to. It depends on nothing but Node's own modules.
export { type HttpEvent, type HttpResult, lambdaHandler } from "./adapters/lambda.ts";
export { nodeListener } from "./adapters/node.ts";
export {
  DELIVERY_TYPE,
  type Delivery,
  deliveryOf,
  type InlineDelivery,
  type UrlDelivery,
} from "./delivery.ts";
export { type DownloadOptions, download, recordsOf } from "./download.ts";
export { type Fetch, FetchFailed } from "./limited-fetch.ts";
export type { ConfirmationMessage, MessageAttribute, NotificationMessage, SnsMessage } from "./message.ts";
export { type ProblemCode, Refusal, RefuseMessage } from "./problem.ts";
export type { RawOptions } from "./raw.ts";
export { type FetchHandler, type Received, type ReceiverOptions, receiver } from "./receiver.ts";
export { memoryStore, type SeenStore } from "./seen.ts";
export { stringToSign } from "./string-to-sign.ts";
export type { Trust } from "./trust.ts";
export { Verifier, type VerifyOptions } from "./verify.ts";
