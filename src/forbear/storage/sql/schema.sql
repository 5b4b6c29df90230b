-- The schema that all migrations make together. Written by tools/schema.py; change a migration, not this file.
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';
CREATE FUNCTION public.forget_verbatim() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.verbatim := null;
    return new;
end
$$;
CREATE FUNCTION public.grant_contact(for_book text, by_plan text, wanted text[], seen bigint[], which_person text, the_decision text, asked_at timestamp with time zone, about text[], by_channel text, for_purpose text, to_role text, answer smallint, the_law text, keep text, asked text, content text, the_permit text, lasts_until timestamp with time zone, the_attempt text, tried_at timestamp with time zone, tried_on text, what text, way text, debts text[], address text, actor text, purpose text, rest jsonb, evidence_body jsonb, evidence_digest bytea) RETURNS text[]
    LANGUAGE plpgsql
    SET "forbear.keys" TO 'raised'
    AS $$
declare
    counted text[] := array_remove(wanted, 'book');
    raised text[] := '{}';
    one text;
    at_place integer := 0;
    written bigint;
begin
    perform require_read_committed();
    if 0 = any (seen) then
        insert into count_keys (book, key) select for_book, k from unnest(counted) as u(k) order by k collate "C" on conflict do nothing;
    end if;
    foreach one in array wanted loop
        at_place := at_place + 1;
        if one <> 'book' then
            update count_keys set version = version + 1 where book = for_book and key = one and version = seen[at_place];
            if found then
                raised := raised || one;
            end if;
        end if;
    end loop;
    if cardinality(raised) = cardinality(counted) then
        with person as materialized (
            select person_no from people
             where book = for_book and person_id = which_person
               and not exists (select from unnest(wanted, seen) as w (key, version)
                                where w.key = 'book'
                                  and w.version <> coalesce((select version from count_keys where book = for_book and key = 'book'), 0))
        ),
        witnessed as (
            insert into evidence (at, book, kind, subject, body, digest)
            select asked_at, for_book, 'decision', the_decision, evidence_body, evidence_digest from person
        ),
        tried as (
            insert into attempts (attempt_id, at, book, person_no, channel, outcome, direction, loan_ids, contact_point, by, purpose,
                                  role, permit_id, origin, detail)
            select the_attempt, tried_at, for_book, person_no, tried_on, what, way, debts, address, actor, purpose, to_role, the_permit,
                   'gate', rest
              from person
        ),
        permitted as (
            insert into permits (permit_id, book, decision_id, attempt_id, attempt_at, plan_id, ask_digest, content_digest, keys,
                                 granted_at, expires_at)
            select the_permit, for_book, the_decision, the_attempt, tried_at, by_plan, asked, content, counted, asked_at, lasts_until
              from person
        ),
        decided as (
            insert into decisions (decision_id, at, book, person_no, loan_ids, plan_id, channel, purpose, role, decision, law, kept)
            select the_decision, asked_at, for_book, person_no, about, by_plan, by_channel, for_purpose, to_role, answer, the_law, keep
              from person
            returning 1
        )
        select count(*) into written from decided;
        if written = 1 then
            return null;
        end if;
    end if;
    -- What was raised is put back: nobody has seen it, since it is locked.
    update count_keys set version = version - 1 where book = for_book and key = any (raised);
    return moved_keys(for_book, which_person, wanted, seen);
end
$$;
CREATE FUNCTION public.hold_contacts(for_book text, whom text[], book_seen bigint[], counted_at integer[], counted text[], counted_seen bigint[], compared_at integer[], compared text[], compared_seen bigint[], OUT moved jsonb, OUT persons bigint[]) RETURNS record
    LANGUAGE plpgsql
    AS $$
declare
    book_is bigint;
    raised text[];
    twice text;
begin
    perform require_read_committed();
    -- Till the end of the transaction: what the caller copies in belongs to keys that are raised here.
    perform set_config('forbear.keys', 'raised', true);
    if 0 = any (counted_seen) then
        insert into count_keys (book, key) select for_book, k from unnest(counted) as u(k) order by k collate "C" on conflict do nothing;
    end if;
    raised := raise_unmoved(for_book, counted, counted_seen);
    -- Read after the locks: what was committed while we waited for them is seen.
    book_is := coalesce((select version from count_keys where book = for_book and key = 'book'), 0);
    moved := '{}';
    if cardinality(raised) < cardinality(counted) or cardinality(compared) > 0
       or exists (select from unnest(book_seen) as b (version) where version <> book_is) then
        select key into twice from unnest(counted) as u(key) group by key having count(*) > 1 limit 1;
        if found then
            raise exception 'key `%` stands twice in one batch; reserve for distinct people, debts and addresses', twice
                using errcode = 'cardinality_violation';
        end if;
        with gone (n, key) as (
            select w.n, w.key from unnest(counted_at, counted) as w (n, key) left join unnest(raised) as r (key) using (key)
             where r.key is null
            union all
            select w.n, w.key from unnest(compared_at, compared, compared_seen) as w (n, key, version)
              left join count_keys as k on k.book = for_book and k.key = w.key
             where coalesce(k.version, 0) <> w.version
            union all
            select b.n::integer, 'book' from unnest(book_seen) with ordinality as b (version, n) where b.version <> book_is
        )
        select coalesce(jsonb_object_agg(n, keys), '{}') into moved
          from (select n, jsonb_agg(key order by key collate "C") as keys from gone group by n) as of_one;
        -- What was raised of these is put back: nobody has seen it, since it is locked.
        update count_keys set version = version - 1
         where book = for_book
           and key = any (array(select w.key from unnest(counted_at, counted) as w (n, key) join unnest(raised) as r (key) using (key)
                                 where moved ? w.n::text));
    end if;
    persons := people_numbers(for_book, whom);
end
$$;
CREATE FUNCTION public.hold_keys(for_book text, wanted text[], seen bigint[]) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
declare
    counted text[] := array_remove(wanted, 'book');
begin
    if 0 = any (seen) then
        insert into count_keys (book, key) select for_book, k from unnest(counted) as u(k) order by k collate "C" on conflict do nothing;
    end if;
    return (
        with held as (
            select key, version from count_keys where book = for_book and key = any (counted) order by key collate "C" for no key update
        ),
        now_is as (
            select key, version from held
            union all
            select key, version from count_keys where book = for_book and key = 'book'
        )
        select array_agg(w.key order by w.key collate "C")
          from unnest(wanted, seen) as w (key, version) left join now_is as n using (key)
         where coalesce(n.version, 0) <> w.version
    );
end
$$;
CREATE FUNCTION public.keys_of(people_nos bigint[], for_book text, debts text[]) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    select array(
        select 'person:' || person_id from people where person_no = any (people_nos)
        union select 'debt:' || d from unnest(debts) as u(d)
        union select 'person:' || p.person_id from loans as l join people as p on p.person_no = l.borrower_no
               where l.book = for_book and l.loan_id = any (debts))
