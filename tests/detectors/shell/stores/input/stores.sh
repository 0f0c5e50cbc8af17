#!/bin/sh
BUCKET=audit
aws --endpoint-url http://objects.corp.example s3api create-bucket --bucket "$BUCKET" --object-lock-enabled-for-bucket
aws s3api put-object-lock-configuration --bucket ledger --object-lock-configuration '{"ObjectLockEnabled": "Enabled"}'
aws s3api create-bucket --bucket plain
aws s3api get-object-lock-configuration --bucket read-only
mc mb --with-lock store/records
mc retention set --default COMPLIANCE 365d store/kept
mc retention info --default store/asked
# mc mb --with-lock store/commented
echo "mc mb --with-lock store/printed"
restic -r s3:https://backup.corp.example/restic backup /data
restic -r s3:https://backup.corp.example/restic snapshots
