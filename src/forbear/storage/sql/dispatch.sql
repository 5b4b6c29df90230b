-- The worker's queue. A contact belongs to the owner (`name/mark`) in claimed_by; every change by an owner names it, so a worker
-- that was given up for dead changes nothing afterwards. Times are the installation's clock, given by the caller.

-- name: wait_for_name
select set_config('lock_timeout', %(wait)s, false);

-- name: is_answering
select 1;

-- name: hold_name
select pg_advisory_lock(worker_lock(%(worker)s));

-- name: busy_workers
select distinct split_part(claimed_by, '/', 1) as worker
from planned_contacts
where state in ('claimed', 'reserved', 'sending') and claimed_by is not null and claimed_by <> %(owner)s;

-- name: is_free
-- The lock is held until the end of this transaction, so the worker cannot begin while its leavings are looked at.
select pg_try_advisory_xact_lock(worker_lock(%(worker)s)) as is_free;

-- name: abandoned
select plan_id, book, state, permit_id, claimed_by
from planned_contacts
where state in ('claimed', 'reserved', 'sending')
  and claimed_by is distinct from %(owner)s
  and (lease_until <= %(at)s or claimed_by is null or split_part(claimed_by, '/', 1) = any (%(free)s))
order by plan_id;

-- name: return_permits
-- Gives back every permit of the contact that was not used; one row each.
select return_permit(permit_id, %(at)s, %(why)s) as returned
from permits
where plan_id = %(plan_id)s and state = 'granted'
order by permit_id;

-- name: plan_again
update planned_contacts
set state = 'planned', claimed_by = null, lease_until = null, permit_id = null, decision_id = null,
    not_before = coalesce(%(not_before)s, not_before), why = %(why)s
where plan_id = %(plan_id)s and state in ('claimed', 'reserved') and claimed_by is not distinct from %(owner)s
returning plan_id;

-- name: give_up
update planned_contacts
set state = 'uncertain', finished_at = %(at)s, lease_until = null, why = %(why)s
where plan_id = %(plan_id)s and state = 'sending' and claimed_by is not distinct from %(owner)s
returning permit_id;

-- name: lapse
update planned_contacts
set state = 'lapsed', finished_at = %(at)s, why = 'its day was over'
where state = 'planned' and not_after <= %(at)s and channel = %(channel)s
returning plan_id;

-- name: claim
-- Highest priority first, one a person: what the gate says about the second contact hangs on the first.
with due as (
    select p.plan_id
    from planned_contacts as p
    where p.state = 'planned' and p.channel = %(channel)s and p.not_before <= %(at)s and p.not_after > %(at)s
      and not exists (select from planned_contacts as busy
                       where busy.person_no = p.person_no and busy.plan_id <> p.plan_id
                         and busy.state in ('claimed', 'reserved', 'sending'))
    order by p.priority desc, p.not_before, p.plan_id
    limit %(most)s
    for update skip locked
), first_of_person as (
    select distinct on (p.person_no) p.plan_id
    from planned_contacts as p join due using (plan_id)
    order by p.person_no, p.priority desc, p.not_before, p.plan_id
)
update planned_contacts as p
set state = 'claimed', claimed_by = %(owner)s, lease_until = %(lease_until)s, claims = p.claims + 1,
    permit_id = null, decision_id = null, why = null
from first_of_person
where p.plan_id = first_of_person.plan_id
returning p.plan_id;

-- name: claimed
-- What a message needs to be written, for contacts just claimed. The figures are those of the contact's own night.
select
    p.plan_id, p.book, p.run_date, p.claims as turn, p.step, p.template, p.channel, p.purpose, p.role,
    who.person_id, who.name as person_name, who.language as person_language,
    debtor.person_id as debtor_id, debtor.name as debtor_name,
    p.contact_point as address, point.place,
    about.loan_ids, owed.products, owed.overdue, owed.oldest_unpaid_due, owed.ageing_on,
    l.country as loan_country, lender.name as lender_name,
    exists (select from payments as paid join loans as theirs using (loan_no)
             where theirs.book = p.book and theirs.loan_id = any (about.loan_ids) and paid.received > p.run_date
               and paid.received <= (%(at)s at time zone coalesce(l.timezone, 'UTC'))::date) as paid_since,
    coalesce(point.invalid_since <= (%(at)s at time zone coalesce(l.timezone, who.timezone, 'UTC'))::date, false) as is_dead,
    p.not_before, p.not_after, coalesce(p.night, '{}'::jsonb) as night,
    (select max(t.at) from attempts as t where t.person_no in (p.person_no, l.borrower_no) and t.at >= %(at)s) as latest_at