$$;
CREATE FUNCTION public.lock_keys(for_book text, wanted text[]) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
begin
    insert into count_keys (book, key) select for_book, k from unnest(wanted) as u(k) order by k collate "C" on conflict do nothing;
    return (
        select coalesce(jsonb_object_agg(key, version), '{}')
          from (select key, version from count_keys where book = for_book and key = any (wanted)
                 order by key collate "C" for no key update) as held
    );
end
$$;
CREATE FUNCTION public.make_month(parent regclass, month_start date) RETURNS boolean
    LANGUAGE plpgsql
    SET "forbear.keys" TO 'raised'
    AS $_$
declare
    month_end date := (month_start + interval '1 month')::date;
    part text := format('%s_%s', parent, to_char(month_start, 'YYYY_MM'));
    rest text := format('%s_rest', parent);
    by_column text := case when parent = 'ageing'::regclass then 'run_date' else 'at' end;
    low text := case when by_column = 'at' then month_start || ' 00:00:00+00' else month_start::text end;
    high text := case when by_column = 'at' then month_end || ' 00:00:00+00' else month_end::text end;
begin
    if to_regclass(part) is not null then
        return false;
    end if;
    execute format('create table %I (like %s including defaults including constraints including storage)', part, parent);
    execute format('lock table %I in access exclusive mode', rest);
    execute format('with moved as (delete from %1$I where %2$I >= %3$L and %2$I < %4$L returning *) insert into %5$I select * from moved',
                   rest, by_column, low, high, part);
    execute format('alter table %s attach partition %I for values from (%L) to (%L)', parent, part, low, high);
    return true;
end
$_$;
CREATE FUNCTION public.make_months(first_day date, last_day date) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    month_start date;
    parent regclass;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(7031966); -- one maker at a time
    for month_start in select generate_series(date_trunc('month', first_day::timestamp), last_day::timestamp, interval '1 month')::date loop
        foreach parent in array array['attempts', 'decisions', 'evidence', 'ageing']::regclass[] loop
            made := made + make_month(parent, month_start)::integer;
        end loop;
    end loop;
    return made;
end
$$;
CREATE FUNCTION public.moved_keys(for_book text, which_person text, wanted text[], seen bigint[]) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
declare
    stale text[];
begin
    select array_agg(w.key order by w.key collate "C") into stale
      from unnest(wanted, seen) as w (key, version) left join count_keys as k on k.book = for_book and k.key = w.key
     where coalesce(k.version, 0) <> w.version;
    if stale is null then
        raise exception 'person `%` is not in the book `%`', which_person, for_book using errcode = 'foreign_key_violation';
    end if;
    return stale;
