-- Staff accounts and their sessions.

-- name: add
insert into staff (staff_id, sign_in, name, password_hash, role, books, language, trained_until)
values (%(staff_id)s, %(sign_in)s, %(name)s, %(password_hash)s, %(role)s, %(books)s, %(language)s, %(trained_until)s)
on conflict (sign_in) do update
set name = excluded.name, password_hash = excluded.password_hash, role = excluded.role, books = excluded.books,
    language = excluded.language, trained_until = excluded.trained_until, failures = 0, failed_since = null, locked_until = null;

-- name: by_sign_in
select staff_id, sign_in, name, password_hash, role, books, language, failures, locked_until
from staff
where sign_in = %(sign_in)s;

-- name: failed
update staff
set failures = failures + 1,
    failed_since = coalesce(failed_since, %(at)s),
    locked_until = case when failures + 1 >= %(failures_max)s then %(locked_until)s else locked_until end
where staff_id = %(staff_id)s;

-- name: succeeded
update staff set failures = 0, failed_since = null, locked_until = null where staff_id = %(staff_id)s;

-- name: start_session
insert into sessions (token_digest, staff_id, csrf, started_at, expires_at)
values (%(token_digest)s, %(staff_id)s, %(csrf)s, %(at)s, %(expires_at)s);

-- name: session
select s.staff_id, s.csrf, s.expires_at, t.sign_in, t.name, t.role, t.books, t.language, t.trained_until
from sessions s
join staff t using (staff_id)
where s.token_digest = %(token_digest)s and s.expires_at > %(at)s;

-- name: end_session
delete from sessions where token_digest = %(token_digest)s;

-- name: end_expired
delete from sessions where expires_at <= %(at)s;

-- name: language
update staff set language = %(language)s where staff_id = %(staff_id)s;
