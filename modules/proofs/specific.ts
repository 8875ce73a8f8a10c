// What is proved of one module alone, by its name.
import { type TestRun, tf } from "../kit/index.ts";

export const SPECIFIC: { readonly [module: string]: readonly TestRun[] } = {
  athena: [
    {
      name: "holds_every_query_to_its_rules",
      about: "No client can write results elsewhere, unencrypted, or scan without an end.",
      asserts: [
        {
          condition: "aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration",
          message: "Clients can override the workgroup.",
        },
        {
          condition: "aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query >= 10485760",
          message: "A query may scan without an end.",
        },
      ],
    },
  ],
  audit: [
    {
      name: "is_not_lost_by_one_step",
      about: "The records of what became of each file outlast a mistake.",
      asserts: [
        {
          condition: "aws_dynamodb_table.this.deletion_protection_enabled",
          message: "The table can be deleted.",
        },
        {
          condition: "aws_dynamodb_table.this.point_in_time_recovery[0].enabled",
          message: "The table cannot be brought back.",
        },
      ],
    },
  ],
  catalog: [
    {
      name: "makes_a_table_per_dataset",
      about: "Columns and partitions are the contract's.",
      asserts: [
        {
          condition: 'join(",", keys(aws_glue_catalog_table.dataset)) == "orders"',
          message: "There is not one table for each dataset.",
        },
        {
          condition:
            'join(",", aws_glue_catalog_table.dataset["orders"].storage_descriptor[0].columns[*].type) == "bigint,string,timestamp"',
          message: "Columns differ from the contract's.",
        },
        {
          condition:
            'join(",", aws_glue_catalog_table.dataset["orders"].partition_keys[*].name) == "ordered_at_day"',
          message: "Partitions differ from the contract's.",
        },
      ],
    },
    {
      name: "refuses_a_contract_that_is_wrong",
      about: "In the words of `headrace check`, and before anything is made.",
      variables: { datasets: { orders: { columns: [{ name: "order_id", type: "bigintt" }] } } },
      refuses: ["aws_glue_catalog_database.this"],
    },
  ],
  delivery: [
    {
      name: "refuses_more_datasets_than_a_policy_can_name",
      about: "IAM takes 10,240 characters, and would say so half-way through an apply.",
      variables: {
        deliver: tf`{ all = { datasets = [for i in range(400) : "dataset_of_a_long_name_\${i}"] } }`,
      },
      refuses: ["deliver"],
    },
  ],
  lake: [
    {
      name: "keeps_each_zone_to_itself",
      about: "Every bucket is private, versioned and encrypted, and none goes by one step.",
      asserts: [
        {
          condition:
            'alltrue([for zone, b in aws_s3_bucket.zone : b.bucket == join("-", ["acme", zone, "123456789012"])])',
          message: "A bucket's name is not NAME-ZONE-ACCOUNT.",
        },
        {
          condition: "alltrue([for b in aws_s3_bucket.zone : !b.force_destroy])",
          message: "A bucket goes with its objects.",
        },
        {
          condition:
            "alltrue([for b in aws_s3_bucket_public_access_block.zone_public_access : b.block_public_acls && b.block_public_policy && b.ignore_public_acls && b.restrict_public_buckets])",
          message: "A bucket can be made public.",
        },
      ],
    },
    {
      name: "takes_a_bucket_of_yours",
      about: "A zone that is yours is not made, and its settings stay yours.",
      variables: { existing_buckets: { landing: "landing-of-mine" } },
      asserts: [
        {
          condition: '!contains(keys(aws_s3_bucket.zone), "landing")',
          message: "A bucket is made beside yours.",
        },
        {
          condition: 'output.bucket_names["landing"] == "landing-of-mine"',
          message: "The zone is not your bucket.",
        },
      ],
    },
  ],
  pipeline: [
    {
      name: "is_all_that_the_contract_asks_for",
      about: "Names are known before anything is made, and no part is there that nothing asks for.",
      asserts: [
        {
          condition: 'output.bucket_names["landing"] == "acme-landing-123456789012"',
          message: "A bucket's name is not NAME-ZONE-ACCOUNT.",
        },
        {
          condition: 'join(",", keys(output.function_names)) == "archive,catalog,stage"',
          message: "There is a function that nothing asks for, or one is missing.",
        },
      ],
    },
    {
      name: "refuses_a_contract_that_is_wrong",
      about: "In the words of `headrace check`, and before anything is made.",
      variables: { datasets: { orders: { columns: [{ name: "order_id", type: "bigintt" }] } } },
      refuses: ["aws_s3_object.contract"],
    },
  ],
  queue: [
    {
      name: "hides_messages_six_times_as_long_as_its_consumer_takes",
      about: "With less, AWS Lambda delivers messages twice.",
      variables: { consumer_timeout_seconds: 100 },
      asserts: [
        {
          condition: "aws_sqs_queue.this.visibility_timeout_seconds == 600",
          message: "Messages come again while they are worked on.",
        },
        {
          condition: "aws_sqs_queue.dead[0].message_retention_seconds == 1209600",
          message: "Dead letters go early.",
        },
      ],
    },
    {
      name: "refuses_to_deliver_twice",
      about: "A timeout of yours is held to the same.",
      variables: { consumer_timeout_seconds: 100, visibility_timeout_seconds: 100 },
      refuses: ["visibility_timeout_seconds"],
    },
  ],
  registry: [
    {
      name: "asks_for_a_token_everywhere_but_in_discovery",
      about: "Whoever has none learns where the registry is, and nothing else.",
      asserts: [
        {
          condition:
            'aws_apigatewayv2_route.versions.authorization_type == "JWT" && aws_apigatewayv2_route.download.authorization_type == "JWT"',
          message: "A route asks for no token.",
        },
      ],
    },
    {
      name: "refuses_everybody_of_an_issuer_of_everybody",
      about: "Each repository of GitHub has tokens of the same issuer.",
      variables: { issuer: "https://token.actions.githubusercontent.com", subjects: ["*"] },
      refuses: ["subjects"],
    },
  ],
  stage: [
    {
      name: "reports_which_messages_failed",
      about: "One file that fails does not bring the others of its batch again.",
      asserts: [
        {
          condition:
            'tolist(aws_lambda_event_source_mapping.source.function_response_types) == tolist(["ReportBatchItemFailures"])',
          message: "A failure brings the whole batch again.",
        },
        {
          condition: "length(aws_secretsmanager_secret.token_key) == 1",
          message: "There is no secret for the key of tokens.",
        },
      ],
    },
  ],
  vault: [
    {
      name: "is_not_lost_by_one_step",
      about: "The values behind tokens are nowhere else.",
      asserts: [
        {
          condition: "aws_dynamodb_table.this.deletion_protection_enabled",
          message: "The table can be deleted.",
        },
      ],
    },
  ],
};