end
$$;
CREATE FUNCTION public.outcome_now(outcome text, corrections jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE((jsonb_path_query_array(corrections, '$[*]."outcome"'::jsonpath) ->> '-1'::integer), outcome);
CREATE FUNCTION public.people_numbers(for_book text, whom text[]) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
begin
    return array(select p.person_no from unnest(whom) with ordinality as u (person_id, n)
                   left join people as p on p.book = for_book and p.person_id = u.person_id
                  order by u.n);
end
$$;
CREATE FUNCTION public.raise_key_of_book() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform touch_keys(coalesce(new.book, old.book), array['book']);
    return null;
end
$$;
CREATE FUNCTION public.raise_keys_of_debt() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    concerned record;
begin
    for concerned in select book, array_agg('debt:' || loan_id) as keys from loans
                      where loan_no in (new.loan_no, old.loan_no) group by book loop
        perform touch_keys(concerned.book, concerned.keys);
    end loop;
    return null;
end
$$;
CREATE FUNCTION public.raise_keys_of_people() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    was jsonb := to_jsonb(old);
    now_is jsonb := to_jsonb(new);
    nos bigint[] := array_remove(array[was ->> 'person_no', now_is ->> 'person_no',
                                       was ->> 'borrower_no', now_is ->> 'borrower_no']::bigint[], null);
    for_book text := (select book from people where person_no = any (nos) limit 1);
    debts text[] := array(select jsonb_array_elements_text(coalesce(was -> 'loan_ids', '[]') || coalesce(now_is -> 'loan_ids', '[]')));
    more text[] := array(
        select 'point:' || (each ->> 'contact_point') from unnest(array[was, now_is]) as u (each) where each ? 'contact_point'
        union
        select 'point:' || (each ->> 'value') from unnest(array[was, now_is]) as u (each) where each ? 'value'
        union
        select 'point:' || (each ->> 'scope') from unnest(array[was, now_is]) as u (each) where each ->> 'kind' = 'wrong_number'
        union
        select 'person:' || (each -> 'detail' ->> 'debtor_id') from unnest(array[was, now_is]) as u (each) where each ? 'detail');
begin
    if for_book is not null then
        perform touch_keys(for_book, keys_of(nos, for_book, debts) || array_remove(more, null));
    end if;
    return null;
end
$$;
CREATE FUNCTION public.raise_own_key() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    names text[] := array_remove(array[to_jsonb(new) ->> tg_argv[1], to_jsonb(old) ->> tg_argv[1]], null);
begin
    perform touch_keys(coalesce(new.book, old.book), array(select tg_argv[0] || ':' || n from unnest(names) as u(n)));
    return null;
end
$$;
CREATE FUNCTION public.raise_unmoved(for_book text, wanted text[], seen bigint[]) RETURNS text[]
    LANGUAGE plpgsql
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
declare
    raised text[];
begin
    with done as (
        update count_keys as k set version = k.version + 1 from unnest(wanted, seen) as w (key, version)
         where k.book = for_book and k.key = w.key and k.version = w.version
        returning k.key
    )
    select array_agg(key) into raised from done;
    return coalesce(raised, '{}');
end
$$;
CREATE FUNCTION public.record_outcome(for_book text, which_attempt text, attempted timestamp with time zone, what text, learned timestamp with time zone, why text) RETURNS boolean
    LANGUAGE plpgsql
    SET "forbear.keys" TO 'raised'
    AS $$
declare
    concerned text[];
begin
    select array_remove(array['person:' || p.person_id, 'person:' || (a.detail ->> 'debtor_id'), 'point:' || a.contact_point], null)
               || array(select 'debt:' || l from unnest(a.loan_ids) as u(l))
               || array(select 'person:' || b.person_id from loans as o join people as b on b.person_no = o.borrower_no
                         where o.book = a.book and o.loan_id = any (a.loan_ids))
      into concerned
      from attempts as a join people as p using (person_no)
     where a.book = for_book and a.attempt_id = which_attempt and a.at = attempted;
    if not found then
        return false;
    end if;
    perform touch_keys(for_book, concerned);
    update attempts set corrections = corrections || jsonb_strip_nulls(jsonb_build_object('at', learned, 'outcome', what, 'why', why))
     where book = for_book and attempt_id = which_attempt and at = attempted;
    return true;
end
$$;
CREATE FUNCTION public.refuse_contact(for_book text, by_plan text, decision jsonb, evidence_body jsonb, evidence_digest bytea) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform write_decision(for_book, by_plan, decision);
    insert into evidence (at, book, kind, subject, body, digest)
    values ((decision ->> 'at')::timestamptz, for_book, 'decision', decision ->> 'decision_id', evidence_body, evidence_digest);
end
$$;
CREATE FUNCTION public.refuse_contact(for_book text, by_plan text, wanted text[], seen bigint[], decision jsonb, evidence_body jsonb, evidence_digest bytea) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
declare
    stale text[];
begin
    perform require_read_committed();
    select array_agg(w.key order by w.key collate "C") into stale
      from unnest(wanted, seen) as w (key, version) left join count_keys as k on k.book = for_book and k.key = w.key
     where coalesce(k.version, 0) <> w.version;
    if stale is not null then
        return stale;
    end if;
    perform write_decision(for_book, by_plan, decision);
    insert into evidence (at, book, kind, subject, body, digest)
    values ((decision ->> 'at')::timestamptz, for_book, 'decision', decision ->> 'decision_id', evidence_body, evidence_digest);
    return null;
end
$$;
CREATE FUNCTION public.require_read_committed() RETURNS void
    LANGUAGE plpgsql STABLE
    AS $$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'reserving needs READ COMMITTED; this transaction is %', upper(current_setting('transaction_isolation'))
            using errcode = 'invalid_transaction_state';
    end if;
end
$$;
CREATE FUNCTION public.reserve_contact(for_book text, by_plan text, expected jsonb, permit jsonb, decision jsonb, attempt jsonb, evidence_body jsonb, evidence_digest bytea) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
    wanted text[] := array(select jsonb_object_keys(expected));
    versions jsonb := lock_keys(for_book, wanted);
    stale jsonb;
    contacted bigint;
begin
    select jsonb_agg(k order by k collate "C") into stale from unnest(wanted) as u(k)
     where (versions ->> k)::bigint <> (expected ->> k)::bigint;
    if stale is not null then
        return jsonb_build_object('granted', false, 'stale', stale);
    end if;
    perform write_decision(for_book, by_plan, decision);
    select person_no into contacted from people where book = for_book and person_id = attempt ->> 'person_id';
    if not found then
        raise exception 'person `%` is not in the book `%`', attempt ->> 'person_id', for_book using errcode = 'foreign_key_violation';
    end if;
    insert into attempts (attempt_id, at, book, person_no, channel, outcome, direction, loan_ids, contact_point, by, purpose, role,
                          permit_id, origin, detail)
    values (attempt ->> 'attempt_id', (attempt ->> 'at')::timestamptz, for_book, contacted, attempt ->> 'channel',
            attempt ->> 'outcome', attempt ->> 'direction', array(select jsonb_array_elements_text(attempt -> 'debts')),
            attempt ->> 'address', attempt ->> 'actor', attempt ->> 'purpose', decision ->> 'role',
            permit ->> 'permit_id', 'gate', attempt -> 'detail');
    insert into evidence (at, book, kind, subject, body, digest)
    values ((decision ->> 'at')::timestamptz, for_book, 'decision', decision ->> 'decision_id', evidence_body, evidence_digest);
    insert into permits (permit_id, book, decision_id, attempt_id, attempt_at, plan_id, ask_digest, content_digest, keys,
                         granted_at, expires_at)
    values (permit ->> 'permit_id', for_book, decision ->> 'decision_id', attempt ->> 'attempt_id',
            (attempt ->> 'at')::timestamptz, by_plan, decision ->> 'ask_digest', permit ->> 'content_digest', wanted,
            (decision ->> 'at')::timestamptz, (permit ->> 'expires_at')::timestamptz);
    update count_keys set version = version + 1 where book = for_book and key = any (wanted);
    return jsonb_build_object('granted', true, 'keys',
                              (select jsonb_object_agg(k, (versions ->> k)::bigint + 1) from unnest(wanted) as u(k)));
end
$$;
CREATE FUNCTION public.reserve_contact(for_book text, by_plan text, wanted text[], seen bigint[], permit jsonb, decision jsonb, attempt jsonb, evidence_body jsonb, evidence_digest bytea) RETURNS text[]
    LANGUAGE plpgsql
    SET "forbear.keys" TO 'raised'
    AS $$
declare
    stale text[];
    contacted bigint;
    asked_at timestamptz := (decision ->> 'at')::timestamptz;
    tried_at timestamptz := (attempt ->> 'at')::timestamptz;
begin
    perform require_read_committed();
    stale := hold_keys(for_book, wanted, seen);
    if stale is not null then
        return stale;
    end if;
    perform write_decision(for_book, by_plan, decision);
    select person_no into contacted from people where book = for_book and person_id = attempt ->> 'person_id';
    if not found then
        raise exception 'person `%` is not in the book `%`', attempt ->> 'person_id', for_book using errcode = 'foreign_key_violation';
    end if;
    insert into attempts (attempt_id, at, book, person_no, channel, outcome, direction, loan_ids, contact_point, by, purpose, role,
                          permit_id, origin, detail)
    values (attempt ->> 'attempt_id', tried_at, for_book, contacted, attempt ->> 'channel',
            attempt ->> 'outcome', attempt ->> 'direction', array(select jsonb_array_elements_text(attempt -> 'debts')),
            attempt ->> 'address', attempt ->> 'actor', attempt ->> 'purpose', decision ->> 'role',
            permit ->> 'permit_id', 'gate', attempt -> 'detail');
    insert into evidence (at, book, kind, subject, body, digest)
    values (asked_at, for_book, 'decision', decision ->> 'decision_id', evidence_body, evidence_digest);
    insert into permits (permit_id, book, decision_id, attempt_id, attempt_at, plan_id, ask_digest, content_digest, keys,
                         granted_at, expires_at)
    values (permit ->> 'permit_id', for_book, decision ->> 'decision_id', attempt ->> 'attempt_id', tried_at, by_plan,
            decision ->> 'ask_digest', permit ->> 'content_digest', array_remove(wanted, 'book'), asked_at,
            (permit ->> 'expires_at')::timestamptz);
    update count_keys set version = version + 1 where book = for_book and key = any (array_remove(wanted, 'book'));
    return null;
end
$$;
CREATE FUNCTION public.reserve_contacts(for_book text, by_plan text, at_deed integer[], wanted text[], seen bigint[], deeds jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    SET "forbear.keys" TO 'raised'
    AS $$
declare
    counted text[] := array_remove(wanted, 'book');
    twice text;
    stale jsonb;
    expected integer;
    written integer;
begin
    perform require_read_committed();
    select k into twice from unnest(counted) as u(k) group by k having count(*) > 1 limit 1;
    if found then
        raise exception 'key `%` stands twice in one batch; reserve for distinct people, debts and addresses', twice
            using errcode = 'cardinality_violation';
    end if;
    if 0 = any (seen) then
        insert into count_keys (book, key) select for_book, k from unnest(counted) as u(k) order by k collate "C" on conflict do nothing;
    end if;
    with held as (
        select key, version from count_keys where book = for_book and key = any (counted) order by key collate "C" for no key update
    ),
    now_is as (
        select key, version from held
        union all
        select key, version from count_keys where book = for_book and key = 'book'
    ),
    moved as (
        select w.n, jsonb_agg(w.key order by w.key collate "C") as keys
          from unnest(at_deed, wanted, seen) as w (n, key, version) left join now_is as i using (key)
         where coalesce(i.version, 0) <> w.version
         group by w.n
    )
    select coalesce(jsonb_object_agg(n, keys), '{}') into stale from moved;
    with deed as materialized (
        select d.*, p.person_no, (d.decision ->> 'at')::timestamptz as asked_at, (d.attempt ->> 'at')::timestamptz as tried_at
          from jsonb_to_recordset(deeds) as d (n integer, decision jsonb, evidence jsonb, digest text, permit jsonb, attempt jsonb)
          join people as p on p.book = for_book and p.person_id = d.decision ->> 'person_id'
         where not stale ? d.n::text
    ),
    decided as (
        insert into decisions (decision_id, at, book, person_no, loan_ids, plan_id, channel, purpose, role, decision,
                               ask, facts, verdict, versions, seen)
        select decision ->> 'decision_id', asked_at, for_book, person_no,
               array(select jsonb_array_elements_text(decision -> 'loan_ids')), by_plan,
               decision ->> 'channel', decision ->> 'purpose', decision ->> 'role', (decision ->> 'decision')::smallint,
               decision -> 'ask', decision -> 'facts', decision -> 'verdict', decision -> 'versions', decision -> 'seen'
          from deed
        returning 1
    ),
    tried as (
        insert into attempts (attempt_id, at, book, person_no, channel, outcome, direction, loan_ids, contact_point, by, purpose,
                              role, permit_id, origin, detail)
        select attempt ->> 'attempt_id', tried_at, for_book, person_no, attempt ->> 'channel', attempt ->> 'outcome',
               attempt ->> 'direction', array(select jsonb_array_elements_text(attempt -> 'debts')), attempt ->> 'address',
               attempt ->> 'actor', attempt ->> 'purpose', decision ->> 'role', permit ->> 'permit_id', 'gate', attempt -> 'detail'
          from deed where attempt is not null
    ),
    witnessed as (
        insert into evidence (at, book, kind, subject, body, digest)
        select asked_at, for_book, 'decision', decision ->> 'decision_id', evidence, decode(digest, 'hex') from deed
    ),
    permitted as (
        insert into permits (permit_id, book, decision_id, attempt_id, attempt_at, plan_id, ask_digest, content_digest, keys,
                             granted_at, expires_at)
        select permit ->> 'permit_id', for_book, decision ->> 'decision_id', attempt ->> 'attempt_id', tried_at, by_plan,
               decision ->> 'ask_digest', permit ->> 'content_digest',
               array(select w.key from unnest(at_deed, wanted) as w (n, key) where w.n = deed.n and w.key <> 'book'),
               asked_at, (permit ->> 'expires_at')::timestamptz
          from deed where attempt is not null
    ),
    raised as (
        update count_keys set version = version + 1
         where book = for_book
           and key = any (array(select w.key from unnest(at_deed, wanted) as w (n, key) join deed using (n)
                                 where deed.attempt is not null and w.key <> 'book'))
    )
    select count(*) into written from decided;
    select count(*) into expected from jsonb_array_elements(deeds);
    expected := expected - (select count(*) from jsonb_object_keys(stale));
    if written <> expected then
        raise exception 'somebody in the batch is not in the book `%`', for_book using errcode = 'foreign_key_violation';
    end if;
    return stale;
end
$$;
CREATE FUNCTION public.return_expired(now_is timestamp with time zone, most integer) RETURNS SETOF text
    LANGUAGE sql
    AS $$
    select open.permit_id
      from (select permit_id from permits where state = 'granted' and expires_at <= now_is order by expires_at limit most) as open
     where return_permit(open.permit_id, now_is, 'the permit ran out unused')
$$;
CREATE FUNCTION public.return_permit(which_permit text, returned timestamp with time zone, why text) RETURNS boolean
    LANGUAGE plpgsql
    SET "forbear.keys" TO 'raised'
    AS $$
declare
    open_permit permits;
begin
    select * into open_permit from permits where permit_id = which_permit and state = 'granted';
    if not found then
        return false;
    end if;
    perform lock_keys(open_permit.book, open_permit.keys);
    update permits set state = 'returned' where permit_id = which_permit and state = 'granted';
    if not found then
        return false; -- used, or returned by another, while we waited
    end if;
    update attempts set corrections = corrections || jsonb_build_object('at', returned, 'outcome', 'not_made', 'why', why)
     where book = open_permit.book and attempt_id = open_permit.attempt_id and at = open_permit.attempt_at;
    update count_keys set version = version + 1 where book = open_permit.book and key = any (open_permit.keys);
    return true;
end
$$;
CREATE FUNCTION public.touch_keys(for_book text, wanted text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    perform lock_keys(for_book, wanted);
    update count_keys set version = version + 1 where book = for_book and key = any (wanted);
end
$$;
CREATE FUNCTION public.turn_down_contact(for_book text, by_plan text, wanted text[], seen bigint[], which_person text, the_decision text, asked_at timestamp with time zone, about text[], by_channel text, for_purpose text, to_role text, answer smallint, the_law text, keep text, evidence_body jsonb, evidence_digest bytea) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
declare
    written bigint;
begin
    perform require_read_committed();
    with person as materialized (
        select person_no from people
         where book = for_book and person_id = which_person
           and not exists (select from unnest(wanted, seen) as w (key, version) left join count_keys as k on k.book = for_book and k.key = w.key
                            where coalesce(k.version, 0) <> w.version)
    ),
    witnessed as (
        insert into evidence (at, book, kind, subject, body, digest)
        select asked_at, for_book, 'decision', the_decision, evidence_body, evidence_digest from person
    ),
    decided as (
        insert into decisions (decision_id, at, book, person_no, loan_ids, plan_id, channel, purpose, role, decision, law, kept)
        select the_decision, asked_at, for_book, person_no, about, by_plan, by_channel, for_purpose, to_role, answer, the_law, keep
          from person
        returning 1
    )
    select count(*) into written from decided;
    return case when written = 0 then moved_keys(for_book, which_person, wanted, seen) end;
end
$$;
CREATE FUNCTION public.use_permit(which_permit text, used timestamp with time zone) RETURNS boolean
    LANGUAGE sql
    AS $$
    with taken as (
        update permits set state = 'used', used_at = used
         where permit_id = which_permit and state = 'granted' and granted_at <= used and used < expires_at
        returning 1
    )
    select exists (select from taken)
$$;
CREATE FUNCTION public.worker_lock(worker text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN hashtextextended(('forbear worker '::text || worker), (0)::bigint);
CREATE FUNCTION public.write_decision(for_book text, by_plan text, decision jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    about_person bigint;
begin
    select person_no into about_person from people where book = for_book and person_id = decision ->> 'person_id';
    if not found then
        raise exception 'person `%` is not in the book `%`', decision ->> 'person_id', for_book using errcode = 'foreign_key_violation';
    end if;
    insert into decisions (decision_id, at, book, person_no, loan_ids, plan_id, channel, purpose, role, decision,
                           ask, facts, verdict, versions, seen)
    values (decision ->> 'decision_id', (decision ->> 'at')::timestamptz, for_book, about_person,
            array(select jsonb_array_elements_text(decision -> 'loan_ids')), by_plan,
            decision ->> 'channel', decision ->> 'purpose', decision ->> 'role', (decision ->> 'decision')::smallint,
            decision -> 'ask', decision -> 'facts', decision -> 'verdict', decision -> 'versions', decision -> 'seen');
end
$$;
CREATE TABLE public.ageing (
    run_date date NOT NULL,
    book text NOT NULL,
    loan_no bigint NOT NULL,
    days_past_due integer NOT NULL,
    oldest_unpaid_due date,
    overdue_principal_minor bigint NOT NULL,
    overdue_interest_minor bigint NOT NULL,
    overdue_fees_minor bigint NOT NULL,
    bucket text NOT NULL,
    CONSTRAINT ageing_days_past_due_check CHECK ((days_past_due >= 0))
)
PARTITION BY RANGE (run_date);
CREATE TABLE public.ageing_rest (
    run_date date NOT NULL,
    book text NOT NULL,
    loan_no bigint NOT NULL,
    days_past_due integer NOT NULL,
    oldest_unpaid_due date,
    overdue_principal_minor bigint NOT NULL,
    overdue_interest_minor bigint NOT NULL,
    overdue_fees_minor bigint NOT NULL,
    bucket text NOT NULL,
    CONSTRAINT ageing_days_past_due_check CHECK ((days_past_due >= 0))
);
CREATE TABLE public.attempts (
    attempt_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    book text NOT NULL,
    person_no bigint NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    direction text DEFAULT 'out'::text NOT NULL,
    direction_given boolean DEFAULT true NOT NULL,
    loan_ids text[] DEFAULT '{}'::text[] NOT NULL,
    contact_point text,
    by text,
    purpose text,
    role text,
    permit_id text,
    corrections jsonb DEFAULT '[]'::jsonb NOT NULL,
    origin text DEFAULT 'book'::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    verbatim text,
    CONSTRAINT attempts_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
    CONSTRAINT attempts_origin_check CHECK ((origin = ANY (ARRAY['book'::text, 'gate'::text, 'heard'::text])))
)
PARTITION BY RANGE (at);
COMMENT ON TABLE public.attempts IS 'one row per contact, tried or made; counts are views over it, never stored; corrections are added, the row is not rewritten';
COMMENT ON COLUMN public.attempts.corrections IS 'what was learned later, in order: [{"at", "outcome", "why"}]; the last outcome is the one that holds';
COMMENT ON COLUMN public.attempts.detail IS 'what the gate''s event says beyond the book''s columns: lender, technology, debts raised, …; absent = not said';
CREATE TABLE public.attempts_rest (
    attempt_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    book text NOT NULL,
    person_no bigint NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    direction text DEFAULT 'out'::text NOT NULL,
    direction_given boolean DEFAULT true NOT NULL,
    loan_ids text[] DEFAULT '{}'::text[] NOT NULL,
    contact_point text,
    by text,
    purpose text,
    role text,
    permit_id text,
    corrections jsonb DEFAULT '[]'::jsonb NOT NULL,
    origin text DEFAULT 'book'::text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL,
    verbatim text,
    CONSTRAINT attempts_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
    CONSTRAINT attempts_origin_check CHECK ((origin = ANY (ARRAY['book'::text, 'gate'::text, 'heard'::text])))
);
CREATE TABLE public.books (
    book text NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    format text NOT NULL,
    layout jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT books_book_check CHECK ((book ~ '^[a-z0-9][a-z0-9._-]{0,62}$'::text)),
    CONSTRAINT books_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'parquet'::text])))
);
COMMENT ON COLUMN public.books.layout IS 'per table: columns in the order they came, line ending; what export needs to give the file back';
CREATE TABLE public.case_moves (
    case_id text NOT NULL,
    run_date date NOT NULL,
    move text NOT NULL,
    from_bucket text NOT NULL,
    to_bucket text NOT NULL,
    CONSTRAINT case_moves_move_check CHECK ((move = ANY (ARRAY['opened'::text, 'moved_up'::text, 'moved_down'::text, 'closed'::text])))
);
CREATE TABLE public.cases (
    case_id text NOT NULL,
    book text NOT NULL,
    loan_no bigint NOT NULL,
    opened_on date NOT NULL,
    closed_on date,
    bucket text NOT NULL,
    CONSTRAINT cases_check CHECK (((closed_on IS NULL) OR (closed_on >= opened_on)))
);
CREATE TABLE public.charges (
    loan_no bigint NOT NULL,
    charge_id text NOT NULL,
    kind text NOT NULL,
    charged_on date NOT NULL,
    amount_minor bigint NOT NULL,
    cost_sheet_line text,
    verbatim text,
    CONSTRAINT charges_amount_minor_check CHECK ((amount_minor > 0)),
    CONSTRAINT charges_kind_check CHECK ((kind = ANY (ARRAY['penalty_interest'::text, 'late_fee'::text, 'fee'::text, 'cost'::text])))
);
CREATE TABLE public.consents (
    consent_no bigint NOT NULL,
    book text NOT NULL,
    person_no bigint NOT NULL,
    scope text NOT NULL,
    given_to text NOT NULL,
    at timestamp with time zone NOT NULL,
    channels text[] DEFAULT '{}'::text[] NOT NULL,
    valid_from text,
    valid_to text,
    until date,
    withdrawn_at timestamp with time zone,
    waives text[] DEFAULT '{}'::text[] NOT NULL,
    verbatim text
);
COMMENT ON COLUMN public.consents.valid_from IS 'start of the agreed hours of the day, as given (column `from` of the book)';
ALTER TABLE public.consents ALTER COLUMN consent_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.consents_consent_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.contact_points (
    contact_point_no bigint NOT NULL,
    book text NOT NULL,
    person_no bigint NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    source text NOT NULL,
    place text,
    verified text,
    invalid_since date,
    timezone text,
    verbatim text,
    region text
);
COMMENT ON COLUMN public.contact_points.region IS 'the state or province of an address (ISO 3166-2), with the city where it has law of its own: US-NY-NYC';
ALTER TABLE public.contact_points ALTER COLUMN contact_point_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.contact_points_contact_point_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.count_keys (
    book text NOT NULL,
    key text NOT NULL,
    version bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='70');
CREATE TABLE public.decisions (
    decision_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    book text NOT NULL,
    person_no bigint NOT NULL,
    loan_ids text[] DEFAULT '{}'::text[] NOT NULL,
    plan_id text,
    channel text NOT NULL,
    purpose text NOT NULL,
    role text NOT NULL,
    decision smallint NOT NULL,
    ask jsonb,
    facts jsonb,
    verdict jsonb,
    versions jsonb,
    seen jsonb,
    law text,
    kept text,
    CONSTRAINT decisions_decision_check CHECK (((decision >= 0) AND (decision <= 4)))
)
PARTITION BY RANGE (at);
COMMENT ON COLUMN public.decisions.kept IS 'question, answer, facts and what else was seen, as canonical JSON; null in decisions of before, which have the columns instead';
CREATE TABLE public.decisions_rest (
    decision_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    book text NOT NULL,
    person_no bigint NOT NULL,
    loan_ids text[] DEFAULT '{}'::text[] NOT NULL,
    plan_id text,
    channel text NOT NULL,
    purpose text NOT NULL,
    role text NOT NULL,
    decision smallint NOT NULL,
    ask jsonb,
    facts jsonb,
    verdict jsonb,
    versions jsonb,
    seen jsonb,
    law text,
    kept text,
    CONSTRAINT decisions_decision_check CHECK (((decision >= 0) AND (decision <= 4)))
);
CREATE TABLE public.evidence (
    evidence_no bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    book text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    body jsonb NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT evidence_digest_check CHECK ((octet_length(digest) = 32))
)
PARTITION BY RANGE (at);
COMMENT ON COLUMN public.evidence.digest IS 'SHA-256 of the canonical bytes of body (RFC 8785)';
ALTER TABLE public.evidence ALTER COLUMN evidence_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.evidence_evidence_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.evidence_rest (
    evidence_no bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    book text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    body jsonb NOT NULL,
    digest bytea NOT NULL,
    CONSTRAINT evidence_digest_check CHECK ((octet_length(digest) = 32))
);
CREATE TABLE public.installation (
    only_row boolean DEFAULT true NOT NULL,
    mode text NOT NULL,
    rehearsal_now timestamp with time zone,
    CONSTRAINT installation_check CHECK (((mode = 'live'::text) OR (rehearsal_now IS NOT NULL))),
    CONSTRAINT installation_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'rehearsal'::text]))),
    CONSTRAINT installation_only_row_check CHECK (only_row)
);
COMMENT ON TABLE public.installation IS 'live, or a rehearsal in which the clock is set by hand and mail may go to this machine only';
CREATE TABLE public.instalments (
    loan_no bigint NOT NULL,
    number integer NOT NULL,
    due date NOT NULL,
    principal_minor bigint NOT NULL,
    interest_minor bigint NOT NULL,
    fees_minor bigint,
    verbatim text,
    CONSTRAINT instalments_fees_minor_check CHECK ((fees_minor >= 0)),
    CONSTRAINT instalments_interest_minor_check CHECK ((interest_minor >= 0)),
    CONSTRAINT instalments_principal_minor_check CHECK ((principal_minor >= 0))
);
CREATE TABLE public.laws (
    law text NOT NULL,
    body jsonb NOT NULL,
    kept_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE public.laws IS 'body: versions by instrument, and rules in their order as [id, citations, confidence]';
CREATE TABLE public.lenders (
    lender_no bigint NOT NULL,
    book text NOT NULL,
    lender_id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    country text,
    is_cba_member boolean,
    verbatim text
);
ALTER TABLE public.lenders ALTER COLUMN lender_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.lenders_lender_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.loans (
    loan_no bigint NOT NULL,
    book text NOT NULL,
    loan_id text NOT NULL,
    borrower_no bigint NOT NULL,
    lender_no bigint NOT NULL,
    product text NOT NULL,
    currency text NOT NULL,
    principal_minor bigint NOT NULL,
    annual_rate numeric NOT NULL,
    method text NOT NULL,
    signed date NOT NULL,
    disbursed date NOT NULL,
    maturity date NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    status_given boolean DEFAULT true NOT NULL,
    penalty_rate numeric,
    allocation text,
    grace_days integer,
    timezone text,
    country text,
    verbatim text,
    CONSTRAINT loans_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT loans_principal_minor_check CHECK ((principal_minor > 0)),
    CONSTRAINT loans_status_check CHECK ((status = ANY (ARRAY['active'::text, 'settled'::text, 'charged_off'::text, 'sold'::text])))
);
COMMENT ON COLUMN public.loans.status_given IS 'false where the file left the status empty and `active` is our reading of that';
ALTER TABLE public.loans ALTER COLUMN loan_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.loans_loan_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.messages (
    message_id text NOT NULL,
    book text NOT NULL,
    attempt_id text,
    direction text NOT NULL,
    at timestamp with time zone NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    person_no bigint,
    subject text,
    body text NOT NULL,
    provider_says text,
    meaning text,
    CONSTRAINT messages_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text])))
);
CREATE TABLE public.payments (
    loan_no bigint NOT NULL,
    payment_id text NOT NULL,
    received date NOT NULL,
    amount_minor bigint NOT NULL,
    channel text,
    reverses text,
    allocated_principal_minor bigint,
    allocated_interest_minor bigint,
    allocated_fees_minor bigint,
    verbatim text,
    CONSTRAINT payments_amount_minor_check CHECK ((amount_minor > 0))
);
CREATE TABLE public.people (
    person_no bigint NOT NULL,
    book text NOT NULL,
    person_id text NOT NULL,
    name text NOT NULL,
    id_number text,
    born date,
    language text,
    country text,
    timezone text,
    deceased boolean,
    special text[] DEFAULT '{}'::text[] NOT NULL,
    verbatim text
);
ALTER TABLE public.people ALTER COLUMN person_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.people_person_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.permits (
    permit_id text NOT NULL,
    book text NOT NULL,
    decision_id text NOT NULL,
    attempt_id text NOT NULL,
    attempt_at timestamp with time zone NOT NULL,
    plan_id text,
    ask_digest text NOT NULL,
    content_digest text,
    keys text[] DEFAULT '{}'::text[] NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    state text DEFAULT 'granted'::text NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT permits_check CHECK (((state <> 'used'::text) OR (used_at IS NOT NULL))),
    CONSTRAINT permits_state_check CHECK ((state = ANY (ARRAY['granted'::text, 'used'::text, 'returned'::text])))
);
CREATE TABLE public.planned_contacts (
    plan_id text NOT NULL,
    book text NOT NULL,
    run_date date NOT NULL,
    case_id text,
    loan_no bigint NOT NULL,
    person_no bigint NOT NULL,
    role text NOT NULL,
    channel text NOT NULL,
    purpose text NOT NULL,
    contact_point text,
    step text NOT NULL,
    template text,
    priority integer NOT NULL,
    not_before timestamp with time zone NOT NULL,
    not_after timestamp with time zone NOT NULL,
    state text DEFAULT 'planned'::text NOT NULL,
    night jsonb,
    claimed_by text,
    lease_until timestamp with time zone,
    permit_id text,
    decision_id text,
    finished_at timestamp with time zone,
    claims integer DEFAULT 0 NOT NULL,
    why text,
    CONSTRAINT planned_contacts_check CHECK (((state <> 'sending'::text) OR (permit_id IS NOT NULL))),
    CONSTRAINT planned_contacts_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'refused_at_night'::text, 'claimed'::text, 'reserved'::text, 'sending'::text, 'sent'::text, 'refused'::text, 'failed'::text, 'uncertain'::text, 'lapsed'::text])))
);
COMMENT ON COLUMN public.planned_contacts.night IS 'what the night''s columns said: decision, clauses, next permitted instant';
COMMENT ON COLUMN public.planned_contacts.why IS 'why it ended without a send, or what is known of an uncertain one; for people';
CREATE TABLE public.quarantine (
    book text NOT NULL,
    run_date date NOT NULL,
    loan_no bigint NOT NULL,
    why text NOT NULL
);
CREATE TABLE public.relations (
    relation_no bigint NOT NULL,
    book text NOT NULL,
    loan_no bigint,
    borrower_no bigint,
    person_no bigint NOT NULL,
    role text NOT NULL,
    relation text,
    evidence text,
    declared date,
    notice_sent date,
    answer text,
    verbatim text,
    CONSTRAINT relations_check CHECK (((loan_no IS NOT NULL) OR (borrower_no IS NOT NULL)))
);
ALTER TABLE public.relations ALTER COLUMN relation_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.relations_relation_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.requests (
    request_no bigint NOT NULL,
    book text NOT NULL,
    request_id text NOT NULL,
    person_no bigint NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    scope text,
    until date,
    verbatim text,
    origin text DEFAULT 'book'::text NOT NULL,
    CONSTRAINT requests_origin_check CHECK ((origin = ANY (ARRAY['book'::text, 'heard'::text])))
);
ALTER TABLE public.requests ALTER COLUMN request_no ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.requests_request_no_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.rulebook_versions (
    instrument_id text NOT NULL,
    version text NOT NULL,
    files jsonb NOT NULL,
    kept_at timestamp with time zone NOT NULL
);
COMMENT ON TABLE public.rulebook_versions IS 'name of each file to its text; version is the digest of both';
CREATE TABLE public.runs (
    book text NOT NULL,
    run_date date NOT NULL,
    state text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    summary jsonb,
    CONSTRAINT runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text])))
);
CREATE TABLE public.sessions (
    token_digest bytea NOT NULL,
    staff_id text NOT NULL,
    csrf text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);