from planned_contacts as p
join loans as l using (loan_no)
join lenders as lender using (lender_no)
join people as who on who.person_no = p.person_no
join people as debtor on debtor.person_no = l.borrower_no
left join contact_points as point on point.person_no = p.person_no and point.kind = 'email' and point.value = p.contact_point
cross join lateral (
    -- One contact may be about several loans of one borrower; the night says which.
    select coalesce((select array_agg(loan_id order by loan_id) from jsonb_array_elements_text(p.night -> 'loan_ids') as told(loan_id)),
                    array[l.loan_id]) as loan_ids
) as about
cross join lateral (
    select (select array_agg(distinct product) from loans where book = p.book and loan_id = any (about.loan_ids)) as products,
           coalesce(jsonb_object_agg(each.currency, each.minor), '{}') as overdue,
           min(each.oldest_unpaid_due) as oldest_unpaid_due, max(each.run_date) as ageing_on
    from (
        select theirs.currency, min(a.oldest_unpaid_due) as oldest_unpaid_due, min(a.run_date) as run_date,
               sum(a.overdue_principal_minor + a.overdue_interest_minor + a.overdue_fees_minor)::bigint as minor
        from loans as theirs join ageing as a on a.loan_no = theirs.loan_no and a.run_date = p.run_date
        where theirs.book = p.book and theirs.loan_id = any (about.loan_ids)
        group by theirs.currency
    ) as each
) as owed
where p.plan_id = any (%(plan_ids)s)
order by p.priority desc, p.not_before, p.plan_id;

-- name: renew
update planned_contacts set lease_until = %(lease_until)s
where plan_id = %(plan_id)s and state = 'claimed' and claimed_by = %(owner)s
returning plan_id;

-- name: reserved
update planned_contacts set state = 'reserved', permit_id = %(permit_id)s, decision_id = %(decision_id)s
where plan_id = %(plan_id)s and state = 'claimed' and claimed_by = %(owner)s
returning plan_id;

-- name: use_permit
select use_permit(%(permit_id)s, %(at)s) as used;

-- name: used_before
-- Pair of the permit's own single use: a contact that ever had a permit used is never sent again.
select exists (select from permits where plan_id = %(plan_id)s and state = 'used' and permit_id <> %(permit_id)s) as used_before;

-- name: sending
update planned_contacts set state = 'sending'
where plan_id = %(plan_id)s and state = 'reserved' and claimed_by = %(owner)s and permit_id = %(permit_id)s
returning plan_id;

-- name: keep_message
insert into messages (message_id, book, attempt_id, direction, at, channel, address, person_no, subject, body)
select %(message_id)s, %(book)s, %(attempt_id)s, 'out', %(at)s, %(channel)s, %(address)s, person_no, %(subject)s, %(body)s
from planned_contacts
where plan_id = %(plan_id)s;

-- name: record_outcome
select record_outcome(%(book)s, %(attempt_id)s, %(attempted)s, %(outcome)s, %(at)s, %(why)s);

-- name: finish
update planned_contacts
set state = %(state)s, finished_at = %(at)s, lease_until = null, why = %(why)s
where plan_id = %(plan_id)s and permit_id = %(permit_id)s and state in ('sending', 'uncertain')
returning plan_id;

-- name: provider_says
update messages set provider_says = %(says)s
where book = %(book)s and attempt_id = %(attempt_id)s and direction = 'out'
returning message_id;

-- name: point_is_dead
-- Nothing is overwritten: the first day on which the address was known dead stays.
update contact_points as point
set invalid_since = coalesce(point.invalid_since, (%(at)s at time zone coalesce(point.timezone, who.timezone, 'UTC'))::date)
from people as who
where who.person_no = point.person_no and who.book = %(book)s and who.person_id = %(person_id)s
  and point.kind = 'email' and point.value = %(address)s;

-- name: close_as
update planned_contacts
set state = %(state)s, finished_at = %(at)s, lease_until = null, why = %(why)s, decision_id = %(decision_id)s
where plan_id = %(plan_id)s and state = 'claimed' and claimed_by = %(owner)s
returning plan_id;

-- name: has_news
-- Whether anything that could change the gate's answer was learned since the night's run began. No run on record: we cannot tell, so yes.
with this as (
    select p.plan_id, p.loan_no, p.person_no, l.borrower_no, p.run_date, least(r.started_at, (p.run_date + 1)::timestamptz) as since
    from planned_contacts as p
    join loans as l using (loan_no)
    left join runs as r on r.book = p.book and r.run_date = p.run_date
    where p.plan_id = %(plan_id)s
)
select coalesce(bool_or(
    since is null
    or exists (select from attempts as t where t.person_no in (this.person_no, this.borrower_no) and t.at >= since and t.at <= %(at)s)
    or exists (select from attempts as t, jsonb_array_elements(t.corrections) as c
                where t.person_no in (this.person_no, this.borrower_no) and (c ->> 'at')::timestamptz >= since)
    or exists (select from requests as q where q.person_no in (this.person_no, this.borrower_no) and q.at >= since and q.at <= %(at)s)
    or exists (select from consents as k where k.person_no = this.person_no and greatest(k.at, k.withdrawn_at) >= since)
    or exists (select from payments as m join loans as theirs using (loan_no)
                where theirs.borrower_no = this.borrower_no and m.received > this.run_date)
    or exists (select from contact_points as c where c.person_no = this.person_no and c.invalid_since >= this.run_date)
), true) as has_news
from this;

-- name: add_evidence
insert into evidence (at, book, kind, subject, body, digest)
values (%(at)s, %(book)s, %(kind)s, %(subject)s, %(body)s::jsonb, %(digest)s);

-- name: uncertain
select p.plan_id, p.book, p.case_id, who.person_id, p.contact_point as address, p.permit_id, p.finished_at as since, p.why
from planned_contacts as p
join people as who using (person_no)
where p.state = 'uncertain'
order by p.finished_at desc nulls last, p.plan_id;
