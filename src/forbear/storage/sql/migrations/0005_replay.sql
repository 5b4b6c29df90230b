-- What an exact replay of a past decision needs: the rest of its dossier, and the law as it was then.

-- What the decision had seen beside its question and facts: events by id with the outcome then known, records, zones.
-- Null in decisions that are older than the column: they are replayed only as far as that goes.
alter table decisions add column seen jsonb;

-- Every version of an instrument that ever decided, with its files, so that the law as it was read then can be read again.
create table rulebook_versions (
    instrument_id text not null,
    version       text not null,
    files         jsonb not null,
    kept_at       timestamptz not null,
    primary key (instrument_id, version)
);
comment on table rulebook_versions is 'name of each file to its text; version is the digest of both';

create or replace function write_decision(for_book text, by_plan text, decision jsonb) returns void
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
                           ask, facts, verdict, versions, seen)
    values (decision ->> 'decision_id', (decision ->> 'at')::timestamptz, for_book, about_person,
            array(select jsonb_array_elements_text(decision -> 'loan_ids')), by_plan,
            decision ->> 'channel', decision ->> 'purpose', decision ->> 'role', (decision ->> 'decision')::smallint,
            decision -> 'ask', decision -> 'facts', decision -> 'verdict', decision -> 'versions', decision -> 'seen');
end
$$;