CREATE TABLE public.staff (
    staff_id text NOT NULL,
    sign_in text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    books text[] DEFAULT '{}'::text[] NOT NULL,
    language text DEFAULT 'zh-CN'::text NOT NULL,
    failed_since timestamp with time zone,
    failures integer DEFAULT 0 NOT NULL,
    locked_until timestamp with time zone,
    trained_until date,
    CONSTRAINT staff_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['collector'::text, 'team_lead'::text, 'service'::text, 'compliance'::text, 'auditor'::text])))
);
COMMENT ON COLUMN public.staff.trained_until IS 'the last day of the certificate of training; empty: never passed';
ALTER TABLE ONLY public.ageing ATTACH PARTITION public.ageing_rest DEFAULT;
ALTER TABLE ONLY public.attempts ATTACH PARTITION public.attempts_rest DEFAULT;
ALTER TABLE ONLY public.decisions ATTACH PARTITION public.decisions_rest DEFAULT;
ALTER TABLE ONLY public.evidence ATTACH PARTITION public.evidence_rest DEFAULT;
ALTER TABLE ONLY public.ageing
    ADD CONSTRAINT ageing_pkey PRIMARY KEY (run_date, loan_no);
ALTER TABLE ONLY public.ageing_rest
    ADD CONSTRAINT ageing_rest_pkey PRIMARY KEY (run_date, loan_no);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (book, attempt_id, at);
