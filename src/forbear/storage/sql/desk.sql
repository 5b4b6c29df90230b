-- What the desk shows. Every statement is limited to the books that the signed-in person may see: %(books)s, empty meaning all.

-- name: last_run
select max(run_date) as run_date
from runs
where state = 'done' and (%(books)s::text[] = '{}' or book = any (%(books)s));

-- name: books
select book, count(*) as loans
from loans
where %(books)s::text[] = '{}' or book = any (%(books)s)
group by book
order by book;

-- name: figures
select
    (select count(*) from cases c where c.closed_on is null and (%(books)s::text[] = '{}' or c.book = any (%(books)s))) as open,
    (select count(*) from planned_contacts p
      where p.run_date = %(run_date)s and p.state in ('planned', 'claimed', 'reserved', 'sending') and (%(books)s::text[] = '{}' or p.book = any (%(books)s))) as allowed,
    (select count(*) from planned_contacts p
      where p.run_date = %(run_date)s and p.state in ('refused_at_night', 'refused') and (%(books)s::text[] = '{}' or p.book = any (%(books)s))) as refused,
    (select count(*) from planned_contacts p
      where p.run_date = %(run_date)s and p.state = 'sent' and (%(books)s::text[] = '{}' or p.book = any (%(books)s))) as sent,
    (select count(*) from planned_contacts p
      where p.state = 'uncertain' and (%(books)s::text[] = '{}' or p.book = any (%(books)s))) as uncertain,
    (select count(*) from requests r
      where r.at >= %(at)s - interval '30 days' and r.at <= %(at)s and (%(books)s::text[] = '{}' or r.book = any (%(books)s))) as requests;

-- name: worklist
-- One row an open case. Order: what somebody asked of us, what may have gone wrong, what is allowed today, how late.
-- The newest request of the last 14 days is shown; some kinds wait for an answer of ours (`owed`), the others only bind.
with open_cases as (
    select c.case_id, c.book, c.loan_no, c.opened_on, c.bucket
    from cases c
    where c.closed_on is null
      and (%(books)s::text[] = '{}' or c.book = any (%(books)s))
      and (%(book)s::text is null or c.book = %(book)s)
      and (%(bucket)s::text is null or c.bucket = %(bucket)s)
), rows as (
    select
        oc.case_id, oc.book, oc.opened_on, oc.bucket,
        l.loan_id, l.currency, l.product,
        coalesce(l.timezone, p.timezone) as timezone,
        p.person_no, p.person_id, p.name,
        a.days_past_due, a.overdue_principal_minor + a.overdue_interest_minor + a.overdue_fees_minor as overdue_minor,
        plan.plan_id, plan.channel as plan_channel, plan.state as plan_state, plan.night, plan.not_before, plan.priority,
        asked.kind as asked_kind, asked.at as asked_at,
        asked.kind in ('dispute', 'complaint', 'hardship', 'grace', 'plan', 'illness', 'distress', 'deceased', 'wrong_number') as owed,
        unsure.plan_id as unsure_plan,
        moved.move
    from open_cases oc
    join loans l using (loan_no)
    join people p on p.person_no = l.borrower_no
    left join ageing a on a.loan_no = oc.loan_no
        and a.run_date = (select max(r.run_date) from runs r where r.book = oc.book and r.state = 'done')
    left join lateral (
        select pc.plan_id, pc.channel, pc.state, pc.night, pc.not_before, pc.priority
        from planned_contacts pc
        where pc.loan_no = oc.loan_no and pc.run_date = a.run_date
        order by (pc.state in ('planned', 'claimed', 'reserved', 'sending', 'sent')) desc, pc.priority desc, pc.plan_id
        limit 1
    ) plan on true
    left join lateral (
        select r.kind, r.at from requests r
        where r.person_no = p.person_no and r.at <= %(at)s and r.at > %(at)s - interval '14 days' and r.kind <> 'lift'
        order by r.at desc limit 1
    ) asked on true
    left join lateral (
        select pc.plan_id from planned_contacts pc where pc.loan_no = oc.loan_no and pc.state = 'uncertain' limit 1
    ) unsure on true
    left join lateral (
        select m.move from case_moves m where m.case_id = oc.case_id and m.run_date = a.run_date
    ) moved on true
    where (%(find)s::text is null or l.loan_id ilike %(find)s or p.person_id ilike %(find)s)
), judged as (
    select rows.*,
        case when plan_id is null then null
             when plan_state in ('refused_at_night', 'refused') then coalesce(night ->> 'decision', 'deny')
             else coalesce(night ->> 'decision', 'allow') end as says
    from rows
)
select judged.*, count(*) over () as total, tried.at as tried_at, tried.channel as tried_channel, tried.outcome as tried_outcome
from (
    select * from judged
    where %(says)s::text is null or says = %(says)s
) judged
left join lateral (
    select t.at, t.channel, outcome_now(t.outcome, t.corrections) as outcome from attempts t
    where t.person_no = judged.person_no and t.at <= %(at)s order by t.at desc limit 1
) tried on true
order by coalesce(owed, false) desc, (unsure_plan is not null) desc,
         (says in ('allow', 'allow_with_obligations')) desc nulls last, priority desc nulls last, days_past_due desc nulls last, loan_id
