-- Past decisions, read back, and the law by which they were made.

-- name: by_id
select decision_id, at, book, channel, purpose, role, ask, facts, verdict, versions, seen, law, kept
from decisions
where decision_id = %(decision_id)s;

-- name: between
-- By instant and id, so that the next batch begins exactly where this one ends, whatever is written meanwhile.
select decision_id, at, book, channel, purpose, role, ask, facts, verdict, versions, seen, law, kept
  from decisions
 where (at, decision_id) > (%(after_at)s, %(after_id)s) and at >= %(after_at)s
   and (%(until)s::timestamptz is null or at < %(until)s)
 order by at, decision_id
 limit %(most)s;

-- name: count_between
select count(*) as found from decisions where at >= %(since)s and (%(until)s::timestamptz is null or at < %(until)s);

-- name: events
-- Attempts by id, in the shape in which `ledger.sql` gives them to the gate.
select json_build_object('attempt_id', attempt_id, 'person_id', person_id, 'at', at, 'channel', channel, 'outcome', outcome,
                         'direction', direction, 'loan_ids', loan_ids, 'contact_point', contact_point, 'by', by,
                         'purpose', purpose, 'role', role, 'corrections', corrections, 'detail', detail) as event
  from attempts join people using (person_no)
 where attempts.book = %(book)s and attempt_id = any (%(ids)s);

-- name: law
select body from laws where law = %(law)s;

-- name: kept_versions
select instrument_id, version from rulebook_versions;

-- name: keep_version
insert into rulebook_versions (instrument_id, version, files, kept_at)
values (%(instrument)s, %(version)s, %(files)s::jsonb, %(at)s)
on conflict do nothing;

-- name: kept_files
select files from rulebook_versions where instrument_id = %(instrument)s and version = %(version)s;
