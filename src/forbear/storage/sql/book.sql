-- The book: in by COPY in one transaction, out by COPY from one snapshot.

-- name: import_turn
-- One import at a time: numbers are given out in blocks, and an import of the same book must find the other's rows.
select pg_advisory_xact_lock(7031967);

-- name: keys_are_raised
-- An import raises keys itself, all at once and in order, before its rows.
select set_config('forbear.keys', 'raised', true);

-- name: touch_book
-- What was read before the book was there no longer holds.
select touch_keys(%(book)s, array['book']);

-- name: find_book
select layout from books where book = %(book)s;

-- name: names
select book from books order by book;

-- name: new_book
insert into books (book, imported_at, format, layout) values (%(book)s, %(at)s, %(format)s, %(layout)s::jsonb);

-- name: number_block
-- A block of numbers in one piece. Anybody may draw one meanwhile; then the block has a gap, and the caller draws another block.
select min(n), max(n) from (select nextval(%(sequence)s::regclass) as n from generate_series(1, %(count)s)) as drawn;

-- name: known_numbers
-- Our numbers of ids that the book already has.
select 'lenders', lender_id, lender_no from lenders where book = %(book)s and lender_id = any (%(lenders)s)
union all
select 'people', person_id, person_no from people where book = %(book)s and person_id = any (%(people)s)
union all
select 'loans', loan_id, loan_no from loans where book = %(book)s and loan_id = any (%(loans)s);

-- name: holds_no_entries
-- Whether nobody can be reading entries of loans yet, because there are none.
select not exists (select from instalments) and not exists (select from payments) and not exists (select from charges);

-- name: check_entries_at_the_end
-- Two thirds of the time of a first import would go into asking, row by row, whether the loan is there. One join at the end asks the
-- same. The tables are locked until then, so this is for an installation without any entries; a rollback brings the checks back.
alter table instalments drop constraint instalments_loan_no_fkey;
alter table payments drop constraint payments_loan_no_fkey;
alter table charges drop constraint charges_loan_no_fkey;

-- name: check_entries_now
alter table instalments add constraint instalments_loan_no_fkey foreign key (loan_no) references loans;
alter table payments add constraint payments_loan_no_fkey foreign key (loan_no) references loans;
alter table charges add constraint charges_loan_no_fkey foreign key (loan_no) references loans;

-- name: evidence
insert into evidence (at, book, kind, subject, body, digest) values (%(at)s, %(book)s, 'import', %(book)s, %(body)s::jsonb, %(digest)s);

-- name: counts
-- Rows of a book, table by table.
select 'lenders', count(*) from lenders where book = %(book)s
union all select 'people', count(*) from people where book = %(book)s
union all select 'loans', count(*) from loans where book = %(book)s
union all select 'instalments', count(*) from instalments join loans using (loan_no) where book = %(book)s
union all select 'payments', count(*) from payments join loans using (loan_no) where book = %(book)s
union all select 'charges', count(*) from charges join loans using (loan_no) where book = %(book)s
union all select 'contact_points', count(*) from contact_points where book = %(book)s
union all select 'relations', count(*) from relations where book = %(book)s
union all select 'consents', count(*) from consents where book = %(book)s
union all select 'attempts', count(*) from attempts where book = %(book)s
union all select 'requests', count(*) from requests where book = %(book)s;

-- name: analyze
-- The planner of the first run after an import should know that the tables are no longer empty.
analyze lenders, people, loans, instalments, payments, charges, contact_points, relations, consents, attempts, requests;

-- ------------------------------------------------------------------------------------------------------------- in, by COPY

-- name: copy_lenders
copy lenders (book, lender_id, name, kind, country, is_cba_member, lender_no, verbatim) from stdin;

-- name: copy_people
copy people (book, person_id, name, id_number, born, language, country, timezone, deceased, special, person_no,
             verbatim) from stdin;

-- name: copy_loans
copy loans (book, loan_id, borrower_no, lender_no, product, currency, principal_minor, annual_rate, method, signed,
            disbursed, maturity, status, status_given, penalty_rate, allocation, grace_days, timezone, country,
            loan_no, verbatim) from stdin;

-- name: copy_instalments
copy instalments (loan_no, number, due, principal_minor, interest_minor, fees_minor, verbatim) from stdin;

-- name: copy_payments
copy payments (loan_no, payment_id, received, amount_minor, channel, reverses, allocated_principal_minor,
               allocated_interest_minor, allocated_fees_minor, verbatim) from stdin;

-- name: copy_charges
copy charges (loan_no, charge_id, kind, charged_on, amount_minor, cost_sheet_line, verbatim) from stdin;