ALTER TABLE ONLY public.attempts_rest
    ADD CONSTRAINT attempts_rest_pkey PRIMARY KEY (book, attempt_id, at);
ALTER TABLE ONLY public.books
    ADD CONSTRAINT books_pkey PRIMARY KEY (book);
ALTER TABLE ONLY public.case_moves
    ADD CONSTRAINT case_moves_pkey PRIMARY KEY (case_id, run_date);
ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_loan_no_opened_on_key UNIQUE (loan_no, opened_on);
ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (case_id);
ALTER TABLE ONLY public.charges
    ADD CONSTRAINT charges_pkey PRIMARY KEY (loan_no, charge_id);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_pkey PRIMARY KEY (consent_no);
ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_person_no_kind_value_key UNIQUE (person_no, kind, value);
ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_pkey PRIMARY KEY (contact_point_no);
ALTER TABLE ONLY public.count_keys
    ADD CONSTRAINT count_keys_pkey PRIMARY KEY (book, key);
ALTER TABLE public.decisions
    ADD CONSTRAINT decisions_are_kept CHECK ((((kept IS NOT NULL) AND (law IS NOT NULL)) OR ((ask IS NOT NULL) AND (facts IS NOT NULL) AND (verdict IS NOT NULL) AND (versions IS NOT NULL)))) NOT VALID;
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT decisions_pkey PRIMARY KEY (decision_id, at);
ALTER TABLE ONLY public.decisions_rest
    ADD CONSTRAINT decisions_rest_pkey PRIMARY KEY (decision_id, at);
ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (evidence_no, at);
ALTER TABLE ONLY public.evidence_rest
    ADD CONSTRAINT evidence_rest_pkey PRIMARY KEY (evidence_no, at);
ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (only_row);
ALTER TABLE ONLY public.instalments
    ADD CONSTRAINT instalments_pkey PRIMARY KEY (loan_no, number);
