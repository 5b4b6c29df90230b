-- Who calls: until when a collector's certificate holds. And a number that several people have is told to all who ask about it.

set local lock_timeout = '5s';

alter table staff add column trained_until date;
comment on column staff.trained_until is 'the last day of the certificate of training; empty: never passed';

-- As before, and: whether several people have an address is seen by whoever asks about it, so a written contact point raises it.
create or replace function raise_keys_of_people() returns trigger
    language plpgsql volatile as
$$
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
