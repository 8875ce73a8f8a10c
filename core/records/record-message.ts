// The message by which records reach the queue, from the API and from producers that speak SQS: its body is a JSON object, or
// an array of them, and its attributes say the rest. docs/guide/records.md is the form in words.

/** Message attribute (String): the dataset of the contract that the records belong to. */
export const DATASET_ATTRIBUTE = "dataset";

/**
 * Message attribute (String), where the producer gives one: what it calls this message, the same when it sends it again. It
 * holds for the dataset and the sender, whose other messages have other keys.
 */
export const RECORD_KEY_ATTRIBUTE = "record_key";

/** Characters that a producer's key may have. */
export const MOST_KEY_CHARACTERS = 512;

/**
 * Bytes of a message with its attributes. Source: Amazon SQS Developer Guide, "Amazon SQS message quotas": 1 MiB, and
 * 256 KiB in queues whose MaximumMessageSize says so, as every queue's did until August 2025.
 */
export const MOST_MESSAGE_BYTES = 256 * 1024;
