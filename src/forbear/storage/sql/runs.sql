-- The nightly run: the tables of one book out (by ADBC, hence $1), the results of one date in (by COPY and statements).

-- name: table_lenders
select lender_no, lender_id, kind, country, is_cba_member from lenders where book = $1 order by lender_no;

-- name: table_loans
select loan_no, loan_id, borrower_no, lender_no, product, currency, principal_minor, annual_rate::text as annual_rate, method, signed,
       disbursed, maturity, status, penalty_rate::text as penalty_rate, allocation, timezone, country
from loans where book = $1 order by loan_no;

-- name: table_instalments
select i.loan_no, i.number::bigint as number, i.due, i.principal_minor, i.interest_minor, i.fees_minor
from instalments i join loans l using (loan_no) where l.book = $1 order by i.loan_no, i.due, i.number;

-- name: table_payments
select p.loan_no, p.payment_id, p.received, p.amount_minor, p.reverses,
       p.allocated_principal_minor, p.allocated_interest_minor, p.allocated_fees_minor
from payments p join loans l using (loan_no) where l.book = $1;

-- name: table_charges
select c.loan_no, c.charge_id, c.kind, c.charged_on as date, c.amount_minor
from charges c join loans l using (loan_no) where l.book = $1;

-- name: table_people
select person_no, person_id, born, language, country, timezone, deceased, special from people where book = $1 order by person_no;

-- name: table_contact_points
select person_no, kind, value, source, place, verified, invalid_since, timezone, region
from contact_points where book = $1 order by contact_point_no;

-- name: table_relations
select loan_no, borrower_no, person_no, role, relation, evidence, declared, notice_sent, answer
from relations where book = $1 order by relation_no;

-- name: table_consents
select person_no, scope, given_to, at, channels, valid_from, valid_to, until, withdrawn_at, waives
from consents where book = $1 order by consent_no;

-- name: table_attempts
-- The last outcome learned stands; a wrong number found later is told by a row of its own among the requests.
select attempt_id, at, person_no, channel,
       coalesce(jsonb_path_query_array(corrections, '$[*].outcome ? (@ <> "wrong_number")') ->> -1, outcome) as outcome,
       direction, loan_ids, contact_point, by, purpose, role, detail ->> 'debtor_id' as debtor_id, detail ->> 'place' as place,
       detail ->> 'lender' as lender, detail ->> 'debt_elected' as debt_elected, detail ->> 'technology' as technology,
       detail ->> 'form' as form, detail ->> 'consent_id' as consent_id, detail ->> 'in_reply_to' as in_reply_to,
       case when detail ? 'debts_raised' then array(select jsonb_array_elements_text(detail -> 'debts_raised')) end as debts_raised,
       case when detail ? 'debts_discussed' then array(select jsonb_array_elements_text(detail -> 'debts_discussed')) end
           as debts_discussed,
       case when detail ? 'flags' then array(select jsonb_array_elements_text(detail -> 'flags')) end as flags
from attempts where book = $1 and outcome_now(outcome, corrections) <> 'not_made';

-- name: table_requests
select request_id, person_no, kind, at, scope, until from requests where book = $1
union all
select 'correction of ' || a.attempt_id, a.person_no, 'wrong_number', (c.value ->> 'at')::timestamptz, a.contact_point, null::date
from attempts a cross join lateral jsonb_array_elements(a.corrections) as c(value)
where a.book = $1 and c.value ->> 'outcome' = 'wrong_number';

-- name: earlier
-- How every loan stood at the end of a date whose run is done.
select a.loan_no, a.bucket, a.days_past_due, (c.case_id is not null) as has_case, (q.loan_no is not null) as is_set_aside
from ageing a
left join cases c on c.loan_no = a.loan_no and c.opened_on <= a.run_date and (c.closed_on is null or c.closed_on > a.run_date)
left join quarantine q on q.book = a.book and q.run_date = a.run_date and q.loan_no = a.loan_no
where a.book = $1 and a.run_date = $2 order by a.loan_no;

