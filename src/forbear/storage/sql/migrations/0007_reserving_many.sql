-- Reserving many contacts of distinct people in one call: the locks are taken once and in order, the rows written as sets.

-- `deeds` is a list of {"n", "decision", "evidence", "digest" (hex), "permit", "attempt"}; the last two are absent in a refusal.
-- `at_deed`, `wanted` and `seen` are of equal length: key and version of the reading of deed n. Returns {n: [keys that moved]} for the
-- deeds that were not written because their reading no longer holds; the others are written, all of them or none.
create function reserve_contacts(
    for_book text, by_plan text, at_deed integer[], wanted text[], seen bigint[], deeds jsonb
) returns jsonb
    language plpgsql volatile set forbear.keys = 'raised' as
$$
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
