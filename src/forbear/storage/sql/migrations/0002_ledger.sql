-- The hot deeds as stored functions, one call each: reserve, refuse, use, give back, touch.
--
-- Lock order, the same for everyone, so that no two can wait for each other: keys of count_keys in ascending order (one at a
-- time), then the permit, then everything else. Each function is VOLATILE, so at READ COMMITTED every statement in it sees what
-- was committed while it waited for its locks. At REPEATABLE READ and SERIALIZABLE a wait ends in a serialization failure: the
-- caller is refused, never wrongly granted.

-- The outcome that holds: the last correction that names one, else what was written first.
create function outcome_now(outcome text, corrections jsonb) returns text
    language sql immutable parallel safe
    return coalesce(jsonb_path_query_array(corrections, '$[*].outcome') ->> -1, outcome);

-- Locks the rows of the keys in ascending order, making those never seen; returns {key: version}.
create function lock_keys(for_book text, wanted text[]) returns jsonb
    language plpgsql volatile as
$$
declare
    each_key text;
    found_version bigint;
    versions jsonb := '{}'::jsonb;
begin
    for each_key in select k from unnest(wanted) as u(k) group by k order by k collate "C" loop
        select version into found_version from count_keys where book = for_book and key = each_key for update;
        if not found then
            insert into count_keys (book, key, version) values (for_book, each_key, 0) on conflict do nothing;
            select version into strict found_version from count_keys where book = for_book and key = each_key for update;
        end if;
        versions := versions || jsonb_build_object(each_key, found_version);
    end loop;
    return versions;
end
$$;

-- Whoever changes what the gate knows of a person, debt or number calls this in the same transaction, BEFORE its own writes.
create function touch_keys(for_book text, wanted text[]) returns void
    language plpgsql volatile as
$$
begin
    perform lock_keys(for_book, wanted);
    update count_keys set version = version + 1 where book = for_book and key = any (wanted);
end
$$;

create function write_decision(for_book text, by_plan text, decision jsonb) returns void
    language plpgsql volatile as
$$
declare
    about_person bigint;
begin
    select person_no into about_person from people where book = for_book and person_id = decision ->> 'person_id';
    if not found then
        raise exception 'person `%` is not in the book `%`', decision ->> 'person_id', for_book using errcode = 'foreign_key_violation';
    end if;
    insert into decisions (decision_id, at, book, person_no, loan_ids, plan_id, channel, purpose, role, decision,
                           ask, facts, verdict, versions)
    values (decision ->> 'decision_id', (decision ->> 'at')::timestamptz, for_book, about_person,
            array(select jsonb_array_elements_text(decision -> 'loan_ids')), by_plan,
            decision ->> 'channel', decision ->> 'purpose', decision ->> 'role', (decision ->> 'decision')::smallint,
            decision -> 'ask', decision -> 'facts', decision -> 'verdict', decision -> 'versions');
end
$$;

-- INV: no evidence row, no contact. Decision, attempt, permit and evidence are one transaction: any failure undoes all.
create function reserve_contact(
    for_book text, by_plan text, expected jsonb, permit jsonb, decision jsonb, attempt jsonb, evidence_body jsonb, evidence_digest bytea
) returns jsonb
    language plpgsql volatile as
$$
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

create function refuse_contact(for_book text, by_plan text, decision jsonb, evidence_body jsonb, evidence_digest bytea) returns void
    language plpgsql volatile as
$$
begin
    perform write_decision(for_book, by_plan, decision);
    insert into evidence (at, book, kind, subject, body, digest)
    values ((decision ->> 'at')::timestamptz, for_book, 'decision', decision ->> 'decision_id', evidence_body, evidence_digest);
end
$$;

-- True exactly once per permit, and only inside its time.
create function use_permit(which_permit text, used timestamptz) returns boolean
    language sql volatile as
$$
    with taken as (
        update permits set state = 'used', used_at = used
         where permit_id = which_permit and state = 'granted' and granted_at <= used and used < expires_at
        returning 1
    )
    select exists (select from taken)
$$;

-- Gives the slot back: the attempt was never made. True when the permit was open; a used permit stays used.
create function return_permit(which_permit text, returned timestamptz, why text) returns boolean
    language plpgsql volatile as
$$
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

-- Returns the permits that ran out unused; at most `most` of them a call. Yields the attempts that were never made.
create function return_expired(now_is timestamptz, most integer) returns setof text
    language sql volatile as
$$
    select open.permit_id
      from (select permit_id from permits where state = 'granted' and expires_at <= now_is order by expires_at limit most) as open
     where return_permit(open.permit_id, now_is, 'the permit ran out unused')
$$;

-- What became of an attempt. Added to the row as a correction; the counts of everyone concerned move with it.
create function record_outcome(for_book text, which_attempt text, attempted timestamptz, what text, learned timestamptz, why text)
    returns boolean
    language plpgsql volatile as
$$
declare
    concerned text[];
begin
    select array_remove(array['person:' || p.person_id, 'point:' || a.contact_point], null)
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
