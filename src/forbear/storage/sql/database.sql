-- What every connection is given, and what bulk work takes off again.

-- name: limits
-- The zone is pinned so that text made of an instant reads the same on every machine.
select set_config('statement_timeout', '30s', false),
       set_config('lock_timeout', '10s', false),
       set_config('idle_in_transaction_session_timeout', '10min', false),
       set_config('timezone', 'UTC', false),
       set_config('datestyle', 'ISO, YMD', false),
       -- For statements that are a transaction of their own.
       set_config('default_transaction_isolation', %(isolation)s, false);

-- name: lift_limits
select set_config('statement_timeout', '0', true),
       set_config('idle_in_transaction_session_timeout', '0', true);

-- name: migration_limits
-- A migration that cannot have its lock at once gives up, so that the queue behind it (senders, stop requests) is not held up.
select set_config('lock_timeout', '5s', false),
       set_config('statement_timeout', '10min', false),
       set_config('timezone', 'UTC', false);

-- name: migration_turn
-- One migration at a time; the second waits here, and then finds nothing to do.
select pg_advisory_lock(7031965);