limit %(limit)s offset %(offset)s;

-- name: case_head
select c.case_id, c.book, c.opened_on, c.closed_on, c.bucket,
       l.loan_no, l.loan_id, l.currency, l.product, l.principal_minor, l.country, l.timezone as loan_timezone,
       le.lender_id, le.name as lender_name, le.kind as lender_kind,
       p.person_no, p.person_id, p.name, p.timezone, p.deceased, p.special, p.language,
       a.run_date, a.days_past_due, a.oldest_unpaid_due, a.overdue_principal_minor, a.overdue_interest_minor, a.overdue_fees_minor
from cases c
join loans l using (loan_no)
join lenders le using (lender_no)
join people p on p.person_no = l.borrower_no
left join ageing a on a.loan_no = c.loan_no
    and a.run_date = (select max(r.run_date) from runs r where r.book = c.book and r.state = 'done')
where c.case_id = %(case_id)s and (%(books)s::text[] = '{}' or c.book = any (%(books)s));

-- name: other_loans
select l.loan_id, l.currency, l.product, a.days_past_due, a.bucket,
       a.overdue_principal_minor + a.overdue_interest_minor + a.overdue_fees_minor as overdue_minor
from loans l
left join ageing a on a.loan_no = l.loan_no and a.run_date = %(run_date)s
where l.borrower_no = %(person_no)s and l.loan_no <> %(loan_no)s
order by l.loan_id;

-- name: points
select kind, value, source, place, verified, invalid_since
from contact_points
where person_no = %(person_no)s
order by kind, value;

-- name: relations
select r.role, r.relation, r.evidence, r.declared, r.notice_sent, r.answer, p.person_no, p.person_id, p.name
from relations r
join people p using (person_no)
where r.loan_no = %(loan_no)s or (r.loan_no is null and r.borrower_no = %(person_no)s)
order by r.role, p.person_id;

-- name: timeline
-- Everything that happened to this case, newest first.
select * from (
    select at, 'contact' as kind, channel, outcome_now(outcome, corrections) as outcome, direction, purpose, role, contact_point as detail, null::jsonb as body,
           null as law, null as kept, attempt_id as ref
    from attempts
    where person_no = any (%(person_nos)s) and at <= %(at)s
    union all
    select at, 'decision', channel, null, null, purpose, role, null, verdict, law, kept, decision_id
    from decisions
    where person_no = any (%(person_nos)s) and at <= %(at)s
    union all
    select at, 'request', null, kind, null, null, null, scope, null, null, null, request_id
    from requests
    where person_no = any (%(person_nos)s) and at <= %(at)s
    union all
    select received::timestamp at time zone %(zone)s, 'payment', channel, reverses, null, null, null, amount_minor::text, null, null, null, payment_id
    from payments
    where loan_no = %(loan_no)s and received::timestamp at time zone %(zone)s <= %(at)s
    union all
    select run_date::timestamp at time zone %(zone)s, 'move', null, move, null, null, null, from_bucket || '>' || to_bucket, null, null, null, null
    from case_moves
    where case_id = %(case_id)s
) happened
order by at desc, kind, ref
limit %(limit)s;

-- name: plan_rows
select p.plan_id, p.book, p.case_id, p.channel, p.purpose, p.role, p.state, p.not_before, p.night, p.step, p.run_date,
       l.loan_id, pe.person_id, pe.name, coalesce(l.timezone, pe.timezone) as timezone, count(*) over () as total
from planned_contacts p
join loans l using (loan_no)
join people pe on pe.person_no = p.person_no
where p.run_date = %(run_date)s
  and (%(books)s::text[] = '{}' or p.book = any (%(books)s))
  and (%(book)s::text is null or p.book = %(book)s)
  and (%(state)s::text is null or p.state = %(state)s)
order by p.book, p.priority desc, p.plan_id
limit %(limit)s offset %(offset)s;

-- name: refusals_by_clause
select finding ->> 'rule_id' as rule_id, finding -> 'cites' ->> 0 as cite, count(*) as times
from planned_contacts p
cross join lateral jsonb_array_elements(coalesce(p.night -> 'findings', '[]'::jsonb)) as finding
where p.run_date = %(run_date)s and p.state in ('refused_at_night', 'refused')
  and finding ->> 'decision' not in ('allow', 'allow_with_obligations')
  and (%(books)s::text[] = '{}' or p.book = any (%(books)s))
group by 1, 2
order by times desc, rule_id;

-- name: uncertain
select p.plan_id, p.book, p.case_id, p.channel, p.contact_point, p.finished_at, p.permit_id, l.loan_id, pe.name, pe.person_id
from planned_contacts p
join loans l using (loan_no)
join people pe on pe.person_no = p.person_no
where p.state = 'uncertain' and (%(books)s::text[] = '{}' or p.book = any (%(books)s))
order by p.finished_at desc nulls last, p.plan_id;

-- name: mail
select message_id, book, direction, at, channel, address, subject, body, provider_says, meaning, count(*) over () as total
from messages
where %(books)s::text[] = '{}' or book = any (%(books)s)
order by at desc, message_id
limit %(limit)s offset %(offset)s;

-- name: last_run_of
select max(run_date) as run_date from runs where state = 'done' and book = %(book)s;
