// Requests of SNS that nobody signs: for the certificate that a message names, and to the addresses that messages carry.
import { signed } from "../../gateway/call.ts";
import { notLetIn } from "../../gateway/refusals.ts";
import type { Handler, ServiceRequest, ServiceResponse, Unsigned } from "../../gateway/service.ts";

/** The certificate's path, and that of the authority which issued it: what receivers are told to trust. */
const PEM = /^\/SimpleNotificationService-([0-9a-f]{32}|authority)\.pem$/;
const ACTIONS = ["ConfirmSubscription", "Unsubscribe"];

const actionOf = ({ query }: Pick<Unsigned, "query">): string => query.get("Action") ?? "";

export const claims = (request: Unsigned): boolean =>
  request.method === "GET" &&
  (PEM.test(request.path) || (request.path === "/" && ACTIONS.includes(actionOf(request))));

/** Nothing but these is done for those who sign nothing. */
export const anonymous = async (request: ServiceRequest): Promise<ServiceResponse | undefined> =>
  claims(request) ? undefined : notLetIn(request, "unsigned");

const isUnsigned = ({ accessKeyId, headers }: ServiceRequest): boolean =>
  accessKeyId === undefined && headers.authorization === undefined;

/** The region that an ARN in the address names: a path knows no scope. */
const regionOf = ({ query, region }: ServiceRequest): string =>
  (query.get("TopicArn") ?? query.get("SubscriptionArn"))?.split(":")[3] || region;

/** Answers them as moto would the same calls, told that they are unsigned. */
export const unsigned: Handler = (request, forward) => {
  if (!isUnsigned(request) || !claims(request)) return undefined;
  const [, certificate] = PEM.exec(request.path) ?? [];
  if (certificate) {
    const name = certificate === "authority" ? "authority.pem" : request.path.slice(1);
    return forward(
      signed("sns", request.region, { method: "GET", path: `/moto-api/headrace/certificates/${name}` }),
    );
  }
  const form = new URLSearchParams(request.query);
  if (!form.has("Version")) form.set("Version", "2010-03-31");
  const call = signed("sns", regionOf(request), {
    operation: actionOf(request),
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-headrace-unsigned": "true",
    },
    body: Buffer.from(form.toString()),
  });
  return forward({ ...call, errors: "query" });
};