ALTER TABLE ONLY public.laws
    ADD CONSTRAINT laws_pkey PRIMARY KEY (law);
ALTER TABLE ONLY public.lenders
    ADD CONSTRAINT lenders_book_lender_id_key UNIQUE (book, lender_id);
ALTER TABLE ONLY public.lenders
    ADD CONSTRAINT lenders_pkey PRIMARY KEY (lender_no);
ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_book_loan_id_key UNIQUE (book, loan_id);
ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_pkey PRIMARY KEY (loan_no);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (message_id);
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (loan_no, payment_id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_book_person_id_key UNIQUE (book, person_id);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (person_no);
ALTER TABLE ONLY public.permits
    ADD CONSTRAINT permits_pkey PRIMARY KEY (permit_id);
ALTER TABLE ONLY public.planned_contacts
    ADD CONSTRAINT planned_contacts_pkey PRIMARY KEY (plan_id);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (book, run_date, loan_no);
ALTER TABLE ONLY public.relations
    ADD CONSTRAINT relations_pkey PRIMARY KEY (relation_no);
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_book_request_id_key UNIQUE (book, request_id);
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (request_no);
ALTER TABLE ONLY public.rulebook_versions
    ADD CONSTRAINT rulebook_versions_pkey PRIMARY KEY (instrument_id, version);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (book, run_date);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_digest);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (staff_id);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_sign_in_key UNIQUE (sign_in);
