-- Whose loans a contact was about, what the person was to them and where it reached; and in which state or province an address lies.
--
-- A contact with somebody else than the borrower counts to the borrower's case; a call counts to the number, whoever is called on it.
-- The detail of an attempt says whose loans it was about where that is somebody else than the person (`debtor_id`), and what kind of
-- place it reached (`place`). What an attempt says of itself is written once, with the row, so that a past decision sees it again.

set local lock_timeout = '5s';

alter table contact_points add column region text;
comment on column contact_points.region is 'the state or province of an address (ISO 3166-2), with the city where it has law of its own: US-NY-NYC';

-- Only contacts with others are in it: those with the borrower are found by person.
-- squawk-ignore require-concurrent-index-creation
create index attempts_by_debtor on attempts (book, (detail ->> 'debtor_id'), at) where detail ->> 'debtor_id' is not null;

-- The rows from before say it too, as an import says it now (`forbear.portfolio.book.attributing`): the borrower is the person where
-- one of the loans named is their own, else the borrower of the first loan named, else of the first loan that a relation ties them to.
-- Its own words about the row (`verbatim`) still hold, and every reading from before is out of date.
alter table attempts disable trigger verbatim;
set local forbear.keys = 'raised';

with known as (
    select a.book, a.attempt_id, a.at, who.person_id, whose.person_no as debtor_no, whose.person_id as debtor_id,
           (select c.place from contact_points as c where c.person_no = a.person_no and c.value = a.contact_point
             order by c.contact_point_no limit 1) as place
      from attempts as a
      join people as who using (person_no)
      cross join lateral (
          select b.person_no, b.person_id
            from people as b
           where b.person_no = coalesce(
                     (select l.borrower_no from unnest(a.loan_ids) with ordinality as u (loan_id, nth)
                        join loans as l on l.book = a.book and l.loan_id = u.loan_id
                       order by (l.borrower_no = a.person_no) desc, u.nth limit 1),
                     (select coalesce(r.borrower_no, l.borrower_no) from relations as r left join loans as l using (loan_no)
                       where r.person_no = a.person_no and cardinality(a.loan_ids) = 0
                         and not exists (select from loans as own where own.borrower_no = a.person_no)
                       order by r.relation_no limit 1),
                     a.person_no)
      ) as whose
)
update attempts as a
   set detail = jsonb_strip_nulls(jsonb_build_object(
                    'debtor_id', case when known.debtor_id <> known.person_id then known.debtor_id end, 'place', known.place)) || a.detail,
       role = coalesce(a.role, case when known.debtor_id = known.person_id then 'borrower' else (
                  select r.role from relations as r
                   where r.person_no = a.person_no
                     and (r.borrower_no = known.debtor_no or r.loan_no in (select loan_no from loans where borrower_no = known.debtor_no))
                   order by r.relation_no limit 1) end)
  from known
 where known.book = a.book and known.attempt_id = a.attempt_id and known.at = a.at
   and (known.debtor_id <> known.person_id or known.place is not null or a.role is null);

select touch_keys(book, array['book']) from books;
alter table attempts enable trigger verbatim;

-- As before, and: whoever asks about a number counts the calls of all who are called on it, and whoever asks about a case counts the
-- contacts with all others about it. So a written contact raises its number and whose loans it was about, and a wrong number that
-- somebody tells us of raises the number.
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

create or replace function record_outcome(for_book text, which_attempt text, attempted timestamptz, what text, learned timestamptz, why text)
    returns boolean
    language plpgsql volatile set forbear.keys = 'raised' as
$$
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
