-- A decision is kept in few bytes, and reserving costs fewer statements and locks.
--
-- Before, a decision was some ten kilobytes of JSON, most of it the names of rules that were met, and its evidence repeated them. Now
-- those names are kept once for each law, and the rest is one text, whose digest the evidence holds. Decisions of before stay as
-- they are and are read as they are; the functions of before stay for code that still runs while this is put in.

set local lock_timeout = '5s';

-- The rules that decisions number. `law` is the digest of the body in canonical JSON, so a number never comes to mean another rule.
create table laws (
    law     text primary key,
    body    jsonb not null,
    kept_at timestamptz not null
);
comment on table laws is 'body: versions by instrument, and rules in their order as [id, citations, confidence]';

alter table decisions add column law text;
alter table decisions add column kept text;
comment on column decisions.kept is 'question, answer, facts and what else was seen, as canonical JSON; null in decisions of before, which have the columns instead';
-- Code of before can read only decisions of before; it writes the columns, and new code reads both.
-- squawk-ignore ban-drop-not-null
alter table decisions alter column ask drop not null;
-- squawk-ignore ban-drop-not-null
alter table decisions alter column facts drop not null;
-- squawk-ignore ban-drop-not-null
alter table decisions alter column verdict drop not null;
-- squawk-ignore ban-drop-not-null
alter table decisions alter column versions drop not null;
alter table decisions add constraint decisions_are_kept check
    ((kept is not null and law is not null) or (ask is not null and facts is not null and verdict is not null and versions is not null)) not valid;

-- -------------------------------------------------------------------------------------------------------------- the keys

-- Keys are raised one after the other in ascending order, each only if it still has the version of the reading: what is raised is
-- locked, and what moved while we waited for its lock is compared as it is then and left alone. So one pass locks, compares and raises.
-- Nobody who raises waits for one who makes keys (what is made is not seen before it is committed), so no two wait for each other.

-- Reserves one contact. Returns the keys that moved since the reading (nothing is written then), or null: granted.
-- No evidence row, no contact: decision, attempt, evidence and permit are one statement, and any failure undoes all.
-- `wanted` is sorted, and `seen` has the version of each; the key `book` is compared and never raised.
create function grant_contact(
    for_book text, by_plan text, wanted text[], seen bigint[], which_person text,
    the_decision text, asked_at timestamptz, about text[], by_channel text, for_purpose text, to_role text, answer smallint,
    the_law text, keep text, asked text, content text, the_permit text, lasts_until timestamptz,
    the_attempt text, tried_at timestamptz, tried_on text, what text, way text, debts text[], address text, actor text, purpose text,
    rest jsonb, evidence_body jsonb, evidence_digest bytea
) returns text[]
    language plpgsql volatile set forbear.keys = 'raised' as
$$
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

-- The keys that have another version than `seen`, in the order of `wanted`. Raises where none has: then the person is not in the book.
create function moved_keys(for_book text, which_person text, wanted text[], seen bigint[]) returns text[]
    language plpgsql volatile as
$$
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

-- A refusal is written when it rests on what still holds; it locks and raises nothing. Returns the keys that moved, or null: written.
create function turn_down_contact(
    for_book text, by_plan text, wanted text[], seen bigint[], which_person text,
    the_decision text, asked_at timestamptz, about text[], by_channel text, for_purpose text, to_role text, answer smallint,
    the_law text, keep text, evidence_body jsonb, evidence_digest bytea
) returns text[]
    language plpgsql volatile as
$$
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

-- ------------------------------------------------------------------------------------------------------------- set-wise

-- Raises every key that still has the version of the reading, and returns those. `wanted` is sorted (by code point), and so is the order
-- of the locks, because keys are looked up one after the other as they are named: no other plan is allowed here.
create function raise_unmoved(for_book text, wanted text[], seen bigint[]) returns text[]
    language plpgsql volatile
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off as
$$
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

-- The numbers of people in the order in which they are named, null for whoever is not in the book. Looked up one by one: a book may
-- have a million times as many.
create function people_numbers(for_book text, whom text[]) returns bigint[]
    language plpgsql stable
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off as
$$
begin
    return array(select p.person_no from unnest(whom) with ordinality as u (person_id, n)
                   left join people as p on p.book = for_book and p.person_id = u.person_id
                  order by u.n);
end
$$;

-- The first half of reserving many: all keys of a contact are raised, or none. `whom` has the person of each contact, `book_seen` the
-- version of the key `book` in its reading (null: not read). `counted` are keys of grants, sorted, with the contact (from 1) and the
-- version; `compared` are those of refusals, which are raised by nobody.
--
-- Returns for each contact the keys that moved ({n: [key, …]}, and nothing of theirs is raised), and of each contact in turn the
-- number of its person (null: not in the book). The caller copies the rows of the contacts that did not move in, in this same
-- transaction, and commits all or nothing; until then the keys are locked.
create function hold_contacts(
    for_book text, whom text[], book_seen bigint[], counted_at integer[], counted text[], counted_seen bigint[],
    compared_at integer[], compared text[], compared_seen bigint[],
    out moved jsonb, out persons bigint[]
)
    language plpgsql volatile as
$$
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
