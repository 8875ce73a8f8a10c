// For tests: an SNS of one's own, which signs as the real one does, and the web in which its certificate lies.
import { randomUUID, sign } from "node:crypto";
import { certificate, type Identity, identity } from "../../cli/tour/certificate.ts";

export const REGION = "eu-west-1";
export const TOPIC = `arn:aws:sns:${REGION}:123456789012:acme-orders`;
export const ORIGIN = `https://sns.${REGION}.amazonaws.com`;
export const CERTIFICATE_URL = `${ORIGIN}/SimpleNotificationService-${"0123456789abcdef".repeat(2)}.pem`;
/** The moment of every test. */
export const NOW = Date.parse("2026-03-01T12:00:00.000Z");

const day = 24 * 3600 * 1000;
export const sns: Identity = identity("sns.amazonaws.com");
export const attacker: Identity = identity("sns.amazonaws.com");
export const GOOD = { from: new Date(NOW - day), to: new Date(NOW + day) };
export const snsCertificate = certificate({ subject: sns, ...GOOD });
export const attackerCertificate = certificate({ subject: attacker, ...GOOD });

export type Fields = Record<string, unknown>;

const SIGNED = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  other: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

/** Signs what the fields say, by the version that they say: written anew, not with what is tested. */
export function signed(fields: Fields, by: Identity = sns): Fields {
  const names = fields.Type === "Notification" ? SIGNED.Notification : SIGNED.other;
  let text = "";
  for (const name of names) if (fields[name] !== undefined) text += `${name}\n${fields[name]}\n`;
  const hash = fields.SignatureVersion === "1" ? "sha1" : "sha256";
  return { ...fields, Signature: sign(hash, Buffer.from(text), by.privateKey).toString("base64") };
}

export const notificationFields = (more: Fields = {}): Fields => ({
  Type: "Notification",
  MessageId: randomUUID(),
  TopicArn: TOPIC,
  Subject: "News",
  Message: "hello\nworld, äöü 🦆",
  Timestamp: new Date(NOW - 1000).toISOString(),
  SignatureVersion: "2",
  SigningCertURL: CERTIFICATE_URL,
  UnsubscribeURL: `${ORIGIN}/?Action=Unsubscribe&SubscriptionArn=${TOPIC}:1`,
  ...more,
});

export const notification = (more: Fields = {}): Fields => signed(notificationFields(more));

export const confirmationFields = (more: Fields = {}): Fields => {
  const Token = "2336412f37fb687f5d51e6e2425dacbbf1fa8b";
  return {
    Type: "SubscriptionConfirmation",
    MessageId: randomUUID(),
    Token,
    TopicArn: TOPIC,
    Message: `You have chosen to subscribe to the topic ${TOPIC}.`,
    SubscribeURL: `${ORIGIN}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${Token}`,
    Timestamp: new Date(NOW - 1000).toISOString(),
    SignatureVersion: "2",
    SigningCertURL: CERTIFICATE_URL,
    ...more,
  };
};

export const confirmation = (more: Fields = {}): Fields => signed(confirmationFields(more));

export const post = (fields: Fields | string, headers: Record<string, string> = {}): Request =>
  new Request("https://receiver.example/sns", {
    method: "POST",
    headers: { "content-type": "text/plain; charset=UTF-8", ...headers },
    body: typeof fields === "string" ? fields : JSON.stringify(fields),
  });

/** A web in which SNS's certificate lies at its address, and the attacker's at every other. */
export function web(answers: Record<string, () => Response | Promise<Response>> = {}) {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (url: URL): Promise<Response> => {
      asked.push(url.href);
      const answer = answers[url.href];
      if (answer) return answer();
      return new Response(url.href === CERTIFICATE_URL ? snsCertificate : attackerCertificate);
    },
  };
}
