// What must hold between topics and subscriptions, told when planning.
import { type Expr, tf } from "../kit/index.ts";
import type { Rule } from "../kit/variables.ts";

/** All tries of a delivery together. Source: SNS Developer Guide, "Amazon SNS message delivery retries". */
const MOST_SECONDS = 3600;

/** Names in a message, where there are some: those of `each` for which `wrong` holds. */
const each = (over: Expr, wrong: Expr): Expr => tf`[for k, s in ${over} : k if ${wrong}]`;
const none = (names: Expr): Expr => tf`length(${names}) == 0`;
const message = (words: string, names: Expr): Expr => tf`format(${`${words}%s.`}, join(", ", ${names}))`;

export function topicRules(deliver: Expr): Rule[] {
  const empty = each(deliver, tf`length(s.datasets) + length(s.models) == 0`);
  return [
    {
      variable: "deliver",
      condition: none(empty),
      message: message("Write at least one of datasets or models for deliver.", empty),
    },
  ];
}

/**
 * What the policy of the function's role may have for the datasets and topics that it names, of the 10,240 characters of a role: the
 * rest of it has 3,000 at most. Source: IAM User Guide, "IAM and AWS STS quotas".
 */
const NAMED_CHARACTERS = 7000;

export function policyRule(deliver: Expr, bucket: Expr): Rule {
  const rows = tf`[for d in distinct(flatten([for t in ${deliver} : t.datasets])) : ${`arn:aws:s3:::${bucket}/\${d}/*`}]`;
  const topics = tf`[for k, t in ${deliver} : "arn:aws:sns:ap-southeast-1:123456789012:\${var.name}-deliver-\${k}.fifo"]`;
  return {
    variable: "deliver",
    condition: tf`length(jsonencode(concat(${rows}, ${topics}))) <= ${NAMED_CHARACTERS}`,
    message:
      "Deliver fewer datasets, or by fewer topics: the policy of the function names each of them, and IAM takes 10,240 characters. Split the pipeline by who is delivered to.",
  };
}

/** `headrace check` says the same in the contract's words, and of lookups' columns too. */
export function deliveredRules(deliver: Expr, datasets: Expr): Rule[] {
  const unknown = tf`distinct(flatten([for k, t in ${deliver} : [for d in t.datasets : "\${k}.datasets: \${d}" if !contains(keys(${datasets}), d)]]))`;
  const columns = tf`concat([for c in ${datasets}[d].columns : c.name], flatten([for e in try(coalesce(${datasets}[d].enrich, []), []) : e.add]))`;
  const lacking = tf`distinct(flatten([for k, t in ${deliver} : [for d in t.datasets : [for c in coalesce(t.columns, []) : "\${k}.columns: \${c} of \${d}" if !contains(${columns}, c)] if contains(keys(${datasets}), d)]]))`;
  return [
    {
      variable: "deliver",
      condition: tf`try(length(${unknown}) == 0, true)`,
      message: message("Name datasets of the contract; there is none such: deliver.", unknown),
    },
    {
      variable: "deliver",
      condition: tf`try(length(${lacking}) == 0, true)`,
      message: message("Name columns that each of the topic's datasets has; one lacks: deliver.", lacking),
    },
  ];
}

/** @param deliver the topics, by name */
export function subscriptionRules(subscriptions: Expr, deliver: Expr): Rule[] {
  const lost = each(subscriptions, tf`!contains(keys(${deliver}), s.topic)`);
  const fifo = each(subscriptions, tf`try(${deliver}[s.topic].fifo, false) && s.protocol != "sqs"`);
  const endpoint = each(
    subscriptions,
    tf`!can(regex(${{
      https: "^https://[^/@[:space:]]+(/[^[:space:]]*)?$",
      sqs: "^arn:[^:]+:sqs:[^:]+:[0-9]{12}:[^:]+$",
      lambda: "^arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:[^:]+(:[^:]+)?$",
    }}[s.protocol], s.endpoint))`,
  );
  const filter = each(subscriptions, tf`s.filter_policy != null && !can(keys(jsondecode(s.filter_policy)))`);
  const delays = each(
    subscriptions,
    tf`s.retry.min_delay_seconds > s.retry.max_delay_seconds || s.retry.retries * s.retry.min_delay_seconds > ${MOST_SECONDS}`,
  );
  return [
    {
      variable: "subscriptions",
      condition: none(lost),
      message: message("Name for topic one of deliver: subscriptions.", lost),
    },
    {
      variable: "subscriptions",
      condition: none(fifo),
      message: message("A FIFO topic delivers to queues only; write protocol sqs for subscriptions.", fifo),
    },
    {
      variable: "subscriptions",
      condition: none(endpoint),
      message: message(
        "Write an endpoint that fits the protocol (https://HOST/PATH without a user, or an ARN of a queue or a function) for subscriptions.",
        endpoint,
      ),
    },
    {
      variable: "subscriptions",
      condition: none(filter),
      message: message("Write filter_policy as a JSON object for subscriptions.", filter),
    },
    {
      variable: "subscriptions",
      condition: none(delays),
      message: message(
        "Write a retry whose least delay is not above the largest, and that is over within an hour, for subscriptions.",
        delays,
      ),
    },
  ];
}