-- name: copy_contact_points
copy contact_points (book, person_no, kind, value, source, place, verified, invalid_since, timezone, region, verbatim) from stdin;

-- name: copy_relations
copy relations (book, loan_no, borrower_no, person_no, role, relation, evidence, declared, notice_sent, answer,
                verbatim) from stdin;

-- name: copy_consents
copy consents (book, person_no, scope, given_to, at, channels, valid_from, valid_to, until, withdrawn_at, waives,
               verbatim) from stdin;

-- name: copy_attempts
copy attempts (book, attempt_id, at, person_no, channel, outcome, direction, direction_given, loan_ids,
               contact_point, by, purpose, role, detail, verbatim) from stdin;

-- name: copy_requests
copy requests (book, request_id, person_no, kind, at, scope, until, verbatim) from stdin;

-- ------------------------------------------------------------------------------------------------------------ out, by COPY
-- Columns as in the book, in its order; the rows of `loans` and `people` given, or of all where none are given.

-- name: export_lenders
copy (select t.lender_id, t.name, t.kind, t.country, t.is_cba_member, t.verbatim
        from lenders as t
       where t.book = %(book)s
       order by t.lender_no) to stdout with (format csv);

-- name: export_people
copy (select t.person_id, t.name, t.id_number, t.born, t.language, t.country, t.timezone, t.deceased,
             array_to_json(t.special) as special, t.verbatim
        from people as t
       where t.book = %(book)s
          and (%(people)s::text[] is null or t.person_id = any (%(people)s))
       order by t.person_no) to stdout with (format csv);

-- name: export_loans
copy (select t.loan_id, borrower.person_id as "borrower_id", lender.lender_id, t.product, t.currency,
             t.principal_minor, t.annual_rate, trunc(t.annual_rate * 1000000000)::bigint as annual_rate_nano,
             t.method, t.signed, t.disbursed, t.maturity, case when t.status_given then t.status end as status,
             t.penalty_rate, trunc(t.penalty_rate * 1000000000)::bigint as penalty_rate_nano, t.allocation,
             t.grace_days, t.timezone, t.country, t.verbatim
        from loans as t
         join people as borrower on borrower.person_no = t.borrower_no
         join lenders as lender on lender.lender_no = t.lender_no
       where t.book = %(book)s
          and (%(loans)s::text[] is null or t.loan_id = any (%(loans)s))
       order by t.loan_no) to stdout with (format csv);

-- name: export_instalments
copy (select loan.loan_id, t.number, t.due, t.principal_minor, t.interest_minor, t.fees_minor, t.verbatim
        from instalments as t
         join loans as loan on loan.loan_no = t.loan_no
       where loan.book = %(book)s
          and (%(loans)s::text[] is null or loan.loan_id = any (%(loans)s))
       order by t.loan_no, t.number) to stdout with (format csv);

-- name: export_payments
copy (select loan.loan_id, t.payment_id, t.received, t.amount_minor, t.channel, t.reverses,
             t.allocated_principal_minor, t.allocated_interest_minor, t.allocated_fees_minor, t.verbatim
        from payments as t
         join loans as loan on loan.loan_no = t.loan_no
       where loan.book = %(book)s
          and (%(loans)s::text[] is null or loan.loan_id = any (%(loans)s))
       order by t.loan_no, t.payment_id) to stdout with (format csv);

-- name: export_charges
copy (select loan.loan_id, t.charge_id, t.kind, t.charged_on as "date", t.amount_minor, t.cost_sheet_line,
             t.verbatim
        from charges as t
         join loans as loan on loan.loan_no = t.loan_no
       where loan.book = %(book)s
          and (%(loans)s::text[] is null or loan.loan_id = any (%(loans)s))
       order by t.loan_no, t.charge_id) to stdout with (format csv);

-- name: export_contact_points
copy (select person.person_id, t.kind, t.value, t.source, t.place, t.verified, t.invalid_since, t.timezone,
             t.region, t.verbatim
        from contact_points as t
         join people as person on person.person_no = t.person_no
       where t.book = %(book)s
          and (%(people)s::text[] is null or person.person_id = any (%(people)s))
       order by t.contact_point_no) to stdout with (format csv);

-- name: export_relations
copy (select loan.loan_id, borrower.person_id as "borrower_id", person.person_id, t.role, t.relation, t.evidence,
             t.declared, t.notice_sent, t.answer, t.verbatim
        from relations as t
         left join loans as loan on loan.loan_no = t.loan_no
         left join people as borrower on borrower.person_no = t.borrower_no
         join people as person on person.person_no = t.person_no
       where t.book = %(book)s
          and (%(people)s::text[] is null or person.person_id = any (%(people)s))
       order by t.relation_no) to stdout with (format csv);

