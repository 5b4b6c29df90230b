-- What the worker adds to planned contacts: how often one was claimed, and why one ended without a send.
--
-- `claims` makes the ids of questions and permits: the same contact asked again is another question.

set local lock_timeout = '5s';

alter table planned_contacts add column claims integer not null default 0;
alter table planned_contacts add column why text;
comment on column planned_contacts.why is 'why it ended without a send, or what is known of an uncertain one; for people';

-- A worker that broke between reserving and noting the permit leaves a permit that only its plan_id names.
-- No installation has permits yet, so nobody waits for this.
-- squawk-ignore require-concurrent-index-creation
create index permits_by_plan on permits (plan_id) where plan_id is not null;

-- The advisory lock that stands for a worker's name while it lives.
create function worker_lock(worker text) returns bigint
    language sql immutable parallel safe
    return hashtextextended('forbear worker ' || worker, 0);
