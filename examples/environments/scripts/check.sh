#!/usr/bin/env bash
# check.sh ENVIRONMENT: gives an environment a real file, waits until it is committed, and holds the audit to what the file has.
set -euo pipefail

environment=${1:?"usage: check.sh ENVIRONMENT"}
here=$(cd "$(dirname "$0")" && pwd)
landing=$(bash "$here/environment.sh" "$environment" output -raw landing_bucket)
table=$(bash "$here/environment.sh" "$environment" output -raw audit_table)

aws s3 cp "$here/../sample/orders.csv" "s3://$landing/orders/orders.csv"

# Three of its four rows are sound: one address has no @.
for _ in $(seq "${CHECK_TRIES:-60}"); do
  found=$(aws dynamodb scan --table-name "$table" --output text \
    --filter-expression "#state = :curated" \
    --expression-attribute-names '{"#state":"state"}' \
    --expression-attribute-values '{":curated":{"S":"curated"}}' \
    --query "Items[0].[rows_in.N,rows_curated.N,rows_quarantined.N]")
  if [ "$found" = "$(printf '4\t3\t1')" ]; then
    echo "$environment: 4 rows came in, 3 got through, 1 is quarantined."
    exit 0
  fi
  sleep "${CHECK_PAUSE:-5}"
done
echo "$environment: the file is not committed as it should be; the audit has: $found" >&2
exit 1