-- name: export_consents
copy (select person.person_id, t.scope, t.given_to, to_char(t.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
             array_to_json(t.channels) as channels, t.valid_from as "from", t.valid_to as "to", t.until,
             to_char(t.withdrawn_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as withdrawn_at,
             array_to_json(t.waives) as waives, t.verbatim
        from consents as t
         join people as person on person.person_no = t.person_no
       where t.book = %(book)s
          and (%(people)s::text[] is null or person.person_id = any (%(people)s))
       order by t.consent_no) to stdout with (format csv);

-- name: export_attempts
copy (select t.attempt_id, to_char(t.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, person.person_id as "to", t.channel,
             outcome_now(t.outcome, t.corrections) as outcome,
             case when t.direction_given then t.direction end as direction, array_to_json(t.loan_ids) as loan_ids,
             t.contact_point, t.by, t.purpose, t.verbatim
        from attempts as t
         join people as person on person.person_no = t.person_no
       where t.book = %(book)s
          and (%(people)s::text[] is null or person.person_id = any (%(people)s))
          and outcome_now(t.outcome, t.corrections) <> 'not_made'
       order by t.at, t.attempt_id) to stdout with (format csv);

-- name: export_requests
copy (select t.request_id, person.person_id, t.kind, to_char(t.at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, t.scope,
             t.until, t.verbatim
        from requests as t
         join people as person on person.person_no = t.person_no
       where t.book = %(book)s
          and (%(people)s::text[] is null or person.person_id = any (%(people)s))
       order by t.request_no) to stdout with (format csv);

-- --------------------------------------------------------------------------------------------------------- adding to a book

-- name: merge_layout
-- A table that came for the first time brings its layout; the layouts that are there stay.
update books set layout = %(layout)s::jsonb || layout where book = %(book)s;

-- name: update_lenders
update lenders set name = %(name)s, kind = %(kind)s, country = %(country)s, is_cba_member = %(is_cba_member)s,
       verbatim = %(verbatim)s
 where book = %(book)s and lender_id = %(lender_id)s;

-- name: update_people
update people
   set name = %(name)s, id_number = %(id_number)s, born = %(born)s, language = %(language)s, country = %(country)s,
       timezone = %(timezone)s, deceased = %(deceased)s, special = coalesce(%(special)s::text[], '{}'),
       verbatim = %(verbatim)s
 where book = %(book)s and person_id = %(person_id)s;

-- name: update_loans
update loans
   set product = %(product)s, method = %(method)s, signed = %(signed)s, disbursed = %(disbursed)s, maturity = %(maturity)s,
       status = coalesce(%(status)s, 'active'), status_given = %(status)s::text is not null, allocation = %(allocation)s,
       grace_days = %(grace_days)s, timezone = %(timezone)s, country = %(country)s, verbatim = %(verbatim)s
 where book = %(book)s and loan_id = %(loan_id)s;

-- name: update_contact_points
update contact_points as t
   set source = %(source)s, place = %(place)s, verified = %(verified)s, invalid_since = %(invalid_since)s,
       timezone = %(timezone)s, region = %(region)s, verbatim = %(verbatim)s
  from people as person
 where person.person_no = t.person_no and person.book = %(book)s and person.person_id = %(person_id)s
   and t.kind = %(kind)s and t.value = %(value)s;

-- name: update_relations
update relations as t
   set relation = %(relation)s, evidence = %(evidence)s, declared = %(declared)s, notice_sent = %(notice_sent)s,
       answer = %(answer)s, verbatim = %(verbatim)s
 where t.book = %(book)s and t.role = %(role)s
   and t.person_no = (select person_no from people where book = %(book)s and person_id = %(person_id)s)
   and t.loan_no is not distinct from (select loan_no from loans where book = %(book)s and loan_id = %(loan_id)s)
   and t.borrower_no is not distinct from (select person_no from people where book = %(book)s and person_id = %(borrower_id)s);

-- name: update_consents
update consents as t
   set until = %(until)s, withdrawn_at = %(withdrawn_at)s, verbatim = %(verbatim)s
 where t.book = %(book)s and t.scope = %(scope)s and t.given_to = %(given_to)s and t.at = %(at)s
   and t.person_no = (select person_no from people where book = %(book)s and person_id = %(person_id)s);

-- name: update_attempts
-- What the lender learned later about an attempt is a correction of ours too; the row as it first came stays.
update attempts
   set corrections = corrections || jsonb_build_object('at', %(learned_at)s::timestamptz, 'outcome', %(outcome)s::text,
                                                       'why', 'the lender''s book'),
       verbatim = %(verbatim)s
 where book = %(book)s and attempt_id = %(attempt_id)s and at = %(at)s;
