#!/usr/bin/env bash
# sweep.sh [NUMBER…]: destroys the environments of all pull requests but those, which are open. What has a state is there; one that
# cannot be destroyed is told of, and the others go all the same.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
open=" $* "
failed=0
keys=$(aws s3api list-objects-v2 --bucket "${STATE_BUCKET:?}" --prefix environments/pr- --query "Contents[].Key" --output text)
for key in $keys; do
  case $key in
    environments/pr-*/terraform.tfstate) ;;
    *) continue ;;
  esac
  environment=$(basename "$(dirname "$key")")
  case $open in
    *" ${environment#pr-} "*) echo "$environment is open, and stays."; continue ;;
  esac
  echo "$environment goes."
  bash "$here/environment.sh" "$environment" destroy || { echo "$environment could not be destroyed." >&2; failed=1; }
done
exit $failed