-- name: one_instant
set transaction isolation level repeatable read;

-- name: turn
-- One run of a book at a time; held until the connection ends, also when the process is killed.
select set_config('lock_timeout', '120s', false), pg_advisory_lock(hashtextextended('forbear run ' || %(book)s, 0));

-- name: end_turn
select pg_advisory_unlock(hashtextextended('forbear run ' || %(book)s, 0));

-- name: dates
select run_date from runs where book = %(book)s and state = %(state)s order by run_date;

-- name: incoming
create temporary table if not exists incoming_ageing (like ageing including defaults) on commit delete rows;
create temporary table if not exists incoming_moves (
    case_id text, loan_no bigint, move text, from_bucket text, to_bucket text
) on commit delete rows;
create temporary table if not exists incoming_quarantine (loan_no bigint, why text) on commit delete rows;
create temporary table if not exists incoming_plans (
    plan_id text, loan_no bigint, person_no bigint, role text, channel text, purpose text, contact_point text, step text,
    template text, priority integer, not_before timestamptz, not_after timestamptz, state text, night jsonb
) on commit delete rows;

-- name: copy_ageing
copy incoming_ageing (run_date, book, loan_no, days_past_due, oldest_unpaid_due, overdue_principal_minor, overdue_interest_minor,
                      overdue_fees_minor, bucket) from stdin (format csv);

-- name: copy_moves
copy incoming_moves (case_id, loan_no, move, from_bucket, to_bucket) from stdin (format csv);

-- name: copy_quarantine
copy incoming_quarantine (loan_no, why) from stdin (format csv);

-- name: copy_plans
copy incoming_plans (plan_id, loan_no, person_no, role, channel, purpose, contact_point, step, template, priority, not_before, not_after,
                     state, night) from stdin (format csv);

-- name: stands_already
-- True when the date was run to this very end: nothing that later dates rest on would change.
select exists (select from runs where book = %(book)s and run_date = %(on)s and state = 'done')
   and not exists (
       (select loan_no, days_past_due, oldest_unpaid_due, overdue_principal_minor, overdue_interest_minor, overdue_fees_minor, bucket
          from ageing where book = %(book)s and run_date = %(on)s
        except
        select loan_no, days_past_due, oldest_unpaid_due, overdue_principal_minor, overdue_interest_minor, overdue_fees_minor, bucket
          from incoming_ageing)
       union all
       (select loan_no, days_past_due, oldest_unpaid_due, overdue_principal_minor, overdue_interest_minor, overdue_fees_minor, bucket
          from incoming_ageing
        except
        select loan_no, days_past_due, oldest_unpaid_due, overdue_principal_minor, overdue_interest_minor, overdue_fees_minor, bucket
          from ageing where book = %(book)s and run_date = %(on)s))
   and not exists (
       select from (select c.loan_no, m.move, m.from_bucket, m.to_bucket from case_moves m join cases c using (case_id)
                     where c.book = %(book)s and m.run_date = %(on)s) as old
       full join incoming_moves as new using (loan_no, move, from_bucket, to_bucket)
       where old.move is null or new.move is null)
   and not exists (
       select from (select loan_no, why from quarantine where book = %(book)s and run_date = %(on)s) as old
       full join incoming_quarantine as new using (loan_no, why)
       where old.why is null or new.why is null) as stands;

-- name: unwind
-- Takes back what the date and all later ones did to cases, and marks the later dates as to be run again: they rest on this one.
with gone as (select case_id from cases where book = %(book)s and opened_on >= %(on)s)
update planned_contacts set case_id = null where case_id in (select case_id from gone);

-- name: unwind_moves
delete from case_moves m using cases c where c.case_id = m.case_id and c.book = %(book)s and m.run_date >= %(on)s;

-- name: unwind_cases
delete from cases where book = %(book)s and opened_on >= %(on)s;

