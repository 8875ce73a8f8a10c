#!/usr/bin/env bash
# environment.sh ENVIRONMENT plan|apply|destroy [TERRAFORM'S OPTIONS]: one environment, by its own file and its own state.
# STATE_BUCKET and STATE_KEY_ARN are outputs of the bootstrap; AWS_REGION is where all of it lies.
set -euo pipefail

environment=${1:?"usage: environment.sh ENVIRONMENT plan|apply|destroy"}
command=${2:?"usage: environment.sh ENVIRONMENT plan|apply|destroy"}
shift 2
cd "$(dirname "$0")/.."

case $environment in
  pr-*) file=environments/pr.tfvars ;;
  *) file=environments/$environment.tfvars ;;
esac
[ -f "$file" ] || { echo "There is no $file: name dev, test, staging, prod or pr-NUMBER." >&2; exit 2; }

# A folder for each, so that one never works with the state of another.
export TF_DATA_DIR=${TF_DATA_DIR:-.terraform/$environment} TF_IN_AUTOMATION=1 TF_INPUT=0
terraform init -reconfigure \
  -backend-config="bucket=${STATE_BUCKET:?}" \
  -backend-config="key=environments/$environment/terraform.tfstate" \
  -backend-config="region=${AWS_REGION:?}" \
  -backend-config="encrypt=true" \
  -backend-config="kms_key_id=${STATE_KEY_ARN:?}" \
  -backend-config="use_lockfile=true" >&2

given=(-var-file="$file" -var="environment=$environment")
case $command in
  # Whoever only plans may not write, and so not lock.
  plan) terraform plan -lock=false "${given[@]}" "$@" ;;
  apply) terraform apply -auto-approve -lock-timeout=5m "${given[@]}" "$@" ;;
  destroy)
    case $environment in
      pr-*) ;;
      *) echo "$environment is not of a pull request, and is not destroyed here." >&2; exit 2 ;;
    esac
    terraform destroy -auto-approve -lock-timeout=5m "${given[@]}" "$@"
    # Nothing is left that it would speak of.
    aws s3 rm "s3://$STATE_BUCKET/environments/$environment/terraform.tfstate"
    ;;
  output) terraform output "$@" ;;
  *) echo "$command is neither plan, apply, destroy nor output." >&2; exit 2 ;;
esac