CREATE INDEX ageing_by_loan ON ONLY public.ageing USING btree (loan_no, run_date);
CREATE INDEX ageing_rest_loan_no_run_date_idx ON public.ageing_rest USING btree (loan_no, run_date);
CREATE INDEX attempts_by_debtor ON ONLY public.attempts USING btree (book, ((detail ->> 'debtor_id'::text)), at) WHERE ((detail ->> 'debtor_id'::text) IS NOT NULL);
CREATE INDEX attempts_by_person ON ONLY public.attempts USING btree (person_no, at);
CREATE INDEX attempts_by_point ON ONLY public.attempts USING btree (book, contact_point, at);
CREATE INDEX attempts_rest_book_contact_point_at_idx ON public.attempts_rest USING btree (book, contact_point, at);
CREATE INDEX attempts_rest_book_expr_at_idx ON public.attempts_rest USING btree (book, ((detail ->> 'debtor_id'::text)), at) WHERE ((detail ->> 'debtor_id'::text) IS NOT NULL);
CREATE INDEX attempts_rest_person_no_at_idx ON public.attempts_rest USING btree (person_no, at);
CREATE UNIQUE INDEX cases_one_open_per_loan ON public.cases USING btree (loan_no) WHERE (closed_on IS NULL);
CREATE INDEX consents_by_person ON public.consents USING btree (person_no);
CREATE INDEX contact_points_by_value ON public.contact_points USING btree (book, value);
CREATE INDEX decisions_by_person ON ONLY public.decisions USING btree (person_no, at);
CREATE INDEX decisions_rest_person_no_at_idx ON public.decisions_rest USING btree (person_no, at);
CREATE INDEX evidence_by_subject ON ONLY public.evidence USING btree (book, subject, at);
CREATE INDEX evidence_rest_book_subject_at_idx ON public.evidence_rest USING btree (book, subject, at);
CREATE INDEX loans_by_borrower ON public.loans USING btree (borrower_no);
CREATE INDEX messages_by_attempt ON public.messages USING btree (attempt_id);
CREATE INDEX messages_by_person ON public.messages USING btree (person_no, at);
CREATE INDEX payments_by_day ON public.payments USING btree (received);
CREATE UNIQUE INDEX permits_by_attempt ON public.permits USING btree (book, attempt_id);
CREATE UNIQUE INDEX permits_by_decision ON public.permits USING btree (book, decision_id);
CREATE INDEX permits_by_plan ON public.permits USING btree (plan_id) WHERE (plan_id IS NOT NULL);
CREATE INDEX permits_open ON public.permits USING btree (expires_at) WHERE (state = 'granted'::text);
CREATE INDEX planned_contacts_busy ON public.planned_contacts USING btree (lease_until) WHERE (state = ANY (ARRAY['claimed'::text, 'reserved'::text, 'sending'::text]));
CREATE INDEX planned_contacts_by_loan ON public.planned_contacts USING btree (loan_no, run_date);
CREATE INDEX planned_contacts_due ON public.planned_contacts USING btree (channel, priority DESC, not_before) WHERE (state = 'planned'::text);
CREATE INDEX relations_by_borrower ON public.relations USING btree (borrower_no);
CREATE INDEX relations_by_loan ON public.relations USING btree (loan_no);
CREATE INDEX relations_by_person ON public.relations USING btree (person_no);
CREATE INDEX requests_by_person ON public.requests USING btree (person_no, at);
ALTER INDEX public.ageing_by_loan ATTACH PARTITION public.ageing_rest_loan_no_run_date_idx;
ALTER INDEX public.ageing_pkey ATTACH PARTITION public.ageing_rest_pkey;
ALTER INDEX public.attempts_by_point ATTACH PARTITION public.attempts_rest_book_contact_point_at_idx;
ALTER INDEX public.attempts_by_debtor ATTACH PARTITION public.attempts_rest_book_expr_at_idx;
ALTER INDEX public.attempts_by_person ATTACH PARTITION public.attempts_rest_person_no_at_idx;
ALTER INDEX public.attempts_pkey ATTACH PARTITION public.attempts_rest_pkey;
ALTER INDEX public.decisions_by_person ATTACH PARTITION public.decisions_rest_person_no_at_idx;
ALTER INDEX public.decisions_pkey ATTACH PARTITION public.decisions_rest_pkey;
ALTER INDEX public.evidence_by_subject ATTACH PARTITION public.evidence_rest_book_subject_at_idx;
ALTER INDEX public.evidence_pkey ATTACH PARTITION public.evidence_rest_pkey;
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.attempts FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_people();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.charges FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_debt();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.consents FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_people();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.contact_points FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_people();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.instalments FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_debt();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.lenders FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_key_of_book();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.loans FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_own_key('debt', 'loan_id');
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.payments FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_debt();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.people FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_own_key('person', 'person_id');
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.relations FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_people();
CREATE TRIGGER keys AFTER INSERT OR DELETE OR UPDATE ON public.requests FOR EACH ROW WHEN ((current_setting('forbear.keys'::text, true) IS DISTINCT FROM 'raised'::text)) EXECUTE FUNCTION public.raise_keys_of_people();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.attempts FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.charges FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.consents FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.contact_points FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.instalments FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.lenders FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.loans FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.payments FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.people FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.relations FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
CREATE TRIGGER verbatim BEFORE UPDATE ON public.requests FOR EACH ROW WHEN (((NOT (old.verbatim IS DISTINCT FROM new.verbatim)) AND (new.verbatim IS NOT NULL))) EXECUTE FUNCTION public.forget_verbatim();
ALTER TABLE ONLY public.case_moves
    ADD CONSTRAINT case_moves_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(case_id);
ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loans(loan_no);
ALTER TABLE ONLY public.charges
    ADD CONSTRAINT charges_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loans(loan_no);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.consents
    ADD CONSTRAINT consents_person_no_fkey FOREIGN KEY (person_no) REFERENCES public.people(person_no);
ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.contact_points
    ADD CONSTRAINT contact_points_person_no_fkey FOREIGN KEY (person_no) REFERENCES public.people(person_no);