-- name: unwind_standing
update cases c set closed_on = null, bucket = last.to_bucket
from (select distinct on (m.case_id) m.case_id, m.to_bucket from case_moves m join cases k using (case_id)
       where k.book = %(book)s order by m.case_id, m.run_date desc) as last
where last.case_id = c.case_id and c.book = %(book)s and (c.closed_on >= %(on)s or (c.closed_on is null and c.bucket <> last.to_bucket));

-- name: unwind_runs
update runs set state = 'running', finished_at = null where book = %(book)s and run_date > %(on)s and state = 'done';

-- name: forget_date
delete from ageing where book = %(book)s and run_date = %(on)s;

-- name: forget_quarantine
delete from quarantine where book = %(book)s and run_date = %(on)s;

-- name: write_ageing
insert into ageing select * from incoming_ageing order by loan_no;

-- name: write_quarantine
insert into quarantine (book, run_date, loan_no, why) select %(book)s, %(on)s, loan_no, why from incoming_quarantine;

-- name: open_cases
insert into cases (case_id, book, loan_no, opened_on, bucket)
select case_id, %(book)s, loan_no, %(on)s, to_bucket from incoming_moves where move = 'opened';

-- name: name_cases
-- A move of a case that was open before is told by its loan; its case is the open one.
update incoming_moves m set case_id = c.case_id from cases c
where c.loan_no = m.loan_no and c.closed_on is null and m.move <> 'opened';

-- name: write_moves
insert into case_moves (case_id, run_date, move, from_bucket, to_bucket)
select case_id, %(on)s, move, from_bucket, to_bucket from incoming_moves;

-- name: move_cases
update cases c set bucket = m.to_bucket, closed_on = case when m.move = 'closed' then %(on)s::date end
from incoming_moves m where m.case_id = c.case_id and m.move <> 'opened';

-- name: forget_plans
-- Only what nobody has taken up may go.
delete from planned_contacts p
where p.book = %(book)s and p.run_date = %(on)s and p.state in ('planned', 'refused_at_night') and p.claims = 0
  and not exists (select from incoming_plans n where n.plan_id = p.plan_id);

-- name: write_plans
insert into planned_contacts as p (plan_id, book, run_date, case_id, loan_no, person_no, role, channel, purpose, contact_point, step,
                                   template, priority, not_before, not_after, state, night)
select n.plan_id, %(book)s, %(on)s, c.case_id, n.loan_no, n.person_no, n.role, n.channel, n.purpose, n.contact_point, n.step,
       n.template, n.priority, n.not_before, n.not_after, n.state, n.night
from incoming_plans n
left join cases c on c.loan_no = n.loan_no and c.opened_on <= %(on)s and (c.closed_on is null or c.closed_on > %(on)s)
order by n.plan_id
on conflict (plan_id) do update
set case_id = excluded.case_id, loan_no = excluded.loan_no, person_no = excluded.person_no, role = excluded.role,
    channel = excluded.channel, purpose = excluded.purpose, contact_point = excluded.contact_point, step = excluded.step,
    template = excluded.template, priority = excluded.priority, not_before = excluded.not_before, not_after = excluded.not_after,
    state = excluded.state, night = excluded.night
where p.state in ('planned', 'refused_at_night') and p.claims = 0;

-- name: rejoin_plans
update planned_contacts p set case_id = c.case_id
from cases c
where p.book = %(book)s and p.run_date = %(on)s and p.case_id is null
  and c.loan_no = p.loan_no and c.opened_on <= %(on)s and (c.closed_on is null or c.closed_on > %(on)s);

-- name: done
insert into runs (book, run_date, state, started_at, finished_at, summary)
values (%(book)s, %(on)s, 'done', %(at)s, %(at)s, %(summary)s)
on conflict (book, run_date) do update
set state = 'done', started_at = excluded.started_at, finished_at = excluded.finished_at, summary = excluded.summary;
