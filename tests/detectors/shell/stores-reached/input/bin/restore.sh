#!/bin/sh
# psql postgresql://u@commented.example.org/main
echo "mysql -h printed.example.org"
DB_HOST=db.corp.internal
psql postgresql://u@pg.corp.internal/main -c 'select 1'
pg_dump -h "$DB_HOST" main > main.sql
redis-cli --host=cache.corp.internal ping
mongodump --uri mongodb+srv://u@cluster0.abcde.mongodb.net/main
aws s3 cp main.sql s3://corp/main.sql --endpoint-url https://s3.fr-par.scw.cloud
sentry-cli --url https://errors.corp.internal releases new 1
df -h /var/lib.backup
grep -q postgresql://u@searched.example.org config
sort --host other.example.org
case "$1" in
  mysql) mysql -h 10.1.2.3 main ;;
esac