ALTER TABLE ONLY public.instalments
    ADD CONSTRAINT instalments_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loans(loan_no);
ALTER TABLE ONLY public.lenders
    ADD CONSTRAINT lenders_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_borrower_no_fkey FOREIGN KEY (borrower_no) REFERENCES public.people(person_no);
ALTER TABLE ONLY public.loans
    ADD CONSTRAINT loans_lender_no_fkey FOREIGN KEY (lender_no) REFERENCES public.lenders(lender_no);
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loans(loan_no);
ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.planned_contacts
    ADD CONSTRAINT planned_contacts_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.planned_contacts
    ADD CONSTRAINT planned_contacts_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(case_id);
ALTER TABLE ONLY public.planned_contacts
    ADD CONSTRAINT planned_contacts_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loans(loan_no);
ALTER TABLE ONLY public.planned_contacts
    ADD CONSTRAINT planned_contacts_person_no_fkey FOREIGN KEY (person_no) REFERENCES public.people(person_no);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loans(loan_no);
ALTER TABLE ONLY public.relations
    ADD CONSTRAINT relations_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.relations
    ADD CONSTRAINT relations_borrower_no_fkey FOREIGN KEY (borrower_no) REFERENCES public.people(person_no);
ALTER TABLE ONLY public.relations
    ADD CONSTRAINT relations_loan_no_fkey FOREIGN KEY (loan_no) REFERENCES public.loans(loan_no);
ALTER TABLE ONLY public.relations
    ADD CONSTRAINT relations_person_no_fkey FOREIGN KEY (person_no) REFERENCES public.people(person_no);
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_person_no_fkey FOREIGN KEY (person_no) REFERENCES public.people(person_no);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_book_fkey FOREIGN KEY (book) REFERENCES public.books(book);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(staff_id);
