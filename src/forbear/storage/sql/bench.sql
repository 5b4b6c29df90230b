-- What `forbear bench gate-reserve` measures on: people, and calls laid out for pgbench. Never run on a house's own database.

-- name: rows
-- People with a phone, a loan of twelve instalments and some history, as a house in use has them; their keys were raised before.
with person as (
    insert into people (book, person_id, name, born, timezone)
    select 'bench', 'p' || n, 'P', '1990-02-03', 'Asia/Shanghai' from generate_series(0, %(persons)s - 1) as u(n)
    returning person_no, substr(person_id, 2)::integer as n
),
phone as (
    insert into contact_points (book, person_no, kind, value, source)
    select 'bench', person_no, 'mobile', (13800000000 + n)::text, 'contract' from person
),
loan as (
    insert into loans (book, loan_id, borrower_no, lender_no, product, currency, principal_minor, annual_rate, method, signed,
                       disbursed, maturity)
    select 'bench', 'l' || n, person_no, lender_no, 'micro', 'CNY', 1200000, 0.12, 'bullet', '2026-01-01', '2026-01-01', '2026-12-01'
      from person cross join lenders where book = 'bench'
    returning loan_no
),
due as (
    insert into instalments (loan_no, number, due, principal_minor, interest_minor)
    select loan_no, k, date '2026-01-01' + 30 * (k - 1), 100000, 1000 from loan cross join generate_series(1, 12) as u(k)
),
tried as (
    insert into attempts (book, attempt_id, at, person_no, channel, outcome, loan_ids, contact_point)
    select 'bench', 'h' || n || '-' || k, timestamptz '2026-10-12 03:00Z' - k * interval '9 days', person_no, 'call',
           (array['ring_no_answer', 'busy', 'conversation'])[1 + k %% 3], array['l' || n], (13800000000 + n)::text
      from person cross join generate_series(0, 5) as u(k)
)
insert into count_keys (book, key, version)
select 'bench', k, 1 from generate_series(0, %(persons)s - 1) as u(n)
 cross join lateral unnest(array['person:p' || n, 'debt:l' || n, 'point:' || (13800000000 + n)]) as v(k);

-- name: raised
select set_config('forbear.keys', 'raised', true);

-- name: book
insert into books (book, imported_at, format) values ('bench', '2026-01-01Z', 'csv');

-- name: lender
insert into lenders (book, lender_id, name, kind, country) values ('bench', 'bank', 'Bank', 'bank', 'CN');

-- name: calls
create table bench_calls (
    n bigserial primary key, keys text[], seen bigint[], person text, decision text, at timestamptz, about text[], channel text, purpose text,
    role text, answer smallint, law text, kept text, asked text, content text, permit text, expires timestamptz, attempt text,
    tried_at timestamptz, tried_on text, outcome text, direction text, debts text[], address text, actor text, tried_for text, detail jsonb,
    evidence jsonb, digest bytea);

-- name: plain_rows
create table bench_rows (evidence text, decision text, attempt text, permit text);

-- name: copy_rows
copy bench_rows from stdin;

-- name: turns
create sequence bench_turns;

-- name: add_call
insert into bench_calls (keys, seen, person, decision, at, about, channel, purpose, role, answer, law, kept, asked, content, permit, expires,
                         attempt, tried_at, tried_on, outcome, direction, debts, address, actor, tried_for, detail,
                         evidence, digest)
values (%(keys)s, %(seen)s, %(person)s, %(decision)s, %(at)s, %(about)s, %(channel)s, %(purpose)s, %(role)s, %(answer)s, %(law)s,
        %(kept)s, %(asked)s, %(content)s, %(permit)s, %(expires)s, %(attempt)s, %(tried_at)s, %(tried_on)s, %(outcome)s,
        %(direction)s, %(debts)s, %(address)s, %(actor)s, %(tried_for)s, %(detail)s, %(evidence)s, %(digest)s);

-- name: pgbench_call
with turn as materialized (select nextval('bench_turns') as n)
select grant_contact('bench', null, keys, seen, person, decision, at, about, channel, purpose, role, answer, law, kept, asked, content, permit,
                     expires, attempt, tried_at, tried_on, outcome, direction, debts, address, actor,
                     tried_for, detail, evidence, digest)
  from turn join bench_calls using (n);

-- name: empty_calls
truncate bench_calls restart identity;

-- name: first_turn
select setval('bench_turns', 1, false);

-- name: analyze
vacuum analyze;

-- name: most_granted
select coalesce(max(n), 0), coalesce(sum(n), 0) from (
    select count(*) as n from attempts as a join people using (person_no)
     where a.origin = 'gate' and person_id = any (%(people)s) group by person_no
) as granted;
