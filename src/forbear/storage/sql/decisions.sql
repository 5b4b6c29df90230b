-- Past decisions, read back.

-- name: by_id
select decision_id, at, book, channel, purpose, role, ask, facts, verdict, versions
from decisions
where decision_id = %(decision_id)s;
