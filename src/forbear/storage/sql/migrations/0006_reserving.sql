-- Reserving in one round trip on readings that may be remembered, one contact or many at a time; and no fact changes unseen.
--
-- A decision may rest on a reading that a process kept from before. What makes that safe: every row that a reading shows belongs to
-- keys, every write to such a row raises its keys in the same transaction (triggers here see to it, whoever writes), and nothing is
-- granted or refused unless all keys still have the versions of the reading.
--
-- Keys of people, debts and points are counted: locked and raised by a reservation. The key `book` is only compared: it stands for
-- what all questions of a book share (its lenders, an import), and a lock on it would let one contact at a time through.
--
-- READ COMMITTED is required, not assumed: at any other isolation these functions refuse to work, because they must see what was
-- committed while they waited for their locks.

set local lock_timeout = '5s';

create function require_read_committed() returns void
    language plpgsql stable as
$$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'reserving needs READ COMMITTED; this transaction is %', upper(current_setting('transaction_isolation'))
            using errcode = 'invalid_transaction_state';
    end if;
end
$$;

-- ------------------------------------------------------------------------------------------------ no fact changes unseen

-- The keys under which one row is seen: of people by our numbers, of debts by the lender's ids, with the borrowers of those debts.
create function keys_of(people_nos bigint[], for_book text, debts text[]) returns text[]
    language sql stable as
$$
    select array(
        select 'person:' || person_id from people where person_no = any (people_nos)
        union select 'debt:' || d from unnest(debts) as u(d)
        union select 'person:' || p.person_id from loans as l join people as p on p.person_no = l.borrower_no
               where l.book = for_book and l.loan_id = any (debts))
$$;

-- Raises the keys of the people whom the written row is about, of the debts it names and of their borrowers. Whoever has raised the
-- keys already says so (`forbear.keys` = 'raised') and the triggers keep still.
create function raise_keys_of_people() returns trigger
    language plpgsql volatile as
$$
declare
    was jsonb := to_jsonb(old);
    now_is jsonb := to_jsonb(new);
    nos bigint[] := array_remove(array[was ->> 'person_no', now_is ->> 'person_no',
                                       was ->> 'borrower_no', now_is ->> 'borrower_no']::bigint[], null);
    for_book text := (select book from people where person_no = any (nos) limit 1);
    debts text[] := array(select jsonb_array_elements_text(coalesce(was -> 'loan_ids', '[]') || coalesce(now_is -> 'loan_ids', '[]')));
begin
    if for_book is not null then
        perform touch_keys(for_book, keys_of(nos, for_book, debts));
    end if;
    return null;
end
$$;

-- Raises the key of the loan to which the written row belongs.
create function raise_keys_of_debt() returns trigger
    language plpgsql volatile as
$$
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

-- Raises the key that the row itself is: its prefix and the column that names it are the trigger's arguments.
create function raise_own_key() returns trigger
    language plpgsql volatile as
$$
declare
    names text[] := array_remove(array[to_jsonb(new) ->> tg_argv[1], to_jsonb(old) ->> tg_argv[1]], null);
begin
    perform touch_keys(coalesce(new.book, old.book), array(select tg_argv[0] || ':' || n from unnest(names) as u(n)));
    return null;
end
$$;

-- Raises what all questions of the book share.
create function raise_key_of_book() returns trigger
    language plpgsql volatile as
$$
begin
    perform touch_keys(coalesce(new.book, old.book), array['book']);
    return null;
end
$$;

create trigger keys after insert or update or delete on people for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_own_key('person', 'person_id');
create trigger keys after insert or update or delete on loans for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_own_key('debt', 'loan_id');
create trigger keys after insert or update or delete on lenders for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_key_of_book();
create trigger keys after insert or update or delete on instalments for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_debt();
create trigger keys after insert or update or delete on payments for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_debt();
create trigger keys after insert or update or delete on charges for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_debt();
create trigger keys after insert or update or delete on contact_points for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_people();
create trigger keys after insert or update or delete on relations for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_people();
create trigger keys after insert or update or delete on requests for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_people();
create trigger keys after insert or update or delete on consents for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_people();
create trigger keys after insert or update or delete on attempts for each row
    when (current_setting('forbear.keys', true) is distinct from 'raised') execute function raise_keys_of_people();

-- These raise every key of their attempt themselves, or change nothing that is known.
alter function return_permit(text, timestamptz, text) set forbear.keys = 'raised';
alter function record_outcome(text, text, timestamptz, text, timestamptz, text) set forbear.keys = 'raised';
alter function make_month(regclass, date) set forbear.keys = 'raised';

-- ------------------------------------------------------------------------------------------------------------- reserving

-- Lock order, the same for everyone: first the keys that have no row yet are made, in ascending order; then all are locked, in
-- ascending order. Nobody who locks waits for one who makes (what is made is not seen before it is committed), so no two wait for
-- each other. Returns {key: version}.
create or replace function lock_keys(for_book text, wanted text[]) returns jsonb
    language plpgsql volatile as
$$
begin
    insert into count_keys (book, key) select for_book, k from unnest(wanted) as u(k) order by k collate "C" on conflict do nothing;
    return (
        select coalesce(jsonb_object_agg(key, version), '{}')
          from (select key, version from count_keys where book = for_book and key = any (wanted)
                 order by key collate "C" for no key update) as held
    );
end
$$;

-- Locks the counted keys and returns the keys, counted or only compared, that have another version than `seen` (in the order of
-- `wanted`); null when none has. Only a key that was never raised can have no row.
create function hold_keys(for_book text, wanted text[], seen bigint[]) returns text[]
    language plpgsql volatile as
$$
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

-- The functions of before stay for code that still runs while this is put in: they compare versions too. A later migration ends them.
-- No evidence row, no contact: decision, attempt, evidence and permit are one transaction, and any failure undoes all. Returns the
-- keys that moved since the reading (nothing is written then), or null: granted.
create function reserve_contact(
    for_book text, by_plan text, wanted text[], seen bigint[], permit jsonb, decision jsonb, attempt jsonb, evidence_body jsonb,
    evidence_digest bytea
) returns text[]
    language plpgsql volatile set forbear.keys = 'raised' as
$$
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

-- A refusal is written when it rests on what still holds; it locks and raises nothing. Returns the keys that moved, or null: written.
create function refuse_contact(
    for_book text, by_plan text, wanted text[], seen bigint[], decision jsonb, evidence_body jsonb, evidence_digest bytea
) returns text[]
    language plpgsql volatile as
$$
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
