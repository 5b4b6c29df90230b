-- Which migration a database stands at.

-- name: has_version
select to_regclass('alembic_version') is not null;

-- name: version
select version_num from alembic_version;
