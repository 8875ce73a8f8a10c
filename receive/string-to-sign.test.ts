// The text that is signed has one reading: whoever may publish cannot move the borders between its values.
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringToSign } from "./index.ts";
import { parseMessage } from "./message.ts";
import { CERTIFICATE_URL, confirmationFields, type Fields, notificationFields } from "./testing/sns.ts";

const parse = (fields: Fields) => parseMessage(JSON.stringify({ ...fields, Signature: "AAAA" }));
const text = (fields: Fields) => stringToSign(parse(fields));

/** Texts that look like the signed text's own lines. */
const pieces = fc.constantFrom(
  "Message",
  "MessageId",
  "Subject",
  "Timestamp",
  "TopicArn",
  "Type",
  "Notification",
  "\n",
  "\r\n",
  "11111111-2222-4333-8444-555555555555",
  "2026-03-01T12:00:00.000Z",
  "x",
  "🦆",
  "\u2028",
);
const crafted = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join("\n")),
);
const uuid = fc.uuid();
const timestamp = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2049-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

const fieldsOf = fc.record(
  {
    Message: crafted,
    MessageId: fc.oneof(uuid, crafted),
    Subject: crafted,
    Timestamp: fc.oneof(timestamp, crafted),
  },
  { requiredKeys: ["Message", "MessageId", "Timestamp"] },
);

function accepted(more: Fields): Fields | undefined {
  const { Subject: _, ...plain } = notificationFields();
  try {
    parse({ ...plain, ...more });
    return { ...plain, ...more };
  } catch {
    return undefined;
  }
}

/** Reads the text from its end: every line but those of Message is of a known form. */
const READING =
  /^Message\n([\s\S]*)\nMessageId\n([^\n]*)\n(?:Subject\n([^\n]*)\n)?Timestamp\n([^\n]*)\nTopicArn\n([^\n]*)\nType\nNotification\n$/;

describe("of a notification", () => {
  test("is as the developer guide has it", () => {
    const fields = notificationFields({
      MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
      Subject: "My First Message",
      Message: "Hello world!",
      TopicArn: "arn:aws:sns:us-west-2:123456789012:MyTopic",
      Timestamp: "2012-05-02T00:54:06.655Z",
    });
    const tail =
      "Timestamp\n2012-05-02T00:54:06.655Z\nTopicArn\narn:aws:sns:us-west-2:123456789012:MyTopic\nType\nNotification\n";
    const head = "Message\nHello world!\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n";
    expect(text(fields)).toBe(`${head}Subject\nMy First Message\n${tail}`);
    expect(text({ ...fields, Subject: undefined })).toBe(head + tail);
  });

  test("gives back what went in, whatever a publisher writes", () => {
    fc.assert(
      fc.property(
        fc.record(
          { Message: crafted, MessageId: uuid, Subject: fc.string(), Timestamp: timestamp },
          { requiredKeys: ["Message", "MessageId", "Timestamp"] },
        ),
        (more) => {
          const fields = accepted(more);
          if (!fields) return;
          const [, message, id, subject, time] = READING.exec(text(fields)) ?? [];
          expect([message, id, subject, time]).toEqual([
            more.Message,
            more.MessageId,
            more.Subject,
            more.Timestamp,
          ]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("is another for every other message that is accepted", () => {
    fc.assert(
      fc.property(fieldsOf, fieldsOf, (one, other) => {
        const [a, b] = [accepted(one), accepted(other)];
        if (!a || !b) return;
        const same = ["Message", "MessageId", "Subject", "Timestamp"].every((name) => a[name] === b[name]);
        expect(text(a) === text(b)).toBe(same);
      }),
      { numRuns: 1_000 },
    );
  });

  test("cannot be cut anew into another message: the borders' own lines are refused as values", () => {
    const id = "11111111-2222-4333-8444-555555555555";
    const real = notificationFields({ Message: `pay\nMessageId\n${id}\nSubject\nx`, Subject: undefined });
    const recut = { ...real, Message: "pay", MessageId: id, Subject: `x\nMessageId\n${real.MessageId}` };
    expect(() => parse(recut)).toThrow(/Subject/);
    const longer = { ...real, Message: "pay", MessageId: `${id}\nSubject\nx\nMessageId\n${real.MessageId}` };
    expect(() => parse(longer)).toThrow(/MessageId/);
  });
});

test("of a confirmation has the address and the token in it", () => {
  const fields = confirmationFields();
  expect(text(fields)).toBe(
    `Message\n${fields.Message}\nMessageId\n${fields.MessageId}\nSubscribeURL\n${fields.SubscribeURL}\n` +
      `Timestamp\n${fields.Timestamp}\nToken\n${fields.Token}\nTopicArn\n${fields.TopicArn}\nType\nSubscriptionConfirmation\n`,
  );
  fc.assert(
    fc.property(crafted, crafted, (Token, SubscribeURL) => {
      try {
        parse({ ...fields, Token, SubscribeURL });
      } catch {
        return;
      }
      expect(`${Token}${SubscribeURL}`).not.toMatch(/[\r\n]/);
    }),
  );
});

test("whatever is posted is read or refused as malformed, and never fails otherwise", () => {
  const keys = [
    ...Object.keys(notificationFields()),
    "MessageAttributes",
    "Token",
    "SubscribeURL",
    "Signature",
  ];
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string(),
    fc.constantFrom(CERTIFICATE_URL, "Notification", "AAAA", null),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.dictionary(fc.constantFrom(...keys), value)),
      (posted) => {
        const body =
          typeof posted === "string"
            ? posted
            : JSON.stringify({ ...notificationFields(), Signature: "AAAA", ...posted });
        try {
          parseMessage(body);
        } catch (error) {
          expect(error).toMatchObject({ name: "Refusal", code: "message_malformed" });
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
